//! The types that a program declares, and the meaning that the code takes from them.

use std::ops::RangeInclusive;

use whatif_simulator::Name;

use crate::code::{FunctionId, NameId};
use crate::number::Number;

/// A struct or enum, by its place in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub(crate) u16);

/// A variant of an enum, by its place in the declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VariantId(pub(crate) u16);

impl TypeId {
    pub(crate) const OPTION: Self = Self(0);
    pub(crate) const RESULT: Self = Self(1);
    pub(crate) const ERROR: Self = Self(2);
    pub(crate) const TRANSACTION: Self = Self(3);
    pub(crate) const ORDERING: Self = Self(4);
    pub(crate) const REVERSE: Self = Self(5);
    pub(crate) const NODE: Self = Self(6);
    pub(crate) const ELAPSED: Self = Self(7);
    pub(crate) const JOIN_ERROR: Self = Self(8);
    pub(crate) const SEND_ERROR: Self = Self(9);
    pub(crate) const RECV_ERROR: Self = Self(10);
    pub(crate) const TRY_SEND_ERROR: Self = Self(11);
    pub(crate) const TRY_RECV_ERROR: Self = Self(12);
    pub(crate) const PARSE_INT_ERROR: Self = Self(13);
    pub(crate) const PARSE_ERROR: Self = Self(14);
    pub(crate) const TRY_FROM_ERROR: Self = Self(15);
    pub(crate) const PARSE_KIND: Self = Self(16);
}

impl VariantId {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const SOME: Self = Self(1);
    pub(crate) const OK: Self = Self(0);
    pub(crate) const ERR: Self = Self(1);
    pub(crate) const TIMEOUT: Self = Self(0);
    pub(crate) const FAILED: Self = Self(4);
}

/// The width of a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum IntKind {
    /// A literal that nothing has given a type yet.
    Any,
    I8,
    I16,
    I32,
    I64,
    Isize,
    U8,
    U16,
    U32,
    U64,
    Usize,
    I128,
    U128,
}

impl IntKind {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "i8" => Self::I8,
            "i16" => Self::I16,
            "i32" => Self::I32,
            "i64" => Self::I64,
            "isize" => Self::Isize,
            "u8" => Self::U8,
            "u16" => Self::U16,
            "u32" => Self::U32,
            "u64" => Self::U64,
            "usize" => Self::Usize,
            "i128" => Self::I128,
            "u128" => Self::U128,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            // What nothing gives a type is an `i32`, as in Rust.
            Self::Any | Self::I32 => "i32",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I64 => "i64",
            Self::Isize => "isize",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::Usize => "usize",
            Self::I128 => "i128",
            Self::U128 => "u128",
        }
    }

    pub(crate) fn is_signed(self) -> bool {
        !matches!(self, Self::U8 | Self::U16 | Self::U32 | Self::U64 | Self::Usize | Self::U128)
    }

    /// Whether its numbers need more than 64 bits.
    pub(crate) fn is_wide(self) -> bool {
        matches!(self, Self::I128 | Self::U128)
    }

    /// How many bits it has. `usize` has 64 on every machine.
    pub(crate) fn bits(self) -> u32 {
        match self {
            Self::I8 | Self::U8 => 8,
            Self::I16 | Self::U16 => 16,
            Self::I32 | Self::U32 => 32,
            // What has no type yet may still get a wide one; where it never does, it is an i64.
            Self::Any | Self::I64 | Self::Isize | Self::U64 | Self::Usize => 64,
            Self::I128 | Self::U128 => 128,
        }
    }

    /// The least and the greatest number of this width.
    pub(crate) fn ends(self) -> (Number, Number) {
        let most = u128::MAX >> (128 - self.bits());
        if self.is_signed() {
            let most = Number::of(most >> 1);
            let least = most.add(Number::of(1)).map_or(most, Number::negated);
            (least, most)
        } else {
            (Number::of(0), Number::of(most))
        }
    }

    /// All numbers of a width of at most 64 bits.
    pub(crate) fn range(self) -> RangeInclusive<i128> {
        let bits = self.bits().min(64);
        if self.is_signed() {
            -(1_i128 << (bits - 1))..=(1_i128 << (bits - 1)) - 1
        } else {
            0..=(1_i128 << bits) - 1
        }
    }
}

/// A type as far as the code takes meaning from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Nothing is known.
    Unknown,
    Unit,
    Int(IntKind),
    Float,
    Bool,
    Char,
    Text,
    Duration,
    Instant,
    Option(Box<Type>),
    Result(Box<Type>, Box<Type>),
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Set(Box<Type>),
    Tuple(Vec<Type>),
    Named(TypeId),
    /// `&mut`: a path to a place.
    Mut(Box<Type>),
    /// In what a `type` item stands for, what is put in where it is used.
    Parameter(u8),
}

impl Type {
    /// The type with its parameters put in.
    pub(crate) fn with(&self, arguments: &[Self]) -> Self {
        let of = |inner: &Self| Box::new(inner.with(arguments));
        match self {
            Self::Parameter(at) => {
                arguments.get(usize::from(*at)).cloned().unwrap_or(Self::Unknown)
            }
            Self::Option(inner) => Self::Option(of(inner)),
            Self::Result(ok, error) => Self::Result(of(ok), of(error)),
            Self::List(inner) => Self::List(of(inner)),
            Self::Map(keys, values) => Self::Map(of(keys), of(values)),
            Self::Set(inner) => Self::Set(of(inner)),
            Self::Tuple(types) => {
                Self::Tuple(types.iter().map(|inner| inner.with(arguments)).collect())
            }
            Self::Mut(inner) => Self::Mut(of(inner)),
            other => other.clone(),
        }
    }

    /// The type without the `&mut`.
    pub(crate) fn place(&self) -> &Self {
        match self {
            Self::Mut(inner) => inner,
            other => other,
        }
    }
}

/// A struct or enum.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: Name,
    pub(crate) shape: Shape,
    /// The functions of its `impl` blocks that take `self`, by their names.
    pub(crate) methods: Vec<(NameId, FunctionId)>,
    /// The variant that is its default, where one is marked.
    pub(crate) default: Option<VariantId>,
    /// Whether it derives its default.
    pub(crate) derives_default: bool,
    /// Its own `fn default()`.
    pub(crate) own_default: Option<FunctionId>,
    /// What the variants of an enum count as under `as`.
    pub(crate) discriminants: Vec<i64>,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Struct(Fields),
    Enum(Vec<(Name, Fields)>),
}

/// The fields of a struct or of a variant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    /// Their names; those of a tuple struct are `0`, `1`, ….
    pub(crate) names: Vec<Name>,
    /// The same names, as operations speak of them.
    pub(crate) ids: Vec<NameId>,
    pub(crate) types: Vec<Type>,
    /// Whether they are told apart by position.
    pub(crate) tuple: bool,
}

impl Fields {
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|field| &**field == name)
    }

    pub(crate) fn position_of(&self, id: NameId) -> Option<usize> {
        self.ids.iter().position(|field| *field == id)
    }

    fn tuple(types: &[Type]) -> Self {
        let names = (0..types.len()).map(|at| at.to_string().into()).collect();
        Self { names, ids: Vec::new(), types: types.to_vec(), tuple: true }
    }

    fn named(fields: &[(&str, Type)]) -> Self {
        let names = fields.iter().map(|(name, _)| (*name).into()).collect();
        let types = fields.iter().map(|(_, of)| of.clone()).collect();
        Self { names, ids: Vec::new(), types, tuple: false }
    }
}

/// All structs and enums of a program: the built-in ones, then the author's.
#[derive(Clone, Debug)]
pub(crate) struct Types(pub(crate) Vec<TypeDef>);

impl TypeDef {
    pub(crate) fn new(name: Name, shape: Shape) -> Self {
        let (methods, discriminants) = Default::default();
        let (default, own_default) = (None, None);
        let derives_default = false;
        Self { name, shape, methods, default, derives_default, own_default, discriminants }
    }
}

impl Types {
    /// The built-in ones. Their order is that of the constants of [`TypeId`] and [`VariantId`].
    pub(crate) fn built_in() -> Self {
        let any = [Type::Unknown];
        let variant = |name: &str, types: &[Type]| (name.into(), Fields::tuple(types));
        let variants = |name: &str, variants: Vec<(Name, Fields)>| {
            TypeDef::new(name.into(), Shape::Enum(variants))
        };
        let record = |name: &str, fields: &[(&str, Type)]| {
            TypeDef::new(name.into(), Shape::Struct(Fields::named(fields)))
        };
        let tuple = |name: &str, types: &[Type]| {
            TypeDef::new(name.into(), Shape::Struct(Fields::tuple(types)))
        };
        let words = |name: &str, words: &[&str]| {
            variants(name, words.iter().map(|word| variant(word, &[])).collect())
        };
        let list = |of: Type| Type::List(Box::new(of));
        let errors = ["Timeout", "Refused", "Duplicate", "NotFound"];
        let errors = errors.iter().map(|name| variant(name, &[]));
        let errors = errors.chain([variant("Failed", &[Type::Text])]);
        let errors = errors.chain([variant("Held", &[]), variant("Stale", &[])]).collect();
        Self(vec![
            variants("Option", vec![variant("None", &[]), variant("Some", &any)]),
            variants("Result", vec![variant("Ok", &any), variant("Err", &any)]),
            variants("Error", errors),
            record("Transaction", &[("parts", list(Type::Unknown))]),
            words("Ordering", &["Less", "Equal", "Greater"]),
            tuple("Reverse", &any),
            record("Node", &[("name", Type::Text)]),
            tuple("Elapsed", &[Type::Unit]),
            words("JoinError", &["Cancelled"]),
            tuple("SendError", &any),
            tuple("RecvError", &[Type::Unit]),
            variants("TrySendError", vec![variant("Full", &any), variant("Closed", &any)]),
            words("TryRecvError", &["Empty", "Disconnected"]),
            record("ParseIntError", &[("kind", Type::Named(TypeId::PARSE_KIND))]),
            tuple("ParseError", &[Type::Text]),
            tuple("TryFromIntError", &[Type::Unit]),
            words("IntErrorKind", &["Empty", "InvalidDigit", "PosOverflow", "NegOverflow"]),
            record("Mail", &[("to", Type::Text), ("text", Type::Text)]),
            record(
                "Message",
                &[
                    ("id", Type::Int(IntKind::U64)),
                    ("body", Type::Unknown),
                    ("attempt", Type::Int(IntKind::U64)),
                ],
            ),
            record("Entry", &[("offset", Type::Int(IntKind::U64)), ("value", Type::Unknown)]),
            record(
                "Call",
                &[
                    ("operation", Type::Text),
                    ("arguments", list(Type::Unknown)),
                    ("answer", Type::Option(Box::new(Type::Unknown))),
                ],
            ),
        ])
    }

    pub(crate) fn get(&self, id: TypeId) -> &TypeDef {
        &self.0[usize::from(id.0)]
    }

    pub(crate) fn get_mut(&mut self, id: TypeId) -> &mut TypeDef {
        &mut self.0[usize::from(id.0)]
    }

    pub(crate) fn find(&self, name: &str) -> Option<TypeId> {
        self.called(name).next()
    }

    /// The types of this name: what the code declares hides what is built in.
    pub(crate) fn called(&self, name: &str) -> impl Iterator<Item = TypeId> {
        let all = (0..self.0.len()).rev();
        all.filter(move |at| *self.0[*at].name == *name).map(|at| TypeId(at as u16))
    }

    pub(crate) fn method(&self, of: TypeId, name: NameId) -> Option<FunctionId> {
        let methods = &self.get(of).methods;
        methods.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
    }

    pub(crate) fn fields(&self, of: TypeId, variant: Option<VariantId>) -> &Fields {
        match (&self.get(of).shape, variant) {
            (Shape::Enum(variants), Some(VariantId(at))) => &variants[usize::from(at)].1,
            (Shape::Struct(fields), _) => fields,
            (Shape::Enum(variants), None) => &variants[0].1,
        }
    }

    pub(crate) fn variant(&self, of: TypeId, name: &str) -> Option<VariantId> {
        let Shape::Enum(variants) = &self.get(of).shape else { return None };
        let at = variants.iter().position(|(variant, _)| &**variant == name)?;
        Some(VariantId(at as u16))
    }

    pub(crate) fn variant_name(&self, of: TypeId, variant: VariantId) -> &Name {
        match &self.get(of).shape {
            Shape::Enum(variants) => &variants[usize::from(variant.0)].0,
            Shape::Struct(_) => &self.get(of).name,
        }
    }
}
