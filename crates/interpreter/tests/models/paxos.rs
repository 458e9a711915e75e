// A server of a register that is written once, by Paxos: it proposes the first value that it is
// asked to store, and answers a read only when it knows what was decided. What it would send to
// itself it does at once.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ballot {
    round: u16,
    leader: Node,
}

// A value, and who asked for it to be stored under which number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Proposal {
    request: u16,
    client: Node,
    value: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Accepted {
    ballot: Ballot,
    proposal: Proposal,
}

struct Server {
    ballot: Ballot,
    proposal: Option<Proposal>,
    // Who has promised to follow its ballot, and what each had accepted before.
    promises: BTreeMap<Node, Option<Accepted>>,
    // Who has accepted its proposal.
    accepts: BTreeSet<Node>,
    accepted: Option<Accepted>,
    is_decided: bool,
}

fn majority() -> usize {
    SERVERS / 2 + 1
}

fn is_accepted(acks: usize) -> bool {
    2 * acks > SERVERS
}

impl Server {
    fn new() -> Self {
        Server {
            ballot: Ballot { round: 0, leader: node("server-0") },
            proposal: None,
            promises: BTreeMap::new(),
            accepts: BTreeSet::new(),
            accepted: None,
            is_decided: false,
        }
    }

    async fn put(&mut self, client: Node, request: u16, value: u16) {
        if self.is_decided || self.proposal.is_some() {
            return;
        }
        self.proposal = Some(Proposal { request, client, value });
        self.ballot = Ballot { round: self.ballot.round + 1, leader: me() };
        self.promises = BTreeMap::from([(me(), self.accepted)]);
        self.accepts = BTreeSet::new();
        for peer in peers() {
            tell(peer.prepare(me(), self.ballot));
        }
    }

    async fn get(&mut self, client: Node, request: u16) {
        if self.is_decided {
            let decided = self.accepted.expect("what is decided was accepted");
            tell(client.get_ok(request, decided.proposal.value));
        }
    }

    async fn prepare(&mut self, leader: Node, ballot: Ballot) {
        if !self.is_decided && self.ballot < ballot {
            self.ballot = ballot;
            tell(leader.promise(me(), ballot, self.accepted));
        }
    }

    async fn promise(&mut self, from: Node, ballot: Ballot, accepted: Option<Accepted>) {
        if self.is_decided || self.ballot != ballot {
            return;
        }
        self.promises.insert(from, accepted);
        if self.promises.len() != majority() {
            return;
        }
        // What was accepted in the latest ballot may have been decided in it.
        let latest = self.promises.values().flatten().max();
        let own = self.proposal.expect("who has a ballot of its own has a proposal");
        let proposal = latest.map_or(own, |accepted| accepted.proposal);
        let accepted = Accepted { ballot, proposal };
        self.proposal = Some(proposal);
        self.accepted = Some(accepted);
        for peer in peers() {
            tell(peer.accept(me(), accepted));
        }
        self.count(me());
    }

    async fn accept(&mut self, leader: Node, accepted: Accepted) {
        if !self.is_decided && self.ballot <= accepted.ballot {
            self.ballot = accepted.ballot;
            self.accepted = Some(accepted);
            tell(leader.accepting(me(), accepted.ballot));
        }
    }

    async fn accepting(&mut self, from: Node, ballot: Ballot) {
        if !self.is_decided && self.ballot == ballot {
            self.count(from);
        }
    }

    fn count(&mut self, from: Node) {
        let before = self.accepts.len();
        self.accepts.insert(from);
        if is_accepted(before) || !is_accepted(self.accepts.len()) {
            return;
        }
        self.is_decided = true;
        let proposal = self.proposal.expect("what was accepted was proposed");
        for peer in peers() {
            tell(peer.decide(Accepted { ballot: self.ballot, proposal }));
        }
        tell(proposal.client.put_ok(proposal.request));
    }

    async fn decide(&mut self, accepted: Accepted) {
        if !self.is_decided {
            self.ballot = accepted.ballot;
            self.accepted = Some(accepted);
            self.is_decided = true;
        }
    }
}
