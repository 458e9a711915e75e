// The store that fails, and what must be true. Who asks it is in `retries.md`.

async fn take(item: String) -> Result<()> {
    metrics::count("tries", 1);
    Err(Error::Failed(format!("no {item} today")))
}

/// `told`: in the end every customer has an answer.
fn everybody_is_answered(world: &World) -> bool {
    world.calls("crowd").iter().all(|call| call.answer.is_some())
}
