// What must be true, and how a copy of the thread is kept.

#[derive(Default)]
struct Thread {
    comments: Vec<String>,
}

impl Thread {
    /// A thread only grows, so the longer one is the newer.
    async fn keep(&mut self, comments: Vec<String>) {
        if comments.len() > self.comments.len() {
            self.comments = comments;
        }
    }
}

/// `read`: the page shows what she has posted.
fn mia_sees_her_comment(world: &World) -> bool {
    world
        .calls("mia")
        .iter()
        .any(|call| call.operation == "read" && call.answer == Some(Ok(vec!["What a save!".to_string()])))
}
