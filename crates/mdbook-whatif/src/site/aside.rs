//! What goes around mdBook, and is put into its pages when they are finished.
//!
//! mdBook takes the HTML of a chapter apart and writes it anew, for the page and for the printed book,
//! and puts its words into the index for the search. The diagrams and tables of events of a book
//! take it ten times as long as the text around them, and nobody looks for `10.0 ms`. So it gets a
//! mark in the place of each, and between its two halves the words that somebody may look for.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, Result};
/// What a mark begins with, before the number of what it stands for. Both halves are comments, which
/// come through Markdown and through other preprocessors as they are.
const BEGIN: &str = "<!--whatif-";
/// What the first half ends with. Then come the words, and then the second half.
const WORDS: &str = "-->";
const END: &str = "<!--/whatif-->";

/// HTML by its number.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    kept: RefCell<Vec<Rc<str>>>,
}

impl Aside {
    /// Keeps some HTML, and gives the mark that stands in its place, with these words in it.
    pub(crate) fn put(&self, html: &Rc<str>, words: &str) -> String {
        let mut kept = self.kept.borrow_mut();
        kept.push(Rc::clone(html));
        format!("{BEGIN}{}{WORDS}{words}{END}", kept.len() - 1)
    }

    /// Puts what was kept into the pages of a folder and of those in it.
    pub(super) fn fill(&self, folder: &Path) -> Result<()> {
        let failed = || format!("`{}` cannot be read", folder.display());
        for entry in fs::read_dir(folder).with_context(failed)? {
            let path = entry.with_context(failed)?.path();
            if path.is_dir() {
                self.fill(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "html") {
                self.fill_page(&path).with_context(|| format!("`{}`", path.display()))?;
            }
        }
        Ok(())
    }

    fn fill_page(&self, page: &Path) -> Result<()> {
        // What is no text is a file of the author's, and no page of mdBook.
        let Ok(text) = String::from_utf8(fs::read(page)?) else { return Ok(()) };
        match self.filled(&text) {
            Some(filled) => Ok(fs::write(page, filled)?),
            None => Ok(()),
        }
    }

    /// The page with what was kept in the places of its marks; nothing where it has none.
    fn filled(&self, page: &str) -> Option<String> {
        let kept = self.kept.borrow();
        let (before, rest) = page.split_once(BEGIN)?;
        let mut parts = vec![before];
        for part in rest.split(BEGIN) {
            let html = part
                .split_once(WORDS)
                .and_then(|(number, _)| kept.get(number.parse::<usize>().ok()?));
            match html.zip(part.split_once(END).map(|(_, after)| after)) {
                Some((html, after)) => parts.extend([html, after]),
                None => parts.extend([BEGIN, part]),
            }
        }
        Some(parts.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_aside_comes_back_wherever_its_mark_stands() {
        let aside = Aside::default();
        let one = aside.put(&"<p>one</p>".into(), "what one says");
        let two = aside.put(&"<p>two</p>".into(), "");
        let page = format!("a{two}b{one}c{two}");
        let filled = aside.filled(&page).unwrap();
        assert_eq!(filled, "a<p>two</p>b<p>one</p>c<p>two</p>");
    }

    #[test]
    fn comments_of_the_author_stay() {
        let aside = Aside::default();
        let mark = aside.put(&"<p>one</p>".into(), "");
        assert_eq!(aside.filled("<!-- whatif --> -->"), None);
        let page = format!("<!--whatif-0-->{mark}<!--whatif-");
        assert_eq!(aside.filled(&page).unwrap(), "<!--whatif-0--><p>one</p><!--whatif-");
    }
}
