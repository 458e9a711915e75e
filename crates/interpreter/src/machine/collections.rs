//! Methods of maps and sets.

use std::rc::Rc;

use super::{Machine, Result};
use crate::library::Method as M;
use crate::map::Map;
use crate::types::Type;
use crate::value::{Key, Place, Range, Root, Value};

fn pair((key, value): &(Value, Value)) -> Value {
    Value::tuple(vec![key.clone(), value.clone()])
}

fn key((key, _): &(Value, Value)) -> Value {
    key.clone()
}

impl Machine<'_> {
    pub(super) fn change_map(
        &mut self,
        map: &mut Rc<Map>,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.about_to_change(map)?;
        Ok(Some(match (method, arguments) {
            (M::insert, [key, value]) => {
                self.weigh(key)?;
                self.spend(64)?;
                Value::option(Rc::make_mut(map).insert(key.clone(), value.clone()))
            }
            (M::remove, [key]) => {
                self.weigh(key)?;
                Value::option(Rc::make_mut(map).remove(key))
            }
            (M::pop_first | M::pop_last, []) => {
                let entries = map.entries();
                let entry =
                    if method == M::pop_first { entries.first() } else { entries.last() }.cloned();
                if let Some((key, _)) = &entry {
                    Rc::make_mut(map).remove(key);
                }
                Value::option(entry.as_ref().map(pair))
            }
            (M::clear, []) => {
                *map = Rc::default();
                Value::Unit
            }
            (M::extend | M::append, [more]) => {
                let more = self.emptied(method, more)?;
                let iterator = self.iterate(more)?;
                for entry in self.rest(iterator)? {
                    if let [key, value] = entry.fields() {
                        self.weigh(key)?;
                        self.about_to_change(map)?;
                        Rc::make_mut(map).insert(key.clone(), value.clone());
                    }
                }
                Value::Unit
            }
            (M::split_off, [from]) => {
                self.weigh(from)?;
                let (low, high) = map.split(from);
                *map = Rc::new(low);
                Value::Map(Rc::new(high))
            }
            (M::retain, [keep]) => {
                let mut kept = Map::default();
                for (key, value) in Rc::make_mut(map).take() {
                    let arguments = |place| vec![key.clone(), place];
                    let (keeps, value) = self.call_with_place(keep, value, arguments)?;
                    if self.truth(&keeps)? {
                        kept.push(&(key, value));
                    }
                }
                *map = Rc::new(kept);
                Value::Unit
            }
            _ => return Ok(None),
        }))
    }

    /// Calls a function that may change a value through a `&mut`, for which the value stands on the
    /// stack meanwhile. Gives what the function made, and the value as it is then.
    pub(super) fn call_with_place(
        &mut self,
        function: &Value,
        value: Value,
        arguments: impl FnOnce(Value) -> Vec<Value>,
    ) -> Result<(Value, Value)> {
        let slot = self.stack.len() as u32;
        self.stack.push(value);
        let root = Root::Variable { task: self.number, slot };
        let place = Value::Place(Rc::new(Place { root, path: Vec::new() }));
        let made = self.call_now(function, arguments(place))?;
        Ok((made, self.pop()))
    }

    /// What `append` empties, and `extend` takes as it is.
    fn emptied(&mut self, method: M, more: &Value) -> Result<Value> {
        match more {
            Value::Place(place) if method == M::append => {
                let empty = match self.look(place)? {
                    Value::Map(_) => Value::Map(Rc::default()),
                    _ => Value::Set(Rc::default()),
                };
                Ok(std::mem::replace(self.reach(place)?, empty))
            }
            other => self.read(other.clone()),
        }
    }

    pub(super) fn change_set(
        &mut self,
        set: &mut Rc<Map>,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.about_to_change(set)?;
        Ok(Some(match (method, arguments) {
            (M::insert, [value]) => {
                self.weigh(value)?;
                self.spend(48)?;
                Value::Bool(Rc::make_mut(set).add(value.clone()))
            }
            (M::remove, [value]) => {
                self.weigh(value)?;
                Value::Bool(Rc::make_mut(set).remove(value).is_some())
            }
            (M::take, [value]) => {
                self.weigh(value)?;
                let found = Rc::make_mut(set).remove(value);
                Value::option(found.map(|_| value.clone()))
            }
            (M::pop_first | M::pop_last, []) => {
                let entries = set.entries();
                let entry =
                    if method == M::pop_first { entries.first() } else { entries.last() }.cloned();
                if let Some((value, _)) = &entry {
                    Rc::make_mut(set).remove(value);
                }
                Value::option(entry.as_ref().map(key))
            }
            (M::clear, []) => {
                *set = Rc::default();
                Value::Unit
            }
            (M::extend | M::append, [more]) => {
                let more = self.emptied(method, more)?;
                let iterator = self.iterate(more)?;
                for value in self.rest(iterator)? {
                    self.weigh(&value)?;
                    self.about_to_change(set)?;
                    Rc::make_mut(set).add(value);
                }
                Value::Unit
            }
            (M::split_off, [from]) => {
                self.weigh(from)?;
                let (low, high) = set.split(from);
                *set = Rc::new(low);
                Value::Set(Rc::new(high))
            }
            (M::retain, [keep]) => {
                let mut kept = Map::default();
                for entry in set.entries() {
                    let keeps = self.call_now(keep, vec![entry.0.clone()])?;
                    if self.truth(&keeps)? {
                        kept.push(entry);
                    }
                }
                *set = Rc::new(kept);
                Value::Unit
            }
            _ => return Ok(None),
        }))
    }

    /// Counts what a change of a map costs: a shift, and a copy where it is shared.
    fn about_to_change(&mut self, map: &Rc<Map>) -> Result<()> {
        if Rc::strong_count(map) > 1 {
            self.spend(map.len() as u64 * 32)?;
        }
        self.work(map.len() / 64)
    }

    #[inline(never)]
    pub(super) fn map_method(
        &mut self,
        map: &Rc<Map>,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        if matches!(method, M::keys | M::values | M::into_keys | M::into_values) {
            self.spend(map.len() as u64 * 16)?;
        }
        Ok(Some(match (method, arguments) {
            (M::len, []) => Value::size(map.len()),
            (M::is_empty, []) => Value::Bool(map.len() == 0),
            (M::get, [key]) => {
                self.weigh(key)?;
                Value::option(map.get(key).cloned())
            }
            (M::get_key_value, [key]) => {
                self.weigh(key)?;
                let value = map.get(key).cloned();
                Value::option(value.map(|value| Value::tuple(vec![key.clone(), value])))
            }
            (M::contains_key, [key]) => {
                self.weigh(key)?;
                Value::Bool(map.contains(key))
            }
            (M::keys | M::into_keys, []) => Value::iterator(map.keys()),
            (M::values | M::into_values | M::values_mut, []) => Value::iterator(map.values()),
            (M::first_key_value, []) => Value::option(map.entries().first().map(pair)),
            (M::last_key_value, []) => Value::option(map.entries().last().map(pair)),
            (M::range, [Value::Range(range)]) => {
                let entries = self.between(map, range, "BTreeMap")?;
                Value::iterator(entries.iter().map(pair).collect())
            }
            (M::iter | M::into_iter | M::iter_mut, []) => {
                let iterator = self.iterate(Value::Map(Rc::clone(map)))?;
                Value::Iterator(Rc::new(iterator))
            }
            _ => return Ok(None),
        }))
    }

    /// The entries whose keys are in a range.
    fn between<'m>(
        &mut self,
        map: &'m Map,
        range: &Range,
        name: &str,
    ) -> Result<&'m [(Value, Value)]> {
        for end in [&range.start, &range.end].into_iter().flatten() {
            self.weigh(end)?;
        }
        if let (Some(start), Some(end)) = (&range.start, &range.end)
            && start > end
        {
            return self.panic(format_args!("range start is greater than range end in {name}"));
        }
        let entries = map.entries();
        let from = range.start.as_ref().map_or(0, |start| map.first_from(start));
        let to = range.end.as_ref().map_or(entries.len(), |end| {
            map.first_from(end) + usize::from(range.inclusive && map.contains(end))
        });
        self.spend((to - from) as u64 * 64)?;
        Ok(&entries[from..to])
    }

    /// Methods of a set and another.
    fn method_of_two_sets(&mut self, set: &Map, other: &Map, method: M) -> Result<Option<Value>> {
        self.work(set.len() + other.len())?;
        let collected = |values: &Map| Value::iterator(values.keys());
        Ok(Some(match method {
            M::is_subset => Value::Bool(set.selected(other, false).len() == 0),
            M::is_superset => Value::Bool(other.selected(set, false).len() == 0),
            M::is_disjoint => Value::Bool(set.selected(other, true).len() == 0),
            M::intersection => collected(&set.selected(other, true)),
            M::difference => collected(&set.selected(other, false)),
            M::union | M::symmetric_difference => {
                let mut all =
                    if method == M::union { set.clone() } else { set.selected(other, false) };
                for (value, _) in other.selected(set, false).entries() {
                    all.add(value.clone());
                }
                collected(&all)
            }
            _ => return Ok(None),
        }))
    }

    #[inline(never)]
    pub(super) fn set_method(
        &mut self,
        set: &Rc<Map>,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        // A set may also be an element of another, which is asked for below.
        if let [Value::Set(other)] = arguments
            && let Some(found) = self.method_of_two_sets(set, other, method)?
        {
            return Ok(Some(found));
        }
        Ok(Some(match (method, arguments) {
            (M::len, []) => Value::size(set.len()),
            (M::is_empty, []) => Value::Bool(set.len() == 0),
            (M::contains, [value]) => {
                self.weigh(value)?;
                Value::Bool(set.contains(value))
            }
            (M::get, [value]) => {
                self.weigh(value)?;
                Value::option(set.contains(value).then(|| value.clone()))
            }
            (M::first, []) => Value::option(set.entries().first().map(key)),
            (M::last, []) => Value::option(set.entries().last().map(key)),
            (M::range, [Value::Range(range)]) => {
                let entries = self.between(set, range, "BTreeSet")?;
                Value::iterator(entries.iter().map(key).collect())
            }
            (M::iter | M::into_iter, []) => {
                let iterator = self.iterate(Value::Set(Rc::clone(set)))?;
                Value::Iterator(Rc::new(iterator))
            }
            _ => return Ok(None),
        }))
    }

    /// Methods of `map.entry(key)`, which is a place where nothing may stand yet.
    #[inline(never)]
    pub(super) fn entry_method(
        &mut self,
        place: &Rc<Place>,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let Some((Key::Index(key), path)) = place.path.split_last() else { return Ok(None) };
        let around = Place { root: place.root, path: path.to_vec() };
        let present = match self.look(&around)? {
            Value::Map(map) => map.contains(key),
            _ => return Ok(None),
        };
        let made = match (method, arguments) {
            (M::and_modify, [function]) => {
                if present {
                    self.call_now(function, vec![Value::Place(Rc::clone(place))])?;
                }
                return Ok(Some(Value::Place(Rc::clone(place))));
            }
            (M::or_insert | M::or_insert_with | M::or_insert_with_key | M::or_default, _)
                if present =>
            {
                None
            }
            (M::or_insert, [value]) => Some(self.read(value.clone())?),
            (M::or_insert_with, [function]) => Some(self.call_now(function, Vec::new())?),
            (M::or_insert_with_key, [function]) => {
                Some(self.call_now(function, vec![key.clone()])?)
            }
            (M::or_default, []) => Some(self.default_of(makes)?),
            _ => return Ok(None),
        };
        if let Some(value) = made {
            self.weigh(key)?;
            self.spend(64)?;
            if let Value::Map(map) = self.reach(&around)? {
                Rc::make_mut(map).insert(key.clone(), value);
            }
        }
        Ok(Some(Value::Place(Rc::clone(place))))
    }
}
