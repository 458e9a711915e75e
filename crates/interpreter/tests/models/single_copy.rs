// A server of a register of which every server has a copy of its own.

#[derive(Default)]
struct Server {
    value: u16,
}

impl Server {
    async fn put(&mut self, client: Node, request: u16, value: u16) {
        self.value = value;
        tell(client.put_ok(request));
    }

    async fn get(&mut self, client: Node, request: u16) {
        tell(client.get_ok(request, self.value));
    }
}

// The same, whose operations are calls that it answers.
#[derive(Default)]
struct Answering {
    value: u16,
}

impl Answering {
    async fn put(&mut self, value: u16) {
        self.value = value;
    }

    async fn get(&mut self) -> u16 {
        self.value
    }
}
