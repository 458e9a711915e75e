// What must be true. The chat stands in the fences.

/// `read`: what Jon has answered gets to Eva.
fn eva_reads_the_answer(world: &World) -> bool {
    world.calls("eva").iter().any(|call| match call.answer {
        Some(Ok(messages)) => messages.contains(&"Only his pride.".to_string()),
        _ => false,
    })
}
