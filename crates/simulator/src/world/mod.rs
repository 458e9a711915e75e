//! The state of everything at one moment of a run: a plain value.

mod choice;
mod clock;
mod faults;
mod fingerprint;
mod inside;
mod moves;
mod steps;
mod told;
mod transitions;
mod troubles;
mod view;

use std::iter;
use std::rc::Rc;

use crate::program::State;
use crate::{
    Event, FaultId, Fingerprint, History, Input, Link, MessageId, MessageKind, Name, NodeId,
    Numbered, Setup, Takes, Time, TimerKind, Trace, Value, What,
};

pub use choice::{Choice, Happening};
pub use moves::{Rules, Timers};
pub use told::{Post, Subject};
pub use view::View;

pub(crate) use moves::Kind;
#[cfg(test)]
pub(crate) use moves::Move;
pub(crate) use told::About;
pub(crate) use transitions::Transitions;
pub(crate) use view::Read;

use clock::Clock;
use steps::Answers;
use troubles::Underway;

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
        /// What its link is like.
        of: Link,
        /// How many times as long as usual it takes.
        slowness: u32,
        /// How much longer it is held back: by a fault, or as it waits for its turn on the link.
        held: Time,
    },
    /// A service works at a request, for as long as it takes.
    Working {
        /// Which.
        node: NodeId,
        /// Since when.
        since: Time,
        /// How long it takes.
        takes: Takes,
        /// How many times as long as usual it takes.
        slowness: u32,
    },
}

/// Why a choice cannot be applied. The world is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing pending has this number.
    #[error("nothing is pending under the number {}", .0.0)]
    NotPending(PendingId),
    /// Nothing can be done to this node that was to be done to it.
    #[error("this cannot happen here")]
    Impossible,
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
    /// The step chooses among several things that can all go on, once more than the choice does.
    #[error("one of {count} must be chosen")]
    NeedsChoice {
        /// Who chooses.
        node: NodeId,
        /// Among how many.
        count: u32,
    },
}

/// The state of everything at one moment of a run.
///
/// A world is a plain value: a clone goes its own way, and what happens to it is decided by the
/// choices that are applied, and by nothing else.
#[derive(Clone)]
pub struct World {
    setup: Rc<Setup>,
    mode: Mode,
    now: Time,
    nodes: Vec<Rc<NodeNow>>,
    in_flight: Numbered<Rc<InFlight>>,
    timers: Numbered<Rc<Timer>>,
    calls: Numbered<Call>,
    /// The requests that services work at, by the numbers of their timers.
    working: Numbered<Rc<InFlight>>,
    /// What is wrong at the moment, in the order of its causes.
    troubles: Vec<Underway>,
    /// Until when the links that have a bandwidth are taken, by their numbers.
    taken: Numbered<Time>,
    /// How often each fault's place was met.
    met: Vec<u32>,
    faults_stopped: bool,
    pending_next: u32,
    messages_next: u32,
    halted: Option<Rc<str>>,
    history: History,
    trace: Rc<Trace>,
}

/// How a world is driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mode {
    /// Whether it abstracts from latency, as an explorer does: requests from outside come and dead
    /// nodes restart at any moment, a disk takes as long as it likes, and a reply that nobody waits
    /// for any more is dropped at once.
    abstracts: bool,
    /// Whether what happens is written into the trace.
    records: bool,
}

#[derive(Clone)]
struct NodeNow {
    state: State,
    alive: bool,
    /// How often it has crashed.
    life: u32,
    clock: Clock,
    /// The requests that a service has not begun to work at, in the order in which they came.
    waiting: Vec<Rc<InFlight>>,
    /// The requests that it has not answered yet, by the number that it knows them by.
    serving: Numbered<Asked>,
}

/// A request that waits for its reply.
#[derive(Clone)]
struct Asked {
    /// The call that it belongs to.
    ticket: Ticket,
    caller: NodeId,
    /// The life of the caller in which it asked.
    life: u32,
    operation: Name,
    /// The hash of the operation.
    about: u128,
}

/// A call, by its request.
type Ticket = MessageId;

#[derive(Clone, Copy)]
struct Call {
    caller: NodeId,
    /// The number that the caller knows it by.
    number: u32,
    timeout: PendingId,
}

#[derive(Clone)]
struct InFlight {
    id: MessageId,
    from: NodeId,
    to: NodeId,
    kind: MessageKind,
    operation: Name,
    /// Of a reply the hash of the operation; that of a request is in what it carries.
    about: u128,
    payload: Rc<Payload>,
    /// The call that it belongs to: for a copy of a request that of the request.
    ticket: Ticket,
    /// The life of the caller in which it asked, for the request and its reply.
    life: u32,
    sent: Time,
    held: Time,
    /// How many times as long as usual it takes.
    slowness: u32,
    /// Whether timers may overtake it.
    slow: bool,
}

/// What a message carries.
struct Payload {
    content: Value,
    /// The hash of it and, for a request, of what it asks for.
    fingerprint: u128,
}

impl InFlight {
    fn asked(&self) -> Asked {
        Asked {
            ticket: self.ticket,
            caller: self.from,
            life: self.life,
            operation: Name::clone(&self.operation),
            about: Fingerprint::of(&self.operation),
        }
    }

    fn answers(&self) -> bool {
        matches!(self.kind, MessageKind::Reply(_))
    }

    /// How many bytes it has: what it asks for, and what it carries.
    fn bytes(&self) -> u64 {
        self.operation.len() as u64 + self.payload.content.bytes()
    }
}

#[derive(Clone, PartialEq, Eq)]
struct Timer {
    due: Time,
    what: Alarm,
    /// Whether other timers may overtake it, where it is something on its way to a disk.
    slow: bool,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Alarm {
    Node {
        node: NodeId,
        timer: u32,
        kind: TimerKind,
    },
    CallTimeout(Ticket),
    Restart(NodeId),
    /// A service has done what it worked at.
    Serve(NodeId),
    FaultBegins(FaultId),
    FaultEnds(FaultId),
}

impl World {
    /// The world at the start: every node has started, and nothing else has happened.
    ///
    /// # Errors
    /// [`Refusal::NeedsDraw`] where a node draws a number as it starts and `draws` has too few.
    pub fn new(setup: Rc<Setup>, draws: &[i64]) -> Result<Self, Refusal> {
        let mode = Mode { abstracts: false, records: true };
        Self::start(setup, mode, &mut Answers::new(&mut steps::from_list(draws)))
    }

    /// The same, with numbers that are drawn as they are needed.
    pub fn new_drawing(setup: Rc<Setup>, mut draw: impl FnMut(NodeId, i64, i64) -> i64) -> Self {
        let mode = Mode { abstracts: false, records: true };
        let started =
            Self::start(setup, mode, &mut Answers::new(&mut steps::from_drawing(&mut draw)));
        // `expect` would tell what was refused, and would bring along all that tells it.
        started.unwrap_or_else(|_| panic!("nothing but a draw can be refused at the start"))
    }

    /// The world at the start, abstracted from latency: as the explorer sees it, and with a trace.
    ///
    /// # Errors
    /// As for [`World::new`].
    pub fn new_abstract(setup: Rc<Setup>, draws: &[i64]) -> Result<Self, Refusal> {
        let mode = Mode { abstracts: true, records: true };
        Self::start(setup, mode, &mut Answers::new(&mut steps::from_list(draws)))
    }

    /// The same without a trace, for an explorer that remembers transitions.
    pub(crate) fn new_explored(
        setup: Rc<Setup>,
        draws: &[i64],
        known: &mut Transitions,
    ) -> Result<Self, Refusal> {
        let mode = Mode { abstracts: true, records: false };
        Self::start(setup, mode, &mut Answers::remembered(&mut steps::from_list(draws), known))
    }

    fn start(setup: Rc<Setup>, mode: Mode, answers: &mut Answers<'_>) -> Result<Self, Refusal> {
        let started = |node: &crate::setup::Node| {
            Rc::new(NodeNow {
                state: node.program.initial(),
                alive: true,
                life: 0,
                clock: Clock::default(),
                waiting: Vec::new(),
                serving: Numbered::default(),
            })
        };
        let trace = Trace {
            lanes: setup.nodes.iter().map(|node| node.lane.clone()).collect(),
            faults: setup.faults.iter().map(|fault| fault.words.clone()).collect(),
            ..Trace::default()
        };
        let mut world = Self {
            nodes: setup.nodes.iter().map(started).collect(),
            met: vec![0; setup.faults.len()],
            mode,
            now: Time::ZERO,
            in_flight: Numbered::default(),
            timers: Numbered::default(),
            calls: Numbered::default(),
            working: Numbered::default(),
            troubles: Vec::new(),
            taken: Numbered::default(),
            faults_stopped: false,
            pending_next: 0,
            messages_next: 0,
            halted: None,
            history: History::default(),
            trace: Rc::new(trace),
            setup,
        };
        world.schedule_faults();
        for node in world.node_ids() {
            let step = world.compute(node, &Input::Start, None, answers)?;
            world.commit_or_crash(node, &step, false);
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
    /// the run is at rest. What is late because its node stood still is due in the past.
    pub fn pending(&self) -> impl Iterator<Item = Pending> {
        let goes_on = self.halted.is_none();
        let arriving = self.in_flight.iter().filter(|(_, flight)| !self.stands_still(flight.to));
        let messages = arriving.map(|(number, flight)| {
            let due = Due::OnTheWay {
                link: (flight.from, flight.to),
                sent: flight.sent,
                of: *self.setup.link(flight.from, flight.to),
                slowness: flight.slowness,
                held: flight.held,
            };
            Pending { id: PendingId(number), due }
        });
        let ringing = self.timers.iter().filter(|(_, timer)| !self.keeps_waiting(&timer.what));
        let timers = ringing.map(|(number, timer)| {
            let due = match (&timer.what, self.takes(&timer.what)) {
                (Alarm::Serve(node), Some(takes)) => {
                    let (node, since, slowness) = (*node, timer.due, self.slowness(*node));
                    Due::Working { node, since, takes, slowness }
                }
                _ => Due::At(timer.due),
            };
            Pending { id: PendingId(number), due }
        });
        let (mut messages, mut timers) = (messages.peekable(), timers.peekable());
        iter::from_fn(move || match (messages.peek(), timers.peek()) {
            (Some(message), Some(timer)) if timer.id < message.id => timers.next(),
            (Some(_), _) => messages.next(),
            (None, _) => timers.next(),
        })
        .take_while(move |_| goes_on)
    }

    /// Whether no message is on its way.
    pub fn is_calm(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// What a property may look at.
    pub fn view(&self) -> View<'_> {
        View::of(self)
    }

    /// The recorded operations, if the setup keeps them.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The messages on their way: from whom, to whom, what kind, which operation, with what.
    pub fn on_the_way(&self) -> impl Iterator<Item = (NodeId, NodeId, MessageKind, &Name, &Value)> {
        self.in_flight.iter().map(|(_, flight)| {
            (flight.from, flight.to, flight.kind, &flight.operation, &flight.payload.content)
        })
    }

    fn node_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u16).map(NodeId)
    }

    fn node(&self, node: NodeId) -> &NodeNow {
        &self.nodes[usize::from(node.0)]
    }

    fn node_mut(&mut self, node: NodeId) -> &mut NodeNow {
        Rc::make_mut(&mut self.nodes[usize::from(node.0)])
    }

    fn note(&mut self, node: NodeId, what: What, fault: Option<FaultId>) {
        if !self.mode.records {
            return;
        }
        let at = self.now;
        Rc::make_mut(&mut self.trace).events.push(Event { at, node, what, fault });
    }

    /// Writes nothing more into the trace.
    pub(crate) fn stop_recording(&mut self) {
        self.mode.records = false;
    }

    fn schedule(&mut self, due: Time, what: Alarm) -> PendingId {
        let id = self.number_pending();
        self.timers.insert(id.0, Rc::new(Timer { due, what, slow: false }));
        id
    }

    fn number_pending(&mut self) -> PendingId {
        let id = PendingId(self.pending_next);
        self.pending_next += 1;
        id
    }
}

impl Alarm {
    /// Whether an abstract world lets it happen at any moment.
    fn is_free(&self) -> bool {
        matches!(self, Self::Restart(_)) || self.is_arrival() || self.is_on_its_way()
    }

    fn is_arrival(&self) -> bool {
        matches!(self, Self::Node { kind: TimerKind::Arrival, .. })
    }

    /// Whether it is something on its way to a disk, and no time that somebody waits for.
    fn is_on_its_way(&self) -> bool {
        matches!(self, Self::Node { kind: TimerKind::Disk(_), .. })
    }
}
