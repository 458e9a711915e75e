//! Why a history is not what it was held to.

use super::search::{Found, Precedence, search};
use super::{Model, Operation, conflict, order};

/// Why a history is not what it was held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The place of the operation that cannot be.
    pub operation: usize,
    /// The places of those that forbid it, in the order in which they were called. If one of them
    /// were not known to have been done, the operation could be.
    pub because: Vec<usize>,
    /// The places of the operations of a legal order of what came before, if that is known.
    pub before: Vec<usize>,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No order of the operations has a place for it.
    NoPlace,
    /// It tells what nobody has done.
    FromNowhere,
    /// What was done would have caused itself.
    Circle,
    /// It tells what is older than something that it must know of.
    Older,
    /// It does not see what its own client has done.
    OwnUnseen,
    /// It does not see what its own client saw before.
    Undone,
    /// It sees a later change of another client and not an earlier one.
    OutOfOrder,
    /// It sees a change and not what the one who made it had seen.
    WithoutCause,
    /// Two clients have read different things after the last change.
    Different,
}

/// How many ways a search looks at that finds out which operations are to blame, and how often one
/// is made. Operations that were not tried count as to blame.
const WAYS_OF_BLAME: usize = 500;
const TRIES_OF_BLAME: usize = 60;

/// How many ways a search looks at for a legal order of what came before a conflict.
const WAYS_BEFORE: usize = 20_000;

/// Why the operations of one object are not linearizable: the first answer that cannot be, among
/// those that came before.
pub(super) fn linearizable(
    own: &[Operation],
    places: &[usize],
    model: Model,
    ways_max: usize,
) -> Reason {
    let mut returns: Vec<usize> = (0..own.len()).filter(|at| own[*at].returned.is_some()).collect();
    order::sort_by_moment(&mut returns, &|at| own[at].returned.unwrap_or(u32::MAX));
    let is_shown_by_conflict = conflict(own, model).is_some();
    let ways_max = if is_shown_by_conflict { ways_max.min(WAYS_BEFORE) } else { ways_max };
    // What is legal up to an answer is legal up to any earlier one.
    let (mut legal, mut illegal) = (0, returns.len());
    let mut before = Vec::new();
    while illegal - legal > 1 {
        let middle = legal + (illegal - legal) / 2;
        let (past, at) = up_to(own, own[returns[middle - 1]].returned);
        if conflict(&past, model).is_some() {
            illegal = middle;
            continue;
        }
        match search(&past, model, Precedence::RealTime, ways_max) {
            Found::Order(order) => {
                legal = middle;
                before = order.into_iter().map(|each| places[at[each]]).collect();
            }
            // There is no conflict yet, which is all that the search was to find.
            Found::TooMany if is_shown_by_conflict => legal = middle,
            Found::Nothing | Found::TooMany => illegal = middle,
        }
    }
    let operation = returns[illegal - 1];
    let (past, at) = up_to(own, own[operation].returned);
    let blamed = at.iter().position(|each| *each == operation).unwrap_or(0);
    let (because, why) = match conflict(&past, model) {
        Some(found) => {
            let why = if found.operation == blamed { found.why } else { Why::NoPlace };
            let mut because = found.because;
            because.push(found.operation);
            because.retain(|each| *each != blamed);
            order::sort_by_moment(&mut because, &|each| past[each].called);
            (because, why)
        }
        None => (blame(past, blamed, model, Precedence::RealTime), Why::NoPlace),
    };
    let because = because.into_iter().map(|each| places[at[each]]).collect();
    Reason { operation: places[operation], because, before, why }
}

/// Why the operations of all objects are not sequential.
pub(super) fn sequential(operations: &[Operation], model: Model) -> Reason {
    // The last look is named: those before it say what it contradicts.
    let blamed = NONE_BLAMED;
    let mut because = blame(operations.to_vec(), blamed, model, Precedence::Client);
    let looks = |at: &usize| operations[*at].action.only_looks();
    let last = because.iter().rposition(looks).unwrap_or(because.len().saturating_sub(1));
    let operation = if because.is_empty() { 0 } else { because.remove(last) };
    Reason { operation, because, before: Vec::new(), why: Why::NoPlace }
}

const NONE_BLAMED: usize = usize::MAX;

/// The history up to a moment: what returned later is open, and what was called later is left out.
fn up_to(operations: &[Operation], moment: Option<u32>) -> (Vec<Operation>, Vec<usize>) {
    let moment = moment.unwrap_or(u32::MAX);
    let mut places: Vec<usize> = (0..operations.len()).collect();
    places.retain(|at| operations[*at].called < moment);
    let cut = |at: &usize| Operation {
        returned: operations[*at].returned.filter(|returned| *returned <= moment),
        ..operations[*at].clone()
    };
    (places.iter().map(cut).collect(), places)
}

/// Which operations are needed for there to be no order: if one more of them had stayed open, there
/// might be one. That one stayed open can only add orders, so what is taken for open here is not
/// what the contradiction rests on. `kept` is not tried.
fn blame(
    mut operations: Vec<Operation>,
    kept: usize,
    model: Model,
    precedence: Precedence,
) -> Vec<usize> {
    let mut needed: Vec<usize> = (0..operations.len()).collect();
    needed.retain(|at| operations[*at].returned.is_some() && *at != kept);
    order::sort_by_moment(&mut needed, &|at| operations[at].called);
    let mut size = needed.len();
    let mut tries = 0;
    while size > 0 {
        let mut from = 0;
        while from < needed.len() && tries < TRIES_OF_BLAME {
            tries += 1;
            let some = from..(from + size).min(needed.len());
            let mut opened = operations.clone();
            for at in &needed[some.clone()] {
                opened[*at].returned = None;
            }
            if search(&opened, model, precedence, WAYS_OF_BLAME) == Found::Nothing {
                operations = opened;
                needed.drain(some);
            } else {
                from = some.end;
            }
        }
        size /= 2;
    }
    needed
}
