async fn main() {
    let mut nested = Vec::new();
    for _ in 0..100_000 {
        nested = vec![nested];
    }
    sleep(Duration::from_millis(1)).await;
}
