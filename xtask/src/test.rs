//! Every check of the project, in the order in which a mistake is cheapest to find.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::npm::npm;
use crate::run::{at_root, cargo, root, run, say};
use crate::{assets, book, browser};

/// Builds everything and runs every check; ends at the first that fails.
pub(crate) fn test() -> Result<()> {
    let built = book::build()?;
    let mut passed = vec!["book"];
    built.sizes.check()?;
    passed.push("sizes");

    let mut checks = vec![
        ("format", of(cargo(), &["fmt", "--all", "--check"])),
        ("clippy", clippy(&["--workspace", "--all-targets"])),
        (
            "clippy for wasm",
            clippy(&["-pplayground-wasm", "-pwhatif-unpack", "--target", "wasm32-unknown-unknown"]),
        ),
        ("Rust tests", of(cargo(), &["test", "--workspace"])),
        ("lint of TypeScript", of(npm(), &["run", "lint", "--workspaces", "--if-present"])),
        ("spelling", of(npm(), &["run", "spelling", "--workspace=tests/texts"])),
        ("links", of(npm(), &["run", "links", "--workspace=tests/texts"])),
    ];
    let wasm_tests = wasm_tests()?;
    if !wasm_tests.is_empty() {
        let mut node = at_root("node");
        node.arg("--test").args(wasm_tests).env("WHATIF_COMMAND", &built.command);
        checks.push(("wasm tests", node));
    }
    for (name, mut command) in checks {
        say("test", name);
        run(&mut command).with_context(|| format!("the check \"{name}\" did not pass"))?;
        passed.push(name);
    }

    let browser = browser::find()?;
    say("test", "browser tests");
    run(npm().args(["test", "--workspace=tests/browser"]).env("CHROMIUM", browser))
        .context("the check \"browser tests\" did not pass")?;
    passed.push("browser tests");

    say("test", &format!("all passed: {}", passed.join(", ")));
    Ok(())
}

/// Runs the Rust tests and takes what they print now as the golden files.
pub(crate) fn bless() -> Result<()> {
    assets::build()?;
    say("bless", "writing the golden files anew");
    run(cargo().args(["test", "--workspace", "--no-fail-fast"]).env("SNAPSHOTS", "overwrite"))?;
    say("bless", "read the diff of the golden files before you keep it");
    Ok(())
}

fn of(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

fn clippy(what: &[&str]) -> Command {
    let mut command = of(cargo(), &["clippy"]);
    command.args(what).args(["--", "-D", "warnings"]);
    command
}

/// The tests that run the engine of the page under Node.
///
/// They are named one by one, because not every Node that we allow expands a pattern.
fn wasm_tests() -> Result<Vec<PathBuf>> {
    let folder = root().join("tests/wasm");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut tests = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "mjs") {
            tests.push(path);
        }
    }
    tests.sort();
    Ok(tests)
}
