// What must be true. The shop and its worker are in `services.md`.

/// `thanked`: whoever was told *ok* gets a mail.
fn every_customer_is_thanked(world: &World) -> bool {
    let mails = world.mails("email");
    world
        .calls("ada")
        .iter()
        .filter(|call| call.answer.as_ref().is_some_and(|answer| answer.is_ok()))
        .all(|call| mails.iter().any(|mail| mail.to == call.arguments[0]))
}

/// `once`: nobody gets two.
fn nobody_is_thanked_twice(world: &World) -> bool {
    world.mails("email").len() <= 1
}

/// `done`: in the end the queue is empty.
fn the_queue_is_empty(world: &World) -> bool {
    world.waiting("jobs").is_empty() && world.in_flight("jobs").is_empty()
}

/// `tried`: no job is given up after it was handed out twice.
fn there_is_no_dead_letter(world: &World) -> bool {
    world.dead_letters("jobs").is_empty()
}
