async fn main() {
    let list: Vec<u64> = (0..100_000).collect();
    for x in 0..100_000 {
        let mut copy = list.clone();
        copy[0] = x;
    }
}
