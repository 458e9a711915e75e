// What the leader and the follower keep. What they do with it stands in the fence.

struct Board {
    score: String,
}

impl Board {
    fn new() -> Self {
        Self { score: "26:26".to_string() }
    }
}
