async fn main() {
    let mut nested = vec![1].into_iter();
    for _ in 0..60 {
        nested = nested.clone().chain(nested);
    }
    println!("{}", nested.count());
}
