// What a replica keeps, how a majority is asked, and what must be true. The replicas are in the
// fences.

/// A price, and when it was set: of two copies, the one with the greater stamp is newer. Two that were
/// set at once are told apart by the city.
struct Copy {
    stamp: (u64, String),
    price: u64,
}

struct Replica {
    copy: Copy,
}

impl Replica {
    fn new() -> Self {
        Self { copy: Copy { stamp: (0, "".to_string()), price: 30 } }
    }

    /// What other replicas ask for.
    async fn look(&mut self) -> Copy {
        self.copy.clone()
    }

    /// Takes what is newer, and lets what is older pass by.
    async fn keep(&mut self, copy: Copy) {
        if copy.stamp > self.copy.stamp {
            show("price", copy.price);
            self.copy = copy;
        }
    }

    /// A copy that is newer than another one.
    fn newer(&self, than: &Copy, price: u64) -> Copy {
        Copy { stamp: (than.stamp.0 + 1, me().name()), price }
    }
}

/// `answered`: everybody who asked a replica got an answer.
fn everybody_was_answered(world: &World) -> bool {
    ["anna", "luis", "nora"]
        .iter()
        .all(|who| world.calls(who).iter().all(|call| matches!(call.answer, Some(Ok(_)))))
}

/// `sold`: a replica that refuses everything is never wrong, so one run has to show an answer.
fn somebody_reads_the_new_price(world: &World) -> bool {
    ["luis", "nora"]
        .iter()
        .any(|who| world.calls(who).iter().any(|call| call.answer == Some(Ok(45))))
}
