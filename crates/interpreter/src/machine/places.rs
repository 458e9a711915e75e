//! Places: what a `&mut` stands for, what is assigned to, what an index means.

use std::rc::Rc;

use super::{Failure, Machine, Result, Stopped};
use crate::code::{Binary, NameId, PlaceSpec, PlaceStep};
use crate::memory::Thing;
use crate::value::{Key, Place, Range, Root, Value};

impl Machine<'_> {
    /// The place that a spec means now, its indices taken from the stack.
    pub(super) fn place(&mut self, spec: &PlaceSpec) -> Result<Place> {
        let mut indices = Vec::new();
        if spec.indices > 0 {
            indices = self.take(spec.indices)?;
        }
        let mut place = match self.variable(spec.slot) {
            Value::Place(place) => (**place).clone(),
            _ => {
                let slot = self.frame.base + u32::from(spec.slot);
                let root = Root::Variable { task: self.number, slot };
                Place { root, path: Vec::with_capacity(spec.steps.len()) }
            }
        };
        let mut indices = indices.into_iter();
        for step in &spec.steps {
            let key = match step {
                PlaceStep::Field(name) => Key::Field(*name),
                PlaceStep::Position(position) => Key::Position(*position),
                PlaceStep::Index => {
                    let index = indices.next().unwrap_or(Value::Unit);
                    match self.read(index)? {
                        Value::Range(range) => {
                            let length = match self.stands_at(&place)? {
                                Value::List(values) => values.len(),
                                other => {
                                    let kind = other.kind();
                                    return self
                                        .panic(format_args!("{kind} has no part to change"));
                                }
                            };
                            let (from, to) = self.bounds(&range, length)?;
                            Key::Part(from as u32, to as u32)
                        }
                        index => Key::Index(index),
                    }
                }
            };
            place = self.further(place, key)?;
        }
        self.crossed(place)
    }

    /// The place one turn further inside. A position in a part of a list is one in the list.
    pub(super) fn further(&self, mut place: Place, key: Key) -> Result<Place> {
        match (place.path.last(), &key) {
            (Some(Key::Part(from, to)), Key::Index(index)) => {
                let (at, length) = (self.size(index)?, (*to - *from) as usize);
                if at >= length {
                    return self.out_of_bounds(at, length);
                }
                let at = Value::size(*from as usize + at);
                place.path.pop();
                place.path.push(Key::Index(at));
            }
            (Some(Key::Part(from, _)), Key::Part(inner_from, inner_to)) => {
                let key = Key::Part(*from + inner_from, *from + inner_to);
                place.path.pop();
                place.path.push(key);
            }
            _ => place.path.push(key),
        }
        Ok(place)
    }

    /// A copy of what stands at a place, which shares its inside.
    pub(super) fn stands_at(&self, place: &Place) -> Result<Value> {
        let Some((Key::Part(from, to), path)) = place.path.split_last() else {
            return self.look(place).cloned();
        };
        let whole = Place { root: place.root, path: path.to_vec() };
        match self.look(&whole)? {
            Value::List(values) => match values.get(*from as usize..*to as usize) {
                Some(part) => Ok(Value::list(part.to_vec())),
                None => self.panic("what this reference pointed to is gone"),
            },
            other => self.panic(format_args!("{} has no parts", other.kind())),
        }
    }

    /// Puts a value where a place is; the elements of a list, where that is a part of one.
    pub(super) fn put_at(&mut self, place: &Place, value: Value) -> Result<()> {
        let Some((Key::Part(from, to), path)) = place.path.split_last() else {
            *self.reach(place)? = value;
            return Ok(());
        };
        let whole = Place { root: place.root, path: path.to_vec() };
        self.spend(u64::from(*to - *from) * 16)?;
        if let (Value::List(values), Value::List(part)) = (self.reach(&whole)?, value) {
            let values = Rc::make_mut(values).iter_mut().skip(*from as usize);
            for (target, value) in values.zip(part.iter()) {
                *target = value.clone();
            }
        }
        Ok(())
    }

    /// A place whose way leads through a reference that is kept inside a value begins anew at what
    /// that stands for.
    fn crossed(&self, place: Place) -> Result<Place> {
        if place.path.len() < 2 {
            return Ok(place);
        }
        let mut value = self.root(place.root)?;
        for (at, key) in place.path.iter().enumerate() {
            let Ok(found) = self.inside(value, key) else { return Ok(place) };
            value = found;
            if let Value::Place(inner) = value {
                let mut path = inner.path.clone();
                path.extend_from_slice(&place.path[at + 1..]);
                return self.crossed(Place { root: inner.root, path });
            }
        }
        Ok(place)
    }

    /// What stands at the place that a spec means, its indices taken from the stack.
    pub(super) fn read_place(&mut self, spec: &PlaceSpec) -> Result<Value> {
        if let Value::Place(place) = self.variable(spec.slot)
            && let Some(Key::Part(..)) = place.path.last()
        {
            let place = self.place(spec)?;
            return self.stands_at(&place);
        }
        if spec.indices == 0 {
            let mut value = self.variable(spec.slot);
            for step in &spec.steps {
                if let Value::Place(place) = value {
                    value = self.look(place)?;
                }
                value = match step {
                    PlaceStep::Field(name) => self.inside_field(value, *name)?,
                    PlaceStep::Position(at) => self.inside_position(value, *at)?,
                    PlaceStep::Index => value,
                };
            }
            return Ok(value.clone());
        }
        let from = self.stack.len().saturating_sub(usize::from(spec.indices));
        let indices = self.stack.split_off(from);
        let mut next = indices.iter();
        let mut value = self.variable(spec.slot);
        for step in &spec.steps {
            if let Value::Place(place) = value {
                value = self.look(place)?;
            }
            value = match step {
                PlaceStep::Field(name) => self.inside_field(value, *name)?,
                PlaceStep::Position(at) => self.inside_position(value, *at)?,
                PlaceStep::Index => {
                    let mut index = next.next().unwrap_or(&Value::Unit);
                    if let Value::Place(place) = index {
                        index = self.look(place)?;
                    }
                    if let Value::Range(_) = index {
                        let (value, index) = (value.clone(), index.clone());
                        return self.index(&value, &index);
                    }
                    self.inside_index(value, index)?
                }
            };
        }
        Ok(value.clone())
    }

    fn root(&self, root: Root) -> Result<&Value> {
        let found = match root {
            Root::Variable { task, slot } if task == self.number => self.stack.get(slot as usize),
            Root::Variable { task, slot } => {
                self.memory.tasks.get(task).and_then(|task| task.stack.get(slot as usize))
            }
            Root::State => self.memory.state.as_ref(),
            Root::Mutex(id) => match self.memory.shared.get(id).map(|shared| &shared.what) {
                Some(Thing::Mutex { value, .. }) => Some(value),
                _ => None,
            },
        };
        match found {
            Some(value) => Ok(value),
            None => self.panic("what this reference pointed to is gone"),
        }
    }

    /// The value at a place, to be read.
    pub(super) fn look(&self, place: &Place) -> Result<&Value> {
        let mut value = self.root(place.root)?;
        for key in &place.path {
            if let Value::Place(inner) = value {
                value = self.look(inner)?;
            }
            value = self.inside(value, key)?;
        }
        if let Value::Place(inner) = value {
            return self.look(inner);
        }
        Ok(value)
    }

    fn inside<'v>(&self, value: &'v Value, key: &Key) -> Result<&'v Value> {
        match key {
            Key::Field(name) => self.inside_field(value, *name),
            Key::Position(at) => self.inside_position(value, *at),
            Key::Index(index) => self.inside_index(value, index),
            Key::Part(..) => self.panic("a part of a list is no single value"),
        }
    }

    fn inside_field<'v>(&self, value: &'v Value, name: NameId) -> Result<&'v Value> {
        let found = match value {
            Value::Struct(record) => {
                let fields = self.program.types.fields(record.of, None);
                fields.position_of(name).and_then(|at| record.fields.get(at))
            }
            Value::Range(range) => match &**self.program.name(name) {
                "start" => range.start.as_ref(),
                "end" => range.end.as_ref(),
                _ => None,
            },
            _ => None,
        };
        match found {
            Some(found) => Ok(found),
            None => {
                let (kind, name) = (self.name_of(value), self.program.name(name));
                self.panic(format_args!("{kind} has no field `{name}`"))
            }
        }
    }

    fn inside_position<'v>(&self, value: &'v Value, at: u16) -> Result<&'v Value> {
        match value.fields().get(usize::from(at)) {
            Some(found) => Ok(found),
            None => {
                let kind = self.name_of(value);
                self.panic(format_args!("{kind} has no field `{at}`"))
            }
        }
    }

    fn inside_index<'v>(&self, value: &'v Value, index: &Value) -> Result<&'v Value> {
        match value {
            Value::List(values) => {
                let at = self.size(index)?;
                match values.get(at) {
                    Some(value) => Ok(value),
                    None => self.out_of_bounds(at, values.len()),
                }
            }
            Value::Map(map) => match map.get(index) {
                Some(value) => Ok(value),
                None => self.panic("no entry found for key"),
            },
            other => self.panic(format_args!("{} cannot be indexed", other.kind())),
        }
    }

    /// The value at a place, to be written.
    pub(super) fn reach(&mut self, place: &Place) -> Result<&mut Value> {
        // Copies that were made here before are counted.
        self.spend(0)?;
        // The borrow checker cannot see that a failure keeps nothing, so what could fail is looked
        // at first.
        let whole = self.root(place.root)?;
        if let [first, rest @ ..] = place.path.as_slice() {
            let mut value = self.inside(whole, first)?;
            for key in rest {
                value = self.inside(value, key)?;
            }
        }
        let program = self.program;
        let mut value = match place.root {
            Root::Variable { task, slot } if task == self.number => &mut self.stack[slot as usize],
            Root::Variable { task, slot } => {
                let task = self.memory.tasks.get_mut(task).map(Rc::make_mut);
                &mut task.expect("it was looked at").stack[slot as usize]
            }
            Root::State => self.memory.state.as_mut().expect("it was looked at"),
            Root::Mutex(id) => {
                match self.memory.shared.get_mut(id).map(|shared| &mut shared.what) {
                    Some(Thing::Mutex { value, .. }) => value,
                    _ => unreachable!("it was looked at"),
                }
            }
        };
        for key in &place.path {
            value = match (value, key) {
                (Value::Struct(record), Key::Field(name)) => {
                    let at = program.types.fields(record.of, None).position_of(*name);
                    &mut Rc::make_mut(record).fields[at.unwrap_or(0)]
                }
                (Value::Struct(record) | Value::Variant(record), Key::Position(at)) => {
                    &mut Rc::make_mut(record).fields[usize::from(*at)]
                }
                (Value::Tuple(values), Key::Position(at)) => {
                    &mut Rc::make_mut(values)[usize::from(*at)]
                }
                (Value::List(values), Key::Index(Value::Int(at))) => {
                    if Rc::strong_count(values) > 1 {
                        self.bytes += values.len() as u64 * 16;
                    }
                    &mut Rc::make_mut(values)[at.as_size().unwrap_or(0)]
                }
                (Value::Map(map), Key::Index(key)) => {
                    if Rc::strong_count(map) > 1 {
                        self.bytes += map.len() as u64 * 32;
                    }
                    Rc::make_mut(map).get_mut(key).expect("it was looked at")
                }
                (other, _) => {
                    let kind = other.kind();
                    let message = format!("no part of {kind} can be assigned to");
                    self.failure.set(Some(Failure::Panic(message)));
                    return Err(Stopped);
                }
            };
        }
        Ok(value)
    }

    /// `+=` and its like. What stands there is taken out meanwhile, so that a string grows in place
    /// rather than in a copy.
    pub(super) fn update(&mut self, place: &Place, operator: Binary, right: Value) -> Result<()> {
        let left = std::mem::replace(self.reach(place)?, Value::Unit);
        let value = self.binary(operator, left, right)?;
        *self.reach(place)? = value;
        Ok(())
    }

    pub(super) fn update_variable(
        &mut self,
        slot: u16,
        operator: Binary,
        right: Value,
    ) -> Result<()> {
        let left = std::mem::replace(self.variable_mut(slot), Value::Unit);
        if let Value::Place(place) = left {
            self.update(&place, operator, right)?;
            *self.variable_mut(slot) = Value::Place(place);
            return Ok(());
        }
        let value = self.binary(operator, left, right)?;
        *self.variable_mut(slot) = value;
        Ok(())
    }

    /// What a reference stands for; any other value is itself.
    pub(super) fn read(&self, value: Value) -> Result<Value> {
        match value {
            Value::Place(place) => self.stands_at(&place),
            other => Ok(other),
        }
    }

    pub(super) fn field(&self, value: &Value, name: NameId) -> Result<Value> {
        match value {
            Value::Place(place) => self.inside_field(self.look(place)?, name).cloned(),
            value => self.inside_field(value, name).cloned(),
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
                let from = range.start.as_ref().map_or(Ok(0), |start| self.size(start))?;
                let to = match &range.end {
                    Some(end) => self.size(end)? + usize::from(range.inclusive),
                    None => text.len(),
                };
                let part = self.cut(text, from, to)?;
                self.spend(part.len() as u64)?;
                Ok(Value::text(part))
            }
            (value, index) => self.inside_index(value, index).cloned(),
        }
    }

    pub(super) fn bounds(&self, range: &Range, length: usize) -> Result<(usize, usize)> {
        let from = range.start.as_ref().map_or(Ok(0), |start| self.size(start))?;
        let to = match &range.end {
            Some(end) => self.size(end)? + usize::from(range.inclusive),
            None => length,
        };
        if from > length || to > length {
            let (side, at) = if from > length { ("start", from) } else { ("end", to) };
            return self.panic(format_args!(
                "range {side} index {at} out of range for slice of length {length}"
            ));
        }
        if from > to {
            return self.panic(format_args!("slice index starts at {from} but ends at {to}"));
        }
        Ok((from, to))
    }

    pub(super) fn out_of_bounds<T>(&self, at: usize, length: usize) -> Result<T> {
        self.panic(format_args!("index out of bounds: the len is {length} but the index is {at}"))
    }
}
