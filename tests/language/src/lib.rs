//! Programs that the interpreter and rustc must agree about.
//!
//! Each stands in a Markdown file of `corpus/`. The build script makes a module of every one, and
//! so rustc compiles it: what it then prints is what Rust means by it, and nobody has to write
//! down what is expected.

// The macros of the prelude have to come before the programs that call them.
#[macro_use]
mod prelude;
mod output;

/// A program of the corpus.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The name of its file.
    pub file: &'static str,
    /// The heading that it stands under.
    pub heading: &'static str,
    /// Its text.
    pub code: &'static str,
    /// What it prints when rustc has compiled it, line by line; last, if it panicked,
    /// `panicked: …`.
    pub theirs: fn() -> Vec<String>,
}

// The programs are there to be run, not to be liked: some overflow on purpose, and rustc sees it.
#[allow(warnings, clippy::all, clippy::pedantic, arithmetic_overflow, unconditional_panic)]
mod corpus {
    use super::Case;

    include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
}

pub use corpus::CASES;
