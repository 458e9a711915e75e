//! What a variable holds while code runs.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use whatif_simulator::Time;

use crate::code::FunctionId;
use crate::map::Map;
use crate::types::{IntKind, TypeId, VariantId};

/// A value.
///
/// Values have value semantics: a clone shares its inside until one of the two is written, and
/// no two names ever stand for one mutable thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Value {
    Unit,
    Bool(bool),
    Int(Int),
    Float(Float),
    Char(char),
    Text(Rc<String>),
    Duration(Time),
    Tuple(Rc<Vec<Value>>),
    List(Rc<Vec<Value>>),
    Map(Rc<Map>),
    Set(Rc<Map>),
    Struct(Rc<Struct>),
    Variant(Rc<Variant>),
    Range(Rc<Range>),
    Function(FunctionId),
    Closure(Rc<Closure>),
    Future(Rc<Future>),
    Iterator(Rc<Iter>),
    /// A `&mut`: a path to a place on the stack of the same task, never a copy.
    Place(Rc<Place>),
    /// What a property function reads: the world.
    World,
}

/// A whole number and its width. Two numbers are one value if they are the same number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Int {
    pub(crate) kind: IntKind,
    bits: i64,
}

impl Int {
    const ZERO: Self = Self { kind: IntKind::Any, bits: 0 };

    /// The number, if it fits its width.
    pub(crate) fn new(kind: IntKind, number: i128) -> Option<Self> {
        kind.range().contains(&number).then_some(Self { kind, bits: number as i64 })
    }

    pub(crate) fn number(self) -> i128 {
        if self.kind.is_signed() { i128::from(self.bits) } else { i128::from(self.bits as u64) }
    }
}

impl PartialEq for Int {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}
impl Eq for Int {}
impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(&other.number())
    }
}
impl Hash for Int {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.number().hash(hasher);
    }
}

/// A floating-point number. As data it is compared by its bits; the operators of the language
/// compare as Rust's do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Float(pub(crate) f64);

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}
impl Eq for Float {}
impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
impl Hash for Float {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.to_bits().hash(hasher);
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Struct {
    pub(crate) of: TypeId,
    pub(crate) fields: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Variant {
    pub(crate) of: TypeId,
    pub(crate) which: VariantId,
    pub(crate) fields: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Range {
    pub(crate) start: Option<Value>,
    pub(crate) end: Option<Value>,
    pub(crate) inclusive: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Closure {
    pub(crate) function: FunctionId,
    pub(crate) captured: Vec<Value>,
}

/// Something that `.await` waits for. Nothing of it happens before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Future {
    /// An async function of the same process.
    Function { function: FunctionId, arguments: Vec<Value> },
    /// A call of another node, by its place in the environment.
    Call { target: u16, operation: u16, arguments: Vec<Value> },
    /// `sleep`.
    Sleep(Time),
}

/// A `&mut`: the variable and the way inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The absolute position on the task's stack.
    pub(crate) slot: u32,
    pub(crate) path: Vec<Key>,
}

/// One turn on the way inside a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    Field(u32),
    Position(u32),
    Index(Value),
}

/// An iterator, as far as it has been read. Adapters hold the iterator that they read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Iter {
    List { list: Rc<Vec<Value>>, front: usize, back: usize },
    Numbers { next: Int, last: i128 },
    Map(Box<Iter>, Value),
    Filter(Box<Iter>, Value),
    FilterMap(Box<Iter>, Value),
    TakeWhile(Box<Iter>, Value, bool),
    SkipWhile(Box<Iter>, Value, bool),
    FlatMap(Box<Iter>, Value, Option<Box<Iter>>),
    Enumerate(Box<Iter>, u64),
    Zip(Box<Iter>, Box<Iter>),
    Chain(Box<Iter>, Box<Iter>),
    Take(Box<Iter>, u64),
    Skip(Box<Iter>, u64),
    StepBy(Box<Iter>, u64, bool),
}

impl Iter {
    /// What is left of an iterator that an adapter took over.
    pub(crate) const EMPTY: Self = Self::Numbers { next: Int::ZERO, last: -1 };
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Rc::new(text.into()))
    }

    pub(crate) fn list(values: Vec<Self>) -> Self {
        Self::List(Rc::new(values))
    }

    /// An iterator over values that are already there.
    pub(crate) fn iterator(values: Vec<Self>) -> Self {
        Self::Iterator(Rc::new(Iter::List { front: 0, back: values.len(), list: Rc::new(values) }))
    }

    pub(crate) fn variant(of: TypeId, variant: VariantId, fields: Vec<Self>) -> Self {
        Self::Variant(Rc::new(Variant { of, which: variant, fields }))
    }

    pub(crate) fn some(value: Self) -> Self {
        Self::variant(TypeId::OPTION, VariantId::SOME, vec![value])
    }

    pub(crate) fn none() -> Self {
        Self::variant(TypeId::OPTION, VariantId::NONE, Vec::new())
    }

    pub(crate) fn option(value: Option<Self>) -> Self {
        value.map_or_else(Self::none, Self::some)
    }

    pub(crate) fn ok(value: Self) -> Self {
        Self::variant(TypeId::RESULT, VariantId::OK, vec![value])
    }

    pub(crate) fn err(value: Self) -> Self {
        Self::variant(TypeId::RESULT, VariantId::ERR, vec![value])
    }

    /// A length or position in a collection.
    pub(crate) fn size(size: usize) -> Self {
        Self::Int(Int { kind: IntKind::Usize, bits: size as i64 })
    }

    pub(crate) fn int(kind: IntKind, number: i128) -> Option<Self> {
        Int::new(kind, number).map(Self::Int)
    }

    /// What kind of value it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Unit => "()",
            Self::Bool(_) => "a bool",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a floating-point number",
            Self::Char(_) => "a char",
            Self::Text(_) => "a string",
            Self::Duration(_) => "a Duration",
            Self::Tuple(_) => "a tuple",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Set(_) => "a set",
            Self::Struct(_) => "a struct",
            Self::Variant(variant) if variant.of == TypeId::OPTION => "an Option",
            Self::Variant(variant) if variant.of == TypeId::RESULT => "a Result",
            Self::Variant(_) => "an enum",
            Self::Range(_) => "a range",
            Self::Function(_) | Self::Closure(_) => "a function",
            Self::Future(_) => "a future that nobody has awaited",
            Self::Iterator(_) => "an iterator",
            Self::Place(_) => "a reference",
            Self::World => "the world",
        }
    }
}
