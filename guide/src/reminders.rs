// The types and the property functions of the scenario that the reference page shows in parts.

struct Reminder {
    to: String,
    text: String,
}

fn nobody_is_reminded_twice(world: &World) -> bool {
    let mails = world.mails("email");
    mails.iter().all(|mail| mails.iter().filter(|other| other.to == mail.to).count() == 1)
}

// ANCHOR: told
fn whoever_was_told_ok_is_reminded(world: &World) -> bool {
    let mails = world.mails("email");
    world
        .calls("ada")
        .iter()
        .filter(|call| matches!(call.answer, Some(Ok(_))))
        .all(|call| mails.iter().any(|mail| mail.to == call.arguments[0].to))
}
// ANCHOR_END: told

fn no_reminder_is_left(world: &World) -> bool {
    world.rows("db", "reminders").is_empty()
}

fn somebody_is_reminded(world: &World) -> bool {
    !world.mails("email").is_empty()
}
