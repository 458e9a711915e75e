//! The book in the browsers that `cargo xtask test` does not have.

use anyhow::{Context, Result};

use crate::book;
use crate::run::{at_root, run, say};

/// Opens the book in Firefox and in WebKitGTK, from a server, from its folder and as one file, runs
/// something in it, and touches each thing that a widget has. By hand, because these browsers are
/// not everywhere.
pub(crate) fn browsers() -> Result<()> {
    book::build()?;
    say("browsers", "opening the book in Firefox and in WebKitGTK");
    run(at_root("node").arg("tests/browser/others/smoke.mjs"))
        .context("the book does not run in every browser")
}
