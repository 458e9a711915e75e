//! `mdbook-whatif`: code blocks of a book that readers run and break in the page.
//!
//! Without a command this is an [mdBook preprocessor]: mdBook starts it, writes the book to its
//! standard input, and reads the changed book from its standard output. For every fence with
//! `whatif=NAME` it
//!
//! 1. finds the fence and what it says (`fences`, `attributes`),
//! 2. gathers it with the other fences of its scenario and with `NAME.toml` and `NAME.rs` beside
//!    the chapter, and holds every claim of the author against the runs (`scenarios`), of all of
//!    which some are explored or were before (`explorations`),
//! 3. runs each question and picks the run that the page opens with (`view`),
//! 4. writes code, diagram, verdicts and events in the place of the fence (`shown`, `html`, `plain`).
//!
//! Of a scenario of which nothing has changed since the last build, only 1 and the gathering are done
//! again: what stands in the places of its fences is kept (`cache`).
//!
//! Four more commands are for authors: `check` does 1 and 2 without building anything, `run` tells
//! one run on the terminal, `explore` all runs within a budget of faults, and `history` judges what
//! the clients of any system saw.
//!
//! # Exit codes
//!
//! | Code | Meaning |
//! | --- | --- |
//! | 0 | fine |
//! | 1 | a claim is false: an `expect` says something else than the runs, or a `history` is not what it was held to |
//! | 2 | usage or input: an unknown option, a mistake in a scenario or its code, a file that cannot be read |
//! | 3 | unknown: `history` cannot tell |
//!
//! `run` and `explore` tell what happened and claim nothing: they end with 0 whatever the verdicts.
//!
//! # Architecture invariant
//!
//! Markdown is never parsed and written back: a chapter is changed by replacing the bytes of our
//! fences, from the back, and a chapter without them stays as it is, byte for byte.
//!
//! [mdBook preprocessor]: https://rust-lang.github.io/mdBook/for_developers/preprocessors.html

mod assets;
mod attributes;
mod cache;
mod check;
mod command;
mod diagnostics;
mod exercises;
mod explorations;
mod explore;
mod fences;
mod glossary;
mod history;
mod html;
mod one_scenario;
mod plain;
mod preprocess;
mod protocol;
mod run;
mod scenarios;
mod shown;
mod site;
mod sweeps;
mod tabs;
mod view;
mod ways;

pub use cache::Cache;
pub use command::{Streams, command, main};
pub use diagnostics::Failure;
pub use preprocess::{Whatif, preprocess};
