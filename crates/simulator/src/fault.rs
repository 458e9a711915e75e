//! The faults that a what-if asks for, and the places that they are bound to.

use std::fmt;

use crate::{MessageKind, Moved, Name, NodeId, Place, Time, Value};

/// One thing that goes wrong, bound to a place of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The fault in words, for the trace.
    pub words: String,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A node stops and loses what it has in memory.
    Crash {
        /// Which.
        node: NodeId,
        /// When.
        when: FaultPoint,
        /// How long it stays dead; nothing is until everything is put right.
        restart: Option<Time>,
    },
    /// Something befalls a message.
    Message(MessagePoint, Mishap),
    /// Something is wrong for a while.
    Trouble {
        /// What.
        trouble: Trouble,
        /// From when.
        when: FaultPoint,
        /// For how long; nothing is until everything is put right.
        lasts: Option<Time>,
    },
}

/// What befalls a message as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The network loses it.
    Lost,
    /// The network holds it back for so long.
    Delayed(Time),
    /// The network makes a second copy of it.
    Duplicated,
    /// It arrives as another than it was sent: somebody lies.
    Altered(Alteration),
}

/// How a message is altered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// The first field of this name that it carries, however deep, has this value instead.
    Field(Name, Value),
    /// It carries this instead: the result of a reply that succeeds, the only argument of a request.
    Whole(Value),
}

/// What is wrong with nodes or links for as long as it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// What is sent over these links, each from one node to another, is lost. What is on its way
    /// already still arrives.
    Cut(Vec<(NodeId, NodeId)>),
    /// A node does all that it is asked, and its answers reach nobody, or none of these.
    Silent {
        /// Which.
        node: NodeId,
        /// Who gets no answer; nothing is nobody does.
        towards: Option<Vec<NodeId>>,
    },
    /// What a node sends and is sent, and what it works at, takes so many times as long.
    Slow {
        /// Which.
        node: NodeId,
        /// How many times.
        factor: u32,
    },
    /// A service does not answer, and does nothing of what it is asked.
    Down {
        /// Which.
        node: NodeId,
        /// Whether it answers at once with an error instead of not at all.
        refuse: bool,
    },
    /// A node stands still: nothing reaches it and no timer of it fires, until it goes on as if
    /// nothing had been.
    Paused(NodeId),
    /// The clock of a node is wrong.
    Clock {
        /// Which.
        node: NodeId,
        /// By how many microseconds its wall clock jumps as this begins.
        offset: i64,
        /// By how many millionths it runs too fast; too slow if less than nothing.
        drift: i32,
    },
}

impl Trouble {
    /// The node that it is about, or the first one.
    pub fn node(&self) -> Option<NodeId> {
        match self {
            Self::Cut(links) => links.first().map(|link| link.0),
            Self::Silent { node, .. }
            | Self::Slow { node, .. }
            | Self::Down { node, .. }
            | Self::Paused(node)
            | Self::Clock { node, .. } => Some(*node),
        }
    }
}

/// When a fault begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultPoint {
    /// At this time.
    At(Time),
    /// In place of a step of this node, or as it is about to take it.
    Step(NodeId, StepPoint),
    /// As this message is sent, before it is on its way.
    Message(MessagePoint),
}

/// Something that may go wrong at any moment where all runs are looked at, and in no other run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What.
    pub kind: ListedKind,
    /// It in words.
    pub words: String,
}

/// What may go wrong at any moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedKind {
    /// This begins, and ends at any later moment.
    Trouble(Trouble),
    /// A message of this kind, whichever it is, is altered.
    Lie(MessagePoint, Alteration),
}

/// A step, told by the borders that it lies between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepPoint {
    /// The function in which it lies, or any.
    pub function: Option<Name>,
    /// Which borders.
    pub border: Border,
    /// The how-many-eth time, from 1.
    pub nth: u32,
}

/// The borders of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Border {
    /// The step from one awaited effect of the function to another, by their order in the text.
    Between(u32, u32),
    /// The step that the reply to this effect, or the end of this sleep, would start.
    After(Name),
    /// The step that would issue this effect.
    Before(Name),
}

/// A message, told by what it asks or answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePoint {
    /// The request, or the reply to it.
    pub reply: bool,
    /// The node that is called.
    pub of: NodeId,
    /// Who calls, or whoever it is.
    pub by: Option<NodeId>,
    /// The operation, or any.
    pub operation: Option<Name>,
    /// The how-many-eth such message, from 1; nothing is every one.
    pub nth: Option<u32>,
}

impl MessagePoint {
    pub(crate) fn matches(
        &self,
        from: NodeId,
        to: NodeId,
        kind: MessageKind,
        operation: &Name,
    ) -> bool {
        let (of, by) = match (kind, self.reply) {
            (MessageKind::Request | MessageKind::Tell, false) => (to, from),
            (MessageKind::Reply(_), true) => (from, to),
            _ => return false,
        };
        of == self.of
            && self.by.is_none_or(|wanted| wanted == by)
            && self.operation.as_ref().is_none_or(|wanted| wanted == operation)
    }
}

impl Alteration {
    /// What a message carries once it is altered; nothing where that changes nothing.
    pub(crate) fn of(&self, content: &Value) -> Option<Value> {
        let altered = match (self, content) {
            (Self::Field(name, value), _) => {
                let mut altered = content.clone();
                altered.set_field(name, value);
                altered
            }
            (Self::Whole(value), Value::Tuple(arguments)) if arguments.len() == 1 => {
                Value::Tuple([value.clone()].into())
            }
            (Self::Whole(_), Value::Tuple(_)) => return None,
            (Self::Whole(value), _) => Value::ok(value.clone()),
        };
        (altered != *content).then_some(altered)
    }
}

impl StepPoint {
    /// The places between which the process dies, if the step is of this kind.
    pub(crate) fn matches(&self, moved: &Moved, answered: bool) -> Option<CrashPlaces> {
        let inner = |stack: &[Place]| stack.last().cloned();
        let inside = |stack: &[Place]| match &self.function {
            Some(function) => stack.iter().any(|place| place.function == *function),
            None => true,
        };
        let (after, before) = match &self.border {
            Border::Between(first, second) => {
                let at = |stack: &[Place], ordinal: u32| {
                    let same = |place: &&Place| {
                        place.ordinal == ordinal && self.function.as_ref() == Some(&place.function)
                    };
                    stack.iter().rfind(same).cloned()
                };
                (Some(at(&moved.from, *first)?), Some(at(&moved.to, *second)?))
            }
            Border::After(effect) => {
                let last = inner(&moved.from)?;
                let matches = answered && last.effect == *effect && inside(&moved.from);
                (matches.then_some(Some(last))?, inner(&moved.to))
            }
            Border::Before(effect) => {
                let next = inner(&moved.to)?;
                let matches = next.effect == *effect && inside(&moved.to);
                (inner(&moved.from), matches.then_some(Some(next))?)
            }
        };
        Some(CrashPlaces { after, during: None, before })
    }
}

/// The places between which a process died.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CrashPlaces {
    pub(crate) after: Option<Place>,
    /// What it was waiting for, and nobody can tell whether that was done.
    pub(crate) during: Option<Place>,
    pub(crate) before: Option<Place>,
}

/// As it goes on after *is killed*.
impl fmt::Display for CrashPlaces {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.after {
            write!(out, " after {}", place.effect)?;
        }
        match (&self.before, &self.during) {
            (Some(place), _) if self.after.is_some() => write!(out, " and before {}", place.effect),
            (Some(place), _) => write!(out, " before {}", place.effect),
            (None, Some(place)) => write!(out, " while it waits for {}", place.effect),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words)
    }
}
