//! A database: tables of rows with unique keys, and transactions.

use std::rc::Rc;

use crate::services::Operation;
use crate::{Effect, Input, Name, Program, Transition, Value};

/// A database with tables, of which each has one field as its unique key.
///
/// Every operation is one atomic effect, in the order in which requests arrive, and durable once
/// it is answered: what was written survives everything. A transaction is one operation: all of
/// it happens, or nothing.
#[derive(Clone, Debug)]
pub struct Database {
    /// The tables, each with the field that is its key.
    pub tables: Vec<(Name, Name)>,
}

/// The rows of each table, in the order in which they were inserted. The tables stand in the
/// order of [`Database::tables`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Tables(Rc<Vec<Vec<Value>>>);

impl Database {
    /// What a database can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "insert",
            parameters: &["table: &str", "row: &Row"],
            returns: "Result<()>",
            does: "Adds a row; `Err(Error::Duplicate)` where its key is taken.",
        },
        Operation {
            name: "get",
            parameters: &["table: &str", "key: &Key"],
            returns: "Result<Option<Row>>",
            does: "Reads the row of this key.",
        },
        Operation {
            name: "update",
            parameters: &["table: &str", "row: &Row"],
            returns: "Result<()>",
            does: "Puts a row in the place of the one with its key; `Err(Error::NotFound)` where \
                   there is none.",
        },
        Operation {
            name: "delete",
            parameters: &["table: &str", "key: &Key"],
            returns: "Result<()>",
            does: "Removes the row of this key; `Err(Error::NotFound)` where there is none.",
        },
        Operation {
            name: "scan",
            parameters: &["table: &str"],
            returns: "Result<Vec<Row>>",
            does: "Reads all rows in the order in which they were inserted.",
        },
        Operation {
            name: "commit",
            parameters: &["transaction: Transaction"],
            returns: "Result<()>",
            does: "Does everything that the transaction holds, in its order, or nothing: the \
                   first part that cannot be done gives its error.",
        },
    ];
}

impl Program for Database {
    type State = Tables;

    fn initial(&self) -> Tables {
        Tables(Rc::new(vec![Vec::new(); self.tables.len()]))
    }

    fn after_crash(&self, state: &Tables) -> Tables {
        state.clone()
    }

    fn step(&self, state: &Tables, input: &Input) -> Transition<Tables> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        if let Input::Request { handle, operation, arguments, .. } = input {
            let mut changed = state.clone();
            let result = match self.perform(&mut changed, operation, arguments) {
                Ok(value) => {
                    state = changed;
                    Value::ok(value)
                }
                Err(error) => error,
            };
            effects.push(Effect::Reply { handle: *handle, result });
        }
        Transition::wait(state, effects)
    }

    /// `rows(table)`: the rows of a table, in the order in which they were inserted.
    fn observe(
        &self,
        state: &Tables,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        match (question, arguments) {
            ("rows", [Value::Text(table)]) => match self.table(table) {
                Some(at) => Ok(Value::list(state.0[at].iter().cloned())),
                None => Err(self.no_table(table)),
            },
            ("rows", _) => Err("`rows` needs the name of a table".into()),
            _ => {
                Err(format!("a database knows nothing of `{question}`, only the `rows` of a table"))
            }
        }
    }
}

impl Database {
    /// Does one operation on the tables. The error is the `Err(…)` to answer with.
    fn perform(
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
