//! Built-in nodes: the clients that call, and the services that processes rely on.
//!
//! Each is a [`Program`](crate::Program) like any other, written natively. A service says which
//! operations it has in a table, which is what code that calls it is checked against.

mod client;
mod database;
mod load;
mod mailer;

pub use client::{Client, Request};
pub use database::Database;
pub use load::{Load, Pace, REMEMBERED, Rate};
pub use mailer::Mailer;

/// An operation that a service offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, as they would stand in a signature.
    pub parameters: &'static [&'static str],
    /// What it gives, as it would stand in a signature.
    pub returns: &'static str,
    /// What it does, in a sentence or two.
    pub does: &'static str,
}

/// The answer to a request that a service does not have, or not with such arguments.
fn misunderstood(who: &str, operations: &[Operation], asked: &str) -> crate::Value {
    let reason = match operations.iter().find(|operation| operation.name == asked) {
        Some(Operation { name, parameters, .. }) => {
            format!("{who} expects {name}({})", parameters.join(", "))
        }
        None => {
            let names: Vec<&str> = operations.iter().map(|operation| operation.name).collect();
            format!("{who} cannot {asked}; it can {}", names.join(", "))
        }
    };
    crate::Value::failed(&reason)
}
