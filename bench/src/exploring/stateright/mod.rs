//! The same models for Stateright, written as its users write them: one thread, breadth first.

mod paxos;
mod two_phase;

use std::hash::Hash;

use stateright::{Checker, Model};

use super::Counts;

pub(super) fn paxos(clients: usize) -> Counts {
    count(paxos::model(clients))
}

pub(super) fn two_phase(managers: u8) -> Counts {
    count(two_phase::TwoPhase { managers })
}

/// Visits all states, checking each property in each of them.
fn count<M>(model: M) -> Counts
where
    M: Model<State: Clone + PartialEq + Hash + Send + Sync + 'static> + Send + Sync + 'static,
    M::Action: Clone + PartialEq,
{
    let checker = model.checker().threads(1).spawn_bfs().join();
    Counts {
        unique: checker.unique_state_count(),
        generated: checker.state_count() as u64,
        depth: checker.max_depth() as u32,
    }
}
