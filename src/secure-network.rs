// The shop, and what must be true. The bank is in the fences.

/// What the shop and its bank know, and nobody between them.
const KEY: &str = "known to the shop and its bank";

/// What the owner wants to be paid. Each order has a number of its own.
struct Order {
    number: u64,
    to: String,
    cents: u64,
}

/// A line in the ledger: what was paid, and for which order.
struct Transfer {
    id: u64,
    order: Order,
}

async fn settle(order: Order) -> Result<()> {
    let signature = sign(KEY, &order);
    bank::pay(order, signature).await
}

/// `ordered`: every payment is one that the owner has ordered.
fn nothing_is_paid_but_what_was_ordered(world: &World) -> bool {
    let orders = world.calls("owner");
    transfers(world)
        .iter()
        .all(|transfer| orders.iter().any(|call| call.arguments[0] == transfer.order))
}

/// `once`: no order is paid twice.
fn no_order_is_paid_twice(world: &World) -> bool {
    let transfers = transfers(world);
    transfers
        .iter()
        .all(|one| transfers.iter().filter(|two| two.order.number == one.order.number).count() == 1)
}

/// `paid`: a bank that pays nobody is safe from everybody, so one run has to show a payment.
fn an_order_is_paid(world: &World) -> bool {
    !transfers(world).is_empty()
}

fn transfers(world: &World) -> Vec<Transfer> {
    world.rows("ledger", "transfers")
}
