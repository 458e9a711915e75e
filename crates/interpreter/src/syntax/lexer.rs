//! From text to tokens, with brackets that match.

use crate::diagnostic::{Diagnostic, FileId, Span};

/// How deep brackets may be nested.
const NESTING_MAX: usize = 48;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    Lifetime,
    Int,
    Float,
    Text,
    RawText,
    Char,
    /// A character that stands for its byte.
    Byte,
    /// A literal that is told by name: of bytes, or for C.
    Bytes,
    Punctuation,
    Open,
    Close,
    End,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Of an opening bracket, the place of the closing one in the list of tokens.
    pub(super) partner: u32,
}

/// The longer ones first, because the first that fits is taken.
const PUNCTUATION: &[&str] = &[
    "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=",
    "*=", "/=", "%=", "^=", "&=", "|=", "<<", ">>", "..", "+", "-", "*", "/", "%", "^", "!", "&",
    "|", "=", "<", ">", "@", ".", ",", ";", ":", "#", "$", "?", "~",
];

/// Cuts a text into tokens; the last of them is the end.
///
/// # Errors
/// Literals and comments that do not end, characters that are no Rust, brackets without a partner.
pub(super) fn lex(file: FileId, text: &str) -> Result<Vec<Token>, Vec<Diagnostic>> {
    // Some editors write a mark before the text that is no part of it.
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lexer = Lexer {
        file,
        text,
        at: mark,
        tokens: Vec::new(),
        open: Vec::new(),
        diagnostics: Vec::new(),
    };
    lexer.run();
    if lexer.diagnostics.is_empty() { Ok(lexer.tokens) } else { Err(lexer.diagnostics) }
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// The opening brackets that wait for their partners, as places in the list of tokens.
    open: Vec<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(first) = self.peek(0) {
            if !self.token(first) {
                return;
            }
        }
        if let Some(&open) = self.open.last() {
            self.never_closed(open);
        }
        self.push(Kind::End, self.at);
    }

    /// The byte this far ahead.
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let (start, end) = (start as u32, self.at as u32);
        self.tokens.push(Token { kind, start, end, partner: 0 });
    }

    fn report(&mut self, start: usize, end: usize, message: String, help: Option<&str>) {
        let span = Span { file: self.file, start: start as u32, end: end as u32 };
        self.diagnostics.push(Diagnostic { span, message, help: help.map(Into::into) });
    }

    fn never_closed(&mut self, open: usize) {
        let Token { start, end, .. } = self.tokens[open];
        let message = "this bracket is never closed".into();
        self.report(start as usize, end as usize, message, None);
    }

    /// Reads one token, comment or space. Says whether there is sense in reading on.
    fn token(&mut self, first: u8) -> bool {
        let start = self.at;
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0C' => self.at += 1,
            b'/' if self.peek(1) == Some(b'/') => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            }
            b'/' if self.peek(1) == Some(b'*') => return self.block_comment(),
            b'(' | b'[' | b'{' => {
                self.at += 1;
                self.open.push(self.tokens.len());
                self.push(Kind::Open, start);
                if self.open.len() > NESTING_MAX {
                    let message = format!("brackets are nested more than {NESTING_MAX} deep");
                    self.report(start, self.at, message, Some("move a part into a function"));
                    return false;
                }
            }
            b')' | b']' | b'}' => return self.close(first),
            b'"' => return self.text_literal(start),
            b'\'' => return self.quote(),
            b'0'..=b'9' => self.number(),
            _ if is_word(first) => return self.word(),
            _ => return self.punctuation(),
        }
        true
    }

    fn close(&mut self, bracket: u8) -> bool {
        let start = self.at;
        self.at += 1;
        let place = self.tokens.len();
        self.push(Kind::Close, start);
        let Some(open) = self.open.pop() else {
            self.report(start, self.at, "this bracket closes nothing".into(), None);
            return false;
        };
        let fits = self.fits(open, bracket);
        if fits {
            self.tokens[open].partner = place as u32;
        } else if bracket == b'}' || self.open.iter().any(|&outer| self.fits(outer, bracket)) {
            self.never_closed(open);
        } else {
            self.report(start, self.at, "this bracket closes nothing".into(), None);
        }
        fits
    }

    fn fits(&self, open: usize, bracket: u8) -> bool {
        let opening = self.text.as_bytes()[self.tokens[open].start as usize];
        matches!((opening, bracket), (b'(', b')') | (b'[', b']') | (b'{', b'}'))
    }

    fn block_comment(&mut self) -> bool {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return true;
                    }
                }
                (Some(_), _) => self.at += 1,
                (None, _) => {
                    self.report(start, start + 2, "this comment is never closed".into(), None);
                    return false;
                }
            }
        }
    }

    /// A text in quotes, with `start` where a prefix of it begins.
    fn text_literal(&mut self, start: usize) -> bool {
        let quote = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => {
                    self.at = self.text.len();
                    let message = "this text is never closed".into();
                    self.report(start, quote + 1, message, Some("end it with `\"`"));
                    return false;
                }
            }
        }
        self.at += 1;
        self.push(if quote == start { Kind::Text } else { Kind::Bytes }, start);
        true
    }

    /// A raw text, from its `#` or quote on, with `start` where its prefix begins.
    fn raw_text(&mut self, start: usize, kind: Kind) -> bool {
        let hashes = self.rest().bytes().take_while(|byte| *byte == b'#').count();
        self.at += hashes + 1;
        let closing = format!("\"{}", "#".repeat(hashes));
        let Some(length) = self.rest().find(&closing) else {
            let message = "this text is never closed".into();
            let help = format!("end it with `{closing}`");
            self.report(start, self.at, message, Some(&help));
            return false;
        };
        self.at += length + closing.len();
        self.push(kind, start);
        true
    }

    /// A character in quotes, or a lifetime.
    fn quote(&mut self) -> bool {
        let start = self.at;
        let mut inside = self.text[start + 1..].chars();
        let first = inside.next();
        match first {
            Some('\\') => {
                // The character after the backslash may be a quote.
                let after = start + 2 + inside.next().map_or(0, char::len_utf8);
                let rest = &self.text[after..];
                match rest.find('\'').filter(|end| !rest[..*end].contains('\n')) {
                    Some(end) => self.at = after + end + 1,
                    None => return self.open_quote(),
                }
            }
            Some(first) if first != '\'' && inside.next() == Some('\'') => {
                self.at = start + 2 + first.len_utf8();
            }
            Some(first) if first.is_ascii_alphabetic() || first == '_' || !first.is_ascii() => {
                self.at += 1;
                self.skip_word();
                self.push(Kind::Lifetime, start);
                return true;
            }
            _ => return self.open_quote(),
        }
        self.push(Kind::Char, start);
        true
    }

    fn open_quote(&mut self) -> bool {
        let help = "a text stands in double quotes";
        self.report(
            self.at,
            self.at + 1,
            "this quote does not hold one character".into(),
            Some(help),
        );
        false
    }

    fn number(&mut self) {
        let start = self.at;
        // In `pair.0.1` the two numbers are names of fields, and no fraction.
        let field = self.tokens.last().is_some_and(|last| {
            last.kind == Kind::Punctuation && last.end - last.start == 1 && {
                self.text.as_bytes()[last.start as usize] == b'.'
            }
        });
        let radix = matches!(self.peek(1), Some(b'x' | b'o' | b'b')) && self.peek(0) == Some(b'0');
        let mut kind = Kind::Int;
        if field || radix {
            self.skip_word();
            return self.push(kind, start);
        }
        self.skip_digits();
        let fraction = self.peek(0) == Some(b'.')
            && !self
                .peek(1)
                .is_some_and(|next| next == b'.' || (is_word(next) && !next.is_ascii_digit()));
        if fraction {
            kind = Kind::Float;
            self.at += 1;
            self.skip_digits();
        }
        if matches!(self.peek(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.peek(1), Some(b'+' | b'-')));
            let digits = self.rest()[1 + sign..].trim_start_matches('_');
            if digits.starts_with(|next: char| next.is_ascii_digit()) {
                kind = Kind::Float;
                self.at += 1 + sign;
                self.skip_digits();
            }
        }
        self.skip_word();
        self.push(kind, start);
    }

    fn skip_digits(&mut self) {
        while self.peek(0).is_some_and(|next| next.is_ascii_digit() || next == b'_') {
            self.at += 1;
        }
    }

    fn skip_word(&mut self) {
        while self.peek(0).is_some_and(is_word) {
            self.at += 1;
        }
    }

    fn word(&mut self) -> bool {
        let start = self.at;
        self.skip_word();
        let word = &self.text[start..self.at];
        let raw = matches!(word, "r" | "br" | "cr");
        match self.peek(0) {
            Some(b'"') if raw => {
                let kind = if word == "r" { Kind::RawText } else { Kind::Bytes };
                return self.raw_text(start, kind);
            }
            Some(b'#') if raw && self.rest().trim_start_matches('#').starts_with('"') => {
                let kind = if word == "r" { Kind::RawText } else { Kind::Bytes };
                return self.raw_text(start, kind);
            }
            Some(b'"') if matches!(word, "b" | "c") => return self.text_literal(start),
            Some(b'\'') if word == "b" => {
                let quote = self.at;
                if !self.quote() {
                    return false;
                }
                let last = self.tokens.last_mut().filter(|last| last.kind == Kind::Char);
                let Some(last) = last else {
                    self.at = quote;
                    return self.open_quote();
                };
                *last = Token { kind: Kind::Byte, start: start as u32, ..*last };
                return true;
            }
            _ => {}
        }
        if let Some((at, odd)) = word.char_indices().find(|(_, each)| is_odd(*each)) {
            return self.odd(start + at, odd);
        }
        self.push(Kind::Word, start);
        true
    }

    fn odd(&mut self, at: usize, odd: char) -> bool {
        let help = match odd {
            '“' | '”' | '„' => Some("a text stands in plain quotes, `\"`"),
            _ => None,
        };
        let message = format!("the character `{odd}` means nothing here");
        self.report(at, at + odd.len_utf8(), message, help);
        false
    }

    fn punctuation(&mut self) -> bool {
        let start = self.at;
        match PUNCTUATION.iter().find(|each| self.rest().starts_with(**each)) {
            Some(found) => {
                self.at += found.len();
                self.push(Kind::Punctuation, start);
                true
            }
            None => {
                let odd = self.rest().chars().next().unwrap_or_default();
                self.odd(start, odd)
            }
        }
    }
}

/// Letters of all scripts may stand in names, so every byte of a character beyond ASCII counts.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Signs, spaces and pictures, which are no letters of any script.
fn is_odd(letter: char) -> bool {
    matches!(letter, '\u{80}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}'..='\u{b9}' | '\u{bb}'..='\u{bf}'
        | '×' | '÷' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}'
        | '\u{d7ff}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'
        | '\u{fff0}'..='\u{ffff}' | '\u{1f000}'..='\u{1ffff}')
}

#[cfg(test)]
mod tests {
    use super::{Kind, lex};
    use crate::diagnostic::FileId;

    fn tokens(text: &str) -> Vec<(Kind, &str)> {
        let tokens = lex(FileId(0), text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let end = tokens.len() - 1;
        assert_eq!(tokens[end].kind, Kind::End);
        let told = tokens[..end].iter();
        told.map(|token| (token.kind, &text[token.start as usize..token.end as usize])).collect()
    }

    #[track_caller]
    fn one(text: &str, kind: Kind) {
        assert_eq!(tokens(text), [(kind, text)]);
    }

    #[track_caller]
    fn parts(text: &str, expected: &[&str]) {
        let texts: Vec<&str> = tokens(text).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, expected);
    }

    #[track_caller]
    fn fails(text: &str, part: &str, message: &str) {
        let error = lex(FileId(0), text).expect_err(text);
        let told: Vec<_> = error
            .iter()
            .map(|each| {
                let part = &text[each.span.start as usize..each.span.end as usize];
                (part, each.message.as_str())
            })
            .collect();
        assert_eq!(told, [(part, message)]);
    }

    #[test]
    fn literals_are_one_token() {
        for text in ["0", "1_000u64", "0xFF", "0o17", "0b1010_1010u8", "7usize", "1f64"] {
            one(text, Kind::Int);
        }
        for text in ["1.5", "1.", "1e3", "1.5e-3", "2.0f64", "1E+10"] {
            one(text, Kind::Float);
        }
        for text in [r#""""#, r#""a""#, r#""a\"b\\""#, "\"two\nlines\"", "\"ü\""] {
            one(text, Kind::Text);
        }
        for text in [r#"r"a\""#, r##"r#"a"b"#"##, r###"r##"a"#b"##"###] {
            one(text, Kind::RawText);
        }
        for text in ["'a'", "'ü'", r"'\''", r"'\\'", r"'\n'", r"'\u{1F600}'", "'\"'"] {
            one(text, Kind::Char);
        }
        for text in ["b'a'", r"b'\''", r"b'\xFF'"] {
            one(text, Kind::Byte);
        }
        for text in ["b\"a\"", "br\"a\"", "br#\"a\"#", "c\"a\"", "cr\"a\""] {
            one(text, Kind::Bytes);
        }
    }

    #[test]
    fn words_and_lifetimes() {
        for text in ["a", "_", "_a1", "Größe", "名前", "r", "b2"] {
            one(text, Kind::Word);
        }
        for text in ["'a", "'outer", "'_", "'static"] {
            one(text, Kind::Lifetime);
        }
    }

    #[test]
    fn the_longest_punctuation_wins() {
        parts("a<<=b>>=c..=d..e", &["a", "<<=", "b", ">>=", "c", "..=", "d", "..", "e"]);
        parts("a::b->c=>d==e!=f", &["a", "::", "b", "->", "c", "=>", "d", "==", "e", "!=", "f"]);
        parts("a&&b||c|d&e", &["a", "&&", "b", "||", "c", "|", "d", "&", "e"]);
    }

    #[test]
    fn numbers_end_before_fields_ranges_and_methods() {
        parts("a.0.1", &["a", ".", "0", ".", "1"]);
        parts("1..2", &["1", "..", "2"]);
        parts("1.abs()", &["1", ".", "abs", "(", ")"]);
        parts("1.0.abs()", &["1.0", ".", "abs", "(", ")"]);
        parts("1e3", &["1e3"]);
        parts("1_0.5_0E-1_0f64", &["1_0.5_0E-1_0f64"]);
        parts("1e_3", &["1e_3"]);
        parts("1.;", &["1.", ";"]);
        parts("a.0.1.2e3", &["a", ".", "0", ".", "1", ".", "2e3"]);
        parts("0..=9", &["0", "..=", "9"]);
    }

    #[test]
    fn comments_are_left_out() {
        parts("\u{feff}a", &["a"]);
        parts("a // b\n/* c /* d */ e */ f /// g", &["a", "f"]);
        fails("a /* /* */", "/*", "this comment is never closed");
    }

    #[test]
    fn what_does_not_end_is_told_where_it_begins() {
        fails("f(\"abc", "\"", "this text is never closed");
        fails("f(r#\"abc\"", "r#\"", "this text is never closed");
        fails("f(b'ab)", "'", "this quote does not hold one character");
        fails("f(' ", "'", "this quote does not hold one character");
        fails("fn f() { g(1; }", "(", "this bracket is never closed");
        fails("fn f() {", "{", "this bracket is never closed");
        fails("fn f() { g()) }", ")", "this bracket closes nothing");
        fails("struct A [ a: u8 }", "[", "this bracket is never closed");
        fails("fn f() }", "}", "this bracket closes nothing");
        fails("f(“a”)", "“", "the character `“` means nothing here");
        fails("a \\ b", "\\", "the character `\\` means nothing here");
        let deep = "[".repeat(60);
        fails(&deep, "[", "brackets are nested more than 48 deep");
    }

    #[test]
    fn any_bytes_of_utf8_are_taken_without_a_panic() {
        for text in [
            "'\\", "'\\ü", "'ü", "\"\\", "\"\\ü", "b'", "b'\\", "r#", "r##\"", "0x", "1e", "'",
            "\u{a0}",
        ] {
            let _ = lex(FileId(0), text);
            let _ = lex(FileId(0), &format!("{text}ü'\""));
        }
    }
}
