//! Methods of `char`, `bool`, `Ordering`, and of lengths and moments of time.

use std::cmp::Ordering;

use whatif_simulator::Time;

use super::{Machine, Result};
use crate::library::Method as M;
use crate::number::{Float, Number};
use crate::types::IntKind;
use crate::value::Value;

impl Machine<'_> {
    pub(super) fn char_method(
        &mut self,
        each: char,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        Ok(Some(match (method, arguments) {
            (M::is_alphabetic, []) => Value::Bool(each.is_alphabetic()),
            (M::is_numeric, []) => Value::Bool(each.is_numeric()),
            (M::is_alphanumeric, []) => Value::Bool(each.is_alphanumeric()),
            (M::is_whitespace, []) => Value::Bool(each.is_whitespace()),
            (M::is_uppercase, []) => Value::Bool(each.is_uppercase()),
            (M::is_lowercase, []) => Value::Bool(each.is_lowercase()),
            (M::is_ascii, []) => Value::Bool(each.is_ascii()),
            (M::is_ascii_alphabetic, []) => Value::Bool(each.is_ascii_alphabetic()),
            (M::is_ascii_alphanumeric, []) => Value::Bool(each.is_ascii_alphanumeric()),
            (M::is_ascii_digit, []) => Value::Bool(each.is_ascii_digit()),
            (M::is_ascii_lowercase, []) => Value::Bool(each.is_ascii_lowercase()),
            (M::is_ascii_uppercase, []) => Value::Bool(each.is_ascii_uppercase()),
            (M::is_ascii_punctuation, []) => Value::Bool(each.is_ascii_punctuation()),
            (M::is_ascii_whitespace, []) => Value::Bool(each.is_ascii_whitespace()),
            (M::is_control, []) => Value::Bool(each.is_control()),
            (M::is_ascii_graphic, []) => Value::Bool(each.is_ascii_graphic()),
            (M::is_ascii_hexdigit, []) => Value::Bool(each.is_ascii_hexdigit()),
            (M::len_utf8, []) => Value::size(each.len_utf8()),
            // One character may become several.
            (M::to_ascii_uppercase, []) => Value::Char(each.to_ascii_uppercase()),
            (M::to_ascii_lowercase, []) => Value::Char(each.to_ascii_lowercase()),
            (M::eq_ignore_ascii_case, [Value::Char(other)]) => {
                Value::Bool(each.eq_ignore_ascii_case(other))
            }
            (M::to_digit | M::is_digit, [radix]) => {
                let radix = self.size(radix)?;
                if !(2..=36).contains(&radix) {
                    return self.panic(
                        "to_digit: invalid radix -- radix must be in the range 2 to 36 inclusive",
                    );
                }
                let digit = each.to_digit(radix as u32);
                if method == M::is_digit {
                    return Ok(Some(Value::Bool(digit.is_some())));
                }
                Value::option(digit.and_then(|digit| Value::int(IntKind::U32, digit.into())))
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn bool_method(
        &mut self,
        value: bool,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        Ok(Some(match (method, arguments) {
            (M::then | M::then_some, [_]) if !value => Value::NONE,
            (M::then, [function]) => Value::some(self.call_now(function, Vec::new())?),
            (M::then_some, [value]) => Value::some(value.clone()),
            _ => return Ok(None),
        }))
    }

    pub(super) fn ordering_method(
        &mut self,
        value: &Value,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let ordering = self.ordering(value)?;
        Ok(Some(match (method, arguments) {
            (M::is_lt, []) => Value::Bool(ordering == Ordering::Less),
            (M::is_le, []) => Value::Bool(ordering != Ordering::Greater),
            (M::is_gt, []) => Value::Bool(ordering == Ordering::Greater),
            (M::is_ge, []) => Value::Bool(ordering != Ordering::Less),
            (M::is_eq, []) => Value::Bool(ordering == Ordering::Equal),
            (M::is_ne, []) => Value::Bool(ordering != Ordering::Equal),
            (M::reverse, []) => Value::ordering(ordering.reverse()),
            (M::then | M::then_with, [_]) if ordering != Ordering::Equal => value.clone(),
            (M::then, [other]) => other.clone(),
            (M::then_with, [function]) => self.call_now(function, Vec::new())?,
            _ => return Ok(None),
        }))
    }

    #[inline(never)]
    pub(super) fn duration_method(
        &mut self,
        length: Time,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let micros = length.micros();
        let wide = |count: u64| Value::number(IntKind::U128, Number::of(u128::from(count)));
        let whole = |count: u64| Value::int(IntKind::U64, i128::from(count));
        let part = |count: u64| Value::int(IntKind::U32, i128::from(count));
        Ok(match (method, arguments) {
            (M::as_secs, []) => whole(micros / 1_000_000),
            (M::as_millis, []) => wide(micros / 1_000),
            (M::as_micros, []) => wide(micros),
            (M::as_nanos, []) => wide(micros.saturating_mul(1_000)),
            (M::subsec_millis, []) => part(micros % 1_000_000 / 1_000),
            (M::subsec_micros, []) => part(micros % 1_000_000),
            (M::subsec_nanos, []) => part(micros % 1_000_000 * 1_000),
            (M::as_secs_f64, []) => Some(Value::Float(Float(
                (micros / 1_000_000) as f64 + (micros % 1_000_000) as f64 / 1_000_000.0,
            ))),
            (M::is_zero, []) => Some(Value::Bool(micros == 0)),
            (M::saturating_sub, [Value::Duration(other)]) => {
                Some(Value::Duration(length.since(*other)))
            }
            (M::checked_sub, [Value::Duration(other)]) => {
                let fits = *other <= length;
                Some(Value::option(fits.then(|| Value::Duration(length.since(*other)))))
            }
            (M::checked_add | M::saturating_add, [Value::Duration(other)]) => {
                let sum = Value::Duration(length.plus(*other));
                Some(if method == M::checked_add { Value::some(sum) } else { sum })
            }
            (M::saturating_mul, [Value::Int(times)]) => {
                let times = u64::try_from(times.number()).unwrap_or(u64::MAX);
                Some(Value::Duration(Time::from_micros(micros.saturating_mul(times))))
            }
            (M::mul_f64, [Value::Float(Float(times))]) => {
                let micros = micros as f64 * times;
                if micros < 0.0 {
                    let message = "cannot convert float seconds to Duration: value is negative";
                    return self.panic(message);
                }
                Some(Value::Duration(Time::from_micros(micros.round() as u64)))
            }
            (M::abs_diff, [Value::Duration(other)]) => {
                Some(Value::Duration(length.since(*other).max(other.since(length))))
            }
            _ => None,
        })
    }

    pub(super) fn instant_method(
        &mut self,
        moment: Time,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        Ok(match (method, arguments) {
            (M::elapsed, []) => Some(Value::Duration(self.instant()?.since(moment))),
            (M::duration_since, [Value::Instant(other)]) => {
                Some(Value::Duration(moment.since(*other)))
            }
            _ => None,
        })
    }
}
