//! What an author or a reader did wrong: where, what, and what to do.

use std::ops::Range;
use std::sync::Arc;

use crate::SourceFile;

/// One mistake, with all that is needed to show it with a caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file it stands in.
    pub file: Arc<SourceFile>,
    /// The bytes of [`SourceFile::text`] that it is about.
    pub range: Range<usize>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to put beside the caret; may be empty.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// The line in the file, from 1.
    pub fn line(&self) -> u32 {
        self.file.first_line + self.before().matches('\n').count() as u32
    }

    /// The column, from 1, in characters.
    pub fn column(&self) -> u32 {
        self.last_line().chars().count() as u32 + 1
    }

    /// The column, from 1, in the units that JavaScript counts strings in.
    pub fn column_utf16(&self) -> u32 {
        self.last_line().encode_utf16().count() as u32 + 1
    }

    fn before(&self) -> &str {
        self.file.text.get(..self.range.start).unwrap_or(&self.file.text)
    }

    fn last_line(&self) -> &str {
        let before = self.before();
        &before[before.rfind('\n').map_or(0, |newline| newline + 1)..]
    }
}
