//! A database: tables of rows with unique keys, and transactions.

use std::rc::Rc;

use crate::services::{Operation, Replica, number, said, waits};
use crate::{Effect, Input, Name, NodeId, Program, Section, Time, Transition, Value};

/// A database with tables, of which each has one field as its unique key.
///
/// Every operation is one atomic effect, in the order in which requests arrive, and durable once
/// it is answered: what was written survives everything. A transaction is one operation: all of
/// it happens, or nothing.
///
/// It ships every change to its [`Replica`]s after it was done here, in order and one at a time,
/// again until each is acknowledged.
#[derive(Clone, Debug)]
pub struct Database {
    /// The tables, each with the field that is its key.
    pub tables: Vec<(Name, Name)>,
    /// The nodes that are replicas of it.
    pub replicas: Vec<NodeId>,
}

/// The tables, and what the replicas have not acknowledged yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Primary {
    tables: Tables,
    /// One for each of [`Database::replicas`].
    shipping: Rc<Vec<Outbox>>,
}

/// The changes that a replica has not acknowledged. The first of them is on its way, or is to be
/// sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Outbox {
    acknowledged: u64,
    changes: Vec<Value>,
}

/// The rows of each table, in the order in which they were inserted. The tables stand in the
/// order of [`Database::tables`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tables(Rc<Vec<Vec<Value>>>);

/// How long a replica that refuses is left alone.
const PAUSE: Time = Time::from_secs(1);

impl Database {
    /// The tables with their rows, for whoever looks at a run.
    pub(super) fn tables_of(&self, tables: &Tables) -> Vec<Section> {
        let each = self.tables.iter().zip(&*tables.0);
        each.map(|((name, _), rows)| Section::of_values(name, rows)).collect()
    }

    /// What a database can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "insert",
            parameters: &["table: &str", "row: &Row"],
            returns: "Result<()>",
            does: said("Adds a row; `Err(Error::Duplicate)` where its key is taken."),
        },
        Operation {
            name: "get",
            parameters: &["table: &str", "key: &Key"],
            returns: "Result<Option<Row>>",
            does: said("Reads the row of this key."),
        },
        Operation {
            name: "update",
            parameters: &["table: &str", "row: &Row"],
            returns: "Result<()>",
            does: said(
                "Puts a row in the place of the one with its key; `Err(Error::NotFound)` where \
                   there is none.",
            ),
        },
        Operation {
            name: "delete",
            parameters: &["table: &str", "key: &Key"],
            returns: "Result<()>",
            does: said("Removes the row of this key; `Err(Error::NotFound)` where there is none."),
        },
        Operation {
            name: "scan",
            parameters: &["table: &str"],
            returns: "Result<Vec<Row>>",
            does: said("Reads all rows in the order in which they were inserted."),
        },
        Operation {
            name: "commit",
            parameters: &["transaction: Transaction"],
            returns: "Result<()>",
            does: said(
                "Does everything that the transaction holds, in its order, or nothing: the \
                   first part that cannot be done gives its error.",
            ),
        },
    ];
}

impl Program for Database {
    type State = Primary;

    fn initial(&self) -> Primary {
        let shipping = vec![Outbox::default(); self.replicas.len()];
        Primary { tables: self.empty(), shipping: Rc::new(shipping) }
    }

    fn after_crash(&self, state: &Primary) -> Primary {
        state.clone()
    }

    fn step(&self, state: &Primary, input: &Input) -> Transition<Primary> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Start => {
                let waiting = self.replicas.iter().zip(&*state.shipping).zip(0..);
                effects.extend(waiting.filter_map(|((to, outbox), call)| outbox.ship(*to, call)));
            }
            Input::Request { handle, operation, arguments, .. } => {
                let mut changed = state.tables.clone();
                let result = match self.perform(&mut changed, operation, arguments) {
                    Ok(value) => {
                        state.tables = changed;
                        if !self.replicas.is_empty() && !matches!(&**operation, "get" | "scan") {
                            self.ship(&mut state, operation, arguments, &mut effects);
                        }
                        Value::ok(value)
                    }
                    Err(error) => error,
                };
                effects.push(Effect::Reply { handle: *handle, result });
            }
            Input::Reply { call, result } if result.as_ok().is_some() => {
                let at = *call as usize;
                let outbox = &mut Rc::make_mut(&mut state.shipping)[at];
                outbox.acknowledged += 1;
                outbox.changes.remove(0);
                effects.extend(outbox.ship(self.replicas[at], *call));
            }
            Input::Reply { call, .. } => effects.push(waits(*call, PAUSE)),
            Input::TimedOut { call: at } | Input::Timer { timer: at } => {
                let to = self.replicas[*at as usize];
                effects.extend(state.shipping[*at as usize].ship(to, *at));
            }
            Input::Clock(_) | Input::Instant(_) | Input::Drawn(_) => {}
        }
        Transition::wait(state, effects)
    }

    /// `rows(table)`: the rows of a table, in the order in which they were inserted.
    fn sections(&self, state: &Primary) -> Vec<Section> {
        self.tables_of(&state.tables)
    }

    fn observe(
        &self,
        state: &Primary,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        self.look(&state.tables, question, arguments)
    }
}

impl Outbox {
    /// Sends the first change, if there is one.
    fn ship(&self, to: NodeId, call: u32) -> Option<Effect> {
        let change = self.changes.first()?.clone();
        let arguments = Rc::from([number(self.acknowledged), change]);
        Some(Effect::Call { call, to, operation: Replica::SHIPS.into(), arguments, place: None })
    }
}

impl Database {
    pub(super) fn empty(&self) -> Tables {
        Tables(Rc::new(vec![Vec::new(); self.tables.len()]))
    }

    /// Answers a question about tables.
    pub(super) fn look(
        &self,
        tables: &Tables,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        match (question, arguments) {
            ("rows", [Value::Text(table)]) => match self.table(table) {
                Some(at) => Ok(Value::list(tables.0[at].iter().cloned())),
                None => Err(self.no_table(table)),
            },
            ("rows", _) => Err("`rows` needs the name of a table".into()),
            _ => {
                Err(format!("a database knows nothing of `{question}`, only the `rows` of a table"))
            }
        }
    }

    /// Lets the replicas have a change that was made here.
    fn ship(
        &self,
        state: &mut Primary,
        operation: &Name,
        arguments: &Rc<[Value]>,
        effects: &mut Vec<Effect>,
    ) {
        let change = [Value::Text(Name::clone(operation)), Value::Tuple(Rc::clone(arguments))];
        let change = Value::Tuple(Rc::from(change));
        let outboxes = Rc::make_mut(&mut state.shipping).iter_mut();
        for ((outbox, to), call) in outboxes.zip(&self.replicas).zip(0..) {
            outbox.changes.push(change.clone());
            if outbox.changes.len() == 1 {
                effects.extend(outbox.ship(*to, call));
            }
        }
    }

    /// Does one operation on the tables. The error is the `Err(…)` to answer with.
    pub(super) fn perform(
        &self,
        tables: &mut Tables,
        operation: &str,
        arguments: &[Value],
    ) -> Result<Value, Value> {
        if let ("commit", [transaction]) = (operation, arguments) {
            let Some(Value::List(parts)) = transaction.field("parts") else {
                return Err(Value::failed("commit needs a Transaction"));
            };
            for part in parts.iter() {
                let Value::Tuple(part) = part else { continue };
                let Some((Value::Text(operation), arguments)) = part.split_first() else {
                    continue;
                };
                self.perform(tables, operation, arguments)?;
            }
            return Ok(Value::Unit);
        }
        let [Value::Text(table), rest @ ..] = arguments else {
            return Err(super::misunderstood("a database", Self::OPERATIONS, operation));
        };
        let Some(at) = self.table(table) else {
            return Err(Value::failed(&self.no_table(table)));
        };
        let key_field = &self.tables[at].1;
        let rows = &mut Rc::make_mut(&mut tables.0)[at];
        let key_of = |row: &Value| match row.field(key_field) {
            Some(key) => Ok(key.clone()),
            None => Err(Value::failed(&format!(
                "a row of `{table}` needs the field `{key_field}`, which is its key"
            ))),
        };
        let find = |rows: &[Value], key: &Value| {
            rows.iter().position(|row| row.field(key_field) == Some(key))
        };
        match (operation, rest) {
            ("insert", [row]) => match find(rows, &key_of(row)?) {
                Some(_) => Err(Value::error("Duplicate")),
                None => {
                    rows.push(row.clone());
                    Ok(Value::Unit)
                }
            },
            ("get", [key]) => Ok(Value::option(find(rows, key).map(|at| rows[at].clone()))),
            ("update", [row]) => match find(rows, &key_of(row)?) {
                Some(at) => {
                    rows[at] = row.clone();
                    Ok(Value::Unit)
                }
                None => Err(Value::error("NotFound")),
            },
            ("delete", [key]) => match find(rows, key) {
                Some(at) => {
                    rows.remove(at);
                    Ok(Value::Unit)
                }
                None => Err(Value::error("NotFound")),
            },
            ("scan", []) => Ok(Value::list(rows.iter().cloned())),
            _ => Err(super::misunderstood("a database", Self::OPERATIONS, operation)),
        }
    }

    fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|(known, _)| &**known == name)
    }

    fn no_table(&self, asked: &str) -> String {
        let names: Vec<&str> = self.tables.iter().map(|(name, _)| &**name).collect();
        format!("there is no table `{asked}`; there are {}", names.join(", "))
    }
}
