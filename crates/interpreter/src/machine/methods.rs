//! Calls of methods: of the code's own types, of other nodes, of the built-in types.
//!
//! A browser compiles a function when it is called for the first time, the whole of it. So the
//! methods of each type are a function that is never made part of its caller: code that does not
//! use them does not wait for them.

use std::rc::Rc;

use super::numbers::holds;
use super::{Machine, Result};
use crate::code::MethodCall;
use crate::library::Method as M;
use crate::types::{Type, TypeId, VariantId};
use crate::value::{Future, Iter, Key, Place, Value};

impl Machine<'_> {
    /// Calls a method on what stands at a place, or else on the value under the arguments.
    #[inline(never)]
    pub(super) fn call_method(&mut self, call: &MethodCall) -> Result<()> {
        let mut arguments = self.take(call.arguments)?;
        let function = self.function;
        let mut place = match call.place {
            Some(at) => Some(self.place(&function.places[at as usize])?),
            None => None,
        };
        let mut receiver = match &place {
            Some(place) if is_of_entry(call.built_in) => Value::Place(Rc::new(place.clone())),
            Some(place) => self.stands_at(place)?,
            None => self.pop(),
        };
        if let Value::Place(inner) = &receiver {
            if is_of_entry(call.built_in)
                && let Some(method) = call.built_in
                && let Some(value) = self.entry_method(inner, method, &arguments, &call.makes)?
            {
                self.stack.push(value);
                return Ok(());
            }
            place = Some((**inner).clone());
            receiver = self.stands_at(inner)?;
        }
        // A range in a variable is gone through where it stands.
        if let (Value::Range(_), Some(method), Some(place)) = (&receiver, call.built_in, &place)
            && (method == M::by_ref || reads_on(method))
        {
            let iterator = self.iterate(receiver)?;
            receiver = Value::Iterator(Rc::new(iterator));
            *self.reach(place)? = receiver.clone();
        }
        if let Some(of) = receiver.of() {
            if let Some(id) = self.program.types.method(of, call.name) {
                return self.call_own_method(id, receiver, place, arguments);
            }
            if of == TypeId::NODE
                && call.built_in != Some(M::name)
                && let Some(future) = self.call_of_node(&receiver, call, &arguments)?
            {
                self.stack.push(future);
                return Ok(());
            }
        }
        let Some(method) = call.built_in else {
            let (of, name) = (self.name_of(&receiver), self.program.name(call.name));
            return self.no_method(&of, name);
        };
        if method != M::append {
            for argument in &mut arguments {
                if let Value::Place(inner) = argument {
                    *argument = self.stands_at(inner)?;
                }
            }
        }
        let value = self.built_in_method(receiver, method, place, &arguments, &call.makes)?;
        self.stack.push(value);
        Ok(())
    }

    fn built_in_method(
        &mut self,
        mut receiver: Value,
        method: M,
        place: Option<Place>,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Value> {
        if let Some(place) = &place
            && let Some(value) = self.place_method(&receiver, method, place, arguments)?
        {
            return Ok(value);
        }
        if !changes(&receiver, method) {
            return self.method(&receiver, method, arguments, makes);
        }
        let Some(place) = place else {
            return self.changing_method(&mut receiver, method, arguments, makes);
        };
        if let Some(Key::Part(..)) = place.path.last() {
            let value = self.changing_method(&mut receiver, method, arguments, makes)?;
            self.put_at(&place, receiver)?;
            return Ok(value);
        }
        // Let go of this share of the value, so that it is changed in place and not copied.
        drop(receiver);
        let mut changed = std::mem::replace(self.reach(&place)?, Value::Unit);
        let value = self.changing_method(&mut changed, method, arguments, makes)?;
        *self.reach(&place)? = changed;
        let makes_place = matches!(method, M::get_or_insert | M::get_or_insert_with)
            || (method == M::insert && value == Value::Unit && arguments.len() == 1);
        if makes_place && self.look(&place)?.of() == Some(TypeId::OPTION) {
            return Ok(Value::Place(Rc::new(place.with(Key::Position(0)))));
        }
        Ok(value)
    }

    /// Methods that give `&mut` to a part of what stands at a place.
    #[inline(never)]
    fn place_method(
        &mut self,
        receiver: &Value,
        method: M,
        place: &Place,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let whole = || Rc::new(place.clone());
        let part = |key: Key| Value::some(Value::Place(Rc::new(place.with(key))));
        Ok(Some(match (receiver, method, arguments) {
            (Value::List(values), M::get_mut, [at]) => {
                let at = self.size(at)?;
                if at < values.len() { part(Key::Index(Value::size(at))) } else { Value::NONE }
            }
            (Value::List(values), M::first_mut | M::front_mut, []) if !values.is_empty() => {
                part(Key::Index(Value::size(0)))
            }
            (Value::List(values), M::last_mut | M::back_mut, []) if !values.is_empty() => {
                part(Key::Index(Value::size(values.len() - 1)))
            }
            (Value::List(_), M::first_mut | M::front_mut | M::last_mut | M::back_mut, []) => {
                Value::NONE
            }
            (Value::Map(map), M::get_mut, [key]) => {
                self.weigh(key)?;
                if map.contains(key) { part(Key::Index(key.clone())) } else { Value::NONE }
            }
            (Value::Map(_), M::entry, [key]) => {
                Value::Place(Rc::new(place.with(Key::Index(key.clone()))))
            }
            (Value::List(_) | Value::Map(_) | Value::Variant(_), M::iter_mut, []) => {
                let iterator = self.iterate_places(whole())?;
                Value::Iterator(Rc::new(iterator))
            }
            (Value::Map(map), M::values_mut, []) => {
                let keys = map.keys();
                let (front, back) = (0, keys.len());
                let keys = Rc::new(keys.into());
                let entries = Iter::Entries { place: whole(), keys, front, back, alone: true };
                Value::Iterator(Rc::new(entries))
            }
            (Value::Variant(record), M::as_mut | M::as_deref_mut, []) => {
                let inside = Value::Place(Rc::new(place.with(Key::Position(0))));
                Value::variant(record.of, record.which, vec![inside])
            }
            // A pinned future, to be awaited where it stands.
            (Value::Future(_), M::as_mut, []) => Value::Place(whole()),
            (Value::Iterator(_), M::by_ref, []) => Value::Iterator(Rc::new(Iter::Through(whole()))),
            _ => return Ok(None),
        }))
    }

    /// A method that changes the value that it is called on.
    fn changing_method(
        &mut self,
        receiver: &mut Value,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Value> {
        let found = match receiver {
            Value::List(values) => self.change_list(values, method, arguments)?,
            Value::Map(map) => self.change_map(map, method, arguments)?,
            Value::Set(set) => self.change_set(set, method, arguments)?,
            Value::Text(text) => self.change_text(text, method, arguments)?,
            Value::Plain(..) | Value::Variant(_) => {
                self.change_option(receiver, method, arguments)?
            }
            Value::Iterator(iterator) => {
                let iterator = Rc::make_mut(iterator);
                self.iterator_method(iterator, method, arguments, makes)?
            }
            _ => None,
        };
        match found {
            Some(value) => Ok(value),
            None => {
                let name_of = self.name_of(receiver);
                self.no_method(&name_of, method.as_written())
            }
        }
    }

    /// A method that only reads.
    #[inline(never)]
    fn method(
        &mut self,
        receiver: &Value,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Value> {
        let compares = !matches!(receiver, Value::Iterator(_) | Value::Range(_) | Value::Float(_));
        match (method, arguments) {
            (M::clone | M::to_owned | M::borrow | M::as_ref | M::as_mut, []) => {
                return Ok(receiver.clone());
            }
            (M::to_string, []) => return Ok(Value::text(self.display(receiver)?)),
            (M::into, []) => return self.convert(receiver, makes),
            (M::partial_cmp, [other]) if compares => {
                let ordering = self.partly_compared(receiver, other)?;
                return Ok(Value::option(ordering.map(Value::ordering)));
            }
            (M::min | M::max | M::cmp, [other]) if compares => {
                let ordering = self.compared(receiver, other)?;
                return Ok(match method {
                    M::cmp => Value::ordering(ordering),
                    M::min if ordering.is_gt() => other.clone(),
                    M::max if ordering.is_le() => other.clone(),
                    _ => receiver.clone(),
                });
            }
            (M::clamp, [low, high]) if compares && receiver.as_number().is_none() => {
                if self.compared(low, high)?.is_gt() {
                    return self.clamp_panic("min > max", arguments);
                }
                if self.compared(receiver, low)?.is_lt() {
                    return Ok(low.clone());
                }
                let above = self.compared(receiver, high)?.is_gt();
                return Ok(if above { high.clone() } else { receiver.clone() });
            }
            (M::lt | M::le | M::gt | M::ge, [other])
                if compares && receiver.as_number().is_none() =>
            {
                let ordering = self.partly_compared(receiver, other)?;
                return Ok(Value::Bool(holds(method, ordering).unwrap_or(false)));
            }
            (M::eq | M::ne, [other]) if compares => {
                let same = self.same(receiver, other)?;
                return Ok(Value::Bool(same == (method == M::eq)));
            }
            _ => {}
        }
        let found = match receiver {
            Value::Int(_) | Value::Wide(_) => {
                self.int_method(receiver, method, arguments, makes)?
            }
            Value::Float(number) => self.float_method(number.0, method, arguments)?,
            Value::Bool(value) => self.bool_method(*value, method, arguments)?,
            Value::Char(each) => self.char_method(*each, method, arguments)?,
            Value::Text(text) => self.text_method(text, method, arguments, makes)?,
            Value::Duration(length) => self.duration_method(*length, method, arguments)?,
            Value::Instant(moment) => self.instant_method(*moment, method, arguments)?,
            Value::List(values) => self.list_method(values, method, arguments, makes)?,
            Value::Map(map) => self.map_method(map, method, arguments)?,
            Value::Set(set) => self.set_method(set, method, arguments)?,
            Value::Plain(TypeId::ORDERING, _) => {
                self.ordering_method(receiver, method, arguments)?
            }
            Value::Plain(TypeId::OPTION, _) => {
                self.option_method(receiver, None, method, arguments, makes)?
            }
            Value::Variant(record) if record.of == TypeId::OPTION => {
                let inside = record.fields.first().cloned();
                self.option_method(receiver, inside.as_ref(), method, arguments, makes)?
            }
            Value::Variant(record) if record.of == TypeId::RESULT => {
                let inside = record.fields.first().cloned().unwrap_or(Value::Unit);
                let inside = if record.which == VariantId::OK { Ok(inside) } else { Err(inside) };
                self.result_method(receiver, inside, method, arguments, makes)?
            }
            Value::Iterator(iterator) => {
                let mut iterator = (**iterator).clone();
                self.iterator_method(&mut iterator, method, arguments, makes)?
            }
            Value::Range(_) => self.range_method(receiver, method, arguments, makes)?,
            Value::Struct(record) => match (record.of, method) {
                (TypeId::TRANSACTION, M::insert | M::update | M::delete) => {
                    self.transaction_method(&record.fields[0], method, arguments)
                }
                (TypeId::NODE, M::name) => record.fields.first().cloned(),
                _ => None,
            },
            Value::Plain(TypeId::JOIN_ERROR, _) if method == M::is_cancelled => {
                Some(Value::Bool(true))
            }
            Value::Sender(_) | Value::Receiver(_) | Value::Mutex(_) | Value::Handle(_) => {
                self.shared_method(receiver, method, arguments)?
            }
            Value::World => Some(self.world_method(method.as_written(), arguments)?),
            _ => None,
        };
        match found {
            Some(value) => Ok(value),
            None => {
                let name_of = self.name_of(receiver);
                self.no_method(&name_of, method.as_written())
            }
        }
    }

    fn range_method(
        &mut self,
        receiver: &Value,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let Value::Range(range) = receiver else { return Ok(None) };
        if let (M::contains, [value]) = (method, arguments) {
            let (mut above, mut below) = (true, true);
            if let Some(start) = &range.start {
                above = self.compared(start, value)?.is_le();
            }
            if let Some(end) = &range.end {
                let ordering = self.compared(value, end)?;
                below = ordering.is_lt() || (range.inclusive && ordering.is_eq());
            }
            return Ok(Some(Value::Bool(above && below)));
        }
        if method == M::start || method == M::end {
            let end = if method == M::start { &range.start } else { &range.end };
            return Ok(end.clone());
        }
        let mut iterator = self.iterate(receiver.clone())?;
        self.iterator_method(&mut iterator, method, arguments, makes)
    }

    pub(super) fn no_method<T>(&self, of: &str, name: &str) -> Result<T> {
        self.panic(format_args!("{of} has no method `{name}` with these arguments"))
    }

    /// `peer.hello(…)`: the future of a call of a node that is known by its name.
    fn call_of_node(
        &mut self,
        node: &Value,
        call: &MethodCall,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let Some(Value::Text(node)) = node.fields().first() else { return Ok(None) };
        let targets = &self.program.environment.targets;
        let Some(target) = targets.iter().position(|target| *target.name == ***node) else {
            return self.panic(format_args!("there is no node `{node}`"));
        };
        let name = self.program.name(call.name);
        let operations = &targets[target].operations;
        let Some(operation) = operations.iter().position(|known| known.name == *name) else {
            if call.built_in.is_some() {
                return Ok(None);
            }
            return self.panic(format_args!("the node `{node}` has no operation `{name}`"));
        };
        let (target, operation) = (target as u16, operation as u16);
        let arguments = arguments.to_vec().into();
        Ok(Some(Value::future(Future::Call { target, operation, arguments, recorded: false })))
    }

    fn world_method(&mut self, name: &str, arguments: &[Value]) -> Result<Value> {
        let Some(host) = self.host else {
            return self.panic("the world can be read only in a property");
        };
        let Some((first, rest)) = arguments.split_first() else {
            return self.panic(format_args!("`world.{name}` needs the name of a node"));
        };
        let node = match first {
            Value::Text(node) => Rc::clone(node),
            other => Rc::new(self.display(other)?),
        };
        match host.observe(&node, name, rest) {
            Ok(value) => Ok(value),
            Err(problem) => self.panic(problem),
        }
    }

    fn transaction_method(&self, parts: &Value, method: M, arguments: &[Value]) -> Option<Value> {
        let (Value::List(parts), [_, _]) = (parts, arguments) else { return None };
        let mut part = vec![Value::text(method.as_written())];
        part.extend(arguments.iter().cloned());
        let mut parts = (**parts).clone();
        parts.push(Value::tuple(part));
        Some(Value::record(TypeId::TRANSACTION, vec![Value::List(Rc::new(parts))]))
    }
}

/// Whether a method is one of `map.entry(key)`.
fn is_of_entry(method: Option<M>) -> bool {
    matches!(
        method,
        Some(
            M::or_insert
                | M::or_insert_with
                | M::or_insert_with_key
                | M::or_default
                | M::and_modify
        )
    )
}

/// Whether a method changes the value that it is called on.
fn changes(receiver: &Value, method: M) -> bool {
    match receiver {
        Value::List(_) => matches!(
            method,
            M::push
                | M::push_back
                | M::push_front
                | M::pop
                | M::pop_back
                | M::pop_front
                | M::insert
                | M::remove
                | M::swap_remove
                | M::clear
                | M::truncate
                | M::resize
                | M::resize_with
                | M::reserve
                | M::extend
                | M::extend_from_slice
                | M::copy_from_slice
                | M::clone_from_slice
                | M::append
                | M::reverse
                | M::rotate_left
                | M::rotate_right
                | M::fill
                | M::sort
                | M::sort_by
                | M::sort_by_key
                | M::sort_by_cached_key
                | M::sort_unstable
                | M::sort_unstable_by
                | M::sort_unstable_by_key
                | M::dedup
                | M::dedup_by
                | M::dedup_by_key
                | M::retain
                | M::retain_mut
                | M::swap
                | M::drain
                | M::split_off
        ),
        Value::Map(_) | Value::Set(_) => matches!(
            method,
            M::insert
                | M::remove
                | M::take
                | M::pop_first
                | M::pop_last
                | M::clear
                | M::extend
                | M::append
                | M::retain
                | M::split_off
        ),
        Value::Text(_) => matches!(
            method,
            M::push
                | M::push_str
                | M::pop
                | M::insert
                | M::insert_str
                | M::remove
                | M::truncate
                | M::clear
                | M::reserve
                | M::extend
                | M::retain
                | M::drain
                | M::split_off
                | M::make_ascii_uppercase
                | M::make_ascii_lowercase
        ),
        Value::Plain(..) | Value::Variant(_) if receiver.of() == Some(TypeId::OPTION) => matches!(
            method,
            M::take
                | M::take_if
                | M::replace
                | M::insert
                | M::get_or_insert
                | M::get_or_insert_with
        ),
        Value::Iterator(_) => reads_on(method),
        _ => false,
    }
}

/// Whether a method of an iterator leaves the rest of it to be read.
fn reads_on(method: M) -> bool {
    matches!(
        method,
        M::next
            | M::next_back
            | M::nth
            | M::peek
            | M::next_if
            | M::next_if_eq
            | M::all
            | M::any
            | M::find
            | M::find_map
            | M::position
            | M::rfind
            | M::rposition
            | M::try_fold
            | M::try_for_each
    )
}
