// How somebody looks, and what must be true. How the heating is set is in `services.md`.

/// Looks five times, and says whether all of them have seen this.
async fn is_seen(degrees: u64) -> Result<bool> {
    let mut is_seen = true;
    for _ in 0..5 {
        is_seen &= store::get("degrees").await? == Some(degrees);
    }
    Ok(is_seen)
}

/// `own`: whoever was told that the heating is set has seen it.
fn everyone_sees_what_they_have_set(world: &World) -> bool {
    ["ada", "bob"].iter().all(|who| {
        world.calls(who).iter().all(|call| call.answer != Some(Ok(false)))
    })
}

/// `later`: Bob has set it last.
fn what_was_set_last_is_kept(world: &World) -> bool {
    world.stored("store", "degrees") == Some(17)
}
