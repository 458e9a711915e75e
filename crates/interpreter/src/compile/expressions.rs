//! Expressions: what each leaves on the stack.

use super::function::{CaptureMode, Context, Maker};
use crate::code::{Binary, Cast, Function, FunctionId, Op, PlaceSpec};
use crate::number::{Float, Number};
use crate::syntax::tree::{self, BinOp, Expr, Lit, Pat, Spanned, UnOp};
use crate::types::{IntKind, Shape, Type, TypeId};
use crate::value::Value;

impl Maker<'_, '_> {
    /// Puts the value of an expression on the stack. The hint is the type of where it goes.
    pub(super) fn expression(&mut self, value: &Expr, hint: &Type) {
        let outer = self.context().span;
        self.context().span = value.span();
        self.expression_of(value, hint);
        self.note_value(value);
        self.context().span = outer;
    }

    fn expression_of(&mut self, value: &Expr, hint: &Type) {
        match value {
            Expr::Lit(literal) => self.literal(literal, hint),
            Expr::Paren(inner) => self.expression(&inner.expr, hint),
            Expr::Path(path) => self.path(path, true),
            Expr::Block(block) => match &block.label {
                Some(label) => {
                    self.labelled_block(label.name.clone(), &block.block, hint);
                }
                None => self.block(&block.block, hint),
            },
            Expr::If(branch) => self.if_else(branch, hint),
            Expr::Match(choice) => self.match_arms(choice, hint),
            Expr::Loop(repeat) => self.repeat(repeat.label.as_ref(), &repeat.body, hint),
            Expr::While(repeat) => self.while_loop(repeat),
            Expr::ForLoop(repeat) => self.for_loop(repeat),
            Expr::Break(leave) => self.leave(leave),
            Expr::Continue(again) => self.go_on(again),
            Expr::Return(back) => {
                let hint = self.function().returns.clone();
                match &back.expr {
                    Some(value) => {
                        self.expression(value, &hint);
                        self.check_type(value, &hint);
                    }
                    None => self.constant(Value::Unit),
                }
                self.give_type(&hint);
                self.emit(Op::Return);
            }
            Expr::Assign(assign) => self.assign(assign),
            Expr::Binary(binary) => self.binary(binary, hint),
            Expr::Unary(unary) => self.unary(unary, hint),
            Expr::Reference(reference) if reference.is_mut => self.borrow(&reference.expr),
            Expr::Reference(reference) => self.looked_at(&reference.expr, hint),
            Expr::Call(call) => self.call(call, hint),
            Expr::MethodCall(call) => self.method_call(call, hint),
            Expr::Field(field) => self.field(field, value),
            Expr::Index(index) => {
                if !self.takes_notes()
                    && let Some(place) = self.place_if_any(value)
                {
                    self.emit(Op::Read(place));
                    return;
                }
                self.looked_at(&index.expr, &Type::Unknown);
                self.expression(&index.index, &Type::Int(IntKind::Usize));
                self.emit(Op::Index);
            }
            Expr::Struct(literal) => self.struct_literal(literal),
            Expr::Tuple(tuple) if tuple.elems.is_empty() => self.constant(Value::Unit),
            Expr::Tuple(tuple) => {
                let hints = if let Type::Tuple(types) = hint { types.clone() } else { Vec::new() };
                for (at, element) in tuple.elems.iter().enumerate() {
                    let hint = hints.get(at).cloned().unwrap_or(Type::Unknown);
                    self.value_of(element, &hint);
                }
                self.emit(Op::MakeTuple(tuple.elems.len() as u16));
            }
            Expr::Array(array) => self.list(&array.elems, hint),
            Expr::Repeat(repeat) => {
                let of = element(hint);
                self.value_of(&repeat.expr, &of);
                self.expression(&repeat.len, &Type::Int(IntKind::Usize));
                self.emit(Op::Repeat);
            }
            Expr::Range(range) => self.range(range, hint),
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
            Expr::Macro(call) => self.macro_call(call, hint),
            Expr::Let(_) => {
                self.report(value, "`let` stands only in the condition of `if` or `while`", "");
            }
            Expr::Async(block) => self.async_block(block),
            Expr::Unsafe(_) => {
                self.not_part(value, "`unsafe`", "nothing here needs it");
            }
            Expr::Const(_) | Expr::Infer(_) => {
                self.not_part(value, "this expression", "write it in another way");
            }
        }
    }

    /// A value that is only looked at: a variable keeps it.
    pub(super) fn looked_at(&mut self, value: &Expr, hint: &Type) {
        match value {
            Expr::Path(path) => {
                let outer = self.context().span;
                self.context().span = value.span();
                self.path(path, false);
                self.note_value(value);
                self.context().span = outer;
            }
            Expr::Paren(inner) => self.looked_at(&inner.expr, hint),
            Expr::Reference(inner) if !inner.is_mut => self.looked_at(&inner.expr, hint),
            other => self.expression(other, hint),
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
                        let value = number.value.and_then(|value| u64::try_from(value).ok());
                        value.map(|value| Value::Float(Float(value as f64)))
                    }
                    (suffix, hint) => {
                        let kind = match (IntKind::of(suffix), hint) {
                            (Some(kind), _) => kind,
                            (None, Type::Int(kind)) => *kind,
                            _ => IntKind::Any,
                        };
                        let known = suffix.is_empty() || IntKind::of(suffix).is_some();
                        let digits = number.value.map(Number::of);
                        digits.filter(|_| known).and_then(|digits| Value::number(kind, digits))
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
        self.scoped(|this| this.struct_literal_inside(literal));
    }

    fn struct_literal_inside(&mut self, literal: &tree::ExprStruct) {
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
        let in_order = literal.rest.is_none()
            && written.len() == fields.names.len()
            && written.iter().zip(&fields.names).all(|((name, _), known)| **name == **known);
        if in_order {
            for ((_, field), of) in written.iter().zip(&fields.types) {
                self.value_for(&field.expr, of);
            }
            let count = fields.names.len() as u16;
            match variant {
                Some(variant) => self.emit(Op::MakeVariant(of, variant, count)),
                None => self.emit(Op::MakeStruct(of, count)),
            };
            return;
        }
        // Fields are worked out in the order in which they are written and then the base, as in Rust,
        // and put into the order of the declaration.
        let mut slots = Vec::new();
        for (name, field) in &written {
            let of = fields.position(name).map_or(Type::Unknown, |at| fields.types[at].clone());
            self.value_for(&field.expr, &of);
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
                self.emit(Op::Look(base));
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

    fn list(&mut self, elements: &[Expr], hint: &Type) {
        let of = match element(hint) {
            Type::Unknown => match self.type_of_elements(elements) {
                Type::Int(IntKind::Any) => Type::Unknown,
                of => of,
            },
            of => of,
        };
        let count = elements.len() as u16;
        for value in elements {
            self.value_of(value, &of);
        }
        self.emit(Op::MakeList(count));
    }

    pub(super) fn range(&mut self, range: &tree::ExprRange, hint: &Type) {
        let ends = || [&range.start, &range.end].into_iter().flatten();
        // An end that has a type gives it to the other.
        let is_known = |of: &Type| !matches!(of, Type::Unknown | Type::Int(IntKind::Any));
        let known = ends().map(|end| self.type_of_value(end)).find(is_known);
        let hint = known.unwrap_or_else(|| hint.clone());
        for end in ends() {
            self.value_of(end, &hint);
        }
        self.emit(Op::MakeRange {
            start: range.start.is_some(),
            end: range.end.is_some(),
            inclusive: range.inclusive,
        });
    }

    pub(super) fn cast(&mut self, cast: &tree::ExprCast) {
        self.looked_at(&cast.expr, &Type::Unknown);
        let to = match self.type_written(&cast.ty) {
            Type::Int(kind) => Cast::Int(kind),
            Type::Float => Cast::Float,
            Type::Char => Cast::Char,
            _ => return self.not_part(&*cast.ty, "this cast", "cast to a number or a char"),
        };
        self.emit(Op::Cast(to));
    }

    pub(super) fn field(&mut self, field: &tree::ExprField, whole: &Expr) {
        if let tree::Member::Named(name) = &field.member
            && let Type::Named(of) = self.type_of_value(&field.base)
        {
            self.check_field(of, name);
        }
        if !self.takes_notes()
            && let Some(place) = self.place_if_any(whole)
        {
            self.emit(Op::Read(place));
            return;
        }
        self.expression(&field.base, &Type::Unknown);
        match &field.member {
            tree::Member::Named(name) => {
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
            let help = "write a closure that gives an async block: `|x| async move { … }`";
            return self.not_part(closure, "async closures", help);
        }
        let span = self.span(closure);
        let returns = match &closure.output {
            None => Type::Unknown,
            Some(of) => self.type_written(of),
        };
        let mut function =
            Function { returns: returns.clone(), ..Function::empty("closure".into(), span) };
        let mut types = Vec::new();
        for input in &closure.inputs {
            types.push(match input {
                Pat::Type(typed) => self.type_written(&typed.ty),
                _ => Type::Unknown,
            });
        }
        function.parameters.clone_from(&types);
        let mut context = Context::new(function);
        if closure.is_move {
            context.changes_captured = CaptureMode::Cell;
        }
        self.contexts.push(context);
        self.note_start();
        let mut patterns = Vec::new();
        for (input, of) in closure.inputs.iter().zip(types) {
            let input = if let Pat::Type(typed) = input { &typed.pat } else { input };
            match input {
                Pat::Ident(ident) if ident.subpat.is_none() => {
                    self.declare(&ident.ident.name, of);
                }
                pattern => patterns.push((pattern, self.slot(), of)),
            }
        }
        for (pattern, slot, of) in patterns {
            self.emit(Op::Load(slot));
            self.bind_or_panic(pattern, &of);
        }
        self.note_bound(closure.body.span());
        self.expression(&closure.body, &returns);
        self.give_type(&returns);
        self.emit(Op::Return);
        if let Some((id, count)) = self.close() {
            self.emit(Op::MakeClosure(id, count));
        }
    }

    pub(super) fn async_block(&mut self, block: &tree::ExprAsync) {
        let span = self.span(block);
        let name = self.function().name.clone();
        let function = Function { is_async: true, ..Function::empty(name, span) };
        let mut context = Context::new(function);
        if block.is_move {
            context.changes_captured = CaptureMode::Value;
        }
        self.contexts.push(context);
        self.block(&block.block, &Type::Unknown);
        self.emit(Op::Return);
        if let Some((id, count)) = self.close() {
            self.emit(Op::MakeBlock(id, count));
        }
    }

    /// Ends the innermost closure, and puts what it captures on the stack of the one around.
    fn close(&mut self) -> Option<(FunctionId, u16)> {
        let mut context = self.contexts.pop()?;
        let captures = std::mem::take(&mut context.captures);
        for capture in &captures {
            match capture.mode {
                CaptureMode::Value => {
                    self.emit(Op::Load(capture.outer));
                }
                CaptureMode::Place => {
                    let spec = PlaceSpec { slot: capture.outer, steps: Vec::new(), indices: 0 };
                    let place = self.place_at(spec);
                    self.emit(Op::Borrow(place));
                }
                CaptureMode::Cell => {
                    self.emit(Op::Load(capture.outer));
                    self.emit(Op::MakeCell);
                }
            }
        }
        let count = captures.len() as u16;
        context.captures = captures;
        Some((self.add_closure(context.finish()), count))
    }

    pub(super) fn unary(&mut self, unary: &tree::ExprUnary, hint: &Type) {
        if let (UnOp::Neg, Expr::Lit(Lit::Int(number))) = (unary.op, &*unary.expr) {
            let kind = match (IntKind::of(&number.suffix), hint) {
                (Some(kind), _) => Some(kind),
                (None, Type::Int(kind)) => Some(*kind),
                (None, Type::Float) => None,
                _ if number.suffix == "f64" => None,
                _ => Some(IntKind::Any),
            };
            let digits = number.value.map(|digits| Number::of(digits).negated());
            if let (Some(kind), Some(digits)) = (kind, digits) {
                match Value::number(kind, digits) {
                    Some(value) => return self.constant(value),
                    None => return self.report(unary, "this number does not fit its type", ""),
                }
            }
        }
        match unary.op {
            UnOp::Deref => {
                self.looked_at(&unary.expr, hint);
                self.emit(Op::Deref);
            }
            UnOp::Not => {
                self.looked_at(&unary.expr, hint);
                self.emit(Op::Not);
            }
            UnOp::Neg => {
                self.looked_at(&unary.expr, hint);
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
            return self.assign_binary(binary, operator);
        }
        let compares = matches!(
            operator,
            Binary::Equal
                | Binary::NotEqual
                | Binary::Less
                | Binary::LessOrEqual
                | Binary::Greater
                | Binary::GreaterOrEqual
        );
        let shifts = matches!(operator, Binary::ShiftLeft | Binary::ShiftRight);
        // A side that has a type gives it to the other.
        let left_hint = match self.number_type(&binary.right) {
            Some(of) if !shifts => of,
            _ if compares => Type::Unknown,
            _ => hint.clone(),
        };
        let right_hint = match self.number_type(&binary.left) {
            _ if shifts => Type::Unknown,
            Some(of) => of,
            None if compares => Type::Unknown,
            None => hint.clone(),
        };
        self.operand(&binary.left, &left_hint, compares);
        self.operand(&binary.right, &right_hint, compares);
        self.check_operands(binary, operator);
        match self.take_constant() {
            Some(constant) => match self.take_variable() {
                Some(slot) => self.emit(Op::BinarySlotConstant(slot, operator, constant)),
                None => self.emit(Op::BinaryConstant(operator, constant)),
            },
            None => self.emit(Op::Binary(operator)),
        };
    }

    fn operand(&mut self, value: &Expr, hint: &Type, looks: bool) {
        if looks { self.looked_at(value, hint) } else { self.expression(value, hint) }
    }

    fn assign_binary(&mut self, binary: &tree::ExprBinary, operator: Binary) {
        let shifts = matches!(operator, Binary::ShiftLeft | Binary::ShiftRight);
        let hint = match self.number_type(&binary.left) {
            Some(of) if !shifts => of,
            _ => Type::Unknown,
        };
        self.looked_at(&binary.right, &hint);
        self.check_operands(binary, operator);
        if let Expr::Path(path) = &*binary.left
            && let Some(ident) = path.get_ident()
            && let Some(variable) = self.find(&ident.name)
        {
            self.changes(variable.slot);
            self.goes_into(&ident.name);
            match self.take_constant() {
                Some(constant) => {
                    self.emit(Op::UpdateConstant(variable.slot, operator, constant));
                }
                None => {
                    self.emit(Op::Update(variable.slot, operator));
                }
            }
        } else if let Some(place) = self.place(&binary.left) {
            self.emit(Op::AssignBinary(place, operator));
        }
        self.constant(Value::Unit);
    }

    /// The type of a value that is known to be a number.
    fn number_type(&mut self, value: &Expr) -> Option<Type> {
        let of = self.type_of_value(value);
        let known = of != Type::Int(IntKind::Any) && matches!(of, Type::Int(_) | Type::Float);
        known.then_some(of)
    }
}

fn element(hint: &Type) -> Type {
    match hint {
        Type::List(of) | Type::Set(of) => (**of).clone(),
        _ => Type::Unknown,
    }
}
