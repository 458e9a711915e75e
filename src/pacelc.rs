// The copies, the office that reads them, and what must be true. The primary is in the fence.

#[derive(Default)]
struct Primary {
    price: u64,
}

#[derive(Default)]
struct Replica {
    price: u64,
}

impl Replica {
    /// Prices only rise here, so the greater one is the newer.
    async fn keep(&mut self, price: u64) {
        self.price = price.max(self.price);
    }

    async fn read(&mut self) -> u64 {
        self.price
    }
}

fn copies() -> Vec<Node> {
    ["near", "country", "continent", "overseas"].iter().map(|name| node(name)).collect::<Vec<Node>>()
}

/// Changes the price, and counts how often a copy that is read right after it has the old one.
async fn change(price: u64) -> Result<()> {
    primary::write(price).await?;
    let read = copies()[random(0..=3)].read().await?;
    metrics::observe("stale", u64::from(read < price));
    Ok(())
}

/// `answered`: every change of price was answered.
fn every_change_was_answered(world: &World) -> bool {
    world.calls("prices").iter().all(|call| call.answer == Some(Ok(())))
}
