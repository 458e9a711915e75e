// What must be true of Paxos. The acceptors and the proposers are in `paxos.md`.

/// `agreement`: everyone who is told what was chosen is told the same, and it is what was chosen.
fn everyone_is_told_the_same(world: &World) -> bool {
    let told = answers(world);
    let chosen = chosen(world);
    told.iter().chain(&chosen).all(|value| Some(value) == told.iter().chain(&chosen).next())
}

/// `valid`: what is chosen was proposed by somebody.
fn only_wishes_are_chosen(world: &World) -> bool {
    chosen(world).iter().all(|value| value == "tea" || value == "coffee")
}

/// `answered`: whoever asks last is told.
fn the_last_are_told(world: &World) -> bool {
    ["ann", "bob"].iter().all(|client| {
        matches!(world.calls(client).last(), Some(call) if matches!(call.answer, Some(Ok(_))))
    })
}

fn answers(world: &World) -> Vec<String> {
    let calls = ["ann", "bob"].into_iter().flat_map(|client| world.calls(client));
    calls.filter_map(|call| call.answer?.ok()).collect()
}

/// The value that a majority has accepted on one ballot, if there is one.
fn chosen(world: &World) -> Option<String> {
    let acceptors = ["a", "b", "c"].into_iter().filter_map(|name| world.disk(name, "acceptor"));
    let accepted: Vec<Proposal> = acceptors.filter_map(|acceptor| acceptor.accepted).collect();
    let is_chosen = |proposal: &Proposal| {
        accepted.iter().filter(|other| other.ballot == proposal.ballot).count() >= 2
    };
    accepted.iter().find(|proposal| is_chosen(proposal)).map(|proposal| proposal.value.clone())
}
