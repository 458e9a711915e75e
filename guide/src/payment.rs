// ANCHOR: types
struct Payment {
    id: String,
    amount: u64,
}
// ANCHOR_END: types

// ANCHOR: properties
fn everything_taken_has_arrived(world: &World) -> bool {
    amount_in(world, "debits") == amount_in(world, "credits")
}

fn money_arrives(world: &World) -> bool {
    amount_in(world, "credits") > 0
}

fn amount_in(world: &World, table: &str) -> u64 {
    world.rows("db", table).iter().map(|payment| payment.amount).sum()
}
// ANCHOR_END: properties

// ANCHOR: told
fn whoever_was_told_failed_has_paid_nothing(world: &World) -> bool {
    let debits = world.rows("db", "debits");
    world
        .calls("ada")
        .iter()
        .filter(|call| matches!(call.answer, Some(Err(_))))
        .all(|call| debits.iter().all(|debit| debit.id != call.arguments[0].id))
}
// ANCHOR_END: told
