//! What somebody asks of a variant: what goes wrong, and which choices are made.

use whatif_simulator::explore::Schedule;

use crate::json::Value;
use crate::page_json::{self, Travels, Unreadable};
use crate::spec::Fault;

/// A run as somebody asks for it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// A question of the author; nothing for the run in which nothing goes wrong.
    pub what_if: Option<String>,
    /// What goes wrong instead of what goes wrong in that question.
    pub faults: Option<Faults>,
    /// The choices that are made, where they are not drawn from a seed.
    pub schedule: Option<Schedule>,
}

/// What goes wrong, put together by hand.
#[derive(Clone, Debug, Default)]
pub struct Faults(pub(crate) Vec<Fault>);

/// More than so many faults are told by no diagram.
const FAULTS_MAX: usize = 40;

impl Faults {
    /// Each fault in words, and as JSON which nobody but this crate needs to understand.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value)> {
        self.0.iter().map(|fault| (fault.words.as_str(), fault.write()))
    }

    /// Reads what [`Faults::iter`] gave.
    ///
    /// # Errors
    /// [`Unreadable`], where it is not what it must be.
    pub fn read(faults: &Value) -> Result<Self, Unreadable> {
        let mut faults: Vec<Fault> = page_json::read(faults)?;
        faults.truncate(FAULTS_MAX);
        Ok(Self(faults))
    }
}
