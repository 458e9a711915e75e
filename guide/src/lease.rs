// What must be true. The writers are in `faults.md`.

/// `kept`: every line that somebody was told is written is there.
fn no_line_is_lost(world: &World) -> bool {
    let report: String = world.stored("store", "report").unwrap_or_default();
    ["ada", "bob"].iter().all(|writer| {
        world.calls(writer).iter().all(|call| {
            let is_written = matches!(call.answer, Some(Ok(_)));
            !is_written || report.contains(&call.arguments[0])
        })
    })
}
