//! Properties that hold what clients did and saw to a consistency model.

use whatif_interpreter::{Program, PropertyFunction};
use whatif_simulator::consistency::{Level, Recording};
use whatif_simulator::{Trace, Value};

use super::Files;
use crate::problem::Problem;
use crate::report::PropertyHistory;
use crate::spec::{Literal, Promise, Property, Spec};

/// What decides whether a property is true, ready to look.
#[derive(Clone)]
pub(crate) enum Look {
    /// A function of the code looks at the world.
    Function(PropertyFunction),
    /// The history is held to a promise.
    History(Held),
}

/// A promise and the property that makes it.
#[derive(Clone)]
pub(crate) struct Held {
    property: String,
    says: String,
    pub(crate) level: Level,
    pub(crate) recording: Recording,
}

impl Held {
    pub(super) fn new(property: &Property, promise: &Promise) -> Self {
        Self {
            property: property.name.clone(),
            says: property.says.clone(),
            level: promise.level,
            recording: recording(promise),
        }
    }
}

/// The history of a run as each property judges it that is about that; none where it is not
/// understood, which the verdict says.
pub(crate) fn histories(looks: &[Look], trace: &Trace) -> Vec<PropertyHistory> {
    let held = looks.iter().filter_map(|look| match look {
        Look::History(held) => Some(held),
        Look::Function(_) => None,
    });
    let judged = held.filter_map(|held| {
        let judged = held.recording.judge(trace, held.level)?;
        let (property, says) = (held.property.clone(), held.says.clone());
        Some(PropertyHistory { property, says, judged })
    });
    judged.collect()
}

/// Whether the requests of the clients are the history: where one is judged, and the code does not
/// say itself which calls belong to it.
pub(super) fn clients_are_recorded(spec: &Spec, program: &Program) -> bool {
    spec.properties.iter().any(|property| property.promise().is_some()) && !program.records()
}

/// Looks whether there will be a history, and of operations that its model has.
pub(super) fn check(spec: &Spec, program: &Program, files: &Files, problems: &mut Vec<Problem>) {
    if !clients_are_recorded(spec, program) {
        return;
    }
    let requests = || spec.clients.iter().flat_map(|client| &client.requests);
    for promise in spec.properties.iter().filter_map(Property::promise) {
        if requests().next().is_none() {
            let message = "nobody does anything here that could be judged".to_owned();
            let help = "note the calls that belong to the history in the code: \
                        `record(store::read(key)).await`, or let a client make requests";
            problems.push(files.in_world(&promise.spot, message, Some(help.into())));
        }
        for request in requests() {
            let Some((_, operation)) = request.call.split_once("::") else { continue };
            let with: Vec<Value> = request.with.iter().map(Literal::value).collect();
            if let Err(message) = recording(promise).understands(&operation.into(), &with) {
                let help = "give the function such a name, or note the calls that belong to the \
                            history in the code: `record(store::read(key)).await`";
                problems.push(files.in_world(&request.spot, message, Some(help.into())));
            }
        }
    }
}

fn recording(promise: &Promise) -> Recording {
    let initial = promise.initial.as_ref().map_or(Value::Unit, Literal::value);
    Recording { model: promise.model, initial }
}
