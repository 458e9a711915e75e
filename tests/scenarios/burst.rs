// What must be true. The till is in `burst.md`.

/// `own-ticket`: who is answered gets the ticket asked for.
fn everybody_gets_the_own_ticket(world: &World) -> bool {
    world.calls("crowd").iter().all(|call| match &call.answer {
        Some(Ok(ticket)) => *ticket == call.arguments[0],
        _ => true,
    })
}
