//! Iterators: lazy, as in Rust, and values like any other.

use std::cmp::Ordering;
use std::rc::Rc;

use super::numbers::holds;
use super::show::chars;
use super::{Machine, Result};
use crate::code::Binary;
use crate::library::Method as M;
use crate::number::{Float, Int};
use crate::types::{IntKind, Type, TypeId, VariantId};
use crate::value::{Ahead, Iter, Key, Parts, Place, Value};

/// How many iterators may read from one another.
const ADAPTERS_MAX: usize = 24;

/// The last number of a range without an end.
const OPEN: i128 = i128::MAX;

impl Machine<'_> {
    /// The iterator over a value, as `for` and `into_iter` make it.
    pub(super) fn iterate(&mut self, value: Value) -> Result<Iter> {
        let list = |list: Rc<Parts>| Iter::List { front: 0, back: list.len(), list };
        match value {
            Value::Iterator(iterator) => Ok(Rc::unwrap_or_clone(iterator)),
            Value::List(values) => Ok(list(values)),
            Value::Set(values) => {
                self.spend(values.len() as u64 * 16)?;
                Ok(list(Rc::new(values.keys().into())))
            }
            Value::Map(map) => {
                self.spend(map.len() as u64 * 64)?;
                let pair =
                    |(key, value): &(Value, Value)| Value::tuple(vec![key.clone(), value.clone()]);
                Ok(list(Rc::new(map.entries().iter().map(pair).collect::<Vec<_>>().into())))
            }
            Value::Plain(TypeId::OPTION, _) => Ok(Iter::EMPTY),
            Value::Variant(record) if record.of == TypeId::OPTION => {
                Ok(list(Rc::new(record.fields.clone())))
            }
            Value::Variant(record) if record.of == TypeId::RESULT => {
                let fields = if record.which == VariantId::OK {
                    record.fields.clone()
                } else {
                    Parts::default()
                };
                Ok(list(Rc::new(fields)))
            }
            Value::Range(range) => match (&range.start, &range.end) {
                (Some(Value::Int(start)), end) => {
                    let (kind, last) = match end {
                        Some(Value::Int(end)) => {
                            let kind =
                                if start.kind == IntKind::Any { end.kind } else { start.kind };
                            (kind, end.number() - i128::from(!range.inclusive))
                        }
                        _ => (start.kind, OPEN),
                    };
                    match Int::new(kind, start.number()) {
                        Some(next) => Ok(Iter::Numbers { next, last }),
                        None => self.panic("the range does not fit its type"),
                    }
                }
                (Some(Value::Char(start)), Some(Value::Char(end))) => {
                    let chars: Vec<Value> = if range.inclusive {
                        (*start..=*end).map(Value::Char).collect()
                    } else {
                        (*start..*end).map(Value::Char).collect()
                    };
                    self.spend(chars.len() as u64 * 16)?;
                    Ok(list(Rc::new(chars.into())))
                }
                _ => self.panic("this range cannot be gone through"),
            },
            Value::Place(place) => self.iterate_places(place),
            // What `repeat_with` repeats is a call.
            function @ (Value::Function(_) | Value::Closure(_)) => {
                let made = self.call_now(&function, Vec::new())?;
                Ok(list(Rc::new(vec![made].into())))
            }
            other => {
                let name = self.name_of(&other);
                self.panic(format_args!("{name} cannot be gone through"))
            }
        }
    }

    /// The iterator over `&mut` of a value: a place for each element.
    pub(super) fn iterate_places(&mut self, place: Rc<Place>) -> Result<Iter> {
        if let Some((Key::Part(from, to), path)) = place.path.split_last() {
            let whole = Place { root: place.root, path: path.to_vec() };
            let (front, back) = (*from as usize, *to as usize);
            return Ok(Iter::Places { place: Rc::new(whole), front, back });
        }
        match self.look(&place)? {
            Value::List(values) => {
                let back = values.len();
                Ok(Iter::Places { place, front: 0, back })
            }
            Value::Map(map) => {
                let keys = map.keys();
                self.spend(keys.len() as u64 * 16)?;
                let (front, back) = (0, keys.len());
                Ok(Iter::Entries { place, keys: Rc::new(keys.into()), front, back, alone: false })
            }
            Value::Iterator(_) => Ok(Iter::Through(place)),
            Value::Variant(record)
                if record.of == TypeId::OPTION || record.which == VariantId::OK =>
            {
                let inside = Value::Place(Rc::new(place.with(Key::Position(0))));
                let list = Rc::new(vec![inside].into());
                Ok(Iter::List { list, front: 0, back: 1 })
            }
            other => {
                let value = other.clone();
                self.iterate(value)
            }
        }
    }

    fn entry_at(place: &Rc<Place>, keys: &Parts, at: usize, alone: bool) -> Value {
        let key = keys[at].clone();
        let value = Value::Place(Rc::new(place.with(Key::Index(key.clone()))));
        if alone { value } else { Value::tuple(vec![key, value]) }
    }

    pub(super) fn next(&mut self, iterator: &mut Iter) -> Result<Option<Value>> {
        self.work(1)?;
        match iterator {
            Iter::List { list, front, back } => {
                if front >= back {
                    return Ok(None);
                }
                *front += 1;
                Ok(list.get(*front - 1).cloned())
            }
            Iter::Numbers { next, last } => {
                let number = next.number();
                if number > *last {
                    return Ok(None);
                }
                let value = Value::Int(*next);
                match Int::new(next.kind, number + 1) {
                    Some(following) => *next = following,
                    None if *last == OPEN => return self.panic("attempt to add with overflow"),
                    // The greatest of its width: nothing comes after it.
                    None => *last = number - 1,
                }
                Ok(Some(value))
            }
            Iter::Places { place, front, back } => {
                if front >= back {
                    return Ok(None);
                }
                *front += 1;
                let key = Key::Index(Value::size(*front - 1));
                Ok(Some(Value::Place(Rc::new(place.with(key)))))
            }
            Iter::Entries { place, keys, front, back, alone } => {
                if front >= back {
                    return Ok(None);
                }
                *front += 1;
                Ok(Some(Self::entry_at(place, keys, *front - 1, *alone)))
            }
            Iter::Through(place) => {
                let place = Rc::clone(place);
                let mut inner = std::mem::replace(self.reach(&place)?, Value::Unit);
                let next = match &mut inner {
                    Value::Iterator(iterator) => self.next(Rc::make_mut(iterator))?,
                    _ => None,
                };
                *self.reach(&place)? = inner;
                Ok(next)
            }
            Iter::Inspect(inner, function) => {
                let next = self.next(inner)?;
                if let Some(value) = &next {
                    self.call_now(&function.clone(), vec![value.clone()])?;
                }
                Ok(next)
            }
            Iter::MapWhile(inner, function) => {
                let Some(value) = self.next(inner)? else { return Ok(None) };
                let made = self.call_now(&function.clone(), vec![value])?;
                self.some(&made)
            }
            Iter::Scan(inner, state, function) => {
                let Some(value) = self.next(inner)? else { return Ok(None) };
                let held = std::mem::replace(state, Value::Unit);
                let arguments = |place| vec![place, value];
                let (made, held) = self.call_with_place(&function.clone(), held, arguments)?;
                *state = held;
                self.some(&made)
            }
            Iter::Cycle(inner, whole) => {
                if let Some(value) = self.next(inner)? {
                    return Ok(Some(value));
                }
                inner.clone_from(whole);
                self.next(inner)
            }
            Iter::Reversed(inner) => self.next_back(inner),
            Iter::Peekable(inner, ahead) => match std::mem::replace(ahead, Ahead::Nothing) {
                Ahead::Value(value) => Ok(Some(value)),
                Ahead::End => Ok(None),
                Ahead::Nothing => self.next(inner),
            },
            Iter::Repeat(value) => Ok(Some(value.clone())),
            Iter::FromFn(function) => {
                let made = self.call_now(&function.clone(), Vec::new())?;
                self.some(&made)
            }
            Iter::Successors(next, function) => {
                let Some(value) = next.take() else { return Ok(None) };
                let made = self.call_now(&function.clone(), vec![value.clone()])?;
                *next = self.some(&made)?;
                Ok(Some(value))
            }
            Iter::Map(inner, function) => match self.next(inner)? {
                Some(value) => self.call_now(&function.clone(), vec![value]).map(Some),
                None => Ok(None),
            },
            Iter::Filter(inner, function) => {
                while let Some(value) = self.next(inner)? {
                    let keep = self.call_now(&function.clone(), vec![value.clone()])?;
                    if self.truth(&keep)? {
                        return Ok(Some(value));
                    }
                }
                Ok(None)
            }
            Iter::FilterMap(inner, function) => {
                while let Some(value) = self.next(inner)? {
                    let made = self.call_now(&function.clone(), vec![value])?;
                    if let Some(value) = self.some(&made)? {
                        return Ok(Some(value));
                    }
                }
                Ok(None)
            }
            Iter::TakeWhile(inner, function, done) => {
                if *done {
                    return Ok(None);
                }
                let Some(value) = self.next(inner)? else { return Ok(None) };
                let keep = self.call_now(&function.clone(), vec![value.clone()])?;
                *done = !self.truth(&keep)?;
                Ok((!*done).then_some(value))
            }
            Iter::SkipWhile(inner, function, started) => {
                while let Some(value) = self.next(inner)? {
                    if *started {
                        return Ok(Some(value));
                    }
                    let skip = self.call_now(&function.clone(), vec![value.clone()])?;
                    if !self.truth(&skip)? {
                        *started = true;
                        return Ok(Some(value));
                    }
                }
                Ok(None)
            }
            Iter::FlatMap(outer, function, inner) => loop {
                if let Some(values) = inner {
                    if let Some(value) = self.next(values)? {
                        return Ok(Some(value));
                    }
                    *inner = None;
                }
                let Some(mut value) = self.next(outer)? else { return Ok(None) };
                if let Some(function) = function {
                    value = self.call_now(&function.clone(), vec![value])?;
                }
                *inner = Some(Box::new(self.iterate(value)?));
            },
            Iter::Enumerate(inner, count) => match self.next(inner)? {
                Some(value) => {
                    *count += 1;
                    let position = Value::size(*count as usize - 1);
                    Ok(Some(Value::tuple(vec![position, value])))
                }
                None => Ok(None),
            },
            Iter::Zip(left, right) => {
                let Some(left) = self.next(left)? else { return Ok(None) };
                let Some(right) = self.next(right)? else { return Ok(None) };
                Ok(Some(Value::tuple(vec![left, right])))
            }
            Iter::Chain(first, second) => match self.next(first)? {
                Some(value) => Ok(Some(value)),
                None => self.next(second),
            },
            Iter::Take(inner, left) => {
                if *left == 0 {
                    return Ok(None);
                }
                *left -= 1;
                self.next(inner)
            }
            Iter::Skip(inner, left) => {
                while *left > 0 {
                    *left -= 1;
                    if self.next(inner)?.is_none() {
                        return Ok(None);
                    }
                }
                self.next(inner)
            }
            Iter::StepBy(inner, step, started) => {
                if *started {
                    for _ in 1..*step {
                        if self.next(inner)?.is_none() {
                            return Ok(None);
                        }
                    }
                }
                *started = true;
                self.next(inner)
            }
        }
    }

    /// The next value from the back.
    pub(super) fn next_back(&mut self, iterator: &mut Iter) -> Result<Option<Value>> {
        self.work(1)?;
        match iterator {
            Iter::List { list, front, back } => {
                if front >= back {
                    return Ok(None);
                }
                *back -= 1;
                Ok(list.get(*back).cloned())
            }
            Iter::Numbers { next, last } => {
                if next.number() > *last {
                    return Ok(None);
                }
                let value = Value::int(next.kind, *last);
                *last -= 1;
                Ok(value)
            }
            Iter::Places { place, front, back } => {
                if front >= back {
                    return Ok(None);
                }
                *back -= 1;
                Ok(Some(Value::Place(Rc::new(place.with(Key::Index(Value::size(*back)))))))
            }
            Iter::Entries { place, keys, front, back, alone } => {
                if front >= back {
                    return Ok(None);
                }
                *back -= 1;
                Ok(Some(Self::entry_at(place, keys, *back, *alone)))
            }
            Iter::Map(inner, function) => match self.next_back(inner)? {
                Some(value) => self.call_now(&function.clone(), vec![value]).map(Some),
                None => Ok(None),
            },
            Iter::Filter(inner, function) => {
                while let Some(value) = self.next_back(inner)? {
                    let keep = self.call_now(&function.clone(), vec![value.clone()])?;
                    if self.truth(&keep)? {
                        return Ok(Some(value));
                    }
                }
                Ok(None)
            }
            Iter::Chain(first, second) => match self.next_back(second)? {
                Some(value) => Ok(Some(value)),
                None => self.next_back(first),
            },
            Iter::Reversed(inner) => self.next(inner),
            // What cannot be read from its end is read whole.
            other => {
                let values = self.take_all(other)?;
                *other = Iter::List { front: 0, back: values.len(), list: Rc::new(values.into()) };
                self.next_back(other)
            }
        }
    }

    /// All that is left of an iterator.
    pub(super) fn rest(&mut self, mut iterator: Iter) -> Result<Vec<Value>> {
        let mut values = Vec::new();
        while let Some(value) = self.next(&mut iterator)? {
            self.spend(16)?;
            values.push(value);
        }
        Ok(values)
    }

    fn take_all(&mut self, iterator: &mut Iter) -> Result<Vec<Value>> {
        self.rest(std::mem::replace(iterator, Iter::EMPTY))
    }

    /// An iterator that reads from another.
    fn adapted(&mut self, iterator: Iter) -> Result<Option<Value>> {
        if iterator.adapters() > ADAPTERS_MAX {
            return self.limit(format_args!(
                "more than {ADAPTERS_MAX} iterators read from one another: does a loop wrap one for ever?"
            ));
        }
        Ok(Some(Value::Iterator(Rc::new(iterator))))
    }

    pub(super) fn iterator_method(
        &mut self,
        iterator: &mut Iter,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let inner = |iterator: &mut Iter| Box::new(std::mem::replace(iterator, Iter::EMPTY));
        let lazy = match (method, arguments) {
            (M::cloned | M::copied, []) => {
                // Through `&mut`, a copy is what stands there now.
                if !matches!(iterator, Iter::Places { .. } | Iter::Entries { .. }) {
                    return self.adapted(*inner(iterator));
                }
                let mut values = Vec::new();
                for value in self.take_all(iterator)? {
                    values.push(self.read(value)?);
                }
                return Ok(Some(Value::iterator(values)));
            }
            (M::iter | M::into_iter | M::by_ref | M::fuse, []) => *inner(iterator),
            (M::map, [function]) => Iter::Map(inner(iterator), function.clone()),
            (M::filter, [function]) => Iter::Filter(inner(iterator), function.clone()),
            (M::filter_map, [function]) => Iter::FilterMap(inner(iterator), function.clone()),
            (M::flat_map, [function]) => {
                Iter::FlatMap(inner(iterator), Some(function.clone()), None)
            }
            (M::flatten, []) => Iter::FlatMap(inner(iterator), None, None),
            (M::take_while, [function]) => {
                Iter::TakeWhile(inner(iterator), function.clone(), false)
            }
            (M::map_while, [function]) => Iter::MapWhile(inner(iterator), function.clone()),
            (M::skip_while, [function]) => {
                Iter::SkipWhile(inner(iterator), function.clone(), false)
            }
            (M::inspect, [function]) => Iter::Inspect(inner(iterator), function.clone()),
            (M::scan, [state, function]) => {
                Iter::Scan(inner(iterator), state.clone(), function.clone())
            }
            (M::enumerate, []) => Iter::Enumerate(inner(iterator), 0),
            (M::zip, [other]) => {
                let other = self.iterate(other.clone())?;
                Iter::Zip(inner(iterator), Box::new(other))
            }
            (M::chain, [other]) => {
                let other = self.iterate(other.clone())?;
                Iter::Chain(inner(iterator), Box::new(other))
            }
            (M::take, [count]) => Iter::Take(inner(iterator), self.size(count)? as u64),
            (M::skip, [count]) => Iter::Skip(inner(iterator), self.size(count)? as u64),
            (M::step_by, [count]) => {
                let step = self.size(count)?;
                if step == 0 {
                    return self.panic("assertion failed: step != 0");
                }
                Iter::StepBy(inner(iterator), step as u64, false)
            }
            (M::cycle, []) => {
                let whole = inner(iterator);
                Iter::Cycle(whole.clone(), whole)
            }
            (M::rev, []) => Iter::Reversed(inner(iterator)),
            (M::peekable, []) => Iter::Peekable(inner(iterator), Ahead::Nothing),
            _ => return self.consume(iterator, method, arguments, makes),
        };
        self.adapted(lazy)
    }

    fn consume(
        &mut self,
        iterator: &mut Iter,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        Ok(Some(match (method, arguments) {
            (M::as_str, []) => match chars(iterator) {
                Some(text) => {
                    self.spend(text.len() as u64)?;
                    Value::text(text)
                }
                None => return Ok(None),
            },
            (M::next, []) => Value::option(self.next(iterator)?),
            (M::next_back, []) => Value::option(self.next_back(iterator)?),
            (M::peek, []) => {
                let Iter::Peekable(inner, ahead) = iterator else { return Ok(None) };
                if *ahead == Ahead::Nothing {
                    *ahead = self.next(inner)?.map_or(Ahead::End, Ahead::Value);
                }
                match ahead {
                    Ahead::Value(value) => Value::some(value.clone()),
                    _ => Value::NONE,
                }
            }
            (M::next_if | M::next_if_eq, [test]) => {
                if !matches!(iterator, Iter::Peekable(..)) {
                    return Ok(None);
                }
                let Some(value) = self.next(iterator)? else {
                    return Ok(Some(Value::NONE));
                };
                let fits = if method == M::next_if_eq {
                    value == *test
                } else {
                    let fits = self.call_now(test, vec![value.clone()])?;
                    self.truth(&fits)?
                };
                if fits {
                    return Ok(Some(Value::some(value)));
                }
                if let Iter::Peekable(_, ahead) = iterator {
                    *ahead = Ahead::Value(value);
                }
                Value::NONE
            }
            (M::all | M::any, [function]) => {
                let until = method == M::any;
                while let Some(value) = self.next(iterator)? {
                    let holds = self.call_now(function, vec![value])?;
                    if self.truth(&holds)? == until {
                        return Ok(Some(Value::Bool(until)));
                    }
                }
                Value::Bool(!until)
            }
            (M::count, []) => {
                let mut count = 0;
                while self.next(iterator)?.is_some() {
                    count += 1;
                }
                Value::size(count)
            }
            (M::len, []) => Value::size(self.rest(iterator.clone())?.len()),
            (M::is_empty, []) => Value::Bool(self.rest(iterator.clone())?.is_empty()),
            (M::find | M::rfind, [function]) => {
                while let Some(value) =
                    if method == M::find { self.next(iterator)? } else { self.next_back(iterator)? }
                {
                    let found = self.call_now(function, vec![value.clone()])?;
                    if self.truth(&found)? {
                        return Ok(Some(Value::some(value)));
                    }
                }
                Value::NONE
            }
            (M::find_map, [function]) => {
                while let Some(value) = self.next(iterator)? {
                    let found = self.call_now(function, vec![value])?;
                    if self.some(&found)?.is_some() {
                        return Ok(Some(found));
                    }
                }
                Value::NONE
            }
            (M::position, [function]) => {
                let mut at = 0;
                while let Some(value) = self.next(iterator)? {
                    let found = self.call_now(function, vec![value])?;
                    if self.truth(&found)? {
                        return Ok(Some(Value::some(Value::size(at))));
                    }
                    at += 1;
                }
                Value::NONE
            }
            (M::rposition, [function]) => {
                let values = self.take_all(iterator)?;
                for (at, value) in values.into_iter().enumerate().rev() {
                    let found = self.call_now(function, vec![value])?;
                    if self.truth(&found)? {
                        return Ok(Some(Value::some(Value::size(at))));
                    }
                }
                Value::NONE
            }
            (M::fold, [start, function]) => {
                let mut folded = start.clone();
                while let Some(value) = self.next(iterator)? {
                    folded = self.call_now(function, vec![folded, value])?;
                }
                folded
            }
            (M::try_fold, [start, function]) => {
                let mut folded = start.clone();
                let mut last = None;
                while let Some(value) = self.next(iterator)? {
                    let made = self.call_now(function, vec![folded, value])?;
                    match self.some(&made)? {
                        Some(value) => folded = value,
                        None => return Ok(Some(made)),
                    }
                    last = Some(made);
                }
                match last {
                    Some(made) => made,
                    None if matches!(makes, Type::Option(_)) => Value::some(folded),
                    None => Value::ok(folded),
                }
            }
            (M::reduce, [function]) => {
                let Some(mut folded) = self.next(iterator)? else {
                    return Ok(Some(Value::NONE));
                };
                while let Some(value) = self.next(iterator)? {
                    folded = self.call_now(function, vec![folded, value])?;
                }
                Value::some(folded)
            }
            (M::for_each, [function]) => {
                while let Some(value) = self.next(iterator)? {
                    self.call_now(function, vec![value])?;
                }
                Value::Unit
            }
            (M::try_for_each, [function]) => {
                let mut made = Value::ok(Value::Unit);
                while let Some(value) = self.next(iterator)? {
                    made = self.call_now(function, vec![value])?;
                    if self.some(&made)?.is_none() {
                        break;
                    }
                }
                made
            }
            (M::last, []) => {
                let mut last = None;
                while let Some(value) = self.next(iterator)? {
                    last = Some(value);
                }
                Value::option(last)
            }
            (M::nth, [count]) => {
                for _ in 0..self.size(count)? {
                    if self.next(iterator)?.is_none() {
                        return Ok(Some(Value::NONE));
                    }
                }
                Value::option(self.next(iterator)?)
            }
            (M::min | M::max, []) => {
                let least = method == M::min;
                self.extreme(iterator, least, Self::compared)?
            }
            (M::min_by | M::max_by, [function]) => {
                let least = method == M::min_by;
                self.extreme(iterator, least, |this, left, right| {
                    let ordering = this.call_now(function, vec![left.clone(), right.clone()])?;
                    this.ordering(&ordering)
                })?
            }
            (M::min_by_key | M::max_by_key, [function]) => {
                let mut keyed = Vec::new();
                while let Some(value) = self.next(iterator)? {
                    let key = self.call_now(function, vec![value.clone()])?;
                    self.weigh(&key)?;
                    keyed.push(Value::tuple(vec![key, value]));
                }
                let mut keyed =
                    Iter::List { front: 0, back: keyed.len(), list: Rc::new(keyed.into()) };
                let least = method == M::min_by_key;
                let found = self.extreme(&mut keyed, least, |_, left, right| {
                    Ok(left.fields()[0].cmp(&right.fields()[0]))
                })?;
                match found.fields().first() {
                    Some(pair) => Value::some(pair.fields()[1].clone()),
                    None => Value::NONE,
                }
            }
            (M::sum | M::product, []) => self.total(iterator, method == M::product, makes)?,
            (M::unzip, []) => {
                let (mut left, mut right) = (Vec::new(), Vec::new());
                while let Some(pair) = self.next(iterator)? {
                    if let [first, second] = pair.fields() {
                        self.spend(32)?;
                        left.push(first.clone());
                        right.push(second.clone());
                    }
                }
                let (of_left, of_right) = match makes {
                    Type::Tuple(types) if types.len() == 2 => (&types[0], &types[1]),
                    _ => (&Type::Unknown, &Type::Unknown),
                };
                let left = self.gather(left, of_left)?;
                Value::tuple(vec![left, self.gather(right, of_right)?])
            }
            (M::partition, [function]) => {
                let (mut left, mut right) = (Vec::new(), Vec::new());
                while let Some(value) = self.next(iterator)? {
                    self.spend(16)?;
                    let first = self.call_now(function, vec![value.clone()])?;
                    if self.truth(&first)? { left.push(value) } else { right.push(value) }
                }
                let of = match makes {
                    Type::Tuple(types) => types.first().unwrap_or(&Type::Unknown),
                    _ => &Type::Unknown,
                };
                let left = self.gather(left, of)?;
                Value::tuple(vec![left, self.gather(right, of)?])
            }
            (M::cmp | M::partial_cmp, [other]) => {
                let other = self.iterate(other.clone())?;
                let (left, right) = (self.take_all(iterator)?, self.rest(other)?);
                let (left, right) = (Value::list(left), Value::list(right));
                if method == M::cmp {
                    Value::ordering(self.compared(&left, &right)?)
                } else {
                    let ordering = self.partly_compared(&left, &right)?;
                    Value::option(ordering.map(Value::ordering))
                }
            }
            (M::eq | M::ne, [other]) => {
                let other = self.iterate(other.clone())?;
                let (left, right) = (self.take_all(iterator)?, self.rest(other)?);
                let same = self.same(&Value::list(left), &Value::list(right))?;
                Value::Bool(same == (method == M::eq))
            }
            (M::lt | M::le | M::gt | M::ge, [other]) => {
                let other = self.iterate(other.clone())?;
                let (left, right) = (self.take_all(iterator)?, self.rest(other)?);
                let ordering = self.partly_compared(&Value::list(left), &Value::list(right))?;
                return Ok(holds(method, ordering).map(Value::Bool));
            }
            (M::is_sorted, []) => {
                let values = Value::list(self.take_all(iterator)?);
                self.weigh(&values)?;
                let Value::List(values) = values else { return Ok(None) };
                Value::Bool(values.is_sorted())
            }
            (M::is_sorted_by_key, [function]) => {
                let mut last: Option<Value> = None;
                while let Some(value) = self.next(iterator)? {
                    let key = self.call_now(function, vec![value])?;
                    if let Some(last) = &last
                        && self.compared(last, &key)?.is_gt()
                    {
                        return Ok(Some(Value::Bool(false)));
                    }
                    last = Some(key);
                }
                Value::Bool(true)
            }
            (M::collect, []) => match makes {
                Type::Result(inner, _) | Type::Option(inner) => {
                    self.attempt(iterator, makes, |this, inside| match **inner {
                        Type::Unit => Ok(Value::Unit),
                        _ => this.gather(inside, inner),
                    })?
                }
                _ => {
                    let values = self.take_all(iterator)?;
                    self.gather(values, makes)?
                }
            },
            _ => return Ok(None),
        }))
    }

    /// The least or the greatest: of several alike the first least and the last greatest, as in
    /// Rust.
    fn extreme(
        &mut self,
        iterator: &mut Iter,
        least: bool,
        mut compare: impl FnMut(&mut Self, &Value, &Value) -> Result<Ordering>,
    ) -> Result<Value> {
        let Some(mut best) = self.next(iterator)? else { return Ok(Value::NONE) };
        while let Some(value) = self.next(iterator)? {
            let ordering = compare(self, &best, &value)?;
            let better =
                if least { ordering == Ordering::Greater } else { ordering != Ordering::Greater };
            if better {
                best = value;
            }
        }
        Ok(Value::some(best))
    }

    /// What is made of what is inside results or options, as one of them; the first that has nothing
    /// inside, if there is one. Nothing is read behind it.
    fn attempt(
        &mut self,
        iterator: &mut Iter,
        makes: &Type,
        make: impl FnOnce(&mut Self, Vec<Value>) -> Result<Value>,
    ) -> Result<Value> {
        let mut inside = Vec::new();
        while let Some(value) = self.next(iterator)? {
            self.spend(16)?;
            match self.some(&value)? {
                Some(value) => inside.push(value),
                None => return Ok(value),
            }
        }
        let made = make(self, inside)?;
        let is_result = matches!(makes, Type::Result(..));
        Ok(if is_result { Value::ok(made) } else { Value::some(made) })
    }

    fn total(&mut self, iterator: &mut Iter, product: bool, makes: &Type) -> Result<Value> {
        let operator = if product { Binary::Multiply } else { Binary::Add };
        let start = i128::from(product);
        // A sum of results or options is one of them.
        if let Type::Result(inner, _) | Type::Option(inner) = makes {
            return self.attempt(iterator, makes, |this, inside| {
                let back = inside.len();
                let mut inside = Iter::List { front: 0, back, list: Rc::new(inside.into()) };
                this.total(&mut inside, product, inner)
            });
        }
        let mut total = match makes {
            Type::Float => Value::Float(Float(start as f64)),
            Type::Duration => Value::Duration(whatif_simulator::Time::ZERO),
            Type::Int(kind) => self.fits(*kind, Some(start.into()), "")?,
            _ => self.fits(IntKind::Any, Some(start.into()), "")?,
        };
        let mut first = *makes == Type::Unknown;
        while let Some(value) = self.next(iterator)? {
            let value = self.read(value)?;
            // What has no type in the code is what its elements are.
            if std::mem::take(&mut first) {
                total = match &value {
                    Value::Float(_) => Value::Float(Float(start as f64)),
                    Value::Duration(_) => Value::Duration(whatif_simulator::Time::ZERO),
                    _ => total,
                };
            }
            total = self.binary(operator, total, value)?;
        }
        Ok(total)
    }

    /// Values as the collection that a type names; a list where none does.
    pub(super) fn gather(&mut self, values: Vec<Value>, makes: &Type) -> Result<Value> {
        match makes {
            Type::Set(of) => {
                let mut set = crate::map::Map::default();
                for value in values {
                    self.weigh(&value)?;
                    self.work(set.len() / 64)?;
                    set.add(self.typed(value, of)?);
                }
                Ok(Value::Set(Rc::new(set)))
            }
            Type::Map(of_keys, of_values) => {
                let mut map = crate::map::Map::default();
                for pair in values {
                    let [key, value] = pair.fields() else {
                        return self.panic("a map is collected from pairs");
                    };
                    self.weigh(key)?;
                    self.work(map.len() / 64)?;
                    let key = self.typed(key.clone(), of_keys)?;
                    let value = self.typed(value.clone(), of_values)?;
                    map.insert(key, value);
                }
                Ok(Value::Map(Rc::new(map)))
            }
            Type::Text => {
                let mut text = String::new();
                for value in &values {
                    text.push_str(&self.display(value)?);
                    self.spend(16)?;
                }
                Ok(Value::text(text))
            }
            Type::Result(inner, _) | Type::Option(inner) => {
                let mut inside = Vec::new();
                for value in values {
                    match self.some(&value)? {
                        Some(value) => inside.push(value),
                        None => return Ok(value),
                    }
                }
                let gathered =
                    if **inner == Type::Unit { Value::Unit } else { self.gather(inside, inner)? };
                let is_result = matches!(makes, Type::Result(..));
                Ok(if is_result { Value::ok(gathered) } else { Value::some(gathered) })
            }
            Type::List(of) if **of != Type::Unknown => {
                let mut typed = Vec::with_capacity(values.len());
                for value in values {
                    typed.push(self.typed(value, of)?);
                }
                Ok(Value::list(typed))
            }
            _ => Ok(Value::list(values)),
        }
    }

    /// What is inside `Some` or `Ok`.
    pub(super) fn some(&self, value: &Value) -> Result<Option<Value>> {
        match value.as_variant() {
            Some((TypeId::OPTION, VariantId::SOME) | (TypeId::RESULT, VariantId::OK)) => {
                Ok(value.fields().first().cloned())
            }
            Some((TypeId::OPTION | TypeId::RESULT, _)) => Ok(None),
            _ => match value {
                Value::Place(place) => self.some(self.look(place)?),
                other => self.panic(format_args!("this needs an Option, not {}", other.kind())),
            },
        }
    }

    /// What an `Ordering` says.
    pub(super) fn ordering(&self, value: &Value) -> Result<Ordering> {
        match value {
            Value::Plain(TypeId::ORDERING, VariantId(0)) => Ok(Ordering::Less),
            Value::Plain(TypeId::ORDERING, VariantId(1)) => Ok(Ordering::Equal),
            Value::Plain(TypeId::ORDERING, _) => Ok(Ordering::Greater),
            other => self.panic(format_args!("this needs an Ordering, not {}", other.kind())),
        }
    }
}
