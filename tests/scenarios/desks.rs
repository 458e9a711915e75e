// What must be true. The desk is in `desks.md`.

/// `one-each`: no user has more than one request under way.
fn no_more_wait_than_there_are(world: &World) -> bool {
    world.calls("users").iter().filter(|call| call.answer.is_none()).count() <= 3
}
