// What the processes note down, and what must be true. The clock is in `lamport.md`.

#[derive(Clone, PartialEq)]
struct Message {
    from: Node,
    time: u64,
    distance: u32,
}

#[derive(Clone, PartialEq)]
enum Event {
    Sent(Message),
    Heard { message: Message, time: u64 },
}

impl Event {
    fn time(&self) -> u64 {
        match self {
            Event::Sent(message) => message.time,
            Event::Heard { time, .. } => *time,
        }
    }
}

/// `process-order`: of two events of one process, the later one has the greater number.
fn numbers_rise_in_every_process(world: &World) -> bool {
    histories(world)
        .iter()
        .all(|history| history.windows(2).all(|pair| pair[0].time() < pair[1].time()))
}

/// `message-order`: whoever hears a message gives it a greater number than whoever sent it.
fn numbers_rise_with_every_message(world: &World) -> bool {
    histories(world).iter().flatten().all(|event| match event {
        Event::Sent(_) => true,
        Event::Heard { message, time } => message.time < *time,
    })
}

/// `total`: with the name of the process, no two events have the same number.
fn numbers_and_names_order_everything(world: &World) -> bool {
    let stamps: Vec<(u64, usize)> = histories(world)
        .iter()
        .enumerate()
        .flat_map(|(process, history)| history.iter().map(move |event| (event.time(), process)))
        .collect();
    let distinct: BTreeSet<(u64, usize)> = stamps.iter().copied().collect();
    distinct.len() == stamps.len()
}

fn histories(world: &World) -> Vec<Vec<Event>> {
    ["a", "b", "c"].iter().filter_map(|name| world.shown(name, "history")).collect()
}
