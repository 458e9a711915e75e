// What the terminal and the shop keep, and what must be true. What they do stands in the fence.

/// What you can see: the lines that it has written, in their order.
#[derive(Default)]
struct Terminal {
    log: Vec<String>,
}

impl Terminal {
    fn log(&mut self, line: &str) {
        self.log.push(line.to_string());
        show("log", &self.log);
    }
}

/// What you cannot see: how many orders there are, and how often it was asked for them.
struct Shop {
    orders: u64,
    asked: u64,
}

impl Shop {
    fn new() -> Self {
        Self { orders: ORDERS, asked: 0 }
    }
}

const ORDERS: u64 = 12;

/// All that you read if the shop is dead. `same-view` holds every other silence against it.
const LOG_OF_A_DEAD_SHOP: [&str; 2] = ["asked the shop", "no answer: the shop must be dead"];

/// `same-view`: as long as there is no answer, the log is the one that a dead shop leaves.
fn silence_reads_like_a_dead_shop(world: &World) -> bool {
    let log = log(world);
    log.iter().any(|line| is_answer(line)) || LOG_OF_A_DEAD_SHOP.starts_with(&log)
}

/// `dead`: a shop that the log calls dead never got the question. What a shop shows goes with it when
/// it crashes, so this says nothing against one that is really dead.
fn a_shop_called_dead_was_not_asked(world: &World) -> bool {
    let is_called_dead = log(world).iter().any(|line| line.ends_with("dead"));
    !is_called_dead || world.shown("shop", "asked").is_none()
}

/// `true`: the number in the log is the number of orders.
fn the_number_is_that_of_the_orders(world: &World) -> bool {
    log(world).iter().filter(|line| is_answer(line)).all(|line| *line == right_answer())
}

/// `works`: the log has the number of orders.
fn the_number_is_in_the_log(world: &World) -> bool {
    log(world).contains(&right_answer())
}

fn log(world: &World) -> Vec<String> {
    world.shown("terminal", "log").unwrap_or(Vec::new())
}

fn is_answer(line: &str) -> bool {
    line.starts_with("the shop has")
}

fn right_answer() -> String {
    format!("the shop has {ORDERS} orders")
}
