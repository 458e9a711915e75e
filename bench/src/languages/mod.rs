//! How each contestant compiles a program once and runs it again and again.

pub(crate) mod ours;
pub(crate) mod piccolo;
pub(crate) mod rhai;
pub(crate) mod rune;
