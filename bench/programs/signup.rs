struct User {
    address: String,
    name: String,
}

struct Outgoing {
    to: String,
    text: String,
    sent: bool,
}

async fn signup(address: String, name: String) -> Result<String> {
    if db::get("users", &address).await?.is_some() {
        return Err(Error::Duplicate);
    }
    let text = format!("Welcome, {name}!");
    db::insert("users", User { address: address.clone(), name }).await?;
    db::insert("outbox", Outgoing { to: address.clone(), text: text.clone(), sent: false }).await?;
    email::send(&address, &text).await?;
    db::update("outbox", Outgoing { to: address.clone(), text: text.clone(), sent: true }).await?;
    email::send("owner@example.org", "Somebody is new.").await?;
    Ok(text)
}
