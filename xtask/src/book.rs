//! The book and the author guide, made with the `mdbook-whatif` that was just built.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use crate::assets;
use crate::run::{cargo_build, root, say};
use crate::sizes::Sizes;

/// What is there once the book is built.
pub(crate) struct Built {
    /// The command that made the book.
    pub(crate) command: PathBuf,
    /// The sizes of the scripts inside it.
    pub(crate) sizes: Sizes,
}

/// Builds everything and leaves the site in `book/`.
pub(crate) fn build() -> Result<Built> {
    let sizes = assets::build()?;
    say("command", "building mdbook-whatif");
    let command = cargo_build(
        &["build", "--package", "mdbook-whatif", "--release"],
        &format!("mdbook-whatif{EXE_SUFFIX}"),
    )?;
    render(&command)?;
    Ok(Built { command, sizes })
}

/// Renders the book and the author guide.
pub(crate) fn render(command: &Path) -> Result<()> {
    let (site, guide) = (root().join("book"), root().join("guide"));
    say("book", "making the book in book/");
    render_one(command, root(), site.clone())?;
    // The guide comes second, because mdBook empties the folder into which it renders.
    say("guide", "making the author guide in book/guide/");
    render_one(command, &guide, site.join("guide"))
}

fn render_one(command: &Path, book: &Path, site: PathBuf) -> Result<()> {
    let toml = book.join("book.toml");
    let mut config = Config::from_disk(&toml)?;
    config.build.build_dir = site;
    // Whatever mdbook-whatif is installed on this machine, the book is made with this one.
    config.set("preprocessor.whatif.command", quoted(command))?;
    MDBook::load_with_config(book, config)?
        .build()
        .with_context(|| format!("the book of {} could not be made", toml.display()))
}

/// The path as one word for mdBook, which splits a command as a shell does.
fn quoted(command: &Path) -> String {
    format!("'{}'", command.display().to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_and_quotes_stays_one_word() {
        assert_eq!(quoted(Path::new("/it's my/book")), r"'/it'\''s my/book'");
    }
}
