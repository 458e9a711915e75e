//! What travels in messages and rests in tables: plain data, without a language.

use std::fmt;
use std::rc::Rc;

use crate::{Time, decimal};

/// A short name that is shared rather than copied.
pub type Name = Rc<str>;

/// One piece of data, as a message carries it.
///
/// Structs and enum variants carry their own field names, so that two nodes (or two versions of
/// one node) need not agree on anything but the names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `()`.
    Unit,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of any width.
    Int(i128),
    /// A floating-point number, by its bits: data is compared and hashed exactly.
    Float(u64),
    /// Text.
    Text(Name),
    /// A length of time.
    Duration(Time),
    /// Several values in order: a list, an array.
    List(Rc<[Value]>),
    /// A fixed number of values of several kinds.
    Tuple(Rc<[Value]>),
    /// Keys with their values, in the order of the keys.
    Map(Rc<[(Value, Value)]>),
    /// Distinct values in order.
    Set(Rc<[Value]>),
    /// A struct with named fields. The name is empty where data came without one.
    Record(Rc<Record>),
    /// A variant of an enum, `Option` and `Result` included.
    Variant(Rc<Variant>),
}

/// A struct: its name and its fields in the order in which they were declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// The name of the struct, or nothing.
    pub name: Name,
    /// The fields by name; a tuple struct calls them `0`, `1`, ….
    pub fields: Vec<(Name, Value)>,
}

/// A variant of an enum and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variant {
    /// The name of the enum: `Option`, `Result`, `Error`, or an author's own.
    pub of: Name,
    /// The name of the variant.
    pub name: Name,
    /// The fields by name; a tuple variant calls them `0`, `1`, ….
    pub fields: Vec<(Name, Value)>,
}

impl Value {
    /// Text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// Several values in order.
    pub fn list(values: impl IntoIterator<Item = Self>) -> Self {
        Self::List(values.into_iter().collect())
    }

    /// A struct.
    pub fn record<'a>(name: &str, fields: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self::Record(Rc::new(Record { name: name.into(), fields }))
    }

    /// A variant whose fields have no names.
    pub fn variant(of: &str, name: &str, fields: impl IntoIterator<Item = Self>) -> Self {
        let number = |(at, value): (usize, Self)| (Name::from(at.to_string()), value);
        let fields = fields.into_iter().enumerate().map(number).collect();
        Self::Variant(Rc::new(Variant { of: of.into(), name: name.into(), fields }))
    }

    /// `Ok(value)`.
    pub fn ok(value: Self) -> Self {
        Self::variant("Result", "Ok", [value])
    }

    /// `Err(error)`.
    pub fn err(error: Self) -> Self {
        Self::variant("Result", "Err", [error])
    }

    /// `Err(Error::name)`: how a call ends that was not done.
    pub fn error(name: &str) -> Self {
        Self::err(Self::variant("Error", name, []))
    }

    /// `Err(Error::Failed(reason))`: how a call ends that could not be understood.
    pub fn failed(reason: &str) -> Self {
        Self::err(Self::variant("Error", "Failed", [Self::text(reason)]))
    }

    /// `Some(value)` or `None`.
    pub fn option(value: Option<Self>) -> Self {
        match value {
            Some(value) => Self::variant("Option", "Some", [value]),
            None => Self::variant("Option", "None", []),
        }
    }

    /// The field of a struct, if this is a struct that has it.
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Self::Record(record) = self else { return None };
        record.fields.iter().find(|(field, _)| &**field == name).map(|(_, value)| value)
    }

    /// Gives the first field of this name another value, however deep it stands. Says whether there
    /// is one.
    pub(crate) fn set_field(&mut self, name: &str, value: &Self) -> bool {
        let fields = match self {
            Self::Record(record) => &mut Rc::make_mut(record).fields,
            Self::Variant(variant) => &mut Rc::make_mut(variant).fields,
            Self::List(parts) | Self::Tuple(parts) => {
                return Rc::make_mut(parts).iter_mut().any(|part| part.set_field(name, value));
            }
            _ => return false,
        };
        if let Some((_, field)) = fields.iter_mut().find(|(field, _)| &**field == name) {
            *field = value.clone();
            return true;
        }
        fields.iter_mut().any(|(_, field)| field.set_field(name, value))
    }

    /// What is in the `Ok`, if this is one.
    pub fn as_ok(&self) -> Option<&Self> {
        match self {
            Self::Variant(variant) if &*variant.name == "Ok" => Some(&variant.fields.first()?.1),
            _ => None,
        }
    }

    /// How many bytes it takes as a message carries it: those of JSON without white space, escapes
    /// left out of account.
    pub fn bytes(&self) -> u64 {
        // Two brackets, and what separates the parts.
        let listed = |parts: usize, bytes: u64| 2 + bytes + (parts as u64).saturating_sub(1);
        let values = |values: &[Self]| listed(values.len(), values.iter().map(Self::bytes).sum());
        let fields = |fields: &[(Name, Self)]| {
            // Fields that only have numbers stand in a list, and one alone stands for itself.
            let numbered = fields.first().is_some_and(|(name, _)| &**name == "0");
            if let [(_, value)] = fields
                && numbered
            {
                return value.bytes();
            }
            let name = |name: &Name| if numbered { 0 } else { name.len() as u64 + 3 };
            let field = |(named, value): &(Name, Self)| name(named) + value.bytes();
            listed(fields.len(), fields.iter().map(field).sum())
        };
        let digits = |number: u128| u64::from(number.checked_ilog10().unwrap_or(0)) + 1;
        match self {
            Self::Unit => 4,
            Self::Bool(value) => 5 - u64::from(*value),
            Self::Int(number) => digits(number.unsigned_abs()) + u64::from(*number < 0),
            Self::Float(bits) => decimal::plain(f64::from_bits(*bits)).len() as u64,
            Self::Text(text) => text.len() as u64 + 2,
            Self::Duration(length) => digits(u128::from(length.micros())),
            Self::List(parts) | Self::Tuple(parts) | Self::Set(parts) => values(parts),
            Self::Map(entries) => {
                let entry = |(key, value): &(Self, Self)| key.bytes() + 1 + value.bytes();
                listed(entries.len(), entries.iter().map(entry).sum())
            }
            Self::Record(record) => fields(&record.fields),
            // The name of the variant, then what it holds.
            Self::Variant(variant) => {
                let name = variant.name.len() as u64 + 2;
                let held = &variant.fields;
                if held.is_empty() { name } else { 2 + name + 1 + fields(held) }
            }
        }
    }

    /// Whether this is the variant `name` of any enum.
    pub fn is_variant(&self, name: &str) -> bool {
        matches!(self, Self::Variant(variant) if &*variant.name == name)
    }
}

/// As Rust's `{:?}` prints it, on one line.
impl fmt::Debug for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => out.write_str("()"),
            Self::Bool(value) => write!(out, "{value}"),
            Self::Int(value) => write!(out, "{value}"),
            Self::Float(bits) => out.write_str(&decimal::debug(f64::from_bits(*bits))),
            Self::Text(text) => write!(out, "{text:?}"),
            Self::Duration(length) => write!(out, "{length}"),
            Self::List(values) => out.debug_list().entries(values.iter()).finish(),
            Self::Tuple(values) => {
                let mut tuple = out.debug_tuple("");
                values.iter().for_each(|value| {
                    tuple.field(value);
                });
                tuple.finish()
            }
            Self::Map(map) => {
                let entries = map.iter().map(|(key, value)| (key, value));
                out.debug_map().entries(entries).finish()
            }
            Self::Set(set) => out.debug_set().entries(set.iter()).finish(),
            Self::Record(record) => debug_fields(out, &record.name, &record.fields),
            Self::Variant(variant) => debug_fields(out, &variant.name, &variant.fields),
        }
    }
}

fn debug_fields(out: &mut fmt::Formatter<'_>, name: &str, fields: &[(Name, Value)]) -> fmt::Result {
    let numbered =
        fields.first().is_some_and(|(name, _)| name.starts_with(|c: char| c.is_ascii_digit()));
    if numbered {
        let mut tuple = out.debug_tuple(name);
        for (_, value) in fields {
            tuple.field(value);
        }
        tuple.finish()
    } else if name.is_empty() {
        // What an author wrote has no name of a type, and no blank in the place of one.
        out.write_str("{")?;
        for (at, (field, value)) in fields.iter().enumerate() {
            write!(out, "{} {field}: {value:?}", if at == 0 { "" } else { "," })?;
        }
        out.write_str(if fields.is_empty() { "}" } else { " }" })
    } else {
        let mut record = out.debug_struct(name);
        for (field, value) in fields {
            record.field(field, value);
        }
        record.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_as_many_bytes_as_its_json() {
        let cases = [
            (Value::Unit, "null"),
            (Value::Bool(true), "true"),
            (Value::Bool(false), "false"),
            (Value::Int(-120), "-120"),
            (Value::Int(0), "0"),
            (Value::Float(1.5_f64.to_bits()), "1.5"),
            (Value::text("Ada"), r#""Ada""#),
            (Value::Duration(Time::from_millis(5)), "5000"),
            (Value::list([]), "[]"),
            (Value::list([Value::Int(1), Value::Int(2)]), "[1,2]"),
            (Value::Map(Rc::from([(Value::text("a"), Value::Int(1))])), r#"{"a":1}"#),
            (
                Value::record("User", [("name", Value::text("Ada")), ("age", Value::Int(36))]),
                r#"{"name":"Ada","age":36}"#,
            ),
            (Value::record("Meters", [("0", Value::Int(7))]), "7"),
            (Value::record("Point", [("0", Value::Int(7)), ("1", Value::Int(8))]), "[7,8]"),
            (Value::ok(Value::Unit), r#"{"Ok":null}"#),
            (Value::error("Full"), r#"{"Err":"Full"}"#),
            (Value::variant("Shape", "Box", [Value::Int(1), Value::Int(2)]), r#"{"Box":[1,2]}"#),
        ];
        for (value, json) in cases {
            assert_eq!(value.bytes(), json.len() as u64, "{json}");
        }
    }
}
