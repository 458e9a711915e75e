//! Two-phase commit as Gray and Lamport specify it in "Consensus on transaction commit" (2004):
//! the module `TwoPhase` of the TLA+ Examples, and Stateright's example `2pc`.
//!
//! Messages are never lost and never taken away: that one was sent is a fact that stays.

use whatif_simulator::explore::{Budget, System};
use whatif_simulator::{Fingerprint, PropertyKind};

use super::{Counted, count};

/// Counts two-phase commit with this many resource managers.
pub(crate) fn counted(managers: usize) -> Counted {
    count(TwoPhase { managers }, &PROPERTIES)
}

/// Two-phase commit with this many resource managers.
pub(crate) struct TwoPhase {
    pub(crate) managers: usize,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct State {
    managers: Vec<Manager>,
    /// `tmState`.
    transaction: Decision,
    /// Whether the message `Commit` was sent.
    commit_sent: bool,
    /// Whether the message `Abort` was sent.
    abort_sent: bool,
}

/// A resource manager, and what there is of it elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Manager {
    /// `rmState`.
    stands: Stands,
    /// Whether its message `Prepared` was sent.
    prepared_sent: bool,
    /// Whether it is in `tmPrepared`: the transaction manager has got that message.
    known_prepared: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Stands {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Decision {
    None,
    Commit,
    Abort,
}

impl State {
    fn all(&self, stands: Stands) -> bool {
        self.managers.iter().all(|manager| manager.stands == stands)
    }

    fn any(&self, stands: Stands) -> bool {
        self.managers.iter().any(|manager| manager.stands == stands)
    }

    /// The same, but for one thing.
    fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut next = self.clone();
        change(&mut next);
        next
    }
}

impl System for TwoPhase {
    type State = State;
    type Move = ();

    fn initial(&mut self) -> Vec<((), State)> {
        let working =
            Manager { stands: Stands::Working, prepared_sent: false, known_prepared: false };
        let managers = vec![working; self.managers];
        let (commit_sent, abort_sent) = (false, false);
        vec![((), State { managers, transaction: Decision::None, commit_sent, abort_sent })]
    }

    fn successors(
        &mut self,
        state: &State,
        spent: Budget,
        each: &mut dyn FnMut((), State, Budget),
    ) {
        let mut each = |next| each((), next, spent);
        let undecided = state.transaction == Decision::None;
        if undecided && state.managers.iter().all(|manager| manager.known_prepared) {
            // TMCommit
            each(state.but(|next| {
                next.transaction = Decision::Commit;
                next.commit_sent = true;
            }));
        }
        if undecided {
            // TMAbort
            each(state.but(|next| {
                next.transaction = Decision::Abort;
                next.abort_sent = true;
            }));
        }
        for (at, manager) in state.managers.iter().enumerate() {
            if undecided && manager.prepared_sent {
                // TMRcvPrepared
                each(state.but(|next| next.managers[at].known_prepared = true));
            }
            if manager.stands == Stands::Working {
                // RMPrepare
                each(state.but(|next| {
                    next.managers[at].stands = Stands::Prepared;
                    next.managers[at].prepared_sent = true;
                }));
                // RMChooseToAbort
                each(state.but(|next| next.managers[at].stands = Stands::Aborted));
            }
            if state.commit_sent {
                // RMRcvCommitMsg
                each(state.but(|next| next.managers[at].stands = Stands::Committed));
            }
            if state.abort_sent {
                // RMRcvAbortMsg
                each(state.but(|next| next.managers[at].stands = Stands::Aborted));
            }
        }
    }

    fn fingerprint(&self, state: &State) -> u128 {
        Fingerprint::of(state)
    }
}

const PROPERTIES: [super::Property<State>; 3] = [
    ("abort agreement", PropertyKind::Sometimes, |state| state.all(Stands::Aborted)),
    ("commit agreement", PropertyKind::Sometimes, |state| state.all(Stands::Committed)),
    ("consistent", PropertyKind::Always, |state| {
        !(state.any(Stands::Aborted) && state.any(Stands::Committed))
    }),
];
