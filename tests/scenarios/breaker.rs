// The service that the shop asks, its customers, and what must be true. The shop is in `breaker.md`.

async fn quote(item: String) -> u64 {
    item.len() as u64 * 100
}

async fn buy() {
    for _ in 0..60 {
        spawn(ask());
        sleep(Duration::from_millis(500)).await;
    }
}

async fn ask() {
    let started = Instant::now();
    let answer = shop::price("teapot".to_string()).await;
    show("waited", started.elapsed());
    show("last", answer.is_ok());
}

/// `well`: in the end customers get prices again.
fn the_last_customer_got_a_price(world: &World) -> bool {
    world.shown("customers", "last") == Some(true)
}

/// `closes`: in the end the circuit is closed.
fn the_circuit_is_closed(world: &World) -> bool {
    circuit(world) == Some("closed".to_string())
}

/// `opens`: the circuit is open at some time.
fn the_circuit_is_open(world: &World) -> bool {
    circuit(world) == Some("open".to_string())
}

/// `tries`: the circuit is half-open at some time.
fn the_circuit_is_half_open(world: &World) -> bool {
    circuit(world) == Some("half-open".to_string())
}

fn circuit(world: &World) -> Option<String> {
    world.shown("shop", "circuit")
}
