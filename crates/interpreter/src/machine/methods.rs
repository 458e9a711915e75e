//! Built-in functions and methods.

use std::rc::Rc;

use whatif_simulator::Time;

use super::{Machine, Outcome, Result, Task};
use crate::code::{Collects, PlaceSpec};
use crate::library::Builtin;
use crate::types::{IntKind, TypeId, VariantId};
use crate::value::{Float, Future, Struct, Value};

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
            // What suspends the machine is done by the machine.
            Builtin::Random => return self.panic("a random number needs a range"),
            Builtin::Min => next().min(next()),
            Builtin::Max => next().max(next()),
        })
    }

    /// What `random` asks for: a number in a range that is not empty.
    pub(super) fn draw(&self, range: &Value) -> Result<Outcome> {
        if let Value::Range(range) = range
            && let (Some(Value::Int(low)), Some(Value::Int(high))) = (&range.start, &range.end)
        {
            let kind = if low.kind == IntKind::Any { high.kind } else { low.kind };
            let last = high.number() - i128::from(!range.inclusive);
            if let (Ok(low), Ok(high)) = (i64::try_from(low.number()), i64::try_from(last)) {
                if low > high {
                    return self.panic("cannot draw from an empty range");
                }
                return Ok(Outcome::Draw { kind, low, high });
            }
        }
        self.panic("`random` takes a range of whole numbers with two ends: `random(0..10)`")
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
            Value::Set(set) => self.change_set(set, name, &arguments),
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
            Value::Float(Float(number)) => super::scalars::float_method(*number, name),
            Value::Text(text) => self.text_method(text, name, arguments)?,
            Value::Duration(length) => super::scalars::duration_method(*length, name, arguments),
            Value::List(values) => self.list_method(values, name, arguments)?,
            Value::Map(map) => self.map_method(map, name, arguments)?,
            Value::Set(set) => self.set_method(set, name, arguments)?,
            Value::Variant(variant) if variant.of == TypeId::OPTION => {
                self.option_method(receiver, variant.fields.first(), name, arguments, collects)?
            }
            Value::Variant(variant) if variant.of == TypeId::RESULT => {
                let inside = variant.fields.first().cloned().unwrap_or(Value::Unit);
                let inside = if variant.which == VariantId::OK { Ok(inside) } else { Err(inside) };
                self.result_method(receiver, inside, name, arguments, collects)?
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

    pub(super) fn no_method<T>(&self, of: &str, name: &str) -> Result<T> {
        self.panic(format!("{of} has no method `{name}` with these arguments"))
    }

    pub(super) fn wrong_arguments<T>(&self, of: &str, name: &str) -> Result<T> {
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
