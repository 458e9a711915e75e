//! Branches and loops.

use super::function::{Loop, Maker};
use crate::code::Op;
use crate::syntax::tree::{self, BinOp, Expr, Pat, Spanned};
use crate::types::Type;
use crate::value::Value;

impl Maker<'_> {
    pub(super) fn if_else(&mut self, branch: &tree::ExprIf, hint: &Type) {
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
    pub(super) fn condition(&mut self, condition: &Expr, fails: &mut Vec<usize>) {
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

    pub(super) fn match_arms(&mut self, choice: &tree::ExprMatch, hint: &Type) {
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

    pub(super) fn enter_loop(&mut self, label: Option<&tree::Ident>, result: Option<u16>) {
        let label = label.map(|label| label.name.clone());
        let starts = self.here();
        self.context().loops.push(Loop { label, starts, breaks: Vec::new(), result });
    }

    pub(super) fn leave_loop(&mut self) {
        if let Some(done) = self.context().loops.pop() {
            self.patch_all(done.breaks);
        }
    }

    pub(super) fn repeat(&mut self, label: Option<&tree::Ident>, body: &tree::Block) {
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

    pub(super) fn labelled_block(&mut self, label: String, body: &tree::Block, hint: &Type) {
        let result = self.slot();
        let starts = self.here();
        let block = Loop { label: Some(label), starts, breaks: Vec::new(), result: Some(result) };
        self.context().loops.push(block);
        self.block(body, hint);
        self.emit(Op::Store(result));
        self.leave_loop();
        self.emit(Op::Load(result));
    }

    pub(super) fn while_loop(&mut self, repeat: &tree::ExprWhile) {
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

    pub(super) fn for_loop(&mut self, repeat: &tree::ExprForLoop) {
        if let Expr::Reference(reference) = &*repeat.expr
            && reference.is_mut
        {
            let instead = "go through the positions: `for at in 0..list.len()`";
            return self.not_part(&*repeat.expr, "`&mut` to each element of a list", instead);
        }
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

    pub(super) fn find_loop(
        &mut self,
        tokens: &dyn Spanned,
        label: Option<&tree::Ident>,
    ) -> Option<usize> {
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

    pub(super) fn leave(&mut self, leave: &tree::ExprBreak) {
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

    pub(super) fn go_on(&mut self, again: &tree::ExprContinue) {
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
