fn it_arrives(world: &World) -> bool {
    world.mails("email").len() > 0
}

fn it_arrives_once(world: &World) -> bool {
    world.mails("email").len() < 2
}
