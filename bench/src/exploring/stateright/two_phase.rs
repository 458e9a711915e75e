//! Two-phase commit as Gray and Lamport specify it in "Consensus on transaction commit" (2004), the
//! messages being a set that only grows.

use std::collections::BTreeSet;

use stateright::{Model, Property};

/// Two-phase commit with this many resource managers.
pub(super) struct TwoPhase {
    pub(super) managers: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    managers: Vec<Manager>,
    transaction: Transaction,
    /// Of which managers the transaction manager knows that they are prepared.
    prepared: Vec<bool>,
    sent: BTreeSet<Message>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Manager {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Transaction {
    Open,
    Committed,
    Aborted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Message {
    Prepared(u8),
    Commit,
    Abort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Action {
    DecideToCommit,
    DecideToAbort,
    HearPrepared(u8),
    Prepare(u8),
    ChooseToAbort(u8),
    HearCommit(u8),
    HearAbort(u8),
}

impl Model for TwoPhase {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let count = usize::from(self.managers);
        vec![State {
            managers: vec![Manager::Working; count],
            transaction: Transaction::Open,
            prepared: vec![false; count],
            sent: BTreeSet::new(),
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let is_open = state.transaction == Transaction::Open;
        if is_open {
            if state.prepared.iter().all(|prepared| *prepared) {
                actions.push(Action::DecideToCommit);
            }
            actions.push(Action::DecideToAbort);
        }
        for (manager, stands) in (0..self.managers).zip(&state.managers) {
            if is_open && state.sent.contains(&Message::Prepared(manager)) {
                actions.push(Action::HearPrepared(manager));
            }
            if *stands == Manager::Working {
                actions.push(Action::Prepare(manager));
                actions.push(Action::ChooseToAbort(manager));
            }
            if state.sent.contains(&Message::Commit) {
                actions.push(Action::HearCommit(manager));
            }
            if state.sent.contains(&Message::Abort) {
                actions.push(Action::HearAbort(manager));
            }
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        match action {
            Action::DecideToCommit => {
                next.transaction = Transaction::Committed;
                next.sent.insert(Message::Commit);
            }
            Action::DecideToAbort => {
                next.transaction = Transaction::Aborted;
                next.sent.insert(Message::Abort);
            }
            Action::HearPrepared(manager) => next.prepared[usize::from(manager)] = true,
            Action::Prepare(manager) => {
                next.managers[usize::from(manager)] = Manager::Prepared;
                next.sent.insert(Message::Prepared(manager));
            }
            Action::ChooseToAbort(manager) | Action::HearAbort(manager) => {
                next.managers[usize::from(manager)] = Manager::Aborted;
            }
            Action::HearCommit(manager) => {
                next.managers[usize::from(manager)] = Manager::Committed;
            }
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        fn all(state: &State, stands: Manager) -> bool {
            state.managers.iter().all(|manager| *manager == stands)
        }
        vec![
            Property::sometimes("all abort", |_, state| all(state, Manager::Aborted)),
            Property::sometimes("all commit", |_, state| all(state, Manager::Committed)),
            Property::always("consistent", |_, state: &State| {
                !(state.managers.contains(&Manager::Aborted)
                    && state.managers.contains(&Manager::Committed))
            }),
        ]
    }
}
