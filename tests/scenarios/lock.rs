// How a lock is waited for, and what must be true. The writers are in `lock.md`.

async fn hold(name: &str) -> Result<u64> {
    loop {
        match locks::acquire(name, Duration::from_secs(5)).await {
            Err(Error::Held) => sleep(Duration::from_secs(1)).await,
            answer => return answer,
        }
    }
}

/// `kept`: every line that somebody was told is written is there.
fn no_line_is_lost(world: &World) -> bool {
    let report: String = world.stored("store", "report").unwrap_or_default();
    ["ada", "bob"].iter().all(|writer| {
        world.calls(writer).iter().all(|call| {
            let is_written = matches!(call.answer, Some(Ok(_)));
            !is_written || report.contains(&call.arguments[0])
        })
    })
}

/// `free`: in the end nobody holds the lock.
fn nobody_holds_the_lock(world: &World) -> bool {
    world.holder("locks", "report").is_none()
}
