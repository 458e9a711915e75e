// The desks that the agency asks, and what must be true. The agency is in `saga.md`.

struct Desk {
    places: usize,
    booked: BTreeSet<String>,
    cancelled: BTreeSet<String>,
}

impl Desk {
    fn new() -> Self {
        let places = if me().name() == "cars" { 1 } else { 10 };
        Self { places, booked: BTreeSet::new(), cancelled: BTreeSet::new() }
    }

    async fn book(&mut self, trip: String) -> Result<()> {
        let is_full = self.booked.len() == self.places;
        // A cancellation may have overtaken the booking.
        if is_full || self.cancelled.contains(&trip) {
            return Err(Error::Refused);
        }
        self.booked.insert(trip);
        show("booked", &self.booked);
        Ok(())
    }

    async fn cancel(&mut self, trip: String) {
        self.booked.remove(&trip);
        self.cancelled.insert(trip);
        show("booked", &self.booked);
    }
}

/// `all-or-nothing`: every trip is booked at all desks or at none.
fn no_trip_is_booked_in_part(world: &World) -> bool {
    let [flights, hotels, cars] = ["flights", "hotels", "cars"].map(|desk| booked(world, desk));
    flights == hotels && hotels == cars
}

/// `told`: whoever was told *ok* has a trip, and whoever was told *failed* has none.
fn whoever_was_told_was_told_the_truth(world: &World) -> bool {
    world.calls("traveller").iter().all(|call| {
        let has_flight = booked(world, "flights").contains(&call.arguments[0]);
        match &call.answer {
            Some(answer) => has_flight == answer.is_ok(),
            None => true,
        }
    })
}

/// `booked-out`: the trip that gets no car had a flight and a hotel.
fn the_second_trip_has_a_hotel(world: &World) -> bool {
    booked(world, "hotels").contains("Lisbon")
}

fn booked(world: &World, desk: &str) -> BTreeSet<String> {
    world.shown(desk, "booked").unwrap_or_default()
}
