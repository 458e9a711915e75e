// What the two who use the board do.

async fn report() -> Result<()> {
    for goals in 1..=2 {
        record(board::put("score", goals)).await?;
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Looks often, and once more when the match is over.
async fn watch() -> Result<()> {
    for _ in 0..4 {
        look().await?;
        sleep(Duration::from_millis(40)).await;
    }
    sleep(Duration::from_secs(1)).await;
    look().await?;
    Ok(())
}
