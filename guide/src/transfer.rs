// Who signs, and what must be true. The bank is in `services.md`.

/// What the telephone and the bank know, and nobody between them.
const KEY: &str = "a secret of Ada and the bank";

struct Order {
    number: u64,
    to: String,
    amount: u64,
}

async fn order(order: Order) -> Result<u64> {
    let signature = sign(KEY, &order);
    bank::pay(order, signature).await
}

/// `hers`: nothing is paid but what Ada has ordered, and that once.
fn only_what_ada_has_ordered_is_paid(world: &World) -> bool {
    let paid: Vec<Order> = world.rows("ledger", "paid");
    paid.len() <= 1 && paid.iter().all(|order| order.amount == 30)
}

/// `told`: what Ada is told was paid.
fn what_ada_is_told_is_true(world: &World) -> bool {
    let paid: Vec<Order> = world.rows("ledger", "paid");
    world.calls("ada").iter().all(|call| match &call.answer {
        Some(Ok(amount)) => paid.iter().any(|order| order.amount == *amount),
        _ => true,
    })
}
