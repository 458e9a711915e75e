//! Iterators: lazy, as in Rust, and values like any other.

use std::rc::Rc;

use super::{Machine, Result};
use crate::code::Collects;
use crate::map::Map;
use crate::types::IntKind;
use crate::value::{Int, Iter, Value};

impl Machine<'_> {
    /// The iterator over a value, as `for` and `into_iter` make it.
    pub(super) fn iterate(&mut self, value: Value) -> Result<Iter> {
        let list = |list: Rc<Vec<Value>>| Iter::List { front: 0, back: list.len(), list };
        match value {
            Value::Iterator(iterator) => Ok(Rc::unwrap_or_clone(iterator)),
            Value::List(values) => Ok(list(values)),
            Value::Set(values) => {
                self.spend(values.len() as u64 * 16)?;
                Ok(list(Rc::new(values.keys())))
            }
            Value::Map(map) => {
                self.spend(map.len() as u64 * 64)?;
                let pair = |(key, value): &(Value, Value)| {
                    Value::Tuple(Rc::new(vec![key.clone(), value.clone()]))
                };
                Ok(list(Rc::new(map.entries().iter().map(pair).collect())))
            }
            Value::Variant(ref option) if value.kind() == "an Option" => {
                Ok(list(Rc::new(option.fields.clone())))
            }
            Value::Range(range) => {
                let (Some(Value::Int(start)), end) = (&range.start, &range.end) else {
                    return self.panic("this range cannot be gone through");
                };
                let (kind, last) = match end {
                    Some(Value::Int(end)) => {
                        let kind = if start.kind == IntKind::Any { end.kind } else { start.kind };
                        (kind, end.number() - i128::from(!range.inclusive))
                    }
                    _ => (start.kind, i128::MAX),
                };
                match Iter::numbers(kind, start.number(), last) {
                    Some(numbers) => Ok(numbers),
                    None => self.panic("the range does not fit its type"),
                }
            }
            other => {
                let name = self.name_of(&other);
                self.panic(format!("{name} cannot be gone through"))
            }
        }
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
                    // The greatest of its width: nothing comes after it.
                    None => *last = number - 1,
                }
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
                let Some(value) = self.next(outer)? else { return Ok(None) };
                let made = self.call_now(&function.clone(), vec![value])?;
                *inner = Some(Box::new(self.iterate(made)?));
            },
            Iter::Enumerate(inner, count) => match self.next(inner)? {
                Some(value) => {
                    *count += 1;
                    let position = Value::size(*count as usize - 1);
                    Ok(Some(Value::Tuple(Rc::new(vec![position, value]))))
                }
                None => Ok(None),
            },
            Iter::Zip(left, right) => {
                let Some(left) = self.next(left)? else { return Ok(None) };
                let Some(right) = self.next(right)? else { return Ok(None) };
                Ok(Some(Value::Tuple(Rc::new(vec![left, right]))))
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

    /// All that is left of an iterator.
    pub(super) fn rest(&mut self, mut iterator: Iter) -> Result<Vec<Value>> {
        let mut values = Vec::new();
        while let Some(value) = self.next(&mut iterator)? {
            self.spend(16)?;
            values.push(value);
        }
        Ok(values)
    }

    pub(super) fn iterator_method(
        &mut self,
        iterator: &mut Iter,
        name: &str,
        arguments: &[Value],
        collects: Collects,
    ) -> Result<Option<Value>> {
        let inner = |iterator: &mut Iter| Box::new(std::mem::replace(iterator, Iter::EMPTY));
        let lazy = match (name, arguments) {
            ("iter" | "into_iter" | "cloned" | "copied" | "by_ref", []) => *inner(iterator),
            ("map", [function]) => Iter::Map(inner(iterator), function.clone()),
            ("filter", [function]) => Iter::Filter(inner(iterator), function.clone()),
            ("filter_map", [function]) => Iter::FilterMap(inner(iterator), function.clone()),
            ("flat_map", [function]) => Iter::FlatMap(inner(iterator), function.clone(), None),
            ("take_while", [function]) => Iter::TakeWhile(inner(iterator), function.clone(), false),
            ("skip_while", [function]) => Iter::SkipWhile(inner(iterator), function.clone(), false),
            ("enumerate", []) => Iter::Enumerate(inner(iterator), 0),
            ("zip", [other]) => {
                let other = self.iterate(other.clone())?;
                Iter::Zip(inner(iterator), Box::new(other))
            }
            ("chain", [other]) => {
                let other = self.iterate(other.clone())?;
                Iter::Chain(inner(iterator), Box::new(other))
            }
            ("take", [count]) => Iter::Take(inner(iterator), self.size(count)? as u64),
            ("skip", [count]) => Iter::Skip(inner(iterator), self.size(count)? as u64),
            ("step_by", [count]) => Iter::StepBy(inner(iterator), self.size(count)? as u64, false),
            ("rev", []) => {
                let mut values = self.rest(*inner(iterator))?;
                values.reverse();
                Iter::List { front: 0, back: values.len(), list: Rc::new(values) }
            }
            _ => return self.consume(iterator, name, arguments, collects),
        };
        Ok(Some(Value::Iterator(Rc::new(lazy))))
    }

    fn consume(
        &mut self,
        iterator: &mut Iter,
        name: &str,
        arguments: &[Value],
        collects: Collects,
    ) -> Result<Option<Value>> {
        Ok(Some(match (name, arguments) {
            ("next", []) => Value::option(self.next(iterator)?),
            ("all" | "any", [function]) => {
                let until = name == "any";
                while let Some(value) = self.next(iterator)? {
                    let holds = self.call_now(function, vec![value])?;
                    if self.truth(&holds)? == until {
                        return Ok(Some(Value::Bool(until)));
                    }
                }
                Value::Bool(!until)
            }
            ("count", []) => {
                let mut count = 0;
                while self.next(iterator)?.is_some() {
                    count += 1;
                }
                Value::size(count)
            }
            ("find", [function]) => {
                while let Some(value) = self.next(iterator)? {
                    let found = self.call_now(function, vec![value.clone()])?;
                    if self.truth(&found)? {
                        return Ok(Some(Value::some(value)));
                    }
                }
                Value::none()
            }
            ("find_map", [function]) => {
                while let Some(value) = self.next(iterator)? {
                    let found = self.call_now(function, vec![value])?;
                    if self.some(&found)?.is_some() {
                        return Ok(Some(found));
                    }
                }
                Value::none()
            }
            ("position", [function]) => {
                let mut at = 0;
                while let Some(value) = self.next(iterator)? {
                    let found = self.call_now(function, vec![value])?;
                    if self.truth(&found)? {
                        return Ok(Some(Value::some(Value::size(at))));
                    }
                    at += 1;
                }
                Value::none()
            }
            ("fold", [start, function]) => {
                let mut folded = start.clone();
                while let Some(value) = self.next(iterator)? {
                    folded = self.call_now(function, vec![folded, value])?;
                }
                folded
            }
            ("for_each", [function]) => {
                while let Some(value) = self.next(iterator)? {
                    self.call_now(function, vec![value])?;
                }
                Value::Unit
            }
            ("last", []) => {
                let mut last = None;
                while let Some(value) = self.next(iterator)? {
                    last = Some(value);
                }
                Value::option(last)
            }
            ("nth", [count]) => {
                for _ in 0..self.size(count)? {
                    if self.next(iterator)?.is_none() {
                        return Ok(Some(Value::none()));
                    }
                }
                Value::option(self.next(iterator)?)
            }
            ("min" | "max", []) => {
                let values = self.take_all(iterator)?;
                let found =
                    if name == "min" { values.into_iter().min() } else { values.into_iter().max() };
                Value::option(found)
            }
            ("min_by_key" | "max_by_key", [function]) => {
                let mut keyed = Vec::new();
                for value in self.take_all(iterator)? {
                    keyed.push((self.call_now(function, vec![value.clone()])?, value));
                }
                let found = if name == "min_by_key" {
                    keyed.into_iter().min_by(|(left, _), (right, _)| left.cmp(right))
                } else {
                    keyed.into_iter().max_by(|(left, _), (right, _)| left.cmp(right))
                };
                Value::option(found.map(|(_, value)| value))
            }
            ("sum" | "product", []) => {
                let operator = if name == "sum" {
                    crate::code::Binary::Add
                } else {
                    crate::code::Binary::Multiply
                };
                let start = i128::from(name == "product");
                let mut total = match collects {
                    Collects::Float => Value::Float(crate::value::Float(start as f64)),
                    Collects::Int(kind) => self.fits(kind, Some(start), "")?,
                    _ => self.fits(IntKind::Any, Some(start), "")?,
                };
                while let Some(value) = self.next(iterator)? {
                    // What has no type yet and no number is a float, as its elements are.
                    if let (Value::Float(_), Value::Int(_)) = (&value, &total) {
                        total = Value::Float(crate::value::Float(start as f64));
                    }
                    total = self.binary(operator, total, value)?;
                }
                total
            }
            ("unzip", []) => {
                let (mut left, mut right) = (Vec::new(), Vec::new());
                for pair in self.take_all(iterator)? {
                    if let Value::Tuple(pair) = &pair
                        && let [first, second] = pair.as_slice()
                    {
                        left.push(first.clone());
                        right.push(second.clone());
                    }
                }
                Value::Tuple(Rc::new(vec![Value::list(left), Value::list(right)]))
            }
            ("collect", []) => self.collect(iterator, collects)?,
            _ => return Ok(None),
        }))
    }

    fn take_all(&mut self, iterator: &mut Iter) -> Result<Vec<Value>> {
        self.rest(std::mem::replace(iterator, Iter::EMPTY))
    }

    fn collect(&mut self, iterator: &mut Iter, collects: Collects) -> Result<Value> {
        let values = self.take_all(iterator)?;
        self.gather(values, collects)
    }

    fn gather(&mut self, values: Vec<Value>, collects: Collects) -> Result<Value> {
        match collects {
            Collects::Set => {
                let mut set = Map::default();
                for value in values {
                    self.work(set.len() / 64)?;
                    set.add(value);
                }
                Ok(Value::Set(Rc::new(set)))
            }
            Collects::Map => {
                let mut map = Map::default();
                for pair in values {
                    let Value::Tuple(pair) = &pair else {
                        return self.panic("a map is collected from pairs");
                    };
                    if let [key, value] = pair.as_slice() {
                        self.work(map.len() / 64)?;
                        map.insert(key.clone(), value.clone());
                    }
                }
                Ok(Value::Map(Rc::new(map)))
            }
            Collects::Text => {
                let mut text = String::new();
                for value in &values {
                    text.push_str(&self.display(value)?);
                    self.spend(16)?;
                }
                Ok(Value::text(text))
            }
            Collects::ResultList | Collects::OptionList => {
                let mut inside = Vec::new();
                for value in values {
                    match self.some(&value)? {
                        Some(value) => inside.push(value),
                        None => return Ok(value),
                    }
                }
                let list = Value::list(inside);
                Ok(if collects == Collects::ResultList {
                    Value::ok(list)
                } else {
                    Value::some(list)
                })
            }
            _ => Ok(Value::list(values)),
        }
    }

    /// What is inside `Some` or `Ok`.
    pub(super) fn some(&self, value: &Value) -> Result<Option<Value>> {
        use crate::types::{TypeId, VariantId};
        match value {
            Value::Variant(variant) => match (variant.of, variant.which) {
                (TypeId::OPTION, VariantId::SOME) => Ok(variant.fields.first().cloned()),
                (TypeId::RESULT, VariantId(0)) => Ok(variant.fields.first().cloned()),
                (TypeId::OPTION | TypeId::RESULT, _) => Ok(None),
                _ => self.panic("this needs an Option"),
            },
            other => self.panic(format!("this needs an Option, not {}", other.kind())),
        }
    }
}
