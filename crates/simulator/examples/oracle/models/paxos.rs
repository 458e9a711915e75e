//! A register that is written once, by Paxos among three servers: Stateright's example `paxos`,
//! after Lamport, "Paxos made simple" (2001).
//!
//! A server proposes the first value that it is asked to store, and answers a read only when it
//! knows what was decided. What a server would send to itself it does at once.

use whatif_simulator::{Effect, NodeId, Setup};

use super::register::{self, Actor, send};

const SERVERS: usize = 3;
const MAJORITY: usize = SERVERS / 2 + 1;

/// The world of this model.
pub(crate) fn setup(clients: usize) -> Setup {
    register::setup(SERVERS, clients, |id| Server { id })
}

struct Server {
    id: NodeId,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    /// The highest that it has heard of.
    ballot: Ballot,
    /// What it proposes: what it was asked to store, or what it found accepted.
    proposal: Option<Proposal>,
    /// Who has promised to follow its ballot, in order, and what each had accepted before.
    prepares: Vec<(NodeId, Option<Accepted>)>,
    /// Who has accepted its proposal, in order.
    accepts: Vec<NodeId>,
    accepted: Option<Accepted>,
    decided: bool,
}

/// A round and who leads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Ballot {
    round: u16,
    leader: u16,
}

/// A value, and who asked for it to be stored under which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Proposal {
    request: u16,
    client: u16,
    value: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Accepted {
    ballot: Ballot,
    proposal: Proposal,
}

impl Ballot {
    fn numbers(self) -> [u16; 2] {
        [self.round, self.leader]
    }
}

impl Accepted {
    fn numbers(self) -> [u16; 5] {
        let Self { ballot, proposal } = self;
        [ballot.round, ballot.leader, proposal.request, proposal.client, proposal.value]
    }

    fn read(numbers: &[u16]) -> Option<Self> {
        let &[round, leader, request, client, value] = numbers else { return None };
        let ballot = Ballot { round, leader };
        Some(Self { ballot, proposal: Proposal { request, client, value } })
    }
}

/// A message among the servers.
enum Internal {
    Prepare(Ballot),
    Prepared(Ballot, Option<Accepted>),
    Accept(Accepted),
    Accepted(Ballot),
    Decided(Accepted),
}

impl Internal {
    fn to(&self, to: NodeId) -> Effect {
        match self {
            Self::Prepare(ballot) => send(to, "Prepare", &ballot.numbers()),
            Self::Prepared(ballot, before) => {
                let mut numbers = ballot.numbers().to_vec();
                numbers.extend(before.iter().flat_map(|accepted| accepted.numbers()));
                send(to, "Prepared", &numbers)
            }
            Self::Accept(accepted) => send(to, "Accept", &accepted.numbers()),
            Self::Accepted(ballot) => send(to, "Accepted", &ballot.numbers()),
            Self::Decided(accepted) => send(to, "Decided", &accepted.numbers()),
        }
    }

    fn read(message: &str, numbers: &[u16]) -> Option<Self> {
        let &[round, leader, ref rest @ ..] = numbers else { return None };
        let ballot = Ballot { round, leader };
        match message {
            "Prepare" => Some(Self::Prepare(ballot)),
            "Prepared" => Some(Self::Prepared(ballot, Accepted::read(rest))),
            "Accept" => Accepted::read(numbers).map(Self::Accept),
            "Accepted" => Some(Self::Accepted(ballot)),
            "Decided" => Accepted::read(numbers).map(Self::Decided),
            _ => None,
        }
    }
}

impl Server {
    fn broadcast(&self, message: &Internal) -> Vec<Effect> {
        let others = (0..SERVERS as u16).map(NodeId).filter(|id| *id != self.id);
        others.map(|id| message.to(id)).collect()
    }

    fn receive_internal(&self, state: &mut State, from: NodeId, message: Internal) -> Vec<Effect> {
        match message {
            Internal::Prepare(ballot) if state.ballot < ballot => {
                state.ballot = ballot;
                vec![Internal::Prepared(ballot, state.accepted).to(from)]
            }
            Internal::Prepared(ballot, before) if ballot == state.ballot => {
                insert(&mut state.prepares, (from, before));
                if state.prepares.len() != MAJORITY {
                    return Vec::new();
                }
                // What was accepted in the latest ballot may have been decided in it.
                let latest = state.prepares.iter().filter_map(|(_, before)| *before).max();
                let own = state.proposal.expect("who has a ballot of its own has a proposal");
                let proposal = latest.map_or(own, |accepted| accepted.proposal);
                let accepted = Accepted { ballot, proposal };
                state.proposal = Some(proposal);
                state.accepted = Some(accepted);
                insert(&mut state.accepts, self.id);
                self.broadcast(&Internal::Accept(accepted))
            }
            Internal::Accept(accepted) if state.ballot <= accepted.ballot => {
                state.ballot = accepted.ballot;
                state.accepted = Some(accepted);
                vec![Internal::Accepted(accepted.ballot).to(from)]
            }
            Internal::Accepted(ballot) if ballot == state.ballot => {
                insert(&mut state.accepts, from);
                if state.accepts.len() != MAJORITY {
                    return Vec::new();
                }
                state.decided = true;
                let proposal = state.proposal.expect("what was accepted was proposed");
                let mut effects = self.broadcast(&Internal::Decided(Accepted { ballot, proposal }));
                effects.push(send(NodeId(proposal.client), "PutOk", &[proposal.request]));
                effects
            }
            Internal::Decided(accepted) => {
                state.ballot = accepted.ballot;
                state.accepted = Some(accepted);
                state.decided = true;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

/// Adds to a list that stays in order.
fn insert<T: Ord>(list: &mut Vec<T>, new: T) {
    let at = list.partition_point(|known| *known < new);
    list.insert(at, new);
}

impl Actor for Server {
    type State = State;

    fn initial(&self) -> State {
        State {
            ballot: Ballot { round: 0, leader: 0 },
            proposal: None,
            prepares: Vec::new(),
            accepts: Vec::new(),
            accepted: None,
            decided: false,
        }
    }

    fn receive(
        &self,
        state: &mut State,
        from: NodeId,
        message: &str,
        numbers: &[u16],
    ) -> Vec<Effect> {
        match (message, numbers) {
            ("Get", &[request]) if state.decided => {
                let decided = state.accepted.expect("what is decided was accepted");
                vec![send(from, "GetOk", &[request, decided.proposal.value])]
            }
            _ if state.decided => Vec::new(),
            ("Put", &[request, value]) if state.proposal.is_none() => {
                state.proposal = Some(Proposal { request, client: from.0, value });
                state.ballot = Ballot { round: state.ballot.round + 1, leader: self.id.0 };
                state.prepares = vec![(self.id, state.accepted)];
                state.accepts = Vec::new();
                self.broadcast(&Internal::Prepare(state.ballot))
            }
            _ => match Internal::read(message, numbers) {
                Some(internal) => self.receive_internal(state, from, internal),
                None => Vec::new(),
            },
        }
    }
}
