async fn main() {
    let mut nested = 0..5;
    for _ in 0..100_000 {
        nested = nested..5;
    }
}
