// Who is asked, and what must be true. The station is in `clocks.md`.

async fn ping() -> Result<()> {
    Ok(())
}

/// `ten`: ten seconds have passed by the clock that only goes forwards.
fn ten_seconds_are_measured(world: &World) -> bool {
    world.shown("station", "measured") == Some(Duration::from_secs(10))
}

/// `wall`: ten seconds have passed by the wall clock.
fn ten_seconds_are_read(world: &World) -> bool {
    world.shown("station", "read") == Some(Some(Duration::from_secs(10)))
}
