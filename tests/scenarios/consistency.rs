fn both_have_the_same(world: &World) -> bool {
    world.shown("leader", "value") == world.shown("follower", "value")
}
