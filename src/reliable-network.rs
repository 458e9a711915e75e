// What must be true of the turnstiles and the hall. They show what they have counted: a turnstile
// under `passed`, the hall under `inside`.

/// `counted`: the hall has counted as many as went in.
fn the_hall_has_counted_who_went_in(world: &World) -> bool {
    inside(world) == passed(world, "north") + passed(world, "south")
}

/// `somebody`: all is well with a hall into which nobody goes, so one run has to show somebody.
fn somebody_is_counted(world: &World) -> bool {
    inside(world) > 0
}

fn inside(world: &World) -> u64 {
    world.shown("hall", "inside").unwrap_or(0)
}

fn passed(world: &World, turnstile: &str) -> u64 {
    world.shown(turnstile, "passed").unwrap_or(0)
}
