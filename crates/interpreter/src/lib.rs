//! The Rust of the code blocks, compiled to steps whose suspended state is a plain value.
//!
//! [`compile`] turns texts into a [`Program`]; a [`Process`] is that program as the code of a
//! node, which the simulator drives from one awaited effect to the next; a [`PropertyFunction`]
//! is a function of it that looks at the world and says whether something is true.
//!
//! The crate knows the language and the simulator. It does no I/O, and knows no TOML and no page.

mod code;
mod compile;
mod diagnostic;
mod environment;
mod explain;
mod inspect;
mod library;
mod machine;
mod map;
mod memory;
mod number;
mod process;
mod property;
#[cfg(any(test, feature = "reference"))]
mod reference;
mod syntax;
mod types;
mod value;
mod wire;

pub use code::Program;
pub use compile::{CODE, compile};
pub use diagnostic::{Diagnostic, FileId, Span, did_you_mean};
pub use environment::{Environment, Operation, Target};
pub use explain::Clause;
pub use inspect::{AwaitedEffect, Signature};
pub use memory::Memory;
pub use process::{FunctionView, Misfit, Process, Setting, TaskView};
pub use property::{Broken, PropertyFunction};
#[cfg(any(test, feature = "reference"))]
pub use reference::{Entry, Runs, Section, reference, reference_page};
