//! Generated programs in, and never a crash of the interpreter out.
//!
//! A [`Target`] is a function of bytes that returns whatever the bytes are. An [`input`] is made
//! from a seed alone, so a number is enough to make it again. The [`Hunter`] runs inputs in a
//! child process, because an overflow of the native stack ends the process that it happens in;
//! what fails is made small by [`minimise`] and kept in the folder `found`.

mod corpus;
mod generate;
mod grammar;
mod hunt;
mod minimise;
mod mutate;
mod random;
mod target;
mod tokens;
mod weakness;

pub use corpus::{Program, corpus, found, found_folder};
pub use generate::input;
pub use hunt::{Failure, Hunter, Ran, SLOW, execute, execute_seeds};
pub use minimise::minimise;
pub use target::{Target, outcome};
pub use weakness::{KNOWN, is_known};
