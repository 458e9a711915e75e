//! Values as text: `{}`, `{:?}` and the others.

use std::fmt::Write;

use whatif_simulator::{Time, decimal};

use super::{Machine, Result};
use crate::code::{Align, Count, Format, Piece, Spec, Style};
use crate::number::{Float, Number};
use crate::types::{IntKind, TypeId, VariantId};
use crate::value::{Iter, Value};

/// How long a printed value may get, in bytes.
const TEXT_BYTES_MAX: usize = 256 * 1024;
/// How wide a value may be made with spaces.
const WIDTH_MAX: usize = 1_000;

/// How a value is written, with the widths worked out.
#[derive(Clone, Copy, Default)]
struct Manner {
    spec: Spec,
    width: usize,
    precision: Option<usize>,
    /// How far inside others it stands, for `{:#?}`.
    depth: usize,
}

impl Machine<'_> {
    #[inline(never)]
    pub(super) fn format(&mut self, format: &Format, values: &[Value]) -> Result<String> {
        let mut text = String::new();
        for piece in &format.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Argument { at, spec } => {
                    let value = values.get(usize::from(*at)).unwrap_or(&Value::Unit);
                    let value = self.read(value.clone())?;
                    let width = self.count(spec.width, values)?.unwrap_or(0);
                    let precision = self.count(spec.precision, values)?;
                    let manner = Manner { spec: *spec, width, precision, depth: 0 };
                    text.push_str(&self.shown(&value, manner)?);
                }
            }
            if text.len() > TEXT_BYTES_MAX {
                return self
                    .limit(format_args!("a text grew longer than {} KB", TEXT_BYTES_MAX / 1024));
            }
        }
        Ok(text)
    }

    fn count(&self, count: Count, values: &[Value]) -> Result<Option<usize>> {
        Ok(match count {
            Count::None => None,
            Count::Is(width) => Some(usize::from(width)),
            Count::Argument(at) => match values.get(usize::from(at)) {
                Some(value) => {
                    let width = self.size(value)?;
                    if width > WIDTH_MAX {
                        return self
                            .limit(format_args!("{width} is too wide: the most is {WIDTH_MAX}"));
                    }
                    Some(width)
                }
                None => None,
            },
        })
    }

    fn shown(&mut self, value: &Value, manner: Manner) -> Result<String> {
        let mut text = String::new();
        match (manner.spec.style, value) {
            (Style::Debug, _) => {
                self.weigh(value)?;
                self.write(&mut text, value, manner);
            }
            (Style::Display, Value::Float(_) | Value::Int(_) | Value::Wide(_)) => {
                self.write(&mut text, value, manner);
            }
            (Style::Display, Value::Text(inner)) => match manner.precision {
                Some(most) => {
                    let cut: String = inner.chars().take(most).collect();
                    text = padded(&cut, manner);
                }
                None => text = padded(inner, manner),
            },
            (Style::Display, _) => text = padded(&self.display(value)?, manner),
            (style, _) => match value.as_number() {
                Some((kind, number)) => text = bits(kind, number, manner),
                // `{:x?}`: of other values, it is the numbers inside that are written so.
                None if matches!(style, Style::LowerHex | Style::UpperHex) => {
                    self.weigh(value)?;
                    self.write(&mut text, value, manner);
                }
                None => {
                    let kind = self.name_of(value);
                    return self.panic(format_args!("{kind} cannot be printed in this form"));
                }
            },
        }
        Ok(text)
    }

    /// `{}`.
    pub(super) fn display(&self, value: &Value) -> Result<String> {
        let plain = match value {
            Value::Text(text) => return Ok((**text).clone()),
            Value::Char(value) => return Ok(value.to_string()),
            Value::Float(Float(number)) => return Ok(decimal::plain(*number)),
            Value::Place(place) => return self.display(self.look(place)?),
            Value::Iterator(iterator) => match chars(iterator) {
                Some(text) => return Ok(text),
                None => value,
            },
            Value::Bool(value) => return Ok(value.to_string()),
            Value::Int(_) | Value::Wide(_) => {
                let mut text = String::new();
                self.write(&mut text, value, Manner::default());
                return Ok(text);
            }
            _ => value,
        };
        let first = plain.fields().first();
        let which = plain.as_variant().map_or(VariantId(0), |(_, which)| which);
        let text = match (plain.of(), which) {
            (Some(TypeId::ERROR), VariantId::FAILED) => return self.display(&plain.fields()[0]),
            (Some(TypeId::ERROR), which) => self.program.types.variant_name(TypeId::ERROR, which),
            (Some(TypeId::NODE | TypeId::PARSE_ERROR), _) => {
                return first.map_or_else(|| Ok(String::new()), |inside| self.display(inside));
            }
            (Some(TypeId::ELAPSED), _) => "deadline has elapsed",
            (Some(TypeId::JOIN_ERROR), _) => "task was cancelled",
            (Some(TypeId::SEND_ERROR | TypeId::RECV_ERROR), _) => "channel closed",
            (Some(TypeId::TRY_SEND_ERROR), VariantId(0)) => "no available capacity",
            (Some(TypeId::TRY_SEND_ERROR), _) => "channel closed",
            (Some(TypeId::TRY_RECV_ERROR), VariantId(0)) => "receiving on an empty channel",
            (Some(TypeId::TRY_RECV_ERROR), _) => "receiving on a closed channel",
            (Some(TypeId::TRY_FROM_ERROR), _) => "out of range integral type conversion attempted",
            (Some(TypeId::PARSE_INT_ERROR), _) => match first.and_then(Value::as_variant) {
                Some((_, VariantId(0))) => "cannot parse integer from empty string",
                Some((_, VariantId(1))) => "invalid digit found in string",
                Some((_, VariantId(2))) => "number too large to fit in target type",
                _ => "number too small to fit in target type",
            },
            _ => {
                let name = self.name_of(value);
                return self
                    .panic(format_args!("{name} cannot be printed with `{{}}`: use `{{:?}}`"));
            }
        };
        Ok(text.to_owned())
    }

    /// `{:?}`.
    pub(crate) fn debug(&mut self, value: &Value) -> Result<String> {
        self.weigh(value)?;
        Ok(self.sketch(value))
    }

    /// `{:?}` of a value that is known not to be too deep.
    pub(crate) fn sketch(&self, value: &Value) -> String {
        let mut text = String::new();
        let spec = Spec { style: Style::Debug, ..Spec::default() };
        self.write(&mut text, value, Manner { spec, ..Manner::default() });
        text
    }

    fn write(&self, out: &mut String, value: &Value, manner: Manner) {
        if out.len() > TEXT_BYTES_MAX {
            return;
        }
        let debug = manner.spec.style != Style::Display;
        // Writing into a string cannot fail.
        let _ = match value {
            Value::Unit => out.write_str(&padded("()", manner)),
            Value::Bool(value) => out.write_str(&padded(&value.to_string(), manner)),
            Value::Int(_) | Value::Wide(_)
                if matches!(manner.spec.style, Style::LowerHex | Style::UpperHex) =>
            {
                let text = value.as_number().map(|(kind, number)| bits(kind, number, manner));
                out.write_str(&text.unwrap_or_default())
            }
            Value::Int(int) => {
                let number = int.number();
                let sign = if number < 0 { "-" } else { plus(manner) };
                out.write_str(&numeric(sign, &number.unsigned_abs().to_string(), manner))
            }
            Value::Wide(_) => {
                let number = value.as_number().map(|(_, number)| number);
                let sign = match number {
                    Some(number) if number.is_negative() => "-",
                    _ => plus(manner),
                };
                let digits = number.map_or(0, Number::magnitude).to_string();
                out.write_str(&numeric(sign, &digits, manner))
            }
            Value::Float(Float(number)) => {
                let digits = match manner.precision {
                    Some(digits) => decimal::rounded(number.abs(), digits),
                    None if debug || manner.depth > 0 => decimal::debug(number.abs()),
                    None => decimal::plain(number.abs()),
                };
                let sign =
                    if number.is_sign_negative() && !number.is_nan() { "-" } else { plus(manner) };
                out.write_str(&numeric(sign, &digits, manner))
            }
            Value::Char(value) => write!(out, "{value:?}"),
            Value::Text(text) => write!(out, "{text:?}"),
            Value::Duration(length) => {
                out.write_str(&padded(&duration(*length, manner.precision), manner))
            }
            Value::Instant(moment) => write!(out, "Instant({})", duration(*moment, None)),
            Value::Tuple(values) => {
                let close = if values.len() == 1 && !manner.spec.alternate { ",)" } else { ")" };
                self.all(out, "(", values.iter().map(|value| (None, value)), close, manner);
                Ok(())
            }
            Value::List(values) => {
                self.all(out, "[", values.iter().map(|value| (None, value)), "]", manner);
                Ok(())
            }
            Value::Set(values) => {
                self.all(
                    out,
                    "{",
                    values.entries().iter().map(|(key, _)| (None, key)),
                    "}",
                    manner,
                );
                Ok(())
            }
            Value::Map(map) => {
                let entries = map.entries().iter().map(|(key, value)| {
                    let mut text = String::new();
                    self.write(&mut text, key, Manner { depth: manner.depth + 1, ..manner });
                    (Some(text), value)
                });
                self.all(out, "{", entries, "}", manner);
                Ok(())
            }
            Value::Struct(record) => {
                let def = self.program.types.get(record.of);
                let fields = self.program.types.fields(record.of, None);
                self.fields(out, &def.name, fields, &record.fields, manner);
                Ok(())
            }
            Value::Plain(of, which) => out.write_str(self.program.types.variant_name(*of, *which)),
            Value::Variant(record) => {
                let name = self.program.types.variant_name(record.of, record.which);
                let fields = self.program.types.fields(record.of, Some(record.which));
                self.fields(out, name, fields, &record.fields, manner);
                Ok(())
            }
            Value::Range(range) => {
                if let Some(start) = &range.start {
                    self.write(out, start, manner);
                }
                out.push_str(if range.inclusive { "..=" } else { ".." });
                if let Some(end) = &range.end {
                    self.write(out, end, manner);
                }
                Ok(())
            }
            Value::Place(place) => {
                match self.look(place) {
                    Ok(value) => self.write(out, value, manner),
                    Err(_) => out.push_str("<gone>"),
                }
                Ok(())
            }
            other => write!(out, "<{}>", other.kind()),
        };
    }

    fn all<'v>(
        &self,
        out: &mut String,
        open: &str,
        values: impl Iterator<Item = (Option<String>, &'v Value)>,
        close: &str,
        manner: Manner,
    ) {
        let inside = Manner { depth: manner.depth + 1, ..manner };
        out.push_str(open);
        let mut any = false;
        for (name, value) in values {
            if manner.spec.alternate {
                out.push('\n');
                indent(out, inside.depth);
            } else if any {
                out.push_str(", ");
            }
            any = true;
            if let Some(name) = name {
                out.push_str(&name);
                out.push_str(": ");
            }
            self.write(out, value, inside);
            if manner.spec.alternate {
                out.push(',');
            }
        }
        if manner.spec.alternate && any {
            out.push('\n');
            indent(out, manner.depth);
        }
        out.push_str(close);
    }

    fn fields(
        &self,
        out: &mut String,
        name: &str,
        fields: &crate::types::Fields,
        values: &[Value],
        manner: Manner,
    ) {
        out.push_str(name);
        if values.is_empty() {
            return;
        }
        if fields.tuple {
            return self.all(out, "(", values.iter().map(|value| (None, value)), ")", manner);
        }
        let named = fields.names.iter().zip(values);
        let named = named.map(|(name, value)| (Some(name.to_string()), value));
        let (open, close) = if manner.spec.alternate { (" {", "}") } else { (" { ", " }") };
        self.all(out, open, named, close, manner);
    }
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("    ");
    }
}

/// A `Duration` as `{:?}` writes it: in the largest unit of which it has one, to the last digit or
/// rounded to so many places, from half way to the even one.
fn duration(length: Time, places: Option<usize>) -> String {
    let (name, digits) = match length.micros() {
        0 => ("ns", 0),
        1..1_000 => ("µs", 0),
        1_000..1_000_000 => ("ms", 3),
        _ => ("s", 6),
    };
    let kept = places.unwrap_or(digits).min(digits);
    let unit = 10_u64.pow((digits - kept) as u32);
    let (mut number, rest) = (length.micros() / unit, length.micros() % unit);
    if rest * 2 > unit || rest * 2 == unit && number % 2 == 1 {
        number += 1;
    }
    let scale = 10_u64.pow(kept as u32);
    let mut text = (number / scale).to_string();
    if kept > 0 {
        let _ = write!(text, ".{:0kept$}", number % scale);
    }
    match places {
        Some(places) if places > kept => {
            if kept == 0 {
                text.push('.');
            }
            text.push_str(&"0".repeat(places - kept));
        }
        None if kept > 0 => {
            text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
        }
        _ => {}
    }
    text + name
}

/// The text of an iterator over characters: `to_uppercase` makes one of a character.
pub(super) fn chars(iterator: &Iter) -> Option<String> {
    let Iter::List { list, front, back } = iterator else { return None };
    let each = list[*front..*back].iter();
    each.map(|each| if let Value::Char(each) = each { Some(*each) } else { None }).collect()
}

/// A number by its bits: in hexadecimal, octal or binary digits.
fn bits(kind: IntKind, number: Number, manner: Manner) -> String {
    let short = kind == IntKind::Any
        && number.as_i128().is_some_and(|number| i32::try_from(number).is_ok());
    let bits = if short { 32 } else { kind.bits() };
    let bits = number.bits() & (u128::MAX >> (128 - bits));
    let (prefix, digits) = match manner.spec.style {
        Style::LowerHex => ("0x", format!("{bits:x}")),
        Style::UpperHex => ("0x", format!("{bits:X}")),
        Style::Octal => ("0o", format!("{bits:o}")),
        _ => ("0b", format!("{bits:b}")),
    };
    numeric(if manner.spec.alternate { prefix } else { "" }, &digits, manner)
}

fn plus(manner: Manner) -> &'static str {
    if manner.spec.plus { "+" } else { "" }
}

/// A number with what stands before its digits. Zeros that fill its width go between the two.
fn numeric(prefix: &str, digits: &str, manner: Manner) -> String {
    let length = prefix.len() + digits.len();
    if manner.spec.zero && manner.width > length {
        return format!("{prefix}{}{digits}", "0".repeat(manner.width - length));
    }
    filled(&format!("{prefix}{digits}"), manner, Align::Right)
}

fn padded(text: &str, manner: Manner) -> String {
    filled(text, manner, Align::Left)
}

fn filled(text: &str, manner: Manner, default: Align) -> String {
    let missing = manner.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    let fill = |count: usize| manner.spec.fill.unwrap_or(' ').to_string().repeat(count);
    match manner.spec.align.unwrap_or(default) {
        Align::Left => text.to_owned() + &fill(missing),
        Align::Right => fill(missing) + text,
        Align::Centre => fill(missing / 2) + text + &fill(missing - missing / 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_rust_writes_them() {
        for micros in [
            0,
            1,
            999,
            1_000,
            1_500,
            1_250,
            12_345,
            999_500,
            999_999,
            1_000_000,
            1_500_000,
            2_500_000,
            999_999_999,
            60_000_000,
            86_400_000_001,
            u64::MAX,
        ] {
            let std = std::time::Duration::from_micros(micros);
            assert_eq!(duration(Time::from_micros(micros), None), format!("{std:?}"));
            for places in 0..9 {
                let written = duration(Time::from_micros(micros), Some(places));
                assert_eq!(written, format!("{std:.places$?}"));
            }
        }
    }
}
