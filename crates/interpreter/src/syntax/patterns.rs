//! Patterns.

use super::lexer::Kind;
use super::parser::{Parsed, Parser};
use super::tree::{
    FieldPat, Ident, Member, Pat, PatIdent, PatLit, PatOr, PatParen, PatRange, PatReference,
    PatSequence, PatStruct, PatTupleStruct, PatType, Spanned,
};

impl Parser<'_> {
    /// A pattern, perhaps of several cases with `|` between them.
    pub(super) fn pattern(&mut self) -> Parsed<Pat> {
        let start = self.here();
        let leading = self.eat("|");
        let first = self.single_pattern()?;
        if !leading && !self.is("|") {
            return Ok(first);
        }
        let mut cases = vec![first];
        while self.eat("|") {
            cases.push(self.single_pattern()?);
        }
        Ok(Pat::Or(PatOr { span: self.since(start), cases }))
    }

    /// A pattern without cases, with the type after it if there is one.
    pub(super) fn typed_pattern(&mut self) -> Parsed<Pat> {
        let pat = self.single_pattern()?;
        if !self.eat(":") {
            return Ok(pat);
        }
        let ty = self.ty()?;
        Ok(Pat::Type(Box::new(PatType { span: self.since_node(&pat), pat, ty })))
    }

    pub(super) fn single_pattern(&mut self) -> Parsed<Pat> {
        self.deeper(Self::pattern_inside)
    }

    fn pattern_inside(&mut self) -> Parsed<Pat> {
        let start = self.here();
        if self.eat_sign('&') {
            if !self.is_sign('&') {
                self.eat("mut");
            }
            let pat = Box::new(self.single_pattern()?);
            return Ok(Pat::Reference(PatReference { span: self.since(start), pat }));
        }
        match self.text_of(self.token()) {
            "_" => {
                self.advance();
                return Ok(Pat::Wild(start));
            }
            ".." => {
                self.advance();
                if self.begins_range_end() {
                    return self.range_pattern(None, false);
                }
                return Ok(Pat::Rest(start));
            }
            "..=" => {
                self.advance();
                return self.range_pattern(None, true);
            }
            "(" => {
                let (mut elems, comma) = self.list("(", ")", Self::pattern)?;
                let span = self.since(start);
                if elems.len() == 1 && !comma && !matches!(elems[0], Pat::Rest(_)) {
                    let pat = Box::new(elems.remove(0));
                    return Ok(Pat::Paren(PatParen { span, pat }));
                }
                return Ok(Pat::Tuple(PatSequence { span, elems }));
            }
            "[" => {
                let (elems, _) = self.list("[", "]", Self::element_pattern)?;
                return Ok(Pat::Slice(PatSequence { span: self.since(start), elems }));
            }
            "ref" | "mut" => return self.binding(),
            _ => {}
        }
        if self.begins_literal() {
            let low = self.literal_pattern()?;
            return self.range_after(low);
        }
        if self.is_name(0) && !self.is_ahead(1, "::") && !self.is_ahead(1, "!") {
            let next = self.text_of(self.ahead(1));
            if !matches!(next, "(" | "{" | ".." | "..=" | "...") {
                return self.binding();
            }
        }
        if !self.begins_path() {
            return self.expected("a pattern");
        }
        let path = self.path(false)?;
        match self.text_of(self.token()) {
            "(" => {
                let (elems, _) = self.list("(", ")", Self::pattern)?;
                Ok(Pat::TupleStruct(PatTupleStruct { span: self.since(start), path, elems }))
            }
            "{" => self.struct_pattern(path),
            "!" => self.fail(
                self.here(),
                "not part of the playground's Rust: a macro as a pattern",
                "write the pattern itself",
            ),
            _ => self.range_after(Pat::Path(path)),
        }
    }

    /// A pattern in a list, where a range without both ends reads like the rest of the list.
    fn element_pattern(&mut self) -> Parsed<Pat> {
        let pattern = self.pattern()?;
        if matches!(&pattern, Pat::Range(range) if range.start.is_none() || range.end.is_none()) {
            let message = "in a list, this range needs parentheses";
            return self.fail(pattern.span(), message, "");
        }
        Ok(pattern)
    }

    fn binding(&mut self) -> Parsed<Pat> {
        let start = self.here();
        let (by_ref, is_mut) = (self.eat("ref"), self.eat("mut"));
        let ident = if self.is("self") { self.word() } else { self.ident("a name")? };
        let subpat = if self.eat("@") { Some(Box::new(self.single_pattern()?)) } else { None };
        Ok(Pat::Ident(PatIdent { span: self.since(start), by_ref, is_mut, ident, subpat }))
    }

    fn struct_pattern(&mut self, path: super::tree::Path) -> Parsed<Pat> {
        let mut rest = false;
        let (fields, _) = self.list("{", "}", |this| {
            this.attributes()?;
            if rest {
                return this.expected("`}` after `..`");
            }
            if this.eat("..") {
                rest = true;
                if !this.is("}") {
                    return this.expected("`}` after `..`");
                }
                return Ok(None);
            }
            this.field_pattern().map(Some)
        })?;
        let fields = fields.into_iter().flatten().collect();
        Ok(Pat::Struct(PatStruct { span: self.since_node(&path), path, fields, rest }))
    }

    fn field_pattern(&mut self) -> Parsed<FieldPat> {
        let start = self.here();
        if self.is_ahead(1, ":") {
            let member = self.member()?;
            self.expect(":")?;
            let pat = self.pattern()?;
            return Ok(FieldPat { span: self.since(start), member, pat });
        }
        let (by_ref, is_mut) = (self.eat("ref"), self.eat("mut"));
        let ident = self.ident("the name of a field")?;
        let member = Member::Named(Ident { name: ident.name.clone(), span: ident.span });
        let span = self.since(start);
        let pat = Pat::Ident(PatIdent { span, by_ref, is_mut, ident, subpat: None });
        Ok(FieldPat { span, member, pat })
    }

    fn begins_literal(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Int
                | Kind::Float
                | Kind::Text
                | Kind::RawText
                | Kind::Char
                | Kind::Byte
                | Kind::Bytes
        ) || self.is("-")
            || self.is("true")
            || self.is("false")
    }

    fn literal_pattern(&mut self) -> Parsed<Pat> {
        let start = self.here();
        let negative = self.eat("-");
        if negative && !matches!(self.kind(), Kind::Int | Kind::Float) {
            return self.expected("a number");
        }
        let lit = self.literal()?;
        Ok(Pat::Lit(PatLit { span: self.since(start), negative, lit }))
    }

    fn begins_range_end(&self) -> bool {
        self.begins_literal() || self.begins_path()
    }

    /// The range that begins with `low`, or `low` itself.
    fn range_after(&mut self, low: Pat) -> Parsed<Pat> {
        if self.eat("..=") {
            self.range_pattern(Some(low), true)
        } else if self.eat("..") {
            self.range_pattern(Some(low), false)
        } else {
            Ok(low)
        }
    }

    /// The end of a range pattern, whose dots have been read.
    fn range_pattern(&mut self, start: Option<Pat>, inclusive: bool) -> Parsed<Pat> {
        let from = start.as_ref().map_or(self.before(), Spanned::span);
        let end = if self.begins_literal() {
            Some(self.literal_pattern()?)
        } else if self.begins_path() {
            Some(Pat::Path(self.path(false)?))
        } else if inclusive {
            return self.expected("the end of the range");
        } else {
            None
        };
        let (start, end) = (start.map(Box::new), end.map(Box::new));
        Ok(Pat::Range(PatRange { span: self.since(from), start, inclusive, end }))
    }
}
