// The comments, and what must be true. The page is in `replica.md`.

struct Comment {
    id: u64,
    text: String,
}

/// `own`: whoever has written a comment sees it.
fn whoever_has_written_sees_it(world: &World) -> bool {
    world.calls("ada").iter().all(|call| call.answer != Some(Ok(false)))
}

/// `caught-up`: in the end the replica has what the primary has.
fn the_replica_has_everything(world: &World) -> bool {
    world.rows("copy", "comments") == world.rows("db", "comments")
}
