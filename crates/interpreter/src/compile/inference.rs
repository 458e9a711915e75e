//! What is known of a value's type from the way it is written.
//!
//! This is no type check. What is found out here gives literals their width and methods their
//! meaning; where nothing is found out, the code is asked for a type or goes by the value itself.

use super::function::Maker;
use super::names::known_constant;
use crate::code::Binary;
use crate::library::Method as M;
use crate::syntax::tree::{self, BinOp, Expr, Lit, Stmt};
use crate::types::{IntKind, Shape, Type, TypeId, VariantId};

impl Maker<'_, '_> {
    pub(super) fn type_of_value(&mut self, value: &Expr) -> Type {
        match value {
            Expr::Lit(literal) => type_of_literal(literal),
            Expr::Struct(literal) => match self.struct_type(&literal.path) {
                Some((of, _)) => Type::Named(of),
                None => Type::Unknown,
            },
            Expr::Call(call) => self.type_of_call(call),
            Expr::MethodCall(call) => self.type_of_method_call(call),
            Expr::Path(path) => match path.get_ident() {
                Some(ident) => match self.find(&ident.name) {
                    Some(variable) => variable.of.place().clone(),
                    None => self.type_of_path(path),
                },
                None => self.type_of_path(path),
            },
            Expr::Paren(inner) => self.type_of_value(&inner.expr),
            Expr::Reference(inner) => self.type_of_value(&inner.expr),
            Expr::Unary(unary) => self.type_of_value(&unary.expr),
            Expr::Binary(binary) => match binary.op {
                BinOp::And | BinOp::Or => Type::Bool,
                BinOp::Value(
                    Binary::Equal
                    | Binary::NotEqual
                    | Binary::Less
                    | Binary::LessOrEqual
                    | Binary::Greater
                    | Binary::GreaterOrEqual,
                ) => Type::Bool,
                BinOp::Value(Binary::ShiftLeft | Binary::ShiftRight) => {
                    self.type_of_value(&binary.left)
                }
                BinOp::Value(operator) => match self.type_of_value(&binary.left) {
                    Type::Instant if operator == Binary::Subtract => {
                        match self.type_of_value(&binary.right) {
                            Type::Instant => Type::Duration,
                            Type::Duration => Type::Instant,
                            _ => Type::Unknown,
                        }
                    }
                    Type::Unknown | Type::Int(IntKind::Any) => {
                        match self.type_of_value(&binary.right) {
                            of @ (Type::Int(_) | Type::Float) => of,
                            _ => Type::Unknown,
                        }
                    }
                    of => of,
                },
                BinOp::Assign(_) => Type::Unit,
            },
            Expr::Cast(cast) => match &*cast.ty {
                tree::Type::Path(path) => match path.get_ident() {
                    Some(ident) => match IntKind::of(&ident.name) {
                        Some(kind) => Type::Int(kind),
                        None if ident.name == "f64" => Type::Float,
                        None if ident.name == "char" => Type::Char,
                        None => Type::Unknown,
                    },
                    None => Type::Unknown,
                },
                _ => Type::Unknown,
            },
            // What is gone through is told by the ends of a range.
            Expr::Range(range) => {
                let ends = [&range.start, &range.end].into_iter().flatten();
                let types = ends.map(|end| self.type_of_value(end));
                let types: Vec<Type> = types.collect();
                let typed = types.iter().find(|of| **of != Type::Int(IntKind::Any));
                typed.or(types.first()).cloned().unwrap_or(Type::Unknown)
            }
            Expr::Field(field) => {
                let base = self.type_of_value(&field.base);
                match (base, &field.member) {
                    (Type::Tuple(types), tree::Member::Unnamed(index)) => {
                        types.get(index.index as usize).cloned().unwrap_or(Type::Unknown)
                    }
                    (Type::Named(of), member) => {
                        let name = member.name();
                        let Shape::Struct(fields) = &self.compiler.program.types.get(of).shape
                        else {
                            return Type::Unknown;
                        };
                        let at = fields.position(&name);
                        at.map_or(Type::Unknown, |at| fields.types[at].place().clone())
                    }
                    _ => Type::Unknown,
                }
            }
            Expr::Index(index) => match (self.type_of_value(&index.expr), &*index.index) {
                (of, Expr::Range(_)) => of,
                (Type::List(of) | Type::Map(_, of), _) => *of,
                _ => Type::Unknown,
            },
            Expr::Tuple(tuple) if tuple.elems.is_empty() => Type::Unit,
            Expr::Tuple(tuple) => {
                Type::Tuple(tuple.elems.iter().map(|each| self.type_of_value(each)).collect())
            }
            Expr::Array(array) => Type::List(Box::new(self.type_of_elements(&array.elems))),
            Expr::Repeat(repeat) => Type::List(Box::new(self.type_of_value(&repeat.expr))),
            Expr::Macro(call) => match &call.arguments {
                tree::MacroArguments::List(list) => self.type_of_value(list),
                tree::MacroArguments::Matches { .. } => Type::Bool,
                tree::MacroArguments::Format(_)
                    if call
                        .path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident.name == "format") =>
                {
                    Type::Text
                }
                _ => Type::Unknown,
            },
            Expr::Try(attempt) => match self.type_of_value(&attempt.expr) {
                Type::Result(inner, _) | Type::Option(inner) => *inner,
                _ => Type::Unknown,
            },
            Expr::Await(wait) => self.type_of_awaited(&wait.base),
            Expr::Block(block) => match block.block.stmts.last() {
                // What stands in the block is not declared here, and so is not looked at.
                Some(Stmt::Expr(last)) if !last.semicolon && block.block.stmts.len() == 1 => {
                    self.type_of_value(&last.expr)
                }
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }

    /// The type of several values that have one type: that of one that says it, if one does.
    pub(super) fn type_of_elements(&mut self, elements: &[Expr]) -> Type {
        let types: Vec<Type> = elements.iter().map(|each| self.type_of_value(each)).collect();
        let says = |of: &&Type| !matches!(of, Type::Unknown | Type::Int(IntKind::Any));
        types.iter().find(says).or(types.first()).cloned().unwrap_or(Type::Unknown)
    }

    fn type_of_path(&mut self, path: &tree::Path) -> Type {
        let name = self.path_name(path);
        if let Some(id) = self.compiler.program.find(&name) {
            let function = self.compiler.program.function(id);
            return if function.is_constant { function.returns.clone() } else { Type::Unknown };
        }
        if let Some((of, _)) = self.find_variant(&name) {
            return if of > TypeId::RESULT { Type::Named(of) } else { Type::Unknown };
        }
        match name.split_once("::") {
            _ if known_constant(&name).is_none() => Type::Unknown,
            Some((_, "BITS")) => Type::Int(IntKind::U32),
            Some(("f64", _)) => Type::Float,
            Some(("Duration", _)) => Type::Duration,
            Some(("char", _)) => Type::Char,
            Some((owner, _)) => IntKind::of(owner).map_or(Type::Unknown, Type::Int),
            None => Type::Unknown,
        }
    }

    pub(super) fn type_of_call(&mut self, call: &tree::ExprCall) -> Type {
        let Expr::Path(path) = &*call.func else { return Type::Unknown };
        let name = self.path_name(path);
        if self.is_variable(&name) {
            return Type::Unknown;
        }
        if let Some(id) = self.compiler.program.find(&name) {
            let function = self.compiler.program.function(id);
            return if function.is_async {
                Type::Unknown
            } else {
                function.returns.place().clone()
            };
        }
        if let Some((of, which)) = self.find_variant(&name) {
            let inside = |maker: &mut Self| {
                let inside = call.args.first().map(|first| maker.type_of_value(first));
                Box::new(inside.unwrap_or(Type::Unknown))
            };
            return match (of, which) {
                (TypeId::OPTION, _) => Type::Option(inside(self)),
                (TypeId::RESULT, VariantId::OK) => {
                    Type::Result(inside(self), Box::new(Type::Unknown))
                }
                (TypeId::RESULT, _) => Type::Unknown,
                (of, _) => Type::Named(of),
            };
        }
        if let Some(of) = self.tuple_struct(&name) {
            return Type::Named(of);
        }
        let Some((owner, function)) = name.rsplit_once("::") else { return Type::Unknown };
        let number = IntKind::of(owner).map(Type::Int);
        match (owner, function) {
            ("String", "new" | "from" | "with_capacity") => Type::Text,
            ("Duration", name) if name.starts_with("from_") => Type::Duration,
            ("Instant", "now") => Type::Instant,
            ("Vec" | "VecDeque" | "BTreeMap" | "HashMap" | "BTreeSet" | "HashSet", "new") => {
                match path.segments.first() {
                    Some(owner) if owner.arguments.is_some() => self.segment_type(owner),
                    _ => Type::Unknown,
                }
            }
            ("Box" | "Rc" | "Arc", "new") => {
                call.args.first().map_or(Type::Unknown, |first| self.type_of_value(first))
            }
            (_, "from" | "default" | "pow" | "max" | "min") => number.unwrap_or(Type::Unknown),
            _ => Type::Unknown,
        }
    }

    pub(super) fn type_of_method_call(&mut self, call: &tree::ExprMethodCall) -> Type {
        let name = call.method.name.as_str();
        let receiver = self.type_of_value(&call.receiver);
        if let Type::Named(of) = &receiver {
            let full = format!("{}::{name}", self.compiler.program.types.get(*of).name);
            if let Some(id) = self.compiler.program.find(&full) {
                let function = self.compiler.program.function(id);
                return if function.is_async {
                    Type::Unknown
                } else {
                    function.returns.place().clone()
                };
            }
        }
        if let Some(of) = call.turbofish.as_ref().and_then(|fish| fish.first()) {
            let of = self.type_written(of);
            return match M::named(name) {
                Some(M::parse) => Type::Result(Box::new(of), Box::new(Type::Unknown)),
                Some(M::collect | M::sum | M::product) => of,
                _ => Type::Unknown,
            };
        }
        let Some(method) = M::named(name) else { return Type::Unknown };
        match (&receiver, method) {
            (_, M::len | M::count) => Type::Int(IntKind::Usize),
            (_, M::to_string) => Type::Text,
            (
                _,
                M::is_empty
                | M::contains
                | M::contains_key
                | M::is_some
                | M::is_none
                | M::is_ok
                | M::is_err
                | M::starts_with
                | M::ends_with
                | M::any
                | M::all,
            ) => Type::Bool,
            (
                Type::Int(_) | Type::Float,
                M::abs
                | M::pow
                | M::min
                | M::max
                | M::clamp
                | M::saturating_add
                | M::saturating_sub
                | M::saturating_mul
                | M::wrapping_add
                | M::wrapping_sub
                | M::wrapping_mul
                | M::rem_euclid
                | M::div_euclid
                | M::floor
                | M::ceil
                | M::round
                | M::sqrt
                | M::clone,
            ) => receiver,
            (Type::Int(_), M::checked_add | M::checked_sub | M::checked_mul | M::checked_div) => {
                Type::Option(Box::new(receiver))
            }
            (Type::Int(_), M::leading_zeros | M::trailing_zeros | M::count_ones) => {
                Type::Int(IntKind::U32)
            }
            (Type::Duration, M::as_secs) => Type::Int(IntKind::U64),
            (Type::Duration, M::as_millis | M::as_micros | M::as_nanos) => Type::Int(IntKind::U128),
            (Type::Duration, M::as_secs_f64) => Type::Float,
            (
                _,
                M::clone
                | M::to_owned
                | M::as_ref
                | M::as_mut
                | M::borrow
                | M::take
                | M::cloned
                | M::copied
                | M::iter
                | M::iter_mut
                | M::into_iter
                | M::rev
                | M::filter
                | M::skip
                | M::to_vec
                | M::skip_while
                | M::take_while,
            ) => receiver,
            (Type::Map(_, values), M::get | M::get_mut | M::remove) => Type::Option(values.clone()),
            // An entry is a place for a value.
            (Type::Map(_, values), M::entry) => Type::Mut(values.clone()),
            (Type::Mut(_), M::and_modify) => receiver,
            (Type::Mut(inner), M::or_default | M::or_insert | M::or_insert_with) => {
                (**inner).clone()
            }
            (Type::Map(_, values), M::values | M::values_mut | M::into_values) => {
                Type::List(values.clone())
            }
            (Type::Map(keys, _), M::keys | M::into_keys) => Type::List(keys.clone()),
            (
                Type::List(of),
                M::get
                | M::first
                | M::last
                | M::pop
                | M::pop_front
                | M::pop_back
                | M::front
                | M::back
                | M::get_mut
                | M::next
                | M::min
                | M::max
                | M::last_mut
                | M::first_mut
                | M::find,
            ) => match call.args.first() {
                Some(Expr::Range(_)) => Type::Unknown,
                _ => Type::Option(of.clone()),
            },
            (Type::List(of), M::remove | M::swap_remove | M::sum | M::product) => (**of).clone(),
            (Type::Set(of), M::first | M::last | M::pop_first | M::pop_last | M::next) => {
                Type::Option(of.clone())
            }
            (Type::Option(inner) | Type::Result(inner, _), method) => match method {
                M::unwrap | M::expect | M::unwrap_or | M::unwrap_or_else | M::unwrap_or_default => {
                    (**inner).clone()
                }
                M::ok_or | M::ok_or_else | M::map_err => {
                    Type::Result(inner.clone(), Box::new(Type::Unknown))
                }
                M::ok => Type::Option(inner.clone()),
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }

    /// What `.await` gives: of an async function of this program what it declares.
    fn type_of_awaited(&mut self, future: &Expr) -> Type {
        let id = match future {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => {
                    let name = self.path_name(path);
                    if self.is_variable(&name) { None } else { self.compiler.program.find(&name) }
                }
                _ => None,
            },
            Expr::MethodCall(call) => match self.type_of_value(&call.receiver) {
                Type::Named(of) => {
                    let types = &self.compiler.program.types;
                    let full = format!("{}::{}", types.get(of).name, call.method.name);
                    self.compiler.program.find(&full)
                }
                _ => None,
            },
            _ => None,
        };
        let function = id.map(|id| self.compiler.program.function(id));
        match function {
            Some(function) if function.is_async => function.returns.place().clone(),
            _ => Type::Unknown,
        }
    }
}

fn type_of_literal(literal: &Lit) -> Type {
    match literal {
        Lit::Bool(_) => Type::Bool,
        Lit::Str(_) => Type::Text,
        Lit::Char(_) => Type::Char,
        Lit::Float(_) => Type::Float,
        Lit::Int(number) if number.suffix == "f64" => Type::Float,
        Lit::Int(number) => Type::Int(IntKind::of(&number.suffix).unwrap_or(IntKind::Any)),
        Lit::Bytes(_) => Type::Unknown,
    }
}
