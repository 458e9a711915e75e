// The shop, what JavaScript makes of an id, and what must be true. Both releases are in the fences.

struct Order {
    id: u64,
    cents: u64,
}

/// What the ledger has, by the id of the order.
struct Charge {
    order: String,
    cents: u64,
}

/// An id as it may stand in JSON.
enum Id {
    Number(u64),
    Text(String),
}

impl Id {
    fn in_rust(self) -> String {
        match self {
            Id::Number(id) => id.to_string(),
            Id::Text(id) => id,
        }
    }

    /// Every number of JavaScript is a double, which has 53 bits for the digits.
    fn in_javascript(self) -> String {
        match self {
            Id::Number(id) => (id as f64 as u64).to_string(),
            Id::Text(id) => id,
        }
    }
}

/// Lets the new release charge, and the old one where that does not answer.
async fn buy(order: Order) -> Result<()> {
    if charged(new_release::charge(written(&order)).await) {
        return Ok(());
    }
    if charged(old_release::charge_in_euros(written(&order)).await) {
        return Ok(());
    }
    Err(Error::Timeout)
}

/// Whether an order is charged for: what is charged for already is.
fn charged(answer: Result<()>) -> bool {
    matches!(answer, Ok(()) | Err(Error::Duplicate))
}

/// `known`: every charge is for an order that somebody has placed.
fn every_charge_is_for_an_order(world: &World) -> bool {
    charges(world)
        .iter()
        .all(|charge| orders(world).iter().any(|order| order.id.to_string() == charge.order))
}

/// `amount`: no order is charged anything but its price.
fn every_order_is_charged_what_it_costs(world: &World) -> bool {
    orders(world).iter().all(|order| {
        charges(world)
            .iter()
            .filter(|charge| charge.order == order.id.to_string())
            .all(|charge| charge.cents == order.cents)
    })
}

/// `kept`: every order that was confirmed is charged for.
fn what_was_confirmed_is_charged(world: &World) -> bool {
    world
        .calls("customers")
        .iter()
        .filter(|call| call.answer == Some(Ok(())))
        .all(|call| charges(world).iter().any(|charge| charge.order == call.arguments[0].id.to_string()))
}

/// `charged`: nothing is wrong with a ledger that has nothing in it, so one run has to charge.
fn something_is_charged(world: &World) -> bool {
    !charges(world).is_empty()
}

fn orders(world: &World) -> Vec<Order> {
    world.calls("customers").iter().map(|call| call.arguments[0].clone()).collect::<Vec<Order>>()
}

fn charges(world: &World) -> Vec<Charge> {
    world.rows("ledger", "charges")
}
