//! Assignments and `&mut`: places rather than values.

use super::function::{Maker, Variable};
use crate::code::{Op, PlaceSpec, PlaceStep};
use crate::syntax::tree::{self, Expr, UnOp};
use crate::types::Type;
use crate::value::Value;

impl Maker<'_> {
    pub(super) fn assign(&mut self, assign: &tree::ExprAssign) {
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

    pub(super) fn borrow(&mut self, of: &Expr, whole: &Expr) {
        match self.place_if_any(of) {
            Some(place) => {
                self.emit(Op::Borrow(place));
            }
            None => self.report(whole, "`&mut` needs a variable or a part of one", ""),
        }
    }

    /// The place that is assigned to; reports what is none.
    pub(super) fn place(&mut self, value: &Expr) -> Option<u32> {
        let place = self.place_if_any(value);
        if place.is_none() {
            self.report(
                value,
                "this cannot be assigned to",
                "assign to a variable or a part of one",
            );
        }
        self.refuse_captured(value);
        place
    }

    /// Reports what would be changed in a closure's own copy, and so for nothing.
    pub(super) fn refuse_captured(&mut self, value: &Expr) {
        if let Some(name) = self.root_captured(value) {
            let message =
                format!("a closure works on its own copy of `{name}`, so this has no effect");
            self.report(
                value,
                message,
                "use a `for` loop, or return the new value from the closure",
            );
        }
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
    pub(super) fn place_if_any(&mut self, value: &Expr) -> Option<u32> {
        let root = self.root(value)?;
        let mut steps = Vec::new();
        self.steps(value, &mut steps);
        let through = matches!(root.of, Type::Mut(_));
        let places = &mut self.function().places;
        places.push(PlaceSpec { slot: root.slot, through, steps });
        Some(places.len() as u32 - 1)
    }

    pub(super) fn root(&mut self, value: &Expr) -> Option<Variable> {
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

    pub(super) fn steps(&mut self, value: &Expr, steps: &mut Vec<PlaceStep>) {
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
}
