//! A register that is written once, by Paxos among three servers, with the semantics of
//! Stateright's own example `paxos` and of `examples/oracle/models/paxos.rs` of the simulator.
//!
//! Clients, their messages and the tester of histories are those that come with Stateright.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use stateright::Expectation;
use stateright::actor::register::{RegisterActor, RegisterMsg};
use stateright::actor::{Actor, ActorModel, Id, Network, Out, majority, model_peers};
use stateright::semantics::LinearizabilityTester;
use stateright::semantics::register::Register;

const SERVERS: usize = 3;
/// What the register holds before anything is written.
const UNWRITTEN: char = '\0';

type Message = RegisterMsg<u64, char, Internal>;

/// What Stateright keeps of what clients saw.
type History = LinearizabilityTester<Id, Register<char>>;

/// A round and who leads it.
type Ballot = (u32, Id);

/// Under which number, by whom and what was asked to be stored.
type Proposal = (u64, Id, char);

type Accepted = (Ballot, Proposal);

/// A message among the servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Internal {
    Prepare(Ballot),
    Prepared(Ballot, Option<Accepted>),
    Accept(Accepted),
    Accepted(Ballot),
    Decided(Accepted),
}

pub(super) struct Server {
    others: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    /// The highest that it has heard of.
    ballot: Ballot,
    /// What it proposes.
    proposal: Option<Proposal>,
    /// Who has promised to follow its ballot, and what each had accepted before.
    promises: BTreeMap<Id, Option<Accepted>>,
    /// Who has accepted its proposal.
    accepted_by: BTreeSet<Id>,
    accepted: Option<Accepted>,
    is_decided: bool,
}

impl Server {
    fn tell_others(&self, message: Internal, out: &mut Out<Self>) {
        out.broadcast(&self.others, &RegisterMsg::Internal(message));
    }

    /// A message of another server, before anything is decided. What does nothing leaves the state
    /// borrowed: that is how Stateright knows.
    fn hear(
        &self,
        id: Id,
        state: &mut Cow<'_, State>,
        from: Id,
        message: Internal,
        out: &mut Out<Self>,
    ) {
        let majority = majority(SERVERS);
        match message {
            Internal::Prepare(ballot) if state.ballot < ballot => {
                state.to_mut().ballot = ballot;
                let promise = Internal::Prepared(ballot, state.accepted);
                out.send(from, RegisterMsg::Internal(promise));
            }
            Internal::Prepared(ballot, before) if state.ballot == ballot => {
                let state = state.to_mut();
                state.promises.insert(from, before);
                if state.promises.len() != majority {
                    return;
                }
                // What was accepted in the latest ballot may have been decided in it.
                let latest = state.promises.values().max().copied().flatten();
                let own = state.proposal.expect("who has a ballot of its own has a proposal");
                let proposal = latest.map_or(own, |(_, proposal)| proposal);
                state.proposal = Some(proposal);
                state.accepted = Some((ballot, proposal));
                state.accepted_by.insert(id);
                self.tell_others(Internal::Accept((ballot, proposal)), out);
            }
            Internal::Accept(accepted) if state.ballot <= accepted.0 => {
                let state = state.to_mut();
                state.ballot = accepted.0;
                state.accepted = Some(accepted);
                out.send(from, RegisterMsg::Internal(Internal::Accepted(accepted.0)));
            }
            Internal::Accepted(ballot) if state.ballot == ballot => {
                let state = state.to_mut();
                state.accepted_by.insert(from);
                if state.accepted_by.len() != majority {
                    return;
                }
                state.is_decided = true;
                let proposal = state.proposal.expect("what was accepted was proposed");
                self.tell_others(Internal::Decided((ballot, proposal)), out);
                let (request, client, _) = proposal;
                out.send(client, RegisterMsg::PutOk(request));
            }
            Internal::Decided(accepted) => {
                let state = state.to_mut();
                state.ballot = accepted.0;
                state.accepted = Some(accepted);
                state.is_decided = true;
            }
            _ => {}
        }
    }
}

impl Actor for Server {
    type Msg = Message;
    type State = State;
    type Timer = ();
    type Random = ();
    type Storage = ();

    fn on_start(&self, _: Id, _: &Option<()>, _: &mut Out<Self>) -> State {
        State {
            ballot: (0, Id::from(0)),
            proposal: None,
            promises: BTreeMap::new(),
            accepted_by: BTreeSet::new(),
            accepted: None,
            is_decided: false,
        }
    }

    fn on_msg(
        &self,
        id: Id,
        state: &mut Cow<'_, State>,
        from: Id,
        message: Message,
        out: &mut Out<Self>,
    ) {
        match message {
            RegisterMsg::Get(request) if state.is_decided => {
                let (_, (_, _, value)) = state.accepted.expect("what is decided was accepted");
                out.send(from, RegisterMsg::GetOk(request, value));
            }
            _ if state.is_decided => {}
            RegisterMsg::Put(request, value) if state.proposal.is_none() => {
                let state = state.to_mut();
                state.proposal = Some((request, from, value));
                state.ballot = (state.ballot.0 + 1, id);
                state.promises = BTreeMap::from([(id, state.accepted)]);
                state.accepted_by.clear();
                self.tell_others(Internal::Prepare(state.ballot), out);
            }
            RegisterMsg::Internal(internal) => self.hear(id, state, from, internal, out),
            _ => {}
        }
    }
}

/// Three servers and some clients; messages come in any order, and once.
pub(super) fn model(clients: usize) -> ActorModel<RegisterActor<Server>, (), History> {
    let server = |id| RegisterActor::Server(Server { others: model_peers(id, SERVERS) });
    let client = |_| RegisterActor::Client { put_count: 1, server_count: SERVERS };
    ActorModel::new((), LinearizabilityTester::new(Register(UNWRITTEN)))
        .actors((0..SERVERS).map(server))
        .actors((0..clients).map(client))
        .init_network(Network::new_unordered_nonduplicating([]))
        .property(Expectation::Always, "linearizable", |_, state| {
            state.history.serialized_history().is_some()
        })
        .property(Expectation::Sometimes, "value chosen", |_, state| {
            state.network.iter_deliverable().any(|envelope| {
                matches!(envelope.msg, RegisterMsg::GetOk(_, value) if *value != UNWRITTEN)
            })
        })
        .record_msg_in(RegisterMsg::record_returns)
        .record_msg_out(RegisterMsg::record_invocations)
}
