async fn main() {
    let mut nested = None;
    for _ in 0..5_000 {
        nested = Some(nested);
    }
    println!("{:?}", nested);
}
