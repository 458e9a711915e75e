//! One function: statements and expressions become operations.

use whatif_simulator::Name;

use super::{Body, Code, Compiler};
use crate::code::{
    AwaitPlace, Binary, Cast, Collects, Function, FunctionId, Op, PlaceSpec, PlaceStep,
};
use crate::diagnostic::Span;
use crate::library;
use crate::syntax::tree::{self, BinOp, Expr, Lit, Pat, Spanned, Stmt, UnOp};
use crate::types::{IntKind, Shape, Type, TypeId, VariantId};
use crate::value::{Float, Value};

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
    contexts: Vec<Context>,
}

struct Context {
    function: Function,
    scopes: Vec<Vec<Variable>>,
    slots_used: u16,
    loops: Vec<Loop>,
    /// The variables of the context around that a closure captured: where from.
    captures: Vec<u16>,
    span: Span,
}

#[derive(Clone)]
struct Variable {
    name: String,
    slot: u16,
    of: Type,
    /// Captured by a closure, which works on its own copy.
    captured: bool,
}

struct Loop {
    label: Option<String>,
    starts: u32,
    breaks: Vec<usize>,
    /// The variable that takes the value of `break value`.
    result: Option<u16>,
}

impl Context {
    fn new(mut function: Function) -> Self {
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
    fn context(&mut self) -> &mut Context {
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

    fn here(&mut self) -> u32 {
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

    fn patch_all(&mut self, jumps: Vec<usize>) {
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
    fn slot(&mut self) -> u16 {
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

    fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
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
    fn lookup(&mut self, name: &str, depth: usize) -> Option<Variable> {
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
    fn bind_or_panic(&mut self, pattern: &Pat) {
        let pattern = self.pattern(pattern, &Type::Unknown);
        let otherwise = self.match_op(pattern);
        let done = self.emit(Op::Jump(0));
        self.patch(otherwise);
        self.constant(Value::text("the value does not fit the pattern"));
        self.emit(Op::Panic);
        self.patch(done);
    }

    fn match_op(&mut self, pattern: crate::code::Pattern) -> usize {
        let patterns = &mut self.function().patterns;
        patterns.push(pattern);
        let pattern = patterns.len() as u32 - 1;
        self.emit(Op::Match { pattern, otherwise: 0 })
    }

    /// Gives what stands on the stack the width that its type says.
    fn widen(&mut self, of: &Type) {
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
    fn initial(&mut self, value: &Expr, of: Type) -> Type {
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
    fn type_of_value(&mut self, value: &Expr) -> Type {
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

    fn variable_type(&mut self, name: &str) -> Type {
        let last = self.contexts.len() - 1;
        self.lookup(name, last).map_or(Type::Unknown, |found| found.of.place().clone())
    }

    pub(super) fn names_a_constant(&mut self, name: &str) -> bool {
        let starts_big = name.starts_with(|first: char| first.is_ascii_uppercase());
        starts_big && self.compiler.program.find(name).is_some()
    }

    pub(super) fn expression(&mut self, value: &Expr, hint: &Type) {
        let outer = self.context().span;
        self.context().span = value.span();
        self.expression_of(value, hint);
        self.context().span = outer;
    }

    fn expression_of(&mut self, value: &Expr, hint: &Type) {
        match value {
            Expr::Lit(literal) => self.literal(literal, hint),
            Expr::Paren(inner) => self.expression(&inner.expr, hint),
            Expr::Path(path) => self.path(path),
            Expr::Block(block) => match &block.label {
                Some(label) => {
                    self.labelled_block(label.name.clone(), &block.block, hint);
                }
                None => self.block(&block.block, hint),
            },
            Expr::If(branch) => self.if_else(branch, hint),
            Expr::Match(choice) => self.match_arms(choice, hint),
            Expr::Loop(repeat) => self.repeat(repeat.label.as_ref(), &repeat.body),
            Expr::While(repeat) => self.while_loop(repeat),
            Expr::ForLoop(repeat) => self.for_loop(repeat),
            Expr::Break(leave) => self.leave(leave),
            Expr::Continue(again) => self.go_on(again),
            Expr::Return(back) => {
                let hint = self.function().returns.clone();
                match &back.expr {
                    Some(value) => self.expression(value, &hint),
                    None => self.constant(Value::Unit),
                }
                self.widen(&hint);
                self.emit(Op::Return);
            }
            Expr::Assign(assign) => self.assign(assign),
            Expr::Binary(binary) => self.binary(binary, hint),
            Expr::Unary(unary) => self.unary(unary, hint),
            Expr::Reference(reference) if reference.is_mut => {
                self.borrow(&reference.expr, value);
            }
            Expr::Reference(reference) => self.expression(&reference.expr, hint),
            Expr::Call(call) => self.call(call, hint),
            Expr::MethodCall(call) => self.method_call(call, hint),
            Expr::Field(field) => self.field(field),
            Expr::Index(index) => {
                self.expression(&index.expr, &Type::Unknown);
                self.expression(&index.index, &Type::Unknown);
                self.emit(Op::Index);
            }
            Expr::Struct(literal) => self.struct_literal(literal),
            Expr::Tuple(tuple) if tuple.elems.is_empty() => self.constant(Value::Unit),
            Expr::Tuple(tuple) => {
                let hints = if let Type::Tuple(types) = hint { types.clone() } else { Vec::new() };
                for (at, element) in tuple.elems.iter().enumerate() {
                    let hint = hints.get(at).cloned().unwrap_or(Type::Unknown);
                    self.expression(element, &hint);
                    self.widen(&hint);
                }
                self.emit(Op::MakeTuple(tuple.elems.len() as u16));
            }
            Expr::Array(array) => self.list(array.elems.iter(), hint),
            Expr::Repeat(repeat) => {
                let of = element(hint);
                self.expression(&repeat.expr, &of);
                self.expression(&repeat.len, &Type::Int(IntKind::Usize));
                self.emit(Op::Repeat);
            }
            Expr::Range(range) => self.range(range),
            Expr::Cast(cast) => self.cast(cast),
            Expr::Closure(closure) => self.closure(closure),
            Expr::Try(attempt) => {
                let hint = match self.function().returns.clone() {
                    Type::Result(_, error) => Type::Result(Box::new(hint.clone()), error),
                    _ => Type::Option(Box::new(hint.clone())),
                };
                self.expression(&attempt.expr, &hint);
                self.emit(Op::Try);
            }
            Expr::Await(wait) => self.await_future(wait, hint),
            Expr::Macro(call) => self.macro_call(call),
            Expr::Let(_) => {
                self.report(value, "`let` stands only in the condition of `if` or `while`", "");
            }
            Expr::Async(_) => {
                self.not_part(value, "async blocks", "write an async function");
            }
            Expr::Unsafe(_) => {
                self.not_part(value, "`unsafe`", "nothing here needs it");
            }
            Expr::Const(_) | Expr::Infer(_) => {
                self.not_part(value, "this expression", "write it in another way");
            }
        }
    }

    fn literal(&mut self, literal: &Lit, hint: &Type) {
        let value = match literal {
            Lit::Bool(value) => Value::Bool(value.value),
            Lit::Str(text) => Value::text(text.value.as_str()),
            Lit::Char(value) => Value::Char(value.value),
            Lit::Int(number) => {
                let value = match (number.suffix.as_str(), hint) {
                    ("f64", _) | ("", Type::Float) => {
                        number.value.map(|value| Value::Float(Float(value as f64)))
                    }
                    (suffix, hint) => {
                        let kind = match (IntKind::of(suffix), hint) {
                            (Some(kind), _) => kind,
                            (None, Type::Int(kind)) => *kind,
                            _ => IntKind::Any,
                        };
                        let known = suffix.is_empty() || IntKind::of(suffix).is_some();
                        let digits = number.value.map(i128::from);
                        digits.filter(|_| known).and_then(|digits| Value::int(kind, digits))
                    }
                };
                let Some(value) = value else {
                    return self.report(literal, "this number does not fit its type", "");
                };
                value
            }
            Lit::Float(number) => Value::Float(Float(number.value)),
            Lit::Bytes(_) => {
                let what = "this kind of literal";
                return self.not_part(literal, what, "use a string or a number");
            }
        };
        self.constant(value);
    }

    /// A path's name without the modules of the standard library and of tokio before it.
    pub(super) fn path_name(&self, path: &tree::Path) -> String {
        let mut segments: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.name.clone()).collect();
        if segments.len() > 1 && ["std", "core", "tokio"].contains(&segments[0].as_str()) {
            let last = segments.len() - 1;
            let owner = segments[last - 1].clone();
            let keep_owner = owner.starts_with(|first: char| first.is_ascii_uppercase());
            segments.drain(..if keep_owner { last - 1 } else { last });
        }
        if let (Some(first), Some(of)) = (segments.first_mut(), self.of)
            && first == "Self"
        {
            *first = self.compiler.program.types.get(of).name.to_string();
        }
        segments.join("::")
    }

    fn path(&mut self, path: &tree::Path) {
        let name = self.path_name(path);
        let last = self.contexts.len() - 1;
        if let Some(variable) = self.lookup(&name, last) {
            self.emit(Op::Load(variable.slot));
            if matches!(variable.of, Type::Mut(_)) {
                self.emit(Op::Deref);
            }
            return;
        }
        if let Some((of, variant)) = self.find_variant(&name) {
            if self.compiler.program.types.fields(of, Some(variant)).names.is_empty() {
                self.emit(Op::MakeVariant(of, variant, 0));
                return;
            }
            return self.variant_function(path, of, variant);
        }
        if let Some(id) = self.compiler.program.find(&name) {
            let function = self.compiler.program.function(id);
            let is_constant = function.parameters.is_empty()
                && name
                    .rsplit("::")
                    .next()
                    .is_some_and(|last| last.starts_with(|first: char| first.is_ascii_uppercase()));
            if is_constant {
                self.emit(Op::Call(id, 0));
            } else {
                self.constant(Value::Function(id));
            }
            return;
        }
        if let Some(value) = limit_of_integer(&name) {
            return self.constant(value);
        }
        if let Some(of) = self.compiler.program.types.find(&name)
            && let Shape::Struct(fields) = &self.compiler.program.types.get(of).shape
            && fields.names.is_empty()
        {
            self.emit(Op::MakeStruct(of, 0));
            return;
        }
        self.unknown_value(path, &name);
    }

    fn unknown_value(&mut self, path: &tree::Path, name: &str) {
        let mut known: Vec<String> = self
            .contexts
            .iter()
            .flat_map(|context| {
                context.scopes.iter().flatten().map(|variable| variable.name.clone())
            })
            .collect();
        known.extend(self.known_functions());
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "name", name, &known);
    }

    fn known_functions(&self) -> Vec<String> {
        let program = &self.compiler.program;
        let own = program.functions.iter().map(|function| function.name.to_string());
        let built_in = library::FUNCTIONS.iter().map(|(name, ..)| (*name).to_owned());
        let nodes = program.environment.targets.iter().flat_map(|target| {
            target
                .operations
                .iter()
                .map(move |operation| format!("{}::{}", target.name, operation.name))
        });
        own.chain(built_in).chain(nodes).collect()
    }

    /// A tuple variant used as a function: `.map(Some)`.
    fn variant_function(&mut self, path: &tree::Path, of: TypeId, variant: VariantId) {
        let fields = self.compiler.program.types.fields(of, Some(variant)).names.len();
        let span = self.span(path);
        let name = self.compiler.program.types.variant_name(of, variant).clone();
        let mut function = Function::empty(name, span);
        function.parameters = vec![Type::Unknown; fields];
        function.slots = fields as u16;
        function.code = (0..fields as u16).map(Op::Load).collect();
        function.code.extend([Op::MakeVariant(of, variant, fields as u16), Op::Return]);
        function.spans = vec![span; function.code.len()];
        let id = self.add_closure(function);
        self.constant(Value::Function(id));
    }

    fn add_closure(&mut self, function: Function) -> FunctionId {
        let functions = &mut self.compiler.program.functions;
        functions.push(function);
        FunctionId(functions.len() as u32 - 1)
    }

    pub(super) fn find_variant(&self, name: &str) -> Option<(TypeId, VariantId)> {
        let types = &self.compiler.program.types;
        match name {
            "Some" => Some((TypeId::OPTION, VariantId::SOME)),
            "None" => Some((TypeId::OPTION, VariantId::NONE)),
            "Ok" => Some((TypeId::RESULT, VariantId::OK)),
            "Err" => Some((TypeId::RESULT, VariantId::ERR)),
            _ => {
                let (of, variant) = name.rsplit_once("::")?;
                let of = types.find(of)?;
                Some((of, types.variant(of, variant)?))
            }
        }
    }

    /// The struct, or the variant with named fields, that a literal or pattern names.
    pub(super) fn struct_type(&mut self, path: &tree::Path) -> Option<(TypeId, Option<VariantId>)> {
        let name = self.path_name(path);
        if let Some((of, variant)) = self.find_variant(&name) {
            return Some((of, Some(variant)));
        }
        let of = self.compiler.program.types.find(&name)?;
        matches!(self.compiler.program.types.get(of).shape, Shape::Struct(_)).then_some((of, None))
    }

    pub(super) fn unknown_type(&mut self, path: &tree::Path) {
        let name = self.path_name(path);
        let types = self.compiler.program.types.0.clone();
        let known = types.iter().flat_map(|def| match &def.shape {
            Shape::Struct(_) => vec![def.name.to_string()],
            Shape::Enum(variants) => {
                variants.iter().map(|(variant, _)| format!("{}::{variant}", def.name)).collect()
            }
        });
        let known: Vec<String> = known.collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "struct or variant", &name, &known);
    }

    fn struct_literal(&mut self, literal: &tree::ExprStruct) {
        let Some((of, variant)) = self.struct_type(&literal.path) else {
            return self.unknown_type(&literal.path);
        };
        let fields = self.compiler.program.types.fields(of, variant).clone();
        let base = literal.rest.as_ref().map(|rest| {
            self.expression(rest, &Type::Named(of));
            let slot = self.slot();
            self.emit(Op::Store(slot));
            slot
        });
        let mut written: Vec<(String, &tree::FieldValue)> = Vec::new();
        for field in &literal.fields {
            let name = field.member.name();
            if fields.position(&name).is_none() {
                let known: Vec<&str> = fields.names.iter().map(|name| &**name).collect();
                let span = self.span(&field.member);
                self.compiler.unknown(span, "field", &name, &known);
            }
            written.push((name, field));
        }
        // Fields are worked out in the order in which they are written, as in Rust, and put into
        // the order of the declaration.
        let mut slots = Vec::new();
        for (name, field) in &written {
            let of = fields.position(name).map_or(Type::Unknown, |at| fields.types[at].clone());
            self.expression(&field.expr, &of);
            self.widen(&of);
            let slot = self.slot();
            self.emit(Op::Store(slot));
            slots.push((name.clone(), slot));
        }
        for name in &fields.names {
            if let Some((_, slot)) = slots.iter().find(|(written, _)| **written == **name) {
                self.emit(Op::Load(*slot));
            } else if let Some(base) = base {
                self.emit(Op::Load(base));
                let name = self.compiler.name(name);
                self.emit(Op::Field(name));
            } else {
                self.report(&literal.path, format!("the field `{name}` is missing"), "");
            }
        }
        let count = fields.names.len() as u16;
        match variant {
            Some(variant) => self.emit(Op::MakeVariant(of, variant, count)),
            None => self.emit(Op::MakeStruct(of, count)),
        };
    }

    fn list<'e>(&mut self, elements: impl ExactSizeIterator<Item = &'e Expr>, hint: &Type) {
        let of = element(hint);
        let count = elements.len() as u16;
        for value in elements {
            self.expression(value, &of);
            self.widen(&of);
        }
        self.emit(Op::MakeList(count));
    }

    fn range(&mut self, range: &tree::ExprRange) {
        for end in [&range.start, &range.end].into_iter().flatten() {
            self.expression(end, &Type::Unknown);
        }
        self.emit(Op::MakeRange {
            start: range.start.is_some(),
            end: range.end.is_some(),
            inclusive: range.inclusive,
        });
    }

    fn cast(&mut self, cast: &tree::ExprCast) {
        self.expression(&cast.expr, &Type::Unknown);
        let to = match self.compiler.type_of(&cast.ty, &[], self.of) {
            Type::Int(kind) => Cast::Int(kind),
            Type::Float => Cast::Float,
            Type::Char => Cast::Char,
            _ => return self.not_part(&*cast.ty, "this cast", "cast to a number or a char"),
        };
        self.emit(Op::Cast(to));
    }

    fn field(&mut self, field: &tree::ExprField) {
        self.expression(&field.base, &Type::Unknown);
        match &field.member {
            tree::Member::Named(name) => {
                if let Type::Named(of) = self.type_of_value(&field.base) {
                    self.check_field(of, name);
                }
                let name = self.compiler.name(&name.name);
                self.emit(Op::Field(name));
            }
            tree::Member::Unnamed(index) => {
                self.emit(Op::Position(index.index as u16));
            }
        }
    }

    fn check_field(&mut self, of: TypeId, name: &tree::Ident) {
        let def = self.compiler.program.types.get(of).clone();
        let Shape::Struct(fields) = &def.shape else { return };
        if fields.position(&name.name).is_none() {
            let known: Vec<&str> = fields.names.iter().map(|name| &**name).collect();
            let span = self.span(name);
            let what = format!("field in `{}`:", def.name);
            self.compiler.unknown(span, &what, &name.name, &known);
        }
    }

    fn closure(&mut self, closure: &tree::ExprClosure) {
        if closure.is_async {
            return self.not_part(closure, "async closures", "write an async function");
        }
        let span = self.span(closure);
        let returns = match &closure.output {
            None => Type::Unknown,
            Some(of) => self.compiler.type_of(of, &[], self.of),
        };
        let mut function =
            Function { returns: returns.clone(), ..Function::empty("closure".into(), span) };
        function.parameters = closure.inputs.iter().map(|_| Type::Unknown).collect();
        self.contexts.push(Context::new(function));
        let mut patterns = Vec::new();
        for input in &closure.inputs {
            let input = if let Pat::Type(typed) = input { &typed.pat } else { input };
            match input {
                Pat::Ident(ident) if ident.subpat.is_none() => {
                    self.declare(&ident.ident.name, Type::Unknown);
                }
                pattern => patterns.push((pattern, self.slot())),
            }
        }
        for (pattern, slot) in patterns {
            self.emit(Op::Load(slot));
            self.bind_or_panic(pattern);
        }
        self.expression(&closure.body, &returns);
        self.emit(Op::Return);
        let Some(context) = self.contexts.pop() else { return };
        let id = self.add_closure(context.function);
        for slot in &context.captures {
            self.emit(Op::Load(*slot));
        }
        self.emit(Op::MakeClosure(id, context.captures.len() as u16));
    }

    fn unary(&mut self, unary: &tree::ExprUnary, hint: &Type) {
        if let (UnOp::Neg, Expr::Lit(Lit::Int(number))) = (unary.op, &*unary.expr) {
            let kind = match (IntKind::of(&number.suffix), hint) {
                (Some(kind), _) => Some(kind),
                (None, Type::Int(kind)) => Some(*kind),
                (None, Type::Float) => None,
                _ => Some(IntKind::Any),
            };
            let digits = number.value.map(i128::from);
            if let (Some(kind), Some(digits)) = (kind, digits) {
                match Value::int(kind, -digits) {
                    Some(value) => return self.constant(value),
                    None => return self.report(unary, "this number does not fit its type", ""),
                }
            }
        }
        match unary.op {
            UnOp::Deref => self.expression(&unary.expr, hint),
            UnOp::Not => {
                self.expression(&unary.expr, hint);
                self.emit(Op::Not);
            }
            UnOp::Neg => {
                self.expression(&unary.expr, hint);
                self.emit(Op::Negate);
            }
        }
    }

    fn binary(&mut self, binary: &tree::ExprBinary, hint: &Type) {
        let (operator, assigns) = match binary.op {
            BinOp::Value(operator) => (operator, false),
            BinOp::Assign(operator) => (operator, true),
            BinOp::And | BinOp::Or => {
                self.expression(&binary.left, &Type::Bool);
                let if_true = binary.op == BinOp::Or;
                let jump = self.emit(Op::JumpKeeping { if_true, to: 0 });
                self.emit(Op::Pop);
                self.expression(&binary.right, &Type::Bool);
                return self.patch(jump);
            }
        };
        if assigns {
            self.expression(&binary.right, &Type::Unknown);
            if let Some(place) = self.place(&binary.left) {
                self.emit(Op::AssignBinary(place, operator));
            }
            return self.constant(Value::Unit);
        }
        let hint = match operator {
            Binary::Equal
            | Binary::NotEqual
            | Binary::Less
            | Binary::LessOrEqual
            | Binary::Greater
            | Binary::GreaterOrEqual => &Type::Unknown,
            _ => hint,
        };
        self.expression(&binary.left, hint);
        self.expression(&binary.right, hint);
        self.emit(Op::Binary(operator));
    }

    fn assign(&mut self, assign: &tree::ExprAssign) {
        let of = self.type_of_value(&assign.left);
        if matches!(&*assign.left, Expr::Infer(_)) {
            self.expression(&assign.right, &Type::Unknown);
            self.emit(Op::Pop);
            return self.constant(Value::Unit);
        }
        self.expression(&assign.right, &of);
        self.widen(&of);
        if let Some(place) = self.place(&assign.left) {
            self.emit(Op::Assign(place));
        }
        self.constant(Value::Unit);
    }

    fn borrow(&mut self, of: &Expr, whole: &Expr) {
        match self.place_if_any(of) {
            Some(place) => {
                self.emit(Op::Borrow(place));
            }
            None => self.report(whole, "`&mut` needs a variable or a part of one", ""),
        }
    }

    /// The place that is assigned to; reports what is none.
    fn place(&mut self, value: &Expr) -> Option<u32> {
        let place = self.place_if_any(value);
        if place.is_none() {
            self.report(
                value,
                "this cannot be assigned to",
                "assign to a variable or a part of one",
            );
        }
        if let Some(name) = self.root_captured(value) {
            let message =
                format!("a closure works on its own copy of `{name}`, so this has no effect");
            self.report(
                value,
                message,
                "use a `for` loop, or return the new value from the closure",
            );
        }
        place
    }

    fn root_captured(&mut self, value: &Expr) -> Option<String> {
        match value {
            Expr::Path(path) => {
                let name = path.get_ident()?.name.clone();
                let last = self.contexts.len() - 1;
                self.lookup(&name, last).filter(|variable| variable.captured).map(|_| name)
            }
            Expr::Field(field) => self.root_captured(&field.base),
            Expr::Index(index) => self.root_captured(&index.expr),
            Expr::Paren(inner) => self.root_captured(&inner.expr),
            Expr::Unary(unary) => self.root_captured(&unary.expr),
            _ => None,
        }
    }

    /// The place that a value stands at, with its indices put on the stack, if it stands at one.
    fn place_if_any(&mut self, value: &Expr) -> Option<u32> {
        let root = self.root(value)?;
        let mut steps = Vec::new();
        self.steps(value, &mut steps);
        let through = matches!(root.of, Type::Mut(_));
        let places = &mut self.function().places;
        places.push(PlaceSpec { slot: root.slot, through, steps });
        Some(places.len() as u32 - 1)
    }

    fn root(&mut self, value: &Expr) -> Option<Variable> {
        match value {
            Expr::Path(path) => {
                let name = path.get_ident()?.name.clone();
                let last = self.contexts.len() - 1;
                self.lookup(&name, last)
            }
            Expr::Field(field) => self.root(&field.base),
            Expr::Index(index) if !matches!(&*index.index, Expr::Range(_)) => {
                self.root(&index.expr)
            }
            Expr::Paren(inner) => self.root(&inner.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref) => self.root(&unary.expr),
            _ => None,
        }
    }

    fn steps(&mut self, value: &Expr, steps: &mut Vec<PlaceStep>) {
        match value {
            Expr::Field(field) => {
                self.steps(&field.base, steps);
                steps.push(match &field.member {
                    tree::Member::Named(name) => PlaceStep::Field(self.compiler.name(&name.name)),
                    tree::Member::Unnamed(index) => PlaceStep::Position(index.index as u16),
                });
            }
            Expr::Index(index) => {
                self.steps(&index.expr, steps);
                self.expression(&index.index, &Type::Unknown);
                steps.push(PlaceStep::Index);
            }
            Expr::Paren(inner) => self.steps(&inner.expr, steps),
            Expr::Unary(unary) => self.steps(&unary.expr, steps),
            _ => {}
        }
    }

    /// Puts an argument on the stack. A variable that holds a `&mut` is passed on as what it is.
    fn argument(&mut self, value: &Expr, hint: &Type) {
        if let Expr::Path(path) = value
            && let Some(ident) = path.get_ident()
        {
            let last = self.contexts.len() - 1;
            if let Some(variable) = self.lookup(&ident.name, last)
                && matches!(variable.of, Type::Mut(_))
                && matches!(hint, Type::Mut(_))
            {
                self.emit(Op::Load(variable.slot));
                return;
            }
        }
        self.expression(value, hint.place());
    }

    fn call(&mut self, call: &tree::ExprCall, hint: &Type) {
        let count = call.args.len();
        let Expr::Path(path) = &*call.func else {
            self.expression(&call.func, &Type::Unknown);
            for argument in &call.args {
                self.expression(argument, &Type::Unknown);
            }
            self.emit(Op::CallValue(count as u16));
            return;
        };
        let name = self.path_name(path);
        if self.is_variable(&name) {
            self.path(path);
            for argument in &call.args {
                self.expression(argument, &Type::Unknown);
            }
            self.emit(Op::CallValue(count as u16));
        } else if let Some((of, variant)) = self.find_variant(&name) {
            self.variant_call(call, of, variant, hint);
        } else if let Some(id) = self.compiler.program.find(&name) {
            self.function_call(call, id);
        } else if let Some(&(_, builtin, takes)) =
            library::FUNCTIONS.iter().find(|(function, ..)| *function == name)
        {
            self.check_count(call, &name, takes, count);
            for argument in &call.args {
                self.expression(argument, &Type::Unknown);
            }
            self.emit(Op::CallBuiltin(builtin, count as u16));
        } else if let Some((target, operation)) = self.node_operation(path, &name) {
            self.node_call(call, &name, target, operation);
        } else if let Some(of) = self.tuple_struct(&name) {
            let fields = self.compiler.program.types.fields(of, None).clone();
            self.check_count(call, &name, fields.names.len(), count);
            for (argument, of) in call.args.iter().zip(&fields.types) {
                self.expression(argument, of);
                self.widen(of);
            }
            self.emit(Op::MakeStruct(of, count as u16));
        }
    }

    fn tuple_struct(&self, name: &str) -> Option<TypeId> {
        let of = self.compiler.program.types.find(name)?;
        match &self.compiler.program.types.get(of).shape {
            Shape::Struct(fields) if fields.tuple => Some(of),
            _ => None,
        }
    }

    fn variant_call(&mut self, call: &tree::ExprCall, of: TypeId, variant: VariantId, hint: &Type) {
        let types = match (of, variant, hint) {
            (TypeId::OPTION, _, Type::Option(inner)) => vec![(**inner).clone()],
            (TypeId::RESULT, VariantId::OK, Type::Result(ok, _)) => vec![(**ok).clone()],
            (TypeId::RESULT, VariantId::ERR, Type::Result(_, error)) => vec![(**error).clone()],
            _ => self.compiler.program.types.fields(of, Some(variant)).types.clone(),
        };
        let name = self.compiler.program.types.variant_name(of, variant).clone();
        self.check_count(call, &name, types.len(), call.args.len());
        for (argument, of) in call.args.iter().zip(&types) {
            self.expression(argument, of);
            self.widen(of);
        }
        self.emit(Op::MakeVariant(of, variant, call.args.len() as u16));
    }

    fn function_call(&mut self, call: &tree::ExprCall, id: FunctionId) {
        let function = self.compiler.program.function(id);
        let (name, parameters) = (Name::clone(&function.name), function.parameters.clone());
        self.check_count(call, &name, parameters.len(), call.args.len());
        for (argument, of) in call.args.iter().zip(&parameters) {
            self.argument(argument, of);
        }
        self.emit(Op::Call(id, call.args.len() as u16));
    }

    fn check_count(&mut self, call: &tree::ExprCall, name: &str, takes: usize, given: usize) {
        if takes != given {
            let plural = if takes == 1 { "" } else { "s" };
            let message = format!("`{name}` takes {takes} argument{plural}, and gets {given}");
            self.report(call, message, "");
        }
    }

    /// What a path such as `email::send` asks of another node; reports a path that names nothing.
    fn node_operation(&mut self, path: &tree::Path, name: &str) -> Option<(u16, u16)> {
        let targets = &self.compiler.program.environment.targets;
        let Some((node, operation)) = name.split_once("::") else {
            self.unknown_function(path, name);
            return None;
        };
        let Some(at) = targets.iter().position(|target| &*target.name == node) else {
            self.unknown_function(path, name);
            return None;
        };
        let target = &targets[at];
        let found = target.operations.iter().position(|known| &*known.name == operation);
        if found.is_none() && self.tuple_struct(name).is_none() {
            let target = target.clone();
            let known: Vec<&str> = target.operations.iter().map(|known| &*known.name).collect();
            let span = self.span(path);
            let near = crate::diagnostic::did_you_mean(operation, known.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{node}::{near}`?"),
                None => format!("it has {}", known.join(", ")),
            };
            let message = format!("the node `{node}` has no operation `{operation}`");
            self.compiler.report(span, message, Some(help));
        }
        Some((at as u16, found? as u16))
    }

    fn unknown_function(&mut self, path: &tree::Path, name: &str) {
        if self.tuple_struct(name).is_some() {
            return;
        }
        let known = self.known_functions();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let span = self.span(path);
        self.compiler.unknown(span, "function", name, &known);
    }

    fn node_call(&mut self, call: &tree::ExprCall, name: &str, target: u16, operation: u16) {
        let targets = &self.compiler.program.environment.targets;
        let found = &targets[usize::from(target)].operations[usize::from(operation)];
        if let Some(takes) = found.parameters
            && takes != call.args.len()
        {
            let signature = found.signature.clone();
            let message = format!("`{name}` gets {} arguments", call.args.len());
            self.report(call, message, &format!("it is `{signature}`"));
        }
        for argument in &call.args {
            self.expression(argument, &Type::Unknown);
        }
        self.emit(Op::CallNode { target, operation, arguments: call.args.len() as u16 });
    }

    fn method_call(&mut self, call: &tree::ExprMethodCall, hint: &Type) {
        let name = call.method.name.clone();
        let place = match self.root(&call.receiver) {
            Some(variable) if !variable.captured => self.place_if_any(&call.receiver),
            _ => None,
        };
        if place.is_none() {
            self.expression(&call.receiver, &Type::Unknown);
        }
        self.check_method(call, &name);
        let own = self.methods_named(&name);
        for (at, argument) in call.args.iter().enumerate() {
            let hint = match own.as_slice() {
                [only] => self.compiler.program.function(*only).parameters.get(at + 1).cloned(),
                _ => None,
            };
            self.argument(argument, &hint.unwrap_or(Type::Unknown));
        }
        let collects = self.collects(call, &name, hint);
        let name = self.compiler.name(&name);
        let arguments = call.args.len() as u16;
        self.emit(Op::CallMethod { name, arguments, place, collects });
    }

    fn methods_named(&self, name: &str) -> Vec<FunctionId> {
        let functions = self.compiler.program.functions.iter().zip(0..);
        let matching = functions.filter(|(function, _)| {
            function.takes_self.is_some()
                && function.name.rsplit_once("::").is_some_and(|(_, method)| method == name)
        });
        matching.map(|(_, at)| FunctionId(at)).collect()
    }

    fn check_method(&mut self, call: &tree::ExprMethodCall, name: &str) {
        let known = library::METHODS.iter().flat_map(|(_, methods)| methods.iter().copied());
        let known: Vec<&str> = known.collect();
        if !known.contains(&name) && self.methods_named(name).is_empty() {
            let span = self.span(&call.method);
            let own: Vec<String> = self
                .compiler
                .program
                .functions
                .iter()
                .filter(|function| function.takes_self.is_some())
                .filter_map(|function| Some(function.name.rsplit_once("::")?.1.to_owned()))
                .collect();
            let all: Vec<&str> = known.into_iter().chain(own.iter().map(String::as_str)).collect();
            self.compiler.unknown(span, "method", name, &all);
        }
    }

    /// What a method makes that takes its meaning from a type.
    fn collects(&mut self, call: &tree::ExprMethodCall, name: &str, hint: &Type) -> Collects {
        if !["collect", "sum", "product", "into", "unwrap_or_default"].contains(&name) {
            return Collects::Nothing;
        }
        let of = match call.turbofish.as_ref().and_then(|fish| fish.first()) {
            Some(of) => self.compiler.type_of(of, &[], self.of),
            None => hint.clone(),
        };
        let collects = library::collects(&of);
        if collects == Collects::Nothing && name == "collect" {
            let help = "say so where the value goes, `let list: Vec<_> = …`, or here, `.collect::<Vec<_>>()`";
            self.report(&call.method, "what should this collect into?", help);
        }
        collects
    }

    fn await_future(&mut self, wait: &tree::ExprAwait, hint: &Type) {
        if !self.function().is_async {
            let message = "`.await` stands only in an async function";
            let help = "make the function around it an `async fn`";
            self.report(&wait.await_token, message, help);
        }
        self.expression(&wait.base, hint);
        let span = self.span(&*wait.base);
        let effect: Name = match &*wait.base {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => self.path_name(path).into(),
                _ => "await".into(),
            },
            Expr::MethodCall(call) => call.method.name.as_str().into(),
            Expr::Path(path) => self.path_name(path).into(),
            _ => "await".into(),
        };
        let line = self.compiler.line(span);
        let awaits = &mut self.function().awaits;
        awaits.push(AwaitPlace { effect, span, line });
        let at = awaits.len() as u16 - 1;
        self.emit(Op::Await(at));
    }

    fn if_else(&mut self, branch: &tree::ExprIf, hint: &Type) {
        self.scoped(|this| {
            let mut fails = Vec::new();
            this.condition(&branch.cond, &mut fails);
            this.block(&branch.then_branch, hint);
            let done = this.emit(Op::Jump(0));
            this.patch_all(fails);
            match &branch.else_branch {
                Some(otherwise) => this.expression(otherwise, hint),
                None => this.constant(Value::Unit),
            }
            this.patch(done);
        });
    }

    /// A condition, with `let` anywhere in a chain of `&&`. Collects the jumps of its failing.
    fn condition(&mut self, condition: &Expr, fails: &mut Vec<usize>) {
        match condition {
            Expr::Let(test) => {
                self.expression(&test.expr, &Type::Unknown);
                let pattern = self.pattern(&test.pat, &Type::Unknown);
                let fail = self.match_op(pattern);
                fails.push(fail);
            }
            Expr::Binary(binary) if binary.op == BinOp::And => {
                self.condition(&binary.left, fails);
                self.condition(&binary.right, fails);
            }
            Expr::Paren(inner) if !contains_let(&inner.expr) => self.condition(&inner.expr, fails),
            other => {
                self.expression(other, &Type::Bool);
                let fail = self.emit(Op::JumpIfFalse(0));
                fails.push(fail);
            }
        }
    }

    /// Whether a condition holds, as a `bool` on the stack.
    pub(super) fn test(&mut self, condition: &Expr, guard: Option<&Expr>) {
        self.scoped(|this| {
            let mut fails = Vec::new();
            this.condition(condition, &mut fails);
            if let Some(guard) = guard {
                this.condition(guard, &mut fails);
            }
            this.constant(Value::Bool(true));
            let done = this.emit(Op::Jump(0));
            this.patch_all(fails);
            this.constant(Value::Bool(false));
            this.patch(done);
        });
    }

    fn match_arms(&mut self, choice: &tree::ExprMatch, hint: &Type) {
        self.expression(&choice.expr, &Type::Unknown);
        let subject = self.slot();
        self.emit(Op::Store(subject));
        let mut done = Vec::new();
        for arm in &choice.arms {
            self.scoped(|this| {
                this.emit(Op::Load(subject));
                let pattern = this.pattern(&arm.pat, &Type::Unknown);
                let mut fails = vec![this.match_op(pattern)];
                if let Some(guard) = &arm.guard {
                    this.condition(guard, &mut fails);
                }
                this.expression(&arm.body, hint);
                done.push(this.emit(Op::Jump(0)));
                this.patch_all(fails);
            });
        }
        self.constant(Value::text("no arm of the `match` fits the value"));
        self.emit(Op::Panic);
        self.patch_all(done);
    }

    fn enter_loop(&mut self, label: Option<&tree::Ident>, result: Option<u16>) {
        let label = label.map(|label| label.name.clone());
        let starts = self.here();
        self.context().loops.push(Loop { label, starts, breaks: Vec::new(), result });
    }

    fn leave_loop(&mut self) {
        if let Some(done) = self.context().loops.pop() {
            self.patch_all(done.breaks);
        }
    }

    fn repeat(&mut self, label: Option<&tree::Ident>, body: &tree::Block) {
        let result = self.slot();
        self.constant(Value::Unit);
        self.emit(Op::Store(result));
        self.enter_loop(label, Some(result));
        let starts = self.here();
        self.block(body, &Type::Unit);
        self.emit(Op::Pop);
        self.emit(Op::Jump(starts));
        self.leave_loop();
        self.emit(Op::Load(result));
    }

    fn labelled_block(&mut self, label: String, body: &tree::Block, hint: &Type) {
        let result = self.slot();
        let starts = self.here();
        let block = Loop { label: Some(label), starts, breaks: Vec::new(), result: Some(result) };
        self.context().loops.push(block);
        self.block(body, hint);
        self.emit(Op::Store(result));
        self.leave_loop();
        self.emit(Op::Load(result));
    }

    fn while_loop(&mut self, repeat: &tree::ExprWhile) {
        self.enter_loop(repeat.label.as_ref(), None);
        let starts = self.here();
        self.scoped(|this| {
            let mut fails = Vec::new();
            this.condition(&repeat.cond, &mut fails);
            this.block(&repeat.body, &Type::Unit);
            this.emit(Op::Pop);
            this.emit(Op::Jump(starts));
            this.patch_all(fails);
        });
        self.leave_loop();
        self.constant(Value::Unit);
    }

    fn for_loop(&mut self, repeat: &tree::ExprForLoop) {
        self.expression(&repeat.expr, &Type::Unknown);
        self.emit(Op::Iterate);
        let slot = self.slot();
        self.emit(Op::Store(slot));
        self.enter_loop(repeat.label.as_ref(), None);
        let starts = self.here();
        let end = self.emit(Op::Next { slot, otherwise: 0 });
        self.scoped(|this| {
            match &*repeat.pat {
                Pat::Ident(ident) if ident.subpat.is_none() => {
                    let slot = this.declare(&ident.ident.name, Type::Unknown);
                    this.emit(Op::Store(slot));
                }
                pattern => this.bind_or_panic(pattern),
            }
            this.block(&repeat.body, &Type::Unit);
            this.emit(Op::Pop);
            this.emit(Op::Jump(starts));
        });
        self.patch(end);
        self.leave_loop();
        self.constant(Value::Unit);
    }

    fn find_loop(&mut self, tokens: &dyn Spanned, label: Option<&tree::Ident>) -> Option<usize> {
        let wanted = label.map(|label| label.name.clone());
        let loops = &self.context().loops;
        let found = match &wanted {
            Some(wanted) => loops.iter().rposition(|each| each.label.as_ref() == Some(wanted)),
            None => loops.len().checked_sub(1),
        };
        if found.is_none() {
            let message = match wanted {
                Some(label) => format!("there is no loop labelled `'{label}` around this"),
                None => "there is no loop around this".to_owned(),
            };
            self.report(tokens, message, "");
        }
        found
    }

    fn leave(&mut self, leave: &tree::ExprBreak) {
        let Some(at) = self.find_loop(leave, leave.label.as_ref()) else { return };
        if let Some(value) = &leave.expr {
            self.expression(value, &Type::Unknown);
            match self.context().loops[at].result {
                Some(slot) => self.emit(Op::Store(slot)),
                None => return self.report(leave, "only `loop` can be left with a value", ""),
            };
        }
        let jump = self.emit(Op::Jump(0));
        self.context().loops[at].breaks.push(jump);
        self.constant(Value::Unit);
    }

    fn go_on(&mut self, again: &tree::ExprContinue) {
        let Some(at) = self.find_loop(again, again.label.as_ref()) else { return };
        let starts = self.context().loops[at].starts;
        self.emit(Op::Jump(starts));
        self.constant(Value::Unit);
    }
}

fn contains_let(value: &Expr) -> bool {
    match value {
        Expr::Let(_) => true,
        Expr::Binary(binary) => contains_let(&binary.left) || contains_let(&binary.right),
        Expr::Paren(inner) => contains_let(&inner.expr),
        _ => false,
    }
}

fn element(hint: &Type) -> Type {
    match hint {
        Type::List(of) | Type::Set(of) => (**of).clone(),
        _ => Type::Unknown,
    }
}

fn limit_of_integer(name: &str) -> Option<Value> {
    let (kind, limit) = name.split_once("::")?;
    let kind = IntKind::of(kind)?;
    match limit {
        "MAX" => Value::int(kind, *kind.range().end()),
        "MIN" => Value::int(kind, *kind.range().start()),
        _ => None,
    }
}
