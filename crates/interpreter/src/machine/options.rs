//! Methods of `Option` and `Result`.

use std::rc::Rc;

use super::{Machine, Result};
use crate::library::Method as M;
use crate::types::Type;
use crate::value::Value;

impl Machine<'_> {
    pub(super) fn option_method(
        &mut self,
        whole: &Value,
        inside: Option<&Value>,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        Ok(Some(match (method, arguments, inside) {
            (M::is_some, [], _) => Value::Bool(inside.is_some()),
            (M::is_none, [], _) => Value::Bool(inside.is_none()),
            (M::cloned | M::copied, [], Some(Value::Place(_))) => {
                Value::some(self.read(whole.fields()[0].clone())?)
            }
            (M::cloned | M::copied | M::as_deref | M::as_mut | M::as_deref_mut, [], _) => {
                whole.clone()
            }
            (M::iter | M::into_iter, [], _) => {
                let iterator = self.iterate(whole.clone())?;
                Value::Iterator(Rc::new(iterator))
            }
            (
                M::unwrap | M::expect | M::unwrap_or | M::unwrap_or_else | M::unwrap_or_default,
                _,
                Some(value),
            ) => value.clone(),
            (M::unwrap, [], None) => {
                return self.panic("called `Option::unwrap()` on a `None` value");
            }
            (M::expect, [Value::Text(message)], None) => return self.panic((**message).clone()),
            (M::unwrap_or, [other], None) => other.clone(),
            (M::unwrap_or_else, [function], None) => self.call_now(function, Vec::new())?,
            (M::unwrap_or_default, [], None) => self.default_of(makes)?,
            (M::is_some_and, [function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            (M::is_some_and, [_], None) => Value::Bool(false),
            (M::is_none_or, [function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            (M::is_none_or, [_], None) => Value::Bool(true),
            (M::map, [function], Some(value)) => {
                Value::some(self.call_now(function, vec![value.clone()])?)
            }
            (M::and_then, [function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            (M::filter, [function], Some(value)) => {
                let keeps = self.call_now(function, vec![value.clone()])?;
                if self.truth(&keeps)? { whole.clone() } else { Value::NONE }
            }
            (M::map | M::and_then | M::filter, [_], None) => Value::NONE,
            (M::map_or, [_, function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            (M::map_or, [other, _], None) => other.clone(),
            (M::map_or_else, [_, function], Some(value)) => {
                self.call_now(function, vec![value.clone()])?
            }
            (M::map_or_else, [other, _], None) => self.call_now(other, Vec::new())?,
            (M::or | M::or_else, [_], Some(_)) => whole.clone(),
            (M::and, [other], Some(_)) => other.clone(),
            (M::and, [_], None) => Value::NONE,
            (M::xor, [other], _) => match (inside, other.fields().is_empty()) {
                (Some(_), true) => whole.clone(),
                (None, false) => other.clone(),
                _ => Value::NONE,
            },
            (M::zip, [other], _) => match (inside, other.fields().first()) {
                (Some(left), Some(right)) => {
                    Value::some(Value::tuple(vec![left.clone(), right.clone()]))
                }
                _ => Value::NONE,
            },
            (M::unzip, [], Some(value)) => {
                let pair = value.fields().iter().map(|each| Value::some(each.clone()));
                Value::tuple(pair.collect())
            }
            (M::unzip, [], None) => Value::tuple(vec![Value::NONE, Value::NONE]),
            (M::inspect, [function], _) => {
                if let Some(value) = inside {
                    self.call_now(function, vec![value.clone()])?;
                }
                whole.clone()
            }
            (M::transpose, [], None) => Value::ok(Value::NONE),
            (M::transpose, [], Some(value)) => match self.some(value)? {
                Some(value) => Value::ok(Value::some(value)),
                None => value.clone(),
            },
            (M::or, [other], None) => other.clone(),
            (M::or_else, [function], None) => self.call_now(function, Vec::new())?,
            (M::flatten, [], Some(value)) => value.clone(),
            (M::flatten, [], None) => Value::NONE,
            (M::ok_or | M::ok_or_else, [_], Some(value)) => Value::ok(value.clone()),
            (M::ok_or, [error], None) => Value::err(error.clone()),
            (M::ok_or_else, [function], None) => Value::err(self.call_now(function, Vec::new())?),
            _ => return Ok(None),
        }))
    }

    /// Methods that change an option where it stands.
    pub(super) fn change_option(
        &mut self,
        option: &mut Value,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        Ok(Some(match (method, arguments) {
            (M::take, []) => std::mem::replace(option, Value::NONE),
            (M::replace, [value]) => std::mem::replace(option, Value::some(value.clone())),
            (M::insert, [value]) => {
                *option = Value::some(value.clone());
                Value::Unit
            }
            (M::take_if, [function]) => {
                let Some(value) = option.fields().first().cloned() else {
                    return Ok(Some(Value::NONE));
                };
                let takes = self.call_now(function, vec![value])?;
                if self.truth(&takes)? {
                    std::mem::replace(option, Value::NONE)
                } else {
                    Value::NONE
                }
            }
            (M::get_or_insert | M::get_or_insert_with, [value]) => {
                if option.fields().is_empty() {
                    let value = if method == M::get_or_insert {
                        value.clone()
                    } else {
                        self.call_now(value, Vec::new())?
                    };
                    *option = Value::some(value);
                }
                Value::Unit
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn result_method(
        &mut self,
        whole: &Value,
        inside: std::result::Result<Value, Value>,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        Ok(Some(match (method, arguments, inside) {
            (M::is_ok, [], inside) => Value::Bool(inside.is_ok()),
            (M::is_err, [], inside) => Value::Bool(inside.is_err()),
            (M::ok, [], inside) => Value::option(inside.ok()),
            (M::err, [], inside) => Value::option(inside.err()),
            (
                M::unwrap | M::expect | M::unwrap_or | M::unwrap_or_else | M::unwrap_or_default,
                _,
                Ok(value),
            ) => value,
            (M::unwrap_or_default, [], Err(_)) => self.default_of(makes)?,
            (M::unwrap, [], Err(error)) => {
                let error = self.debug(&error)?;
                return self
                    .panic(format_args!("called `Result::unwrap()` on an `Err` value: {error}"));
            }
            (M::expect, [Value::Text(message)], Err(error)) => {
                let error = self.debug(&error)?;
                return self.panic(format_args!("{message}: {error}"));
            }
            (M::expect_err, [Value::Text(message)], Ok(value)) => {
                let value = self.debug(&value)?;
                return self.panic(format_args!("{message}: {value}"));
            }
            (M::unwrap_err | M::expect_err, _, Err(error)) => error,
            (M::unwrap_err, [], Ok(value)) => {
                let value = self.debug(&value)?;
                return self.panic(format_args!(
                    "called `Result::unwrap_err()` on an `Ok` value: {value}"
                ));
            }
            (M::unwrap_or, [other], Err(_)) => other.clone(),
            (M::unwrap_or_else, [function], Err(error)) => self.call_now(function, vec![error])?,
            (M::is_ok_and, [function], Ok(value)) => self.call_now(function, vec![value])?,
            (M::is_err_and, [function], Err(error)) => self.call_now(function, vec![error])?,
            (M::is_ok_and | M::is_err_and, [_], _) => Value::Bool(false),
            (M::map, [function], Ok(value)) => Value::ok(self.call_now(function, vec![value])?),
            (M::map_err, [function], Err(error)) => {
                Value::err(self.call_now(function, vec![error])?)
            }
            (M::and_then, [function], Ok(value)) => self.call_now(function, vec![value])?,
            (M::or_else, [function], Err(error)) => self.call_now(function, vec![error])?,
            (M::map | M::map_err | M::and_then | M::or_else, [_], _) => whole.clone(),
            (M::and, [other], Ok(_)) | (M::or, [other], Err(_)) => other.clone(),
            (M::and | M::or, [_], _) => whole.clone(),
            (M::iter | M::into_iter, [], inside) => Value::iterator(inside.into_iter().collect()),
            (M::cloned | M::copied | M::as_deref | M::as_mut | M::as_deref_mut, [], _) => {
                whole.clone()
            }
            (M::inspect, [function], Ok(value)) | (M::inspect_err, [function], Err(value)) => {
                self.call_now(function, vec![value])?;
                whole.clone()
            }
            (M::inspect | M::inspect_err, [_], _) => whole.clone(),
            (M::flatten, [], Ok(value)) => value,
            (M::flatten, [], Err(_)) => whole.clone(),
            (M::transpose, [], Ok(value)) => match self.some(&value)? {
                Some(value) => Value::some(Value::ok(value)),
                None => Value::NONE,
            },
            (M::transpose, [], Err(_)) => Value::some(whole.clone()),
            (M::map_or, [_, function], Ok(value)) => self.call_now(function, vec![value])?,
            (M::map_or, [other, _], Err(_)) => other.clone(),
            (M::map_or_else, [_, function], Ok(value)) => self.call_now(function, vec![value])?,
            (M::map_or_else, [function, _], Err(error)) => self.call_now(function, vec![error])?,
            _ => return Ok(None),
        }))
    }
}
