// What readers might write, for the tests and for the bench.

/** A handler with so many states that nobody waits for the end of an exploration. */
export const LARGE = `async fn signup(user: User) -> Result<()> {
    db::insert("users", &user).await?;
    for name in ["one", "two", "three"] {
        spawn(post(user.address.clone(), name));
    }
    Ok(())
}

async fn post(address: String, name: &str) {
    for round in 1..=4 {
        let _ = email::send(&address, format!("{name} {round}")).await;
    }
}`;

/**
 * Four events for each round of its loop, none like another. Nothing grows in it, since properties
 * look at all there is after each event.
 */
export const LONG = `async fn signup(user: User) -> Result<()> {
    db::insert("users", &user).await?;
    for round in 0..2500 {
        let _: Result<Option<User>> = db::get("users", format!("{round}")).await;
    }
    Ok(())
}`;
