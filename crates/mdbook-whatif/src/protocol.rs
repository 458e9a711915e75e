//! What mdBook sends.

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context, Result, bail};
use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::config::Config;
use semver::{Prerelease, Version, VersionReq};

/// The releases of mdBook whose books are understood.
const MDBOOK: &str = ">=0.5.0, <0.6.0";

/// The keys that mdBook itself reads in `[preprocessor.whatif]`. We have none of our own.
const KEYS: [&str; 5] = ["after", "before", "command", "optional", "renderers"];

/// Reads the book that mdBook writes to us.
///
/// All of it is read before anything else happens: mdBook writes everything before it reads, and
/// two who write to each other wait for ever. The version is looked at before the rest is taken
/// apart, because another release may well send another shape.
pub(crate) fn read(input: &mut dyn Read) -> Result<(PreprocessorContext, Book)> {
    let mut text = String::new();
    input.read_to_string(&mut text).context("standard input cannot be read")?;
    let sent: serde_json::Value = serde_json::from_str(&text).context(
        "standard input is not a book from mdBook (run `mdbook build`, or see \
         `mdbook-whatif --help`)",
    )?;
    let Some(version) = sent.pointer("/0/mdbook_version").and_then(serde_json::Value::as_str)
    else {
        bail!("standard input does not say which mdBook it comes from");
    };
    hold_against(version)?;
    let version = version.to_owned();
    serde_json::from_value(sent)
        .with_context(|| format!("the book that mdBook {version} sent cannot be read"))
}

fn hold_against(version: &str) -> Result<()> {
    let mut found = Version::parse(version)
        .with_context(|| format!("mdBook gives `{version}` as its version"))?;
    // A pre-release speaks as its release will.
    found.pre = Prerelease::EMPTY;
    if VersionReq::parse(MDBOOK).is_ok_and(|known| known.matches(&found)) {
        return Ok(());
    }
    bail!(
        "this book is built with mdBook {version}, and mdbook-whatif {} works with mdBook 0.5 \
         ({MDBOOK}): install one that fits the other",
        env!("CARGO_PKG_VERSION")
    )
}

/// Refuses keys in `[preprocessor.whatif]` that nobody reads.
pub(crate) fn check_config(config: &Config) -> Result<()> {
    let table = config.get::<BTreeMap<String, serde_json::Value>>("preprocessor.whatif")?;
    for key in table.unwrap_or_default().into_keys() {
        if !KEYS.contains(&key.as_str()) {
            bail!(
                "unknown key `{key}` in [preprocessor.whatif] of book.toml; known are {}",
                KEYS.join(", ")
            );
        }
    }
    Ok(())
}
