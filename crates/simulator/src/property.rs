//! What must be true of a run, and what became of it.

use std::rc::Rc;

use crate::{Name, View};

/// Something that must be true.
#[derive(Clone)]
pub struct Property {
    /// Its name.
    pub name: Name,
    /// When it must be true.
    pub kind: PropertyKind,
    /// Whether it is true of a world.
    pub holds: Rc<Look>,
}

/// Looks at a world and says whether something is true of it; the error is a sentence for the
/// author.
pub type Look = dyn Fn(&View<'_>) -> Result<bool, String>;

/// When a property must be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// After every event.
    Always,
    /// Once the faults have stopped, everything broken is put right and the run has come to rest,
    /// or goes round for ever without anything new: then, or in every state of that cycle.
    Eventually,
    /// After some event of some run: a guard against a scenario in which nothing happens at all.
    Sometimes,
}

/// What became of a property in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It held.
    Holds,
    /// It did not.
    Violated {
        /// Why, in a sentence.
        why: String,
        /// The event after which it was seen, by its place in the trace; nothing where it was
        /// seen only at the end.
        event: Option<usize>,
    },
    /// The run cannot say.
    Unknown {
        /// The bound that was hit, in a sentence.
        why: String,
    },
}

impl Verdict {
    /// The verdict as one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Violated { .. } => "violated",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// The sentence that goes with it; empty where it holds.
    pub fn why(&self) -> &str {
        match self {
            Self::Holds => "",
            Self::Violated { why, .. } | Self::Unknown { why } => why,
        }
    }
}
