//! Which operations have seen which.

use super::relation::Relation;
use super::{Action, MOST, Model, Operation, Unknown, Why, order};
use crate::{Fingerprint, Value};

/// A history whose reads say which writes they have seen.
pub(super) struct Seen<'a> {
    pub(super) operations: &'a [Operation],
    /// Which operations each has seen: of a register the last write, if there was any; of a list and
    /// a set all that are in it, in the order in which it tells them. Nothing where it does not look.
    pub(super) sees: Vec<Option<Vec<usize>>>,
    /// Whether each changes something.
    pub(super) writes: Vec<bool>,
    /// The key of each, by number.
    pub(super) key: Vec<u128>,
    /// What may have caused what: what a client was told before what it did later, what was seen
    /// before what saw it, and what follows from these.
    pub(super) causes: Relation,
    /// How an object of this kind is read.
    pub(super) shows: Shows,
    /// The first operation that tells what nobody has done.
    pub(super) from_nowhere: Option<usize>,
}

/// What a read of an object shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// The last write.
    Last,
    /// All, in order.
    Order,
    /// All, in no order.
    Members,
}

impl<'a> Seen<'a> {
    pub(super) fn new(operations: &'a [Operation], model: Model) -> Result<Self, Unknown> {
        let any = |fits: fn(&Action) -> bool| operations.iter().any(|each| fits(&each.action));
        let shows = match model {
            Model::Register | Model::CasRegister => Shows::Last,
            Model::KeyValue if !any(|action| matches!(action, Action::Append(_))) => Shows::Last,
            Model::AppendList => Shows::Order,
            Model::Set if !any(|action| matches!(action, Action::Remove(_))) => Shows::Members,
            _ => return Err(Unknown::NotTold(model.name())),
        };
        if operations.len() > MOST {
            return Err(Unknown::TooLong(operations.len()));
        }
        let key: Vec<u128> = operations.iter().map(|each| Fingerprint::of(&each.key)).collect();
        let written = |action: &'a Action| match action {
            Action::Write(value) | Action::Add(value) | Action::Append(value) => Some(value),
            Action::Cas { new, done: true, .. } => Some(new),
            _ => None,
        };
        let name = |at: usize, value: &Value| Fingerprint::of(&(key[at], value));
        let mut writers: Vec<(u128, usize)> = Vec::new();
        let mut twice = false;
        for (at, operation) in operations.iter().enumerate() {
            if let Some(value) = written(&operation.action) {
                let value = if shows == Shows::Last { model.holding(value) } else { value.clone() };
                // What is there at first was written by nobody, and before anything else.
                twice |= shows == Shows::Last && value == model.initial();
                writers.push((name(at, &value), at));
            }
        }
        order::sort(&mut writers);
        twice |= writers.windows(2).any(|two| two[0].0 == two[1].0);
        let writer = |at: usize, value: &Value| {
            let found = writers.binary_search_by_key(&name(at, value), |(name, _)| *name);
            found.ok().map(|found| writers[found].1)
        };
        let mut from_nowhere = None;
        let mut sees: Vec<Option<Vec<usize>>> = Vec::new();
        for (at, operation) in operations.iter().enumerate() {
            let told = match &operation.action {
                Action::Read(told) if operation.returned.is_some() => told,
                // An open swap that was done has seen what it found.
                Action::Cas { old, done: true, .. }
                    if operation.returned.is_some() || shows == Shows::Last =>
                {
                    old
                }
                _ => {
                    sees.push(None);
                    continue;
                }
            };
            let held = model.holding(told);
            let parts = match &held {
                Value::List(values) if shows != Shows::Last => &values[..],
                held if shows == Shows::Last && *held == model.initial() => &[],
                held => std::slice::from_ref(held),
            };
            let writers: Vec<Option<usize>> = parts.iter().map(|each| writer(at, each)).collect();
            let again =
                !twice && (1..writers.len()).any(|each| writers[..each].contains(&writers[each]));
            if writers.contains(&None) || again {
                if operation.returned.is_some() {
                    from_nowhere.get_or_insert(at);
                }
                sees.push(None);
            } else {
                sees.push(Some(writers.into_iter().flatten().collect()));
            }
        }
        // What nobody has written is wrong, however often the rest was.
        if twice && from_nowhere.is_none() {
            return Err(Unknown::WrittenTwice);
        }
        let writes: Vec<bool> =
            operations.iter().map(|each| written(&each.action).is_some()).collect();
        // An open operation that nobody has seen may never have been done, and has seen nothing.
        let mut was_done: Vec<bool> =
            operations.iter().map(|each| each.returned.is_some()).collect();
        let mut seen_by: Vec<usize> = (0..operations.len()).filter(|at| was_done[*at]).collect();
        while let Some(at) = seen_by.pop() {
            for seen in sees[at].iter().flatten() {
                if !std::mem::replace(&mut was_done[*seen], true) {
                    seen_by.push(*seen);
                }
            }
        }
        for (sees, _) in sees.iter_mut().zip(was_done).filter(|(_, was_done)| !was_done) {
            *sees = None;
        }
        let mut causes = Relation::new(operations.len());
        if from_nowhere.is_none() {
            for (at, operation) in operations.iter().enumerate() {
                for seen in sees[at].iter().flatten() {
                    causes.add(*seen, at);
                }
                for (other, later) in operations.iter().enumerate() {
                    if operation.precedes_in_session(later) {
                        causes.add(at, other);
                    }
                }
            }
        }
        Ok(Self { operations, sees, writes, key, causes, shows, from_nowhere })
    }

    /// The operations that look, with what they have seen.
    pub(super) fn looks(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let looks = self.sees.iter().enumerate();
        looks.filter_map(|(at, seen)| Some((at, seen.as_deref()?)))
    }

    /// The operations that change the same key as this one.
    pub(super) fn writes_of(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.writes.len()).filter(move |other| {
            self.writes[*other] && *other != at && self.key[*other] == self.key[at]
        })
    }

    /// A reason, with those that forbid an operation in the order of their calls.
    pub(super) fn reason(
        &self,
        operation: usize,
        because: impl IntoIterator<Item = usize>,
        why: Why,
    ) -> super::Reason {
        let mut because: Vec<usize> = because.into_iter().filter(|at| *at != operation).collect();
        order::sort_by_moment(&mut because, &|at| self.operations[at].called);
        because.dedup();
        super::Reason { operation, because, before: Vec::new(), why }
    }
}
