// Who sends orders, and what must be true. The bank is in `signer.md`.

/// What Ada and the bank know and nobody else does.
const KEY: &str = "a secret of Ada and the bank";

struct Order {
    id: u64,
    from: String,
    amount: u64,
}

async fn ada() {
    let order = Order { id: 1, from: "ada".to_string(), amount: 10 };
    let signature = sign(KEY, &order);
    show("signature", &signature);
    let _ = bank::pay(order.clone(), signature.clone()).await;
    // Whoever listens has it now.
    let _ = mallory::overhear(order, signature).await;
}

async fn overhear(order: Order, signature: String) {
    // The same once more, and another with the same signature.
    show("replayed", bank::pay(order.clone(), signature.clone()).await.is_ok());
    let forged = Order { id: 2, amount: 1_000, ..order };
    show("forged", bank::pay(forged, signature).await.is_ok());
}

/// `hers`: nobody pays for Ada but Ada.
fn ada_pays_what_she_has_signed(world: &World) -> bool {
    world.rows("ledger", "payments").iter().all(|payment| payment.amount == 10)
}

/// `once`: a signed order that comes twice is paid once, because of its number.
fn ada_pays_once(world: &World) -> bool {
    world.shown("mallory", "replayed") != Some(true)
}

/// `paid`: Ada's order is paid.
fn adas_order_is_paid(world: &World) -> bool {
    world.rows("ledger", "payments").iter().any(|payment| payment.id == 1)
}
