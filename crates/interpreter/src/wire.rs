//! Between what a variable holds and what a message carries.

use std::rc::Rc;

use whatif_simulator::{Name, Record, Value as Data, Variant as DataVariant};

use crate::code::Program;
use crate::map::Map;
use crate::types::{Fields, IntKind, Type, TypeId, Types, VariantId};
use crate::value::{Float, Struct, Value};

impl Program {
    /// What a message carries for a value; the error is what kind of value cannot travel.
    pub(crate) fn to_wire(&self, value: &Value) -> Result<Data, &'static str> {
        let all = |values: &[Value]| {
            values.iter().map(|value| self.to_wire(value)).collect::<Result<Rc<[Data]>, _>>()
        };
        Ok(match value {
            Value::Unit => Data::Unit,
            Value::Bool(value) => Data::Bool(*value),
            Value::Int(int) => Data::Int(int.number()),
            Value::Float(Float(number)) => Data::Float(number.to_bits()),
            Value::Char(value) => Data::text(&value.to_string()),
            Value::Text(text) => Data::text(text),
            Value::Duration(length) => Data::Duration(*length),
            Value::Tuple(values) => Data::Tuple(all(values)?),
            Value::List(values) => Data::List(all(values)?),
            Value::Map(map) => {
                let pair =
                    |(key, value): &(Value, Value)| Ok((self.to_wire(key)?, self.to_wire(value)?));
                Data::Map(map.entries().iter().map(pair).collect::<Result<_, _>>()?)
            }
            Value::Set(set) => {
                let set = set.entries().iter().map(|(value, _)| self.to_wire(value));
                Data::Set(set.collect::<Result<_, _>>()?)
            }
            Value::Struct(inner) => {
                let name = Name::clone(&self.types.get(inner.of).name);
                let fields = self.types.fields(inner.of, None);
                let fields = self.fields_to_wire(fields, &inner.fields)?;
                Data::Record(Rc::new(Record { name, fields }))
            }
            Value::Variant(inner) => {
                let fields = self.types.fields(inner.of, Some(inner.which));
                Data::Variant(Rc::new(DataVariant {
                    of: Name::clone(&self.types.get(inner.of).name),
                    name: Name::clone(self.types.variant_name(inner.of, inner.which)),
                    fields: self.fields_to_wire(fields, &inner.fields)?,
                }))
            }
            other => return Err(other.kind()),
        })
    }

    fn fields_to_wire(
        &self,
        fields: &Fields,
        values: &[Value],
    ) -> Result<Vec<(Name, Data)>, &'static str> {
        let pairs = fields.names.iter().zip(values);
        pairs.map(|(name, value)| Ok((Name::clone(name), self.to_wire(value)?))).collect()
    }

    /// The value that a message carried, read as a type where one is known.
    ///
    /// # Errors
    /// A sentence: the data has a field too few, or names a struct that this code does not have.
    pub(crate) fn read_wire(&self, data: &Data, of: &Type) -> Result<Value, String> {
        if !fits(data, of) {
            return Err(format!("{} is needed, and this is {data:?}", name_of(of)));
        }
        let all = |values: &[Data], of: &Type| {
            values.iter().map(|value| self.read_wire(value, of)).collect::<Result<Vec<_>, _>>()
        };
        Ok(match (data, of) {
            (Data::Unit, _) => Value::Unit,
            (Data::Bool(value), _) => Value::Bool(*value),
            (Data::Int(number), Type::Int(kind)) => Value::int(*kind, *number)
                .ok_or_else(|| format!("{number} does not fit into {}", kind.name()))?,
            (Data::Int(number), Type::Float) => Value::Float(Float(*number as f64)),
            (Data::Int(number), _) => Value::int(IntKind::Any, *number)
                .or_else(|| Value::int(IntKind::U64, *number))
                .ok_or_else(|| format!("{number} is too large"))?,
            (Data::Float(bits), _) => Value::Float(Float(f64::from_bits(*bits))),
            (Data::Text(text), Type::Char) => {
                text.chars().next().map_or_else(|| Value::text(&**text), Value::Char)
            }
            (Data::Text(text), _) => Value::text(&**text),
            (Data::Duration(length), _) => Value::Duration(*length),
            (Data::List(values), Type::List(of)) => Value::list(all(values, of)?),
            (Data::List(values), Type::Set(of)) => set_of(all(values, of)?),
            (Data::List(values), _) => Value::list(all(values, &Type::Unknown)?),
            (Data::Tuple(values), of) => {
                let types = if let Type::Tuple(types) = of { types.as_slice() } else { &[] };
                let each = values.iter().enumerate().map(|(at, value)| {
                    self.read_wire(value, types.get(at).unwrap_or(&Type::Unknown))
                });
                Value::Tuple(Rc::new(each.collect::<Result<_, _>>()?))
            }
            (Data::Map(map), of) => {
                let (keys, values) = match of {
                    Type::Map(keys, values) => (&**keys, &**values),
                    _ => (&Type::Unknown, &Type::Unknown),
                };
                let mut made = Map::default();
                for (key, value) in map.iter() {
                    made.insert(self.read_wire(key, keys)?, self.read_wire(value, values)?);
                }
                Value::Map(Rc::new(made))
            }
            (Data::Set(values), of) => {
                let of = if let Type::Set(of) = of { of } else { &Type::Unknown };
                set_of(all(values, of)?)
            }
            (Data::Record(record), of) => {
                let of = match of {
                    Type::Named(of) => *of,
                    _ => self.types.find(&record.name).ok_or_else(|| {
                        if record.name.is_empty() {
                            "nothing says which struct this is".to_owned()
                        } else {
                            format!("this code has no struct `{}`", record.name)
                        }
                    })?,
                };
                let fields = self.types.fields(of, None);
                let fields = self.read_fields(of, fields, &record.fields)?;
                Value::Struct(Rc::new(Struct { of, fields }))
            }
            (Data::Variant(inner), of) => self.read_variant(inner, of)?,
        })
    }

    fn read_variant(&self, inner: &DataVariant, hint: &Type) -> Result<Value, String> {
        let missing = || format!("this code has no `{}::{}`", inner.of, inner.name);
        let of = self.types.find(&inner.of).ok_or_else(missing)?;
        let variant = self.types.variant(of, &inner.name).ok_or_else(missing)?;
        let inside = match (of, variant, hint) {
            (TypeId::OPTION, VariantId::SOME, Type::Option(inside)) => Some(&**inside),
            (TypeId::RESULT, VariantId::OK, Type::Result(ok, _)) => Some(&**ok),
            (TypeId::RESULT, VariantId::ERR, Type::Result(_, error)) => Some(&**error),
            _ => None,
        };
        let fields = match (inside, inner.fields.as_slice()) {
            (Some(of), [(_, value)]) => vec![self.read_wire(value, of)?],
            _ => {
                let fields = self.types.fields(of, Some(variant));
                self.read_fields(of, fields, &inner.fields)?
            }
        };
        Ok(Value::variant(of, variant, fields))
    }

    fn read_fields(
        &self,
        of: TypeId,
        fields: &Fields,
        given: &[(Name, Data)],
    ) -> Result<Vec<Value>, String> {
        let known = |(name, _): &&(Name, Data)| fields.position(name).is_none();
        if let Some((name, _)) = given.iter().find(known) {
            return Err(format!("`{}` has no field `{name}`", self.types.get(of).name));
        }
        let each = fields.names.iter().zip(&fields.types).map(|(name, of_field)| {
            match given.iter().find(|(given, _)| given == name) {
                Some((_, value)) => self.read_wire(value, of_field),
                None => {
                    let of = &self.types.get(of).name;
                    Err(format!("the field `{name}` of `{of}` is missing"))
                }
            }
        });
        each.collect()
    }
}

/// Whether data can be read as a type, as far as its outside tells.
fn fits(data: &Data, of: &Type) -> bool {
    match of.place() {
        Type::Unknown | Type::Mut(_) => true,
        Type::Unit => matches!(data, Data::Unit),
        Type::Int(_) => matches!(data, Data::Int(_)),
        Type::Float => matches!(data, Data::Float(_) | Data::Int(_)),
        Type::Bool => matches!(data, Data::Bool(_)),
        Type::Char => matches!(data, Data::Text(text) if text.chars().count() == 1),
        Type::Text => matches!(data, Data::Text(_)),
        Type::Duration => matches!(data, Data::Duration(_)),
        Type::Option(_) | Type::Result(..) => matches!(data, Data::Variant(_)),
        Type::List(_) => matches!(data, Data::List(_)),
        Type::Set(_) => matches!(data, Data::Set(_) | Data::List(_)),
        Type::Map(..) => matches!(data, Data::Map(_)),
        Type::Tuple(types) => matches!(data, Data::Tuple(values) if values.len() == types.len()),
        Type::Named(_) => matches!(data, Data::Record(_) | Data::Variant(_)),
    }
}

fn name_of(of: &Type) -> &'static str {
    match of.place() {
        Type::Unknown | Type::Mut(_) => "anything",
        Type::Unit => "`()`",
        Type::Int(kind) => kind.name(),
        Type::Float => "f64",
        Type::Bool => "`true` or `false`",
        Type::Char => "a char",
        Type::Text => "a text",
        Type::Duration => "a Duration",
        Type::Option(_) => "an Option",
        Type::Result(..) => "a Result",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(..) => "a map",
        Type::Tuple(_) => "a tuple of as many parts",
        Type::Named(_) => "a table of fields",
    }
}

fn set_of(values: Vec<Value>) -> Value {
    let mut set = Map::default();
    for value in values {
        set.add(value);
    }
    Value::Set(Rc::new(set))
}

impl Types {
    /// Whether a type has the built-in `Result`'s shape.
    pub(crate) fn is_result(value: &Value) -> bool {
        matches!(value, Value::Variant(variant) if variant.of == TypeId::RESULT)
    }
}
