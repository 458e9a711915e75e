//! What goes wrong, as an author says it.

use super::{Literal, Named, Spot};

/// One thing that goes wrong.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) what: FaultKind,
    /// It in words, as a sentence that goes on after a capital letter.
    pub(crate) words: String,
    pub(crate) spot: Spot,
}

#[derive(Clone, Debug)]
pub(crate) enum FaultKind {
    Crash {
        node: Named,
        when: FaultPoint,
        restart_us: Option<u64>,
    },
    Message(MessagePoint, Mishap),
    /// Wrong for so long, or until everything is put right.
    Trouble {
        trouble: Trouble,
        when: FaultPoint,
        lasts_us: Option<u64>,
    },
}

/// What befalls a message.
#[derive(Clone, Debug)]
pub(crate) enum Mishap {
    Lost,
    DelayedUs(u64),
    Duplicated,
    Altered(Alteration),
}

/// How a message is altered.
#[derive(Clone, Debug)]
pub(crate) enum Alteration {
    /// A field of what it carries is this instead.
    Field(String, Literal),
    /// It carries this instead.
    Whole(Literal),
}

/// What is wrong for a while.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// Nothing gets over these links, each from one node to another.
    Cut(Vec<(Named, Named)>),
    /// The node answers nobody, or none of these.
    Silent {
        node: Named,
        towards: Option<Vec<Named>>,
    },
    Slow {
        node: Named,
        factor: u32,
    },
    Down {
        node: Named,
        refuse: bool,
    },
    Paused(Named),
    Clock {
        node: Named,
        offset_us: i64,
        /// In millionths too fast.
        drift: i32,
    },
}

/// When something goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum FaultPoint {
    AtUs(u64),
    /// As this node is about to take a step.
    Step(Named, StepPoint),
    /// As a message is sent.
    Message(MessagePoint),
}

/// A step of the code.
#[derive(Clone, Debug)]
pub(crate) struct StepPoint {
    pub(crate) function: Option<Named>,
    pub(crate) border: Border,
    pub(crate) nth: u32,
}

/// Between what a step lies.
#[derive(Clone, Debug)]
pub(crate) enum Border {
    /// Two effects that the function awaits.
    Between(u32, u32),
    After(Named),
    Before(Named),
}

/// A message.
#[derive(Clone, Debug)]
pub(crate) struct MessagePoint {
    pub(crate) reply: bool,
    /// `node` or `node::operation`.
    pub(crate) of: Named,
    /// Who calls; nothing is whoever does.
    pub(crate) by: Option<Named>,
    /// Nothing is every one.
    pub(crate) nth: Option<u32>,
}

impl MessagePoint {
    /// The node that is called, and the operation if one is named.
    pub(crate) fn target(&self) -> (&str, Option<&str>) {
        match self.of.name.split_once("::") {
            Some((node, operation)) => (node, Some(operation)),
            None => (&self.of.name, None),
        }
    }
}

impl FaultKind {
    /// When it happens, where that is not said by the message that it befalls.
    pub(crate) fn when(&self) -> Option<&FaultPoint> {
        match self {
            Self::Message(..) => None,
            Self::Crash { when, .. } | Self::Trouble { when, .. } => Some(when),
        }
    }

    /// The message that it befalls, or with which it begins.
    pub(crate) fn message(&self) -> Option<&MessagePoint> {
        match (self, self.when()) {
            (Self::Message(point, _), _) | (_, Some(FaultPoint::Message(point))) => Some(point),
            _ => None,
        }
    }
}
