//! What the operations of a service are called, and what they do to an object.

use super::{Action, Model};
use crate::Value;

/// What an operation does, before it is known with what and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// [`Action::Read`].
    Read,
    /// [`Action::Write`].
    Write,
    /// [`Action::Cas`].
    Cas,
    /// [`Action::Add`].
    Add,
    /// [`Action::Remove`].
    Remove,
    /// [`Action::Append`].
    Append,
    /// [`Action::Enqueue`].
    Enqueue,
    /// [`Action::Dequeue`].
    Dequeue,
}

/// The names under which an operation is known, the first of which is ours.
const NAMES: [(&str, Deed); 20] = [
    ("read", Deed::Read),
    ("get", Deed::Read),
    ("write", Deed::Write),
    ("put", Deed::Write),
    ("set", Deed::Write),
    ("cas", Deed::Cas),
    ("compare_and_set", Deed::Cas),
    ("compare-and-set", Deed::Cas),
    ("compare_and_swap", Deed::Cas),
    ("compare-and-swap", Deed::Cas),
    ("add", Deed::Add),
    ("increment", Deed::Add),
    ("inc", Deed::Add),
    ("remove", Deed::Remove),
    ("append", Deed::Append),
    ("push", Deed::Append),
    ("enqueue", Deed::Enqueue),
    ("send", Deed::Enqueue),
    ("dequeue", Deed::Dequeue),
    ("receive", Deed::Dequeue),
];

impl Deed {
    /// What an operation of this name does.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, deed)| *deed)
    }

    /// How many values it takes beside a key, at the least and at the most.
    fn takes(self) -> (usize, usize) {
        match self {
            Self::Read | Self::Dequeue => (0, 0),
            Self::Add => (0, 1),
            Self::Cas => (2, 2),
            _ => (1, 1),
        }
    }
}

impl Model {
    /// The names of the operations that it has.
    pub fn operations(self) -> &'static [&'static str] {
        match self {
            Self::Register => &["read", "write"],
            Self::CasRegister => &["read", "write", "cas"],
            Self::Counter => &["read", "add"],
            Self::Set => &["read", "add", "remove"],
            Self::Queue => &["enqueue", "dequeue"],
            Self::KeyValue => &["read", "write", "cas", "append"],
            Self::AppendList => &["read", "append"],
        }
    }

    /// The key of an operation and what it does, by what it is called with and what its client was
    /// told, if it was. What it is called with may begin with a key.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn action(
        self,
        deed: Deed,
        with: &[Value],
        told: Option<&Value>,
    ) -> Result<(Value, Action), &'static str> {
        let (least, most) = deed.takes();
        // A number that is added may be left out, but not where a key is given.
        let has_key = with.len() == most + 1 || deed == Deed::Add && with.len() == 2;
        let (key, with) = match with.split_first() {
            Some((key, with)) if has_key => (key.clone(), with),
            _ => (Value::Unit, with),
        };
        if with.len() < least || with.len() > most {
            return Err(match deed {
                Deed::Cas => "takes an old value and a new one, with a key before them or none",
                Deed::Read | Deed::Dequeue => "takes a key or nothing",
                _ => "takes a value, with a key before it or none",
            });
        }
        let told = told.map(plain);
        let first = with.first().map(plain);
        let action = match deed {
            Deed::Read => {
                let told = told.unwrap_or(Value::Unit);
                let is_many =
                    matches!(told, Value::Unit | Value::List(_) | Value::Set(_) | Value::Tuple(_));
                let is_sum = matches!(told, Value::Unit | Value::Int(_));
                match self {
                    Self::Set | Self::AppendList if !is_many => {
                        return Err("tells no list");
                    }
                    Self::Counter if !is_sum => return Err("tells no whole number"),
                    _ => Action::Read(told),
                }
            }
            Deed::Dequeue => Action::Dequeue(told),
            Deed::Cas => {
                let done = told != Some(Value::Bool(false));
                let new = plain(&with[1]);
                Action::Cas { old: first.unwrap_or(Value::Unit), new, done }
            }
            Deed::Write => Action::Write(first.unwrap_or(Value::Unit)),
            Deed::Add => Action::Add(first.unwrap_or(Value::Int(1))),
            Deed::Remove => Action::Remove(first.unwrap_or(Value::Unit)),
            Deed::Append => Action::Append(first.unwrap_or(Value::Unit)),
            Deed::Enqueue => Action::Enqueue(first.unwrap_or(Value::Unit)),
        };
        if action.is_of(self) {
            Ok((key, action))
        } else if self == Self::Counter && deed == Deed::Add {
            Err("adds no whole number")
        } else {
            Err("is nothing that such an object has")
        }
    }
}

/// What is in a `Some`, and nothing for a `None`.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::Variant(variant) if &*variant.of == "Option" => {
            variant.fields.first().map_or(Value::Unit, |(_, value)| value.clone())
        }
        other => other.clone(),
    }
}
