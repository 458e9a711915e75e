// What a town keeps, and which towns there are.

struct Board {
    score: String,
}

impl Board {
    fn new() -> Self {
        Self { score: "26:26".to_string() }
    }
}

fn towns() -> Vec<Node> {
    ["west", "east"].iter().map(|name| node(name)).collect::<Vec<Node>>()
}
