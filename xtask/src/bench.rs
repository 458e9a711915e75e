//! How fast everything is, beside others. It asserts nothing: a busy machine is no mistake.

use std::env::consts::EXE_SUFFIX;

use anyhow::Result;

use crate::run::{at_root, cargo_build, run, say};
use crate::{book, browser, engine};

/// Builds the comparison and the book, and prints how fast both are.
pub(crate) fn bench() -> Result<()> {
    engine::build()?;
    say("bench", "building the comparison with others");
    // A workspace of its own, with its own lock file and target folder: see bench/Cargo.toml.
    let command = cargo_build(
        &["build", "--manifest-path", "bench/Cargo.toml", "--release"],
        &format!("whatif-bench{EXE_SUFFIX}"),
    )?;
    say("bench", "measuring the interpreter");
    run(&mut at_root(&command))?;
    say("bench", "measuring the explorer");
    run(at_root(&command).arg("exploring"))?;
    say("bench", "measuring the engine of the page under Node");
    run(at_root("node").arg("bench/engine.mjs").arg(&command))?;
    book::build()?;
    say("bench", "measuring the page in a browser");
    run(at_root("node").arg("bench/page.mjs").env("CHROMIUM", browser::find()?))
}
