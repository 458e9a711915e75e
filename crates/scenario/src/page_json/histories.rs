//! What decides whether a property is true, there and back.

use whatif_simulator::consistency::{Level, Model};

use super::{Part, Travels, object, text};
use crate::json::Value;
use crate::spec::{Looks, Promise};

impl Travels for Looks {
    fn write(&self) -> Value {
        match self {
            Self::Function(function) => function.write(),
            Self::History(promise) => promise.write(),
        }
    }

    fn read(from: Part<'_>) -> Self {
        match from.value {
            Value::Object(_) => Self::History(Promise::read(from)),
            _ => Self::Function(Travels::read(from)),
        }
    }
}

impl Travels for Promise {
    fn write(&self) -> Value {
        object([
            ("level", text(self.level.name())),
            ("model", text(self.model.name())),
            ("initial", self.initial.write()),
        ])
    }

    fn read(from: Part<'_>) -> Self {
        Self {
            level: named(from.field("level"), &Level::NAMES),
            model: named(from.field("model"), &Model::NAMES),
            initial: from.get("initial"),
            spot: 0..0,
        }
    }
}

/// The one of this name.
fn named<T: Copy>(from: Part<'_>, names: &[(&str, T)]) -> T {
    let found = names.iter().find(|(name, _)| *name == from.text());
    found.map_or_else(|| from.wrong(names[0].1), |(_, found)| *found)
}
