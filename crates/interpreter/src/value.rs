//! What a variable holds while code runs.

use std::cmp::Ordering;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use whatif_simulator::Time;

use crate::code::{FunctionId, NameId};
use crate::map::Map;
use crate::number::{Float, Int, Number, Wide};
use crate::types::{IntKind, TypeId, VariantId};

/// A value.
///
/// Values have value semantics: a clone shares its inside until one of the two is written, and
/// no two names ever stand for one mutable thing. What is shared by its nature is a number into
/// the tables of the node: [`Shared`](crate::memory::Shared).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Unit,
    Bool(bool),
    Int(Int),
    Wide(Rc<Wide>),
    Float(Float),
    Char(char),
    Text(Rc<String>),
    Duration(Time),
    /// A moment of the clock that only goes forwards.
    Instant(Time),
    Tuple(Rc<Parts>),
    List(Rc<Parts>),
    Map(Rc<Map>),
    Set(Rc<Map>),
    Struct(Rc<Record>),
    /// A variant without fields.
    Plain(TypeId, VariantId),
    /// A variant with fields.
    Variant(Rc<Record>),
    Range(Rc<Range>),
    Function(FunctionId),
    Closure(Rc<Closure>),
    Future(Rc<Future>),
    Iterator(Rc<Iter>),
    /// A `&mut`: a path to a place, never a copy.
    Place(Rc<Place>),
    Sender(u32),
    Receiver(u32),
    Mutex(u32),
    /// What is awaited of a spawned task.
    Handle(u32),
    /// What a property function reads: the world.
    World,
}

/// The values inside a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Parts(Vec<Value>);

impl Parts {
    pub(crate) fn take(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.0)
    }
}

impl From<Vec<Value>> for Parts {
    fn from(values: Vec<Value>) -> Self {
        Self(values)
    }
}

impl Deref for Parts {
    type Target = Vec<Value>;
    fn deref(&self) -> &Vec<Value> {
        &self.0
    }
}

impl DerefMut for Parts {
    fn deref_mut(&mut self) -> &mut Vec<Value> {
        &mut self.0
    }
}

/// However deep values are inside one another, dropping them takes no more of the native stack
/// than dropping one.
impl Drop for Parts {
    fn drop(&mut self) {
        if self.0.iter().any(Value::has_parts) {
            drop_all(std::mem::take(&mut self.0));
        }
    }
}

/// Drops values and what is inside them, one after the other.
pub(crate) fn drop_all(mut pending: Vec<Value>) {
    while let Some(value) = pending.pop() {
        value.take_apart(&mut pending);
    }
}

/// A struct, or a variant of an enum with its fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Record {
    pub(crate) of: TypeId,
    /// Which variant; of a struct it is the first.
    pub(crate) which: VariantId,
    pub(crate) fields: Parts,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Range {
    /// A number or another value without parts, and so is the end.
    pub(crate) start: Option<Value>,
    pub(crate) end: Option<Value>,
    pub(crate) inclusive: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Closure {
    pub(crate) function: FunctionId,
    pub(crate) captured: Parts,
}

/// Something that `.await` waits for. Nothing of it happens before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Future {
    /// An async function of the same process.
    Function {
        function: FunctionId,
        arguments: Parts,
    },
    /// An async block.
    Block(Closure),
    /// A call of another node, by its place in the environment.
    Call {
        target: u16,
        operation: u16,
        arguments: Parts,
        recorded: bool,
    },
    Sleep(Time),
    SleepUntil(Time),
    Yield,
    /// The length of time, then what may take no longer.
    Timeout(Time, Parts),
    /// The same with the moment at which the time is up.
    TimeoutAt(Time, Parts),
    /// Several at once; all are waited for.
    All(Parts),
    Receive(u32),
    Send(u32, Parts),
    Lock(u32),
    DiskWrite(Parts),
    DiskRead(Parts),
    DiskRemove(Parts),
    DiskSync,
    /// One that has begun, as a task of its own, and goes on while something awaits it.
    Begun(u32),
}

/// A `&mut`: the variable and the way inside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) root: Root,
    pub(crate) path: Vec<Key>,
}

/// Where the way to a place begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Root {
    /// A variable of a task, by its position on the task's stack.
    Variable { task: u32, slot: u32 },
    /// The state of the node.
    State,
    /// What a mutex holds, which is locked as long as there is a way to it.
    Mutex(u32),
}

/// One turn on the way inside a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Field(NameId),
    Position(u16),
    Index(Value),
    /// A part of a list, from the first to before the second. It stands at the end of a path.
    Part(u32, u32),
}

/// An iterator, as far as it has been read. Adapters hold the iterator that they read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Iter {
    List {
        list: Rc<Parts>,
        front: usize,
        back: usize,
    },
    Numbers {
        next: Int,
        last: i128,
    },
    /// `&mut` to each element of a list.
    Places {
        place: Rc<Place>,
        front: usize,
        back: usize,
    },
    /// `&mut` to each value of a map, with its key or alone.
    Entries {
        place: Rc<Place>,
        keys: Rc<Parts>,
        front: usize,
        back: usize,
        alone: bool,
    },
    Map(Box<Iter>, Value),
    Filter(Box<Iter>, Value),
    FilterMap(Box<Iter>, Value),
    TakeWhile(Box<Iter>, Value, bool),
    MapWhile(Box<Iter>, Value),
    SkipWhile(Box<Iter>, Value, bool),
    /// With the iterators that are being read at the front and at the back.
    FlatMap(Box<Iter>, Option<Value>, Option<Box<Iter>>),
    Inspect(Box<Iter>, Value),
    Scan(Box<Iter>, Value, Value),
    Enumerate(Box<Iter>, u64),
    Zip(Box<Iter>, Box<Iter>),
    Chain(Box<Iter>, Box<Iter>),
    Take(Box<Iter>, u64),
    Skip(Box<Iter>, u64),
    StepBy(Box<Iter>, u64, bool),
    Cycle(Box<Iter>, Box<Iter>),
    Reversed(Box<Iter>),
    /// With what has been looked at ahead.
    Peekable(Box<Iter>, Ahead),
    Repeat(Value),
    FromFn(Value),
    Successors(Option<Value>, Value),
    /// One that stands in a variable and is read there.
    Through(Rc<Place>),
}

/// What has been looked at ahead of an iterator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ahead {
    Nothing,
    Value(Value),
    End,
}

impl Iter {
    /// What is left of an iterator that an adapter took over.
    pub(crate) const EMPTY: Self = Self::Numbers { next: Int::ZERO, last: -1 };

    /// How many iterators it is made of.
    pub(crate) fn adapters(&self) -> usize {
        match self {
            Self::List { .. }
            | Self::Numbers { .. }
            | Self::Places { .. }
            | Self::Entries { .. }
            | Self::Repeat(_)
            | Self::FromFn(_)
            | Self::Successors(..)
            | Self::Through(_) => 1,
            Self::Map(inner, _)
            | Self::Filter(inner, _)
            | Self::FilterMap(inner, _)
            | Self::TakeWhile(inner, ..)
            | Self::MapWhile(inner, _)
            | Self::SkipWhile(inner, ..)
            | Self::Inspect(inner, _)
            | Self::Scan(inner, ..)
            | Self::Enumerate(inner, _)
            | Self::Take(inner, _)
            | Self::Skip(inner, _)
            | Self::StepBy(inner, ..)
            | Self::Reversed(inner)
            | Self::Peekable(inner, _) => 1 + inner.adapters(),
            Self::FlatMap(inner, _, part) => {
                1 + inner.adapters() + part.as_ref().map_or(0, |part| part.adapters())
            }
            Self::Zip(left, right) | Self::Chain(left, right) | Self::Cycle(left, right) => {
                1 + left.adapters() + right.adapters()
            }
        }
    }

    /// Shows the values that it holds.
    fn each(&self, see: &mut dyn FnMut(&Value)) {
        match self {
            Self::List { list, .. } => list.iter().for_each(see),
            Self::Numbers { .. } => {}
            Self::Places { place, .. } | Self::Through(place) => {
                see(&Value::Place(Rc::clone(place)));
            }
            Self::Entries { place, keys, .. } => {
                see(&Value::Place(Rc::clone(place)));
                keys.iter().for_each(see);
            }
            Self::Map(inner, value)
            | Self::Filter(inner, value)
            | Self::FilterMap(inner, value)
            | Self::TakeWhile(inner, value, _)
            | Self::MapWhile(inner, value)
            | Self::SkipWhile(inner, value, _)
            | Self::Inspect(inner, value) => {
                see(value);
                inner.each(see);
            }
            Self::Scan(inner, state, value) => {
                see(state);
                see(value);
                inner.each(see);
            }
            Self::FlatMap(inner, value, part) => {
                value.iter().for_each(&mut *see);
                inner.each(see);
                if let Some(part) = part {
                    part.each(see);
                }
            }
            Self::Enumerate(inner, _)
            | Self::Take(inner, _)
            | Self::Skip(inner, _)
            | Self::StepBy(inner, ..)
            | Self::Reversed(inner) => inner.each(see),
            Self::Peekable(inner, ahead) => {
                if let Ahead::Value(value) = ahead {
                    see(value);
                }
                inner.each(see);
            }
            Self::Zip(left, right) | Self::Chain(left, right) | Self::Cycle(left, right) => {
                left.each(see);
                right.each(see);
            }
            Self::Repeat(value) | Self::FromFn(value) => see(value),
            Self::Successors(next, value) => {
                next.iter().for_each(&mut *see);
                see(value);
            }
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As Rust orders values of one type; values that no type of Rust has in common keep some order.
impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => left.cmp(right),
            (Self::Int(left), Self::Int(right)) => left.cmp(right),
            (Self::Wide(left), Self::Wide(right)) => left.cmp(right),
            (Self::Float(left), Self::Float(right)) => left.cmp(right),
            (Self::Char(left), Self::Char(right)) => left.cmp(right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Duration(left), Self::Duration(right))
            | (Self::Instant(left), Self::Instant(right)) => left.cmp(right),
            (Self::Tuple(left), Self::Tuple(right)) | (Self::List(left), Self::List(right)) => {
                left.cmp(right)
            }
            (Self::Map(left), Self::Map(right)) | (Self::Set(left), Self::Set(right)) => {
                left.cmp(right)
            }
            (Self::Struct(left), Self::Struct(right)) if left.of == TypeId::REVERSE => {
                right.fields.cmp(&left.fields)
            }
            (Self::Struct(left), Self::Struct(right))
            | (Self::Variant(left), Self::Variant(right)) => {
                (left.of, left.which, &left.fields).cmp(&(right.of, right.which, &right.fields))
            }
            (Self::Plain(of, which), Self::Plain(other, other_which)) => {
                (of, which).cmp(&(other, other_which))
            }
            (Self::Plain(of, which), Self::Variant(other)) => {
                (of, which).cmp(&(&other.of, &other.which))
            }
            (Self::Variant(own), Self::Plain(of, which)) => (&own.of, &own.which).cmp(&(of, which)),
            (Self::Sender(left), Self::Sender(right))
            | (Self::Receiver(left), Self::Receiver(right))
            | (Self::Mutex(left), Self::Mutex(right))
            | (Self::Handle(left), Self::Handle(right)) => left.cmp(right),
            (Self::Function(left), Self::Function(right)) => left.cmp(right),
            (Self::Range(left), Self::Range(right)) => left.cmp(right),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Rc::new(text.into()))
    }

    pub(crate) fn list(values: Vec<Self>) -> Self {
        Self::List(Rc::new(values.into()))
    }

    pub(crate) fn tuple(values: Vec<Self>) -> Self {
        Self::Tuple(Rc::new(values.into()))
    }

    /// An iterator over values that are already there.
    pub(crate) fn iterator(values: Vec<Self>) -> Self {
        let (front, back) = (0, values.len());
        Self::Iterator(Rc::new(Iter::List { front, back, list: Rc::new(values.into()) }))
    }

    pub(crate) fn future(future: Future) -> Self {
        Self::Future(Rc::new(future))
    }

    pub(crate) fn record(of: TypeId, fields: Vec<Self>) -> Self {
        Self::Struct(Rc::new(Record { of, which: VariantId(0), fields: fields.into() }))
    }

    pub(crate) fn variant(of: TypeId, which: VariantId, fields: Vec<Self>) -> Self {
        if fields.is_empty() {
            return Self::Plain(of, which);
        }
        Self::Variant(Rc::new(Record { of, which, fields: fields.into() }))
    }

    pub(crate) fn some(value: Self) -> Self {
        Self::variant(TypeId::OPTION, VariantId::SOME, vec![value])
    }

    pub(crate) const NONE: Self = Self::Plain(TypeId::OPTION, VariantId::NONE);

    pub(crate) fn option(value: Option<Self>) -> Self {
        value.map_or(Self::NONE, Self::some)
    }

    pub(crate) fn ok(value: Self) -> Self {
        Self::variant(TypeId::RESULT, VariantId::OK, vec![value])
    }

    pub(crate) fn err(value: Self) -> Self {
        Self::variant(TypeId::RESULT, VariantId::ERR, vec![value])
    }

    pub(crate) fn ordering(ordering: Ordering) -> Self {
        Self::Plain(TypeId::ORDERING, VariantId((ordering as i8 + 1) as u16))
    }

    /// A length or position in a collection.
    pub(crate) fn size(size: usize) -> Self {
        Self::Int(Int::size(size))
    }

    pub(crate) fn int(kind: IntKind, number: i128) -> Option<Self> {
        Int::new(kind, number).map(Self::Int)
    }

    /// A number in a width, if it fits.
    pub(crate) fn number(kind: IntKind, number: Number) -> Option<Self> {
        if !kind.is_wide() {
            return Self::int(kind, number.as_i128()?);
        }
        let (low, high) = kind.ends();
        let wide = Wide { kind, bits: number.bits() };
        (low <= number && number <= high).then(|| Self::Wide(Rc::new(wide)))
    }

    /// The whole number that it is, with its width.
    pub(crate) fn as_number(&self) -> Option<(IntKind, Number)> {
        match self {
            Self::Int(int) => Some((int.kind, int.number().into())),
            Self::Wide(wide) => Some((wide.kind, Number::of_bits(wide.kind, wide.bits))),
            _ => None,
        }
    }

    /// The type and variant that it is of, if it is of an enum.
    pub(crate) fn as_variant(&self) -> Option<(TypeId, VariantId)> {
        match self {
            Self::Plain(of, which) => Some((*of, *which)),
            Self::Variant(record) => Some((record.of, record.which)),
            _ => None,
        }
    }

    /// The struct or enum that it is of.
    pub(crate) fn of(&self) -> Option<TypeId> {
        match self {
            Self::Struct(record) => Some(record.of),
            other => other.as_variant().map(|(of, _)| of),
        }
    }

    /// The fields of a struct, tuple or variant.
    pub(crate) fn fields(&self) -> &[Self] {
        match self {
            Self::Tuple(parts) => parts,
            Self::Struct(record) | Self::Variant(record) => &record.fields,
            _ => &[],
        }
    }

    /// Whether it may hold others: whether anything can be deep inside it.
    pub(crate) fn has_parts(&self) -> bool {
        matches!(
            self,
            Self::Tuple(_)
                | Self::List(_)
                | Self::Map(_)
                | Self::Set(_)
                | Self::Struct(_)
                | Self::Variant(_)
                | Self::Closure(_)
                | Self::Future(_)
                | Self::Iterator(_)
                | Self::Place(_)
        )
    }

    /// Shows each value that is directly inside it.
    pub(crate) fn each_part(&self, mut see: impl FnMut(&Self)) {
        match self {
            Self::Tuple(parts) | Self::List(parts) => parts.iter().for_each(see),
            Self::Struct(record) | Self::Variant(record) => record.fields.iter().for_each(see),
            Self::Map(map) | Self::Set(map) => {
                for (key, value) in map.entries() {
                    see(key);
                    see(value);
                }
            }
            Self::Closure(closure) => closure.captured.iter().for_each(see),
            Self::Future(future) => future.parts().iter().for_each(see),
            Self::Iterator(iterator) => iterator.each(&mut see),
            Self::Place(place) => {
                for key in &place.path {
                    if let Key::Index(value) = key {
                        see(value);
                    }
                }
            }
            _ => {}
        }
    }

    /// Counts the moments in it from now.
    pub(crate) fn count_from(&mut self, now: Time) {
        let from_now = |moment: Time| Time::from_micros(moment.micros().wrapping_sub(now.micros()));
        let all = |values: &mut Vec<Self>| {
            for value in values {
                value.count_from(now);
            }
        };
        match self {
            Self::Instant(moment) => *moment = from_now(*moment),
            Self::Tuple(parts) | Self::List(parts) => all(&mut *Rc::make_mut(parts)),
            Self::Struct(record) | Self::Variant(record) => {
                all(&mut Rc::make_mut(record).fields);
            }
            Self::Map(map) => Rc::make_mut(map).each_value(|value| value.count_from(now)),
            Self::Closure(closure) => all(&mut Rc::make_mut(closure).captured),
            Self::Future(future) => {
                let future = Rc::make_mut(future);
                if let Future::SleepUntil(moment) | Future::TimeoutAt(moment, _) = future {
                    *moment = from_now(*moment);
                }
                if let Some(parts) = future.parts_mut() {
                    all(parts);
                }
            }
            _ => {}
        }
    }

    /// Moves what is inside it out, unless something else holds it too.
    fn take_apart(self, into: &mut Vec<Self>) {
        match self {
            Self::Tuple(parts) | Self::List(parts) => {
                if let Ok(mut parts) = Rc::try_unwrap(parts) {
                    into.append(&mut parts);
                }
            }
            Self::Struct(record) | Self::Variant(record) => {
                if let Ok(mut record) = Rc::try_unwrap(record) {
                    into.append(&mut record.fields);
                }
            }
            Self::Map(map) | Self::Set(map) => {
                if let Ok(mut map) = Rc::try_unwrap(map) {
                    into.extend(map.take().into_iter().flat_map(|(key, value)| [key, value]));
                }
            }
            Self::Closure(closure) => {
                if let Ok(mut closure) = Rc::try_unwrap(closure) {
                    into.append(&mut closure.captured);
                }
            }
            Self::Future(future) => {
                if let Ok(mut future) = Rc::try_unwrap(future)
                    && let Some(parts) = future.parts_mut()
                {
                    into.append(parts);
                }
            }
            Self::Iterator(iterator) => {
                if let Ok(iterator) = Rc::try_unwrap(iterator) {
                    iterator.each(&mut |value| into.push(value.clone()));
                }
            }
            _ => {}
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Unit => 0,
            Self::Bool(_) => 1,
            Self::Int(_) => 2,
            Self::Wide(_) => 3,
            Self::Float(_) => 4,
            Self::Char(_) => 5,
            Self::Text(_) => 6,
            Self::Duration(_) => 7,
            Self::Instant(_) => 8,
            Self::Tuple(_) => 9,
            Self::List(_) => 10,
            Self::Map(_) => 11,
            Self::Set(_) => 12,
            Self::Struct(_) => 13,
            Self::Plain(..) => 14,
            Self::Variant(_) => 15,
            _ => 16,
        }
    }

    /// What kind of value it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Unit => "()",
            Self::Bool(_) => "a bool",
            Self::Int(_) | Self::Wide(_) => "a whole number",
            Self::Float(_) => "a floating-point number",
            Self::Char(_) => "a char",
            Self::Text(_) => "a string",
            Self::Duration(_) => "a Duration",
            Self::Instant(_) => "an Instant",
            Self::Tuple(_) => "a tuple",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Set(_) => "a set",
            Self::Struct(_) => "a struct",
            Self::Plain(of, _) if *of == TypeId::OPTION => "an Option",
            Self::Variant(record) if record.of == TypeId::OPTION => "an Option",
            Self::Variant(record) if record.of == TypeId::RESULT => "a Result",
            Self::Plain(..) | Self::Variant(_) => "an enum",
            Self::Range(_) => "a range",
            Self::Function(_) | Self::Closure(_) => "a function",
            Self::Future(_) => "a future that nobody has awaited",
            Self::Iterator(_) => "an iterator",
            Self::Place(_) => "a reference",
            Self::Sender(_) => "the sender of a channel",
            Self::Receiver(_) => "the receiver of a channel",
            Self::Mutex(_) => "a Mutex",
            Self::Handle(_) => "a JoinHandle",
            Self::World => "the world",
        }
    }
}

impl Future {
    /// The values that it holds.
    pub(crate) fn parts(&self) -> &[Value] {
        match self {
            Self::Function { arguments, .. } | Self::Call { arguments, .. } => arguments,
            Self::Block(closure) => &closure.captured,
            Self::Timeout(_, parts)
            | Self::TimeoutAt(_, parts)
            | Self::All(parts)
            | Self::Send(_, parts)
            | Self::DiskWrite(parts)
            | Self::DiskRead(parts)
            | Self::DiskRemove(parts) => parts,
            Self::Sleep(_)
            | Self::SleepUntil(_)
            | Self::Yield
            | Self::Receive(_)
            | Self::Lock(_)
            | Self::DiskSync
            | Self::Begun(_) => &[],
        }
    }

    fn parts_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self {
            Self::Function { arguments, .. } | Self::Call { arguments, .. } => Some(arguments),
            Self::Block(closure) => Some(&mut closure.captured),
            Self::Timeout(_, parts)
            | Self::TimeoutAt(_, parts)
            | Self::All(parts)
            | Self::Send(_, parts)
            | Self::DiskWrite(parts)
            | Self::DiskRead(parts)
            | Self::DiskRemove(parts) => Some(parts),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn a_value_is_small() {
        assert_eq!(size_of::<Value>(), 16);
    }

    #[test]
    fn a_deep_value_is_dropped_without_the_native_stack() {
        let mut value = Value::Unit;
        for depth in 0..300_000 {
            value = match depth % 3 {
                0 => Value::some(value),
                1 => Value::list(vec![value]),
                _ => Value::tuple(vec![Value::Unit, value]),
            };
        }
        drop(value);
    }

    #[test]
    fn variants_are_ordered_as_they_are_declared_with_or_without_fields() {
        assert!(Value::NONE < Value::some(Value::Bool(false)));
        assert!(Value::ok(Value::Unit) < Value::err(Value::Unit));
    }
}
