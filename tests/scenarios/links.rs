// The pictures, who gets them, and what must be true. The camera is in `links.md`.

/// Each carries 40 bytes: `["1…"]` has 36, and `keep` four.
fn pictures() -> (String, String, String) {
    let picture = |number: u64| format!("{number}{}", "-".repeat(31));
    (picture(1), picture(2), picture(3))
}

#[derive(Default)]
struct Keeper {
    pictures: Vec<String>,
}

impl Keeper {
    async fn keep(&mut self, picture: String) -> Result<()> {
        self.pictures.push(picture);
        show("pictures", &self.pictures);
        Ok(())
    }
}

fn kept(world: &World) -> Vec<String> {
    let mut all = Vec::new();
    for keeper in ["narrow", "kept", "any", "radio"] {
        let pictures: Vec<String> = world.shown(keeper, "pictures").unwrap_or_default();
        all.extend(pictures);
    }
    all
}

/// `all`: three pictures are kept somewhere.
fn every_picture_is_kept(world: &World) -> bool {
    let in_album = |key: &str| world.stored("album", key).is_some();
    kept(world).len() == 3 || ["1", "2", "3"].iter().all(|key| in_album(key))
}

/// `order`: what is kept is in the order in which it was sent.
fn pictures_come_in_their_order(world: &World) -> bool {
    let pictures = kept(world);
    pictures.iter().zip(pictures.iter().skip(1)).all(|(one, next)| one < next)
}
