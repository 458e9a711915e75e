//! Places: what a `&mut` stands for, what is assigned to, what an index means.

use std::rc::Rc;

use super::{Machine, Result, Task};
use crate::code::{PlaceSpec, PlaceStep};
use crate::value::{Key, Place, Range, Value};

impl Machine<'_> {
    /// The place that a spec means now, its indices taken from the stack.
    pub(super) fn place(
        &mut self,
        task: &mut Task,
        base: usize,
        spec: &PlaceSpec,
    ) -> Result<Place> {
        let indices = spec.steps.iter().filter(|step| **step == PlaceStep::Index).count();
        let mut indices = self.take(task, indices as u16)?.into_iter();
        let slot = base + usize::from(spec.slot);
        let mut place = match &task.stack[slot] {
            Value::Place(place) if spec.through => (**place).clone(),
            _ => Place { slot: slot as u32, path: Vec::new() },
        };
        place.path.extend(spec.steps.iter().map(|step| match step {
            PlaceStep::Field(name) => Key::Field(name.0),
            PlaceStep::Position(position) => Key::Position(u32::from(*position)),
            PlaceStep::Index => Key::Index(indices.next().unwrap_or(Value::Unit)),
        }));
        Ok(place)
    }

    /// The value at a place, to be read.
    pub(super) fn look<'t>(&self, task: &'t Task, place: &Place) -> Result<&'t Value> {
        let Some(mut value) = task.stack.get(place.slot as usize) else {
            return self.panic("what this reference pointed to is gone");
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

    /// The value at a place, to be written.
    pub(super) fn reach<'t>(&self, task: &'t mut Task, place: &Place) -> Result<&'t mut Value> {
        let Some(mut value) = task.stack.get_mut(place.slot as usize) else {
            return self.panic("what this reference pointed to is gone");
        };
        for key in &place.path {
            value = self.inside(value, key)?;
        }
        Ok(value)
    }

    pub(super) fn inside<'t>(&self, value: &'t mut Value, key: &Key) -> Result<&'t mut Value> {
        let kind = value.kind();
        let found = match (value, key) {
            (Value::Struct(inner), Key::Field(name)) => {
                let name = &self.program.names[*name as usize];
                let at = self.program.types.fields(inner.of, None).position(name);
                at.and_then(|at| Rc::make_mut(inner).fields.get_mut(at))
            }
            (Value::Struct(inner), Key::Position(at)) => {
                Rc::make_mut(inner).fields.get_mut(*at as usize)
            }
            (Value::Tuple(values), Key::Position(at)) => Rc::make_mut(values).get_mut(*at as usize),
            (Value::List(values), Key::Index(index)) => {
                let (at, length) = (self.size(index)?, values.len());
                match Rc::make_mut(values).get_mut(at) {
                    Some(value) => Some(value),
                    None => return self.out_of_bounds(at, length),
                }
            }
            (Value::Map(map), Key::Index(key)) => Rc::make_mut(map).get_mut(key),
            _ => None,
        };
        match found {
            Some(found) => Ok(found),
            None => self.panic(format!("{kind} has no such part")),
        }
    }

    /// What a reference stands for; any other value is itself.
    pub(super) fn read(&self, task: &mut Task, value: Value) -> Result<Value> {
        match value {
            Value::Place(place) => self.reach(task, &place).cloned(),
            other => Ok(other),
        }
    }

    pub(super) fn index(&mut self, value: &Value, index: &Value) -> Result<Value> {
        match (value, index) {
            (Value::List(values), Value::Range(range)) => {
                let (from, to) = self.bounds(range, values.len())?;
                self.spend((to - from) as u64 * 16)?;
                Ok(Value::list(values[from..to].to_vec()))
            }
            (Value::Text(text), Value::Range(range)) => {
                let (from, to) = self.bounds(range, text.len())?;
                self.spend((to - from) as u64)?;
                match text.get(from..to) {
                    Some(part) => Ok(Value::text(part)),
                    None => self.panic("a string is cut inside a character"),
                }
            }
            (Value::List(values), index) => {
                let at = self.size(index)?;
                match values.get(at) {
                    Some(value) => Ok(value.clone()),
                    None => self.out_of_bounds(at, values.len()),
                }
            }
            (Value::Map(map), key) => match map.get(key) {
                Some(value) => Ok(value.clone()),
                None => self.panic("the map has no such key"),
            },
            (other, _) => self.panic(format!("{} cannot be indexed", other.kind())),
        }
    }

    pub(super) fn bounds(&self, range: &Range, length: usize) -> Result<(usize, usize)> {
        let from = range.start.as_ref().map_or(Ok(0), |start| self.size(start))?;
        let to = match &range.end {
            Some(end) => self.size(end)? + usize::from(range.inclusive),
            None => length,
        };
        if from > to || to > length {
            return self.panic(format!("range {from}..{to} is out of bounds: the len is {length}"));
        }
        Ok((from, to))
    }

    pub(super) fn out_of_bounds<T>(&self, at: usize, length: usize) -> Result<T> {
        self.panic(format!("index out of bounds: the len is {length} but the index is {at}"))
    }
}
