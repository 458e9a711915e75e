//! The faults that a what-if asks for, and the places that they are bound to.

use std::fmt;

use crate::{MessageKind, Moved, Name, NodeId, Place, Time};

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
    /// A process stops and loses what it has in memory.
    Crash {
        /// Which.
        node: NodeId,
        /// When.
        when: CrashPoint,
        /// How long it stays dead; nothing is until everything is put right.
        restart: Option<Time>,
    },
    /// The network loses a message.
    Lose(MessagePoint),
    /// The network holds a message back.
    Delay(MessagePoint, Time),
    /// A service does not answer for a while.
    Down {
        /// Which.
        node: NodeId,
        /// From when.
        from: Time,
        /// Until when.
        until: Time,
        /// Whether it answers at once with an error instead of not at all.
        refuse: bool,
    },
}

/// When a process dies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// At this time.
    At(Time),
    /// In place of a step.
    Step(StepPoint),
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
    /// The operation, or any.
    pub operation: Option<Name>,
    /// The how-many-eth such message, from 1.
    pub nth: u32,
}

impl MessagePoint {
    pub(crate) fn matches(
        &self,
        from: NodeId,
        to: NodeId,
        kind: MessageKind,
        operation: &Name,
    ) -> bool {
        let of = match (kind, self.reply) {
            (MessageKind::Request | MessageKind::Tell, false) => to,
            (MessageKind::Reply(_), true) => from,
            _ => return false,
        };
        of == self.of && self.operation.as_ref().is_none_or(|wanted| wanted == operation)
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
