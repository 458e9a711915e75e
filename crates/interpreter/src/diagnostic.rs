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
    // A third of the letters may be wrong; names of one or two letters are all near one another.
    let mut near = (wrong.chars().count() / 3 + 1, None);
    for name in names {
        closer(wrong, name, &mut near);
    }
    near.1
}

/// Takes a name that is nearer than what was found, or as near and before it in the alphabet.
fn closer<'a>(wrong: &str, name: &'a str, near: &mut (usize, Option<&'a str>)) {
    let distance = strsim::osa_distance(wrong, name);
    if distance < near.0 || distance == near.0 && near.1.is_some_and(|found| name < found) {
        *near = (distance, Some(name));
    }
}
