// What must be true. The desk is in `desks.md`.

/// `stamped`: who is answered gets the paper back that was handed in.
fn everybody_gets_the_own_paper(world: &World) -> bool {
    world.calls("users").iter().all(|call| match &call.answer {
        Some(Ok(stamped)) => *stamped == format!("{}, stamped", call.arguments[0]),
        _ => true,
    })
}
