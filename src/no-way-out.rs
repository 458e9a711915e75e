// What a replica keeps, how a majority is asked, and what must be true. What is built on it stands in
// the fences.

/// A price, and when it was set: of two copies, the one with the greater stamp is newer. Two that were
/// set at once are told apart by the city.
struct Copy {
    stamp: (u64, String),
    price: u64,
}

struct Replica {
    copy: Copy,
}

impl Replica {
    fn new() -> Self {
        Self { copy: Copy { stamp: (0, "".to_string()), price: 30 } }
    }

    /// What other replicas ask for.
    async fn look(&mut self) -> Copy {
        self.copy.clone()
    }

    /// Takes what is newer, and lets what is older pass by.
    async fn keep(&mut self, copy: Copy) {
        if copy.stamp > self.copy.stamp {
            show("price", copy.price);
            self.copy = copy;
        }
    }

    /// Reads as `cp` of `cap-choice` does, or is refused.
    async fn read_by_majority(&mut self) -> Result<u64> {
        let newest = self.newest().await?;
        self.spread(newest.clone()).await?;
        Ok(newest.price)
    }

    /// Writes as `cp` of `cap-choice` does, or is refused.
    async fn write_by_majority(&mut self, price: u64) -> Result<()> {
        let newest = self.newest().await?;
        self.spread(Copy { stamp: (newest.stamp.0 + 1, me().name()), price }).await
    }

    async fn newest(&mut self) -> Result<Copy> {
        let answers = join_all(peers().iter().map(|peer| peer.look())).await;
        let others = answers.into_iter().flatten().collect::<Vec<Copy>>();
        let newest = others.into_iter().max_by_key(|copy| copy.stamp.clone());
        let newest = newest.ok_or(Error::Refused)?;
        Ok(if newest.stamp > self.copy.stamp { newest } else { self.copy.clone() })
    }

    async fn spread(&mut self, copy: Copy) -> Result<()> {
        self.keep(copy.clone()).await;
        let answers = join_all(peers().iter().map(|peer| peer.keep(copy.clone()))).await;
        if answers.iter().any(|answer| answer.is_ok()) { Ok(()) } else { Err(Error::Refused) }
    }
}

/// `answered`: everybody who asked a replica got an answer.
fn everybody_was_answered(world: &World) -> bool {
    ["anna", "nora", "luis"]
        .iter()
        .all(|who| world.calls(who).iter().all(|call| matches!(call.answer, Some(Ok(_)))))
}
