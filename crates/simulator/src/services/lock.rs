//! A lock service: leases that end by themselves, and tokens that only grow.

use std::rc::Rc;

use crate::services::{Operation, free_number, number, said, waits};
use crate::{Effect, Input, Name, Program, Section, Transition, Value};

/// A lock service.
///
/// A lock is a lease: it ends when its time is over by the clock of the service, whether its holder
/// knows or not. Every lease has a fencing token, greater than all that were given before, whatever
/// they were for (as etcd gives a revision and ZooKeeper a zxid): what is protected by the lock can
/// refuse those who come with an older one (Kleppmann 2016).
///
/// Leases and tokens survive everything. After a crash of the service every lease that had not
/// ended runs once more from its start, as in etcd: it may be too long, and is never too short.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lock;

/// The leases that run, and the last token that was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[doc(hidden)]
pub struct Leases {
    last_token: u64,
    held: Rc<Vec<Lease>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Lease {
    name: Name,
    token: u64,
    length: crate::Time,
    timer: u32,
}

/// More locks than these make no readable diagram.
const LOCKS_MAX: usize = 1_000;

impl Lock {
    /// What a lock service can be asked for.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation {
            name: "acquire",
            parameters: &["name: &str", "lease: Duration"],
            returns: "Result<u64>",
            does: said(
                "Takes a lock for so long, and gives its fencing token; `Err(Error::Held)` while \
                   a lease of this name runs, whoever has it.",
            ),
        },
        Operation {
            name: "renew",
            parameters: &["name: &str", "token: u64", "lease: Duration"],
            returns: "Result<()>",
            does: said(
                "Lets the lease with this token run for so long from now; `Err(Error::Stale)` \
                   where it is over.",
            ),
        },
        Operation {
            name: "release",
            parameters: &["name: &str", "token: u64"],
            returns: "Result<()>",
            does: said("Ends the lease with this token; `Err(Error::Stale)` where it is over."),
        },
    ];
}

impl Program for Lock {
    type State = Leases;

    fn initial(&self) -> Leases {
        Leases::default()
    }

    fn after_crash(&self, state: &Leases) -> Leases {
        state.clone()
    }

    fn step(&self, state: &Leases, input: &Input) -> Transition<Leases> {
        let mut state = state.clone();
        let mut effects = Vec::new();
        match input {
            Input::Start => {
                effects.extend(state.held.iter().map(|lease| waits(lease.timer, lease.length)));
            }
            Input::Request { handle, operation, arguments, .. } => {
                let result = state.perform(operation, arguments, &mut effects);
                let result = result.map_or_else(|error| error, Value::ok);
                effects.push(Effect::Reply { handle: *handle, result });
            }
            Input::Timer { timer } => {
                if let Some(at) = state.held.iter().position(|lease| lease.timer == *timer) {
                    let Lease { name, token, .. } = Rc::make_mut(&mut state.held).remove(at);
                    effects.push(Effect::Log(format!("the lease {token} of {name} is over")));
                }
            }
            _ => {}
        }
        Transition::wait(state, effects)
    }

    /// `holder(name)`: the token of the lease that runs, or `None`.
    fn sections(&self, state: &Leases) -> Vec<Section> {
        let mut items = Vec::new();
        for lease in &*state.held {
            items.push((lease.name.to_string(), format!("token {}", lease.token)));
        }
        vec![Section::named("held", items)]
    }

    fn observe(
        &self,
        state: &Leases,
        question: &str,
        arguments: &[Value],
    ) -> Result<Value, String> {
        match (question, arguments) {
            ("holder", [Value::Text(name)]) => {
                let held = state.find(name).map(|at| number(state.held[at].token));
                Ok(Value::option(held))
            }
            ("holder", _) => Err("`holder` needs the name of a lock".into()),
            _ => Err(format!(
                "a lock service knows nothing of `{question}`, only the `holder` of a lock"
            )),
        }
    }
}

impl Leases {
    /// Does one operation. The error is the `Err(…)` to answer with.
    fn perform(
        &mut self,
        operation: &str,
        arguments: &[Value],
        effects: &mut Vec<Effect>,
    ) -> Result<Value, Value> {
        match (operation, arguments) {
            ("acquire", [Value::Text(name), Value::Duration(length)]) => {
                if self.find(name).is_some() {
                    return Err(Value::error("Held"));
                }
                if self.held.len() >= LOCKS_MAX {
                    return Err(super::full("the lock service", LOCKS_MAX, "leases"));
                }
                self.last_token += 1;
                let (name, token, length) = (Name::clone(name), self.last_token, *length);
                let timer = free_number(self.held.iter().map(|lease| lease.timer));
                Rc::make_mut(&mut self.held).push(Lease { name, token, length, timer });
                effects.push(waits(timer, length));
                Ok(number(token))
            }
            ("renew", [Value::Text(name), Value::Int(token), Value::Duration(length)]) => {
                let at = self.held_with(name, *token)?;
                let lease = &mut Rc::make_mut(&mut self.held)[at];
                lease.length = *length;
                effects.push(Effect::Forget(lease.timer));
                effects.push(waits(lease.timer, *length));
                Ok(Value::Unit)
            }
            ("release", [Value::Text(name), Value::Int(token)]) => {
                let at = self.held_with(name, *token)?;
                let lease = Rc::make_mut(&mut self.held).remove(at);
                effects.push(Effect::Forget(lease.timer));
                Ok(Value::Unit)
            }
            _ => Err(super::misunderstood("a lock service", Lock::OPERATIONS, operation)),
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.held.iter().position(|lease| &*lease.name == name)
    }

    fn held_with(&self, name: &str, token: i128) -> Result<usize, Value> {
        let at = self.find(name).filter(|at| i128::from(self.held[*at].token) == token);
        at.ok_or_else(|| Value::error("Stale"))
    }
}
