//! The operations that clients record. Whether what they saw is what a consistency model promises
//! is asked of [`consistency`](crate::consistency).

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::{Fingerprint, Name, NodeId, Value};

/// What clients asked for and were told, and which of it was over before which other began.
///
/// Nothing else is in it: not when something happened, and not the order of what overlapped. So
/// two histories are equal where each client did and saw the same, and the operations that came
/// strictly one after the other are the same. A history is a plain value: its clones share what
/// they have in common, and its hash is kept up to date as it grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The sum of the hashes of the operations.
    sum: u128,
    /// By client, and of each client in the order in which they began.
    recorded: Rc<Vec<Rc<Recorded>>>,
}

/// One recorded operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recorded {
    /// Who asked.
    pub client: NodeId,
    /// Its place among the operations of this client, the first of which is 0.
    pub place: u32,
    /// Who was asked.
    pub node: NodeId,
    /// For what.
    pub operation: Name,
    /// With what, in order.
    pub arguments: Rc<[Value]>,
    /// What came of it so far.
    pub outcome: Outcome,
    /// How many operations of each client had returned when this one began, for those clients of
    /// which any had.
    began_after: Vec<(NodeId, u32)>,
}

/// What came of an operation so far.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing, and it may have been done, be done later, or never.
    Open {
        /// The number by which the client knows it.
        number: u32,
    },
    /// It was done.
    Returned {
        /// What the client was told: what is in the `Ok` of the result.
        told: Value,
        /// How many operations of this client had returned before.
        rank: u32,
    },
}

/// Equal histories have equal sums, and unequal ones as good as never.
impl Hash for History {
    fn hash<H: Hasher>(&self, hash: &mut H) {
        self.sum.hash(hash);
    }
}

impl History {
    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.recorded.is_empty()
    }

    /// All operations, by client, and of each client in the order in which they began.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = &Recorded> {
        self.recorded.iter().map(|recorded| &**recorded)
    }

    /// An operation of a client begins: [`Effect::Invoked`](crate::Effect::Invoked).
    pub fn invoked(
        &mut self,
        client: NodeId,
        number: u32,
        node: NodeId,
        operation: Name,
        arguments: Rc<[Value]>,
    ) {
        let mut began_after: Vec<(NodeId, u32)> = Vec::new();
        for recorded in self.operations().filter(|recorded| recorded.told().is_some()) {
            match began_after.last_mut() {
                Some((client, returned)) if *client == recorded.client => *returned += 1,
                _ => began_after.push((recorded.client, 1)),
            }
        }
        let place = self.operations().filter(|recorded| recorded.client == client).count() as u32;
        let outcome = Outcome::Open { number };
        let new = Recorded { client, place, node, operation, arguments, outcome, began_after };
        self.sum = self.sum.wrapping_add(Fingerprint::of(&new));
        let at = self.recorded.partition_point(|recorded| recorded.client <= client);
        Rc::make_mut(&mut self.recorded).insert(at, Rc::new(new));
    }

    /// An operation of a client ends: [`Effect::Returned`](crate::Effect::Returned).
    ///
    /// One that ends in anything but `Ok` stays open: whoever was asked may have done it, and may
    /// yet do it.
    pub fn returned(&mut self, client: NodeId, number: u32, result: &Value) {
        let Some(told) = result.as_ok() else { return };
        let own = || self.operations().filter(|recorded| recorded.client == client);
        let rank = own().filter(|recorded| recorded.told().is_some()).count() as u32;
        let open = |recorded: &Rc<Recorded>| {
            recorded.client == client && recorded.outcome == Outcome::Open { number }
        };
        let Some(at) = self.recorded.iter().rposition(open) else { return };
        let recorded = Rc::make_mut(&mut Rc::make_mut(&mut self.recorded)[at]);
        let before = Fingerprint::of(recorded);
        recorded.outcome = Outcome::Returned { told: told.clone(), rank };
        self.sum = self.sum.wrapping_sub(before).wrapping_add(Fingerprint::of(recorded));
    }
}

impl Recorded {
    /// What the client was told, if the operation has returned.
    pub fn told(&self) -> Option<&Value> {
        match &self.outcome {
            Outcome::Open { .. } => None,
            Outcome::Returned { told, .. } => Some(told),
        }
    }

    /// Whether it had returned when the other began.
    pub fn precedes(&self, other: &Self) -> bool {
        let Outcome::Returned { rank, .. } = self.outcome else { return false };
        let returned = other.began_after.iter().find(|(client, _)| *client == self.client);
        returned.is_some_and(|(_, returned)| rank < *returned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consistency::{Model, Recording};

    const A: NodeId = NodeId(1);
    const B: NodeId = NodeId(2);
    const SERVER: NodeId = NodeId(0);

    #[derive(Clone, Copy)]
    enum Moment {
        Put(NodeId, i128),
        Get(NodeId),
        Stored(NodeId),
        Told(NodeId, i128),
    }
    use Moment::{Get, Put, Stored, Told};

    /// A history in which each client has one operation at a time, and a register holds 0 at first.
    fn history(moments: &[Moment]) -> History {
        let mut history = History::default();
        for moment in moments {
            match *moment {
                Put(client, value) => {
                    let arguments = Rc::from([Value::Int(value)]);
                    history.invoked(client, 0, SERVER, "put".into(), arguments);
                }
                Get(client) => history.invoked(client, 0, SERVER, "get".into(), Rc::from([])),
                Stored(client) => history.returned(client, 0, &Value::ok(Value::Unit)),
                Told(client, value) => {
                    history.returned(client, 0, &Value::ok(Value::Int(value)));
                }
            }
        }
        history
    }

    fn linearizable(history: &History) -> bool {
        let recorded = Recording { model: Model::Register, initial: Value::Int(0) };
        recorded.is_linearizable(history).expect("the history is short")
    }

    fn holds(moments: &[Moment]) -> bool {
        linearizable(&history(moments))
    }

    #[test]
    fn what_one_client_reads_is_what_it_wrote() {
        assert!(holds(&[]));
        assert!(holds(&[Get(A), Told(A, 0), Put(A, 1), Stored(A), Get(A), Told(A, 1)]));
        assert!(!holds(&[Put(A, 1), Stored(A), Get(A), Told(A, 0)]));
        assert!(!holds(&[Get(A), Told(A, 7)]));
    }

    #[test]
    fn a_read_after_a_write_of_another_is_not_stale() {
        assert!(holds(&[Put(A, 1), Stored(A), Get(B), Told(B, 1)]));
        assert!(!holds(&[Put(A, 1), Stored(A), Get(B), Told(B, 0)]));
    }

    #[test]
    fn a_read_that_returned_before_the_write_began_cannot_have_seen_it() {
        // Sequentially consistent: the write may be put before the read. Not linearizable.
        assert!(!holds(&[Get(A), Told(A, 1), Put(B, 1), Stored(B)]));
        assert!(!holds(&[Get(A), Told(A, 1), Put(B, 1)]));
        assert!(holds(&[Get(A), Put(B, 1), Told(A, 1), Stored(B)]));
    }

    #[test]
    fn writes_that_overlap_may_come_in_either_order_but_in_one() {
        let written = [Put(A, 1), Put(B, 2), Stored(A), Stored(B)];
        let with = |reads: &[Moment]| holds(&[&written[..], reads].concat());
        assert!(with(&[Get(A), Told(A, 1)]));
        assert!(with(&[Get(A), Told(A, 2)]));
        assert!(with(&[Get(A), Told(A, 2), Get(B), Told(B, 2)]));
        assert!(!with(&[Get(A), Told(A, 1), Get(B), Told(B, 2)]));
        assert!(!with(&[Get(A), Get(B), Told(A, 1), Told(B, 2)]));
    }

    #[test]
    fn an_open_write_may_be_seen_or_not_but_not_taken_back() {
        assert!(holds(&[Put(A, 1), Get(B), Told(B, 0)]));
        assert!(holds(&[Put(A, 1), Get(B), Told(B, 1)]));
        assert!(holds(&[Put(A, 1), Get(B), Told(B, 0), Get(B), Told(B, 1)]));
        assert!(!holds(&[Put(A, 1), Get(B), Told(B, 1), Get(B), Told(B, 0)]));
    }

    #[test]
    fn a_write_that_failed_may_be_done_later() {
        let mut failed = history(&[Put(A, 1)]);
        failed.returned(A, 0, &Value::error("Timeout"));
        assert_eq!(failed, history(&[Put(A, 1)]));
    }

    #[test]
    fn a_number_is_that_of_the_last_operation_that_had_it() {
        // A client that was restarted counts anew.
        let again = history(&[Put(A, 1), Put(A, 2), Stored(A)]);
        let returned: Vec<bool> = again.operations().map(|each| each.told().is_some()).collect();
        assert_eq!(returned, [false, true]);
    }

    #[test]
    fn operations_of_one_client_may_overlap() {
        let mut history = History::default();
        let put = |history: &mut History, number, value| {
            history.invoked(A, number, SERVER, "put".into(), Rc::from([Value::Int(value)]));
        };
        put(&mut history, 0, 1);
        put(&mut history, 1, 2);
        history.returned(A, 1, &Value::ok(Value::Unit));
        put(&mut history, 1, 3);
        history.returned(A, 1, &Value::ok(Value::Unit));
        for (seen, fits) in [(1, true), (2, false), (3, true)] {
            let mut history = history.clone();
            history.invoked(B, 0, SERVER, "get".into(), Rc::from([]));
            history.returned(B, 0, &Value::ok(Value::Int(seen)));
            assert_eq!(linearizable(&history), fits, "told {seen}");
        }
    }

    #[test]
    fn the_order_of_what_overlaps_is_not_in_a_history() {
        let one = history(&[Put(A, 1), Put(B, 2), Stored(A), Stored(B)]);
        let other = history(&[Put(B, 2), Put(A, 1), Stored(B), Stored(A)]);
        assert_eq!(one, other);
        assert_eq!(Fingerprint::of(&one), Fingerprint::of(&other));
    }

    #[test]
    fn the_order_of_what_does_not_overlap_is_in_a_history() {
        let one = history(&[Put(A, 1), Stored(A), Put(B, 2), Stored(B)]);
        let other = history(&[Put(B, 2), Stored(B), Put(A, 1), Stored(A)]);
        let both_at_once = history(&[Put(A, 1), Put(B, 2), Stored(A), Stored(B)]);
        assert_ne!(one, other);
        assert_ne!(one, both_at_once);
        assert_ne!(Fingerprint::of(&one), Fingerprint::of(&other));
        assert_ne!(Fingerprint::of(&one), Fingerprint::of(&both_at_once));
    }

    #[test]
    fn what_was_asked_and_told_is_in_the_hash_of_a_history() {
        let histories = [
            history(&[]),
            history(&[Put(A, 1)]),
            history(&[Put(A, 2)]),
            history(&[Put(B, 1)]),
            history(&[Put(A, 1), Stored(A)]),
            history(&[Get(A)]),
            history(&[Get(A), Told(A, 1)]),
            history(&[Get(A), Told(A, 2)]),
        ];
        let hashes: std::collections::BTreeSet<u128> =
            histories.iter().map(Fingerprint::of).collect();
        assert_eq!(hashes.len(), histories.len());
        for history in &histories {
            let afresh = history.operations().map(Fingerprint::of).fold(0, u128::wrapping_add);
            assert_eq!(history.sum, afresh);
        }
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let before = history(&[Put(A, 1)]);
        let mut after = before.clone();
        after.returned(A, 0, &Value::ok(Value::Unit));
        assert_eq!(before, history(&[Put(A, 1)]));
        assert_eq!(after, history(&[Put(A, 1), Stored(A)]));
    }

    #[test]
    fn what_an_object_does_not_have_is_said() {
        let mut unknown = History::default();
        unknown.invoked(A, 0, SERVER, "add".into(), Rc::from([Value::Int(1)]));
        let recording = Recording { model: Model::Register, initial: Value::Unit };
        let said =
            "the operation `add` of a history is nothing that a register has; it has read, write";
        assert_eq!(recording.is_linearizable(&unknown), Err(said.into()));
    }

    /// Clients that all write at once, and one that reads what nobody wrote.
    fn overlapping(writers: u16) -> History {
        let mut history = History::default();
        for client in 1..=writers {
            let arguments = Rc::from([Value::Int(i128::from(client))]);
            history.invoked(NodeId(client), 0, SERVER, "put".into(), arguments);
        }
        let reader = NodeId(writers + 1);
        history.invoked(reader, 0, SERVER, "get".into(), Rc::from([]));
        history.returned(reader, 0, &Value::ok(Value::Int(-1)));
        history
    }

    #[test]
    fn what_may_have_been_done_is_tried_only_where_it_is_needed() {
        // A hundred writes that may have been done have more orders than can be looked at.
        assert!(!linearizable(&overlapping(100)));
    }
}
