//! One function: its variables, its statements, and the operations that they become.

use whatif_simulator::Name;

use super::{Body, Code, Compiler, liveness};
use crate::code::{Function, MethodCall, Op, PlaceSpec, Scope};
use crate::diagnostic::Span;
use crate::library::Method;
use crate::syntax::tree::{self, Expr, Pat, Spanned, Stmt};
use crate::types::{Type, TypeId};
use crate::value::Value;

pub(super) fn compile(compiler: &mut Compiler<'_>, body: &Body<'_>) {
    let declared = compiler.program.function(body.function).clone();
    let (generics, contexts) = (body.generics.clone(), vec![Context::new(declared)]);
    let mut maker = Maker { compiler, of: body.of, generics, contexts };
    maker.parameters(&body.inputs);
    let returns = maker.function().returns.clone();
    match &body.code {
        Code::Block(block) => {
            maker.note_start();
            if maker.function().takes_self.is_some() {
                maker.note_bound(block.span);
            }
            maker.block_ending(block, &|maker, value| {
                maker.expression(value, &returns);
                maker.check_type(value, &returns);
            });
        }
        Code::Expression(value) => {
            // Patterns read constants that are literals from their code.
            let notes = maker.compiler.notes.take();
            maker.expression(value, &returns);
            maker.check_type(value, &returns);
            maker.compiler.notes = notes;
        }
        Code::Number(number) => {
            let (value, suffix) = (Some(u128::from(*number)), String::new());
            let span = maker.function().span;
            let number = Expr::Lit(tree::Lit::Int(tree::LitInt { span, value, suffix }));
            maker.expression(&number, &returns);
        }
    }
    maker.give_type(&returns);
    maker.emit(Op::Return);
    if let Some(context) = maker.contexts.pop() {
        maker.compiler.program.functions[body.function.0 as usize] = context.finish();
    }
}

/// Compiles a function and the closures inside it.
pub(super) struct Maker<'a, 't> {
    pub(super) compiler: &'a mut Compiler<'t>,
    pub(super) of: Option<TypeId>,
    pub(super) generics: Vec<String>,
    /// The function, then the closures that are being compiled inside one another.
    pub(super) contexts: Vec<Context>,
}

pub(super) struct Context {
    pub(super) function: Function,
    pub(super) blocks: Vec<Block>,
    pub(super) slots_used: u16,
    pub(super) loops: Vec<Loop>,
    /// What a closure captured of the context around it.
    pub(super) captures: Vec<Capture>,
    /// What becomes of a captured variable that is changed.
    pub(super) changes_captured: CaptureMode,
    /// The last operation that a jump was made to lead to.
    pub(super) target: u32,
    pub(super) span: Span,
}

/// The variables that go out of scope together.
#[derive(Default)]
pub(super) struct Block {
    pub(super) variables: Vec<Variable>,
    /// Their places in [`Function::variables`].
    scopes: Vec<usize>,
}

#[derive(Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) slot: u16,
    pub(super) of: Type,
    /// Its type as far as that is certain, and not what it is taken for.
    pub(super) certain: Type,
}

/// A variable of the context around a closure, in a variable of its own.
pub(super) struct Capture {
    pub(super) outer: u16,
    pub(super) slot: u16,
    pub(super) mode: CaptureMode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaptureMode {
    /// Its value at the time.
    Value,
    /// The place where it stands.
    Place,
    /// A copy that the closure keeps from one call to the next.
    Cell,
}

pub(super) struct Loop {
    pub(super) label: Option<String>,
    pub(super) starts: u32,
    pub(super) breaks: Vec<usize>,
    /// The variable that takes the value of `break value`.
    pub(super) result: Option<u16>,
    /// The type of that value.
    pub(super) hint: Type,
    /// Whether `break` and `continue` without a label mean it.
    pub(super) repeats: bool,
}

impl Context {
    pub(super) fn new(mut function: Function) -> Self {
        function.code.clear();
        function.spans.clear();
        let span = function.span;
        Self {
            function,
            blocks: vec![Block::default()],
            slots_used: 0,
            loops: Vec::new(),
            captures: Vec::new(),
            changes_captured: CaptureMode::Place,
            target: 0,
            span,
        }
    }

    /// The function, once all of its code is there.
    pub(super) fn finish(mut self) -> Function {
        let end = self.function.code.len() as u32;
        for scope in &mut self.function.variables {
            scope.to = scope.to.min(end);
        }
        for capture in self.captures.iter().filter(|each| each.mode != CaptureMode::Value) {
            for op in &mut self.function.code {
                match *op {
                    Op::Load(slot) | Op::Look(slot) if slot == capture.slot => {
                        *op = Op::LoadThrough(slot);
                    }
                    Op::Store(slot) if slot == capture.slot => *op = Op::StoreThrough(slot),
                    _ => {}
                }
            }
        }
        liveness::move_last_uses(&mut self.function);
        self.function
    }
}

impl Maker<'_, '_> {
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

    /// The next operation, to which something will jump.
    pub(super) fn target_here(&mut self) -> u32 {
        let here = self.here();
        self.context().target = here;
        here
    }

    pub(super) fn patch(&mut self, at: usize) {
        let here = self.here();
        self.context().target = here;
        match &mut self.function().code[at] {
            Op::Jump(to) | Op::JumpIfFalse(to) | Op::JumpKeeping { to, .. } => *to = here,
            Op::Match { otherwise, .. }
            | Op::MatchSlot { otherwise, .. }
            | Op::Next { otherwise, .. } => *otherwise = here,
            _ => {}
        }
    }

    pub(super) fn patch_all(&mut self, jumps: Vec<usize>) {
        for jump in jumps {
            self.patch(jump);
        }
    }

    /// The constant of this value, in the function's table.
    pub(super) fn constant_at(&mut self, value: Value) -> u32 {
        let constants = &mut self.function().constants;
        constants.push(value);
        constants.len() as u32 - 1
    }

    pub(super) fn constant(&mut self, value: Value) {
        let at = self.constant_at(value);
        self.emit(Op::Constant(at));
    }

    /// The constant that the last operation puts on the stack, taken back, if it does only that.
    pub(super) fn take_constant(&mut self) -> Option<u32> {
        let function = self.function();
        let Some(Op::Constant(at)) = function.code.last().copied() else { return None };
        function.code.pop();
        function.spans.pop();
        Some(at)
    }

    /// The variable that the last operation puts on the stack, taken back, if it does only that and
    /// nothing jumps to behind it.
    pub(super) fn take_variable(&mut self) -> Option<u16> {
        let here = self.here();
        let context = self.context();
        let (Op::Load(slot) | Op::Look(slot)) = *context.function.code.last()? else { return None };
        let captured = context.captures.iter().any(|capture| capture.slot == slot);
        if context.target >= here || captured {
            return None;
        }
        context.function.code.pop();
        context.function.spans.pop();
        Some(slot)
    }

    /// A type, in the function's table.
    pub(super) fn type_at(&mut self, of: Type) -> u32 {
        let types = &mut self.function().types;
        types.push(of);
        types.len() as u32 - 1
    }

    /// A new variable without a name.
    pub(super) fn slot(&mut self) -> u16 {
        self.slot_named("".into())
    }

    fn slot_named(&mut self, name: Name) -> u16 {
        let from = self.here();
        let context = self.context();
        let slot = context.slots_used;
        context.slots_used += 1;
        context.function.slots = context.function.slots.max(context.slots_used);
        context.function.variables.push(Scope { name, slot, from, to: u32::MAX });
        let at = context.function.variables.len() - 1;
        if let Some(block) = context.blocks.last_mut() {
            block.scopes.push(at);
        }
        slot
    }

    pub(super) fn declare(&mut self, name: &str, of: Type) -> u16 {
        let slot = self.slot_named(name.into());
        let variable = Variable { name: name.to_owned(), slot, of, certain: Type::Unknown };
        if let Some(block) = self.context().blocks.last_mut() {
            block.variables.push(variable);
        }
        slot
    }

    /// Declares a variable whose type is written.
    fn declare_as(&mut self, name: &str, of: Type) {
        self.declare(name, of.clone());
        self.is_certainly(of);
    }

    /// What is certain of the type of the variable that was declared last.
    fn is_certainly(&mut self, of: Type) {
        if let Some(variable) = self.variables_here().last_mut() {
            variable.certain = of;
        }
    }

    pub(super) fn variables_here(&mut self) -> &mut Vec<Variable> {
        let block = self.context().blocks.last_mut();
        &mut block.expect("a function has a block around everything").variables
    }

    pub(super) fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.context().blocks.push(Block::default());
        let result = inside(self);
        self.leave_block();
        result
    }

    fn leave_block(&mut self) {
        let here = self.here();
        let context = self.context();
        let Some(block) = context.blocks.pop() else { return };
        for at in block.scopes {
            context.function.variables[at].to = here;
        }
    }

    pub(super) fn is_variable(&mut self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub(super) fn find(&mut self, name: &str) -> Option<Variable> {
        let last = self.contexts.len() - 1;
        self.lookup(name, last)
    }

    /// Finds a variable; a closure captures one of the functions around it.
    fn lookup(&mut self, name: &str, depth: usize) -> Option<Variable> {
        let blocks = &self.contexts[depth].blocks;
        let found = blocks.iter().rev().find_map(|block| {
            block.variables.iter().rev().find(|variable| variable.name == name).cloned()
        });
        if found.is_some() || depth == 0 {
            return found;
        }
        let outer = self.lookup(name, depth - 1)?;
        let context = &mut self.contexts[depth];
        let slot = context.slots_used;
        context.slots_used += 1;
        context.function.slots = context.function.slots.max(context.slots_used);
        context.function.captured.push(slot);
        let scope = Scope { name: name.into(), slot, from: 0, to: u32::MAX };
        context.function.variables.push(scope);
        let mode = CaptureMode::Value;
        context.captures.push(Capture { outer: outer.slot, slot, mode });
        let variable = Variable { slot, ..outer };
        context.blocks[0].variables.push(variable.clone());
        Some(variable)
    }

    /// A captured variable is changed: all the closures around that captured it hold the place.
    pub(super) fn changes(&mut self, slot: u16) {
        let mut slot = slot;
        for context in self.contexts.iter_mut().rev() {
            let mode = context.changes_captured;
            let Some(capture) = context.captures.iter_mut().find(|each| each.slot == slot) else {
                return;
            };
            capture.mode = mode;
            if mode != CaptureMode::Place {
                return;
            }
            slot = capture.outer;
        }
    }

    fn parameters(&mut self, inputs: &[&tree::FnArg]) {
        let types = self.function().parameters.clone();
        let mut patterns = Vec::new();
        for (input, of) in inputs.iter().zip(types) {
            match input {
                tree::FnArg::Receiver(_) => {
                    self.declare_as("self", of);
                }
                tree::FnArg::Typed(typed) => match &typed.pat {
                    Pat::Ident(ident) if ident.subpat.is_none() => {
                        self.declare_as(&ident.ident.name, of);
                    }
                    pattern => patterns.push((pattern, self.slot(), of)),
                },
            }
        }
        for (pattern, slot, of) in patterns {
            self.emit(Op::Load(slot));
            self.bind_or_panic(pattern, &of);
        }
    }

    /// Takes the value on the stack apart by a pattern that must match.
    pub(super) fn bind_or_panic(&mut self, pattern: &Pat, of: &Type) {
        let pattern = self.pattern(pattern, of);
        let otherwise = self.match_op(pattern);
        let done = self.emit(Op::Jump(0));
        self.patch(otherwise);
        self.constant(Value::text("the value does not fit the pattern"));
        self.emit(Op::Panic);
        self.patch(done);
    }

    pub(super) fn pattern_at(&mut self, pattern: crate::code::Pattern) -> u32 {
        let patterns = &mut self.function().patterns;
        patterns.push(pattern);
        patterns.len() as u32 - 1
    }

    pub(super) fn match_op(&mut self, pattern: crate::code::Pattern) -> usize {
        let pattern = self.pattern_at(pattern);
        self.emit(Op::Match { pattern, otherwise: 0 })
    }

    /// Gives what stands on the stack the widths that its type says.
    pub(super) fn give_type(&mut self, of: &Type) {
        // What was just put there with a width needs none.
        let function = self.function();
        if let Some(Op::Constant(at)) = function.code.last()
            && let Value::Int(int) = &function.constants[*at as usize]
            && int.kind != crate::types::IntKind::Any
        {
            return;
        }
        match of {
            Type::Int(kind) => {
                self.emit(Op::Widen(*kind));
            }
            Type::List(_) | Type::Option(_) | Type::Tuple(_) | Type::Result(..)
                if has_numbers(of) =>
            {
                let of = self.type_at(of.clone());
                self.emit(Op::Typed(of));
            }
            _ => {}
        }
    }

    /// A type that stands in the function.
    pub(super) fn type_written(&mut self, written: &tree::Type) -> Type {
        self.compiler.type_of(written, &self.generics, self.of)
    }

    /// The type that a part of a path names: `Vec<u8>` of `Vec::<u8>::new`.
    pub(super) fn segment_type(&mut self, segment: &tree::PathSegment) -> Type {
        self.compiler.type_of_segment(segment, &self.generics, self.of)
    }

    /// The value of an expression for a place of this type.
    pub(super) fn value_of(&mut self, value: &Expr, of: &Type) {
        self.expression(value, of);
        if !is_typed(&self.type_of_value(value)) {
            self.give_type(of);
        }
    }

    /// A method call, in the function's table, put behind its receiver and arguments.
    pub(super) fn emit_method(
        &mut self,
        name: &str,
        arguments: usize,
        place: Option<u32>,
        makes: Type,
    ) {
        let built_in = Method::named(name);
        let name = self.compiler.name(name);
        let call = MethodCall { name, built_in, arguments: arguments as u16, place, makes };
        let calls = &mut self.function().calls;
        calls.push(call);
        let at = calls.len() as u32 - 1;
        self.emit(Op::CallMethod(at));
    }

    pub(super) fn place_at(&mut self, place: PlaceSpec) -> u32 {
        let places = &mut self.function().places;
        places.push(place);
        places.len() as u32 - 1
    }

    pub(super) fn block(&mut self, block: &tree::Block, hint: &Type) {
        self.block_ending(block, &|maker, value| maker.expression(value, hint));
    }

    /// A block, and what is to be done with the value at its end.
    fn block_ending(&mut self, block: &tree::Block, end: &dyn Fn(&mut Self, &Expr)) {
        let items = block.stmts.iter().filter_map(|statement| match statement {
            Stmt::Item(item) => Some(&**item),
            _ => None,
        });
        let items: Vec<&tree::Item> = items.collect();
        let aliases_around = self.compiler.aliases.len();
        for body in self.compiler.declare(&items) {
            compile(self.compiler, &body);
        }
        self.scoped(|this| {
            let last = block.stmts.len().wrapping_sub(1);
            for (at, statement) in block.stmts.iter().enumerate() {
                match statement {
                    Stmt::Expr(value) if at == last && !value.semicolon => {
                        return end(this, &value.expr);
                    }
                    Stmt::Local(local) => this.local(local),
                    Stmt::Item(_) => {}
                    Stmt::Expr(value) => this.for_effect(&value.expr),
                }
            }
            this.constant(Value::Unit);
        });
        self.compiler.aliases.truncate(aliases_around);
    }

    /// A value that nobody wants.
    pub(super) fn for_effect(&mut self, value: &Expr) {
        // What it puts aside on the way ends with it.
        self.scoped(|this| this.for_effect_inside(value));
    }

    fn for_effect_inside(&mut self, value: &Expr) {
        match value {
            Expr::If(branch) if !self.takes_notes() => self.if_else_for_effect(branch),
            Expr::Paren(inner) => self.for_effect(&inner.expr),
            Expr::Block(block) if block.label.is_none() => self.block_for_effect(&block.block),
            Expr::Macro(call) if self.pins(call) => {}
            other => {
                self.expression(other, &Type::Unknown);
                self.discard();
            }
        }
    }

    pub(super) fn block_for_effect(&mut self, block: &tree::Block) {
        self.block(block, &Type::Unit);
        self.discard();
    }

    /// Drops what is on the stack; what was put there only to be dropped is not put there.
    pub(super) fn discard(&mut self) {
        let here = self.here();
        let context = self.context();
        let function = &mut context.function;
        if let Some(Op::Constant(at)) = function.code.last()
            && function.constants[*at as usize] == Value::Unit
            && context.target < here
        {
            function.code.pop();
            function.spans.pop();
            return;
        }
        self.emit(Op::Pop);
    }

    fn local(&mut self, local: &tree::Local) {
        let (pattern, of) = match &local.pat {
            Pat::Type(typed) => {
                let of = self.type_written(&typed.ty);
                (&typed.pat, of)
            }
            pattern => (pattern, Type::Unknown),
        };
        let Some(init) = &local.init else {
            return self.later(pattern, &of);
        };
        if let (Pat::Ident(ident), None) = (pattern, &init.diverge)
            && ident.subpat.is_none()
            && !self.names_a_constant(&ident.ident.name)
            && !(ident.by_ref && ident.is_mut)
        {
            self.value_for(&init.expr, &of);
            self.goes_into(&ident.ident.name);
            let (of, certain) = if of == Type::Unknown {
                (self.type_of_value(&init.expr), self.certain_type(&init.expr))
            } else {
                (of.clone(), of)
            };
            let slot = self.declare(&ident.ident.name, of);
            self.is_certainly(certain);
            self.emit(Op::Store(slot));
            return;
        }
        let of = if of == Type::Unknown { self.type_of_pattern(pattern) } else { of };
        self.subject(&init.expr, pattern, &of);
        let of = if of == Type::Unknown { self.type_of_value(&init.expr) } else { of };
        match &init.diverge {
            None => self.bind_or_panic(pattern, &of),
            Some(otherwise) => {
                self.decides(Some(otherwise.span()));
                let known = self.variables_here().len();
                let pattern = self.pattern(pattern, &of);
                let fails = self.match_op(pattern);
                let done = self.emit(Op::Jump(0));
                self.patch(fails);
                // What the pattern binds is not there in the `else`.
                let bound = self.variables_here().split_off(known);
                self.for_effect(otherwise);
                self.variables_here().extend(bound);
                self.patch(done);
            }
        }
    }

    /// Declares what gets its value later.
    fn later(&mut self, pattern: &Pat, of: &Type) {
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() => {
                self.declare_as(&ident.ident.name, of.clone());
            }
            Pat::Paren(inner) => self.later(&inner.pat, of),
            Pat::Tuple(parts) => {
                let types = if let Type::Tuple(types) = of { &types[..] } else { &[] };
                for (at, part) in parts.elems.iter().enumerate() {
                    self.later(part, types.get(at).unwrap_or(&Type::Unknown));
                }
            }
            Pat::Wild(_) => {}
            other => {
                let help = "`let (name, other);`";
                self.report(other, "what gets its value later has a name, or several", help);
            }
        }
    }

    /// What a pattern is held against: the place, where the pattern binds `ref mut`.
    pub(super) fn subject(&mut self, value: &Expr, pattern: &Pat, of: &Type) {
        if binds_places(pattern) {
            self.borrow(value);
        } else if matches!(pattern, Pat::Ident(_)) || binds(pattern) {
            self.expression(value, of);
        } else {
            self.looked_at(value, of);
        }
    }
}

/// Whether a type says the width of some number.
fn has_numbers(of: &Type) -> bool {
    match of {
        Type::Int(_) => true,
        Type::List(inner) | Type::Option(inner) | Type::Result(inner, _) => has_numbers(inner),
        Type::Tuple(types) => types.iter().any(has_numbers),
        _ => false,
    }
}

/// Whether nothing about a value of this type is left open.
fn is_typed(of: &Type) -> bool {
    *of != Type::Int(crate::types::IntKind::Any)
        && matches!(of, Type::Int(_) | Type::Text | Type::Bool | Type::Float | Type::Char)
}

/// Whether a pattern binds `ref mut` somewhere.
pub(super) fn binds_places(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => {
            (ident.by_ref && ident.is_mut)
                || ident.subpat.as_ref().is_some_and(|inner| binds_places(inner))
        }
        Pat::Or(cases) => cases.cases.iter().any(binds_places),
        Pat::Paren(inner) => binds_places(&inner.pat),
        Pat::Slice(parts) | Pat::Tuple(parts) => parts.elems.iter().any(binds_places),
        Pat::Struct(whole) => whole.fields.iter().any(|field| binds_places(&field.pat)),
        Pat::TupleStruct(whole) => whole.elems.iter().any(binds_places),
        _ => false,
    }
}

/// Whether a pattern takes something out of what it matches.
pub(super) fn binds(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => !ident.by_ref,
        Pat::Or(cases) => cases.cases.iter().any(binds),
        Pat::Paren(inner) => binds(&inner.pat),
        Pat::Slice(parts) | Pat::Tuple(parts) => parts.elems.iter().any(binds),
        Pat::Struct(whole) => whole.fields.iter().any(|field| binds(&field.pat)),
        Pat::TupleStruct(whole) => whole.elems.iter().any(binds),
        _ => false,
    }
}
