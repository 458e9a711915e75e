//! The place in the list of tokens, and what all parts of the parser do there.

use super::lexer::{Kind, Token};
use super::tree::{Ident, Spanned};
use crate::diagnostic::{Diagnostic, FileId, Span};

/// How many rules of the grammar may be at work inside one another.
const DEPTH_MAX: usize = 256;
/// How deep the tree of an expression may be, where every operator of a chain counts.
const HEIGHT_MAX: usize = 160;

/// A mistake has been reported, and what stands around it cannot be read.
#[derive(Debug)]
pub(super) struct Stop;

pub(super) type Parsed<T> = Result<T, Stop>;

pub(super) struct Parser<'a> {
    file: FileId,
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// The token that the first sign of has been taken from.
    split: Option<usize>,
    depth: usize,
    /// How deep the tree is that the expression at work has made so far.
    height: usize,
    /// Whether `{` after a name begins a block, as it does in a condition.
    pub(super) before_block: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What attributes tell of the item or variant after them.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) derives: Vec<Ident>,
    pub(super) is_default: bool,
}

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

impl<'a> Parser<'a> {
    pub(super) fn new(file: FileId, text: &'a str, tokens: Vec<Token>) -> Self {
        Self {
            file,
            text,
            tokens,
            at: 0,
            split: None,
            depth: 0,
            height: 0,
            before_block: false,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn token(&self) -> Token {
        self.ahead(0)
    }

    /// The token this far ahead.
    pub(super) fn ahead(&self, count: usize) -> Token {
        self.tokens[(self.at + count).min(self.tokens.len() - 1)]
    }

    pub(super) fn text_of(&self, token: Token) -> &'a str {
        &self.text[token.start as usize..token.end as usize]
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.text_of(self.token()) == text
    }

    pub(super) fn is_ahead(&self, count: usize, text: &str) -> bool {
        self.text_of(self.ahead(count)) == text
    }

    pub(super) fn is_one_of(&self, texts: &[&str]) -> bool {
        texts.contains(&self.text_of(self.token()))
    }

    pub(super) fn kind(&self) -> Kind {
        self.token().kind
    }

    pub(super) fn at_end(&self) -> bool {
        self.kind() == Kind::End
    }

    /// The place in the list of tokens.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    pub(super) fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.token();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    /// Goes past a token, and past all that is in it if it opens a bracket.
    pub(super) fn skip(&mut self) {
        let token = self.advance();
        if token.kind == Kind::Open {
            self.at = token.partner as usize + 1;
        }
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.is(text);
        if found {
            self.advance();
        }
        found
    }

    /// Whether the token begins with this sign: `>>` does with `>`.
    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.kind() == Kind::Punctuation && self.text_of(self.token()).starts_with(sign)
    }

    /// Takes one sign of a token that may be made of several.
    pub(super) fn eat_sign(&mut self, sign: char) -> bool {
        let found = self.is_sign(sign);
        if found {
            let token = &mut self.tokens[self.at];
            if token.end - token.start == 1 {
                self.at += 1;
            } else {
                token.start += 1;
                self.split = Some(self.at);
            }
        }
        found
    }

    pub(super) fn expect(&mut self, text: &str) -> Parsed<Span> {
        if self.is(text) {
            let token = self.advance();
            return Ok(self.span_of(token));
        }
        self.expected(&format!("`{text}`"))
    }

    pub(super) fn expect_sign(&mut self, sign: char) -> Parsed<()> {
        if self.eat_sign(sign) { Ok(()) } else { self.expected(&format!("`{sign}`")) }
    }

    /// Reports that something else should stand here.
    pub(super) fn expected<T>(&mut self, what: &str) -> Parsed<T> {
        Err(self.stop_at(what))
    }

    fn stop_at(&mut self, what: &str) -> Stop {
        let token = self.token();
        let found = match token.kind {
            Kind::End => "the end of the code".to_owned(),
            Kind::Text | Kind::RawText => "a text".to_owned(),
            _ => format!("`{}`", self.text_of(token)),
        };
        self.stop(self.here(), format!("expected {what}, found {found}"), "")
    }

    pub(super) fn fail<T>(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: &str,
    ) -> Parsed<T> {
        Err(self.stop(span, message.into(), help))
    }

    fn stop(&mut self, span: Span, message: String, help: &str) -> Stop {
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.diagnostics.push(Diagnostic { span, message, help });
        Stop
    }

    pub(super) fn span_of(&self, token: Token) -> Span {
        Span { file: self.file, start: token.start, end: token.end }
    }

    /// Where the token stands. The end of the text is told at its last token.
    pub(super) fn here(&self) -> Span {
        if self.at_end() { self.before() } else { self.span_of(self.token()) }
    }

    /// Where the token before this one stands.
    pub(super) fn before(&self) -> Span {
        self.span_of(self.last())
    }

    /// The token before this one.
    pub(super) fn last(&self) -> Token {
        self.tokens[self.at.saturating_sub(1)]
    }

    /// Whether the token is the first one of its line.
    pub(super) fn begins_line(&self) -> bool {
        self.text[self.last().end as usize..self.token().start as usize].contains('\n')
    }

    /// From where a node began to before the token.
    pub(super) fn since(&self, start: Span) -> Span {
        Span { end: self.end_of_last(), ..start }
    }

    fn end_of_last(&self) -> u32 {
        if self.split == Some(self.at) { self.token().start } else { self.before().end }
    }

    pub(super) fn since_node(&self, start: &dyn Spanned) -> Span {
        self.since(start.span())
    }

    pub(super) fn is_name(&self, ahead: usize) -> bool {
        let token = self.ahead(ahead);
        token.kind == Kind::Word && !KEYWORDS.contains(&self.text_of(token))
    }

    pub(super) fn ident(&mut self, what: &str) -> Parsed<Ident> {
        if self.is_name(0) {
            return Ok(self.word());
        }
        if self.kind() == Kind::Word {
            let word = self.text_of(self.token());
            let message = format!("expected {what}, found the keyword `{word}`");
            return self.fail(self.here(), message, "");
        }
        self.expected(what)
    }

    /// The token as a name, whatever it is.
    pub(super) fn word(&mut self) -> Ident {
        let token = self.advance();
        Ident { name: self.text_of(token).to_owned(), span: self.span_of(token) }
    }

    /// What is in brackets, in a list with commas between.
    pub(super) fn list<T>(
        &mut self,
        open: &str,
        close: &str,
        element: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, bool)> {
        self.expect(open)?;
        let list = self.free(|this| this.separated(close, element))?;
        self.advance();
        Ok(list)
    }

    /// What stands up to the end of the brackets, with commas between, and whether one is last.
    pub(super) fn separated<T>(
        &mut self,
        close: &str,
        mut element: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, bool)> {
        let mut elements = Vec::new();
        let mut comma = true;
        while self.goes_on(close, comma)? {
            elements.push(element(self)?);
            comma = self.eat(",");
        }
        Ok((elements, comma))
    }

    /// Whether something stands before the end of the brackets, which needs a comma before it.
    fn goes_on(&mut self, close: &str, comma: bool) -> Parsed<bool> {
        let more = !self.is(close);
        if more && !comma {
            return self.expected(&format!("`,` or `{close}`"));
        }
        Ok(more)
    }

    /// Reads what stands in brackets of its own, where `{` after a name begins a struct.
    pub(super) fn free<T>(&mut self, inside: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::replace(&mut self.before_block, false);
        let result = inside(self);
        self.before_block = outer;
        result
    }

    /// Reads what may have its like inside.
    pub(super) fn deeper<T>(&mut self, inside: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth > DEPTH_MAX {
            return self.too_deep();
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }

    /// Reads an expression whose height counts from nothing.
    pub(super) fn measured<T>(&mut self, inside: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = std::mem::take(&mut self.height);
        let result = self.deeper(inside);
        self.height = self.height.max(outer);
        result
    }

    /// Counts a node above those that the expression is made of so far.
    pub(super) fn grow(&mut self) -> Parsed<()> {
        self.height += 1;
        if self.height > HEIGHT_MAX { self.too_deep() } else { Ok(()) }
    }

    fn too_deep<T>(&mut self) -> Parsed<T> {
        let message = "this is too long, or nested too deep";
        self.fail(self.here(), message, "break it up with variables or functions")
    }

    /// Forgets how deep it was where a mistake ended an item.
    pub(super) fn start_again(&mut self) {
        self.depth = 0;
        self.height = 0;
        self.before_block = false;
    }

    /// Reads `#[derive(…)]` and `#[default]`, and goes past every other `#[…]` and `#![…]`.
    pub(super) fn attributes(&mut self) -> Parsed<Attributes> {
        let mut attributes = Attributes::default();
        while self.is("#") {
            self.advance();
            self.eat("!");
            self.expect("[")?;
            self.attribute(&mut attributes)?;
            self.expect("]")?;
        }
        Ok(attributes)
    }

    fn attribute(&mut self, attributes: &mut Attributes) -> Parsed<()> {
        let path = self.path(false)?;
        let name = path.get_ident().map_or("", |ident| &ident.name);
        if name == "derive" && self.is("(") {
            let (paths, _) = self.list("(", ")", |this| this.path(false))?;
            let names = paths.into_iter().filter_map(|mut path| path.segments.pop());
            attributes.derives.extend(names.map(|name| name.ident));
        } else if self.kind() == Kind::Open {
            self.skip();
        } else if self.eat("=") {
            self.free(Self::expression)?;
        } else {
            attributes.is_default |= name == "default";
        }
        Ok(())
    }
}
