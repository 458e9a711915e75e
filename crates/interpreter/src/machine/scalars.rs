//! Methods of numbers, texts and lengths of time.

use whatif_simulator::Time;

use super::{Machine, Result};
use crate::types::IntKind;
use crate::value::{Float, Int, Value};

impl Machine<'_> {
    pub(super) fn int_method(
        &self,
        int: Int,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
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

    pub(super) fn text_method(
        &mut self,
        text: &str,
        name: &str,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        self.spend(text.len() as u64)?;
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
            ("to_ascii_uppercase", 0) => Value::text(text.to_ascii_uppercase()),
            ("to_ascii_lowercase", 0) => Value::text(text.to_ascii_lowercase()),
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
                Value::iterator(text.chars().map(Value::Char).collect())
            }
            ("bytes", 0) => {
                self.spend(text.len() as u64 * 16)?;
                let byte =
                    |byte: u8| Value::int(IntKind::U8, i128::from(byte)).unwrap_or(Value::Unit);
                Value::iterator(text.bytes().map(byte).collect())
            }
            ("split", 1) => {
                Value::iterator(text.split(pattern.as_str()).map(Value::text).collect())
            }
            ("split_whitespace", 0) => {
                Value::iterator(text.split_whitespace().map(Value::text).collect())
            }
            ("lines", 0) => Value::iterator(text.lines().map(Value::text).collect()),
            _ => return Ok(None),
        }))
    }
}

pub(super) fn float_method(number: f64, name: &str) -> Option<Value> {
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

pub(super) fn duration_method(length: Time, name: &str, arguments: &[Value]) -> Option<Value> {
    let whole = |count: u64| Value::int(IntKind::U64, i128::from(count));
    match (name, arguments) {
        ("as_secs", []) => whole(length.micros() / 1_000_000),
        ("as_millis", []) => whole(length.micros() / 1_000),
        ("as_micros", []) => whole(length.micros()),
        ("saturating_sub", [Value::Duration(other)]) => Some(Value::Duration(length.since(*other))),
        _ => None,
    }
}
