//! Sets that only grow, where what is read tells which values had been put in.

use super::{Action, Operation, Reason, Why, order};
use crate::{Fingerprint, Value};

/// Somebody who was told what is in the set, with its values by their hashes.
struct Look {
    at: usize,
    /// What is in it, by the places of those who put it in.
    has: Vec<bool>,
}

/// An answer that no set can have given into which each value is put once and from which nothing is
/// taken.
///
/// Such sets come one after the other as they grow, and each value has its place before the first
/// set that has it. So there is an order as soon as no two answers differ in what each alone has,
/// and nothing that was over before something else began has its place after that. This is found in
/// time that is cubic at the worst, where a search would try which of many values came first.
pub(super) fn conflict(operations: &[Operation]) -> Option<Reason> {
    let mut added: Vec<(u128, usize)> = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        match &operation.action {
            Action::Add(value) => added.push((Fingerprint::of(value), at)),
            Action::Read(_) => {}
            _ => return None,
        }
    }
    order::sort(&mut added);
    if added.windows(2).any(|two| two[0].0 == two[1].0) {
        return None;
    }
    let reason = |operation: usize, because: &[usize], why| {
        let mut because = because.to_vec();
        order::sort_by_moment(&mut because, &|at| operations[at].called);
        Some(Reason { operation, because, before: Vec::new(), why })
    };
    let mut looks: Vec<Look> = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        let (Action::Read(told), Some(_)) = (&operation.action, operation.returned) else {
            continue;
        };
        let values: &[Value] = match told {
            Value::List(values) | Value::Set(values) | Value::Tuple(values) => values,
            _ => &[],
        };
        let mut has = vec![false; operations.len()];
        for value in values {
            let hash = Fingerprint::of(value);
            let Ok(found) = added.binary_search_by_key(&hash, |(known, _)| *known) else {
                return reason(at, &[], Why::FromNowhere);
            };
            has[added[found].1] = true;
        }
        looks.push(Look { at, has });
    }
    let adds = || added.iter().map(|(_, at)| *at);
    for Look { at, has } in &looks {
        for add in adds() {
            let (look, put) = (&operations[*at], &operations[add]);
            if has[add] && look.precedes(put) {
                return reason(*at, &[add], Why::FromNowhere);
            }
            if !has[add] && put.precedes(look) {
                return reason(*at, &[add], Why::NoPlace);
            }
        }
        let missing = adds().filter(|add| !has[*add] && operations[*add].returned.is_some());
        let missing = missing.min_by_key(|add| operations[*add].returned);
        let latest = adds().filter(|add| has[*add]).max_by_key(|add| operations[*add].called);
        if let (Some(missing), Some(latest)) = (missing, latest)
            && operations[missing].precedes(&operations[latest])
        {
            return reason(*at, &[missing, latest], Why::NoPlace);
        }
    }
    for one in &looks {
        for other in &looks {
            let lacks =
                |small: &Look, large: &Look| adds().any(|at| large.has[at] && !small.has[at]);
            let (first, second) = (&operations[one.at], &operations[other.at]);
            let undone = first.precedes(second) && lacks(other, one);
            let apart = first.called < second.called && lacks(other, one) && lacks(one, other);
            if undone || apart {
                return reason(other.at, &[one.at], Why::NoPlace);
            }
        }
    }
    None
}
