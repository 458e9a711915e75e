async fn main() {
    let mut nested = vec![3, 1, 2].into_iter();
    for _ in 0..100_000 {
        nested = nested.take(100);
    }
    println!("{:?}", nested.next());
}
