//! The state of everything at one moment of a run: a plain value.

mod faults;
mod steps;

use std::hash::Hash;
use std::rc::Rc;

use crate::program::State;
use crate::{
    Event, FaultId, Fingerprint, Input, Latency, Message, MessageId, MessageKind, Name, NodeId,
    Numbered, Setup, Time, TimerKind, Trace, Value, What,
};

/// Something that may happen next, numbered in the order in which it came to be pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PendingId(pub u32);

/// Something that may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What to name in a [`Choice`].
    pub id: PendingId,
    /// When it may happen.
    pub due: Due,
}

/// When a pending thing may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At this time: a timer, a call's timeout, a restart, a moment that a fault names.
    At(Time),
    /// A message: whenever the network gets it there.
    OnTheWay {
        /// Its link.
        link: (NodeId, NodeId),
        /// When it was sent.
        sent: Time,
        /// The latency of its link.
        latency: Latency,
        /// How much longer a fault holds it back.
        held: Time,
    },
}

/// What happens next, when, and the random numbers that it needs: all that is not determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which of the pending things.
    pub what: PendingId,
    /// When. Time never goes back.
    pub at: Time,
    /// The numbers drawn in the step that it starts, in order.
    pub draws: Vec<i64>,
}

/// Why a choice cannot be applied. The world is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing pending has this number.
    #[error("nothing is pending under the number {}", .0.0)]
    NotPending(PendingId),
    /// The step draws one number more than the choice has.
    #[error("a number from {low} to {high} must be drawn")]
    NeedsDraw {
        /// Who draws.
        node: NodeId,
        /// The least that may come.
        low: i64,
        /// The greatest that may come.
        high: i64,
    },
}

/// The state of everything at one moment of a run.
///
/// A world is a plain value: a clone goes its own way, and what happens to it is decided by the
/// choices that are applied, and by nothing else.
#[derive(Clone)]
pub struct World {
    setup: Rc<Setup>,
    now: Time,
    nodes: Vec<NodeNow>,
    in_flight: Numbered<InFlight>,
    timers: Numbered<Timer>,
    calls: Numbered<Call>,
    /// How often each fault's place was met.
    met: Vec<u32>,
    faults_stopped: bool,
    pending_next: u32,
    messages_next: u32,
    halted: Option<Rc<str>>,
    trace: Rc<Trace>,
}

#[derive(Clone)]
struct NodeNow {
    state: State,
    alive: bool,
    /// How often it has crashed.
    life: u32,
    down: Option<Down>,
    /// The requests that it has not answered yet, by the number that it knows them by.
    serving: Numbered<Asked>,
}

/// A request that waits for its reply.
#[derive(Clone)]
struct Asked {
    request: MessageId,
    caller: NodeId,
    /// The life of the caller in which it asked.
    life: u32,
    operation: Name,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Down {
    Silent,
    Refusing,
}

/// A call, by its request.
type Ticket = MessageId;

#[derive(Clone)]
struct Call {
    caller: NodeId,
    /// The number that the caller knows it by.
    number: u32,
    timeout: PendingId,
}

#[derive(Clone)]
struct InFlight {
    id: MessageId,
    message: Message,
    /// The life of the caller in which it asked, for the request and its reply.
    life: u32,
    sent: Time,
    held: Time,
}

impl InFlight {
    fn asked(&self) -> Asked {
        Asked {
            request: self.id,
            caller: self.message.from,
            life: self.life,
            operation: Name::clone(&self.message.operation),
        }
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Timer {
    due: Time,
    what: Alarm,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Alarm {
    Node { node: NodeId, timer: u32, kind: TimerKind },
    CallTimeout(Ticket),
    Restart(NodeId),
    FaultBegins(FaultId),
    FaultEnds(FaultId),
}

impl World {
    /// The world at the start: every node has started, and nothing else has happened.
    ///
    /// # Errors
    /// [`Refusal::NeedsDraw`] where a node draws a number as it starts and `draws` has too few.
    pub fn new(setup: Rc<Setup>, draws: &[i64]) -> Result<Self, Refusal> {
        Self::start(setup, &mut steps::from_list(draws))
    }

    /// The same, with numbers that are drawn as they are needed.
    pub fn new_drawing(setup: Rc<Setup>, mut draw: impl FnMut(NodeId, i64, i64) -> i64) -> Self {
        let started = Self::start(setup, &mut |node, low, high| Ok(draw(node, low, high)));
        started.expect("nothing but a draw can be refused at the start")
    }

    fn start(setup: Rc<Setup>, draw: steps::Draw<'_>) -> Result<Self, Refusal> {
        let started = |node: &crate::setup::Node| NodeNow {
            state: node.program.initial(),
            alive: true,
            life: 0,
            down: None,
            serving: Numbered::default(),
        };
        let trace = Trace {
            lanes: setup.nodes.iter().map(|node| node.lane.clone()).collect(),
            faults: setup.faults.iter().map(|fault| fault.words.clone()).collect(),
            ..Trace::default()
        };
        let mut world = Self {
            nodes: setup.nodes.iter().map(started).collect(),
            met: vec![0; setup.faults.len()],
            now: Time::ZERO,
            in_flight: Numbered::default(),
            timers: Numbered::default(),
            calls: Numbered::default(),
            faults_stopped: false,
            pending_next: 0,
            messages_next: 0,
            halted: None,
            trace: Rc::new(trace),
            setup,
        };
        world.schedule_faults();
        for node in world.node_ids() {
            let step = world.compute(node, Input::Start, draw)?;
            world.commit(node, step);
        }
        Ok(world)
    }

    /// The virtual time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What has happened so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The sentence with which a limit ended the run, if one did.
    pub fn halted(&self) -> Option<&str> {
        self.halted.as_deref()
    }

    /// Everything that may happen next, in the order in which it came to be pending. Empty when
    /// the run is at rest.
    pub fn pending(&self) -> Vec<Pending> {
        if self.halted.is_some() {
            return Vec::new();
        }
        let mut messages = self.in_flight.iter().map(|(number, flight)| {
            let (link, sent) = ((flight.message.from, flight.message.to), flight.sent);
            let latency = self.setup.latency;
            let due = Due::OnTheWay { link, sent, latency, held: flight.held };
            Pending { id: PendingId(number), due }
        });
        let mut timers = self
            .timers
            .iter()
            .map(|(number, timer)| Pending { id: PendingId(number), due: Due::At(timer.due) });
        let (mut message, mut timer) = (messages.next(), timers.next());
        let mut pending = Vec::with_capacity(messages.len() + timers.len() + 2);
        while let Some(next) = [message, timer].into_iter().flatten().min_by_key(|each| each.id) {
            pending.push(next);
            if Some(next) == message {
                message = messages.next();
            } else {
                timer = timers.next();
            }
        }
        pending
    }

    /// Lets one pending thing happen.
    ///
    /// # Errors
    /// A [`Refusal`], with the world as it was.
    pub fn apply(&mut self, choice: &Choice) -> Result<(), Refusal> {
        self.happen(choice.what, choice.at, &mut steps::from_list(&choice.draws))
    }

    /// Lets one pending thing happen, with numbers that are drawn as they are needed. Returns the
    /// choice that this was.
    ///
    /// # Errors
    /// [`Refusal::NotPending`], with the world as it was.
    pub fn apply_drawing(
        &mut self,
        what: PendingId,
        at: Time,
        mut draw: impl FnMut(NodeId, i64, i64) -> i64,
    ) -> Result<Choice, Refusal> {
        let mut draws = Vec::new();
        self.happen(what, at, &mut |node, low, high| {
            let drawn = draw(node, low, high);
            draws.push(drawn);
            Ok(drawn)
        })?;
        Ok(Choice { what, at, draws })
    }

    fn happen(&mut self, what: PendingId, at: Time, draw: steps::Draw<'_>) -> Result<(), Refusal> {
        let now = self.now.max(at);
        if let Some(flight) = self.in_flight.get(what.0).cloned() {
            self.arrive(what, now, &flight, draw)
        } else if let Some(timer) = self.timers.get(what.0).cloned() {
            self.ring(what, now, timer.what, draw)
        } else {
            Err(Refusal::NotPending(what))
        }
    }

    /// Whether no message is on its way.
    pub fn is_calm(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// Asks a node about its state, for a property.
    ///
    /// # Errors
    /// A sentence for the author: no such node, no such question, wrong arguments.
    pub fn observe(
        &self,
        node: &str,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        let Some(id) = self.setup.node(node) else {
            let names: Vec<&str> = self.setup.names().map(|name| &**name).collect();
            return Err(format!("there is no node `{node}`; there are {}", names.join(", ")));
        };
        let program = &self.setup.nodes[usize::from(id.0)].program;
        program
            .observe(&self.node(id).state, question, arguments)
            .map_err(|problem| format!("node `{node}`: {problem}"))
    }

    /// A hash of all that decides what can happen from here on, the same on every platform.
    ///
    /// Times count from now, messages and calls by what they are and not by their numbers: two
    /// worlds that differ only in how they came about have one fingerprint.
    pub fn fingerprint(&self) -> u128 {
        let mut hash = Fingerprint::default();
        for (node, set_up) in self.nodes.iter().zip(&self.setup.nodes) {
            match set_up.program.seen_now(&node.state, self.now) {
                Some(state) => state.feed(&mut hash),
                None => node.state.feed(&mut hash),
            }
            if set_up.program.reads_clock(&node.state) {
                self.now.hash(&mut hash);
            }
            (node.alive, node.down).hash(&mut hash);
            hash_all(
                &mut hash,
                node.serving.iter().map(|(handle, asked)| (handle, self.call_key(asked.request))),
            );
        }
        // What is on its way has no order, so the hashes of its parts are summed up.
        let messages = self.in_flight.iter().map(|(_, flight)| {
            let message = &flight.message;
            let ticket = self.ticket(flight);
            let kind = std::mem::discriminant(&message.kind);
            let key = (message.from, message.to, kind, self.call_key(ticket));
            Fingerprint::of(&(key, &message.operation, &message.content, flight.held))
        });
        let timers = self.timers.iter().map(|(_, timer)| {
            let ahead = timer.due.since(self.now);
            match &timer.what {
                Alarm::CallTimeout(ticket) => Fingerprint::of(&(ahead, self.call_key(*ticket))),
                other => Fingerprint::of(&(ahead, other)),
            }
        });
        let sum = messages.chain(timers).fold(0, u128::wrapping_add);
        (sum, self.in_flight.iter().len(), self.timers.iter().len()).hash(&mut hash);
        (self.faults_stopped, &self.met, self.halted.is_some()).hash(&mut hash);
        hash.finish()
    }

    /// What a call is, whatever its number: whose, and which of the caller's. Nothing where the
    /// caller has given it up.
    fn call_key(&self, ticket: Ticket) -> Option<(NodeId, u32)> {
        self.calls.get(ticket.0).map(|call| (call.caller, call.number))
    }

    fn ticket(&self, flight: &InFlight) -> Ticket {
        match flight.message.kind {
            MessageKind::Request | MessageKind::Tell => flight.id,
            MessageKind::Reply(request) => request,
        }
    }

    fn node_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u16).map(NodeId)
    }

    fn node(&self, node: NodeId) -> &NodeNow {
        &self.nodes[usize::from(node.0)]
    }

    fn node_mut(&mut self, node: NodeId) -> &mut NodeNow {
        &mut self.nodes[usize::from(node.0)]
    }

    fn note(&mut self, node: NodeId, what: What, fault: Option<FaultId>) {
        let at = self.now;
        Rc::make_mut(&mut self.trace).events.push(Event { at, node, what, fault });
    }

    fn schedule(&mut self, due: Time, what: Alarm) -> PendingId {
        let id = self.number_pending();
        self.timers.insert(id.0, Timer { due, what });
        id
    }

    fn number_pending(&mut self) -> PendingId {
        let id = PendingId(self.pending_next);
        self.pending_next += 1;
        id
    }
}

fn hash_all<T: Hash>(hash: &mut Fingerprint, items: impl ExactSizeIterator<Item = T>) {
    items.len().hash(hash);
    for item in items {
        item.hash(hash);
    }
}
