//! Limits on the text itself: what is too long or too deep is refused before anything recurses
//! into it.

use proc_macro2::{TokenStream, TokenTree};

use crate::diagnostic::{Diagnostic, FileId, Span};

/// The longest text that is taken, in bytes.
const TEXT_BYTES_MAX: usize = 64 * 1024;
/// How deep brackets may be nested.
const NESTING_MAX: usize = 48;
/// How many prefixes (`!`, `-`, `&`, closures, `return`, `else if`) may follow one another.
const PREFIXES_MAX: usize = 48;

pub(super) fn check(file: FileId, text: &str) -> Result<(), Diagnostic> {
    let refuse = |span, message: String| Err(Diagnostic { span, message, help: None });
    if text.len() > TEXT_BYTES_MAX {
        let span = Span { file, start: 0, end: 0 };
        let most = TEXT_BYTES_MAX / 1024;
        return refuse(span, format!("the code is longer than {most} KB, which is the most"));
    }
    let Ok(tokens) = text.parse::<TokenStream>() else {
        // The parser says what is wrong, and where.
        return Ok(());
    };
    let mut open = vec![(tokens.into_iter(), 0_usize)];
    while let Some((tokens, prefixes)) = open.last_mut() {
        let Some(token) = tokens.next() else {
            open.pop();
            continue;
        };
        let span = Span::of(file, token.span());
        *prefixes = match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => 0,
            TokenTree::Punct(punct) if "!&*-|=".contains(punct.as_char()) => *prefixes + 1,
            TokenTree::Ident(ident) if *ident == "return" || *ident == "break" => *prefixes + 1,
            TokenTree::Ident(ident) if *ident == "else" || *ident == "move" => *prefixes + 1,
            _ => *prefixes,
        };
        if *prefixes > PREFIXES_MAX * 8 {
            return refuse(span, "this statement is too long: break it up".into());
        }
        if let TokenTree::Group(group) = token {
            if open.len() > NESTING_MAX {
                return refuse(span, format!("brackets are nested more than {NESTING_MAX} deep"));
            }
            open.push((group.stream().into_iter(), 0));
        }
    }
    Ok(())
}
