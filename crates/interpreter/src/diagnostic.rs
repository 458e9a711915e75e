//! What is wrong with code: where, what, and what to do.

/// One of the texts that a program is compiled from, by its place in the list of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u8);

/// A part of a text: bytes from `start` to before `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The first byte after it.
    pub end: u32,
}

/// One mistake in the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub span: Span,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// The name in `names` that someone who wrote `wrong` may have meant.
pub fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.into_iter().map(|name| (strsim::damerau_levenshtein(wrong, name), name));
    let (distance, name) = near.min()?;
    // A third of the letters may be wrong; names of one or two letters are all near one another.
    (distance <= wrong.chars().count() / 3).then_some(name)
}
