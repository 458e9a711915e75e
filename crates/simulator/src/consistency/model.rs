//! What is done to an object, and what it then holds.

use crate::Value;

/// An object that clients share. Each key is an object of its own.
///
/// A key that nobody has written holds `()`, which is read as null: a register holds nothing, a
/// counter is at zero, and a set, a queue and a list are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// `read` tells what was written last.
    Register,
    /// A register with `cas`, which writes a value if another one is there.
    CasRegister,
    /// `add` adds a number, `read` tells the sum.
    Counter,
    /// `add` puts a value in, `remove` takes it out, `read` tells all of them.
    Set,
    /// `enqueue` puts a value at the end, `dequeue` takes the first.
    Queue,
    /// A register with `cas` and `append`, which writes what was there with more behind it.
    KeyValue,
    /// `append` puts a value at the end, `read` tells all of them in order.
    AppendList,
}

impl Model {
    /// All of them, with their names.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("register", Self::Register),
        ("cas-register", Self::CasRegister),
        ("counter", Self::Counter),
        ("set", Self::Set),
        ("queue", Self::Queue),
        ("key-value", Self::KeyValue),
        ("append-list", Self::AppendList),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// Whether what it holds at first, and is told as nothing, is a list.
    fn holds_many(self) -> bool {
        matches!(self, Self::Set | Self::Queue | Self::AppendList)
    }

    /// What it holds before anything is done.
    pub(super) fn initial(self) -> Value {
        match self {
            Self::Counter => Value::Int(0),
            _ if self.holds_many() => Value::List([].into()),
            _ => Value::Unit,
        }
    }

    /// What it holds where a client is told this.
    pub(super) fn holding(self, told: &Value) -> Value {
        match told {
            Value::Unit => self.initial(),
            // Clients of a store of texts cannot tell a key that is not there from an empty text.
            Value::Text(text) if self == Self::KeyValue && text.is_empty() => Value::Unit,
            Value::List(values) | Value::Set(values) | Value::Tuple(values)
                if self == Self::Set =>
            {
                let mut set = Vec::with_capacity(values.len());
                values.iter().for_each(|value| put(&mut set, value));
                Value::list(set)
            }
            Value::Set(values) => Value::List(values.clone()),
            _ => told.clone(),
        }
    }

    /// What it holds after something is done that is neither a read, a write nor a cas; nothing
    /// where it cannot be done, or cannot have told what it did.
    pub(super) fn after(self, held: &Value, action: &Action) -> Option<Value> {
        let values = || match held {
            Value::List(values) => &values[..],
            _ => &[],
        };
        let with = |value: &Value| [values(), std::slice::from_ref(value)].concat();
        Some(match action {
            Action::Add(value) if self == Self::Counter => match (held, value) {
                (Value::Int(sum), Value::Int(number)) => Value::Int(sum.checked_add(*number)?),
                _ => return None,
            },
            Action::Add(value) => {
                let mut set = values().to_vec();
                put(&mut set, value);
                Value::list(set)
            }
            Action::Remove(value) => {
                Value::list(values().iter().filter(|each| *each != value).cloned())
            }
            Action::Append(value) => match (held, value) {
                (Value::Text(held), Value::Text(more)) => {
                    Value::Text([&**held, &**more].concat().into())
                }
                (Value::Unit, Value::Text(more)) if more.is_empty() => Value::Unit,
                (Value::Unit, Value::Text(_)) => value.clone(),
                (Value::List(_) | Value::Unit, _) => Value::list(with(value)),
                _ => return None,
            },
            Action::Enqueue(value) => Value::list(with(value)),
            Action::Dequeue(told) => match (values().split_first(), told) {
                (Some((_, rest)), None) => Value::list(rest.to_vec()),
                (Some((first, rest)), Some(told)) if first == told => Value::list(rest.to_vec()),
                (None, None | Some(Value::Unit)) => held.clone(),
                _ => return None,
            },
            Action::Read(_) | Action::Write(_) | Action::Cas { .. } => return None,
        })
    }
}

/// Puts a value into a set, which is in order.
fn put(set: &mut Vec<Value>, value: &Value) {
    if let Err(at) = set.binary_search(value) {
        set.insert(at, value.clone());
    }
}

/// What is done to an object, and what came of it where that tells something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Somebody looks, and is told this.
    Read(Value),
    /// It holds this from now on.
    Write(Value),
    /// It holds something new if it holds something old.
    Cas {
        /// What must be there.
        old: Value,
        /// What is there then.
        new: Value,
        /// Whether it was there, as far as the client was told.
        done: bool,
    },
    /// A number is added to a counter, or a value put into a set.
    Add(Value),
    /// A value is taken out of a set.
    Remove(Value),
    /// A value is put behind those that are there.
    Append(Value),
    /// A value is put at the end of a queue.
    Enqueue(Value),
    /// The first value of a queue is taken: this one, or `()` where there was none. Nothing where
    /// nobody was told.
    Dequeue(Option<Value>),
}

impl Action {
    /// Whether it changes nothing, whatever is there.
    pub fn only_looks(&self) -> bool {
        matches!(self, Self::Read(_) | Self::Cas { done: false, .. })
    }

    /// Whether an object of this kind has it.
    pub fn is_of(&self, model: Model) -> bool {
        match self {
            Self::Read(_) => model != Model::Queue,
            Self::Write(_) => {
                matches!(model, Model::Register | Model::CasRegister | Model::KeyValue)
            }
            Self::Cas { .. } => matches!(model, Model::CasRegister | Model::KeyValue),
            Self::Add(Value::Int(_)) if model == Model::Counter => true,
            Self::Add(_) | Self::Remove(_) => model == Model::Set,
            Self::Append(_) => matches!(model, Model::KeyValue | Model::AppendList),
            Self::Enqueue(_) | Self::Dequeue(_) => model == Model::Queue,
        }
    }
}
