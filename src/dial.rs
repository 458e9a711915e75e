// The hall, whoever looks, and what must be true. The page is in the fence.

const SEATS: u64 = 12;

/// What the hall has said last, and when that was.
struct Page {
    seats: u64,
    seen: Instant,
}

impl Page {
    fn new() -> Self {
        Self { seats: SEATS, seen: Instant::now() }
    }
}

struct Hall {
    seats: u64,
}

impl Hall {
    fn new() -> Self {
        Self { seats: SEATS }
    }

    /// A seat is sold every five seconds, until there is none left.
    async fn sell(&mut self) {
        while self.seats > 0 {
            sleep(Duration::from_secs(5)).await;
            self.seats -= 1;
            show("seats", self.seats);
        }
    }

    async fn seats_left(&mut self) -> u64 {
        self.seats
    }
}

#[derive(Default)]
struct Visitor {
    misled: u64,
}

impl Visitor {
    /// Sees for itself how many seats are left, and then looks at the page. They only get fewer, so a
    /// page that has more is behind.
    async fn look(&mut self) -> Result<()> {
        let seats = hall::seats_left().await?;
        let told = page::seats_left().await?;
        self.misled += u64::from(told > seats);
        show("misled", self.misled);
        metrics::observe("stale", u64::from(told > seats));
        Ok(())
    }
}

/// `there`: everybody who looks at the page is told a number.
fn everybody_was_told_a_number(world: &World) -> bool {
    world.calls("evening").iter().all(|call| matches!(call.answer, Some(Ok(_))))
}

/// `right`: every number that the page tells is right.
fn nobody_was_told_a_number_of_before(world: &World) -> bool {
    world.shown("visitor", "misled").unwrap_or(0) == 0
}
