// The part of the sign-up that the reader need not see: the types, and what must be true.
//
// This file goes with `email-signup.toml`, which describes the world. The functions that the reader
// edits stand in the fences of the chapter; what stands here can be used in all of them. The types
// `World`, `Mail`, `Call`, `Result` and `Error` are built in.

/// Somebody who signs up. The visitor in `email-signup.toml` sends one, and the table `users`
/// keeps them by their address.
struct User {
    name: String,
    address: String,
}

/// An email that is owed: what the table `outbox` keeps in the variant `outbox`.
struct Outgoing {
    to: String,
    text: String,
    sent: bool,
}

/// An email that is owed, with the key by which the email service knows it again: what the table
/// `outbox` keeps in the variant `outbox-idempotent`.
struct Keyed {
    key: String,
    to: String,
    text: String,
    sent: bool,
}

// What must be true. Each of these is named by a `[property.…]` in `email-signup.toml`. They look
// at the whole world at once, which no node in it can do, and never change it.

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

/// `kept`: whoever was told *ok* is stored. It keeps a handler that only says *ok* from winning.
fn whoever_was_told_ok_is_stored(world: &World) -> bool {
    world
        .calls("visitor")
        .iter()
        .filter(|call| matches!(call.answer, Some(Ok(_))))
        .all(|call| is_stored(world, &call.arguments[0].address))
}

/// `told`: whoever was told *failed* has no account. A visitor whose call timed out was told
/// nothing: the answer is `None` then, and does not count here.
fn whoever_was_told_failed_has_no_account(world: &World) -> bool {
    world
        .calls("visitor")
        .iter()
        .filter(|call| matches!(call.answer, Some(Err(_))))
        .all(|call| !is_stored(world, &call.arguments[0].address))
}

/// `someone`: a user is welcomed. All the others are true of a handler that does nothing and
/// fails, so one run at least has to show that the design can do its work.
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
