//! Methods of `Option` and `Result`.

use std::rc::Rc;

use super::{Machine, Result};
use crate::code::Collects;
use crate::value::{Float, Value};

impl Machine<'_> {
    pub(super) fn option_method(
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
            ("unwrap_or_default", [], None) => self.default_of(collects)?,
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

    /// The default of the type that stands in the code.
    fn default_of(&self, collects: Collects) -> Result<Value> {
        Ok(match collects {
            Collects::Int(kind) => self.fits(kind, Some(0), "")?,
            Collects::Text => Value::text(""),
            Collects::List => Value::list(Vec::new()),
            Collects::Map => Value::Map(Rc::default()),
            Collects::Set => Value::Set(Rc::default()),
            Collects::Float => Value::Float(Float(0.0)),
            _ => return self.panic("this type has no default here"),
        })
    }

    pub(super) fn result_method(
        &mut self,
        whole: &Value,
        inside: std::result::Result<Value, Value>,
        name: &str,
        arguments: &[Value],
        collects: Collects,
    ) -> Result<Option<Value>> {
        Ok(Some(match (name, arguments, inside) {
            ("is_ok", [], inside) => Value::Bool(inside.is_ok()),
            ("is_err", [], inside) => Value::Bool(inside.is_err()),
            ("ok", [], inside) => Value::option(inside.ok()),
            ("err", [], inside) => Value::option(inside.err()),
            (
                "unwrap" | "expect" | "unwrap_or" | "unwrap_or_else" | "unwrap_or_default",
                _,
                Ok(value),
            ) => value,
            ("unwrap_or_default", [], Err(_)) => self.default_of(collects)?,
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
