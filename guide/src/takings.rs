// The shop, how the bookkeeper goes on, and what must be true. How it adds up is in `services.md`.

/// What was sold until an entry, and the offset of the next one.
struct Takings {
    total: u64,
    next: u64,
}

async fn sell(amount: u64) -> Result<u64> {
    sales::append("sold", amount).await
}

async fn keep_books() {
    loop {
        // What has failed is done again from its beginning.
        let _ = add_up().await;
    }
}

/// `right`: in the end the takings are what was sold.
fn the_takings_are_what_was_sold(world: &World) -> bool {
    let sold: u64 = world.entries("sales", "sold").iter().map(|entry| entry.value).sum();
    total(world) == sold
}

/// What the bookkeeper has written, with an offset or without.
fn total(world: &World) -> u64 {
    let takings: Option<Takings> = world.stored("store", "takings");
    match takings {
        Some(takings) => takings.total,
        None => world.stored("store", "total").unwrap_or_default(),
    }
}
