// The bank, and what must be true. The shop is in `faults.md`.

struct Order {
    number: u64,
    amount: u64,
}

struct Payment {
    id: u64,
    order: u64,
    amount: u64,
}

#[derive(Default)]
struct Bank {
    payments: u64,
}

impl Bank {
    async fn pay(&mut self, order: Order) -> Result<()> {
        self.payments += 1;
        let payment = Payment { id: self.payments, order: order.number, amount: order.amount };
        db::insert("payments", &payment).await
    }
}

fn is_paid(world: &World, order: &Order) -> bool {
    let payments: Vec<Payment> = world.rows("db", "payments");
    payments.iter().any(|paid| paid.order == order.number && paid.amount == order.amount)
}

/// `paid`: there is a payment for every order, of the right amount.
fn every_order_is_paid(world: &World) -> bool {
    let orders: Vec<Order> = world.rows("db", "orders");
    orders.iter().all(|order| is_paid(world, order))
}

/// `once`: there are no two payments for one order.
fn no_order_is_paid_twice(world: &World) -> bool {
    let payments: Vec<Payment> = world.rows("db", "payments");
    payments.iter().all(|paid| payments.iter().filter(|other| other.order == paid.order).count() == 1)
}

/// `told`: whoever was told *ok* has paid.
fn who_is_told_ok_has_paid(world: &World) -> bool {
    world
        .calls("ada")
        .iter()
        .filter(|call| matches!(call.answer, Some(Ok(_))))
        .all(|call| is_paid(world, &call.arguments[0]))
}
