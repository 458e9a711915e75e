//! Built-in functions and methods.

use std::collections::BTreeMap;
use std::rc::Rc;

use whatif_simulator::Time;

use super::{Machine, Result, Task};
use crate::code::{Collects, PlaceSpec};
use crate::library::Builtin;
use crate::types::{IntKind, TypeId, VariantId};
use crate::value::{Float, Future, Int, Iter, Key, Place, Struct, Value};

impl Machine<'_> {
    pub(super) fn call_builtin(
        &mut self,
        builtin: Builtin,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().unwrap_or(Value::Unit);
        Ok(match builtin {
            Builtin::DurationFromSecs => self.duration(&next(), 1_000_000)?,
            Builtin::DurationFromMillis => self.duration(&next(), 1_000)?,
            Builtin::DurationFromMicros => self.duration(&next(), 1)?,
            Builtin::TextNew => Value::text(""),
            Builtin::TextFrom => Value::text(self.display(&next())?),
            Builtin::ListNew => Value::list(Vec::new()),
            Builtin::MapNew => Value::Map(Rc::default()),
            Builtin::SetNew => Value::Set(Rc::default()),
            Builtin::TransactionNew => {
                let fields = vec![Value::list(Vec::new())];
                Value::Struct(Rc::new(Struct { of: TypeId::TRANSACTION, fields }))
            }
            Builtin::Sleep => match next() {
                Value::Duration(length) => Value::Future(Rc::new(Future::Sleep(length))),
                other => {
                    return self.panic(format!("`sleep` takes a Duration, not {}", other.kind()));
                }
            },
            Builtin::Min => next().min(next()),
            Builtin::Max => next().max(next()),
        })
    }

    fn duration(&self, count: &Value, micros: u64) -> Result<Value> {
        match count {
            Value::Int(int) => match u64::try_from(int.number()) {
                Ok(count) => Ok(Value::Duration(Time::from_micros(count.saturating_mul(micros)))),
                Err(_) => self.panic("a Duration cannot be negative"),
            },
            other => {
                self.panic(format!("a Duration is made from a whole number, not {}", other.kind()))
            }
        }
    }

    /// Calls a method on what stands at a place, or else on the value under the arguments.
    pub(super) fn call_method(
        &mut self,
        task: &mut Task,
        base: usize,
        name: &str,
        arguments: u16,
        place: Option<&PlaceSpec>,
        collects: Collects,
    ) -> Result<()> {
        let arguments = self.take(task, arguments)?;
        let place = match place {
            Some(spec) => Some(self.place(task, base, spec)?),
            None => None,
        };
        let mut receiver = match &place {
            Some(place) => self.look(task, place)?.clone(),
            None => self.pop(task),
        };
        if let Value::Place(inner) = &receiver {
            receiver = self.look(task, inner)?.clone();
        }
        let of = match &receiver {
            Value::Struct(inner) => Some(inner.of),
            Value::Variant(inner) => Some(inner.of),
            _ => None,
        };
        if let Some(of) = of
            && let Some(id) =
                self.program.find(&format!("{}::{name}", self.program.types.get(of).name))
        {
            return self.call_own_method(task, id, receiver, place, arguments);
        }
        if changes(&receiver, name) {
            let Some(place) = place else {
                let value = self.changing_method(&mut receiver, name, arguments)?;
                task.stack.push(value);
                return Ok(());
            };
            // Let go of this share of the value, so that it is changed in place and not copied.
            drop(receiver);
            let mut changed = std::mem::replace(self.reach(task, &place)?, Value::Unit);
            let value = self.changing_method(&mut changed, name, arguments)?;
            *self.reach(task, &place)? = changed;
            task.stack.push(value);
            return Ok(());
        }
        let value = self.method(&receiver, name, &arguments, collects)?;
        task.stack.push(value);
        Ok(())
    }

    /// The value at a place, to be read.
    fn look<'t>(&self, task: &'t Task, place: &Place) -> Result<&'t Value> {
        let mut value = match task.stack.get(place.slot as usize) {
            Some(value) => value,
            None => return self.panic("what this reference pointed to is gone"),
        };
        for key in &place.path {
            let found = match (value, key) {
                (Value::Struct(inner), Key::Field(name)) => {
                    let fields = self.program.types.fields(inner.of, None);
                    let at = fields.position(&self.program.names[*name as usize]);
                    at.and_then(|at| inner.fields.get(at))
                }
                (Value::Struct(inner), Key::Position(at)) => inner.fields.get(*at as usize),
                (Value::Tuple(values), Key::Position(at)) => values.get(*at as usize),
                (Value::List(values), Key::Index(index)) => {
                    let at = self.size(index)?;
                    match values.get(at) {
                        Some(value) => Some(value),
                        None => return self.out_of_bounds(at, values.len()),
                    }
                }
                (Value::Map(map), Key::Index(key)) => map.get(key),
                _ => None,
            };
            value = match found {
                Some(found) => found,
                None => {
                    let name = self.name_of(value);
                    return self.panic(format!("{name} has no such part"));
                }
            };
        }
        Ok(value)
    }

    /// A method that changes the value that it is called on.
    fn changing_method(
        &mut self,
        receiver: &mut Value,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        self.spend(64)?;
        match receiver {
            Value::List(values) => {
                self.spend(arguments.len() as u64 * 16)?;
                self.change_list(values, name, arguments)
            }
            Value::Map(map) => self.change_map(map, name, arguments),
            Value::Set(set) => match (name, arguments.as_slice()) {
                ("insert", [value]) => Ok(Value::Bool(Rc::make_mut(set).insert(value.clone()))),
                ("remove", [value]) => Ok(Value::Bool(Rc::make_mut(set).remove(value))),
                ("clear", []) => {
                    *set = Rc::default();
                    Ok(Value::Unit)
                }
                ("extend", [values]) => {
                    let iterator = self.iterate(values.clone())?;
                    let values = self.rest(iterator)?;
                    Rc::make_mut(set).extend(values);
                    Ok(Value::Unit)
                }
                ("retain", [keep]) => {
                    let mut kept = std::collections::BTreeSet::new();
                    for value in set.iter() {
                        let keeps = self.call_now(keep, vec![value.clone()])?;
                        if self.truth(&keeps)? {
                            kept.insert(value.clone());
                        }
                    }
                    *set = Rc::new(kept);
                    Ok(Value::Unit)
                }
                _ => self.wrong_arguments("a set", name),
            },
            Value::Text(text) => match (name, arguments.as_slice()) {
                ("push_str", [Value::Text(more)]) => {
                    self.spend((text.len() + more.len()) as u64)?;
                    Rc::make_mut(text).push_str(more);
                    Ok(Value::Unit)
                }
                ("push", [Value::Char(more)]) => {
                    self.work(text.len() / 64)?;
                    Rc::make_mut(text).push(*more);
                    Ok(Value::Unit)
                }
                ("clear", []) => {
                    *text = Rc::default();
                    Ok(Value::Unit)
                }
                _ => self.wrong_arguments("a string", name),
            },
            Value::Variant(option) if option.of == TypeId::OPTION => {
                match (name, arguments.as_slice()) {
                    ("take", []) => Ok(std::mem::replace(receiver, Value::none())),
                    ("replace", [value]) => {
                        Ok(std::mem::replace(receiver, Value::some(value.clone())))
                    }
                    ("insert", [value]) => {
                        *receiver = Value::some(value.clone());
                        Ok(value.clone())
                    }
                    _ => self.wrong_arguments("an Option", name),
                }
            }
            Value::Iterator(iterator) => {
                let iterator = Rc::make_mut(iterator);
                match self.iterator_method(iterator, name, &arguments, Collects::Nothing)? {
                    Some(value) => Ok(value),
                    None => self.wrong_arguments("an iterator", name),
                }
            }
            other => {
                let name_of = self.name_of(other);
                self.no_method(&name_of, name)
            }
        }
    }

    fn change_list(
        &mut self,
        values: &mut Rc<Vec<Value>>,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        let length = values.len();
        if Rc::strong_count(values) > 1
            || ["insert", "remove", "push_front", "pop_front"].contains(&name)
        {
            // A copy, or a shift of what comes behind.
            self.spend(length as u64)?;
        }
        Ok(match (name, arguments.as_slice()) {
            ("push" | "push_back", [value]) => {
                Rc::make_mut(values).push(value.clone());
                Value::Unit
            }
            ("push_front", [value]) => {
                Rc::make_mut(values).insert(0, value.clone());
                Value::Unit
            }
            ("pop" | "pop_back", []) => Value::option(Rc::make_mut(values).pop()),
            ("pop_front", []) if length == 0 => Value::none(),
            ("pop_front", []) => Value::some(Rc::make_mut(values).remove(0)),
            ("insert", [at, value]) => {
                let at = self.size(at)?;
                if at > length {
                    return self.panic(format!(
                        "insertion index (is {at}) should be <= len (is {length})"
                    ));
                }
                Rc::make_mut(values).insert(at, value.clone());
                Value::Unit
            }
            ("remove", [at]) => {
                let at = self.size(at)?;
                if at >= length {
                    return self
                        .panic(format!("removal index (is {at}) should be < len (is {length})"));
                }
                Rc::make_mut(values).remove(at)
            }
            ("clear", []) => {
                *values = Rc::default();
                Value::Unit
            }
            ("truncate", [most]) => {
                let most = self.size(most)?;
                Rc::make_mut(values).truncate(most);
                Value::Unit
            }
            ("extend" | "append", [more]) => {
                let iterator = self.iterate(more.clone())?;
                let more = self.rest(iterator)?;
                Rc::make_mut(values).extend(more);
                Value::Unit
            }
            ("reverse", []) => {
                Rc::make_mut(values).reverse();
                Value::Unit
            }
            ("sort", []) => {
                self.work(length)?;
                Rc::make_mut(values).sort();
                Value::Unit
            }
            ("sort_by_key", [function]) => {
                let mut keyed = Vec::new();
                for value in values.iter() {
                    keyed.push((self.call_now(function, vec![value.clone()])?, value.clone()));
                }
                keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
                *values = Rc::new(keyed.into_iter().map(|(_, value)| value).collect());
                Value::Unit
            }
            ("dedup", []) => {
                self.work(length)?;
                Rc::make_mut(values).dedup();
                Value::Unit
            }
            ("retain", [keep]) => {
                let mut kept = Vec::new();
                for value in values.iter() {
                    let keeps = self.call_now(keep, vec![value.clone()])?;
                    if self.truth(&keeps)? {
                        kept.push(value.clone());
                    }
                }
                *values = Rc::new(kept);
                Value::Unit
            }
            ("swap", [left, right]) => {
                let (left, right) = (self.size(left)?, self.size(right)?);
                if left.max(right) >= length {
                    return self.out_of_bounds(left.max(right), length);
                }
                Rc::make_mut(values).swap(left, right);
                Value::Unit
            }
            ("drain", [Value::Range(range)]) => {
                let (from, to) = self.bounds(range, length)?;
                let taken: Vec<Value> = Rc::make_mut(values).drain(from..to).collect();
                Value::Iterator(Rc::new(Iter::List {
                    front: 0,
                    back: taken.len(),
                    list: Rc::new(taken),
                }))
            }
            _ => return self.wrong_arguments("a list", name),
        })
    }

    fn change_map(
        &mut self,
        map: &mut Rc<BTreeMap<Value, Value>>,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        if Rc::strong_count(map) > 1 {
            self.spend(map.len() as u64 * 32)?;
        }
        Ok(match (name, arguments.as_slice()) {
            ("insert", [key, value]) => {
                Value::option(Rc::make_mut(map).insert(key.clone(), value.clone()))
            }
            ("remove", [key]) => Value::option(Rc::make_mut(map).remove(key)),
            ("clear", []) => {
                *map = Rc::default();
                Value::Unit
            }
            ("extend", [more]) => {
                let iterator = self.iterate(more.clone())?;
                for pair in self.rest(iterator)? {
                    if let Value::Tuple(pair) = &pair
                        && let [key, value] = pair.as_slice()
                    {
                        Rc::make_mut(map).insert(key.clone(), value.clone());
                    }
                }
                Value::Unit
            }
            ("retain", [keep]) => {
                let mut kept = BTreeMap::new();
                for (key, value) in map.iter() {
                    let keeps = self.call_now(keep, vec![key.clone(), value.clone()])?;
                    if self.truth(&keeps)? {
                        kept.insert(key.clone(), value.clone());
                    }
                }
                *map = Rc::new(kept);
                Value::Unit
            }
            _ => return self.wrong_arguments("a map", name),
        })
    }

    /// A method that only reads.
    fn method(
        &mut self,
        receiver: &Value,
        name: &str,
        arguments: &[Value],
        collects: Collects,
    ) -> Result<Value> {
        match (name, arguments) {
            ("clone" | "to_owned" | "borrow" | "as_ref" | "as_mut", []) => {
                return Ok(receiver.clone());
            }
            ("to_string", []) => return Ok(Value::text(self.display(receiver)?)),
            ("into", []) => {
                return match (collects, receiver) {
                    (Collects::Int(kind), Value::Int(int)) => {
                        self.fits(kind, Some(int.number()), "the number does not fit")
                    }
                    _ => Ok(receiver.clone()),
                };
            }
            ("min", [other]) if !matches!(receiver, Value::Iterator(_)) => {
                return Ok(receiver.min(other).clone());
            }
            ("max", [other]) if !matches!(receiver, Value::Iterator(_)) => {
                return Ok(receiver.max(other).clone());
            }
            ("eq", [other]) => return Ok(Value::Bool(receiver == other)),
            _ => {}
        }
        let found = match receiver {
            Value::Int(int) => self.int_method(*int, name, arguments)?,
            Value::Float(Float(number)) => float_method(*number, name),
            Value::Text(text) => self.text_method(text, name, arguments)?,
            Value::Duration(length) => duration_method(*length, name, arguments),
            Value::List(values) => self.list_method(values, name, arguments)?,
            Value::Map(map) => self.map_method(map, name, arguments)?,
            Value::Set(set) => self.set_method(set, name, arguments)?,
            Value::Variant(variant) if variant.of == TypeId::OPTION => {
                self.option_method(receiver, variant.fields.first(), name, arguments, collects)?
            }
            Value::Variant(variant) if variant.of == TypeId::RESULT => {
                let inside = variant.fields.first().cloned().unwrap_or(Value::Unit);
                let inside =
                    if variant.variant == VariantId::OK { Ok(inside) } else { Err(inside) };
                self.result_method(receiver, inside, name, arguments)?
            }
            Value::Iterator(iterator) => {
                let mut iterator = (**iterator).clone();
                self.iterator_method(&mut iterator, name, arguments, collects)?
            }
            Value::Range(range) if name == "contains" && arguments.len() == 1 => {
                let value = &arguments[0];
                let high = range
                    .end
                    .as_ref()
                    .is_none_or(|end| value < end || (range.inclusive && value == end));
                Some(Value::Bool(range.start.as_ref().is_none_or(|start| start <= value) && high))
            }
            Value::Range(_) => {
                let mut iterator = self.iterate(receiver.clone())?;
                self.iterator_method(&mut iterator, name, arguments, collects)?
            }
            Value::Struct(inner) if inner.of == TypeId::TRANSACTION => {
                self.transaction_method(&inner.fields[0], name, arguments)
            }
            Value::World => Some(self.world_method(name, arguments)?),
            _ => None,
        };
        match found {
            Some(value) => Ok(value),
            None => {
                let name_of = self.name_of(receiver);
                self.no_method(&name_of, name)
            }
        }
    }

    fn no_method<T>(&self, of: &str, name: &str) -> Result<T> {
        self.panic(format!("{of} has no method `{name}` with these arguments"))
    }

    fn wrong_arguments<T>(&self, of: &str, name: &str) -> Result<T> {
        self.no_method(of, name)
    }

    fn world_method(&mut self, name: &str, arguments: &[Value]) -> Result<Value> {
        let Some(host) = self.host else {
            return self.panic("the world can be read only in a property");
        };
        let Some((Value::Text(node), rest)) = arguments.split_first() else {
            return self.panic(format!("`world.{name}` needs the name of a node"));
        };
        match host.observe(node, name, rest) {
            Ok(value) => Ok(value),
            Err(problem) => self.panic(problem),
        }
    }

    fn transaction_method(&self, parts: &Value, name: &str, arguments: &[Value]) -> Option<Value> {
        let (Value::List(parts), [_, _]) = (parts, arguments) else { return None };
        if !["insert", "update", "delete"].contains(&name) {
            return None;
        }
        let mut part = vec![Value::text(name)];
        part.extend(arguments.iter().cloned());
        let mut parts = (**parts).clone();
        parts.push(Value::Tuple(Rc::new(part)));
        let fields = vec![Value::list(parts)];
        Some(Value::Struct(Rc::new(Struct { of: TypeId::TRANSACTION, fields })))
    }

    fn int_method(&self, int: Int, name: &str, arguments: &[Value]) -> Result<Option<Value>> {
        let number = int.number();
        let other = match arguments.first() {
            Some(Value::Int(other)) => Some(*other),
            _ => None,
        };
        let kind = match other {
            Some(other) if int.kind == IntKind::Any => other.kind,
            _ => int.kind,
        };
        let fits = |found: Option<i128>| {
            self.fits(kind, found, &format!("attempt to {name} with overflow"))
        };
        let checked =
            |found: Option<i128>| Value::option(found.and_then(|found| Value::int(kind, found)));
        let range = kind.range();
        let saturating =
            |found: i128| self.fits(kind, Some(found.clamp(*range.start(), *range.end())), "");
        let wrapping = |found: i128| self.fits(kind, Some(super::operators::wrap(kind, found)), "");
        let Some(other) = other.map(Int::number) else {
            return Ok(match name {
                "abs" => Some(fits(number.checked_abs())?),
                "is_positive" => Some(Value::Bool(number > 0)),
                "is_negative" => Some(Value::Bool(number < 0)),
                _ => None,
            });
        };
        Ok(Some(match name {
            "pow" => fits(u32::try_from(other).ok().and_then(|power| number.checked_pow(power)))?,
            "abs_diff" => fits(Some(number.abs_diff(other) as i128))?,
            "checked_add" => checked(number.checked_add(other)),
            "checked_sub" => checked(number.checked_sub(other)),
            "checked_mul" => checked(number.checked_mul(other)),
            "checked_div" => checked(number.checked_div(other)),
            "saturating_add" => saturating(number.saturating_add(other))?,
            "saturating_sub" => saturating(number.saturating_sub(other))?,
            "saturating_mul" => saturating(number.saturating_mul(other))?,
            "wrapping_add" => wrapping(number.wrapping_add(other))?,
            "wrapping_sub" => wrapping(number.wrapping_sub(other))?,
            "wrapping_mul" => wrapping(number.wrapping_mul(other))?,
            "rem_euclid" if other == 0 => {
                return self.panic("attempt to calculate the remainder with a divisor of zero");
            }
            "rem_euclid" => fits(number.checked_rem_euclid(other))?,
            "clamp" => match arguments.get(1) {
                Some(Value::Int(high)) if other <= high.number() => {
                    fits(Some(number.clamp(other, high.number())))?
                }
                _ => return self.panic("assertion failed: min <= max"),
            },
            _ => return Ok(None),
        }))
    }

    fn text_method(
        &mut self,
        text: &str,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.spend(text.len() as u64)?;
        let list = |parts: Vec<Value>| {
            Value::Iterator(Rc::new(Iter::List {
                front: 0,
                back: parts.len(),
                list: Rc::new(parts),
            }))
        };
        let pattern = match arguments.first() {
            Some(Value::Text(text)) => (**text).clone(),
            Some(Value::Char(value)) => value.to_string(),
            _ => String::new(),
        };
        Ok(Some(match (name, arguments.len()) {
            ("len", 0) => Value::size(text.len()),
            ("is_empty", 0) => Value::Bool(text.is_empty()),
            ("as_str", 0) => Value::text(text),
            ("trim", 0) => Value::text(text.trim()),
            ("to_uppercase", 0) => Value::text(text.to_uppercase()),
            ("to_lowercase", 0) => Value::text(text.to_lowercase()),
            ("contains", 1) => Value::Bool(text.contains(&pattern)),
            ("starts_with", 1) => Value::Bool(text.starts_with(&pattern)),
            ("ends_with", 1) => Value::Bool(text.ends_with(&pattern)),
            ("replace", 2) => {
                let Some(Value::Text(with)) = arguments.get(1) else { return Ok(None) };
                self.spend((text.len() as u64 + 1) * (with.len() as u64 + 1))?;
                Value::text(text.replace(&pattern, with))
            }
            ("repeat", 1) => {
                let count = self.size(&arguments[0])?;
                self.spend((text.len() as u64).saturating_mul(count as u64))?;
                Value::text(text.repeat(count))
            }
            ("chars", 0) => {
                self.spend(text.len() as u64 * 16)?;
                list(text.chars().map(Value::Char).collect())
            }
            ("bytes", 0) => {
                self.spend(text.len() as u64 * 16)?;
                let byte =
                    |byte: u8| Value::int(IntKind::U8, i128::from(byte)).unwrap_or(Value::Unit);
                list(text.bytes().map(byte).collect())
            }
            ("split", 1) => list(text.split(pattern.as_str()).map(Value::text).collect()),
            ("split_whitespace", 0) => list(text.split_whitespace().map(Value::text).collect()),
            ("lines", 0) => list(text.lines().map(Value::text).collect()),
            _ => return Ok(None),
        }))
    }

    fn list_method(
        &mut self,
        values: &Rc<Vec<Value>>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.work(values.len() / 16)?;
        Ok(Some(match (name, arguments) {
            ("len", []) => Value::size(values.len()),
            ("is_empty", []) => Value::Bool(values.is_empty()),
            ("to_vec", []) => Value::List(Rc::clone(values)),
            ("iter" | "into_iter", []) => {
                let iterator = self.iterate(Value::List(Rc::clone(values)))?;
                Value::Iterator(Rc::new(iterator))
            }
            ("first" | "front", []) => Value::option(values.first().cloned()),
            ("last" | "back", []) => Value::option(values.last().cloned()),
            ("get", [Value::Range(range)]) => match self.bounds(range, values.len()) {
                Ok((from, to)) => Value::some(Value::list(values[from..to].to_vec())),
                Err(_) => Value::none(),
            },
            ("get", [at]) => Value::option(values.get(self.size(at)?).cloned()),
            ("contains", [value]) => Value::Bool(values.contains(value)),
            ("binary_search", [value]) => match values.binary_search(value) {
                Ok(at) => Value::ok(Value::size(at)),
                Err(at) => Value::err(Value::size(at)),
            },
            ("join", [Value::Text(between)]) => {
                let mut parts = Vec::new();
                for value in values.iter() {
                    parts.push(self.display(value)?);
                    self.spend(parts.last().map_or(0, String::len) as u64 + between.len() as u64)?;
                }
                Value::text(parts.join(between))
            }
            ("concat", []) => {
                let mut all = Vec::new();
                for value in values.iter() {
                    let iterator = self.iterate(value.clone())?;
                    all.extend(self.rest(iterator)?);
                }
                Value::list(all)
            }
            _ => return Ok(None),
        }))
    }

    fn map_method(
        &mut self,
        map: &Rc<BTreeMap<Value, Value>>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let pair = |(key, value): (&Value, &Value)| {
            Value::Tuple(Rc::new(vec![key.clone(), value.clone()]))
        };
        let list = |values: Vec<Value>| {
            Value::Iterator(Rc::new(Iter::List {
                front: 0,
                back: values.len(),
                list: Rc::new(values),
            }))
        };
        if ["keys", "values", "into_keys", "into_values"].contains(&name) {
            self.spend(map.len() as u64 * 16)?;
        }
        Ok(Some(match (name, arguments) {
            ("len", []) => Value::size(map.len()),
            ("is_empty", []) => Value::Bool(map.is_empty()),
            ("get", [key]) => Value::option(map.get(key).cloned()),
            ("contains_key", [key]) => Value::Bool(map.contains_key(key)),
            ("keys" | "into_keys", []) => list(map.keys().cloned().collect()),
            ("values" | "into_values", []) => list(map.values().cloned().collect()),
            ("first_key_value", []) => Value::option(map.first_key_value().map(pair)),
            ("last_key_value", []) => Value::option(map.last_key_value().map(pair)),
            ("iter" | "into_iter", []) => {
                let iterator = self.iterate(Value::Map(Rc::clone(map)))?;
                Value::Iterator(Rc::new(iterator))
            }
            _ => return Ok(None),
        }))
    }

    fn set_method(
        &mut self,
        set: &Rc<std::collections::BTreeSet<Value>>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.work(set.len() / 16)?;
        let collected = |values: std::collections::BTreeSet<Value>| Value::Set(Rc::new(values));
        Ok(Some(match (name, arguments) {
            ("len", []) => Value::size(set.len()),
            ("is_empty", []) => Value::Bool(set.is_empty()),
            ("contains", [value]) => Value::Bool(set.contains(value)),
            ("first", []) => Value::option(set.first().cloned()),
            ("last", []) => Value::option(set.last().cloned()),
            ("is_subset", [Value::Set(other)]) => Value::Bool(set.is_subset(other)),
            ("is_superset", [Value::Set(other)]) => Value::Bool(set.is_superset(other)),
            ("union", [Value::Set(other)]) => collected(set.union(other).cloned().collect()),
            ("intersection", [Value::Set(other)]) => {
                collected(set.intersection(other).cloned().collect())
            }
            ("difference", [Value::Set(other)]) => {
                collected(set.difference(other).cloned().collect())
            }
            ("iter" | "into_iter", []) => {
                let iterator = self.iterate(Value::Set(Rc::clone(set)))?;
                Value::Iterator(Rc::new(iterator))
            }
            _ => return Ok(None),
        }))
    }

    fn option_method(
        &mut self,
        whole: &Value,
        inside: Option<&Value>,
        name: &str,
        arguments: &[Value],
        collects: Collects,
    ) -> Result<Option<Value>> {
        Ok(Some(match (name, arguments, inside) {
            ("is_some", [], _) => Value::Bool(inside.is_some()),
            ("is_none", [], _) => Value::Bool(inside.is_none()),
            ("cloned" | "copied" | "as_deref", [], _) => whole.clone(),
            ("iter" | "into_iter", [], _) => {
                let iterator = self.iterate(whole.clone())?;
                Value::Iterator(Rc::new(iterator))
            }
            (
                "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default",
                _,
                Some(value),
            ) => value.clone(),
            ("unwrap", [], None) => {
                return self.panic("called `Option::unwrap()` on a `None` value");
            }
            ("expect", [Value::Text(message)], None) => return self.panic((**message).clone()),
            ("unwrap_or", [other], None) => other.clone(),
            ("unwrap_or_else", [function], None) => self.call_now(function, Vec::new())?,
            ("unwrap_or_default", [], None) => match collects {
                Collects::Int(kind) => self.fits(kind, Some(0), "")?,
                Collects::Text => Value::text(""),
                Collects::List => Value::list(Vec::new()),
                Collects::Map => Value::Map(Rc::default()),
                Collects::Set => Value::Set(Rc::default()),
                Collects::Float => Value::Float(Float(0.0)),
                _ => {
                    return self
                        .panic("`unwrap_or_default` needs a type: say so with `let value: … =`");
                }
            },
            ("is_some_and", [function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            ("is_some_and", [_], None) => Value::Bool(false),
            ("is_none_or", [function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            ("is_none_or", [_], None) => Value::Bool(true),
            ("map", [function], Some(value)) => {
                Value::some(self.call_now(function, vec![value.clone()])?)
            }
            ("and_then", [function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            ("filter", [function], Some(value)) => {
                let keeps = self.call_now(function, vec![value.clone()])?;
                if self.truth(&keeps)? { whole.clone() } else { Value::none() }
            }
            ("map" | "and_then" | "filter", [_], None) => Value::none(),
            ("map_or", [_, function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            ("map_or", [other, _], None) => other.clone(),
            ("map_or_else", [_, function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            ("map_or_else", [other, _], None) => self.call_now(other, Vec::new())?,
            ("or" | "or_else", [_], Some(_)) => whole.clone(),
            ("or", [other], None) => other.clone(),
            ("or_else", [function], None) => self.call_now(function, Vec::new())?,
            ("flatten", [], Some(value)) => value.clone(),
            ("flatten", [], None) => Value::none(),
            ("ok_or" | "ok_or_else", [_], Some(value)) => Value::ok(value.clone()),
            ("ok_or", [error], None) => Value::err(error.clone()),
            ("ok_or_else", [function], None) => Value::err(self.call_now(function, Vec::new())?),
            _ => return Ok(None),
        }))
    }

    fn result_method(
        &mut self,
        whole: &Value,
        inside: std::result::Result<Value, Value>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        Ok(Some(match (name, arguments, inside) {
            ("is_ok", [], inside) => Value::Bool(inside.is_ok()),
            ("is_err", [], inside) => Value::Bool(inside.is_err()),
            ("ok", [], inside) => Value::option(inside.ok()),
            ("err", [], inside) => Value::option(inside.err()),
            ("unwrap" | "expect" | "unwrap_or" | "unwrap_or_else", _, Ok(value)) => value,
            ("unwrap", [], Err(error)) => {
                let error = self.debug(&error);
                return self.panic(format!("called `Result::unwrap()` on an `Err` value: {error}"));
            }
            ("expect", [Value::Text(message)], Err(error)) => {
                let error = self.debug(&error);
                return self.panic(format!("{message}: {error}"));
            }
            ("unwrap_err", [], Err(error)) => error,
            ("unwrap_err", [], Ok(value)) => {
                let value = self.debug(&value);
                return self
                    .panic(format!("called `Result::unwrap_err()` on an `Ok` value: {value}"));
            }
            ("unwrap_or", [other], Err(_)) => other.clone(),
            ("unwrap_or_else", [function], Err(error)) => self.call_now(function, vec![error])?,
            ("is_ok_and", [function], Ok(value)) => self.call_now(function, vec![value])?,
            ("is_err_and", [function], Err(error)) => self.call_now(function, vec![error])?,
            ("is_ok_and" | "is_err_and", [_], _) => Value::Bool(false),
            ("map", [function], Ok(value)) => Value::ok(self.call_now(function, vec![value])?),
            ("map_err", [function], Err(error)) => {
                Value::err(self.call_now(function, vec![error])?)
            }
            ("and_then", [function], Ok(value)) => self.call_now(function, vec![value])?,
            ("or_else", [function], Err(error)) => self.call_now(function, vec![error])?,
            ("map" | "map_err" | "and_then" | "or_else", [_], _) => whole.clone(),
            ("map_or", [_, function], Ok(value)) => self.call_now(function, vec![value])?,
            ("map_or", [other, _], Err(_)) => other.clone(),
            ("map_or_else", [_, function], Ok(value)) => self.call_now(function, vec![value])?,
            ("map_or_else", [function, _], Err(error)) => self.call_now(function, vec![error])?,
            _ => return Ok(None),
        }))
    }
}

/// Whether a method changes the value that it is called on.
fn changes(receiver: &Value, name: &str) -> bool {
    match receiver {
        Value::List(_) => matches!(
            name,
            "push"
                | "push_back"
                | "push_front"
                | "pop"
                | "pop_back"
                | "pop_front"
                | "insert"
                | "remove"
                | "clear"
                | "truncate"
                | "extend"
                | "append"
                | "reverse"
                | "sort"
                | "sort_by_key"
                | "dedup"
                | "retain"
                | "swap"
                | "drain"
        ),
        Value::Map(_) | Value::Set(_) => {
            matches!(name, "insert" | "remove" | "clear" | "extend" | "retain")
        }
        Value::Text(_) => matches!(name, "push" | "push_str" | "clear"),
        Value::Variant(option) if option.of == TypeId::OPTION => {
            matches!(name, "take" | "replace" | "insert")
        }
        Value::Iterator(_) => name == "next" || name == "nth",
        _ => false,
    }
}

fn float_method(number: f64, name: &str) -> Option<Value> {
    let number = match name {
        "abs" => number.abs(),
        "floor" => number.floor(),
        "ceil" => number.ceil(),
        "round" => number.round(),
        "sqrt" => number.sqrt(),
        _ => return None,
    };
    Some(Value::Float(Float(number)))
}

fn duration_method(length: Time, name: &str, arguments: &[Value]) -> Option<Value> {
    let whole = |count: u64| Value::int(IntKind::U64, i128::from(count));
    match (name, arguments) {
        ("as_secs", []) => whole(length.micros() / 1_000_000),
        ("as_millis", []) => whole(length.micros() / 1_000),
        ("as_micros", []) => whole(length.micros()),
        ("saturating_sub", [Value::Duration(other)]) => Some(Value::Duration(length.since(*other))),
        _ => None,
    }
}
