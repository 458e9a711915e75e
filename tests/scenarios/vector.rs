// What must be true of the list. The replicas are in `vector.md`.

/// `concurrent`: no replica keeps a version beside one that includes it.
fn versions_are_concurrent(world: &World) -> bool {
    ["a", "b", "c"].iter().all(|replica| {
        let versions = versions(world, replica);
        versions.iter().all(|one| versions.iter().all(|other| one == other || !one.includes(other)))
    })
}

/// `found`: two writes that did not know of each other are both there.
fn both_writes_are_kept(world: &World) -> bool {
    values(world, "c") == ["bread", "eggs"]
}

/// `agree`: in the end all replicas have the same versions.
fn replicas_agree(world: &World) -> bool {
    let [a, b, c] = ["a", "b", "c"].map(|replica| versions(world, replica));
    a == b && b == c
}

/// `merged`: in the end the last write, which knew of all, stands alone.
fn the_last_write_stands_alone(world: &World) -> bool {
    ["a", "b", "c"].iter().all(|replica| values(world, replica) == ["bread and eggs"])
}

fn versions(world: &World, replica: &str) -> Vec<Version> {
    world.shown(replica, "versions").unwrap_or_default()
}

fn values(world: &World, replica: &str) -> Vec<String> {
    versions(world, replica).into_iter().map(|version| version.value).collect()
}
