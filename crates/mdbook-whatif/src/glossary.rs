//! The words of a widget that the book itself explains.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use mdbook_preprocessor::book::Book;

/// The words that a widget uses and that a reader may want to have explained, as it uses them.
const WORDS: [&str; 13] = [
    "node", "step", "event", "fault", "what-if", "run", "property", "verdict", "holds", "violated",
    "unknown", "explore", "budget",
];

/// The chapter of a book that explains words.
pub(crate) struct Glossary {
    /// Its file in the folder of the source.
    file: PathBuf,
    /// Those of our words that have a heading in it.
    words: Vec<&'static str>,
}

impl Glossary {
    /// Reads the chapter that the author names.
    ///
    /// # Errors
    /// Where the book has no such chapter, or none of our words is a heading in it.
    pub(crate) fn read(named: &str, book: &Book) -> Result<Self> {
        let file = PathBuf::from(named);
        let is_it = |path: &Option<PathBuf>| path.as_deref() == Some(&*file);
        let Some(chapter) = book.chapters().find(|chapter| is_it(&chapter.source_path)) else {
            bail!(
                "`glossary` in [preprocessor.whatif] of book.toml names `{named}`, and no chapter \
                 of the book is in that file"
            );
        };
        let is_heading = |word: &str| {
            let headings = chapter.content.lines().filter(|line| line.starts_with('#'));
            let mut texts = headings.map(|line| line.trim_start_matches('#').trim());
            texts.any(|text| text.eq_ignore_ascii_case(word))
        };
        let words: Vec<&str> = WORDS.into_iter().filter(|word| is_heading(word)).collect();
        if words.is_empty() {
            bail!(
                "`glossary` in [preprocessor.whatif] of book.toml names `{named}`, and none of the \
                 words of a widget is a heading there: {}",
                WORDS.join(", ")
            );
        }
        Ok(Self { file, words })
    }

    /// The line with a link to each word, for a widget of a chapter in this file.
    pub(crate) fn line(&self, chapter: &Path) -> String {
        let up = "../".repeat(chapter.components().count().saturating_sub(1));
        let parts = self.file.components().map(|part| part.as_os_str().to_string_lossy());
        let file = parts.collect::<Vec<_>>().join("/");
        let links = self.words.iter().map(|word| format!("[{word}](<{up}{file}#{word}>)"));
        format!("The words: {}.", links.collect::<Vec<_>>().join(", "))
    }
}
