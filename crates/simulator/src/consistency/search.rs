//! The search for an order in which one copy of every object gives what clients were told.
//!
//! The search is that of Wing and Gong, "Testing and verifying concurrent objects" (1993): it puts
//! next what may come first, takes it back where that leads nowhere, and looks at no way to go on
//! twice, after Lowe, "Testing for linearizability" (2017). A way to go on is what has been put in
//! order, and what the objects hold then. It is exponential at the worst (Gibbons and Korach,
//! "Testing shared memories", 1997: the question is NP-complete). What is seldom so bad in practice
//! is made bearable by these rules. Each leaves out only what another way makes up for:
//!
//! - *What only looks is done at once* where it fits: it stands in nobody's way.
//! - *Of two that do the same*, that which returned first comes first.
//! - *What is open is done only where it is needed*: a way that has done fewer of the open
//!   operations, and is the same otherwise, can do all that the other can.
//! - *What nobody will look at is all the same*, whatever it is; and a write that nobody looks at is
//!   hidden before another write where it can be.
//! - *A write that is looked at by such reads alone as may come now* is done with them, where
//!   nobody looks at what is there.
//! - *A value that somebody is yet to see*, and nobody can write any more, must be there.
//! - *What only grows* must be a part of all that is yet to be told.
//! - *What is taken out of a queue* was put in in the order in which it is taken; and what nobody
//!   is told to have taken can be before it only as often as somebody is not told what he took.

use std::rc::Rc;

use super::{Action, Model, Operation, order};
use crate::fingerprint::mix;
use crate::table::Table;
use crate::{Fingerprint, Value};

/// What the search has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An order of operations by their places: of all that returned, and of the open ones that
    /// somebody must have seen.
    Order(Vec<usize>),
    /// There is none.
    Nothing,
    /// It has looked at as many ways to go on as it may.
    TooMany,
}

/// Which of two operations come one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precedence {
    /// The one that had returned when the other began.
    RealTime,
    /// The same, among the operations of one client.
    Client,
}

/// Looks for an order of the operations at these places.
pub(super) fn search(
    operations: &[Operation],
    model: Model,
    precedence: Precedence,
    ways_max: usize,
) -> Found {
    Search::new(operations, model, precedence, ways_max).run()
}

/// What an operation does, by the numbers of what is held. Each key has numbers of its own.
#[derive(Clone, Copy, Debug)]
enum Does {
    Reads(u32),
    Writes(u32),
    Swaps(u32, u32),
    /// It finds anything but this.
    FindsOther(u32),
    /// Whatever the model says.
    Other,
}

/// Which rules hold, by what the objects can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// All that is done is read, write and swap.
    Registers,
    /// What is held only grows, and what is told is all of it.
    Growing,
    /// What is held grows until it is written anew.
    Texts,
    Plain,
}

/// What is held and will not be looked at any more.
const UNSEEN: u32 = 0;

const NONE: u32 = u32::MAX;

struct Search<'a> {
    operations: &'a [Operation],
    model: Model,
    family: Family,
    ways_max: usize,
    does: Vec<Does>,
    /// The key of each operation, by number.
    key: Vec<u32>,
    /// Equal for operations that do the same to the same key.
    same: Vec<u32>,
    /// Which operations come one after the other: those of one group.
    group: Vec<u32>,
    /// What must be done before, beside what had returned.
    after: Vec<Vec<u32>>,
    /// Of queues: who was told to have taken what, by the hash of the key and the value; nothing
    /// where a value is put in twice or taken twice.
    takers: Option<Vec<(u128, usize)>>,
    /// Whether any of them was not told what.
    has_unknown_takers: bool,
    /// Who puts something into a queue that nobody is told to have taken, before what is taken.
    in_the_way: Vec<usize>,
    held: Held,

    /// Of each group, the operations that returned and are not done, in the order of their calls
    /// and of their returns.
    calls: Links,
    returns: Links,
    /// Open operations, those that do the same together.
    open: Vec<Vec<u32>>,
    done: Vec<bool>,
    /// How many that returned are not done.
    left: usize,
    /// What each key holds.
    state: Vec<u32>,
    hash: u128,
    /// By what is held: how many that returned and are not done look at it, and how many of those
    /// only read.
    looks: Vec<u32>,
    reads: Vec<u32>,
    /// By what is held: how many that are not done lead to it.
    leads: Vec<u32>,
    /// Of each key: how many values are looked at that nothing leads to.
    orphans: Vec<u32>,
    /// Of each key: how many reads are left.
    reads_left: Vec<u32>,
    /// What was done, with what the key held before.
    trail: Vec<(u32, u32)>,

    visited: Table,
    /// Of the open operations, which were done where a way was visited, by the number of the way.
    used: Vec<Vec<Vec<u64>>>,
    ways: usize,
}

/// Things that can be held, by number, and what becomes of them.
#[derive(Default)]
struct Held {
    /// The first is anything that is not looked at.
    values: Vec<Value>,
    numbers: Table,
    after: Table,
    /// What each can grow into that is told somewhere: places in `told`.
    grows: Vec<Option<Rc<[u32]>>>,
}

impl Held {
    fn number(&mut self, key: u32, value: Value) -> u32 {
        let name = Fingerprint::of(&(key, &value));
        if let Some(number) = self.numbers.get(name) {
            return number;
        }
        let number = self.values.len() as u32;
        self.numbers.insert(name, number);
        self.values.push(value);
        number
    }
}

/// Rows of numbers, each of which is linked to the next, so that one can be taken out and put back.
struct Links {
    next: Vec<u32>,
    before: Vec<u32>,
    /// The number behind the last operation, by group.
    heads: usize,
}

impl Links {
    fn new(rows: &[Vec<u32>], operations: usize) -> Self {
        let size = operations + rows.len();
        let mut links =
            Self { next: vec![NONE; size], before: vec![NONE; size], heads: operations };
        for (group, row) in rows.iter().enumerate() {
            let mut last = (operations + group) as u32;
            for at in row {
                links.next[last as usize] = *at;
                links.before[*at as usize] = last;
                last = *at;
            }
        }
        links
    }

    fn first(&self, group: usize) -> u32 {
        self.next[self.heads + group]
    }

    fn take(&mut self, at: u32) {
        let (before, next) = (self.before[at as usize], self.next[at as usize]);
        self.next[before as usize] = next;
        if next != NONE {
            self.before[next as usize] = before;
        }
    }

    fn put_back(&mut self, at: u32) {
        let (before, next) = (self.before[at as usize], self.next[at as usize]);
        self.next[before as usize] = at;
        if next != NONE {
            self.before[next as usize] = at;
        }
    }
}

/// A place to come back to: how much was done, and what else may be tried.
struct Frame {
    done: usize,
    moves: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(
        operations: &'a [Operation],
        model: Model,
        precedence: Precedence,
        ways_max: usize,
    ) -> Self {
        let mut held = Held { values: vec![Value::Unit], ..Held::default() };
        let mut keys = Numbering::default();
        let mut sames = Numbering::default();
        let mut groups = Numbering::default();
        let mut state = Vec::new();
        let (mut does, mut key, mut same, mut group) =
            <(Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
        for operation in operations {
            let at = keys.of(Fingerprint::of(&operation.key));
            if at as usize == state.len() {
                state.push(held.number(at, model.initial()));
            }
            let mut number = |value: &Value| held.number(at, model.holding(value));
            does.push(match &operation.action {
                Action::Read(told) => Does::Reads(number(told)),
                Action::Write(value) => Does::Writes(number(value)),
                Action::Cas { old, new, done: true } => Does::Swaps(number(old), number(new)),
                Action::Cas { old, .. } => Does::FindsOther(number(old)),
                _ => Does::Other,
            });
            key.push(at);
            same.push(sames.of(Fingerprint::of(&(at, &operation.action))));
            group.push(match precedence {
                Precedence::RealTime => 0,
                Precedence::Client => groups.of(u128::from(operation.client) + 1),
            });
        }
        let count = operations.len();
        let groups = group.iter().max().map_or(0, |most| *most as usize + 1);
        let rows = |time: &dyn Fn(&Operation) -> u32| {
            let mut rows = vec![Vec::new(); groups];
            for (at, operation) in operations.iter().enumerate() {
                if operation.returned.is_some() {
                    let moment = |at: u32| time(&operations[at as usize]);
                    order::insert(&mut rows[group[at] as usize], at as u32, &moment);
                }
            }
            rows
        };
        let calls = Links::new(&rows(&|operation| operation.called), count);
        let returns = Links::new(&rows(&|operation| operation.returned.unwrap_or(NONE)), count);
        let mut open: Vec<Vec<u32>> = vec![Vec::new(); sames.count as usize];
        let mut left = 0;
        for (at, operation) in operations.iter().enumerate() {
            if operation.returned.is_some() {
                left += 1;
            } else if !operation.action.only_looks() {
                let called = |at: u32| operations[at as usize].called;
                order::insert(&mut open[same[at] as usize], at as u32, &called);
            }
        }
        open.retain(|same| !same.is_empty());
        let sizes = vec![0; state.len()];
        let mut search = Self {
            operations,
            model,
            family: family(operations, model),
            ways_max,
            does,
            key,
            same,
            group,
            after: vec![Vec::new(); count],
            takers: None,
            has_unknown_takers: false,
            in_the_way: Vec::new(),
            held,
            calls,
            returns,
            open,
            done: vec![false; count],
            left,
            hash: 0,
            looks: Vec::new(),
            reads: Vec::new(),
            leads: Vec::new(),
            orphans: sizes.clone(),
            reads_left: sizes,
            state: Vec::new(),
            trail: Vec::new(),
            visited: Table::default(),
            used: Vec::new(),
            ways: 0,
        };
        search.count();
        search.order_of_a_queue(precedence);
        for (at, held) in state.into_iter().enumerate() {
            search.state.push(UNSEEN);
            search.set(at as u32, held);
        }
        search
    }

    /// Counts who looks at what, and who leads to what.
    fn count(&mut self) {
        let values = self.held.values.len();
        self.looks = vec![0; values];
        self.reads = vec![0; values];
        self.leads = vec![0; values];
        for at in 0..self.operations.len() {
            let returned = u32::from(self.operations[at].returned.is_some());
            match self.does[at] {
                Does::Reads(value) => {
                    self.looks[value as usize] += returned;
                    self.reads[value as usize] += returned;
                    self.reads_left[self.key[at] as usize] += returned;
                }
                Does::Swaps(old, new) => {
                    self.looks[old as usize] += returned;
                    self.leads[new as usize] += 1;
                }
                Does::Writes(value) => self.leads[value as usize] += 1,
                Does::FindsOther(_) | Does::Other => {}
            }
        }
        let mut counted = vec![false; values];
        for at in 0..self.operations.len() {
            if let Does::Reads(value) | Does::Swaps(value, _) = self.does[at]
                && !std::mem::replace(&mut counted[value as usize], true)
            {
                self.orphans[self.key[at] as usize] += u32::from(self.is_orphan(value));
            }
        }
    }

    /// Of two values of a queue that were put in once each, the one that was taken before the other
    /// was put in before, and what is never taken after all that is. Where somebody does not know
    /// what was taken, what nobody was told of may be anywhere.
    fn order_of_a_queue(&mut self, precedence: Precedence) {
        if self.model != Model::Queue {
            return;
        }
        let operations = self.operations;
        let mut put: Vec<(u32, &Value, usize)> = Vec::new();
        let mut takers: Vec<(u128, usize)> = Vec::new();
        let mut unknown = false;
        for (at, operation) in operations.iter().enumerate() {
            match &operation.action {
                Action::Enqueue(value) => put.push((self.key[at], value, at)),
                Action::Dequeue(Some(Value::Unit)) => {}
                Action::Dequeue(Some(value)) => {
                    takers.push((Fingerprint::of(&(self.key[at], value)), at));
                }
                Action::Dequeue(None) => unknown = true,
                _ => {}
            }
        }
        order::sort(&mut takers);
        let mut values: Vec<(u128, usize)> =
            put.iter().map(|(key, value, at)| (Fingerprint::of(&(key, value)), *at)).collect();
        order::sort(&mut values);
        let twice = |hashed: &[(u128, usize)]| hashed.windows(2).any(|two| two[0].0 == two[1].0);
        if twice(&values) || twice(&takers) {
            return;
        }
        let taken = |key: u32, value: &Value| taker(&takers, key, value).map(|at| &operations[at]);
        let precedes = |one: &Operation, other: &Operation| {
            one.precedes(other)
                && (precedence == Precedence::RealTime || one.client == other.client)
        };
        let taken: Vec<_> = put.iter().map(|(key, value, _)| taken(*key, value)).collect();
        for (one, first) in put.iter().zip(&taken) {
            for (other, second) in put.iter().zip(&taken) {
                let Some(first) = first.filter(|first| first.returned.is_some()) else { continue };
                let orders = second.map_or(!unknown, |second| precedes(first, second));
                if one.0 == other.0 && orders {
                    self.after[other.2].push(one.2 as u32);
                }
            }
        }
        // What was put in before what is taken, and is told by nobody to be taken itself.
        let others = put.iter().zip(&taken).filter(|(_, taker)| taker.is_none());
        self.in_the_way = others
            .filter(|(other, _)| {
                put.iter().zip(&taken).any(|(one, taker)| {
                    taker.is_some_and(|taker| taker.returned.is_some())
                        && one.0 == other.0
                        && precedes(&operations[other.2], &operations[one.2])
                })
            })
            .map(|(other, _)| other.2)
            .collect();
        self.takers = Some(takers);
        self.has_unknown_takers = unknown;
    }

    fn is_orphan(&self, value: u32) -> bool {
        self.looks[value as usize] > 0 && self.leads[value as usize] == 0
    }

    /// Looks, until there is an order or nothing more to try.
    fn run(mut self) -> Found {
        let mut frames: Vec<Frame> = Vec::new();
        if let Some(found) = self.visit(&mut frames) {
            return found;
        }
        loop {
            let Some(frame) = frames.last_mut() else { return Found::Nothing };
            let next = frame.moves.pop();
            let done = frame.done;
            while self.trail.len() > done {
                self.take_back();
            }
            let Some(next) = next else {
                frames.pop();
                continue;
            };
            if self.apply(next)
                && let Some(found) = self.visit(&mut frames)
            {
                return found;
            }
        }
    }

    /// Does what can be done without a choice, and says what may be tried then.
    fn visit(&mut self, frames: &mut Vec<Frame>) -> Option<Found> {
        let candidates = loop {
            let candidates = self.candidates();
            let free = self.free(&candidates);
            if free.is_empty() {
                break candidates;
            }
            for at in free {
                if !self.apply(at) {
                    return None;
                }
            }
        };
        if self.left == 0 {
            return Some(Found::Order(self.trail.iter().map(|(at, _)| *at as usize).collect()));
        }
        if self.is_dead() || self.was_visited() {
            return None;
        }
        self.ways += 1;
        if self.ways > self.ways_max {
            return Some(Found::TooMany);
        }
        let moves = self.moves(&candidates);
        frames.push(Frame { done: self.trail.len(), moves });
        None
    }

    /// What returned, is not done, and may come next.
    fn candidates(&self) -> Vec<u32> {
        let mut candidates = Vec::new();
        for group in 0..self.calls.next.len() - self.calls.heads {
            let until = self.until(group);
            let mut at = self.calls.first(group);
            while at != NONE && self.operations[at as usize].called < until {
                if self.after[at as usize].iter().all(|before| self.done[*before as usize]) {
                    candidates.push(at);
                }
                at = self.calls.next[at as usize];
            }
        }
        candidates
    }

    /// Until when an operation of a group must have been called to come next.
    fn until(&self, group: usize) -> u32 {
        let first = self.returns.first(group);
        if first == NONE { NONE } else { self.returned(first) }
    }

    fn returned(&self, at: u32) -> u32 {
        self.operations[at as usize].returned.unwrap_or(NONE)
    }

    fn now(&self, at: u32) -> u32 {
        self.state[self.key[at as usize] as usize]
    }

    /// Which of the candidates can be done here and now, without looking at any other way.
    ///
    /// Those are all of one kind, so that none stands in the way of another.
    fn free(&mut self, candidates: &[u32]) -> Vec<u32> {
        let looking = candidates.iter().copied().filter(|at| match self.does[*at as usize] {
            Does::Reads(value) => self.now(*at) == value,
            Does::FindsOther(value) => self.now(*at) != value,
            _ => false,
        });
        let looking: Vec<u32> = looking.collect();
        if !looking.is_empty() {
            return looking;
        }
        match self.family {
            Family::Registers => {
                let free = candidates.iter().copied().find(|at| {
                    let Does::Writes(value) = self.does[*at as usize] else { return false };
                    self.now(*at) == UNSEEN
                        && (!self.is_seen(value) || self.is_seen_now(value, candidates))
                });
                free.into_iter().collect()
            }
            Family::Growing if self.model == Model::Set => {
                let open = self.open_candidates();
                let mut all = candidates.iter().copied().chain(open);
                all.find(|at| {
                    matches!(self.does[*at as usize], Does::Other) && {
                        let now = self.now(*at);
                        let key = self.key[*at as usize];
                        let returned = self.operations[*at as usize].returned.is_some();
                        self.after(*at).is_some_and(|next| {
                            (returned || next != now) && self.fits_all(key, next)
                        })
                    }
                })
                .into_iter()
                .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The first of the open operations of each kind that may come next.
    fn open_candidates(&self) -> Vec<u32> {
        let may = |at: &&u32| {
            !self.done[**at as usize]
                && self.operations[**at as usize].called
                    < self.until(self.group[**at as usize] as usize)
                && self.after[**at as usize].iter().all(|before| self.done[*before as usize])
        };
        self.open.iter().filter_map(|same| same.iter().find(may).copied()).collect()
    }

    /// Whether anyone will yet look at a value: one that returned, or an open swap to one that is
    /// looked at.
    fn is_seen(&self, value: u32) -> bool {
        self.looks[value as usize] > 0 || self.is_seen_by_open(value, &mut vec![value])
    }

    fn is_seen_by_open(&self, value: u32, on_the_way: &mut Vec<u32>) -> bool {
        self.open.iter().any(|same| {
            let Does::Swaps(old, new) = self.does[same[0] as usize] else { return false };
            if old != value
                || on_the_way.contains(&new)
                || same.iter().all(|at| self.done[*at as usize])
            {
                return false;
            }
            on_the_way.push(new);
            self.looks[new as usize] > 0 || self.is_seen_by_open(new, on_the_way)
        })
    }

    /// Whether all that will look at a value are reads that may come next.
    fn is_seen_now(&self, value: u32, candidates: &[u32]) -> bool {
        let reads = candidates
            .iter()
            .filter(|at| matches!(self.does[**at as usize], Does::Reads(told) if told == value));
        reads.count() as u32 == self.looks[value as usize]
            && !self.is_seen_by_open(value, &mut vec![value])
    }

    /// What is held after an operation, if it can be done.
    fn after(&mut self, at: u32) -> Option<u32> {
        let now = self.now(at);
        match self.does[at as usize] {
            Does::Reads(value) => (now == value).then_some(now),
            Does::FindsOther(value) => (now != value).then_some(now),
            Does::Writes(value) => Some(value),
            Does::Swaps(old, new) => (now == old).then_some(new),
            // What grows out of what nobody looks at is not looked at either.
            Does::Other if now == UNSEEN => Some(UNSEEN),
            Does::Other => {
                let step = mix(u128::from(now) << 32 | u128::from(self.same[at as usize]), 1);
                let known = self.held.after.get(step);
                let next = known.unwrap_or_else(|| {
                    let action = &self.operations[at as usize].action;
                    let next = self.model.after(&self.held.values[now as usize], action);
                    let key = self.key[at as usize];
                    let next = next.map_or(NONE, |next| self.held.number(key, next));
                    self.held.after.insert(step, next);
                    next
                });
                (next != NONE).then_some(next)
            }
        }
    }

    /// What of all that is told somewhere can grow out of a value.
    fn grows(&mut self, key: u32, value: u32) -> Rc<[u32]> {
        let values = &self.held.values;
        if self.held.grows.len() < values.len() {
            self.held.grows.resize(values.len(), None);
        }
        if let Some(grows) = &self.held.grows[value as usize] {
            return Rc::clone(grows);
        }
        let small = &values[value as usize];
        let part = |large: u32| match (small, &values[large as usize]) {
            (Value::List(small), Value::List(large)) if self.model == Model::Set => {
                small.iter().all(|each| large.binary_search(each).is_ok())
            }
            (Value::List(small), Value::List(large)) => large.starts_with(small),
            (Value::Text(small), Value::Text(large)) => large.starts_with(&**small),
            (Value::Int(small), Value::Int(large)) => small <= large,
            (Value::Unit, _) => true,
            (small, large) => small == large,
        };
        let mut grows: Vec<u32> = Vec::new();
        for (at, does) in self.does.iter().enumerate() {
            if let Does::Reads(told) | Does::Swaps(told, _) = does
                && self.key[at] == key
                && !grows.contains(told)
                && part(*told)
            {
                grows.push(*told);
            }
        }
        let grows: Rc<[u32]> = grows.into();
        self.held.grows[value as usize] = Some(Rc::clone(&grows));
        grows
    }

    /// Whether a value that only grows can become all that is yet to be told of its key.
    fn fits_all(&mut self, key: u32, value: u32) -> bool {
        if self.reads_left[key as usize] == 0 {
            return true;
        }
        let grows = self.grows(key, value);
        let fit: u32 = grows.iter().map(|told| self.reads[*told as usize]).sum();
        fit == self.reads_left[key as usize]
    }

    /// Whether it can be told from here that there is no order.
    fn is_dead(&mut self) -> bool {
        (0..self.state.len()).any(|key| {
            let now = self.state[key];
            match self.family {
                Family::Registers => {
                    self.orphans[key] > u32::from(now != UNSEEN && self.is_orphan(now))
                }
                Family::Growing => !self.fits_all(key as u32, now),
                Family::Plain if self.has_unknown_takers => self.is_in_the_way(key, now),
                Family::Texts | Family::Plain => false,
            }
        })
    }

    /// Whether more values of a queue are or will be before one that is yet to be taken than those can take who
    /// were not told what they took.
    fn is_in_the_way(&self, key: usize, now: u32) -> bool {
        let (Some(takers), Value::List(held)) = (&self.takers, &self.held.values[now as usize])
        else {
            return false;
        };
        let taker = |value| taker(takers, key as u32, value);
        let yet_to_come = self.in_the_way.iter();
        let yet_to_come =
            yet_to_come.filter(|at| self.key[**at] as usize == key && !self.done[**at]).count();
        let mut others = 0;
        let mut is_yet_to_be_put = false;
        for (at, operation) in self.operations.iter().enumerate() {
            if self.key[at] as usize == key && !self.done[at] {
                match &operation.action {
                    Action::Dequeue(None) => others += 1,
                    Action::Enqueue(value) => is_yet_to_be_put |= taker(value).is_some(),
                    _ => {}
                }
            }
        }
        let mut before = held.len();
        if !is_yet_to_be_put {
            before = held.iter().rposition(|value| taker(value).is_some()).unwrap_or(0);
        }
        let are_before = held[..before].iter().filter(|value| taker(value).is_none()).count();
        are_before + yet_to_come > others
    }

    /// Whether the same was visited with none but open operations that are done here too.
    fn was_visited(&mut self) -> bool {
        let known = self.visited.get(self.hash);
        if self.open.is_empty() {
            if known.is_none() {
                self.visited.insert(self.hash, 0);
            }
            return known.is_some();
        }
        let mut used = Vec::new();
        for (place, at) in self.open.iter().flatten().enumerate() {
            if place % 64 == 0 {
                used.push(0);
            }
            if let Some(word) = used.last_mut() {
                *word |= u64::from(self.done[*at as usize]) << (place % 64);
            }
        }
        let within = |small: &[u64], large: &[u64]| {
            small.iter().zip(large).all(|(small, large)| small & !large == 0)
        };
        let Some(known) = known else {
            self.visited.insert(self.hash, self.used.len() as u32);
            self.used.push(vec![used]);
            return false;
        };
        let known = &mut self.used[known as usize];
        if known.iter().any(|known| within(known, &used)) {
            return true;
        }
        known.retain(|known| !within(&used, known));
        known.push(used);
        false
    }

    /// What may be tried, the last first.
    fn moves(&mut self, candidates: &[u32]) -> Vec<u32> {
        let mut moves: Vec<u32> = Vec::new();
        let mut by_return = Vec::with_capacity(candidates.len());
        for at in candidates {
            order::insert(&mut by_return, *at, &|at| self.returned(at));
        }
        for at in by_return {
            let twin = moves.iter().any(|other| {
                let (one, other) = (at as usize, *other as usize);
                self.same[one] == self.same[other] && self.group[one] == self.group[other]
            });
            if !twin && self.after(at).is_some() && !self.must_wait(at, candidates) {
                moves.push(at);
            }
        }
        let open = self.open_candidates();
        for at in &open {
            let is_done_by_another = candidates
                .iter()
                .any(|other| self.same[*other as usize] == self.same[*at as usize]);
            if !is_done_by_another
                && !self.must_wait(*at, candidates)
                && self.is_of_use(*at, candidates, &open)
            {
                moves.push(*at);
            }
        }
        moves.reverse();
        moves
    }

    /// Whether a write of a value is to wait for one that nobody looks at.
    fn must_wait(&self, at: u32, candidates: &[u32]) -> bool {
        let Does::Writes(_) = self.does[at as usize] else { return false };
        if self.family != Family::Registers || self.now(at) == UNSEEN {
            return false;
        }
        let is_hidden = |other: &&u32| {
            self.key[**other as usize] == self.key[at as usize]
                && matches!(self.does[**other as usize], Does::Writes(value) if !self.is_seen(value))
        };
        candidates.iter().find(is_hidden).is_some_and(|hidden| *hidden != at)
    }

    /// Whether something may follow an open operation that could not be done without it.
    fn is_of_use(&mut self, at: u32, candidates: &[u32], open: &[u32]) -> bool {
        let now = self.now(at);
        let Some(next) = self.after(at) else { return false };
        if next == now {
            return false;
        }
        if let Some(takers) = &self.takers {
            // What is taken must have been put in. The rest is only in the way, as soon as it is
            // the first.
            let (key, held) = (self.key[at as usize], &self.held.values[now as usize]);
            return match (&self.operations[at as usize].action, held) {
                (Action::Enqueue(value), _) => taker(takers, key, value).is_some(),
                (Action::Dequeue(None), Value::List(values)) => {
                    values.first().is_some_and(|first| taker(takers, key, first).is_none())
                }
                _ => true,
            };
        }
        if self.family != Family::Registers {
            return true;
        }
        let looks = |other: &u32| {
            matches!(
                self.does[*other as usize],
                Does::Reads(value) | Does::Swaps(value, _) if value == next
            )
        };
        candidates.iter().any(looks) || open.iter().any(|other| other != &at && looks(other))
    }

    /// Has a key hold something.
    fn set(&mut self, key: u32, value: u32) {
        let value = match self.family {
            Family::Registers if value != UNSEEN && !self.is_seen(value) => UNSEEN,
            Family::Growing if self.reads_left[key as usize] == 0 => UNSEEN,
            Family::Texts if value != UNSEEN => {
                let grows = self.grows(key, value);
                if grows.iter().any(|told| self.looks[*told as usize] > 0) { value } else { UNSEEN }
            }
            _ => value,
        };
        self.put(key, value);
    }

    fn put(&mut self, key: u32, value: u32) {
        let name = |value: u32| mix(u128::from(key) << 32 | u128::from(value), 2);
        self.hash ^= name(self.state[key as usize]) ^ name(value);
        self.state[key as usize] = value;
    }

    /// Does an operation, if it can be done. It is on the trail then.
    fn apply(&mut self, at: u32) -> bool {
        let Some(next) = self.after(at) else { return false };
        let key = self.key[at as usize];
        self.trail.push((at, self.state[key as usize]));
        self.done[at as usize] = true;
        if self.operations[at as usize].returned.is_some() {
            self.left -= 1;
            self.calls.take(at);
            self.returns.take(at);
            self.hash ^= mix(u128::from(at), 3);
        }
        self.counted(at, false);
        self.set(key, next);
        true
    }

    fn take_back(&mut self) {
        let Some((at, before)) = self.trail.pop() else { return };
        self.done[at as usize] = false;
        self.counted(at, true);
        if self.operations[at as usize].returned.is_some() {
            self.left += 1;
            self.calls.put_back(at);
            self.returns.put_back(at);
            self.hash ^= mix(u128::from(at), 3);
        }
        self.put(self.key[at as usize], before);
    }

    /// Counts an operation as left again, or as left no more.
    fn counted(&mut self, at: u32, left: bool) {
        let returned = self.operations[at as usize].returned.is_some();
        let key = self.key[at as usize] as usize;
        let change = |count: &mut u32| if left { *count += 1 } else { *count -= 1 };
        let (looks_at, leads_to) = match self.does[at as usize] {
            Does::Reads(value) => {
                if returned {
                    change(&mut self.reads[value as usize]);
                    change(&mut self.reads_left[key]);
                }
                (Some(value), None)
            }
            Does::Swaps(old, new) => (Some(old), Some(new)),
            Does::Writes(value) => (None, Some(value)),
            Does::FindsOther(_) | Does::Other => (None, None),
        };
        let mut touched = [looks_at, leads_to];
        if looks_at == leads_to {
            touched[1] = None;
        }
        for value in touched.into_iter().flatten() {
            self.orphans[key] -= u32::from(self.is_orphan(value));
        }
        if let Some(value) = looks_at
            && returned
        {
            change(&mut self.looks[value as usize]);
        }
        if let Some(value) = leads_to {
            change(&mut self.leads[value as usize]);
        }
        for value in touched.into_iter().flatten() {
            self.orphans[key] += u32::from(self.is_orphan(value));
        }
    }
}

/// Who takes this out of a queue.
fn taker(takers: &[(u128, usize)], key: u32, value: &Value) -> Option<usize> {
    let hash = Fingerprint::of(&(key, value));
    takers.binary_search_by_key(&hash, |(taken, _)| *taken).ok().map(|found| takers[found].1)
}

/// Numbers for things, in the order in which they come.
#[derive(Default)]
struct Numbering {
    known: Table,
    count: u32,
}

impl Numbering {
    fn of(&mut self, thing: u128) -> u32 {
        self.known.get(thing).unwrap_or_else(|| {
            self.known.insert(thing, self.count);
            self.count += 1;
            self.count - 1
        })
    }
}

fn family(operations: &[Operation], model: Model) -> Family {
    let any = |fits: &dyn Fn(&Action) -> bool| operations.iter().any(|each| fits(&each.action));
    let finds_other = any(&|action| matches!(action, Action::Cas { done: false, .. }));
    let appends = any(&|action| matches!(action, Action::Append(_)));
    let open_swap = operations
        .iter()
        .any(|each| each.returned.is_none() && matches!(each.action, Action::Cas { .. }));
    let shrinks = any(&|action| match action {
        Action::Remove(_) => true,
        Action::Add(Value::Int(number)) => model == Model::Counter && *number < 0,
        _ => false,
    });
    match model {
        _ if finds_other => Family::Plain,
        Model::Register | Model::CasRegister => Family::Registers,
        Model::KeyValue if appends && open_swap => Family::Plain,
        Model::KeyValue if appends => Family::Texts,
        Model::KeyValue => Family::Registers,
        Model::Set | Model::Counter if !shrinks => Family::Growing,
        Model::AppendList => Family::Growing,
        Model::Set | Model::Counter | Model::Queue => Family::Plain,
    }
}
