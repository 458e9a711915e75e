async fn main() {
    let mut nested = Vec::new();
    let mut other = Vec::new();
    for _ in 0..60 {
        nested = vec![nested.clone(), nested.clone()];
        other = vec![other.clone(), other.clone()];
    }
    let mut map = BTreeMap::new();
    map.insert(nested, 1);
    map.insert(other, 2);
}
