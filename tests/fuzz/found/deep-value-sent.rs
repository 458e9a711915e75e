async fn main() {
    let mut nested = None;
    for _ in 0..20_000 {
        nested = Some(nested);
    }
    println!("{:?}", db::insert("users", &nested).await);
}
