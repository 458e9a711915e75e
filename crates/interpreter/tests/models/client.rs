// A client that writes one value, waits until that is done, and reads. Its number is `NUMBER`, what
// it writes `VALUE`, and there are so many servers as `SERVERS` says.

enum Waiting {
    ForPut(u16),
    ForGet(u16),
    ForNothing,
}

struct Client {
    waiting: Waiting,
}

// Each operation asks the next server.
fn server(nth: u16) -> Node {
    node(&format!("server-{}", (NUMBER + nth) % SERVERS))
}

impl Client {
    fn new() -> Self {
        Client { waiting: Waiting::ForPut(NUMBER) }
    }

    async fn begin(&mut self) {
        tell(server(0).put(me(), NUMBER, VALUE));
    }

    async fn put_ok(&mut self, request: u16) {
        if matches!(self.waiting, Waiting::ForPut(awaited) if awaited == request) {
            self.waiting = Waiting::ForGet(2 * NUMBER);
            tell(server(1).get(me(), 2 * NUMBER));
        }
    }

    async fn get_ok(&mut self, request: u16, value: u16) {
        if matches!(self.waiting, Waiting::ForGet(awaited) if awaited == request) {
            self.waiting = Waiting::ForNothing;
        }
    }
}

// The same with calls, which it records itself.
async fn write_and_read() -> Result<()> {
    record(server(0).put(VALUE)).await?;
    record(server(1).get()).await?;
    Ok(())
}
