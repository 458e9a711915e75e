//! Between what a variable holds and what a message carries.

use std::rc::Rc;

use whatif_simulator::{Name, Record, Value as Data, Variant as DataVariant};

use crate::code::Program;
use crate::map::Map;
use crate::number::Float;
use crate::types::{Fields, IntKind, Type, TypeId, VariantId};
use crate::value::Value;

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
            Value::Wide(_) => match value.as_number().and_then(|(_, number)| number.as_i128()) {
                Some(number) => Data::Int(number),
                None => return Err("a number this large"),
            },
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
            Value::Plain(of, which) => self.variant_to_wire(*of, *which, &[])?,
            Value::Variant(inner) => self.variant_to_wire(inner.of, inner.which, &inner.fields)?,
            other => return Err(other.kind()),
        })
    }

    fn variant_to_wire(
        &self,
        of: TypeId,
        which: VariantId,
        values: &[Value],
    ) -> Result<Data, &'static str> {
        Ok(Data::Variant(Rc::new(DataVariant {
            of: Name::clone(&self.types.get(of).name),
            name: Name::clone(self.types.variant_name(of, which)),
            fields: self.fields_to_wire(self.types.fields(of, Some(which)), values)?,
        })))
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
            (Data::Int(number), Type::Int(kind)) => Value::number(*kind, (*number).into())
                .ok_or_else(|| format!("{number} does not fit into {}", kind.name()))?,
            (Data::Int(number), Type::Float) => Value::Float(Float(*number as f64)),
            (Data::Int(number), _) => Value::int(IntKind::Any, *number)
                .or_else(|| Value::int(IntKind::U64, *number))
                .or_else(|| Value::number(IntKind::I128, (*number).into()))
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
                Value::tuple(each.collect::<Result<_, _>>()?)
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
                    _ => self.record_called(record)?,
                };
                let fields = self.types.fields(of, None);
                let fields = self.read_fields(of, fields, &record.fields)?;
                Value::record(of, fields)
            }
            (Data::Variant(inner), of) => self.read_variant(inner, of)?,
        })
    }

    /// The struct that data is of by its name: of several with that name, the one that has its
    /// fields.
    fn record_called(&self, record: &Record) -> Result<TypeId, String> {
        let has_fields = |of: TypeId| {
            let names = &self.types.fields(of, None).names;
            names.len() == record.fields.len()
                && record.fields.iter().all(|(name, _)| names.contains(name))
        };
        let called = || self.types.called(&record.name);
        called().find(|of| has_fields(*of)).or_else(|| called().next()).ok_or_else(|| {
            if record.name.is_empty() {
                "nothing says which struct this is".to_owned()
            } else {
                format!("this code has no struct `{}`", record.name)
            }
        })
    }

    fn read_variant(&self, inner: &DataVariant, hint: &Type) -> Result<Value, String> {
        let missing = || format!("this code has no `{}::{}`", inner.of, inner.name);
        let has_it = |of: TypeId| self.types.variant(of, &inner.name).map(|variant| (of, variant));
        let (of, variant) = self.types.called(&inner.of).find_map(has_it).ok_or_else(missing)?;
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
        Type::Unknown | Type::Mut(_) | Type::Parameter(_) => true,
        Type::Instant => false,
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
        Type::Unknown | Type::Mut(_) | Type::Parameter(_) => "anything",
        Type::Instant => "an Instant, which is nothing to another node",
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
