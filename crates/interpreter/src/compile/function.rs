//! One function: its variables, its statements, and the operations that they become.

use super::{Body, Code, Compiler};
use crate::code::{Function, Op};
use crate::diagnostic::Span;
use crate::syntax::tree::{self, Expr, Pat, Spanned, Stmt};
use crate::types::{Shape, Type, TypeId};
use crate::value::Value;

pub(super) fn compile(compiler: &mut Compiler, body: &Body<'_>) {
    let declared = compiler.program.function(body.function).clone();
    let mut maker = Maker { compiler, of: body.of, contexts: vec![Context::new(declared)] };
    maker.parameters(&body.inputs);
    let returns = maker.function().returns.clone();
    match &body.code {
        Code::Block(block) => maker.block(block, &returns),
        Code::Expression(value) => maker.expression(value, &returns),
    }
    maker.widen(&returns);
    maker.emit(Op::Return);
    if let Some(context) = maker.contexts.pop() {
        maker.compiler.program.functions[body.function.0 as usize] = context.function;
    }
}

/// Compiles a function and the closures inside it.
pub(super) struct Maker<'a> {
    pub(super) compiler: &'a mut Compiler,
    pub(super) of: Option<TypeId>,
    /// The function, then the closures that are being compiled inside one another.
    pub(super) contexts: Vec<Context>,
}

pub(super) struct Context {
    pub(super) function: Function,
    pub(super) scopes: Vec<Vec<Variable>>,
    pub(super) slots_used: u16,
    pub(super) loops: Vec<Loop>,
    /// The variables of the context around that a closure captured: where from.
    pub(super) captures: Vec<u16>,
    pub(super) span: Span,
}

#[derive(Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) slot: u16,
    pub(super) of: Type,
    /// Captured by a closure, which works on its own copy.
    pub(super) captured: bool,
}

pub(super) struct Loop {
    pub(super) label: Option<String>,
    pub(super) starts: u32,
    pub(super) breaks: Vec<usize>,
    /// The variable that takes the value of `break value`.
    pub(super) result: Option<u16>,
}

impl Context {
    pub(super) fn new(mut function: Function) -> Self {
        function.code.clear();
        function.spans.clear();
        let span = function.span;
        Self {
            function,
            scopes: vec![Vec::new()],
            slots_used: 0,
            loops: Vec::new(),
            captures: Vec::new(),
            span,
        }
    }
}

impl Maker<'_> {
    pub(super) fn context(&mut self) -> &mut Context {
        self.contexts.last_mut().expect("a function is being compiled")
    }

    pub(super) fn function(&mut self) -> &mut Function {
        &mut self.context().function
    }

    pub(super) fn span(&self, tokens: &dyn Spanned) -> Span {
        tokens.span()
    }

    pub(super) fn report(&mut self, tokens: &dyn Spanned, message: impl Into<String>, help: &str) {
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.compiler.report(tokens.span(), message, help);
    }

    pub(super) fn not_part(&mut self, tokens: &dyn Spanned, what: &str, instead: &str) {
        self.compiler.not_part(tokens, what, instead);
    }

    pub(super) fn emit(&mut self, op: Op) -> usize {
        let context = self.context();
        context.function.code.push(op);
        context.function.spans.push(context.span);
        context.function.code.len() - 1
    }

    pub(super) fn here(&mut self) -> u32 {
        self.function().code.len() as u32
    }

    pub(super) fn patch(&mut self, at: usize) {
        let here = self.here();
        match &mut self.function().code[at] {
            Op::Jump(to) | Op::JumpIfFalse(to) | Op::JumpKeeping { to, .. } => *to = here,
            Op::Match { otherwise, .. } | Op::Next { otherwise, .. } => *otherwise = here,
            _ => {}
        }
    }

    pub(super) fn patch_all(&mut self, jumps: Vec<usize>) {
        for jump in jumps {
            self.patch(jump);
        }
    }

    pub(super) fn constant(&mut self, value: Value) {
        let constants = &mut self.function().constants;
        constants.push(value);
        let at = constants.len() as u32 - 1;
        self.emit(Op::Constant(at));
    }

    /// A new variable without a name.
    pub(super) fn slot(&mut self) -> u16 {
        let context = self.context();
        let slot = context.slots_used;
        context.slots_used += 1;
        context.function.slots = context.function.slots.max(context.slots_used);
        slot
    }

    pub(super) fn declare(&mut self, name: &str, of: Type) -> u16 {
        let slot = self.slot();
        let variable = Variable { name: name.to_owned(), slot, of, captured: false };
        if let Some(scope) = self.context().scopes.last_mut() {
            scope.push(variable);
        }
        slot
    }

    pub(super) fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.context().scopes.push(Vec::new());
        let result = inside(self);
        self.context().scopes.pop();
        result
    }

    pub(super) fn is_variable(&mut self, name: &str) -> bool {
        let last = self.contexts.len() - 1;
        self.lookup(name, last).is_some()
    }

    /// Finds a variable; a closure captures one of the functions around it.
    pub(super) fn lookup(&mut self, name: &str, depth: usize) -> Option<Variable> {
        let scopes = &self.contexts[depth].scopes;
        let found = scopes
            .iter()
            .rev()
            .find_map(|scope| scope.iter().rev().find(|variable| variable.name == name).cloned());
        if found.is_some() || depth == 0 {
            return found;
        }
        let outer = self.lookup(name, depth - 1)?;
        let context = &mut self.contexts[depth];
        let slot = context.slots_used;
        context.slots_used += 1;
        context.function.slots = context.function.slots.max(context.slots_used);
        context.function.captured.push(slot);
        context.captures.push(outer.slot);
        let variable = Variable { slot, captured: true, of: outer.of.place().clone(), ..outer };
        context.scopes[0].push(variable.clone());
        Some(variable)
    }

    fn parameters(&mut self, inputs: &[&tree::FnArg]) {
        let types = self.function().parameters.clone();
        let mut patterns = Vec::new();
        for (input, of) in inputs.iter().zip(types) {
            match input {
                tree::FnArg::Receiver(_) => {
                    self.declare("self", of);
                }
                tree::FnArg::Typed(typed) => match &typed.pat {
                    Pat::Ident(ident) if ident.subpat.is_none() => {
                        let slot = self.declare(&ident.ident.name, of.clone());
                        if let Type::Int(kind) = of {
                            self.emit(Op::Load(slot));
                            self.emit(Op::Widen(kind));
                            self.emit(Op::Store(slot));
                        }
                    }
                    pattern => patterns.push((pattern, self.slot())),
                },
            }
        }
        for (pattern, slot) in patterns {
            self.emit(Op::Load(slot));
            self.bind_or_panic(pattern);
        }
    }

    /// Takes the value on the stack apart by a pattern that must match.
    pub(super) fn bind_or_panic(&mut self, pattern: &Pat) {
        let pattern = self.pattern(pattern, &Type::Unknown);
        let otherwise = self.match_op(pattern);
        let done = self.emit(Op::Jump(0));
        self.patch(otherwise);
        self.constant(Value::text("the value does not fit the pattern"));
        self.emit(Op::Panic);
        self.patch(done);
    }

    pub(super) fn match_op(&mut self, pattern: crate::code::Pattern) -> usize {
        let patterns = &mut self.function().patterns;
        patterns.push(pattern);
        let pattern = patterns.len() as u32 - 1;
        self.emit(Op::Match { pattern, otherwise: 0 })
    }

    /// Gives what stands on the stack the width that its type says.
    pub(super) fn widen(&mut self, of: &Type) {
        if let Type::Int(kind) = of {
            self.emit(Op::Widen(*kind));
        }
    }

    pub(super) fn block(&mut self, block: &tree::Block, hint: &Type) {
        self.scoped(|this| {
            let last = block.stmts.len().wrapping_sub(1);
            for (at, statement) in block.stmts.iter().enumerate() {
                match statement {
                    Stmt::Expr(value) if at == last && !value.semicolon => {
                        return this.expression(&value.expr, hint);
                    }
                    statement => this.statement(statement),
                }
            }
            this.constant(Value::Unit);
        });
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Item(item) => {
                self.not_part(item, "items inside functions", "move it to the top level");
            }
            Stmt::Expr(value) => {
                self.expression(&value.expr, &Type::Unknown);
                self.emit(Op::Pop);
            }
        }
    }

    fn local(&mut self, local: &tree::Local) {
        let (pattern, of) = match &local.pat {
            Pat::Type(typed) => {
                let of = self.compiler.type_of(&typed.ty, &[], self.of);
                (&typed.pat, of)
            }
            pattern => (pattern, Type::Unknown),
        };
        let Some(init) = &local.init else {
            if let Pat::Ident(ident) = pattern {
                self.declare(&ident.ident.name, of);
            } else {
                self.report(local, "a variable without a value needs a plain name", "");
            }
            return;
        };
        if let (Pat::Ident(ident), None) = (pattern, &init.diverge)
            && ident.subpat.is_none()
            && !self.names_a_constant(&ident.ident.name)
        {
            let of = self.initial(&init.expr, of);
            let slot = self.declare(&ident.ident.name, of);
            self.emit(Op::Store(slot));
            return;
        }
        self.expression(&init.expr, &of);
        match &init.diverge {
            None => self.bind_or_panic(pattern),
            Some(otherwise) => {
                let pattern = self.pattern(pattern, &of);
                let fails = self.match_op(pattern);
                let done = self.emit(Op::Jump(0));
                self.patch(fails);
                self.expression(otherwise, &Type::Unknown);
                self.emit(Op::Pop);
                self.patch(done);
            }
        }
    }

    /// The first value of a variable, which may be a `&mut`. Returns the variable's type.
    pub(super) fn initial(&mut self, value: &Expr, of: Type) -> Type {
        if let Expr::Reference(reference) = value
            && reference.is_mut
        {
            self.borrow(&reference.expr, value);
            return Type::Mut(Box::new(of));
        }
        self.expression(value, &of);
        self.widen(&of);
        if of == Type::Unknown { self.type_of_value(value) } else { of }
    }

    /// What is known of a value's type from the way it is written.
    pub(super) fn type_of_value(&mut self, value: &Expr) -> Type {
        match value {
            Expr::Struct(literal) => match self.struct_type(&literal.path) {
                Some((of, None)) => Type::Named(of),
                _ => Type::Unknown,
            },
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return Type::Unknown };
                let name = self.path_name(path);
                match self.compiler.program.find(&name) {
                    Some(id) if !self.compiler.program.function(id).is_async => {
                        self.compiler.program.function(id).returns.clone()
                    }
                    _ => Type::Unknown,
                }
            }
            Expr::Path(path) => match path.get_ident() {
                Some(ident) => self.variable_type(&ident.name),
                None => Type::Unknown,
            },
            Expr::Paren(inner) => self.type_of_value(&inner.expr),
            Expr::Reference(inner) => self.type_of_value(&inner.expr),
            Expr::Field(field) => {
                let Type::Named(of) = self.type_of_value(&field.base) else { return Type::Unknown };
                let name = field.member.name();
                let Shape::Struct(fields) = &self.compiler.program.types.get(of).shape else {
                    return Type::Unknown;
                };
                fields.position(&name).map_or(Type::Unknown, |at| fields.types[at].clone())
            }
            _ => Type::Unknown,
        }
    }

    pub(super) fn variable_type(&mut self, name: &str) -> Type {
        let last = self.contexts.len() - 1;
        self.lookup(name, last).map_or(Type::Unknown, |found| found.of.place().clone())
    }
}
