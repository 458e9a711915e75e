//! What goes around mdBook, and is put into its pages when they are finished.
//!
//! mdBook takes the HTML of a chapter apart and writes it anew, for the page and for the printed book,
//! and puts its words into the index for the search. The diagrams and tables of events of a book
//! take it ten times as long as the text around them, and nobody looks for `10.0 ms`. So it gets a
//! mark in the place of each, and between its two halves the words that somebody may look for.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::shown::Excerpt;

/// What a mark begins with, before the number of what it stands for. Both halves are comments, which
/// come through Markdown and through other preprocessors as they are.
const BEGIN: &str = "<!--whatif-";
/// What the first half ends with. Then come the words, and then the second half.
const WORDS: &str = "-->";
const END: &str = "<!--/whatif-->";

/// HTML by its number.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    kept: RefCell<Vec<Excerpt>>,
}

impl Aside {
    /// Keeps some HTML, and gives the mark that stands in its place, with these words in it.
    pub(crate) fn put(&self, html: &Excerpt, words: &str) -> String {
        let mut kept = self.kept.borrow_mut();
        kept.push(html.clone());
        format!("{BEGIN}{}{WORDS}{words}{END}", kept.len() - 1)
    }

    /// Puts what was kept into the pages of a folder and of those in it, into several at once.
    pub(super) fn fill(&self, folder: &Path) -> Result<()> {
        let mut pages = Vec::new();
        pages_below(folder, &mut pages)?;
        let kept = &*self.kept.borrow();
        pages.into_par_iter().try_for_each(|page| {
            fill_page(kept, &page).with_context(|| format!("`{}`", page.display()))
        })
    }
}

/// Adds the pages of a folder and of those in it.
fn pages_below(folder: &Path, pages: &mut Vec<PathBuf>) -> Result<()> {
    let failed = || format!("`{}` cannot be read", folder.display());
    for entry in fs::read_dir(folder).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        let path = entry.path();
        if entry.file_type().with_context(failed)?.is_dir() {
            pages_below(&path, pages)?;
        } else if path.extension().is_some_and(|extension| extension == "html") {
            pages.push(path);
        }
    }
    Ok(())
}

fn fill_page(kept: &[Excerpt], page: &Path) -> Result<()> {
    // What is no text is a file of the author's, and no page of mdBook.
    let Ok(text) = String::from_utf8(fs::read(page)?) else { return Ok(()) };
    let Some(parts) = filled(kept, &text) else { return Ok(()) };
    // Put together first, the printed book would be in memory twice.
    let mut file = BufWriter::new(File::create(page)?);
    parts.iter().try_for_each(|part| file.write_all(part.as_bytes()))?;
    Ok(file.flush()?)
}

/// The parts of the page with what was kept in the places of its marks; nothing where it has none.
fn filled<'a>(kept: &'a [Excerpt], page: &'a str) -> Option<Vec<&'a str>> {
    let (before, rest) = page.split_once(BEGIN)?;
    let mut parts = vec![before];
    for part in rest.split(BEGIN) {
        let html =
            part.split_once(WORDS).and_then(|(number, _)| kept.get(number.parse::<usize>().ok()?));
        match html.zip(part.split_once(END).map(|(_, after)| after)) {
            Some((html, after)) => parts.extend([html, after]),
            None => parts.extend([BEGIN, part]),
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_aside_comes_back_wherever_its_mark_stands() {
        let aside = Aside::default();
        let one = aside.put(&"<p>one</p>".to_owned().into(), "what one says");
        let two = aside.put(&"<p>two</p>".to_owned().into(), "");
        let page = format!("a{two}b{one}c{two}");
        let kept = aside.kept.borrow();
        let filled = filled(&kept, &page).unwrap();
        assert_eq!(filled.concat(), "a<p>two</p>b<p>one</p>c<p>two</p>");
    }

    #[test]
    fn comments_of_the_author_stay() {
        let aside = Aside::default();
        let mark = aside.put(&"<p>one</p>".to_owned().into(), "");
        let kept = aside.kept.borrow();
        assert_eq!(filled(&kept, "<!-- whatif --> -->"), None);
        let page = format!("<!--whatif-0-->{mark}<!--whatif-");
        assert_eq!(filled(&kept, &page).unwrap().concat(), "<!--whatif-0--><p>one</p><!--whatif-");
    }
}
