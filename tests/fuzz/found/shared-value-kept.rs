async fn main() {
    let mut nested = Vec::new();
    for _ in 0..60 {
        nested = vec![nested.clone(), nested.clone()];
    }
    sleep(Duration::from_millis(1)).await;
}
