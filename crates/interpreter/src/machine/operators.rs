//! Operators, as Rust defines them: checked, with the messages of its panics.

use std::rc::Rc;

use super::{Machine, Result};
use crate::code::{Binary, Cast};
use crate::types::IntKind;
use crate::value::{Float, Int, Value};

impl Machine<'_> {
    pub(super) fn not(&self, value: &Value) -> Result<Value> {
        match value {
            Value::Bool(value) => Ok(Value::Bool(!value)),
            Value::Int(int) => {
                let number = if int.kind.is_signed() {
                    !int.number()
                } else {
                    *int.kind.range().end() - int.number()
                };
                self.fits(int.kind, Some(number), "negate with overflow")
            }
            other => self.panic(format!("`!` cannot be applied to {}", other.kind())),
        }
    }

    pub(super) fn negate(&self, value: &Value) -> Result<Value> {
        match value {
            Value::Int(int) => {
                self.fits(int.kind, int.number().checked_neg(), "negate with overflow")
            }
            Value::Float(Float(value)) => Ok(Value::Float(Float(-value))),
            other => self.panic(format!("`-` cannot be applied to {}", other.kind())),
        }
    }

    pub(super) fn binary(&mut self, operator: Binary, left: Value, right: Value) -> Result<Value> {
        match operator {
            Binary::Equal => return Ok(Value::Bool(self.same(&left, &right))),
            Binary::NotEqual => return Ok(Value::Bool(!self.same(&left, &right))),
            _ => {}
        }
        match (&left, &right) {
            (Value::Int(left), Value::Int(right)) => self.whole(operator, *left, *right),
            (Value::Float(Float(left)), Value::Float(Float(right))) => {
                self.floating(operator, *left, *right)
            }
            (Value::Bool(left), Value::Bool(right)) => match operator {
                Binary::And => Ok(Value::Bool(left & right)),
                Binary::Or => Ok(Value::Bool(left | right)),
                Binary::Xor => Ok(Value::Bool(left ^ right)),
                _ => self.compare(operator, &Value::Bool(*left), &Value::Bool(*right)),
            },
            (Value::Text(_), Value::Text(right)) if operator == Binary::Add => {
                let right = Rc::clone(right);
                self.join(left, &right)
            }
            (Value::Duration(left), Value::Duration(right)) => match operator {
                Binary::Add => Ok(Value::Duration(left.plus(*right))),
                Binary::Subtract if left < right => {
                    self.panic("overflow when subtracting durations")
                }
                Binary::Subtract => Ok(Value::Duration(left.since(*right))),
                _ => self.compare(operator, &Value::Duration(*left), &Value::Duration(*right)),
            },
            (Value::Duration(length), Value::Int(times))
            | (Value::Int(times), Value::Duration(length)) => {
                let number = match operator {
                    Binary::Multiply => i128::from(length.micros()).checked_mul(times.number()),
                    Binary::Divide => i128::from(length.micros()).checked_div(times.number()),
                    _ => return self.unfit(operator, &left, &right),
                };
                match number.map(u64::try_from) {
                    Some(Ok(micros)) => {
                        Ok(Value::Duration(whatif_simulator::Time::from_micros(micros)))
                    }
                    _ => self.panic("overflow when multiplying duration by scalar"),
                }
            }
            _ => self.compare(operator, &left, &right),
        }
    }

    /// `==`: as Rust's, in which a float that is no number is unequal to itself.
    fn same(&self, left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::Float(Float(left)), Value::Float(Float(right))) => {
                left.partial_cmp(right) == Some(std::cmp::Ordering::Equal)
            }
            _ => left == right,
        }
    }

    fn whole(&self, operator: Binary, left: Int, right: Int) -> Result<Value> {
        let kind = if left.kind == IntKind::Any { right.kind } else { left.kind };
        let (a, b) = (left.number(), right.number());
        let shift = u32::try_from(b).ok().filter(|&bits| bits < width(kind));
        let (number, overflow) = match operator {
            Binary::Add => (a.checked_add(b), "attempt to add with overflow"),
            Binary::Subtract => (a.checked_sub(b), "attempt to subtract with overflow"),
            Binary::Multiply => (a.checked_mul(b), "attempt to multiply with overflow"),
            Binary::Divide if b == 0 => return self.panic("attempt to divide by zero"),
            Binary::Divide => (a.checked_div(b), "attempt to divide with overflow"),
            Binary::Remainder if b == 0 => {
                return self.panic("attempt to calculate the remainder with a divisor of zero");
            }
            Binary::Remainder => {
                (a.checked_rem(b), "attempt to calculate the remainder with overflow")
            }
            Binary::And => (Some(a & b), ""),
            Binary::Or => (Some(a | b), ""),
            Binary::Xor => (Some(a ^ b), ""),
            Binary::ShiftLeft => {
                // What is shifted out at the top is gone, as in Rust.
                let number = shift.map(|bits| wrap(left.kind, a << bits));
                return self.fits(left.kind, number, "attempt to shift left with overflow");
            }
            Binary::ShiftRight => {
                let number = shift.map(|bits| a >> bits);
                return self.fits(left.kind, number, "attempt to shift right with overflow");
            }
            _ => return self.compare(operator, &Value::Int(left), &Value::Int(right)),
        };
        self.fits(kind, number, overflow)
    }

    /// The number in its width, or the panic that Rust has for it.
    pub(super) fn fits(
        &self,
        kind: IntKind,
        number: Option<i128>,
        overflow: &str,
    ) -> Result<Value> {
        match number.and_then(|number| Value::int(kind, number)) {
            Some(value) => Ok(value),
            None => self.panic(overflow),
        }
    }

    fn floating(&self, operator: Binary, left: f64, right: f64) -> Result<Value> {
        let number = match operator {
            Binary::Add => left + right,
            Binary::Subtract => left - right,
            Binary::Multiply => left * right,
            Binary::Divide => left / right,
            Binary::Remainder => left % right,
            Binary::Less => return Ok(Value::Bool(left < right)),
            Binary::LessOrEqual => return Ok(Value::Bool(left <= right)),
            Binary::Greater => return Ok(Value::Bool(left > right)),
            Binary::GreaterOrEqual => return Ok(Value::Bool(left >= right)),
            _ => {
                let (left, right) = (Value::Float(Float(left)), Value::Float(Float(right)));
                return self.unfit(operator, &left, &right);
            }
        };
        Ok(Value::Float(Float(number)))
    }

    fn compare(&self, operator: Binary, left: &Value, right: &Value) -> Result<Value> {
        if std::mem::discriminant(left) != std::mem::discriminant(right) {
            return self.unfit(operator, left, right);
        }
        Ok(Value::Bool(match operator {
            Binary::Less => left < right,
            Binary::LessOrEqual => left <= right,
            Binary::Greater => left > right,
            Binary::GreaterOrEqual => left >= right,
            _ => return self.unfit(operator, left, right),
        }))
    }

    fn unfit(&self, operator: Binary, left: &Value, right: &Value) -> Result<Value> {
        let (left, right) = (self.name_of(left), self.name_of(right));
        self.panic(format!("`{}` cannot be applied to {left} and {right}", sign(operator)))
    }

    /// Text and text. The left one grows in place if nothing else holds it.
    fn join(&mut self, left: Value, right: &str) -> Result<Value> {
        let Value::Text(mut text) = left else { return Ok(left) };
        self.spend((text.len() + right.len()) as u64)?;
        Rc::make_mut(&mut text).push_str(right);
        Ok(Value::Text(text))
    }

    pub(super) fn cast(&self, cast: Cast, value: &Value) -> Result<Value> {
        let number = match value {
            Value::Int(int) => int.number(),
            Value::Bool(value) => i128::from(*value),
            Value::Char(value) => i128::from(u32::from(*value)),
            Value::Float(Float(value)) => match cast {
                Cast::Float => return Ok(Value::Float(Float(*value))),
                Cast::Int(kind) => {
                    // `as` saturates, and makes zero of what is no number.
                    let (low, high) = (*kind.range().start(), *kind.range().end());
                    return self.fits(kind, Some((*value as i128).clamp(low, high)), "");
                }
                Cast::Char => return self.panic("a floating-point number is no char"),
            },
            other => return self.panic(format!("{} cannot be cast with `as`", other.kind())),
        };
        match cast {
            Cast::Int(kind) => self.fits(kind, Some(wrap(kind, number)), ""),
            Cast::Float => Ok(Value::Float(Float(number as f64))),
            Cast::Char => match u32::try_from(number).ok().and_then(char::from_u32) {
                Some(value) => Ok(Value::Char(value)),
                None => self.panic(format!("{number} is no char")),
            },
        }
    }
}

fn width(kind: IntKind) -> u32 {
    match kind {
        IntKind::I8 | IntKind::U8 => 8,
        IntKind::I16 | IntKind::U16 => 16,
        IntKind::I32 | IntKind::U32 => 32,
        _ => 64,
    }
}

/// The lowest bits of a number, read in a width.
pub(super) fn wrap(kind: IntKind, number: i128) -> i128 {
    let bits = width(kind);
    let low = number & ((1_i128 << bits) - 1);
    if kind.is_signed() && low >> (bits - 1) == 1 { low - (1_i128 << bits) } else { low }
}

fn sign(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Remainder => "%",
        Binary::And => "&",
        Binary::Or => "|",
        Binary::Xor => "^",
        Binary::ShiftLeft => "<<",
        Binary::ShiftRight => ">>",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterOrEqual => ">=",
    }
}
