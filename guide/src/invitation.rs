fn what_ada_was_told_is_true(world: &World) -> bool {
    let sent = !world.mails("email").is_empty();
    world.calls("ada").iter().all(|call| match &call.answer {
        Some(Ok(told)) if told == "sent" => sent,
        Some(Ok(told)) if told == "not sent" => !sent,
        _ => true,
    })
}

fn ben_is_invited(world: &World) -> bool {
    world.mails("email").iter().any(|mail| mail.to == "ben@example.org")
}
