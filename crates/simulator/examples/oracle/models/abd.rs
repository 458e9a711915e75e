//! A linearizable register that two servers keep between them: Stateright's example
//! `linearizable-register`, after Attiya, Bar-Noy and Dolev, "Sharing memory robustly in
//! message-passing systems" (1995), with many writers.
//!
//! A server does one request at a time: it asks a majority for what they hold, and then has a
//! majority hold what it writes, or what it is about to give. What a server would send to itself
//! it does at once.

use whatif_simulator::{Effect, NodeId, Setup};

use super::register::{self, Actor, UNWRITTEN, send};

const SERVERS: usize = 2;
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
    held: Held,
    phase: Phase,
}

/// A value and when it was written, by a logical clock and the server that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Held {
    clock: u16,
    writer: u16,
    value: u16,
}

/// Who asked for what is being done, and under which number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Asked {
    request: u16,
    client: NodeId,
}

/// What a server is doing for a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Phase {
    Idle,
    /// Asking what the others hold.
    Query {
        asked: Asked,
        /// What is to be written, unless this is a read.
        write: Option<u16>,
        /// Who holds what, in order.
        responses: Vec<(NodeId, Held)>,
    },
    /// Having the others hold a value.
    Record {
        asked: Asked,
        /// What was read, unless this is a write.
        read: Option<u16>,
        /// Who holds it, in order.
        acknowledged: Vec<NodeId>,
    },
}

impl Server {
    fn broadcast(&self, message: &str, numbers: &[u16]) -> Vec<Effect> {
        let others = (0..SERVERS as u16).map(NodeId).filter(|id| *id != self.id);
        others.map(|id| send(id, message, numbers)).collect()
    }

    fn begin(&self, state: &mut State, asked: Asked, write: Option<u16>) -> Vec<Effect> {
        state.phase = Phase::Query { asked, write, responses: vec![(self.id, state.held)] };
        self.broadcast("Query", &[asked.request])
    }
}

impl State {
    /// Takes a value that was written later than the one held.
    fn hold(&mut self, new: Held) {
        if (new.clock, new.writer) > (self.held.clock, self.held.writer) {
            self.held = new;
        }
    }
}

impl Actor for Server {
    type State = State;

    fn initial(&self) -> State {
        let held = Held { clock: 0, writer: self.id.0, value: UNWRITTEN };
        State { held, phase: Phase::Idle }
    }

    fn receive(
        &self,
        state: &mut State,
        from: NodeId,
        message: &str,
        numbers: &[u16],
    ) -> Vec<Effect> {
        match (message, numbers, &mut state.phase) {
            ("Put", &[request, value], Phase::Idle) => {
                self.begin(state, Asked { request, client: from }, Some(value))
            }
            ("Get", &[request], Phase::Idle) => {
                self.begin(state, Asked { request, client: from }, None)
            }
            ("Query", &[request], _) => {
                let Held { clock, writer, value } = state.held;
                vec![send(from, "AckQuery", &[request, clock, writer, value])]
            }
            (
                "AckQuery",
                &[request, clock, writer, value],
                Phase::Query { asked, write, responses },
            ) if asked.request == request => {
                responses.push((from, Held { clock, writer, value }));
                responses.sort_unstable();
                if responses.len() != MAJORITY {
                    return Vec::new();
                }
                let latest = responses.iter().map(|(_, held)| *held).max();
                let mut record = latest.expect("a majority is not nobody");
                if let Some(value) = *write {
                    record = Held { clock: record.clock + 1, writer: self.id.0, value };
                }
                let read = if write.is_some() { None } else { Some(record.value) };
                state.phase = Phase::Record { asked: *asked, read, acknowledged: vec![self.id] };
                state.hold(record);
                let Held { clock, writer, value } = record;
                self.broadcast("Record", &[request, clock, writer, value])
            }
            ("Record", &[request, clock, writer, value], _) => {
                state.hold(Held { clock, writer, value });
                vec![send(from, "AckRecord", &[request])]
            }
            ("AckRecord", &[request], Phase::Record { asked, read, acknowledged })
                if asked.request == request && !acknowledged.contains(&from) =>
            {
                acknowledged.push(from);
                acknowledged.sort_unstable();
                if acknowledged.len() != MAJORITY {
                    return Vec::new();
                }
                let answer = match *read {
                    Some(value) => send(asked.client, "GetOk", &[request, value]),
                    None => send(asked.client, "PutOk", &[request]),
                };
                state.phase = Phase::Idle;
                vec![answer]
            }
            _ => Vec::new(),
        }
    }
}
