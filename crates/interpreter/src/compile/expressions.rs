//! Expressions: what each leaves on the stack.

use super::function::{Context, Maker};
use crate::code::{Binary, Cast, Function, Op};
use crate::syntax::tree::{self, BinOp, Expr, Lit, Pat, Spanned, UnOp};
use crate::types::{IntKind, Shape, Type, TypeId};
use crate::value::{Float, Value};

impl Maker<'_> {
    pub(super) fn expression(&mut self, value: &Expr, hint: &Type) {
        let outer = self.context().span;
        self.context().span = value.span();
        self.expression_of(value, hint);
        self.context().span = outer;
    }

    pub(super) fn expression_of(&mut self, value: &Expr, hint: &Type) {
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

    pub(super) fn literal(&mut self, literal: &Lit, hint: &Type) {
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

    pub(super) fn struct_literal(&mut self, literal: &tree::ExprStruct) {
        let Some((of, variant)) = self.struct_type(&literal.path) else {
            return self.unknown_type(&literal.path);
        };
        let fields = self.compiler.program.types.fields(of, variant).clone();
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
        // Fields are worked out in the order in which they are written and then the base, as in Rust,
        // and put into the order of the declaration.
        let mut slots = Vec::new();
        for (name, field) in &written {
            let of = fields.position(name).map_or(Type::Unknown, |at| fields.types[at].clone());
            self.expression(&field.expr, &of);
            self.widen(&of);
            let slot = self.slot();
            self.emit(Op::Store(slot));
            slots.push((name.clone(), slot));
        }
        let base = literal.rest.as_ref().map(|rest| {
            self.expression(rest, &Type::Named(of));
            let slot = self.slot();
            self.emit(Op::Store(slot));
            slot
        });
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

    pub(super) fn list<'e>(
        &mut self,
        elements: impl ExactSizeIterator<Item = &'e Expr>,
        hint: &Type,
    ) {
        let of = element(hint);
        let count = elements.len() as u16;
        for value in elements {
            self.expression(value, &of);
            self.widen(&of);
        }
        self.emit(Op::MakeList(count));
    }

    pub(super) fn range(&mut self, range: &tree::ExprRange) {
        for end in [&range.start, &range.end].into_iter().flatten() {
            self.expression(end, &Type::Unknown);
        }
        self.emit(Op::MakeRange {
            start: range.start.is_some(),
            end: range.end.is_some(),
            inclusive: range.inclusive,
        });
    }

    pub(super) fn cast(&mut self, cast: &tree::ExprCast) {
        self.expression(&cast.expr, &Type::Unknown);
        let to = match self.compiler.type_of(&cast.ty, &[], self.of) {
            Type::Int(kind) => Cast::Int(kind),
            Type::Float => Cast::Float,
            Type::Char => Cast::Char,
            _ => return self.not_part(&*cast.ty, "this cast", "cast to a number or a char"),
        };
        self.emit(Op::Cast(to));
    }

    pub(super) fn field(&mut self, field: &tree::ExprField) {
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

    pub(super) fn check_field(&mut self, of: TypeId, name: &tree::Ident) {
        let def = self.compiler.program.types.get(of).clone();
        let Shape::Struct(fields) = &def.shape else { return };
        if fields.position(&name.name).is_none() {
            let known: Vec<&str> = fields.names.iter().map(|name| &**name).collect();
            let span = self.span(name);
            let what = format!("field in `{}`:", def.name);
            self.compiler.unknown(span, &what, &name.name, &known);
        }
    }

    pub(super) fn closure(&mut self, closure: &tree::ExprClosure) {
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

    pub(super) fn unary(&mut self, unary: &tree::ExprUnary, hint: &Type) {
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

    pub(super) fn binary(&mut self, binary: &tree::ExprBinary, hint: &Type) {
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
}

fn element(hint: &Type) -> Type {
    match hint {
        Type::List(of) | Type::Set(of) => (**of).clone(),
        _ => Type::Unknown,
    }
}
