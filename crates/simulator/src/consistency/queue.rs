//! Queues, where values tell which enqueue a dequeue has taken from.

use super::{Action, Operation, Reason, Why, order};
use crate::Fingerprint;

/// An answer that no queue can have given, where that shows in a few operations: somebody took a
/// value before it was there, twice, or while another stood in front of it.
///
/// These are the violations of Henzinger, Sezgin and Vafeiadis, "Aspect-oriented linearizability
/// proofs" (2013), but for that of a queue that was found empty. They are found in quadratic time,
/// where a search would try the orders of all enqueues that overlap. Nothing is said of histories in
/// which a value is enqueued twice.
pub(super) fn conflict(operations: &[Operation]) -> Option<Reason> {
    let mut enqueued: Vec<(u128, usize)> = Vec::new();
    let mut taken: Vec<(u128, usize)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        match &operation.action {
            Action::Enqueue(value) => enqueued.push((Fingerprint::of(value), at)),
            Action::Dequeue(Some(value)) if operation.returned.is_some() => {
                taken.push((Fingerprint::of(value), at));
            }
            Action::Dequeue(_) => open.push(at),
            _ => return None,
        }
    }
    order::sort(&mut enqueued);
    if enqueued.windows(2).any(|two| two[0].0 == two[1].0) {
        return None;
    }
    let nothing = Fingerprint::of(&crate::Value::Unit);
    taken.retain(|(value, _)| *value != nothing);
    order::sort(&mut taken);
    let reason = |operation: usize, mut because: Vec<usize>, why| {
        order::sort_by_moment(&mut because, &|at| operations[at].called);
        Some(Reason { operation, because, before: Vec::new(), why })
    };
    if let Some(two) = taken.windows(2).find(|two| two[0].0 == two[1].0) {
        return reason(two[1].1, vec![two[0].1], Why::NoPlace);
    }
    let find = |list: &[(u128, usize)], value: u128| {
        list.binary_search_by_key(&value, |(known, _)| *known).ok().map(|found| list[found].1)
    };
    for &(value, take) in &taken {
        let Some(put) = find(&enqueued, value) else {
            return reason(take, Vec::new(), Why::FromNowhere);
        };
        if operations[take].precedes(&operations[put]) {
            return reason(take, vec![put], Why::FromNowhere);
        }
    }
    for &(value, take) in &taken {
        let put = find(&enqueued, value)?;
        let in_front = |(other, front): &&(u128, usize)| {
            let passed = match find(&taken, *other) {
                Some(later) => operations[take].precedes(&operations[later]),
                // Nobody was told to have it, and nobody who was told nothing can have had it.
                None => open.iter().all(|open| operations[take].precedes(&operations[*open])),
            };
            operations[*front].precedes(&operations[put]) && passed
        };
        if let Some((other, front)) = enqueued.iter().find(in_front) {
            let because = [Some(*front), Some(put), find(&taken, *other)];
            return reason(take, because.into_iter().flatten().collect(), Why::NoPlace);
        }
    }
    None
}
