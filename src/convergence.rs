// What an office keeps, and what must be true.

/// A place, and when it was set: of two, the one with the greater stamp is newer. Two that were set at
/// once are told apart by the office.
struct Place {
    stamp: (u64, String),
    text: String,
}

struct Page {
    place: Place,
}

impl Page {
    fn new() -> Self {
        Self { place: Place { stamp: (0, "".to_string()), text: "hall 1".to_string() } }
    }
}

/// `same`: what both show.
fn both_pages_say_the_same(world: &World) -> bool {
    world.shown("club", "place") == world.shown("city", "place")
}
