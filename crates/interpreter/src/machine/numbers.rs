//! Methods of numbers, and what makes numbers of other values.

use std::cmp::Ordering;

use super::{Machine, Result};
use crate::code::Cast;
use crate::library::Method as M;
use crate::number::{Float, Number};
use crate::types::{IntKind, Type, TypeId};
use crate::value::Value;

impl Machine<'_> {
    #[inline(never)]
    pub(super) fn int_method(
        &mut self,
        receiver: &Value,
        method: M,
        arguments: &[Value],
        makes: &Type,
    ) -> Result<Option<Value>> {
        let Some((of, number)) = receiver.as_number() else { return Ok(None) };
        let other = arguments.first().and_then(Value::as_number);
        let kind = match other {
            Some((other, _)) if of == IntKind::Any => other,
            _ => of,
        };
        let unsigned = match kind {
            IntKind::I8 => IntKind::U8,
            IntKind::I16 => IntKind::U16,
            IntKind::I32 => IntKind::U32,
            IntKind::I64 | IntKind::Any => IntKind::U64,
            IntKind::Isize => IntKind::Usize,
            IntKind::I128 => IntKind::U128,
            other => other,
        };
        let count = |count: u32| Value::int(IntKind::U32, i128::from(count));
        let bits = number.bits() & (u128::MAX >> (128 - kind.bits()));
        let (low, high) = kind.ends();
        let Some((_, other)) = other else {
            return Ok(match (method, arguments) {
                (M::abs, []) => {
                    let magnitude = Number::of(number.magnitude());
                    Some(self.fits(kind, Some(magnitude), "attempt to negate with overflow")?)
                }
                (M::checked_abs, []) => {
                    let magnitude = Number::of(number.magnitude());
                    Some(Value::option(Value::number(kind, magnitude)))
                }
                (M::wrapping_abs, []) => {
                    Value::number(kind, Number::of_bits(kind, number.magnitude()))
                }
                (M::unsigned_abs, []) => Value::number(unsigned, Number::of(number.magnitude())),
                (M::signum, []) => {
                    let sign =
                        i128::from(number > Number::of(0)) - i128::from(number.is_negative());
                    Value::number(kind, sign.into())
                }
                (M::is_positive, []) => Some(Value::Bool(number > Number::of(0))),
                (M::is_negative, []) => Some(Value::Bool(number.is_negative())),
                (M::checked_neg, []) => Some(Value::option(Value::number(kind, number.negated()))),
                (M::wrapping_neg, []) => {
                    Value::number(kind, Number::of_bits(kind, number.negated().bits()))
                }
                (M::count_ones, []) => count(bits.count_ones()),
                (M::count_zeros, []) => count(kind.bits() - bits.count_ones()),
                (M::leading_zeros, []) => count(bits.leading_zeros() - (128 - kind.bits())),
                (M::trailing_zeros, []) => count(bits.trailing_zeros().min(kind.bits())),
                (M::is_power_of_two, []) => Some(Value::Bool(bits.is_power_of_two())),
                (M::next_power_of_two, []) => {
                    let next = bits.checked_next_power_of_two().map(Number::of);
                    Some(self.fits(kind, next, "attempt to add with overflow")?)
                }
                (M::ilog2 | M::ilog10, []) => {
                    if number <= Number::of(0) {
                        return self.panic("argument of integer logarithm must be positive");
                    }
                    let of = number.magnitude();
                    count(if method == M::ilog2 { of.ilog2() } else { of.ilog10() })
                }
                (M::isqrt, []) => {
                    if number.is_negative() {
                        return self.panic("argument of integer square root cannot be negative");
                    }
                    Value::number(kind, Number::of(root(number.magnitude())))
                }
                (M::to_be_bytes | M::to_le_bytes, []) => {
                    let bytes = bits.to_le_bytes();
                    let bytes = bytes.iter().take(kind.bits() as usize / 8);
                    let byte = |byte: &u8| Value::int(IntKind::U8, i128::from(*byte));
                    let mut bytes: Vec<Value> = bytes.filter_map(byte).collect();
                    if method == M::to_be_bytes {
                        bytes.reverse();
                    }
                    Some(Value::list(bytes))
                }
                (M::try_into, []) => Some(self.convert_checked_inside(receiver, makes)?),
                // A byte has the methods of the ASCII character that it is the code of.
                _ => match u8::try_from(bits).map(char::from) {
                    Ok(each) if method.as_written().starts_with("is_ascii") => {
                        self.char_method(each, method, arguments)?
                    }
                    Ok(each) if method == M::to_ascii_uppercase => {
                        self.cast(Cast::Int(kind), &Value::Char(each.to_ascii_uppercase())).ok()
                    }
                    Ok(each) if method == M::to_ascii_lowercase => {
                        self.cast(Cast::Int(kind), &Value::Char(each.to_ascii_lowercase())).ok()
                    }
                    _ => None,
                },
            });
        };
        if let Some(holds) = holds(method, Some(number.cmp(&other))) {
            return Ok(Some(Value::Bool(holds)));
        }
        let power = u32::try_from(other.magnitude()).ok().filter(|_| !other.is_negative());
        let zero = other.magnitude() == 0;
        let checked = |found: Option<Number>| {
            Value::option(found.and_then(|found| Value::number(kind, found)))
        };
        let wrapping =
            |bits: u128| Value::number(kind, Number::of_bits(kind, bits)).unwrap_or(Value::Unit);
        // What is too large even for the arithmetic here is beyond the end that it went towards.
        let saturating = |found: Option<Number>, down: bool| {
            let end = if down { low } else { high };
            let number = found.map_or(end, |found| found.clamp(low, high));
            Value::number(kind, number).unwrap_or(Value::Unit)
        };
        let overflowing = |found: Option<Number>, bits: u128| {
            let fits = found.is_some_and(|found| low <= found && found <= high);
            Value::tuple(vec![wrapping(bits), Value::Bool(!fits)])
        };
        let (a, b) = (number, other);
        let negative_product = a.is_negative() != b.is_negative();
        Ok(Some(match method {
            M::pow => {
                let found = power.and_then(|power| a.power(power));
                self.fits(of, found, "attempt to multiply with overflow")?
            }
            M::checked_pow => {
                let found = power.and_then(|power| a.power(power));
                Value::option(found.and_then(|found| Value::number(of, found)))
            }
            M::wrapping_pow => {
                let bits = a.bits().wrapping_pow(power.unwrap_or(0));
                Value::number(of, Number::of_bits(of, bits)).unwrap_or(Value::Unit)
            }
            M::saturating_pow => {
                let odd = power.is_some_and(|power| power % 2 == 1);
                let found = power.and_then(|power| a.power(power));
                let (low, high) = of.ends();
                let end = if a.is_negative() && odd { low } else { high };
                let number = found.map_or(end, |found| found.clamp(low, high));
                Value::number(of, number).unwrap_or(Value::Unit)
            }
            M::abs_diff => {
                let difference = a.subtract(b).map(|found| Number::of(found.magnitude()));
                self.fits(unsigned, difference, "")?
            }
            M::checked_add | M::checked_add_signed => checked(a.add(b)),
            M::checked_sub => checked(a.subtract(b)),
            M::checked_mul => checked(a.multiply(b)),
            M::checked_div => checked(a.divide(b)),
            // Where the quotient does not fit, there is no remainder either.
            M::checked_rem => match checked(a.divide(b)) {
                Value::NONE => Value::NONE,
                _ => checked(a.remainder(b)),
            },
            M::saturating_add | M::saturating_add_signed => saturating(a.add(b), b.is_negative()),
            M::saturating_sub => saturating(a.subtract(b), !b.is_negative()),
            M::saturating_mul => saturating(a.multiply(b), negative_product),
            M::wrapping_add | M::wrapping_add_signed => wrapping(a.bits().wrapping_add(b.bits())),
            M::wrapping_sub => wrapping(a.bits().wrapping_sub(b.bits())),
            M::wrapping_mul => wrapping(a.bits().wrapping_mul(b.bits())),
            M::overflowing_add => overflowing(a.add(b), a.bits().wrapping_add(b.bits())),
            M::overflowing_sub => overflowing(a.subtract(b), a.bits().wrapping_sub(b.bits())),
            M::overflowing_mul => overflowing(a.multiply(b), a.bits().wrapping_mul(b.bits())),
            M::rotate_left | M::rotate_right => {
                let by = power.unwrap_or(0) % of.bits();
                let by = if method == M::rotate_left { by } else { (of.bits() - by) % of.bits() };
                let bits = number.bits() & (u128::MAX >> (128 - of.bits()));
                let rotated =
                    if by == 0 { bits } else { (bits << by) | (bits >> (of.bits() - by)) };
                self.fits(of, Some(Number::of_bits(of, rotated)), "")?
            }
            M::rem_euclid | M::next_multiple_of if zero => {
                return self.panic("attempt to calculate the remainder with a divisor of zero");
            }
            M::div_euclid | M::div_ceil if zero => return self.panic("attempt to divide by zero"),
            M::rem_euclid => {
                let overflow = "attempt to calculate the remainder with overflow";
                self.fits(kind, a.euclidean_remainder(b), overflow)?
            }
            M::div_euclid => {
                self.fits(kind, a.euclidean_quotient(b), "attempt to divide with overflow")?
            }
            M::next_multiple_of => {
                let next = a.euclidean_remainder(b).and_then(|rest| {
                    if rest.magnitude() == 0 { Some(a) } else { a.add(b)?.subtract(rest) }
                });
                self.fits(kind, next, "attempt to add with overflow")?
            }
            M::div_ceil => {
                let rounds_up =
                    a.remainder(b).is_some_and(|rest| rest.magnitude() != 0) && !negative_product;
                let quotient = a.divide(b).and_then(|found| {
                    if rounds_up { found.add(Number::of(1)) } else { Some(found) }
                });
                self.fits(kind, quotient, "attempt to divide with overflow")?
            }
            M::clamp => match arguments.get(1).and_then(Value::as_number) {
                Some((_, high)) if b <= high => self.fits(kind, Some(a.clamp(b, high)), "")?,
                _ => {
                    return self.clamp_panic("min > max", arguments);
                }
            },
            _ => return Ok(None),
        }))
    }

    /// `clamp` panics over the ends that it is given.
    pub(super) fn clamp_panic<T>(&self, problem: &str, ends: &[Value]) -> Result<T> {
        let end = |at: usize| ends.get(at).map_or_else(String::new, |end| self.sketch(end));
        self.panic(format_args!("{problem}. min = {}, max = {}", end(0), end(1)))
    }

    #[inline(never)]
    pub(super) fn float_method(
        &mut self,
        number: f64,
        method: M,
        arguments: &[Value],
    ) -> Result<Option<Value>> {
        let float = |number: f64| Value::Float(Float(number));
        let other = match arguments.first() {
            Some(Value::Float(Float(other))) => Some(*other),
            _ => None,
        };
        if let Some(other) = other
            && let Some(holds) = holds(method, number.partial_cmp(&other))
        {
            return Ok(Some(Value::Bool(holds)));
        }
        Ok(Some(match (method, other) {
            (M::abs, None) => float(number.abs()),
            (M::floor, None) => float(number.floor()),
            (M::ceil, None) => float(number.ceil()),
            (M::round, None) => float(number.round()),
            (M::trunc, None) => float(number.trunc()),
            (M::fract, None) => float(number.fract()),
            (M::sqrt, None) => float(number.sqrt()),
            (M::signum, None) => float(number.signum()),
            (M::is_nan, None) => Value::Bool(number.is_nan()),
            (M::is_finite, None) => Value::Bool(number.is_finite()),
            (M::is_infinite, None) => Value::Bool(number.is_infinite()),
            (M::min, Some(other)) => float(number.min(other)),
            (M::max, Some(other)) => float(number.max(other)),
            (M::total_cmp, Some(other)) => Value::ordering(number.total_cmp(&other)),
            (M::partial_cmp, Some(other)) => {
                Value::option(number.partial_cmp(&other).map(Value::ordering))
            }
            (M::clamp, Some(low)) => match arguments.get(1) {
                Some(Value::Float(Float(high))) if low <= *high => float(number.clamp(low, *high)),
                _ => {
                    return self.clamp_panic("min > max, or either was NaN", arguments);
                }
            },
            _ => return Ok(None),
        }))
    }

    /// `u32::from_be_bytes(…)` and its like: the number that bytes are.
    pub(super) fn number_of_bytes(
        &self,
        bytes: &[Value],
        method: M,
        makes: &Type,
    ) -> Result<Option<Value>> {
        let Type::Int(kind) = makes else { return Ok(None) };
        let mut bits = 0;
        for at in 0..bytes.len().min(kind.bits() as usize / 8) {
            let at = if method == M::from_be_bytes { at } else { bytes.len() - 1 - at };
            bits = bits << 8 | self.size(&bytes[at])? as u128;
        }
        Ok(Value::number(*kind, Number::of_bits(*kind, bits)))
    }

    /// `u64::from(…)` and `.into()`: what a type makes of a value, where that cannot fail.
    pub(super) fn convert(&mut self, value: &Value, makes: &Type) -> Result<Value> {
        match (makes, value) {
            (Type::Int(_), Value::Bool(_) | Value::Char(_)) => {
                let Type::Int(kind) = makes else { return Ok(value.clone()) };
                self.cast(Cast::Int(*kind), value)
            }
            (Type::Int(kind), value) if value.as_number().is_some() => {
                let number = value.as_number().map(|(_, number)| number);
                self.fits(*kind, number, "the number does not fit")
            }
            (Type::Float, value) if value.as_number().is_some() => self.cast(Cast::Float, value),
            (Type::Char, value) if value.as_number().is_some() => self.cast(Cast::Char, value),
            (Type::Text, Value::Char(_)) => Ok(Value::text(self.display(value)?)),
            (Type::Option(of), value) if value.of() != Some(TypeId::OPTION) => {
                let value = self.convert(value, of)?;
                Ok(Value::some(value))
            }
            (Type::Map(..) | Type::Set(_), Value::List(_)) => {
                let iterator = self.iterate(value.clone())?;
                let values = self.rest(iterator)?;
                self.gather(values, makes)
            }
            (Type::List(_), Value::Text(text)) => {
                let bytes = self.bytes_of(text)?;
                Ok(Value::list(bytes))
            }
            (Type::Named(of), _) if value.of() != Some(*of) => {
                let name = format!("{}::from", self.program.types.get(*of).name);
                match self.program.find(&name) {
                    Some(id) => self.call_now(&Value::Function(id), vec![value.clone()]),
                    None => Ok(value.clone()),
                }
            }
            _ => Ok(value.clone()),
        }
    }

    /// `u8::try_from(…)`.
    pub(super) fn convert_checked(&mut self, value: &Value, makes: &Type) -> Result<Value> {
        let error = || Value::err(Value::record(TypeId::TRY_FROM_ERROR, vec![Value::Unit]));
        Ok(match (makes, value) {
            (Type::Int(kind), value) => match value.as_number() {
                Some((_, number)) => Value::number(*kind, number).map_or_else(error, Value::ok),
                None => match (kind, value) {
                    (IntKind::U8, Value::Char(value)) => u8::try_from(*value)
                        .ok()
                        .and_then(|byte| Value::int(IntKind::U8, i128::from(byte)))
                        .map_or_else(error, Value::ok),
                    _ => error(),
                },
            },
            (Type::Char, value) => {
                let code = value.as_number().and_then(|(_, number)| number.as_i128());
                let found = code.and_then(|code| char::from_u32(u32::try_from(code).ok()?));
                found.map_or_else(error, |found| Value::ok(Value::Char(found)))
            }
            (Type::List(_), Value::List(_)) => Value::ok(value.clone()),
            _ => return self.panic("the type that this converts to must stand in the code"),
        })
    }

    /// `.try_into()`, whose type is that of the whole result.
    fn convert_checked_inside(&mut self, value: &Value, makes: &Type) -> Result<Value> {
        match makes {
            Type::Result(inner, _) => self.convert_checked(value, inner),
            other => self.convert_checked(value, other),
        }
    }

    /// The default of a type.
    pub(crate) fn default_of(&mut self, of: &Type) -> Result<Value> {
        Ok(match of {
            Type::Unit => Value::Unit,
            Type::Int(kind) => self.fits(*kind, Some(Number::of(0)), "")?,
            Type::Float => Value::Float(Float(0.0)),
            Type::Bool => Value::Bool(false),
            Type::Char => Value::Char('\0'),
            Type::Text => Value::text(""),
            Type::Duration => Value::Duration(whatif_simulator::Time::ZERO),
            Type::Option(_) => Value::NONE,
            Type::List(_) => Value::list(Vec::new()),
            Type::Map(..) => Value::Map(std::rc::Rc::default()),
            Type::Set(_) => Value::Set(std::rc::Rc::default()),
            Type::Tuple(types) => {
                let mut values = Vec::with_capacity(types.len());
                for of in types {
                    values.push(self.default_of(of)?);
                }
                Value::tuple(values)
            }
            Type::Named(of) => self.default_of_named(*of)?,
            Type::Unknown
            | Type::Instant
            | Type::Result(..)
            | Type::Mut(_)
            | Type::Parameter(_) => {
                return self.panic("this type has no default here");
            }
        })
    }

    fn default_of_named(&mut self, of: TypeId) -> Result<Value> {
        let program = self.program;
        let def = program.types.get(of);
        if let Some(function) = def.own_default {
            return self.call_now(&Value::Function(function), Vec::new());
        }
        if let Some(which) = def.default {
            return Ok(Value::variant(of, which, Vec::new()));
        }
        if !def.derives_default {
            let name = &def.name;
            return self.panic(format_args!("`{name}` has no default: write `#[derive(Default)]`"));
        }
        let crate::types::Shape::Struct(fields) = &def.shape else {
            let name = &def.name;
            return self
                .panic(format_args!("`{name}` has no default: mark a variant with `#[default]`"));
        };
        // A struct inside itself would go on for ever.
        self.closures += 1;
        if self.closures > super::CLOSURES_MAX {
            return self.limit("the default of a type holds that type itself, without an end");
        }
        let mut values = Vec::with_capacity(fields.types.len());
        for of in &fields.types {
            values.push(self.default_of(of)?);
        }
        self.closures -= 1;
        Ok(Value::record(of, values))
    }
}

/// What `lt` and its like say of two values; nothing for another method.
pub(super) fn holds(method: M, ordering: Option<Ordering>) -> Option<bool> {
    Some(match method {
        M::lt => ordering.is_some_and(Ordering::is_lt),
        M::le => ordering.is_some_and(Ordering::is_le),
        M::gt => ordering.is_some_and(Ordering::is_gt),
        M::ge => ordering.is_some_and(Ordering::is_ge),
        _ => return None,
    })
}

/// The square root rounded down, found bit by bit.
fn root(of: u128) -> u128 {
    let mut root = 0;
    for bit in (0..64).rev() {
        let next = root | 1 << bit;
        if next * next <= of {
            root = next;
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_roots_are_rounded_down() {
        for number in [0, 1, 2, 3, 4, 15, 16, 17, u128::from(u64::MAX), u128::MAX - 1, u128::MAX] {
            assert_eq!(root(number), number.isqrt());
        }
    }
}
