//! One scenario for a command that is given its file: loaded, and what is asked of it picked.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::book::{Book, BookItem, Chapter as BookChapter};
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use whatif_scenario::{Scenario, Variant};

use crate::diagnostics::Failure;
use crate::scenarios::{Chapter, Source, gather_one};

/// The scenario of a file, with the code that the Markdown files beside it have.
pub(crate) fn load(file: &Path) -> Result<Scenario, Failure> {
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if file.extension().is_none_or(|extension| extension != "toml") || name.is_empty() {
        let message = format!("`{}` is not the file of a scenario, NAME.toml", file.display());
        return Err(anyhow::Error::msg(message).into());
    }
    if !file.is_file() {
        return Err(anyhow::anyhow!("there is no file `{}`", file.display()).into());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let here = if folder == Path::new("") { Path::new(".") } else { folder };
    let chapters = chapters_in(here)?;
    let source = Source { folder: folder.to_owned(), shown: folder.to_owned() };
    let chapters = chapters.chapters().filter_map(|chapter| {
        Some(Chapter { file: chapter.source_path.as_deref()?, text: &chapter.content })
    });
    gather_one(&source, chapters, name)?.ok_or_else(|| {
        let folder = here.display();
        anyhow::anyhow!("no Markdown file in `{folder}` has a fence with whatif={name}").into()
    })
}

/// The Markdown files of a folder as a book, with their includes resolved.
fn chapters_in(folder: &Path) -> Result<Book> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("`{}` cannot be read", folder.display()))?
        .into_iter()
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort_unstable();
    let mut items = Vec::new();
    for file in files {
        let path = folder.join(&file);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("`{}` cannot be read", path.display()))?;
        // As mdBook reads it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        let name = file.display().to_string();
        items.push(BookItem::Chapter(BookChapter::new(&name, text, file, Vec::new())));
    }
    let mut config = Config::default();
    config.book.src = PathBuf::new();
    let context = PreprocessorContext::new(folder.to_owned(), config, "html".into());
    LinkPreprocessor::new().run(&context, Book::new_with_items(items))
}

pub(crate) fn pick<'a>(scenario: &'a Scenario, name: Option<&str>) -> Result<&'a Variant> {
    let Some(name) = name else {
        return scenario.variants().first().context("a scenario has a variant at the least");
    };
    let Some(variant) = scenario.variant(name) else {
        let names = scenario.variants().iter().map(|variant| variant.name.as_str());
        bail!("`{}` has no variant `{name}`{}", scenario.name(), known(name, names));
    };
    Ok(variant)
}

pub(crate) fn named<'a>(variant: &'a Variant, name: &str) -> Result<&'a whatif_scenario::WhatIf> {
    let found = variant.what_ifs.iter().find(|what_if| what_if.name == name);
    let names = variant.what_ifs.iter().map(|what_if| what_if.name.as_str());
    found.with_context(|| {
        format!("the variant `{}` has no what-if `{name}`{}", variant.name, known(name, names))
    })
}

/// What there is in place of a name that nothing has.
fn known<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return String::new();
    }
    match names.iter().find(|near| strsim::damerau_levenshtein(near, name) <= 2) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; there are: {}", names.join(", ")),
    }
}
