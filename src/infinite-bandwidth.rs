// Head office, the recording, and what must be true.

/// What the camera has recorded, in bytes.
const RECORDING: usize = 250_000;

fn recording() -> String {
    "x".repeat(RECORDING)
}

#[derive(Default)]
struct Office {
    kept: usize,
}

impl Office {
    async fn charge(&mut self, _payment: u64) {}

    async fn keep(&mut self, piece: String) {
        self.kept += piece.len();
        show("kept", self.kept);
    }
}

/// `paid`: everybody at the till has paid before giving up.
fn everybody_at_the_till_has_paid(world: &World) -> bool {
    world.calls("till").iter().all(|call| call.answer == Some(Ok(())))
}

/// `kept`: the payments could be had by sending no recording.
fn the_whole_recording_is_at_the_office(world: &World) -> bool {
    world.shown("office", "kept") == Some(RECORDING)
}
