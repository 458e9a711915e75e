// The orders, and what must be true. The shop and those who follow it are in `log.md`.

struct Order {
    item: String,
}

/// `followed`: billing and shipping have done what is in the log.
fn every_order_is_followed(world: &World) -> bool {
    ["billing", "shipping"].iter().all(|who| {
        world.entries("events", "orders").iter().all(|entry| done(world, who, &entry.value) > 0)
    })
}

/// `once`: nothing is done twice.
fn nothing_is_done_twice(world: &World) -> bool {
    ["billing", "shipping"].iter().all(|who| {
        world.entries("events", "orders").iter().all(|entry| done(world, who, &entry.value) < 2)
    })
}

/// `read`: in the end both have read to the end.
fn both_have_read_to_the_end(world: &World) -> bool {
    let length = world.entries("events", "orders").len();
    ["billing", "shipping"].iter().all(|who| world.committed("events", "orders", who) == length)
}

fn done(world: &World, who: &str, order: &Order) -> usize {
    world.mails("email").iter().filter(|mail| mail.to == who && mail.text == order.item).count()
}
