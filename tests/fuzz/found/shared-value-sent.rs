async fn main() {
    let mut nested = (1, 2);
    for _ in 0..60 {
        nested = (nested.clone(), nested.clone());
    }
    println!("{:?}", peer::answer(nested).await);
}
