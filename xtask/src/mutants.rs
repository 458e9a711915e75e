//! Whether the tests notice it when a line of what every verdict rests on says something else.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::run::{cargo, run};

/// Changes one line after another of the files that `.cargo/mutants.toml` names, and says which
/// changes no test notices. It takes hours, so it is run by hand: `--shard 0/4` takes a quarter.
pub(crate) fn mutants(arguments: &[String]) -> Result<()> {
    let asked =
        cargo().args(["mutants", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !asked.context("cargo does not start")?.success() {
        bail!("cargo-mutants is not installed: `cargo install --locked cargo-mutants`");
    }
    run(cargo().arg("mutants").args(arguments))
}
