//! `check`: every claim of a book, without building it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mdbook_driver::MDBook;
use mdbook_driver::book::Book;
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::cache::Cache;
use crate::diagnostics::Failure;
use crate::protocol;
use crate::scenarios::{Chapter, Source, gather_and_check};

/// Holds every claim of the book in this folder against the runs. All is well where there is a
/// summary to give.
pub(crate) fn check(root: &Path, cache: &Cache) -> Result<String, Failure> {
    let (config, book) = load(root)?;
    protocol::publishing(&config)?;
    let source = Source { folder: root.join(&config.book.src), shown: root.join(&config.book.src) };
    let chapters = book.chapters().filter_map(|chapter| {
        Some(Chapter { file: chapter.source_path.as_deref()?, text: &chapter.content })
    });
    let checked = gather_and_check(&source, chapters, cache, None)?;
    let claims: usize = checked.scenarios.iter().map(|each| each.shown.claims).sum();
    let scenarios = count(checked.scenarios.len(), "scenario");
    Ok(match claims {
        0 => format!("{scenarios}, no claims\n"),
        1 => format!("{scenarios}, 1 claim: it holds\n"),
        claims => format!("{scenarios}, {claims} claims: all hold\n"),
    })
}

/// Reads the book as mdBook does, and resolves its includes. Nothing is written.
fn load(root: &Path) -> Result<(Config, Book)> {
    let file = root.join("book.toml");
    let mut config =
        Config::from_disk(&file).with_context(|| format!("`{}` is no book", root.display()))?;
    config.update_from_env()?;
    let mut bare = config.clone();
    // Chapters that are not there yet are mdBook's to make, and other people's preprocessors and
    // renderers are not ours to run.
    bare.build.create_missing = false;
    let none = std::collections::BTreeMap::<String, String>::new();
    bare.set("preprocessor", &none)?;
    bare.set("output", &none)?;
    let loaded = MDBook::load_with_config(root, bare)
        .with_context(|| format!("the book in `{}` cannot be read", root.display()))?;
    if !config.build.use_default_preprocessors {
        return Ok((config, loaded.book));
    }
    let context = PreprocessorContext::new(PathBuf::from(root), config.clone(), "html".into());
    Ok((config, LinkPreprocessor::new().run(&context, loaded.book)?))
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
