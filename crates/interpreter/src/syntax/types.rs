//! Types, paths and generics.

use super::lexer::Kind;
use super::parser::{Parsed, Parser};
use super::tree::{Ident, Path, PathSegment, Type, TypeOf, TypeReference, TypeTuple};

impl Parser<'_> {
    pub(super) fn ty(&mut self) -> Parsed<Type> {
        self.deeper(Self::ty_inside)
    }

    fn ty_inside(&mut self) -> Parsed<Type> {
        let start = self.here();
        if self.eat_sign('&') {
            if self.kind() == Kind::Lifetime {
                self.advance();
            }
            let is_mut = self.eat("mut");
            let is_bounded = self.is_one_of(&["dyn", "impl"]);
            let elem = Box::new(if is_bounded { self.bounded(false)? } else { self.ty()? });
            return Ok(Type::Reference(TypeReference { span: self.since(start), is_mut, elem }));
        }
        match self.text_of(self.token()) {
            "(" => {
                let (mut elems, comma) = self.list("(", ")", Self::ty)?;
                let span = self.since(start);
                if elems.len() == 1 && !comma {
                    let elem = Box::new(elems.remove(0));
                    return Ok(Type::Paren(TypeOf { span, elem }));
                }
                Ok(Type::Tuple(TypeTuple { span, elems }))
            }
            "[" => {
                self.advance();
                let elem = Box::new(self.ty()?);
                if self.eat(";") {
                    self.free(Self::expression)?;
                    self.expect("]")?;
                    return Ok(Type::Array(TypeOf { span: self.since(start), elem }));
                }
                self.expect("]")?;
                Ok(Type::Slice(TypeOf { span: self.since(start), elem }))
            }
            "_" | "!" => {
                self.advance();
                Ok(Type::Other(start))
            }
            "dyn" | "impl" => self.bounded(true),
            "*" => {
                self.advance();
                if !self.eat("const") {
                    self.expect("mut")?;
                }
                self.ty()?;
                Ok(Type::Other(self.since(start)))
            }
            "fn" => {
                self.advance();
                self.list("(", ")", |this| {
                    if (this.is_name(0) || this.is("_")) && this.is_ahead(1, ":") {
                        this.advance();
                        this.advance();
                    }
                    this.ty()
                })?;
                self.result_type()?;
                Ok(Type::Other(start))
            }
            _ if self.begins_path() => Ok(Type::Path(self.path(true)?)),
            _ => self.expected("a type"),
        }
    }

    /// What is told by its traits, of which a reference takes only one without parentheses.
    fn bounded(&mut self, several: bool) -> Parsed<Type> {
        let start = self.here();
        let is_object = self.is("dyn");
        self.advance();
        if several {
            self.bounds()?;
        } else {
            self.single_bound()?;
            if self.is("+") {
                let help = "put it in parentheses: `&(dyn A + B)`";
                return self.fail(self.here(), "this type of several traits stands alone", help);
            }
        }
        Ok(if is_object { Type::TraitObject(start) } else { Type::Other(start) })
    }

    /// The type after `->`, if there is one.
    pub(super) fn result_type(&mut self) -> Parsed<Option<Type>> {
        if self.eat("->") { self.ty().map(Some) } else { Ok(None) }
    }

    pub(super) fn begins_path(&self) -> bool {
        self.is_name(0)
            || self.is("::")
            || (self.kind() == Kind::Word && self.is_one_of(&["self", "Self", "super", "crate"]))
    }

    /// A path. In a type, generic arguments stand after a name as they are; elsewhere after `::`.
    pub(super) fn path(&mut self, in_type: bool) -> Parsed<Path> {
        let start = self.here();
        self.eat("::");
        let mut segments = Vec::new();
        loop {
            let from = self.here();
            let ident = if !self.is("::") && self.begins_path() {
                self.word()
            } else {
                self.ident("a name")?
            };
            let mut arguments = None;
            let colons = self.is("::") && self.is_ahead(1, "<");
            if colons {
                self.advance();
            }
            if colons || (in_type && self.is_sign('<') && !self.is("<=") && !self.is("<<=")) {
                arguments = Some(self.generic_arguments()?);
            }
            segments.push(PathSegment { span: self.since(from), ident, arguments });
            if !self.eat("::") {
                return Ok(Path { span: self.since(start), segments });
            }
        }
    }

    /// What stands between `<` and `>` after a name; only the types in it are kept.
    pub(super) fn generic_arguments(&mut self) -> Parsed<Vec<Type>> {
        self.expect_sign('<')?;
        let mut types = Vec::new();
        while !self.is_sign('>') {
            match self.kind() {
                Kind::Lifetime => {
                    self.advance();
                }
                Kind::Int | Kind::Char | Kind::Text => {
                    types.push(Type::Other(self.here()));
                    self.advance();
                }
                Kind::Open if self.is("{") => {
                    types.push(Type::Other(self.here()));
                    self.free(Self::block)?;
                }
                _ if self.is_name(0) && self.is_ahead(1, "=") => {
                    self.advance();
                    self.advance();
                    self.ty()?;
                }
                _ if self.is_name(0) && self.is_ahead(1, ":") => {
                    self.advance();
                    self.advance();
                    self.bounds()?;
                }
                _ => types.push(self.ty()?),
            }
            if !self.eat(",") {
                break;
            }
        }
        if self.eat_sign('>') { Ok(types) } else { self.expected("`,` or `>`") }
    }

    /// Goes past what a type or a parameter must be able to do.
    pub(super) fn bounds(&mut self) -> Parsed<()> {
        self.single_bound()?;
        while self.eat("+") {
            self.single_bound()?;
        }
        Ok(())
    }

    fn single_bound(&mut self) -> Parsed<()> {
        if self.kind() == Kind::Lifetime {
            self.advance();
            return Ok(());
        }
        self.eat("?");
        self.for_lifetimes()?;
        self.deeper(Self::bound)
    }

    /// The name of a trait, with what a function takes and gives after it: `Fn(u64) -> bool`.
    fn bound(&mut self) -> Parsed<()> {
        self.path(true)?;
        if self.is("(") {
            self.list("(", ")", Self::ty)?;
            self.result_type()?;
        }
        Ok(())
    }

    fn for_lifetimes(&mut self) -> Parsed<()> {
        if self.eat("for") { self.generics().map(drop) } else { Ok(()) }
    }

    /// What stands between `<` and `>` after the name of an item: the names of the types.
    pub(super) fn generics(&mut self) -> Parsed<Vec<Ident>> {
        let mut names = Vec::new();
        if !self.eat_sign('<') {
            return Ok(names);
        }
        while !self.is_sign('>') {
            self.attributes()?;
            if self.kind() == Kind::Lifetime {
                self.advance();
                self.bounds_after_colon()?;
            } else if self.eat("const") {
                self.ident("a name")?;
                self.expect(":")?;
                self.ty()?;
            } else {
                names.push(self.ident("the name of a type")?);
                self.bounds_after_colon()?;
                if self.eat("=") {
                    self.ty()?;
                }
            }
            if !self.eat(",") {
                break;
            }
        }
        if self.eat_sign('>') { Ok(names) } else { self.expected("`,` or `>`") }
    }

    fn bounds_after_colon(&mut self) -> Parsed<()> {
        if self.eat(":") && !self.is(",") && !self.is("{") && !self.is_sign('>') && !self.is("=") {
            self.bounds()?;
        }
        Ok(())
    }

    /// Goes past `where …`.
    pub(super) fn where_clause(&mut self) -> Parsed<()> {
        if !self.eat("where") {
            return Ok(());
        }
        while !self.is_one_of(&["{", ";", "="]) && !self.at_end() {
            if self.kind() == Kind::Lifetime {
                self.advance();
            } else {
                self.for_lifetimes()?;
                self.ty()?;
            }
            if !self.is(":") {
                return self.expected("`:`");
            }
            self.bounds_after_colon()?;
            if !self.eat(",") {
                break;
            }
        }
        Ok(())
    }
}
