//! A read replica: a copy of a database that learns of its changes later.

use std::rc::Rc;

use super::database::Tables;
use crate::services::{Database, Operation, free_number, said, waits};
use crate::{Effect, Input, Name, Program, Section, Time, Transition, Value};

/// A read replica of a [`Database`].
///
/// The primary sends its changes as they were made and in their order; what was acknowledged here
/// survives everything. A change is done `lag` after it has come, as PostgreSQL does it with
/// `recovery_min_apply_delay`. So what is read here was true once: it may be old, and a later read
/// here is never older than an earlier one.
#[derive(Clone, Debug)]
pub struct Replica {
    /// The tables of the primary.
    tables: Database,
    lag: Time,
}

/// The tables as far as the changes are done, and the changes that have come and wait.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Follower {
    tables: Tables,
    /// How many changes have come.
    received: u64,
    relay: Rc<Vec<Change>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Change {
    timer: u32,
    operation: Name,
    arguments: Rc<[Value]>,
}

impl Replica {
    /// What a replica can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "get",
            parameters: &["table: &str", "key: &Key"],
            returns: "Result<Option<Row>>",
            does: said("Reads the row of this key, as far as the replica knows."),
        },
        Operation {
            name: "scan",
            parameters: &["table: &str"],
            returns: "Result<Vec<Row>>",
            does: said(
                "Reads all rows that the replica knows, in the order in which they were inserted.",
            ),
        },
    ];

    /// What the primary asks it for, which nobody else does.
    pub const SHIPS: &'static str = "replicate";

    /// A replica of a database with these tables.
    pub fn new(tables: Vec<(Name, Name)>, lag: Time) -> Self {
        Self { tables: Database { tables, replicas: Vec::new() }, lag }
    }
}

impl Program for Replica {
    type State = Follower;

    fn initial(&self) -> Follower {
        Follower { tables: self.tables.empty(), received: 0, relay: Rc::default() }
    }

    fn after_crash(&self, state: &Follower) -> Follower {
        state.clone()
    }

    fn step(&self, state: &Follower, input: &Input) -> Transition<Follower> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Start => {
                effects.extend(state.relay.iter().map(|change| waits(change.timer, self.lag)));
            }
            Input::Request { handle, operation, arguments, .. } => {
                let result = match (&**operation, &**arguments) {
                    (Self::SHIPS, [Value::Int(number), change]) => {
                        self.receive(&mut state, *number, change, &mut effects);
                        Value::ok(Value::Unit)
                    }
                    ("get" | "scan", arguments) => self
                        .tables
                        .perform(&mut state.tables, operation, arguments)
                        .map_or_else(|error| error, Value::ok),
                    _ => super::misunderstood("a replica", Self::OPERATIONS, operation),
                };
                effects.push(Effect::Reply { handle: *handle, result });
            }
            Input::Timer { timer } => {
                // Changes are done in their order: those that came before it are due as well.
                let relay = Rc::make_mut(&mut state.relay);
                let due = relay.iter().position(|change| change.timer == *timer);
                let done = state.received - relay.len() as u64;
                for (change, number) in relay.drain(..due.map_or(0, |at| at + 1)).zip(done..) {
                    effects.push(Effect::Forget(change.timer));
                    effects.push(Effect::Log(format!("change {number} is done here")));
                    // What the primary could do can be done here.
                    let _ = self.tables.perform(
                        &mut state.tables,
                        &change.operation,
                        &change.arguments,
                    );
                }
            }
            _ => {}
        }
        Transition::wait(state, effects)
    }

    /// `rows(table)`: the rows of a table as far as the replica knows.
    fn sections(&self, state: &Follower) -> Vec<Section> {
        self.tables.tables_of(&state.tables)
    }

    fn observe(
        &self,
        state: &Follower,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        self.tables.look(&state.tables, question, arguments)
    }
}

impl Replica {
    /// Takes a change in, unless it has come before.
    fn receive(
        &self,
        state: &mut Follower,
        number: i128,
        change: &Value,
        effects: &mut Vec<Effect>,
    ) {
        let Value::Tuple(parts) = change else { return };
        let [Value::Text(operation), Value::Tuple(arguments)] = &**parts else { return };
        if number != i128::from(state.received) {
            return;
        }
        state.received += 1;
        let timer = free_number(state.relay.iter().map(|change| change.timer));
        let (operation, arguments) = (Name::clone(operation), Rc::clone(arguments));
        Rc::make_mut(&mut state.relay).push(Change { timer, operation, arguments });
        effects.push(waits(timer, self.lag));
    }
}
