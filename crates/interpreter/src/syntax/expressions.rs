//! Expressions: operators by their precedence, and what they stand between.

use super::lexer::Kind;
use super::literals;
use super::parser::{Parsed, Parser};
use super::tree::{
    BinOp, Expr, ExprArray, ExprAssign, ExprAsync, ExprAwait, ExprBinary, ExprBreak, ExprCall,
    ExprCast, ExprClosure, ExprContinue, ExprField, ExprIndex, ExprLet, ExprMethodCall, ExprParen,
    ExprRange, ExprReference, ExprRepeat, ExprReturn, ExprStruct, ExprTry, ExprTuple, ExprUnary,
    FieldValue, Ident, Index, Lit, LitBool, LitChar, LitFloat, LitInt, LitStr, Member, Pat, Path,
    Spanned, UnOp,
};
use crate::code::Binary;
use crate::diagnostic::Span;

/// How tightly operators bind, from assignments, which bind least.
mod precedence {
    pub(super) const ANY: u8 = 0;
    pub(super) const ASSIGN: u8 = 1;
    pub(super) const RANGE: u8 = 2;
    pub(super) const OR: u8 = 3;
    pub(super) const AND: u8 = 4;
    pub(super) const COMPARE: u8 = 5;
    pub(super) const BIT_OR: u8 = 6;
    pub(super) const BIT_XOR: u8 = 7;
    pub(super) const BIT_AND: u8 = 8;
    pub(super) const SHIFT: u8 = 9;
    pub(super) const SUM: u8 = 10;
    pub(super) const PRODUCT: u8 = 11;
    pub(super) const CAST: u8 = 12;
    pub(super) const UNARY: u8 = 13;
}

fn operator(text: &str) -> Option<(u8, BinOp)> {
    use BinOp::{And, Assign, Or, Value};
    use precedence::{AND, ASSIGN, BIT_AND, BIT_OR, BIT_XOR, COMPARE, OR, PRODUCT, SHIFT, SUM};
    Some(match text {
        "||" => (OR, Or),
        "&&" => (AND, And),
        "==" => (COMPARE, Value(Binary::Equal)),
        "!=" => (COMPARE, Value(Binary::NotEqual)),
        "<" => (COMPARE, Value(Binary::Less)),
        "<=" => (COMPARE, Value(Binary::LessOrEqual)),
        ">" => (COMPARE, Value(Binary::Greater)),
        ">=" => (COMPARE, Value(Binary::GreaterOrEqual)),
        "|" => (BIT_OR, Value(Binary::Or)),
        "^" => (BIT_XOR, Value(Binary::Xor)),
        "&" => (BIT_AND, Value(Binary::And)),
        "<<" => (SHIFT, Value(Binary::ShiftLeft)),
        ">>" => (SHIFT, Value(Binary::ShiftRight)),
        "+" => (SUM, Value(Binary::Add)),
        "-" => (SUM, Value(Binary::Subtract)),
        "*" => (PRODUCT, Value(Binary::Multiply)),
        "/" => (PRODUCT, Value(Binary::Divide)),
        "%" => (PRODUCT, Value(Binary::Remainder)),
        "+=" => (ASSIGN, Assign(Binary::Add)),
        "-=" => (ASSIGN, Assign(Binary::Subtract)),
        "*=" => (ASSIGN, Assign(Binary::Multiply)),
        "/=" => (ASSIGN, Assign(Binary::Divide)),
        "%=" => (ASSIGN, Assign(Binary::Remainder)),
        "&=" => (ASSIGN, Assign(Binary::And)),
        "|=" => (ASSIGN, Assign(Binary::Or)),
        "^=" => (ASSIGN, Assign(Binary::Xor)),
        "<<=" => (ASSIGN, Assign(Binary::ShiftLeft)),
        ">>=" => (ASSIGN, Assign(Binary::ShiftRight)),
        _ => return None,
    })
}

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.operators(precedence::ANY)
    }

    /// An expression before the block of an `if`, `match` or loop.
    pub(super) fn condition(&mut self) -> Parsed<Box<Expr>> {
        let outer = std::mem::replace(&mut self.before_block, true);
        let value = self.expression()?;
        self.before_block = outer;
        Ok(Box::new(value))
    }

    /// An expression of operators that bind at least this tightly.
    fn operators(&mut self, least: u8) -> Parsed<Expr> {
        self.measured(|this| {
            if least <= precedence::RANGE && (this.is("..") || this.is("..=")) {
                let range = this.range(None)?;
                return this.operators_after(range, least, precedence::ANY);
            }
            let first = this.unary()?;
            this.operators_after(first, least, precedence::UNARY)
        })
    }

    /// What the operators after `left` make of it. Those that bind more tightly than `most` cannot
    /// follow: `a == b == c` means nothing.
    pub(super) fn operators_after(
        &mut self,
        mut left: Expr,
        least: u8,
        mut most: u8,
    ) -> Parsed<Expr> {
        loop {
            let text = self.text_of(self.token());
            let binds = match (text, operator(text)) {
                (_, Some((binds, _))) => binds,
                ("as", _) => precedence::CAST,
                (".." | "..=", _) => precedence::RANGE,
                ("=", _) => precedence::ASSIGN,
                _ => return Ok(left),
            };
            if binds < least {
                return Ok(left);
            }
            if binds > most {
                return self.out_of_place(binds);
            }
            if binds == precedence::RANGE {
                left = self.range(Some(left))?;
                self.grow()?;
                most = precedence::ANY;
                continue;
            }
            let operator = operator(text);
            self.advance();
            if binds == precedence::CAST {
                let ty = Box::new(self.ty()?);
                let span = self.since_node(&left);
                left = Expr::Cast(ExprCast { span, expr: Box::new(left), ty });
                self.grow()?;
                continue;
            }
            // Of operators alike, the left ones come first; of assignments, the right ones.
            let assigns = binds == precedence::ASSIGN;
            let right = Box::new(self.operators(if assigns { binds } else { binds + 1 })?);
            self.grow()?;
            let span = self.since_node(&left);
            let from = Box::new(left);
            left = match operator {
                Some((_, op)) => Expr::Binary(ExprBinary { span, left: from, op, right }),
                None => Expr::Assign(ExprAssign { span, left: from, right }),
            };
            most = match binds {
                precedence::COMPARE => precedence::AND,
                // What is assigned takes in everything to its right.
                precedence::ASSIGN => precedence::ANY,
                _ => most.min(binds),
            };
        }
    }

    fn out_of_place<T>(&mut self, binds: u8) -> Parsed<T> {
        let (message, help) = if binds != precedence::COMPARE {
            ("this operator cannot follow a range", "put the range in parentheses")
        } else if self.is(">") && (self.is_ahead(1, "::") || self.is_ahead(1, "(")) {
            ("this reads like a comparison", "write `::` before the `<`: `Vec::<u64>::new()`")
        } else {
            ("comparisons cannot follow one another", "write `a < b && b < c`, or use parentheses")
        };
        self.fail(self.here(), message, help)
    }

    /// A range from its dots on.
    fn range(&mut self, start: Option<Expr>) -> Parsed<Expr> {
        let from = start.as_ref().map_or(self.here(), Spanned::span);
        let inclusive = self.is("..=");
        self.advance();
        let end = if self.begins_expression() {
            Some(Box::new(self.operators(precedence::OR)?))
        } else if inclusive {
            return self.fail(self.before(), "this range has no end", "write `..` for one without");
        } else {
            None
        };
        let start = start.map(Box::new);
        Ok(Expr::Range(ExprRange { span: self.since(from), start, inclusive, end }))
    }

    fn begins_expression(&self) -> bool {
        let text = self.text_of(self.token());
        match self.kind() {
            Kind::End | Kind::Close => false,
            Kind::Open => text != "{" || !self.before_block,
            Kind::Punctuation => {
                matches!(text, "!" | "-" | "*" | "&" | "&&" | "|" | "||" | "::" | ".." | "..=")
            }
            Kind::Word => {
                let words =
                    ["async", "move", "return", "break", "continue", "true", "false", "let"];
                self.begins_path() || self.begins_block() || words.contains(&text)
            }
            _ => true,
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.deeper(Self::unary_inside)
    }

    fn unary_inside(&mut self) -> Parsed<Expr> {
        self.attributes()?;
        let start = self.here();
        let op = match self.text_of(self.token()) {
            "!" => UnOp::Not,
            "-" => UnOp::Neg,
            "*" => UnOp::Deref,
            "&" | "&&" => {
                self.eat_sign('&');
                let is_mut = !self.is_sign('&') && self.eat("mut");
                let expr = Box::new(self.unary()?);
                self.grow()?;
                let span = self.since(start);
                return Ok(Expr::Reference(ExprReference { span, is_mut, expr }));
            }
            _ => {
                let primary = self.primary()?;
                self.grow()?;
                return self.postfix(primary);
            }
        };
        self.advance();
        let expr = Box::new(self.unary()?);
        self.grow()?;
        Ok(Expr::Unary(ExprUnary { span: self.since(start), op, expr }))
    }

    /// What calls, fields, indices, `?` and `.await` after a value make of it.
    pub(super) fn postfix(&mut self, mut value: Expr) -> Parsed<Expr> {
        // What a value begins with may itself end with a value: `return a`, `|x| x`.
        if matches!(value, Expr::Break(_) | Expr::Closure(_) | Expr::Let(_) | Expr::Return(_)) {
            return Ok(value);
        }
        loop {
            let start = value.span();
            value = match self.text_of(self.token()) {
                "(" => {
                    let (args, _) = self.list("(", ")", Self::expression)?;
                    let func = Box::new(value);
                    Expr::Call(ExprCall { span: self.since(start), func, args })
                }
                "[" => {
                    self.advance();
                    let index = Box::new(self.free(Self::expression)?);
                    self.expect("]")?;
                    let expr = Box::new(value);
                    Expr::Index(ExprIndex { span: self.since(start), expr, index })
                }
                "?" => {
                    self.advance();
                    Expr::Try(ExprTry { span: self.since(start), expr: Box::new(value) })
                }
                "." => {
                    self.advance();
                    self.after_dot(value)?
                }
                _ => return Ok(value),
            };
            self.grow()?;
        }
    }

    fn after_dot(&mut self, value: Expr) -> Parsed<Expr> {
        let start = value.span();
        if self.is("await") {
            let await_token = self.here();
            self.advance();
            let base = Box::new(value);
            return Ok(Expr::Await(ExprAwait { span: self.since(start), base, await_token }));
        }
        let member = self.member()?;
        let Member::Named(method) = member else {
            let base = Box::new(value);
            return Ok(Expr::Field(ExprField { span: self.since(start), base, member }));
        };
        let turbofish = if self.is("::") {
            self.advance();
            Some(self.generic_arguments()?)
        } else {
            None
        };
        if turbofish.is_none() && !self.is("(") {
            let (base, member) = (Box::new(value), Member::Named(method));
            return Ok(Expr::Field(ExprField { span: self.since(start), base, member }));
        }
        let (args, _) = self.list("(", ")", Self::expression)?;
        let (span, receiver) = (self.since(start), Box::new(value));
        Ok(Expr::MethodCall(ExprMethodCall { span, receiver, method, turbofish, args }))
    }

    /// The name or the position of a field.
    pub(super) fn member(&mut self) -> Parsed<Member> {
        if self.kind() != Kind::Int {
            return self.ident("the name of a field or method").map(Member::Named);
        }
        let (span, text) = (self.here(), self.text_of(self.token()));
        match text.parse::<u16>() {
            Ok(index) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.advance();
                Ok(Member::Unnamed(Index { span, index: u32::from(index) }))
            }
            _ => self.expected("the position of a field"),
        }
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if self.begins_block() {
            return self.block_like();
        }
        match self.kind() {
            Kind::Int
            | Kind::Float
            | Kind::Text
            | Kind::RawText
            | Kind::Char
            | Kind::Byte
            | Kind::Bytes => {
                return self.literal().map(Expr::Lit);
            }
            Kind::End => return self.expected("an expression"),
            _ => {}
        }
        match self.text_of(self.token()) {
            "(" => self.parenthesis(),
            "[" => self.array(),
            "|" | "||" | "move" => self.closure(),
            "true" | "false" => self.literal().map(Expr::Lit),
            "async" if self.is_ahead(1 + usize::from(self.is_ahead(1, "move")), "{") => {
                self.advance();
                let is_move = self.eat("move");
                let block = self.block()?;
                Ok(Expr::Async(ExprAsync { span: self.since(start), is_move, block }))
            }
            "async" => self.closure(),
            "return" => {
                self.advance();
                let expr = self.value_after_word()?;
                Ok(Expr::Return(ExprReturn { span: self.since(start), expr }))
            }
            "break" => {
                self.advance();
                let label = self.label();
                let expr = self.value_after_word()?;
                Ok(Expr::Break(ExprBreak { span: self.since(start), label, expr }))
            }
            "continue" => {
                self.advance();
                let label = self.label();
                Ok(Expr::Continue(ExprContinue { span: self.since(start), label }))
            }
            "let" => {
                self.advance();
                let pat = Box::new(self.pattern()?);
                self.expect("=")?;
                let expr = Box::new(self.operators(precedence::COMPARE)?);
                Ok(Expr::Let(ExprLet { span: self.since(start), pat, expr }))
            }
            "_" => {
                self.advance();
                Ok(Expr::Infer(start))
            }
            "<" | "<<" => {
                let message = "not part of the playground's Rust: a path that begins with a type";
                self.fail(start, message, "write the name of the type before the `::`")
            }
            _ if self.begins_path() => self.path_expression(),
            _ => self.expected("an expression"),
        }
    }

    fn value_after_word(&mut self) -> Parsed<Option<Box<Expr>>> {
        if self.begins_expression() { Ok(Some(Box::new(self.expression()?))) } else { Ok(None) }
    }

    pub(super) fn label(&mut self) -> Option<Ident> {
        (self.kind() == Kind::Lifetime).then(|| {
            let mut label = self.word();
            label.name.remove(0);
            label
        })
    }

    fn path_expression(&mut self) -> Parsed<Expr> {
        let path = self.path(false)?;
        if self.is("!") && self.ahead(1).kind == Kind::Open {
            return self.macro_call(path).map(Expr::Macro);
        }
        if self.is("{") && !self.before_block {
            return self.struct_literal(path);
        }
        Ok(Expr::Path(path))
    }

    fn struct_literal(&mut self, path: Path) -> Parsed<Expr> {
        let mut rest = None;
        let (fields, _) = self.list("{", "}", |this| {
            this.attributes()?;
            if this.eat("..") {
                rest = Some(Box::new(this.expression()?));
                return if this.is("}") { Ok(None) } else { this.expected("`}` after the rest") };
            }
            this.field_value().map(Some)
        })?;
        let fields = fields.into_iter().flatten().collect();
        Ok(Expr::Struct(ExprStruct { span: self.since_node(&path), path, fields, rest }))
    }

    fn field_value(&mut self) -> Parsed<FieldValue> {
        let start = self.here();
        let member = self.member()?;
        if self.eat(":") {
            let expr = self.expression()?;
            return Ok(FieldValue { span: self.since(start), member, expr });
        }
        let Member::Named(ident) = &member else { return self.expected("`:`") };
        let expr = Expr::Path(Ident { span: start, name: ident.name.clone() }.into());
        Ok(FieldValue { span: start, member, expr })
    }

    fn parenthesis(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let (mut elems, comma) = self.list("(", ")", Self::expression)?;
        let span = self.since(start);
        if elems.len() == 1 && !comma {
            let expr = Box::new(elems.remove(0));
            return Ok(Expr::Paren(ExprParen { span, expr }));
        }
        Ok(Expr::Tuple(ExprTuple { span, elems }))
    }

    /// A list in square brackets, or a value repeated.
    pub(super) fn array(&mut self) -> Parsed<Expr> {
        let start = self.here();
        self.advance();
        let (elems, len) = self.free(|this| this.elements("]"))?;
        self.advance();
        let span = self.since(start);
        Ok(Self::list_or_repeat(span, elems, len))
    }

    pub(super) fn list_or_repeat(span: Span, mut elems: Vec<Expr>, len: Option<Expr>) -> Expr {
        match len {
            Some(len) => {
                let expr = Box::new(elems.remove(0));
                Expr::Repeat(ExprRepeat { span, expr, len: Box::new(len) })
            }
            None => Expr::Array(ExprArray { span, elems }),
        }
    }

    /// What stands between the brackets of a list: its elements, or one and how many of it.
    pub(super) fn elements(&mut self, close: &str) -> Parsed<(Vec<Expr>, Option<Expr>)> {
        let mut elems = Vec::new();
        while !self.is(close) {
            elems.push(self.expression()?);
            if elems.len() == 1 && self.eat(";") {
                let len = self.expression()?;
                if !self.is(close) {
                    return self.expected(&format!("`{close}`"));
                }
                return Ok((elems, Some(len)));
            }
            if !self.eat(",") && !self.is(close) {
                return self.expected(&format!("`,` or `{close}`"));
            }
        }
        Ok((elems, None))
    }

    fn closure(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let (is_async, is_move) = (self.eat("async"), self.eat("move"));
        let mut inputs: Vec<Pat> = Vec::new();
        if !self.eat("||") {
            self.expect("|")?;
            let outer = std::mem::replace(&mut self.before_block, false);
            while !self.is_sign('|') {
                self.attributes()?;
                inputs.push(self.typed_pattern()?);
                if !self.eat(",") && !self.is_sign('|') {
                    return self.expected("`,` or `|`");
                }
            }
            self.eat_sign('|');
            self.before_block = outer;
        }
        let output = self.result_type()?.map(Box::new);
        let body = if output.is_some() {
            if !self.is("{") {
                return self.expected("`{`");
            }
            self.block_like()?
        } else {
            self.expression()?
        };
        let (span, body) = (self.since(start), Box::new(body));
        Ok(Expr::Closure(ExprClosure { span, is_async, is_move, inputs, output, body }))
    }

    pub(super) fn literal(&mut self) -> Parsed<Lit> {
        let token = self.token();
        let (span, text) = (self.here(), self.text_of(token));
        self.advance();
        let plain = |problem: String| (0, text.len(), problem);
        let value = match token.kind {
            Kind::Int => literals::int(text)
                .map(|int| Lit::Int(LitInt { span, value: int.value, suffix: int.suffix }))
                .map_err(plain),
            Kind::Float => literals::float(text)
                .map(|value| Lit::Float(LitFloat { span, value }))
                .map_err(plain),
            Kind::Text => unescape(text).map(|value| Lit::Str(LitStr { span, value })),
            Kind::RawText => {
                let inside = text[1..].trim_matches('#');
                let value = inside[1..inside.len() - 1].replace("\r\n", "\n");
                Ok(Lit::Str(LitStr { span, value }))
            }
            Kind::Char => unescape(text).and_then(|inside| {
                let mut inside = inside.chars();
                match (inside.next(), inside.next()) {
                    (Some(value), None) => Ok(Lit::Char(LitChar { span, value })),
                    _ => Err(plain("this quote does not hold one character".into())),
                }
            }),
            Kind::Byte => literals::byte(text)
                .map(|value| {
                    let (value, suffix) = (Some(value.into()), "u8".into());
                    Lit::Int(LitInt { span, value, suffix })
                })
                .map_err(plain),
            Kind::Bytes => Ok(Lit::Bytes(span)),
            _ => Ok(Lit::Bool(LitBool { span, value: text == "true" })),
        };
        value.or_else(|(start, end, problem)| {
            let (start, end) = (span.start + start as u32, span.start + end as u32);
            self.fail(Span { start, end, ..span }, problem, "")
        })
    }
}

/// What a literal in quotes stands for.
fn unescape(text: &str) -> Result<String, (usize, usize, String)> {
    let inside = &text[1..text.len() - 1];
    literals::unescape(inside)
        .map_err(|(start, end, problem)| (start + 1, end + 1, problem.to_owned()))
}
