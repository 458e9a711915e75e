//! Blocks, what stands in them, and the macros.

use super::MACROS;
use super::lexer::Kind;
use super::parser::{Attributes, Parsed, Parser};
use super::tree::{
    Argument, Arm, Block, Expr, ExprBlock, ExprForLoop, ExprIf, ExprLet, ExprLoop, ExprMatch,
    ExprWhile, Ident, Local, LocalInit, Macro, MacroArguments, Path, Select, SelectBranch, Spanned,
    Stmt, StmtExpr,
};
use crate::diagnostic::Span;

impl Parser<'_> {
    pub(super) fn block(&mut self) -> Parsed<Block> {
        self.deeper(|this| {
            let start = this.here();
            this.expect("{")?;
            let stmts = this.free(Self::statements)?;
            this.advance();
            Ok(Block { span: this.since(start), stmts })
        })
    }

    fn statements(&mut self) -> Parsed<Vec<Stmt>> {
        let mut statements = Vec::new();
        while !self.is("}") {
            if self.eat(";") {
                continue;
            }
            let attributes = self.attributes()?;
            statements.push(self.statement(attributes)?);
        }
        Ok(statements)
    }

    fn statement(&mut self, attributes: Attributes) -> Parsed<Stmt> {
        if self.is("let") {
            return self.local().map(|local| Stmt::Local(Box::new(local)));
        }
        if self.begins_item() {
            return self.item(attributes).map(|item| Stmt::Item(Box::new(item)));
        }
        let start = self.here();
        let (expr, complete) = self.measured(Self::statement_expression)?;
        let semicolon = self.eat(";");
        if !semicolon && !complete && !self.is("}") {
            return self.after_statement();
        }
        Ok(Stmt::Expr(StmtExpr { span: self.since(start), expr, semicolon }))
    }

    /// Reports what stands where a statement should have ended.
    fn after_statement<T>(&mut self) -> Parsed<T> {
        if self.begins_line() || matches!(self.kind(), Kind::Word | Kind::Close) {
            return self.fail(self.before(), "expected `;` after this statement", "");
        }
        self.expected("`;` or an operator")
    }

    /// An expression as a statement, and whether it needs no `;` after it.
    fn statement_expression(&mut self) -> Parsed<(Expr, bool)> {
        let begins_block = self.begins_block();
        let begins_macro = self.begins_braced_macro();
        if !begins_block && !begins_macro {
            return Ok((self.expression()?, false));
        }
        let first = if begins_block {
            self.block_like()?
        } else {
            let path = self.path(false)?;
            Expr::Macro(self.macro_call(path)?)
        };
        self.grow()?;
        if !self.is(".") && !self.is("?") {
            return Ok((first, true));
        }
        let value = self.postfix(first)?;
        Ok((self.operators_after(value, 0, u8::MAX)?, false))
    }

    fn begins_braced_macro(&self) -> bool {
        if !self.begins_path() {
            return false;
        }
        let mut ahead = usize::from(self.is("::"));
        while self.ahead(ahead).kind == Kind::Word && self.is_ahead(ahead + 1, "::") {
            ahead += 2;
        }
        self.ahead(ahead).kind == Kind::Word
            && self.is_ahead(ahead + 1, "!")
            && self.is_ahead(ahead + 2, "{")
    }

    fn local(&mut self) -> Parsed<Local> {
        let start = self.here();
        self.advance();
        let pat = if self.is("|") { self.pattern()? } else { self.typed_pattern()? };
        let mut init = None;
        if self.eat("=") {
            let begin = self.here();
            let expr = self.expression()?;
            let mut diverge = None;
            if self.is("else") {
                if self.text_of(self.last()) == "}" {
                    let help = "put the value in parentheses";
                    return self.fail(self.here(), "this `else` follows a brace", help);
                }
                self.advance();
                let block = self.block()?;
                diverge = Some(Expr::Block(ExprBlock { span: block.span, label: None, block }));
            }
            init = Some(LocalInit { span: self.since(begin), expr, diverge });
        }
        if !self.eat(";") {
            return self.after_statement();
        }
        Ok(Local { span: self.since(start), pat, init })
    }

    /// Whether an expression begins that ends with a block, and so needs no `;`.
    pub(super) fn begins_block(&self) -> bool {
        match self.text_of(self.token()) {
            "{" | "if" | "match" | "loop" | "while" | "for" => true,
            "unsafe" | "const" => self.is_ahead(1, "{"),
            _ => self.kind() == Kind::Lifetime && self.is_ahead(1, ":"),
        }
    }

    pub(super) fn block_like(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let label = self.label();
        if label.is_some() {
            self.expect(":")?;
        }
        match self.text_of(self.token()) {
            "loop" => {
                self.advance();
                let body = self.block()?;
                Ok(Expr::Loop(ExprLoop { span: self.since(start), label, body }))
            }
            "while" => {
                self.advance();
                let cond = self.condition()?;
                let body = self.block()?;
                Ok(Expr::While(ExprWhile { span: self.since(start), label, cond, body }))
            }
            "for" => self.for_loop(label),
            "{" => {
                let block = self.block()?;
                Ok(Expr::Block(ExprBlock { span: self.since(start), label, block }))
            }
            _ if label.is_some() => self.expected("a loop or a block after the label"),
            "if" => self.if_else(),
            "match" => self.match_arms(),
            word => {
                self.advance();
                self.block()?;
                Ok(if word == "unsafe" { Expr::Unsafe(start) } else { Expr::Const(start) })
            }
        }
    }

    fn for_loop(&mut self, label: Option<Ident>) -> Parsed<Expr> {
        let start = label.as_ref().map_or(self.here(), Spanned::span);
        self.advance();
        let pat = Box::new(self.free(Self::pattern)?);
        self.expect("in")?;
        let expr = self.condition()?;
        let body = self.block()?;
        Ok(Expr::ForLoop(ExprForLoop { span: self.since(start), label, pat, expr, body }))
    }

    fn if_else(&mut self) -> Parsed<Expr> {
        let start = self.here();
        self.advance();
        let cond = self.condition()?;
        let then_branch = self.block()?;
        let mut else_branch = None;
        if self.eat("else") {
            let otherwise = if self.is("if") {
                self.deeper(Self::if_else)?
            } else if self.is("{") {
                self.block_like()?
            } else {
                return self.expected("`{` or `if` after `else`");
            };
            self.grow()?;
            else_branch = Some(Box::new(otherwise));
        }
        Ok(Expr::If(ExprIf { span: self.since(start), cond, then_branch, else_branch }))
    }

    fn match_arms(&mut self) -> Parsed<Expr> {
        let start = self.here();
        self.advance();
        let expr = self.condition()?;
        self.expect("{")?;
        let arms = self.free(|this| {
            let mut arms = Vec::new();
            while !this.is("}") {
                arms.push(this.arm()?);
            }
            Ok(arms)
        })?;
        self.advance();
        Ok(Expr::Match(ExprMatch { span: self.since(start), expr, arms }))
    }

    fn arm(&mut self) -> Parsed<Arm> {
        self.attributes()?;
        let start = self.here();
        let pat = self.pattern()?;
        let guard = if self.eat("if") { Some(self.expression()?) } else { None };
        self.expect("=>")?;
        let block = self.begins_block();
        let (body, complete) = if block {
            self.measured(Self::statement_expression)?
        } else {
            (self.expression()?, false)
        };
        if !self.eat(",") && !complete && !self.is("}") {
            return self.expected("`,` after this arm");
        }
        Ok(Arm { span: self.since(start), pat, guard, body })
    }

    /// A macro from its `!` on.
    pub(super) fn macro_call(&mut self, path: Path) -> Parsed<Macro> {
        self.expect("!")?;
        let close = match self.text_of(self.token()) {
            "(" => ")",
            "[" => "]",
            _ => "}",
        };
        let name = path.segments.last().map_or("", |last| &last.ident.name);
        if !MACROS.contains(&name) {
            self.skip();
            let span = self.since_node(&path);
            return Ok(Macro { span, path, arguments: MacroArguments::Unknown });
        }
        let open = self.here();
        self.advance();
        let arguments = self.free(|this| match name {
            "vec" => {
                let (elems, len) = this.elements(close)?;
                let span = Span { end: this.here().end, ..open };
                Ok(MacroArguments::List(Box::new(Self::list_or_repeat(span, elems, len))))
            }
            "matches" => this.matches(),
            "pin" if this.is("let") => this.fail(
                this.here(),
                "`pin!` takes a variable",
                "write `let future = …;` and then `tokio::pin!(future);`",
            ),
            "join" | "try_join" | "pin" => {
                let (values, _) = this.separated(close, Self::expression)?;
                Ok(MacroArguments::Values(values))
            }
            "select" => this.select(close, open),
            _ => {
                let (arguments, _) = this.separated(close, Self::argument)?;
                Ok(MacroArguments::Format(arguments))
            }
        })?;
        self.expect(close)?;
        Ok(Macro { span: self.since_node(&path), path, arguments })
    }

    fn matches(&mut self) -> Parsed<MacroArguments> {
        let start = self.here();
        let expr = Box::new(self.expression()?);
        self.expect(",")?;
        let pat = Box::new(self.pattern()?);
        let test = Box::new(Expr::Let(ExprLet { span: self.since(start), pat, expr }));
        let guard = if self.eat("if") { Some(Box::new(self.expression()?)) } else { None };
        self.eat(",");
        Ok(MacroArguments::Matches { test, guard })
    }

    /// The branches of a `select!`, which are written like the arms of a `match`.
    fn select(&mut self, close: &str, start: Span) -> Parsed<MacroArguments> {
        let biased = self.is("biased") && self.is_ahead(1, ";");
        if biased {
            self.advance();
            self.advance();
        }
        let mut branches = Vec::new();
        let mut otherwise = None;
        while !self.is(close) {
            if otherwise.is_some() {
                return self.fail(
                    self.here(),
                    "no branch can follow `else`",
                    "move `else` to the end",
                );
            }
            if self.eat("else") {
                self.expect("=>")?;
                otherwise = Some(Box::new(self.branch_body(close)?));
            } else {
                branches.push(self.select_branch(close)?);
            }
        }
        let span = Span { end: self.here().end, ..start };
        if branches.is_empty() {
            let help =
                "a branch names a future, and what to do with its value: `value = future => …`";
            return self.fail(span, "this `select!` has nothing to wait for", help);
        }
        Ok(MacroArguments::Select(Select { span, biased, branches, otherwise }))
    }

    fn select_branch(&mut self, close: &str) -> Parsed<SelectBranch> {
        let start = self.here();
        let pat = self.pattern()?;
        self.expect("=")?;
        let future = self.expression()?;
        let guard = if self.eat(",") {
            self.expect("if")?;
            Some(self.expression()?)
        } else {
            None
        };
        self.expect("=>")?;
        let body = self.branch_body(close)?;
        let span = Span { end: body.span().end, ..start };
        Ok(SelectBranch { span, pat, future, guard, body })
    }

    /// What a branch does, with the comma that only a block can do without.
    fn branch_body(&mut self, close: &str) -> Parsed<Expr> {
        let block = self.is("{");
        let body = if block { self.block_like()? } else { self.expression()? };
        if !self.eat(",") && !block && !self.is(close) {
            return self.expected("`,` after this branch");
        }
        Ok(body)
    }

    /// A value that is formatted, perhaps with a name.
    fn argument(&mut self) -> Parsed<Argument> {
        let start = self.here();
        let mut name = None;
        if self.is_name(0) && self.is_ahead(1, "=") {
            name = Some(self.word());
            self.advance();
        }
        let value = self.expression()?;
        Ok(Argument { span: self.since(start), name, value })
    }
}
