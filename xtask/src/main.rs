//! `cargo xtask`: the one way to build, test and install this project.
//!
//! Everything a stage needs is found or fetched by the stage itself, so that a fresh machine with
//! rustup and Node needs one command. What is up to date is left alone.

mod assets;
mod bench;
mod book;
mod browser;
mod browsers;
mod engine;
mod mutants;
mod neighbours;
mod npm;
mod packing;
mod parts;
mod run;
mod screenshots;
mod serve;
mod sizes;
mod stamp;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

/// Builds, tests and installs mdbook-whatif and its book.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Builds everything and leaves the site in book/.
    Book {
        /// Shows the book on http://localhost:3000 and builds it again when its text changes.
        #[arg(long)]
        serve: bool,
    },
    /// Builds everything and runs every check: formatting, lints, Rust, WebAssembly, browser.
    Test,
    /// Runs the Rust tests and takes what they print now as the golden files. Read the diff.
    Bless,
    /// Measures how fast the interpreter is beside others, and the engine of the page beside it.
    Bench,
    /// Opens the book in Firefox and in WebKitGTK, and touches each thing that a widget has.
    Browsers,
    /// Lets others look at what we make: checkers of HTML and EPUB, and the neighbours in a book.
    Neighbours,
    /// Makes a picture of each state of a widget in each theme, to be looked at.
    Screenshots,
    /// Draws the favicon and the card of the book anew, as PNG, from the SVG in theme/.
    Pictures,
    /// Builds the page's assets and installs the command mdbook-whatif with cargo.
    Install,
    /// Looks for programs that the interpreter does not stand. What fails lands in tests/fuzz/found.
    Fuzz {
        /// What whatif-fuzz takes: --target, --seed, --count, --seconds.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Changes the code of the explorer line by line and says what no test notices. Takes hours.
    Mutants {
        /// What cargo-mutants takes: --shard, --file, --list.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match perform(Task::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            run::fail(&error);
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    match task {
        Task::Book { serve: false } => book::build().map(drop),
        Task::Book { serve: true } => serve::serve(&book::build()?),
        Task::Test => test::test(),
        Task::Bless => test::bless(),
        Task::Fuzz { arguments } => {
            let fuzz = ["run", "--release", "--package", "whatif-fuzz", "--"];
            run::run(run::cargo().args(fuzz).args(arguments))
        }
        Task::Mutants { arguments } => mutants::mutants(&arguments),
        Task::Bench => bench::bench(),
        Task::Browsers => browsers::browsers(),
        Task::Neighbours => neighbours::neighbours(),
        Task::Screenshots => screenshots::screenshots(),
        Task::Pictures => {
            npm::install()?;
            let mut draw = run::at_root("node");
            run::run(draw.arg("tests/browser/pictures.mjs").env("CHROMIUM", browser::find()?))
        }
        Task::Install => {
            assets::build()?;
            run::say("install", "putting mdbook-whatif where cargo installs commands");
            let arguments = ["install", "--locked", "--path", "crates/mdbook-whatif"];
            run::run(run::cargo().args(arguments))
        }
    }
}
