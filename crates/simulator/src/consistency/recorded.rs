//! What clients recorded, as operations on objects.

use super::{Deed, Judgement, Level, Model, Operation, is_linearizable};
use crate::history::{History as Recorded, Outcome};
use crate::{Name, Value};

/// How many ways to go on a search looks at in a run and while exploring: what a page can do at once.
const WAYS_MAX: usize = 100_000;

/// How a recorded history is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// What each object is.
    pub model: Model,
    /// What a register holds before anybody writes it; `()` for nothing.
    pub initial: Value,
}

/// A history that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedHistory {
    /// What clients did, in the order in which they called it.
    pub operations: Vec<Operation>,
    /// Their names, by number.
    pub clients: Vec<String>,
    /// How it was understood.
    pub recording: Recording,
    /// What it was held to.
    pub level: Level,
    /// What became of it.
    pub judgement: Judgement,
}

impl Recording {
    /// What a recorded operation is.
    fn understood(
        &self,
        operation: &Name,
        with: &[Value],
        told: Option<&Value>,
    ) -> Result<(Value, super::Action), String> {
        let understood = match Deed::named(operation) {
            Some(deed) => {
                let with: Vec<Value> = with.iter().map(|value| self.written(value)).collect();
                let told = told.map(|value| self.written(value));
                self.model.action(deed, &with, told.as_ref())
            }
            None => Err("is nothing that such an object has"),
        };
        understood.map_err(|what| {
            let (name, has) = (self.model.name(), self.model.operations().join(", "));
            let what = what.replace("such an object", &["a ", name].concat());
            ["the operation `", operation, "` of a history ", &what, "; it has ", &has].concat()
        })
    }

    /// A value, `()` where it is what a register holds at first.
    fn written(&self, value: &Value) -> Value {
        if *value == self.initial { Value::Unit } else { value.clone() }
    }

    /// The operations of a history, each with the moments that say what was over before what began.
    fn operations(&self, history: &Recorded) -> Result<Vec<Operation>, String> {
        let recorded: Vec<&crate::Recorded> = history.operations().collect();
        // What had returned before grows from call to call, so it can be counted.
        let before = |one: &&crate::Recorded| {
            recorded.iter().filter(|earlier| earlier.precedes(one)).count() as u32
        };
        let before: Vec<u32> = recorded.iter().map(before).collect();
        let mut operations = Vec::with_capacity(recorded.len());
        for (one, called) in recorded.iter().zip(&before) {
            let (key, action) = self.understood(&one.operation, &one.arguments, one.told())?;
            let later = recorded.iter().zip(&before).filter(|(later, _)| one.precedes(later));
            let end = later.map(|(_, before)| *before).min().unwrap_or(recorded.len() as u32 + 1);
            operations.push(Operation {
                client: u32::from(one.client.0),
                key,
                action,
                called: 2 * called,
                returned: matches!(one.outcome, Outcome::Returned { .. }).then(|| 2 * end - 1),
            });
        }
        Ok(operations)
    }

    /// Whether a history is linearizable.
    ///
    /// # Errors
    /// A sentence: why it cannot be told.
    pub fn is_linearizable(&self, history: &Recorded) -> Result<bool, String> {
        let operations = self.operations(history)?;
        is_linearizable(&operations, self.model, WAYS_MAX).map_err(|why| why.to_string())
    }
}
