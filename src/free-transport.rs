// The catalogue, what its answers weigh, and what must be true.

/// What a product has beside its price: the description, the reviews, a small picture as text.
const REST: usize = 20_000;

/// How many pages the customers ask for in `free-transport.toml`, and how many a busy shop serves in
/// a month: a thousand in each of its seconds.
const PAGES: usize = 200;
const PAGES_A_MONTH: usize = 1_000 * 60 * 60 * 24 * 30;

/// What a gigabyte costs that goes from one zone to another: a cent to leave, and one to enter.
const CENTS_A_GIGABYTE: usize = 2;

struct Product {
    price: u64,
    rest: String,
}

#[derive(Default)]
struct Catalogue {
    bytes: usize,
}

impl Catalogue {
    async fn product(&mut self, _name: String) -> Product {
        self.weigh(REST);
        Product { price: 2995, rest: "x".repeat(REST) }
    }

    async fn price(&mut self, _name: String) -> u64 {
        self.weigh(4);
        2995
    }

    /// Says what a month costs in which as much crosses over for each page as so far.
    fn weigh(&mut self, bytes: usize) {
        self.bytes += bytes;
        let gigabytes = self.bytes * (PAGES_A_MONTH / PAGES) / 1_000_000_000;
        let dollars = gigabytes * CENTS_A_GIGABYTE / 100;
        show("dollars", dollars);
        metrics::gauge("dollars", dollars);
    }
}

/// `priced`: everybody sees the price.
fn everybody_sees_the_price(world: &World) -> bool {
    world.calls("customers").iter().all(|call| call.answer == Some(Ok(2995)))
}

/// `budget`: a month of this costs less than 100 dollars to transport.
fn the_bill_is_less_than_100_dollars(world: &World) -> bool {
    world.shown("catalogue", "dollars").unwrap_or(0) < 100
}
