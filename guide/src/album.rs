// The photos, and what must be true. The album is in `services.md`.

struct Photo {
    name: String,
}

/// `own`: whoever was told that a photo is there sees it, then and later.
fn who_has_uploaded_sees_it(world: &World) -> bool {
    world.calls("ada").iter().all(|call| match &call.answer {
        Some(Ok(photos)) => !photos.is_empty(),
        _ => true,
    })
}

/// `answered`: whoever looks gets an answer.
fn who_looks_gets_an_answer(world: &World) -> bool {
    world.calls("ada").iter().all(|call| !matches!(call.answer, Some(Err(_))))
}

/// `same`: in the end the replica has what the database has.
fn the_replica_has_everything(world: &World) -> bool {
    world.rows("copy", "photos") == world.rows("db", "photos")
}
