// The part of the exercise `fix-signup` that the reader need not see: types that are of use in an
// answer, and what must be true. It goes with `fix-signup.toml`.

/// Somebody who signs up. The table `users` keeps them by their address.
struct User {
    name: String,
    address: String,
}

/// An email that is owed, with the key by which the email service knows it again. The table
/// `outbox` keeps them by whom they go to.
struct Owed {
    key: String,
    to: String,
    text: String,
    sent: bool,
}

// What must be true. Each of these is named by a `[property.…]` in `fix-signup.toml`.

/// `welcomed`: every stored user has got a welcome email.
fn every_user_is_welcomed(world: &World) -> bool {
    world.rows("db", "users").iter().all(|user| got_an_email(world, &user.address))
}

/// `once`: no user gets two.
fn nobody_gets_two_emails(world: &World) -> bool {
    let mails = world.mails("email");
    mails.iter().all(|mail| mails.iter().filter(|other| other.to == mail.to).count() == 1)
}

/// `no-strangers`: whoever got a welcome email is stored.
fn every_receiver_is_stored(world: &World) -> bool {
    world.mails("email").iter().all(|mail| is_stored(world, &mail.to))
}

/// `kept`: whoever was told *ok* is stored. It keeps a handler that only says *ok* from passing.
fn whoever_was_told_ok_is_stored(world: &World) -> bool {
    world
        .calls("visitor")
        .iter()
        .filter(|call| matches!(call.answer, Some(Ok(_))))
        .all(|call| is_stored(world, &call.arguments[0].address))
}

/// `someone`: a user is welcomed. It keeps a handler that does nothing from passing.
fn a_user_is_welcomed(world: &World) -> bool {
    world.rows("db", "users").iter().any(|user| got_an_email(world, &user.address))
}

// What the properties share.

fn got_an_email(world: &World, address: &str) -> bool {
    world.mails("email").iter().any(|mail| mail.to == address)
}

fn is_stored(world: &World, address: &str) -> bool {
    world.rows("db", "users").iter().any(|user| user.address == address)
}
