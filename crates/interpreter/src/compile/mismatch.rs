//! Values that are surely of another type than the place for which they are written.
//!
//! This is no type check: what is not certain is not told here, and shows when the code runs. Certain
//! is what literals, written types and the declarations of this program say.

use std::mem::discriminant;

use super::function::Maker;
use crate::code::Binary;
use crate::library::Method as M;
use crate::machine::sign;
use crate::syntax::tree::{self, BinOp, Expr, Lit};
use crate::types::{IntKind, Type, TypeId, VariantId};

impl Maker<'_, '_> {
    /// The value of an expression for a place whose type is written.
    pub(super) fn value_for(&mut self, value: &Expr, of: &Type) {
        self.value_of(value, of);
        self.check_type(value, of);
    }

    /// Tells it where a value is surely not of the type that is wanted.
    pub(super) fn check_type(&mut self, value: &Expr, wanted: &Type) {
        let found = self.certain_type(value);
        if differ(&found, wanted) {
            let (wants, is) = (self.named(wanted), self.named(&found));
            self.report(
                value,
                format!("{wants} is wanted here, and this is {is}"),
                way_out(&found, wanted),
            );
        }
    }

    /// Tells it where an operator surely cannot be applied. Numbers of two widths can be mixed.
    pub(super) fn check_operands(&mut self, binary: &tree::ExprBinary, operator: Binary) {
        let (left, right) = (self.certain_type(&binary.left), self.certain_type(&binary.right));
        let is_plain = |of: &Type| {
            matches!(of, Type::Int(_) | Type::Float | Type::Bool | Type::Char | Type::Text)
        };
        let is_mixed = discriminant(left.place()) != discriminant(right.place());
        if is_plain(left.place()) && is_plain(right.place()) && is_mixed {
            let (left_named, right_named) = (self.named(&left), self.named(&right));
            let sign = sign(operator);
            let message = format!("`{sign}` cannot be applied to {left_named} and {right_named}");
            let help = match (left.place(), right.place()) {
                (Type::Text, _) | (_, Type::Text) => "`format!` makes a string of several values",
                (left, right @ Type::Int(IntKind::Any)) => way_out(right, left),
                (left, right) => way_out(left, right),
            };
            self.report(binary, message, help);
        }
    }

    /// The type of a value as far as it is certain.
    pub(super) fn certain_type(&mut self, value: &Expr) -> Type {
        match value {
            Expr::Lit(Lit::Bytes(_)) => Type::Unknown,
            Expr::Tuple(tuple) if !tuple.elems.is_empty() => {
                Type::Tuple(tuple.elems.iter().map(|each| self.certain_type(each)).collect())
            }
            Expr::Lit(_) | Expr::Struct(_) | Expr::Tuple(_) => self.type_of_value(value),
            Expr::Paren(inner) => self.certain_type(&inner.expr),
            Expr::Reference(inner) => self.certain_type(&inner.expr),
            Expr::Unary(unary) => self.certain_type(&unary.expr).place().clone(),
            Expr::Binary(binary) => self.certain_type_of_binary(binary),
            Expr::Cast(_) => self.type_of_value(value),
            Expr::Path(path) => match path.get_ident().and_then(|ident| self.find(&ident.name)) {
                Some(variable) => variable.certain.place().clone(),
                None => self.type_of_value(value),
            },
            Expr::Call(call) => self.certain_type_of_call(call),
            Expr::MethodCall(call) => self.certain_type_of_method_call(call),
            Expr::Field(field) => match (self.certain_type(&field.base), &field.member) {
                (Type::Tuple(types), tree::Member::Unnamed(index)) => {
                    types.get(index.index as usize).cloned().unwrap_or(Type::Unknown)
                }
                (Type::Named(_), _) => self.type_of_value(value),
                _ => Type::Unknown,
            },
            Expr::Macro(call) if matches!(call.arguments, tree::MacroArguments::Format(_)) => {
                self.type_of_value(value)
            }
            Expr::Await(_) => self.type_of_value(value),
            Expr::Try(attempt) => match self.certain_type(&attempt.expr) {
                Type::Result(inner, _) | Type::Option(inner) => *inner,
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }

    fn certain_type_of_binary(&mut self, binary: &tree::ExprBinary) -> Type {
        let (left, right) = (self.certain_type(&binary.left), self.certain_type(&binary.right));
        match (binary.op, left, right) {
            (BinOp::And | BinOp::Or, ..) => Type::Bool,
            (
                BinOp::Value(
                    Binary::Equal
                    | Binary::NotEqual
                    | Binary::Less
                    | Binary::LessOrEqual
                    | Binary::Greater
                    | Binary::GreaterOrEqual,
                ),
                ..,
            ) => Type::Bool,
            (BinOp::Value(Binary::ShiftLeft | Binary::ShiftRight), left @ Type::Int(_), _) => left,
            (BinOp::Value(_), Type::Int(IntKind::Any), right @ (Type::Int(_) | Type::Float)) => {
                right
            }
            (BinOp::Value(_), left @ (Type::Int(_) | Type::Float), Type::Int(_) | Type::Float) => {
                left
            }
            (BinOp::Value(Binary::Add), Type::Text, Type::Text) => Type::Text,
            _ => Type::Unknown,
        }
    }

    fn certain_type_of_call(&mut self, call: &tree::ExprCall) -> Type {
        let Expr::Path(path) = &*call.func else { return Type::Unknown };
        let name = self.path_name(path);
        if self.is_variable(&name) {
            return Type::Unknown;
        }
        if self.compiler.program.find(&name).is_some() {
            return self.type_of_call(call);
        }
        let Some((of, which)) = self.find_variant(&name) else {
            return self.tuple_struct(&name).map_or(Type::Unknown, Type::Named);
        };
        if of > TypeId::RESULT {
            return Type::Named(of);
        }
        let inside = call.args.first().map(|first| self.certain_type(first));
        let inside = Box::new(inside.unwrap_or(Type::Unknown));
        match (of, which) {
            (TypeId::OPTION, _) => Type::Option(inside),
            (_, VariantId::OK) => Type::Result(inside, Box::new(Type::Unknown)),
            _ => Type::Result(Box::new(Type::Unknown), inside),
        }
    }

    fn certain_type_of_method_call(&mut self, call: &tree::ExprMethodCall) -> Type {
        let receiver = self.certain_type(&call.receiver);
        match (&receiver, M::named(&call.method.name)) {
            (Type::Named(of), _) => {
                let owner = self.compiler.program.types.get(*of).name.clone();
                match self.compiler.program.find(&format!("{owner}::{}", call.method.name)) {
                    Some(_) => self.type_of_method_call(call),
                    None => Type::Unknown,
                }
            }
            (Type::Text | Type::List(_) | Type::Map(..) | Type::Set(_), Some(M::len)) => {
                Type::Int(IntKind::Usize)
            }
            (Type::Text | Type::Int(_), Some(M::to_string)) => Type::Text,
            _ => Type::Unknown,
        }
    }

    /// A type as messages name it.
    fn named(&self, of: &Type) -> String {
        match of.place() {
            Type::Int(IntKind::Any) => "a whole number".into(),
            Type::Text => "a string".into(),
            of => format!("`{}`", self.written(of)),
        }
    }

    /// A type as one writes it.
    fn written(&self, of: &Type) -> String {
        let one = |name: &str, of: &Type| format!("{name}<{}>", self.written(of));
        let two = |name: &str, of: &Type, other: &Type| {
            format!("{name}<{}, {}>", self.written(of), self.written(other))
        };
        match of.place() {
            Type::Unit => "()".into(),
            Type::Int(kind) => kind.name().into(),
            Type::Float => "f64".into(),
            Type::Bool => "bool".into(),
            Type::Char => "char".into(),
            Type::Text => "String".into(),
            Type::Duration => "Duration".into(),
            Type::Instant => "Instant".into(),
            Type::Option(of) => one("Option", of),
            Type::Result(of, error)
                if matches!(**error, Type::Unknown | Type::Named(TypeId::ERROR)) =>
            {
                one("Result", of)
            }
            Type::Result(of, error) => two("Result", of, error),
            Type::List(of) => one("Vec", of),
            Type::Map(keys, values) => two("BTreeMap", keys, values),
            Type::Set(of) => one("BTreeSet", of),
            Type::Tuple(types) => {
                let types: Vec<String> = types.iter().map(|of| self.written(of)).collect();
                format!("({})", types.join(", "))
            }
            Type::Named(of) => self.compiler.program.types.get(*of).name.to_string(),
            Type::Unknown | Type::Mut(_) | Type::Parameter(_) => "_".into(),
        }
    }
}

/// Whether no value is of both types.
fn differ(found: &Type, wanted: &Type) -> bool {
    match (found.place(), wanted.place()) {
        (Type::Unknown | Type::Parameter(_), _) | (_, Type::Unknown | Type::Parameter(_)) => false,
        (Type::Int(found), Type::Int(wanted)) => {
            found != wanted && ![*found, *wanted].contains(&IntKind::Any)
        }
        (Type::Option(found), Type::Option(wanted))
        | (Type::List(found), Type::List(wanted))
        | (Type::Set(found), Type::Set(wanted)) => differ(found, wanted),
        (Type::Result(found, left), Type::Result(wanted, right))
        | (Type::Map(found, left), Type::Map(wanted, right)) => {
            differ(found, wanted) || differ(left, right)
        }
        (Type::Tuple(found), Type::Tuple(wanted)) => {
            let mut pairs = found.iter().zip(wanted);
            found.len() != wanted.len() || pairs.any(|(found, wanted)| differ(found, wanted))
        }
        (found, wanted) => found != wanted,
    }
}

/// What one most likely wanted to write.
fn way_out(found: &Type, wanted: &Type) -> &'static str {
    match (found.place(), wanted.place()) {
        (Type::Int(IntKind::Any), Type::Float) => "give it a point: `1.0`",
        (Type::Int(_) | Type::Float, Type::Int(_) | Type::Float) => {
            "`as` makes a number of another type of it"
        }
        (Type::Int(_) | Type::Float | Type::Bool | Type::Char, Type::Text) => {
            "`.to_string()` makes a string of it"
        }
        (Type::Int(_) | Type::Float, Type::Duration) => {
            "`Duration::from_millis(…)` makes a length of time of a number"
        }
        (found, Type::Option(wanted)) if !differ(found, wanted) => "put it into `Some(…)`",
        (found, Type::Result(wanted, _)) if !differ(found, wanted) => "put it into `Ok(…)`",
        (Type::Result(found, _) | Type::Option(found), wanted) if !differ(found, wanted) => {
            "`?` takes the value out"
        }
        (_, Type::Unit) => "a `;` behind it drops it; what a function gives is written behind `->`",
        _ => "",
    }
}
