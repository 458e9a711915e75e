async fn hear(rumour: u64) -> u64 {
    rumour + 1
}

async fn gossip() {
    let others = peers();
    for round in 0..20 {
        let _ = others[random(0..others.len())].hear(round).await;
        sleep(Duration::from_millis(10)).await;
    }
}
