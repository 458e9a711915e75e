//! What clients recorded, as operations on objects.

use super::naming::plain;
use super::{Deed, Judgement, Level, Model, Operation, is_linearizable, judge};
use crate::history::{History as Recorded, Outcome};
use crate::{Name, Trace, Value, What};

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

/// A call of a run: the client and the number by which its return is known, the operation and with
/// what, when, and when it was told what.
type Call<'a> = (usize, u32, &'a Name, &'a [Value], u32, Option<(u32, &'a Value)>);

impl Recording {
    /// Whether an operation that is called with this belongs to such a history.
    ///
    /// # Errors
    /// A sentence: what is wrong with it.
    pub fn understands(&self, operation: &Name, with: &[Value]) -> Result<(), String> {
        self.understood(operation, with, None).map(|_| ())
    }

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
        let value = plain(value);
        if value == self.initial { Value::Unit } else { value }
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

    /// Whether a history is what a level promises.
    ///
    /// # Errors
    /// A sentence: why it cannot be told.
    pub fn holds(&self, history: &Recorded, level: Level) -> Result<bool, String> {
        if level == Level::Linearizable {
            return self.is_linearizable(history);
        }
        match judge(&self.operations(history)?, self.model, level, WAYS_MAX) {
            Judgement::Holds(_) => Ok(true),
            Judgement::Violated(_) => Ok(false),
            Judgement::Unknown(why) => Err(why.to_string()),
        }
    }

    /// Judges what the clients of a run recorded; nothing where that is not understood.
    pub fn judge(&self, trace: &Trace, level: Level) -> Option<JudgedHistory> {
        let mut clients: Vec<crate::NodeId> = Vec::new();
        // Each with the client and number by which its return is known.
        let mut calls: Vec<Call<'_>> = Vec::new();
        for (event, moment) in trace.events.iter().zip(1..) {
            match &event.what {
                What::Invoked(number, _, operation, with) => {
                    let known = clients.iter().position(|client| *client == event.node);
                    let client = known.unwrap_or(clients.len());
                    if known.is_none() {
                        clients.push(event.node);
                    }
                    calls.push((client, *number, operation, with, moment, None));
                }
                What::Returned(number, result) => {
                    let open = calls.iter_mut().rev().find(|call| {
                        clients[call.0] == event.node && call.1 == *number && call.5.is_none()
                    });
                    if let (Some(open), Some(told)) = (open, result.as_ok()) {
                        open.5 = Some((moment, told));
                    }
                }
                _ => {}
            }
        }
        let mut operations = Vec::with_capacity(calls.len());
        for (client, _, operation, with, called, told) in calls {
            let (key, action) =
                self.understood(operation, with, told.map(|(_, told)| told)).ok()?;
            let returned = told.map(|(moment, _)| moment);
            operations.push(Operation { client: client as u32, key, action, called, returned });
        }
        let clients = clients.iter().map(|client| trace.name_of(*client).to_owned()).collect();
        let judgement = judge(&operations, self.model, level, WAYS_MAX);
        Some(JudgedHistory { operations, clients, recording: self.clone(), level, judgement })
    }
}
