//! The book and the author guide, made with the `mdbook-whatif` that was just built.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::assets;
use crate::run::{cargo_build, root, run, say};
use crate::sizes::Sizes;

/// What is there once the book is built.
pub(crate) struct Built {
    /// The command that made the book.
    pub(crate) command: PathBuf,
    /// The sizes of what a reader loads.
    pub(crate) sizes: Sizes,
}

/// Builds everything and leaves the site in `book/`.
pub(crate) fn build() -> Result<Built> {
    assets::build()?;
    say("command", "building mdbook-whatif");
    let command = cargo_build(
        &["build", "--package", "mdbook-whatif", "--release"],
        &format!("mdbook-whatif{EXE_SUFFIX}"),
    )?;
    let sizes = render(&command)?;
    Ok(Built { command, sizes })
}

/// Renders the book and the author guide, which tells the sizes.
pub(crate) fn render(command: &Path) -> Result<Sizes> {
    let (site, guide) = (root().join("book"), root().join("guide"));
    say("book", "making the book in book/");
    render_one(command, root(), site.clone())?;
    let sizes = Sizes::measure()?;
    sizes.write()?;
    // The guide comes second, because mdBook empties the folder into which it renders.
    say("guide", "making the author guide in book/guide/");
    render_one(command, &guide, site.join("guide"))?;
    Ok(sizes)
}

fn render_one(command: &Path, book: &Path, site: PathBuf) -> Result<()> {
    // mdbook-whatif brings mdBook along and is the preprocessor itself: whatever is installed on
    // this machine, the book is made with what was just built.
    let mut build = Command::new(command);
    run(build.arg("build").arg(book).arg("--dest-dir").arg(site))
}
