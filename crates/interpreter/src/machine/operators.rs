//! Operators, as Rust defines them: checked, with the messages of its panics.

use std::cmp::Ordering;
use std::rc::Rc;

use whatif_simulator::Time;

use super::{Machine, Result};
use crate::code::{Binary, Cast};
use crate::map::Map;
use crate::number::{Float, Int, Number};
use crate::types::{IntKind, Type, TypeId};
use crate::value::Value;

impl Machine<'_> {
    pub(super) fn not(&self, value: &Value) -> Result<Value> {
        if let Value::Bool(value) = value {
            return Ok(Value::Bool(!value));
        }
        match value.as_number() {
            Some((kind, number)) => {
                let number = Number::of_bits(kind, !number.bits());
                self.fits(kind, Some(number), "")
            }
            None => self.panic(format_args!("`!` cannot be applied to {}", value.kind())),
        }
    }

    pub(super) fn negate(&self, value: &Value) -> Result<Value> {
        if let Value::Float(Float(value)) = value {
            return Ok(Value::Float(Float(-value)));
        }
        match value.as_number() {
            Some((kind, number)) => {
                self.fits(kind, Some(number.negated()), "attempt to negate with overflow")
            }
            None => self.panic(format_args!("`-` cannot be applied to {}", value.kind())),
        }
    }

    pub(super) fn binary(&mut self, operator: Binary, left: Value, right: Value) -> Result<Value> {
        match (&left, &right) {
            (Value::Int(left), Value::Int(right)) => self.whole(operator, *left, *right),
            (Value::Float(Float(left)), Value::Float(Float(right))) => {
                self.floating(operator, *left, *right)
            }
            (Value::Place(_), _) | (_, Value::Place(_)) => {
                let (left, right) = (self.read(left)?, self.read(right)?);
                self.binary(operator, left, right)
            }
            _ => self.binary_of_others(operator, left, right),
        }
    }

    fn binary_of_others(&mut self, operator: Binary, left: Value, right: Value) -> Result<Value> {
        match operator {
            Binary::Equal => return self.same(&left, &right).map(Value::Bool),
            Binary::NotEqual => return self.same(&left, &right).map(|same| Value::Bool(!same)),
            _ => {}
        }
        match (&left, &right) {
            (Value::Wide(_), _) | (_, Value::Wide(_)) => self.wide(operator, &left, &right),
            (Value::Bool(left), Value::Bool(right)) => match operator {
                Binary::And => Ok(Value::Bool(left & right)),
                Binary::Or => Ok(Value::Bool(left | right)),
                Binary::Xor => Ok(Value::Bool(left ^ right)),
                _ => self.compare(operator, &Value::Bool(*left), &Value::Bool(*right)),
            },
            (Value::Text(_), Value::Text(right)) if operator == Binary::Add => {
                let right = Rc::clone(right);
                self.join_texts(left, &right)
            }
            (Value::Duration(from), Value::Duration(other)) => match operator {
                Binary::Add => Ok(Value::Duration(from.plus(*other))),
                Binary::Subtract if from < other => {
                    self.panic("overflow when subtracting durations")
                }
                Binary::Subtract => Ok(Value::Duration(from.since(*other))),
                _ => self.compare(operator, &left, &right),
            },
            (Value::Instant(moment), Value::Duration(length)) => match operator {
                Binary::Add => Ok(Value::Instant(moment.plus(*length))),
                Binary::Subtract if moment < length => {
                    self.panic("overflow when subtracting duration from instant")
                }
                Binary::Subtract => Ok(Value::Instant(moment.since(*length))),
                _ => self.unfit(operator, &left, &right),
            },
            (Value::Instant(moment), Value::Instant(other)) if operator == Binary::Subtract => {
                Ok(Value::Duration(moment.since(*other)))
            }
            (Value::Duration(length), Value::Int(times))
            | (Value::Int(times), Value::Duration(length)) => {
                let number = match operator {
                    Binary::Multiply => i128::from(length.micros()).checked_mul(times.number()),
                    Binary::Divide if times.number() == 0 => {
                        return self.panic("divide by zero error when dividing duration by scalar");
                    }
                    Binary::Divide => i128::from(length.micros()).checked_div(times.number()),
                    _ => return self.unfit(operator, &left, &right),
                };
                match number.map(u64::try_from) {
                    Some(Ok(micros)) => Ok(Value::Duration(Time::from_micros(micros))),
                    _ => self.panic("overflow when multiplying duration by scalar"),
                }
            }
            (Value::Set(set), Value::Set(other)) => {
                self.work(set.len() + other.len())?;
                let mut found: Map = match operator {
                    Binary::And => set.selected(other, true),
                    Binary::Subtract | Binary::Xor => set.selected(other, false),
                    Binary::Or => (**set).clone(),
                    _ => return self.compare(operator, &left, &right),
                };
                if matches!(operator, Binary::Or | Binary::Xor) {
                    for (value, _) in other.selected(set, false).entries() {
                        found.add(value.clone());
                    }
                }
                Ok(Value::Set(Rc::new(found)))
            }
            _ => self.compare(operator, &left, &right),
        }
    }

    /// `==`: as Rust's, in which a float that is no number is unequal to itself.
    pub(super) fn same(&mut self, left: &Value, right: &Value) -> Result<bool> {
        match (left, right) {
            (Value::Float(Float(left)), Value::Float(Float(right))) => {
                Ok(left.partial_cmp(right) == Some(Ordering::Equal))
            }
            (Value::Place(place), other) | (other, Value::Place(place)) => {
                let value = self.look(place)?.clone();
                self.same(&value, other)
            }
            (Value::Wide(_), _) | (_, Value::Wide(_)) => {
                let number = |value: &Value| value.as_number().map(|(_, number)| number);
                Ok(number(left) == number(right))
            }
            _ if left.has_parts() => {
                self.weigh(left)?;
                Ok(alike(left, right))
            }
            _ => Ok(left == right),
        }
    }

    /// The order of two values of one type.
    pub(super) fn compared(&mut self, left: &Value, right: &Value) -> Result<Ordering> {
        if let (Value::Int(left), Value::Int(right)) = (left, right) {
            return Ok(left.cmp(right));
        }
        if matches!(left, Value::Place(_)) || matches!(right, Value::Place(_)) {
            let (left, right) = (self.read(left.clone())?, self.read(right.clone())?);
            return self.compared(&left, &right);
        }
        if let (Some((_, left)), Some((_, right))) = (left.as_number(), right.as_number()) {
            return Ok(left.cmp(&right));
        }
        self.weigh(left)?;
        Ok(left.cmp(right))
    }

    /// Their order where none of them need have one: with a float that is no number there is none.
    pub(super) fn partly_compared(
        &mut self,
        left: &Value,
        right: &Value,
    ) -> Result<Option<Ordering>> {
        let (left, right) = (self.read(left.clone())?, self.read(right.clone())?);
        if left.has_parts() {
            self.weigh(&left)?;
            return Ok(partial_order(&left, &right));
        }
        self.compared(&left, &right).map(Some)
    }

    fn whole(&self, operator: Binary, left: Int, right: Int) -> Result<Value> {
        let (result, overflow) = match operator {
            Binary::Add => (
                left.checked(right, i64::checked_add, u64::checked_add),
                "attempt to add with overflow",
            ),
            Binary::Subtract => (
                left.checked(right, i64::checked_sub, u64::checked_sub),
                "attempt to subtract with overflow",
            ),
            Binary::Multiply => (
                left.checked(right, i64::checked_mul, u64::checked_mul),
                "attempt to multiply with overflow",
            ),
            Binary::Divide if right.number() == 0 => {
                return self.panic("attempt to divide by zero");
            }
            Binary::Divide => (
                left.checked(right, i64::checked_div, u64::checked_div),
                "attempt to divide with overflow",
            ),
            Binary::Remainder if right.number() == 0 => {
                return self.panic("attempt to calculate the remainder with a divisor of zero");
            }
            Binary::Remainder => (
                left.checked(right, i64::checked_rem, u64::checked_rem),
                "attempt to calculate the remainder with overflow",
            ),
            Binary::And => (left.checked(right, |a, b| Some(a & b), |a, b| Some(a & b)), ""),
            Binary::Or => (left.checked(right, |a, b| Some(a | b), |a, b| Some(a | b)), ""),
            Binary::Xor => (left.checked(right, |a, b| Some(a ^ b), |a, b| Some(a ^ b)), ""),
            Binary::ShiftLeft | Binary::ShiftRight => {
                return self.shift(
                    operator,
                    left.kind,
                    left.number().into(),
                    right.number().into(),
                );
            }
            Binary::Equal => return Ok(Value::Bool(left == right)),
            Binary::NotEqual => return Ok(Value::Bool(left != right)),
            Binary::Less => return Ok(Value::Bool(left < right)),
            Binary::LessOrEqual => return Ok(Value::Bool(left <= right)),
            Binary::Greater => return Ok(Value::Bool(left > right)),
            Binary::GreaterOrEqual => return Ok(Value::Bool(left >= right)),
        };
        match result {
            Some(int) => Ok(Value::Int(int)),
            None => self.panic(overflow),
        }
    }

    fn shift(&self, operator: Binary, kind: IntKind, number: Number, by: Number) -> Result<Value> {
        let bits = by.as_i128().and_then(|bits| u32::try_from(bits).ok());
        let bits = bits.filter(|bits| *bits < kind.bits());
        let left = operator == Binary::ShiftLeft;
        let Some(bits) = bits else {
            let side = if left { "left" } else { "right" };
            return self.panic(format_args!("attempt to shift {side} with overflow"));
        };
        let shifted = if left {
            // What is shifted out at the top is gone, as in Rust.
            number.bits() << bits
        } else if number.is_negative() {
            ((number.bits() as i128) >> bits) as u128
        } else {
            number.bits() >> bits
        };
        self.fits(kind, Some(Number::of_bits(kind, shifted)), "")
    }

    /// Whole numbers of which one has more than 64 bits.
    fn wide(&mut self, operator: Binary, left: &Value, right: &Value) -> Result<Value> {
        let (Some((of_left, a)), Some((of_right, b))) = (left.as_number(), right.as_number())
        else {
            return self.unfit(operator, left, right);
        };
        let kind = if of_left == IntKind::Any { of_right } else { of_left };
        let bits = |bits: u128| Some(Number::of_bits(kind, bits));
        let (number, overflow) = match operator {
            Binary::Add => (a.add(b), "attempt to add with overflow"),
            Binary::Subtract => (a.subtract(b), "attempt to subtract with overflow"),
            Binary::Multiply => (a.multiply(b), "attempt to multiply with overflow"),
            Binary::Divide if b.magnitude() == 0 => return self.panic("attempt to divide by zero"),
            Binary::Divide => (a.divide(b), "attempt to divide with overflow"),
            Binary::Remainder if b.magnitude() == 0 => {
                return self.panic("attempt to calculate the remainder with a divisor of zero");
            }
            Binary::Remainder => {
                (a.remainder(b), "attempt to calculate the remainder with overflow")
            }
            Binary::And => (bits(a.bits() & b.bits()), ""),
            Binary::Or => (bits(a.bits() | b.bits()), ""),
            Binary::Xor => (bits(a.bits() ^ b.bits()), ""),
            Binary::ShiftLeft | Binary::ShiftRight => return self.shift(operator, of_left, a, b),
            Binary::Equal => return Ok(Value::Bool(a == b)),
            Binary::NotEqual => return Ok(Value::Bool(a != b)),
            Binary::Less => return Ok(Value::Bool(a < b)),
            Binary::LessOrEqual => return Ok(Value::Bool(a <= b)),
            Binary::Greater => return Ok(Value::Bool(a > b)),
            Binary::GreaterOrEqual => return Ok(Value::Bool(a >= b)),
        };
        self.fits(kind, number, overflow)
    }

    /// The number in its width, or the panic that Rust has for it.
    pub(super) fn fits(
        &self,
        kind: IntKind,
        number: Option<Number>,
        overflow: &str,
    ) -> Result<Value> {
        match number.and_then(|number| Value::number(kind, number)) {
            Some(value) => Ok(value),
            None => self.panic(overflow),
        }
    }

    /// A number that has no width yet in the width that a type gives it.
    pub(super) fn widen(&self, kind: IntKind, value: Value) -> Result<Value> {
        match value {
            Value::Int(int) if int.kind == IntKind::Any => {
                match Value::number(kind, int.number().into()) {
                    Some(value) => Ok(value),
                    None => self.panic(format_args!(
                        "{} does not fit into {}",
                        int.number(),
                        kind.name()
                    )),
                }
            }
            other => Ok(other),
        }
    }

    /// A value whose numbers have the widths that a type gives them.
    pub(super) fn typed(&mut self, value: Value, of: &Type) -> Result<Value> {
        let untyped = |values: &[Value]| {
            values.first().is_some_and(|value| match value {
                Value::Int(int) => int.kind == IntKind::Any,
                value => value.has_parts(),
            })
        };
        Ok(match (value, of) {
            (value, Type::Int(kind)) => self.widen(*kind, value)?,
            (Value::List(mut values), Type::List(of)) if untyped(&values) => {
                self.work(values.len() / 8)?;
                for value in Rc::make_mut(&mut values).iter_mut() {
                    let typed = std::mem::replace(value, Value::Unit);
                    *value = self.typed(typed, of)?;
                }
                Value::List(values)
            }
            (Value::Tuple(mut values), Type::Tuple(types)) => {
                for (value, of) in Rc::make_mut(&mut values).iter_mut().zip(types) {
                    let typed = std::mem::replace(value, Value::Unit);
                    *value = self.typed(typed, of)?;
                }
                Value::Tuple(values)
            }
            (Value::Variant(mut record), Type::Option(of) | Type::Result(of, _))
                if record.which != crate::types::VariantId::ERR
                    || matches!(value_of(&record), TypeId::OPTION) =>
            {
                let fields = &mut Rc::make_mut(&mut record).fields;
                let typed = std::mem::replace(&mut fields[0], Value::Unit);
                fields[0] = self.typed(typed, of)?;
                Value::Variant(record)
            }
            (value, _) => value,
        })
    }

    fn floating(&self, operator: Binary, left: f64, right: f64) -> Result<Value> {
        let number = match operator {
            Binary::Add => left + right,
            Binary::Subtract => left - right,
            Binary::Multiply => left * right,
            Binary::Divide => left / right,
            Binary::Remainder => remainder(left, right),
            Binary::Equal => {
                return Ok(Value::Bool(left.partial_cmp(&right) == Some(Ordering::Equal)));
            }
            Binary::NotEqual => {
                return Ok(Value::Bool(left.partial_cmp(&right) != Some(Ordering::Equal)));
            }
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

    fn compare(&mut self, operator: Binary, left: &Value, right: &Value) -> Result<Value> {
        let alike = std::mem::discriminant(left) == std::mem::discriminant(right)
            || (left.of().is_some() && left.of() == right.of());
        if !alike {
            return self.unfit(operator, left, right);
        }
        self.weigh(left)?;
        let ordering = partial_order(left, right);
        Ok(Value::Bool(match operator {
            Binary::Less => ordering.is_some_and(Ordering::is_lt),
            Binary::LessOrEqual => ordering.is_some_and(Ordering::is_le),
            Binary::Greater => ordering.is_some_and(Ordering::is_gt),
            Binary::GreaterOrEqual => ordering.is_some_and(Ordering::is_ge),
            _ => return self.unfit(operator, left, right),
        }))
    }

    fn unfit<T>(&self, operator: Binary, left: &Value, right: &Value) -> Result<T> {
        let (left, right) = (self.name_of(left), self.name_of(right));
        self.panic(format_args!("`{}` cannot be applied to {left} and {right}", sign(operator)))
    }

    /// Text and text. The left one grows in place if nothing else holds it.
    fn join_texts(&mut self, left: Value, right: &str) -> Result<Value> {
        let Value::Text(mut text) = left else { return Ok(left) };
        self.spend((text.len() + right.len()) as u64)?;
        Rc::make_mut(&mut text).push_str(right);
        Ok(Value::Text(text))
    }

    pub(super) fn cast(&self, cast: Cast, value: &Value) -> Result<Value> {
        let number = match value {
            Value::Bool(value) => Number::from(i128::from(*value)),
            Value::Char(value) => Number::from(i128::from(u32::from(*value))),
            Value::Float(Float(value)) => match cast {
                Cast::Float => return Ok(Value::Float(Float(*value))),
                Cast::Int(kind) => {
                    // `as` saturates, and makes zero of what is no number.
                    let (low, high) = kind.ends();
                    let number = if *value < 0.0 {
                        Number::from(*value as i128)
                    } else {
                        Number::of(*value as u128)
                    };
                    return self.fits(kind, Some(number.clamp(low, high)), "");
                }
                Cast::Char => return self.panic("a floating-point number is no char"),
            },
            Value::Plain(of, which) => {
                let discriminants = &self.program.types.get(*of).discriminants;
                match discriminants.get(usize::from(which.0)) {
                    Some(number) => Number::from(i128::from(*number)),
                    None => Number::from(i128::from(which.0)),
                }
            }
            other => match other.as_number() {
                Some((_, number)) => number,
                None => {
                    return self.panic(format_args!("{} cannot be cast with `as`", other.kind()));
                }
            },
        };
        match cast {
            Cast::Int(kind) => self.fits(kind, Some(Number::of_bits(kind, number.bits())), ""),
            Cast::Float => Ok(Value::Float(Float(number.as_f64()))),
            Cast::Char => {
                let code = number.as_i128().and_then(|code| u32::try_from(code).ok());
                match code.and_then(char::from_u32) {
                    Some(value) => Ok(Value::Char(value)),
                    None => self.panic("this number is no char"),
                }
            }
        }
    }
}

/// `%` of two floats, by taking away the right one's doubles from the greatest to itself. Each of
/// these steps is exact.
fn remainder(left: f64, right: f64) -> f64 {
    let (mut rest, right) = (left.abs(), right.abs());
    if !(rest.is_finite() && right > 0.0) {
        return f64::NAN;
    }
    let mut part = right;
    while part <= rest / 2.0 {
        part *= 2.0;
    }
    loop {
        if rest >= part {
            rest -= part;
        }
        if part <= right {
            return rest.copysign(left);
        }
        part /= 2.0;
    }
}

/// The arithmetic that most code spends its time with: on numbers whose widths agree, and without a
/// result that does not fit. Whatever is not as plain as that is left to the others.
#[inline]
pub(super) fn plain_arithmetic(operator: Binary, left: Int, right: Int) -> Option<Int> {
    let (a, b) = (left.bits, right.bits);
    let result = match operator {
        Binary::Add => a.checked_add(b)?,
        Binary::Subtract => a.checked_sub(b)?,
        Binary::Multiply => a.checked_mul(b)?,
        Binary::Divide if b > 0 => a / b,
        Binary::Remainder if b > 0 => a % b,
        _ => return None,
    };
    let kind = if left.kind == IntKind::Any { right.kind } else { left.kind };
    let fits = match kind {
        IntKind::I64 | IntKind::Isize | IntKind::Any => true,
        IntKind::U64 | IntKind::Usize => a >= 0 && b >= 0 && result >= 0,
        IntKind::I32 => i32::try_from(result).is_ok(),
        IntKind::U32 => u32::try_from(result).is_ok(),
        _ => false,
    };
    fits.then_some(Int { kind, bits: result })
}

/// The comparisons of such numbers.
#[inline]
pub(super) fn plain_comparison(operator: Binary, left: Int, right: Int) -> Option<bool> {
    let (a, b) = (left.bits, right.bits);
    if (a < 0 || b < 0) && !(left.kind.is_signed() && right.kind.is_signed()) {
        return None;
    }
    match operator {
        Binary::Equal => Some(a == b),
        Binary::NotEqual => Some(a != b),
        Binary::Less => Some(a < b),
        Binary::LessOrEqual => Some(a <= b),
        Binary::Greater => Some(a > b),
        Binary::GreaterOrEqual => Some(a >= b),
        _ => None,
    }
}

/// Whether all that is inside two values is alike, floats as Rust compares them.
fn alike(left: &Value, right: &Value) -> bool {
    let all = |left: &[Value], right: &[Value]| {
        left.len() == right.len() && left.iter().zip(right).all(|(left, right)| alike(left, right))
    };
    match (left, right) {
        (Value::Float(Float(left)), Value::Float(Float(right))) => {
            left.partial_cmp(right) == Some(Ordering::Equal)
        }
        (Value::Tuple(left), Value::Tuple(right)) | (Value::List(left), Value::List(right)) => {
            all(left, right)
        }
        (Value::Struct(left), Value::Struct(right))
        | (Value::Variant(left), Value::Variant(right)) => {
            (left.of, left.which) == (right.of, right.which) && all(&left.fields, &right.fields)
        }
        (Value::Map(left), Value::Map(right)) => {
            let (left, right) = (left.entries(), right.entries());
            left.len() == right.len()
                && left.iter().zip(right).all(|((key, value), (other, other_value))| {
                    key == other && alike(value, other_value)
                })
        }
        _ => left == right,
    }
}

/// The order of two values of one type, as `partial_cmp` tells it.
fn partial_order(left: &Value, right: &Value) -> Option<Ordering> {
    let all = |left: &[Value], right: &[Value]| {
        for (left, right) in left.iter().zip(right) {
            match partial_order(left, right) {
                Some(Ordering::Equal) => {}
                decided => return decided,
            }
        }
        Some(left.len().cmp(&right.len()))
    };
    match (left, right) {
        (Value::Float(Float(left)), Value::Float(Float(right))) => left.partial_cmp(right),
        (Value::Tuple(left), Value::Tuple(right)) | (Value::List(left), Value::List(right)) => {
            all(left, right)
        }
        (Value::Struct(left), Value::Struct(right)) if left.of == TypeId::REVERSE => {
            all(&right.fields, &left.fields)
        }
        (Value::Struct(left), Value::Struct(right))
        | (Value::Variant(left), Value::Variant(right))
            if left.which == right.which =>
        {
            all(&left.fields, &right.fields)
        }
        _ => Some(left.cmp(right)),
    }
}

fn value_of(record: &crate::value::Record) -> TypeId {
    record.of
}

pub(crate) fn sign(operator: Binary) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remainder_of_floats_is_that_of_rust() {
        let numbers = [
            0.0,
            5e-324,
            1.5e-323,
            1e-310,
            0.1,
            0.3,
            1.0,
            1.5,
            3.0,
            7.25,
            1e16,
            1e300,
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::INFINITY,
            f64::NAN,
        ];
        for left in numbers.iter().flat_map(|number| [*number, -number]) {
            for right in numbers.iter().flat_map(|number| [*number, -number]) {
                let (ours, rusts) = (remainder(left, right), left % right);
                let same = ours.to_bits() == rusts.to_bits() || ours.is_nan() && rusts.is_nan();
                assert!(same, "{left} % {right}: {ours} and not {rusts}");
            }
        }
    }
}
