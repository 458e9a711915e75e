//! The Rust of the code blocks as text: tokens, the tree that they make, and what is wrong where
//! they make none.
//!
//! The parser knows the part of Rust that the code is compiled from, and enough of the rest to
//! refuse it by name. Nothing here recurses deeper than a small limit, whatever the text is.

mod expressions;
mod items;
mod lexer;
pub(crate) mod literals;
#[cfg(test)]
mod oracle;
mod parser;
mod patterns;
mod statements;
pub(crate) mod tree;
mod types;

use crate::diagnostic::{Diagnostic, FileId, Span};

/// The longest text that is taken, in bytes.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// The macros of the language. Those that the parser does not know by name take a format string
/// and values.
pub(crate) const MACROS: &[&str] = &[
    "format",
    "println",
    "print",
    "eprintln",
    "panic",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "vec",
    "matches",
    "unreachable",
    "todo",
    "unimplemented",
    "dbg",
    "write",
    "writeln",
    "info",
    "warn",
    "error",
    "debug",
    "trace",
    "join",
    "try_join",
    "pin",
    "select",
];

/// A part of a text on one line, without its comments.
pub(crate) fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    let mut end = 0;
    for token in lexer::lex(FileId::default(), text).unwrap_or_default() {
        let (between, part) =
            (&text[end..token.start as usize], &text[token.start as usize..token.end as usize]);
        end = token.end as usize;
        let closes = matches!(part, ")" | "]");
        if !between.contains('\n') {
            if !between.is_empty() {
                line.push(' ');
            }
        } else if closes && line.ends_with(',') {
            line.pop();
        } else if !closes && !matches!(part, "." | "?") && !line.ends_with(['(', '[']) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// Reads a whole text.
///
/// # Errors
/// What is wrong with its brackets and literals; where nothing is, the first mistake of each item.
pub(crate) fn parse(file: FileId, text: &str) -> Result<Vec<tree::Item>, Vec<Diagnostic>> {
    if text.len() > TEXT_BYTES_MAX {
        let span = Span { file, start: 0, end: 0 };
        let most = TEXT_BYTES_MAX / 1024;
        let message = format!("the code is longer than {most} KB, which is the most");
        return Err(vec![Diagnostic { span, message, help: None }]);
    }
    let tokens = lexer::lex(file, text)?;
    let mut parser = parser::Parser::new(file, text, tokens);
    let items = parser.items();
    if parser.diagnostics.is_empty() { Ok(items) } else { Err(parser.diagnostics) }
}
