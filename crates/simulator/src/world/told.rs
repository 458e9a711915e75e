//! What the things are that can happen, for whoever tells of them.

use std::fmt;
use std::rc::Rc;

use super::steps::{Answers, from_drawing};
use super::{Alarm, Happening, PendingId, Transitions, World};
use crate::fault::CrashPlaces;
use crate::{MessageKind, Name, NodeId, Time};

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A message, by who sends what to whom, and the how-many-eth such it is, from 1.
    Message(Post),
    /// The timeout of the call that this is the request of.
    Timeout(Post),
    /// A timer of a node, by the number that the node gave it.
    Timer(Name, u32),
    /// The restart of a node, or what befalls it as a whole.
    Node(Name),
    /// A fault of the what-if, by its place, begins or ends.
    Fault(u16, bool),
    /// What is listed under this number.
    Listed(u16),
    /// A message that is altered as it is listed under this number.
    Lie(Post, u16),
}

/// A message by who sends what to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Who.
    pub from: Name,
    /// To whom.
    pub to: Name,
    /// Whether it answers.
    pub reply: bool,
    /// For what it asks, or what it answers.
    pub operation: Name,
    /// The how-many-eth such message, from 1.
    pub nth: u32,
}

/// What a choice touches.
pub(crate) struct About {
    /// The nodes at which something changes.
    pub(crate) nodes: Vec<NodeId>,
    pub(crate) pending: Option<PendingId>,
    /// Whether it may happen only when nothing is on its way.
    pub(crate) waits_for_calm: bool,
    /// The link of a message that may not be overtaken there.
    pub(crate) in_order: Option<(NodeId, NodeId)>,
}

impl fmt::Display for Subject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(post) => write!(out, "{post}"),
            Self::Timeout(post) => write!(out, "timeout of {post}"),
            Self::Timer(node, number) => write!(out, "timer {number} of {node}"),
            Self::Node(node) => write!(out, "{node} to which that could happen"),
            Self::Fault(number, true) => write!(out, "fault {number} that begins"),
            Self::Fault(number, false) => write!(out, "fault {number} that ends"),
            Self::Listed(number) => write!(out, "trouble {number} that could do that"),
            Self::Lie(post, _) => write!(out, "{post} that could be altered"),
        }
    }
}

impl fmt::Display for Post {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, reply, operation, nth } = self;
        let kind = if *reply { "reply" } else { "request" };
        write!(out, "{kind} {operation} from {from} to {to} (number {nth})")
    }
}

impl World {
    /// The same world, which remembers nothing of what has happened.
    pub(crate) fn without_trace(&self) -> Self {
        let mut world = Self { trace: Rc::default(), ..self.clone() };
        world.stop_recording();
        world
    }

    /// The name of a node.
    pub(crate) fn name_of(&self, node: NodeId) -> Name {
        Name::clone(&self.setup.nodes[usize::from(node.0)].lane.name)
    }

    /// A message on its way.
    pub(crate) fn flying(&self, id: PendingId) -> Option<(NodeId, NodeId, MessageKind, &Name)> {
        let flight = self.in_flight.get(id.0)?;
        Some((flight.from, flight.to, flight.kind, &flight.operation))
    }

    /// The number of a message on its way.
    pub(crate) fn message_of(&self, id: PendingId) -> Option<crate::MessageId> {
        Some(self.in_flight.get(id.0)?.id)
    }

    /// What is pending under a number.
    pub(crate) fn what_is(&self, id: PendingId) -> Option<Subject> {
        if let Some(flight) = self.in_flight.get(id.0) {
            return Some(Subject::Message(self.post(flight.id)));
        }
        Some(match &self.timers.get(id.0)?.what {
            Alarm::Node { node, timer, .. } => Subject::Timer(self.name_of(*node), *timer),
            Alarm::CallTimeout(ticket) => Subject::Timeout(self.post(*ticket)),
            Alarm::Serve(_) => Subject::Message(self.post(self.working.get(id.0)?.id)),
            Alarm::Restart(node) => Subject::Node(self.name_of(*node)),
            Alarm::FaultBegins(fault) => Subject::Fault(fault.0, true),
            Alarm::FaultEnds(fault) => Subject::Fault(fault.0, false),
        })
    }

    /// The numbers of all that is on its way or will ring, that of nodes which stand still too.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = PendingId> {
        let messages = self.in_flight.iter().map(|(number, _)| number);
        messages.chain(self.timers.iter().map(|(number, _)| number)).map(PendingId)
    }

    /// Whether letting this happen does no more than let a service begin to work, or have more work.
    pub(crate) fn only_waits(&self, happening: Happening) -> bool {
        let Happening::Pending(id) = happening else { return false };
        self.in_flight.get(id.0).is_some_and(|flight| {
            self.works_at(flight) && self.down(flight.to).is_none() && self.receive(flight).is_ok()
        })
    }

    /// Whether what was to happen is pending no longer.
    pub(crate) fn has_happened(&self, happening: Happening) -> bool {
        let Happening::Pending(id) = happening else { return true };
        self.in_flight.get(id.0).is_none() && self.timers.get(id.0).is_none()
    }

    /// When what is pending under a number can happen in an abstract world.
    pub(crate) fn due_of(&self, id: PendingId) -> Time {
        let timer = self.timers.get(id.0).filter(|timer| !timer.what.is_free());
        timer.map_or(self.now, |timer| timer.due.max(self.now))
    }

    /// When a thing happens at the earliest where latency is what it is.
    pub(crate) fn naturally_at(&self, happening: Happening) -> Time {
        let Happening::Pending(id) = happening else { return self.now };
        let flight = self.in_flight.get(id.0);
        let flight = flight
            .map(|flight| flight.sent.plus(self.setup.link(flight.from, flight.to).latency.min));
        let timer = self.timers.get(id.0).map(|timer| timer.due);
        flight.or(timer).map_or(self.now, |at| at.max(self.now))
    }

    /// What a choice touches.
    pub(crate) fn about(&self, happening: Happening) -> About {
        let (nodes, pending, in_order) = Default::default();
        let mut about = About { nodes, pending, waits_for_calm: false, in_order };
        let (Happening::Pending(id)
        | Happening::Lose(id)
        | Happening::Duplicate(id)
        | Happening::Delay(id)
        | Happening::Alter(id, _)) = happening
        else {
            if let Happening::Crash(node) | Happening::Omit(node) = happening {
                about.nodes.push(node);
            } else {
                // What is listed can touch any node.
                about.nodes.extend(self.node_ids());
            }
            return about;
        };
        about.pending = Some(id);
        about.in_order = self.in_flight.get(id.0).and_then(|flight| {
            let link = (flight.from, flight.to);
            self.setup.link(link.0, link.1).in_order.then_some(link)
        });
        if !matches!(happening, Happening::Pending(_)) {
            return about;
        }
        if let Some(flight) = self.in_flight.get(id.0) {
            about.nodes.push(flight.to);
        } else if let Some(timer) = self.timers.get(id.0) {
            about.waits_for_calm = !timer.what.is_free();
            if let Alarm::Node { node, .. } | Alarm::Restart(node) = timer.what {
                about.nodes.push(node);
            }
        }
        about
    }

    /// How many things have come to be pending so far.
    pub(crate) fn made_so_far(&self) -> usize {
        self.pending_next as usize
    }

    /// The messages on their way, and what is on its way to a disk, that timers may not overtake.
    pub(crate) fn not_slow(&self) -> Vec<PendingId> {
        let messages = self.in_flight.iter().filter(|(_, flight)| !flight.slow);
        let disks = self.timers.iter().filter(|(_, timer)| timer.what.is_on_its_way());
        let disks = disks.filter(|(_, timer)| !timer.slow).map(|(number, _)| number);
        messages.map(|(number, _)| number).chain(disks).map(PendingId).collect()
    }

    /// Between which borders a process is if it is killed now.
    pub(crate) fn crash_places_known(&self, node: NodeId, known: &mut Transitions) -> CrashPlaces {
        let mut low = |_, low, _| low;
        self.crash_places(node, &mut Answers::remembered(&mut from_drawing(&mut low), known))
    }

    /// The message of this number by who sends what to whom.
    pub(crate) fn post(&self, id: crate::MessageId) -> Post {
        let messages = &self.trace().messages;
        let message = self.trace().message(id);
        let reply = |kind: MessageKind| matches!(kind, MessageKind::Reply(_));
        let same = messages[..id.0 as usize].iter().filter(|other| {
            (other.from, other.to, &other.operation)
                == (message.from, message.to, &message.operation)
                && reply(other.kind) == reply(message.kind)
        });
        Post {
            from: self.name_of(message.from),
            to: self.name_of(message.to),
            reply: reply(message.kind),
            operation: Name::clone(&message.operation),
            nth: same.count() as u32 + 1,
        }
    }
}
