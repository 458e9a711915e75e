// Who looks, and what must be true. What changes the name is in `store.md`.

async fn change_and_look(name: String, at: u64) -> Result<()> {
    change(name.clone(), at).await?;
    for _ in 0..8 {
        let seen = store::get("name").await?;
        if seen != Some(name.clone()) {
            show("missed", true);
        }
    }
    Ok(())
}

/// `own`: whoever has changed the name sees it changed.
fn everyone_sees_their_own_write(world: &World) -> bool {
    ["phone", "laptop"].iter().all(|device| world.shown(device, "missed").is_none())
}

/// `later`: the later of two changes is kept.
fn the_later_change_is_kept(world: &World) -> bool {
    world.stored("store", "name") == Some("Countess".to_string())
}

/// `agree`: in the end all replicas have the same.
fn all_replicas_have_the_same(world: &World) -> bool {
    let replicas = world.replicas("store", "name");
    replicas.iter().all(|name| *name == replicas[0])
}
