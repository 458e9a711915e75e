//! What came out of one run.

use whatif_simulator::consistency::JudgedHistory;
use whatif_simulator::explore::Schedule;
use whatif_simulator::{Trace, Verdict};

/// One run, judged.
#[derive(Clone, Debug)]
pub struct Report {
    /// The seed of the run.
    pub seed: u64,
    /// What became of each property, in the order of the author's file. What must be true
    /// *sometimes* is judged over all runs together, and does not stand here.
    pub judgements: Vec<Judgement>,
    /// What the clients did and saw, as each property judges it that is about that.
    pub histories: Vec<PropertyHistory>,
    /// What happened.
    pub trace: Trace,
    /// The choices that made it, where it was not drawn from a seed.
    pub schedule: Option<Schedule>,
    /// Whether many requests come from outside, so that the numbers of the run say more than its
    /// single events.
    pub loaded: bool,
    /// Plain sentences that the reader should know beside the verdicts: a fault whose place is
    /// gone after an edit, a limit that stopped the run.
    pub notes: Vec<String>,
}

impl Report {
    /// What the clients did and saw, as it is judged, each with what the property says.
    pub fn judged_histories(&self) -> impl Iterator<Item = (&str, &JudgedHistory)> {
        self.histories.iter().map(|each| (each.says.as_str(), &each.judged))
    }
}

/// A history as a property judges it.
#[derive(Clone, Debug)]
pub struct PropertyHistory {
    /// The name of the property.
    pub property: String,
    /// What it says, in words.
    pub says: String,
    /// The history, and what became of it.
    pub judged: JudgedHistory,
}

/// What became of one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The name of the property in the author's file.
    pub property: String,
    /// What it says, in words: *every stored user has got a welcome email*.
    pub says: String,
    /// Whether it held.
    pub verdict: Verdict,
}
