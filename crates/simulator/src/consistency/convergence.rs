//! Whether all come to read the same.

use super::{Judgement, Model, Operation, Reason, Unknown, Why, objects, order};

/// Holds the last reads of each key against one another: of each client the last one that began
/// after every change of the key had returned.
pub(super) fn judge(operations: &[Operation], model: Model) -> Judgement {
    let mut unknown = None;
    for (places, own) in objects(operations) {
        let changes = || own.iter().filter(|each| !each.action.only_looks());
        let is_open = changes().any(|each| each.returned.is_none());
        let rests = changes().filter_map(|each| each.returned).max();
        let mut last: Vec<usize> = Vec::new();
        for (at, operation) in own.iter().enumerate() {
            let super::Action::Read(_) = operation.action else { continue };
            if operation.returned.is_none() || rests.is_some_and(|rests| operation.called < rests) {
                continue;
            }
            match last.iter_mut().find(|last| own[**last].client == operation.client) {
                Some(last) if own[*last].called > operation.called => {}
                Some(last) => *last = at,
                None => last.push(at),
            }
        }
        order::sort_by_moment(&mut last, &|at| own[at].called);
        let told = |at: usize| match &own[at].action {
            super::Action::Read(told) => Some(model.holding(told)),
            _ => None,
        };
        let other = last.iter().find(|at| told(**at) != told(last[0]));
        match other {
            Some(_) if is_open => unknown = Some(Unknown::StillOpen),
            Some(other) => {
                return Judgement::Violated(Reason {
                    operation: places[*other],
                    because: vec![places[last[0]]],
                    before: Vec::new(),
                    why: Why::Different,
                });
            }
            None => {}
        }
    }
    unknown.map_or(Judgement::Holds(None), Judgement::Unknown)
}
