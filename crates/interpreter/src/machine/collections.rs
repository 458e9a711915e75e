//! Methods of lists, maps and sets.

use std::rc::Rc;

use super::{Machine, Result};
use crate::map::Map;
use crate::value::Value;

impl Machine<'_> {
    pub(super) fn change_list(
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
                // Sorted as (key, position), which keeps the order of equal keys.
                let mut keyed = Vec::new();
                for (at, value) in values.iter().enumerate() {
                    let key = self.call_now(function, vec![value.clone()])?;
                    keyed.push(Value::Tuple(Rc::new(vec![key, Value::size(at), value.clone()])));
                }
                keyed.sort();
                let value = |each: &Value| match each {
                    Value::Tuple(inside) => inside[2].clone(),
                    other => other.clone(),
                };
                *values = Rc::new(keyed.iter().map(value).collect());
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
                Value::iterator(taken)
            }
            _ => return self.wrong_arguments("a list", name),
        })
    }

    pub(super) fn change_map(
        &mut self,
        map: &mut Rc<Map>,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        self.about_to_change(map)?;
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
                        self.about_to_change(map)?;
                        Rc::make_mut(map).insert(key.clone(), value.clone());
                    }
                }
                Value::Unit
            }
            ("retain", [keep]) => {
                self.keep_entries(map, |this, (key, value)| {
                    this.call_now(keep, vec![key.clone(), value.clone()])
                })?;
                Value::Unit
            }
            _ => return self.wrong_arguments("a map", name),
        })
    }

    pub(super) fn change_set(
        &mut self,
        set: &mut Rc<Map>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Value> {
        self.about_to_change(set)?;
        Ok(match (name, arguments) {
            ("insert", [value]) => Value::Bool(Rc::make_mut(set).add(value.clone())),
            ("remove", [value]) => Value::Bool(Rc::make_mut(set).remove(value).is_some()),
            ("clear", []) => {
                *set = Rc::default();
                Value::Unit
            }
            ("extend", [values]) => {
                let iterator = self.iterate(values.clone())?;
                for value in self.rest(iterator)? {
                    self.about_to_change(set)?;
                    Rc::make_mut(set).add(value);
                }
                Value::Unit
            }
            ("retain", [keep]) => {
                self.keep_entries(set, |this, (value, _)| {
                    this.call_now(keep, vec![value.clone()])
                })?;
                Value::Unit
            }
            _ => return self.wrong_arguments("a set", name),
        })
    }

    /// Counts what a change of a map costs: a shift, and a copy where it is shared.
    fn about_to_change(&mut self, map: &Rc<Map>) -> Result<()> {
        if Rc::strong_count(map) > 1 {
            self.spend(map.len() as u64 * 32)?;
        }
        self.work(map.len() / 64)
    }

    fn keep_entries(
        &mut self,
        map: &mut Rc<Map>,
        mut keeps: impl FnMut(&mut Self, &(Value, Value)) -> Result<Value>,
    ) -> Result<()> {
        let mut kept = Map::default();
        for entry in map.entries() {
            let keeps = keeps(self, entry)?;
            if self.truth(&keeps)? {
                kept.push(entry);
            }
        }
        *map = Rc::new(kept);
        Ok(())
    }

    pub(super) fn list_method(
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

    pub(super) fn map_method(
        &mut self,
        map: &Rc<Map>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let pair =
            |(key, value): &(Value, Value)| Value::Tuple(Rc::new(vec![key.clone(), value.clone()]));
        if ["keys", "values", "into_keys", "into_values"].contains(&name) {
            self.spend(map.len() as u64 * 16)?;
        }
        Ok(Some(match (name, arguments) {
            ("len", []) => Value::size(map.len()),
            ("is_empty", []) => Value::Bool(map.len() == 0),
            ("get", [key]) => Value::option(map.get(key).cloned()),
            ("contains_key", [key]) => Value::Bool(map.contains(key)),
            ("keys" | "into_keys", []) => Value::iterator(map.keys()),
            ("values" | "into_values", []) => Value::iterator(map.values()),
            ("first_key_value", []) => Value::option(map.entries().first().map(pair)),
            ("last_key_value", []) => Value::option(map.entries().last().map(pair)),
            ("iter" | "into_iter", []) => {
                let iterator = self.iterate(Value::Map(Rc::clone(map)))?;
                Value::Iterator(Rc::new(iterator))
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn set_method(
        &mut self,
        set: &Rc<Map>,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.work(set.len())?;
        let collected = |values: Map| Value::Set(Rc::new(values));
        let element = |(value, _): &(Value, Value)| value.clone();
        Ok(Some(match (name, arguments) {
            ("len", []) => Value::size(set.len()),
            ("is_empty", []) => Value::Bool(set.len() == 0),
            ("contains", [value]) => Value::Bool(set.contains(value)),
            ("first", []) => Value::option(set.entries().first().map(element)),
            ("last", []) => Value::option(set.entries().last().map(element)),
            ("is_subset", [Value::Set(other)]) => {
                Value::Bool(set.selected(other, false).len() == 0)
            }
            ("is_superset", [Value::Set(other)]) => {
                Value::Bool(other.selected(set, false).len() == 0)
            }
            ("union", [Value::Set(other)]) => {
                let mut all = (**set).clone();
                for (value, _) in other.entries() {
                    all.add(value.clone());
                }
                collected(all)
            }
            ("intersection", [Value::Set(other)]) => collected(set.selected(other, true)),
            ("difference", [Value::Set(other)]) => collected(set.selected(other, false)),
            ("iter" | "into_iter", []) => {
                let iterator = self.iterate(Value::Set(Rc::clone(set)))?;
                Value::Iterator(Rc::new(iterator))
            }
            _ => return Ok(None),
        }))
    }
}
