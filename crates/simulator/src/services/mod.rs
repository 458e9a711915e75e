//! Built-in nodes: the clients that call, and the services that processes rely on.
//!
//! Each is a [`Program`](crate::Program) like any other, written natively. A service says which
//! operations it has in a table, which is what code that calls it is checked against.

mod client;
mod database;
mod load;
mod lock;
mod log;
mod mailer;
mod queue;
mod replica;
mod store;

use crate::{Effect, Numbered, Time, TimerKind, Value};

pub use client::{Client, Request};
pub use database::Database;
pub use load::{Load, Pace, REMEMBERED, Rate};
pub use lock::Lock;
pub use log::Log;
pub use mailer::Mailer;
pub use queue::Queue;
pub use replica::Replica;
pub use store::{Mode, Store};

/// An operation that a service offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, as they would stand in a signature.
    pub parameters: &'static [&'static str],
    /// What it gives, as it would stand in a signature.
    pub returns: &'static str,
    /// What it does, in a sentence or two. Nothing in the page.
    pub does: &'static str,
}

/// A sentence for those who write code. The page has nobody who asks for it, and does not load it.
const fn said(sentence: &'static str) -> &'static str {
    if cfg!(target_family = "wasm") { "" } else { sentence }
}

/// The answer to a request that a service does not have, or not with such arguments.
fn misunderstood(who: &str, operations: &[Operation], asked: &str) -> Value {
    let reason = match operations.iter().find(|operation| operation.name == asked) {
        Some(Operation { name, parameters, .. }) => {
            format!("{who} expects {name}({})", parameters.join(", "))
        }
        None => {
            let names: Vec<&str> = operations.iter().map(|operation| operation.name).collect();
            format!("{who} cannot {asked}; it can {}", names.join(", "))
        }
    };
    Value::failed(&reason)
}

/// The answer to a request for which a service has no room.
fn full(who: &str, most: usize, what: &str) -> Value {
    Value::failed(&format!("{who} is full: it keeps at most {most} {what}"))
}

/// A whole number.
fn number(number: u64) -> Value {
    Value::Int(i128::from(number))
}

/// The smallest number that is not taken. Numbers stay small, and so states that came about in
/// different ways are alike.
fn free_number(taken: impl Iterator<Item = u32>) -> u32 {
    let mut numbers = Numbered::default();
    for number in taken {
        numbers.insert(number, ());
    }
    numbers.free()
}

/// Wakes the service after a while.
fn waits(timer: u32, after: Time) -> Effect {
    Effect::SetTimer { timer, after, kind: TimerKind::Service }
}
