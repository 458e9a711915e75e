//! Values as text: `{}` and `{:?}`.

use std::fmt::Write;

use super::{Machine, Result};
use crate::code::{Align, Format, Piece, Spec};
use crate::types::IntKind;
use crate::value::{Float, Iter, Value};

/// How long a printed value may get, in bytes.
const TEXT_BYTES_MAX: usize = 256 * 1024;

impl Machine<'_> {
    pub(super) fn format(&self, format: &Format, values: &[Value]) -> Result<String> {
        let mut text = String::new();
        for piece in &format.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Argument { at, spec } => {
                    let value = values.get(usize::from(*at)).unwrap_or(&Value::Unit);
                    text.push_str(&self.padded(value, *spec)?);
                }
            }
            if text.len() > TEXT_BYTES_MAX {
                return self.limit(format!("a text grew longer than {} KB", TEXT_BYTES_MAX / 1024));
            }
        }
        Ok(text)
    }

    fn padded(&self, value: &Value, spec: Spec) -> Result<String> {
        let mut text = match (value, spec.precision) {
            (Value::Float(Float(number)), Some(digits)) => {
                format!("{number:.*}", usize::from(digits))
            }
            (Value::Text(text), Some(most)) if !spec.debug => {
                text.chars().take(usize::from(most)).collect()
            }
            _ if spec.debug => self.debug(value),
            _ => self.display(value)?,
        };
        let numeric = matches!(value, Value::Int(_) | Value::Float(_));
        if spec.plus && numeric && !text.starts_with('-') {
            text.insert(0, '+');
        }
        let width = usize::from(spec.width.unwrap_or(0));
        let missing = width.saturating_sub(text.chars().count());
        if spec.zero && numeric && missing > 0 {
            let sign = usize::from(text.starts_with(['-', '+']));
            text.insert_str(sign, &"0".repeat(missing));
            return Ok(text);
        }
        let fill = |count: usize| spec.fill.unwrap_or(' ').to_string().repeat(count);
        let default = if numeric { Align::Right } else { Align::Left };
        Ok(match spec.align.unwrap_or(default) {
            Align::Left => text + &fill(missing),
            Align::Right => fill(missing) + &text,
            Align::Centre => fill(missing / 2) + &text + &fill(missing - missing / 2),
        })
    }

    /// `{}`.
    pub(super) fn display(&self, value: &Value) -> Result<String> {
        match value {
            Value::Text(text) => Ok((**text).clone()),
            Value::Char(value) => Ok(value.to_string()),
            Value::Float(Float(number)) => Ok(number.to_string()),
            Value::Bool(_) | Value::Int(_) => Ok(self.debug(value)),
            Value::Variant(variant) if variant.of == crate::types::TypeId::ERROR => {
                Ok(match variant.which {
                    crate::types::VariantId::FAILED => self.display(&variant.fields[0])?,
                    _ => self.debug(value),
                })
            }
            other => {
                let name = self.name_of(other);
                self.panic(format!("{name} cannot be printed with `{{}}`: use `{{:?}}`"))
            }
        }
    }

    /// `{:?}`.
    pub(super) fn debug(&self, value: &Value) -> String {
        let mut text = String::new();
        self.write(&mut text, value);
        text
    }

    fn write(&self, out: &mut String, value: &Value) {
        if out.len() > TEXT_BYTES_MAX {
            return;
        }
        // Writing into a string cannot fail.
        let _ = match value {
            Value::Unit => out.write_str("()"),
            Value::Bool(value) => write!(out, "{value}"),
            Value::Int(int) => write!(out, "{}", int.number()),
            Value::Float(Float(number)) => write!(out, "{number:?}"),
            Value::Char(value) => write!(out, "{value:?}"),
            Value::Text(text) => write!(out, "{text:?}"),
            Value::Duration(length) => {
                write!(out, "{:?}", std::time::Duration::from_micros(length.micros()))
            }
            Value::Tuple(values) => {
                self.all(out, "(", values.iter(), if values.len() == 1 { ",)" } else { ")" });
                Ok(())
            }
            Value::List(values) => {
                self.all(out, "[", values.iter(), "]");
                Ok(())
            }
            Value::Set(values) => {
                self.all(out, "{", values.entries().iter().map(|(key, _)| key), "}");
                Ok(())
            }
            Value::Map(map) => {
                out.push('{');
                for (at, (key, value)) in map.entries().iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    self.write(out, key);
                    out.push_str(": ");
                    self.write(out, value);
                }
                out.write_char('}')
            }
            Value::Struct(inner) => {
                let def = self.program.types.get(inner.of);
                let fields = self.program.types.fields(inner.of, None);
                self.fields(out, &def.name, &fields.names, fields.tuple, &inner.fields);
                Ok(())
            }
            Value::Variant(inner) => {
                let name = self.program.types.variant_name(inner.of, inner.which);
                let fields = self.program.types.fields(inner.of, Some(inner.which));
                self.fields(out, name, &fields.names, fields.tuple, &inner.fields);
                Ok(())
            }
            Value::Range(range) => {
                if let Some(start) = &range.start {
                    self.write(out, start);
                }
                out.push_str(if range.inclusive { "..=" } else { ".." });
                if let Some(end) = &range.end {
                    self.write(out, end);
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
        values: impl Iterator<Item = &'v Value>,
        close: &str,
    ) {
        out.push_str(open);
        for (at, value) in values.enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            self.write(out, value);
        }
        out.push_str(close);
    }

    fn fields(
        &self,
        out: &mut String,
        name: &str,
        names: &[whatif_simulator::Name],
        tuple: bool,
        values: &[Value],
    ) {
        out.push_str(name);
        if values.is_empty() {
            return;
        }
        if tuple {
            return self.all(out, "(", values.iter(), ")");
        }
        for (at, (name, value)) in names.iter().zip(values).enumerate() {
            out.push_str(if at == 0 { " { " } else { ", " });
            out.push_str(name);
            out.push_str(": ");
            self.write(out, value);
        }
        out.push_str(" }");
    }
}

impl Iter {
    /// The numbers from `first` to `last`, both included.
    pub(super) fn numbers(kind: IntKind, first: i128, last: i128) -> Option<Self> {
        let next = crate::value::Int::new(kind, first)?;
        Some(Self::Numbers { next, last })
    }
}
