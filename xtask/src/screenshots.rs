//! Pictures of the widget for eyes: what a test cannot see is seen in them.

use anyhow::Result;

use crate::run::{at_root, root, run, say};
use crate::{book, browser};

/// Builds the book, and makes a picture of each state of a widget in each theme.
pub(crate) fn screenshots() -> Result<()> {
    book::build()?;
    let folder = root().join("target/screenshots");
    say("pictures", &format!("making pictures of each state in {}", folder.display()));
    let mut node = at_root("node");
    node.arg("tests/browser/screenshots.mjs").arg(folder);
    run(node.env("CHROMIUM", browser::find()?))
}
