//! The types that a program declares, and the meaning that the code takes from them.

use std::ops::RangeInclusive;

use whatif_simulator::Name;

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
        }
    }

    pub(crate) fn is_signed(self) -> bool {
        !matches!(self, Self::U8 | Self::U16 | Self::U32 | Self::U64 | Self::Usize)
    }

    /// All numbers of this width. `usize` has 64 bits on every machine.
    pub(crate) fn range(self) -> RangeInclusive<i128> {
        let bits = match self {
            Self::I8 | Self::U8 => 8,
            Self::I16 | Self::U16 => 16,
            Self::I32 | Self::U32 => 32,
            // What has no type yet may still get a wide one; where it never does, it is an i64.
            Self::Any | Self::I64 | Self::Isize | Self::U64 | Self::Usize => 64,
        };
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
    Option(Box<Type>),
    Result(Box<Type>, Box<Type>),
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Set(Box<Type>),
    Tuple(Vec<Type>),
    Named(TypeId),
    /// `&mut`: a path to a place.
    Mut(Box<Type>),
}

impl Type {
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
    pub(crate) types: Vec<Type>,
    /// Whether they are told apart by position.
    pub(crate) tuple: bool,
}

impl Fields {
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|field| &**field == name)
    }

    fn tuple(types: &[Type]) -> Self {
        let names = (0..types.len()).map(|at| at.to_string().into()).collect();
        Self { names, types: types.to_vec(), tuple: true }
    }

    fn named(fields: &[(&str, Type)]) -> Self {
        let names = fields.iter().map(|(name, _)| (*name).into()).collect();
        let types = fields.iter().map(|(_, of)| of.clone()).collect();
        Self { names, types, tuple: false }
    }
}

/// All structs and enums of a program: the built-in ones, then the author's.
#[derive(Clone, Debug)]
pub(crate) struct Types(pub(crate) Vec<TypeDef>);

impl Types {
    /// The built-in ones. Their order is that of the constants of [`TypeId`] and [`VariantId`].
    pub(crate) fn built_in() -> Self {
        let any = [Type::Unknown];
        let variant = |name: &str, types: &[Type]| (name.into(), Fields::tuple(types));
        let variants = |name: &str, variants: Vec<(Name, Fields)>| TypeDef {
            name: name.into(),
            shape: Shape::Enum(variants),
        };
        let record = |name: &str, fields: &[(&str, Type)]| TypeDef {
            name: name.into(),
            shape: Shape::Struct(Fields::named(fields)),
        };
        let list = |of: Type| Type::List(Box::new(of));
        let errors = ["Timeout", "Refused", "Duplicate", "NotFound"];
        let errors = errors.iter().map(|name| variant(name, &[]));
        let errors = errors.chain([variant("Failed", &[Type::Text])]).collect();
        Self(vec![
            variants("Option", vec![variant("None", &[]), variant("Some", &any)]),
            variants("Result", vec![variant("Ok", &any), variant("Err", &any)]),
            variants("Error", errors),
            record("Transaction", &[("parts", list(Type::Unknown))]),
            record("Mail", &[("to", Type::Text), ("text", Type::Text)]),
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

    pub(crate) fn find(&self, name: &str) -> Option<TypeId> {
        self.0.iter().position(|def| &*def.name == name).map(|at| TypeId(at as u16))
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
