//! Deterministic simulation of small distributed systems.
//!
//! A [`Setup`] says which nodes there are, each with its [`Program`], and which faults are to
//! happen. A [`World`] is the state of everything at one moment: it says what may happen next
//! ([`World::pending`]), lets one of it happen ([`World::apply`]), and can be cloned, compared by
//! [`World::fingerprint`] and thrown away. A [`Chooser`] decides what happens next; [`run`] drives
//! a world by the chooser of a seed until nothing new can come, and judges it by its properties.
//!
//! A run is a pure function: the same setup and seed make the same [`Trace`], byte for byte, on
//! every platform. The crate does no I/O, reads no clock and knows no language, no TOML and no
//! browser.

// Tests in here and those beside the library share worlds, which name the library.
#[cfg(test)]
extern crate self as whatif_simulator;

mod budget;
mod chooser;
pub mod consistency;
pub mod decimal;
pub mod explore;
mod fault;
mod fingerprint;
mod history;
mod logarithm;
pub mod metrics;
mod moment;
mod numbered;
mod program;
mod property;
mod run;
pub mod services;
mod setup;
#[cfg(test)]
#[path = "../tests/small/mod.rs"]
mod small;
mod table;
mod time;
mod trace;
mod value;
mod world;

pub use budget::Budget;
pub use chooser::{Chooser, Fair, Seeded, advance};
pub use fault::{
    Alteration, Border, Fault, FaultKind, FaultPoint, Listed, ListedKind, MessagePoint, Mishap,
    StepPoint, Trouble,
};
pub use fingerprint::Fingerprint;
pub use history::{History, Outcome, Recorded};
pub use moment::Moment;
pub use numbered::Numbered;
pub use program::{
    Ask, Effect, Input, Measure, Moved, Program, Section, Then, TimerKind, Transition,
};
pub use property::{Look, Property, PropertyKind, Verdict};
pub use run::{Limits, Run, moment, run};
pub use setup::{Latency, Link, Setup, Takes, Work};
pub use time::Time;
pub use trace::{
    Called, Event, FaultId, Lane, Loss, Message, MessageId, MessageKind, NodeId, NodeKind, Place,
    Trace, What,
};
pub use value::{Name, Record, Value, Variant};
pub use world::{
    Choice, Due, Happening, Pending, PendingId, Post, Refusal, Rules, Subject, Timers, View, World,
};
