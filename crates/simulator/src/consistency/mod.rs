//! Whether what clients saw is what a consistency model promises, and if not, why.

mod causal;
mod convergence;
mod model;
mod naming;
mod order;
mod queue;
mod reason;
mod recorded;
mod relation;
mod search;
mod seen;
mod session;
mod set;
#[cfg(test)]
mod tests;

pub use model::{Action, Model};
pub use naming::Deed;
pub use reason::{Reason, Why};
pub use recorded::{JudgedHistory, Recording};

use crate::{Fingerprint, Value};
use search::{Found, Precedence, search};

/// One operation of a client. Moments are numbers that grow: they say what was over before what
/// else began, and no call has that of a return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Who asked. What one client does is in order as far as it did not overlap.
    pub client: u32,
    /// Of which object; `()` where there is only one.
    pub key: Value,
    /// What it was, and what came of it.
    pub action: Action,
    /// The moment at which it was called.
    pub called: u32,
    /// The moment at which it returned. Nothing where the client was never told: it may have been
    /// done at any later moment, or never.
    pub returned: Option<u32>,
}

impl Operation {
    /// Whether it had returned when the other was called.
    pub fn precedes(&self, other: &Self) -> bool {
        self.returned.is_some_and(|returned| returned < other.called)
    }

    /// Whether the client had been told of it when it called the other.
    fn precedes_in_session(&self, other: &Self) -> bool {
        self.client == other.client && self.precedes(other)
    }
}

/// What a history may be held to, the strictest first. Each of the first four implies the four
/// session guarantees; linearizable implies all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// One order of all operations explains what clients saw, and each operation has its place in
    /// it between its call and its return: Herlihy and Wing, "Linearizability: a correctness
    /// condition for concurrent objects" (1990).
    ///
    /// Each object is judged by itself, which is enough: linearizability is local. The question is
    /// NP-complete (Gibbons and Korach 1997), so the search has a bound.
    Linearizable,
    /// One order of all operations explains what clients saw, and has the operations of each client
    /// in the order in which it made them: Lamport, "How to make a multiprocessor computer that
    /// correctly executes multiprocess programs" (1979).
    ///
    /// All objects are judged together: sequential consistency is not local. NP-complete too.
    Sequential,
    /// Each client has an order of all writes and its own reads that explains what it saw, and keeps
    /// to what may have caused what: Ahamad, Neiger, Burns, Kohli and Hutto, "Causal memory" (1995).
    ///
    /// Judged by the bad patterns of Bouajjani, Enea, Guerraoui and Hamza, "On verifying causal
    /// consistency" (2017), in polynomial time, where no value is written twice to a key.
    Causal,
    /// Writes that did not cause one another are in the same order for all, and whoever has seen the
    /// same writes reads the same: the causal convergence of Bouajjani and others, judged as above.
    CausalConvergence,
    /// A client sees its own writes: this and the next three are the session guarantees of Terry,
    /// Demers, Petersen, Spreitzer, Theimer and Welch, "Session guarantees for weakly consistent
    /// replicated data" (1994).
    ///
    /// A history does not tell what a server held. So a guarantee counts as broken where a client
    /// reads what is older than what it must have seen: older is what comes before in what may have
    /// caused what. Polynomial; no value may be written twice to a key.
    ReadYourWrites,
    /// What a client has seen it does not see undone.
    MonotonicReads,
    /// The writes of a client are seen in the order in which it made them.
    MonotonicWrites,
    /// Whoever sees a write sees what its writer had seen before.
    WritesFollowReads,
    /// After the last change, all clients come to read the same.
    ///
    /// Of each client the last read counts that began after every change of that key had returned.
    Convergence,
}

impl Level {
    /// All of them, with their names.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("linearizable", Self::Linearizable),
        ("sequential", Self::Sequential),
        ("causal", Self::Causal),
        ("causal-convergence", Self::CausalConvergence),
        ("read-your-writes", Self::ReadYourWrites),
        ("monotonic-reads", Self::MonotonicReads),
        ("monotonic-writes", Self::MonotonicWrites),
        ("writes-follow-reads", Self::WritesFollowReads),
        ("convergence", Self::Convergence),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }
}

/// What became of the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// The history is what the level promises. Where one order shows that, it is here: the places of
    /// the operations, open ones only where somebody saw them.
    Holds(Option<Vec<usize>>),
    /// It is not.
    Violated(Reason),
    /// It cannot be told.
    Unknown(Unknown),
}

/// Why a history could not be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// The search has looked at so many ways to go on.
    #[error(
        "no order was found in {0} ways to put the operations in order, and not all were tried"
    )]
    TooManyWays(usize),
    /// A value is written twice to a key, so that a read does not say what it saw.
    #[error("a value is written twice to the same key, so a read does not say which write it saw")]
    WrittenTwice,
    /// The answers of such an object do not say what they saw.
    #[error("what a {0} tells does not say which operations it has seen")]
    NotTold(&'static str),
    /// There are too many operations for this level.
    #[error("there are {0} operations, and this level is judged for {MOST} at the most")]
    TooLong(usize),
    /// An operation that may yet be done could explain it.
    #[error("an operation that was never answered may yet have been done in between")]
    StillOpen,
}

/// How many operations the levels may have that are judged by relations, which are square.
const MOST: usize = 3_000;

/// Holds a history to a level.
///
/// `ways_max` bounds the searches of the two strictest levels: how many ways to put operations in
/// order are looked at for each object, or for all where they are judged together.
pub fn judge(operations: &[Operation], model: Model, level: Level, ways_max: usize) -> Judgement {
    match level {
        Level::Linearizable => linearizable(operations, model, ways_max),
        Level::Sequential => sequential(operations, model, ways_max),
        Level::Convergence => match convergence::judge(operations, model) {
            // What is linearizable converges, as soon as what is open has been done or not.
            Judgement::Unknown(_) if is_linearizable(operations, model, ways_max) == Ok(true) => {
                Judgement::Holds(None)
            }
            judgement => judgement,
        },
        _ => {
            let judged = seen::Seen::new(operations, model).map(|seen| match level {
                Level::Causal | Level::CausalConvergence => causal::judge(&seen, level),
                _ => session::judge(&seen, level),
            });
            match judged {
                Ok(None) => Judgement::Holds(None),
                Ok(Some(reason)) => Judgement::Violated(reason),
                // What is sequential is all of these, whatever a read says of what it saw.
                Err(unknown) => match search(operations, model, Precedence::Client, ways_max) {
                    Found::Order(order) => Judgement::Holds(Some(order)),
                    _ => Judgement::Unknown(unknown),
                },
            }
        }
    }
}

/// Whether one copy of every object, used by one client at a time, explains a history: what
/// [`judge`] says of [`Level::Linearizable`], without a reason.
///
/// # Errors
/// [`Unknown::TooManyWays`].
pub fn is_linearizable(
    operations: &[Operation],
    model: Model,
    ways_max: usize,
) -> Result<bool, Unknown> {
    for (_, own) in objects(operations) {
        if conflict(&own, model).is_some() {
            return Ok(false);
        }
        match search(&own, model, Precedence::RealTime, ways_max) {
            Found::Order(_) => {}
            Found::Nothing => return Ok(false),
            Found::TooMany => return Err(Unknown::TooManyWays(ways_max)),
        }
    }
    Ok(true)
}

/// What shows of an object at a glance that there is no order of its operations.
fn conflict(operations: &[Operation], model: Model) -> Option<Reason> {
    match model {
        Model::Queue => queue::conflict(operations),
        Model::Set => set::conflict(operations),
        _ => None,
    }
}

/// The operations of each object, with their places, in the order in which the objects come.
fn objects(operations: &[Operation]) -> Vec<(Vec<usize>, Vec<Operation>)> {
    let mut keys: Vec<(u128, usize)> = operations
        .iter()
        .enumerate()
        .map(|(at, operation)| (Fingerprint::of(&operation.key), at))
        .collect();
    order::sort(&mut keys);
    let objects = keys.chunk_by(|one, other| one.0 == other.0);
    let objects = objects.map(|same| same.iter().map(|(_, at)| *at).collect());
    let objects = objects.fold(Vec::new(), |mut objects: Vec<Vec<usize>>, places: Vec<usize>| {
        let at = objects.partition_point(|before| before[0] < places[0]);
        objects.insert(at, places);
        objects
    });
    let own = |places: &[usize]| places.iter().map(|at| operations[*at].clone()).collect();
    objects.into_iter().map(|places| (own(&places), places)).map(|(own, at)| (at, own)).collect()
}

/// What the search in real time has come to.
enum InRealTime {
    Order(Vec<usize>),
    /// The operations of an object for which there is no order, with their places.
    Nothing(Vec<Operation>, Vec<usize>),
    TooMany,
}

fn in_real_time(operations: &[Operation], model: Model, ways_max: usize) -> InRealTime {
    // Each operation of an order, at the earliest moment at which it can have been done.
    let mut moments: Vec<u32> = vec![0; operations.len()];
    let mut all: Vec<usize> = Vec::new();
    let mut too_many = false;
    for (places, own) in objects(operations) {
        if conflict(&own, model).is_some() {
            return InRealTime::Nothing(own, places);
        }
        match search(&own, model, Precedence::RealTime, ways_max) {
            Found::Order(order) => {
                let mut now = 0;
                for at in order {
                    now = now.max(own[at].called);
                    moments[places[at]] = now;
                    all.push(places[at]);
                }
            }
            Found::Nothing => return InRealTime::Nothing(own, places),
            Found::TooMany => too_many = true,
        }
    }
    if too_many {
        return InRealTime::TooMany;
    }
    order::sort_by_moment(&mut all, &|at| moments[at]);
    InRealTime::Order(all)
}

fn linearizable(operations: &[Operation], model: Model, ways_max: usize) -> Judgement {
    match in_real_time(operations, model, ways_max) {
        InRealTime::Order(order) => Judgement::Holds(Some(order)),
        InRealTime::Nothing(own, places) => {
            Judgement::Violated(reason::linearizable(&own, &places, model, ways_max))
        }
        InRealTime::TooMany => Judgement::Unknown(Unknown::TooManyWays(ways_max)),
    }
}

fn sequential(operations: &[Operation], model: Model, ways_max: usize) -> Judgement {
    // What is linearizable is sequential, and that is found faster.
    if let InRealTime::Order(order) = in_real_time(operations, model, ways_max) {
        return Judgement::Holds(Some(order));
    }
    // What is not causal is not sequential, and that is told in polynomial time.
    if let Ok(seen) = seen::Seen::new(operations, model)
        && let Some(reason) = causal::judge(&seen, Level::Causal)
    {
        return Judgement::Violated(reason);
    }
    match search(operations, model, Precedence::Client, ways_max) {
        Found::Order(order) => Judgement::Holds(Some(order)),
        Found::Nothing => Judgement::Violated(reason::sequential(operations, model)),
        Found::TooMany => Judgement::Unknown(Unknown::TooManyWays(ways_max)),
    }
}
