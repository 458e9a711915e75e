//! Atomic commitment with a simple broadcast, which is two-phase commit with processes that may
//! die for good: the module `acp/ACP_SB` of the TLA+ Examples, after Babaoğlu and Toueg,
//! "Non-blocking atomic commitment" (in Mullender, "Distributed systems", 1993).
//!
//! States are counted as TLC counts them: each move that is possible generates a state, also where
//! it changes nothing (a vote that is sent again) and where two ways to be possible lead to the
//! same one.

use whatif_simulator::explore::{Budget, System};
use whatif_simulator::{Fingerprint, PropertyKind};

use super::{Counted, count};

/// Counts the protocol with one coordinator and this many participants.
pub(crate) fn counted(participants: usize) -> Counted {
    count(Acp { participants }, &PROPERTIES)
}

/// The protocol with one coordinator and this many participants.
pub(crate) struct Acp {
    pub(crate) participants: usize,
}

/// The variables `participant` and `coordinator`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct State {
    participants: Vec<Participant>,
    /// `coordinator.decision`.
    decision: Option<Decision>,
    /// `coordinator.alive`, and not `coordinator.faulty`: nothing that died comes back.
    coordinator_alive: bool,
}

/// A participant, and what there is of it at the coordinator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Participant {
    vote: Vote,
    /// `alive`, and not `faulty`.
    alive: bool,
    decision: Option<Decision>,
    vote_sent: bool,
    /// `coordinator.request`: whether it was asked for its vote.
    requested: bool,
    /// `coordinator.vote`: its vote, as far as it is known.
    known_vote: Option<Vote>,
    /// `coordinator.broadcast`: the decision that it was sent.
    broadcast: Option<Decision>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Vote {
    Yes,
    No,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Decision {
    Commit,
    Abort,
}

impl State {
    fn decided(&self, decision: Decision) -> bool {
        self.participants.iter().any(|participant| participant.decision == Some(decision))
    }

    /// The same, but for one participant.
    fn but(&self, at: usize, change: impl FnOnce(&mut Participant)) -> Self {
        let mut next = self.clone();
        change(&mut next.participants[at]);
        next
    }

    /// The same, but for the decision of the coordinator.
    fn decides(&self, decision: Decision) -> Self {
        Self { decision: Some(decision), ..self.clone() }
    }

    /// All moves but deaths: `coordProgB` of the coordinator, `parProg` of each participant.
    fn progress(&self, each: &mut dyn FnMut(Self)) {
        if self.coordinator_alive {
            self.coordinator_progress(each);
        }
        for (at, participant) in self.participants.iter().enumerate() {
            if participant.alive && participant.requested {
                // sendVote
                each(self.but(at, |next| next.vote_sent = true));
            }
            if !participant.alive || participant.decision.is_some() {
                continue;
            }
            if participant.vote_sent && participant.vote == Vote::No {
                // abortOnVote
                each(self.but(at, |next| next.decision = Some(Decision::Abort)));
            }
            if !self.coordinator_alive && !participant.requested {
                // abortOnTimeoutRequest
                each(self.but(at, |next| next.decision = Some(Decision::Abort)));
            }
            if participant.broadcast.is_some() {
                // decide
                each(self.but(at, |next| next.decision = next.broadcast));
            }
        }
    }

    fn coordinator_progress(&self, each: &mut dyn FnMut(Self)) {
        for (at, participant) in self.participants.iter().enumerate() {
            if !participant.requested {
                // request
                each(self.but(at, |next| next.requested = true));
            }
            if self.decision.is_some() && participant.broadcast.is_none() {
                // coordBroadcast
                each(self.but(at, |next| next.broadcast = self.decision));
            }
        }
        if self.decision.is_some() {
            return;
        }
        if self.participants.iter().all(|participant| participant.requested) {
            for (at, participant) in self.participants.iter().enumerate() {
                if participant.known_vote.is_some() {
                    continue;
                }
                if participant.vote_sent {
                    // getVote
                    each(self.but(at, |next| next.known_vote = Some(next.vote)));
                } else if !participant.alive {
                    // detectFault
                    each(self.decides(Decision::Abort));
                }
            }
        }
        // makeDecision. Each vote against is a reason of its own to abort, and generates a state.
        if self.participants.iter().all(|participant| participant.known_vote == Some(Vote::Yes)) {
            each(self.decides(Decision::Commit));
        }
        if self.participants.iter().all(|participant| participant.known_vote.is_some()) {
            let against = |participant: &&Participant| participant.known_vote == Some(Vote::No);
            for _ in self.participants.iter().filter(against) {
                each(self.decides(Decision::Abort));
            }
        }
    }

    /// Whether nothing can happen any more but deaths, which need not happen, while a participant
    /// that is alive has not decided.
    fn is_blocked(&self) -> bool {
        let waits = |participant: &Participant| participant.alive && participant.decision.is_none();
        let mut may_go_on = false;
        self.progress(&mut |next| may_go_on |= next != *self);
        !may_go_on && self.participants.iter().any(waits)
    }
}

impl System for Acp {
    type State = State;
    type Move = ();

    fn initial(&mut self) -> Vec<((), State)> {
        // Every way to vote: a participant for each bit.
        let participant = |votes: u32, at: usize| Participant {
            vote: if votes >> at & 1 == 0 { Vote::Yes } else { Vote::No },
            alive: true,
            decision: None,
            vote_sent: false,
            requested: false,
            known_vote: None,
            broadcast: None,
        };
        let state = |votes| State {
            participants: (0..self.participants).map(|at| participant(votes, at)).collect(),
            decision: None,
            coordinator_alive: true,
        };
        (0..1 << self.participants).map(|votes| ((), state(votes))).collect()
    }

    fn successors(
        &mut self,
        state: &State,
        spent: Budget,
        each: &mut dyn FnMut((), State, Budget),
    ) {
        let mut each = |next| each((), next, spent);
        state.progress(&mut each);
        if state.coordinator_alive {
            // coordDie
            each(State { coordinator_alive: false, ..state.clone() });
        }
        for (at, participant) in state.participants.iter().enumerate() {
            if participant.alive {
                // parDie
                each(state.but(at, |next| next.alive = false));
            }
        }
    }

    fn fingerprint(&self, state: &State) -> u128 {
        Fingerprint::of(state)
    }
}

/// `AC1`, `AC2`, `AC3_1` and `AC5`.
///
/// `AC5` is an *eventually*: in every behaviour that is fair to all moves but deaths, each
/// participant that is not faulty decides. No move that changes anything can be undone, so
/// every behaviour comes to rest; and a fair one rests only where no move but a death is left.
/// So `AC5` holds if and only if no such state has an undecided participant that is alive,
/// which can be said of one state.
const PROPERTIES: [super::Property<State>; 4] = [
    ("agreement", PropertyKind::Always, |state| {
        !(state.decided(Decision::Commit) && state.decided(Decision::Abort))
    }),
    ("nobody commits against a vote", PropertyKind::Always, |state| {
        let for_it = |participant: &Participant| participant.vote == Vote::Yes;
        !state.decided(Decision::Commit) || state.participants.iter().all(for_it)
    }),
    ("nobody aborts without a reason", PropertyKind::Always, |state| {
        let is_reason =
            |participant: &Participant| participant.vote == Vote::No || !participant.alive;
        !state.decided(Decision::Abort)
            || !state.coordinator_alive
            || state.participants.iter().any(is_reason)
    }),
    ("every participant that is not faulty decides", PropertyKind::Always, |state| {
        !state.is_blocked()
    }),
];
