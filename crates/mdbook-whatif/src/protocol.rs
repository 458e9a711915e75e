//! What mdBook sends.

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context, Result, bail};
use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::config::Config;
use semver::{Prerelease, Version, VersionReq};
use serde::{Deserialize, Deserializer};

use crate::site::{STRICT, encoded};

/// The releases of mdBook whose books are understood.
const MDBOOK: &str = ">=0.5.0, <0.6.0";

/// The keys that mdBook itself reads in `[preprocessor.whatif]`.
const KEYS: [&str; 5] = ["after", "before", "command", "optional", "renderers"];

/// What `[preprocessor.whatif]` says about the book and its publishing. mdBook passes the table on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct Publishing {
    /// Where the site will be found; it ends with `/`.
    pub(crate) address: Option<String>,
    /// Whether there is a download of the whole book.
    pub(crate) download: bool,
    /// Whether each scenario gets a page of its own for other sites.
    pub(crate) embed: bool,
    /// Whether there are packages for course sites.
    pub(crate) courses: bool,
    /// The chapter that explains the words of the widgets, by its file in the folder of the source.
    pub(crate) glossary: Option<String>,
    /// What each page says about where scripts and the like may come from.
    #[serde(deserialize_with = "policy")]
    pub(crate) content_security_policy: Option<String>,
}

impl Default for Publishing {
    fn default() -> Self {
        let (download, embed, courses) = (true, true, false);
        let (address, glossary, content_security_policy) = (None, None, None);
        Self { address, download, embed, courses, glossary, content_security_policy }
    }
}

impl Publishing {
    /// Whether the site is what mdBook has made, and nothing besides.
    pub(crate) fn is_bare(&self) -> bool {
        let Self { address, download, embed, courses, glossary: _, content_security_policy } = self;
        let made = *download || *embed || *courses;
        !made && address.is_none() && content_security_policy.is_none()
    }

    /// Where readers find the page of a scenario, opened with a variant; nothing where there will
    /// be none.
    pub(crate) fn address_of(&self, page: &str, variant: &str) -> Option<String> {
        let address = self.address.as_ref().filter(|_| self.embed)?;
        Some(format!("{address}embed/{}/?variant={}", encoded(page), encoded(variant)))
    }
}

/// `true` is the strict policy, and a text is the author's own.
fn policy<'de, D: Deserializer<'de>>(policy: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "`content-security-policy` is `true` or a policy in quotes")]
    enum Policy {
        Strict(bool),
        Own(String),
    }
    Ok(match Policy::deserialize(policy)? {
        Policy::Strict(false) => None,
        Policy::Strict(true) => Some(STRICT.to_owned()),
        Policy::Own(policy) => Some(policy),
    })
}

/// The keys that [`Publishing`] has.
const OUR_KEYS: [&str; 6] =
    ["address", "content-security-policy", "courses", "download", "embed", "glossary"];

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

/// Reads what the table `[preprocessor.whatif]` says for us; nothing where there is no table.
pub(crate) fn publishing(config: &Config) -> Result<Option<Publishing>> {
    let table = config.get::<BTreeMap<String, serde_json::Value>>("preprocessor.whatif")?;
    let Some(table) = table else { return Ok(None) };
    for key in table.keys().map(String::as_str) {
        if !KEYS.contains(&key) && !OUR_KEYS.contains(&key) {
            let mut known = [&KEYS[..], &OUR_KEYS[..]].concat();
            known.sort_unstable();
            bail!(
                "unknown key `{key}` in [preprocessor.whatif] of book.toml; known are {}",
                known.join(", ")
            );
        }
    }
    let mut publishing: Publishing = config
        .get("preprocessor.whatif")
        .context("in [preprocessor.whatif] of book.toml")?
        .unwrap_or_default();
    if let Some(address) = &mut publishing.address {
        if !address.starts_with("https://") && !address.starts_with("http://") {
            bail!(
                "`address` in [preprocessor.whatif] of book.toml is where readers will find the \
                 site, such as \"https://example.org/book/\", and not `{address}`"
            );
        }
        if !address.ends_with('/') {
            address.push('/');
        }
    }
    Ok(Some(publishing))
}
