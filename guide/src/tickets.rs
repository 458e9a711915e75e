// The bank, and what must be true. The office is in `faults.md`.

struct Order {
    seat: u64,
    price: u64,
}

#[derive(Default)]
struct Bank {
    charged: Vec<Order>,
}

impl Bank {
    async fn charge(&mut self, order: Order) -> Result<()> {
        self.charged.push(order);
        show("charged", &self.charged);
        Ok(())
    }

    /// The seat is the key: it is charged once, however often that is asked.
    async fn charge_once(&mut self, order: Order) -> Result<()> {
        if self.charged.iter().all(|before| before.seat != order.seat) {
            self.charged.push(order);
        }
        show("charged", &self.charged);
        Ok(())
    }
}

fn charged(world: &World) -> Vec<Order> {
    world.shown("bank", "charged").unwrap_or_default()
}

/// `ticket`: there is a ticket for every seat that was charged.
fn who_has_paid_has_a_ticket(world: &World) -> bool {
    let tickets: Vec<Order> = world.rows("db", "tickets");
    charged(world).iter().all(|paid| tickets.iter().any(|ticket| ticket.seat == paid.seat))
}

/// `once`: no seat is charged twice.
fn no_seat_is_charged_twice(world: &World) -> bool {
    charged(world).len() <= 1
}

/// `price`: what is charged is what the seat costs.
fn the_price_is_charged(world: &World) -> bool {
    charged(world).iter().all(|paid| paid.price == 30)
}
