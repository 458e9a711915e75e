//! What an author's file says of one variant, as plain data: checked in itself, and not yet
//! against the code.

pub(crate) mod fault_words;
mod faults;
pub(crate) mod load;
pub(crate) mod metrics;
mod network;

use std::ops::Range;

use whatif_simulator::consistency::{Level, Model};
use whatif_simulator::explore::Budget;
use whatif_simulator::{PropertyKind, Value};

pub(crate) use network::{Link, Network, Takes, Work};

pub(crate) use faults::{
    Alteration, Border, Fault, FaultKind, FaultPoint, MessagePoint, Mishap, StepPoint, Trouble,
};

use crate::service::Service;

/// Where in the author's file something stands: bytes. In the page nothing stands anywhere.
pub(crate) type Spot = Range<usize>;

/// Everything about one variant but its code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spec {
    pub(crate) seed: Option<u64>,
    pub(crate) network: Network,
    /// How long a call waits whose node does not say.
    pub(crate) call_timeout_us: u64,
    /// The callers from outside, then the processes, then the services: the order of the lanes.
    pub(crate) clients: Vec<Client>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) properties: Vec<Property>,
    /// The run in which nothing goes wrong, then the what-ifs.
    pub(crate) baseline: Claims,
    pub(crate) what_ifs: Vec<WhatIf>,
    pub(crate) explore: Explore,
    pub(crate) sweeps: Vec<metrics::Sweep>,
    /// Consts of the code that have other values than the code says.
    pub(crate) consts: Vec<(String, u64)>,
}

/// How all runs are looked at.
#[derive(Clone, Debug)]
pub(crate) struct Explore {
    /// How many faults may happen.
    pub(crate) budget: Budget,
    /// Whether timers may fire at any moment, and not only on time.
    pub(crate) timers_any: bool,
    /// The services that may crash too.
    pub(crate) crashes: Vec<Named>,
    /// What `random` is tried with beside the ends of a range.
    pub(crate) draws: Vec<i64>,
    /// What else may go wrong at any moment: something for a while, or a message that is altered.
    pub(crate) listed: Vec<Fault>,
    /// How many states are found at the most; nothing for as many as we allow.
    pub(crate) states: Option<u64>,
    /// What the author says comes out; nothing where the author does not have it explored.
    pub(crate) claims: Option<Claims>,
}

impl Default for Explore {
    fn default() -> Self {
        Self {
            budget: Budget { crash: 1, lose: 1, ..Budget::default() },
            timers_any: false,
            crashes: Vec::new(),
            draws: Vec::new(),
            listed: Vec::new(),
            states: None,
            claims: None,
        }
    }
}

/// A caller from outside.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) call_timeout_us: u64,
    pub(crate) requests: Vec<Request>,
    /// Many more, if it makes them.
    pub(crate) load: Option<load::Load>,
}

/// One request of a client.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) at_us: u64,
    /// `node::operation`.
    pub(crate) call: String,
    pub(crate) with: Vec<Literal>,
    pub(crate) spot: Spot,
}

/// A value that an author wrote.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Literal>),
    Table(Vec<(String, Literal)>),
}

impl Literal {
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(number) => Value::Int(i128::from(*number)),
            Self::Float(number) => Value::Float(number.to_bits()),
            Self::Text(text) => Value::text(text),
            Self::List(values) => Value::list(values.iter().map(Self::value)),
            Self::Table(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), value.value()));
                Value::record("", fields)
            }
        }
    }
}

/// A process or a service.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) kind: NodeKind,
    pub(crate) call_timeout_us: u64,
    /// How long it works, if it is a service that takes its time.
    pub(crate) work: Option<Work>,
}

impl Node {
    /// Whether it is a process.
    pub(crate) fn runs_code(&self) -> bool {
        matches!(self.kind, NodeKind::Code { .. })
    }
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    /// A process that runs the code.
    Code(Code),
    /// Tables, each with its key.
    Database {
        tables: Vec<(String, String)>,
    },
    Mailer,
    /// One of those with keys of their own.
    Service(Service),
}

/// How a process runs the code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Code {
    pub(crate) serves: Vec<Named>,
    pub(crate) main: Option<Named>,
    /// The struct that is the state of the process, whose methods it serves.
    pub(crate) state: Option<Named>,
    /// How many requests may be under way at a time.
    pub(crate) workers: Option<u64>,
    /// Whether a crash loses what was written and not synced.
    pub(crate) syncs_explicitly: bool,
}

impl Code {
    /// The names under which the code may have a function that this process names: a method of its
    /// state, then a function.
    pub(crate) fn names_of(&self, function: &str) -> impl Iterator<Item = String> {
        let method = self.state.as_ref().map(|state| format!("{}::{function}", state.name));
        method.into_iter().chain([function.to_owned()])
    }
}

/// A name that must be found elsewhere, and where it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) spot: Spot,
}

/// Something that must be true.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) when: When,
    pub(crate) looks: Looks,
    pub(crate) says: String,
    pub(crate) spot: Spot,
}

/// What decides whether a property is true.
#[derive(Clone, Debug)]
pub(crate) enum Looks {
    /// A function of the code.
    Function(Named),
    /// A consistency model.
    History(Promise),
}

/// What a history is held to.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) level: Level,
    pub(crate) model: Model,
    /// What a register holds before anybody writes it; nothing if the author does not say.
    pub(crate) initial: Option<Literal>,
    /// Where its model stands.
    pub(crate) spot: Spot,
}

impl Property {
    /// What the history is held to, if it is that which is judged.
    pub(crate) fn promise(&self) -> Option<&Promise> {
        match &self.looks {
            Looks::History(promise) => Some(promise),
            Looks::Function(_) => None,
        }
    }
}

/// When a property must be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    Eventually,
    Sometimes,
}

impl From<When> for PropertyKind {
    fn from(when: When) -> Self {
        match when {
            When::Always => Self::Always,
            When::Eventually => Self::Eventually,
            When::Sometimes => Self::Sometimes,
        }
    }
}

/// A question of the author.
#[derive(Clone, Debug, Default)]
pub(crate) struct WhatIf {
    pub(crate) name: String,
    pub(crate) ask: String,
    pub(crate) faults: Vec<Fault>,
    pub(crate) claims: Claims,
}

/// What the author says comes out. Properties that are not named must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims {
    /// The properties, with the word of their verdict.
    pub(crate) expect: Vec<(Named, String)>,
    /// What is said of metrics.
    pub(crate) bounds: Vec<metrics::Bound>,
    /// Where the claims stand as a whole.
    pub(crate) spot: Spot,
}

pub(crate) fn ordinal(number: u32) -> String {
    match number {
        1 => "first".into(),
        2 => "second".into(),
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        _ => {
            let ending = match (number % 10, number % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{number}{ending}")
        }
    }
}
