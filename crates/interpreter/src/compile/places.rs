//! Assignments and `&mut`: places rather than values.

use super::function::{Maker, Variable};
use crate::code::{Op, PlaceSpec, PlaceStep};
use crate::syntax::tree::{self, Expr, UnOp};
use crate::types::{IntKind, Type};
use crate::value::Value;

impl Maker<'_, '_> {
    pub(super) fn assign(&mut self, assign: &tree::ExprAssign) {
        match &*assign.left {
            Expr::Infer(_) => {
                self.expression(&assign.right, &Type::Unknown);
                self.emit(Op::Pop);
            }
            Expr::Tuple(targets) => {
                self.expression(&assign.right, &Type::Unknown);
                let whole = self.slot();
                self.emit(Op::Store(whole));
                for (at, target) in targets.elems.iter().enumerate() {
                    self.emit(Op::Look(whole));
                    self.emit(Op::Position(at as u16));
                    self.store(target);
                }
            }
            left => {
                let of = self.type_of_value(left);
                self.value_of(&assign.right, &of);
                if let Expr::Path(path) = left
                    && let Some(ident) = path.get_ident()
                {
                    self.goes_into(&ident.name);
                }
                self.store(left);
            }
        }
        self.constant(Value::Unit);
    }

    /// Puts what is on the stack where it is assigned to.
    fn store(&mut self, target: &Expr) {
        if let Expr::Path(path) = target
            && let Some(ident) = path.get_ident()
            && let Some(variable) = self.find(&ident.name)
        {
            self.changes(variable.slot);
            self.emit(Op::Store(variable.slot));
        } else if matches!(target, Expr::Infer(_)) {
            self.emit(Op::Pop);
        } else if let Some(place) = self.place(target) {
            self.emit(Op::Assign(place));
        }
    }

    /// `&mut`. What stands nowhere is put into a variable of its own first.
    pub(super) fn borrow(&mut self, of: &Expr) {
        let place = self.changed_place(of).unwrap_or_else(|| self.temporary(of));
        self.emit(Op::Borrow(place));
    }

    /// The place that is assigned to; reports what is none.
    pub(super) fn place(&mut self, value: &Expr) -> Option<u32> {
        if let Some(place) = self.changed_place(value) {
            return Some(place);
        }
        // What a call gives may be a place: `*map.entry(key).or_insert(0) = 1`.
        if matches!(
            inner_root(value),
            Expr::MethodCall(_) | Expr::Call(_) | Expr::Await(_) | Expr::Try(_) | Expr::Match(_)
        ) {
            return Some(self.temporary(value));
        }
        let help = "assign to a variable or a part of one";
        self.report(value, "this cannot be assigned to", help);
        None
    }

    /// The place that begins with the value of an expression that is no variable.
    pub(super) fn temporary(&mut self, value: &Expr) -> u32 {
        self.expression(inner_root(value), &Type::Unknown);
        let slot = self.slot();
        self.emit(Op::Store(slot));
        let mut steps = Vec::new();
        self.steps(value, &mut steps);
        self.spec(slot, steps)
    }

    fn spec(&mut self, slot: u16, steps: Vec<PlaceStep>) -> u32 {
        let indices = steps.iter().filter(|step| **step == PlaceStep::Index).count() as u16;
        self.place_at(PlaceSpec { slot, steps, indices })
    }

    /// The place of something that is about to be changed, which may be a part of a list.
    pub(super) fn changed_place(&mut self, value: &Expr) -> Option<u32> {
        let Expr::Path(path) = inner_root(value) else { return None };
        let name = path.get_ident()?.name.clone();
        let root = self.find(&name)?;
        self.changes(root.slot);
        let mut steps = Vec::new();
        self.steps(value, &mut steps);
        Some(self.spec(root.slot, steps))
    }

    /// The place that a value stands at, with its indices put on the stack, if it stands at one.
    pub(super) fn place_if_any(&mut self, value: &Expr) -> Option<u32> {
        let root = self.root(value)?;
        let mut steps = Vec::new();
        self.steps(value, &mut steps);
        Some(self.spec(root.slot, steps))
    }

    pub(super) fn root(&mut self, value: &Expr) -> Option<Variable> {
        match value {
            Expr::Path(path) => {
                let name = path.get_ident()?.name.clone();
                self.find(&name)
            }
            Expr::Field(field) => self.root(&field.base),
            Expr::Index(index) if !matches!(&*index.index, Expr::Range(_)) => {
                self.root(&index.expr)
            }
            Expr::Paren(inner) => self.root(&inner.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref) => self.root(&unary.expr),
            Expr::Reference(inner) => self.root(&inner.expr),
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
                let of = match self.type_of_value(&index.expr) {
                    Type::Map(keys, _) => *keys,
                    Type::List(_) => Type::Int(IntKind::Usize),
                    _ => Type::Unknown,
                };
                self.looked_at(&index.index, &of);
                steps.push(PlaceStep::Index);
            }
            Expr::Paren(inner) => self.steps(&inner.expr, steps),
            Expr::Unary(unary) if unary.op == UnOp::Deref => self.steps(&unary.expr, steps),
            Expr::Reference(inner) => self.steps(&inner.expr, steps),
            _ => {}
        }
    }
}

/// What stands at the root of a place, whatever it is.
fn inner_root(value: &Expr) -> &Expr {
    match value {
        Expr::Field(field) => inner_root(&field.base),
        Expr::Index(index) => inner_root(&index.expr),
        Expr::Paren(inner) => inner_root(&inner.expr),
        Expr::Reference(inner) => inner_root(&inner.expr),
        Expr::Unary(unary) if unary.op == UnOp::Deref => inner_root(&unary.expr),
        other => other,
    }
}
