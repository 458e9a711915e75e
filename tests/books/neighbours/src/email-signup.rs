struct User {
    name: String,
    address: String,
}

fn every_user_is_welcomed(world: &World) -> bool {
    let users: Vec<User> = world.rows("db", "users");
    let mails = world.mails("email");
    users.iter().all(|user| mails.iter().any(|mail| mail.to == user.address))
}
