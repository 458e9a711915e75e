// The machines, the directory, and what must be true. The shop is in the fences.

struct Order {
    number: u64,
    item: String,
}

/// What a machine does with an order. One that comes again is the same order.
async fn take(order: Order) -> Result<()> {
    match db::insert("orders", &order).await {
        Err(Error::Duplicate) => Ok(()),
        told => told,
    }
}

/// Which machine takes orders.
struct Directory {
    orders: String,
}

impl Directory {
    fn new() -> Self {
        Self { orders: "old_rack".to_string() }
    }

    async fn address_of_orders(&mut self) -> String {
        self.orders.clone()
    }

    async fn move_orders(&mut self, address: String) {
        self.orders = address;
        show("orders", &self.orders);
    }
}

/// `taken`: every order is taken.
fn every_order_is_taken(world: &World) -> bool {
    world.calls("customers").iter().all(|call| call.answer == Some(Ok(())))
}

/// `kept`: every order that was confirmed is in the database.
fn what_was_confirmed_is_in_the_database(world: &World) -> bool {
    let orders: Vec<Order> = world.rows("db", "orders");
    world
        .calls("customers")
        .iter()
        .filter(|call| call.answer == Some(Ok(())))
        .all(|call| orders.iter().any(|order| *order == call.arguments[0]))
}
