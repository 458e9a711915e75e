// The leader, its two copies, and what must be true. The app stands in the fences.

/// A score, and how many were written before it and with it.
struct Entry {
    number: u64,
    score: String,
}

struct Board {
    entry: Entry,
}

impl Board {
    fn new() -> Self {
        Self { entry: Entry { number: 0, score: "26:26".to_string() } }
    }

    async fn keep(&mut self, entry: Entry) {
        if entry.number > self.entry.number {
            self.entry = entry;
        }
    }

    /// What apps ask for.
    async fn entry(&mut self) -> Entry {
        self.entry.clone()
    }
}

#[derive(Default)]
struct Leader {
    number: u64,
}

impl Leader {
    async fn write(&mut self, score: String) {
        self.number += 1;
        for copy in copies() {
            tell(copy.keep(Entry { number: self.number, score: score.clone() }));
        }
    }
}

fn copies() -> Vec<Node> {
    vec![node("red"), node("blue")]
}

/// `read`: the goal that was written down is on the phone.
fn jon_sees_the_goal(world: &World) -> bool {
    world.calls("jon").iter().any(|call| call.answer == Some(Ok("27:26".to_string())))
}
