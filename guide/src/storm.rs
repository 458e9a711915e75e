async fn buy(item: String) -> Result<()> {
    sleep(Duration::from_millis(50)).await;
    metrics::count("sold", 1);
    Ok(())
}

/// `answered`: in the end everybody is answered.
fn everybody_is_answered(world: &World) -> bool {
    world.calls("crowd").iter().all(|call| call.answer.is_some())
}
