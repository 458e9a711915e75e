//! Branches and loops.

use super::function::{Loop, Maker, binds, binds_places};
use crate::code::{Binary, Op};
use crate::diagnostic::Span;
use crate::syntax::tree::{self, BinOp, Expr, Pat, Spanned};
use crate::types::Type;
use crate::value::Value;

impl Maker<'_, '_> {
    pub(super) fn if_else(&mut self, branch: &tree::ExprIf, hint: &Type) {
        let (mut fails, mut done) = (Vec::new(), 0);
        let whole = self.context().span;
        // What the condition binds is not there in the `else`.
        self.scoped(|this| {
            this.condition(&branch.cond, &mut fails, Some(whole));
            this.block(&branch.then_branch, hint);
            done = this.emit(Op::Jump(0));
        });
        self.patch_all(fails);
        match &branch.else_branch {
            Some(otherwise) => self.expression(otherwise, hint),
            None => self.constant(Value::Unit),
        }
        self.patch(done);
    }

    pub(super) fn if_else_for_effect(&mut self, branch: &tree::ExprIf) {
        let (mut fails, mut done) = (Vec::new(), None);
        self.scoped(|this| {
            this.condition(&branch.cond, &mut fails, None);
            this.block_for_effect(&branch.then_branch);
            done = branch.else_branch.as_ref().map(|_| this.emit(Op::Jump(0)));
        });
        self.patch_all(fails);
        if let Some(otherwise) = &branch.else_branch {
            self.for_effect(otherwise);
        }
        if let Some(done) = done {
            self.patch(done);
        }
    }

    /// A condition, with `let` anywhere in a chain of `&&`. Collects the jumps of its failing.
    /// A note of it says which part of the code it decides about.
    pub(super) fn condition(
        &mut self,
        condition: &Expr,
        fails: &mut Vec<usize>,
        decides: Option<Span>,
    ) {
        match condition {
            Expr::Let(test) => {
                let of = self.type_of_value(&test.expr);
                self.subject(&test.expr, &test.pat, &Type::Unknown);
                self.decides(decides);
                let pattern = self.pattern(&test.pat, &of);
                let fail = self.match_op(pattern);
                fails.push(fail);
            }
            Expr::Binary(binary)
                if binary.op == BinOp::And && (!self.takes_notes() || contains_let(condition)) =>
            {
                self.condition(&binary.left, fails, decides);
                self.condition(&binary.right, fails, decides);
            }
            Expr::Paren(inner) if !contains_let(&inner.expr) => {
                self.condition(&inner.expr, fails, decides);
            }
            other => {
                self.expression(other, &Type::Bool);
                self.decides(decides);
                let fail = self.emit(Op::JumpIfFalse(0));
                fails.push(fail);
            }
        }
    }

    /// Whether a condition holds, as a `bool` on the stack.
    pub(super) fn test(&mut self, condition: &Expr, guard: Option<&Expr>) {
        self.scoped(|this| {
            let mut done = Vec::new();
            match (condition, guard) {
                (Expr::Let(test), Some(_)) => {
                    let of = this.type_of_value(&test.expr);
                    this.subject(&test.expr, &test.pat, &Type::Unknown);
                    let subject = this.slot();
                    this.emit(Op::Store(subject));
                    let holds = |this: &mut Self| this.constant(Value::Bool(true));
                    this.arm(subject, (&test.pat, guard), &of, None, &mut done, holds);
                }
                _ => {
                    let mut fails = Vec::new();
                    this.condition(condition, &mut fails, None);
                    this.constant(Value::Bool(true));
                    done.push(this.emit(Op::Jump(0)));
                    this.patch_all(fails);
                }
            }
            this.constant(Value::Bool(false));
            this.patch_all(done);
        });
    }

    pub(super) fn match_arms(&mut self, choice: &tree::ExprMatch, hint: &Type) {
        self.scoped(|this| this.match_arms_inside(choice, hint));
    }

    fn match_arms_inside(&mut self, choice: &tree::ExprMatch, hint: &Type) {
        let of = self.type_of_value(&choice.expr);
        let patterns = || choice.arms.iter().map(|arm| &arm.pat);
        if patterns().any(binds_places) {
            self.borrow(&choice.expr);
        } else {
            let binding = patterns().find(|pattern| binds(pattern));
            match binding.or_else(|| patterns().next()) {
                Some(pattern) => self.subject(&choice.expr, pattern, &Type::Unknown),
                None => self.expression(&choice.expr, &Type::Unknown),
            }
        }
        let whole = Some(self.context().span);
        self.decides(whole);
        let subject = self.slot();
        self.emit(Op::Store(subject));
        let mut done = Vec::new();
        for arm in &choice.arms {
            let body = |this: &mut Self| this.expression(&arm.body, hint);
            let fits = (&arm.pat, arm.guard.as_ref());
            self.arm(subject, fits, &of, whole, &mut done, body);
        }
        self.constant(Value::text("no arm of the `match` fits the value"));
        self.emit(Op::Panic);
        self.patch_all(done);
    }

    /// What is done where a variable fits a pattern and the guard holds, if there is one. Collects the
    /// jumps from its end.
    fn arm(
        &mut self,
        subject: u16,
        (pattern, guard): (&Pat, Option<&Expr>),
        of: &Type,
        decides: Option<Span>,
        done: &mut Vec<usize>,
        body: impl FnOnce(&mut Self),
    ) {
        let (mut fails, mut refused) = (Vec::new(), Vec::new());
        self.scoped(|this| {
            let fitting = this.pattern(pattern, of);
            // A guard is asked of each alternative, whose names stand for other parts.
            let fitting = match guard {
                Some(_) => this.alternatives(pattern, fitting),
                None => vec![fitting],
            };
            let tried = (fitting.len() > 1).then(|| this.slot());
            let (mut starts, mut fits) = (Vec::new(), Vec::new());
            for fitting in fitting {
                this.patch_all(std::mem::take(&mut fails));
                starts.push(this.target_here());
                let pattern = this.pattern_at(fitting);
                fails.push(this.emit(Op::MatchSlot { slot: subject, pattern, otherwise: 0 }));
                if let Some(tried) = tried {
                    this.constant(Value::size(starts.len()));
                    this.emit(Op::Store(tried));
                    fits.push(this.emit(Op::Jump(0)));
                }
            }
            this.patch_all(fits);
            if let Some(guard) = guard {
                this.condition(guard, &mut refused, decides);
            }
            body(this);
            done.push(this.emit(Op::Jump(0)));
            // Guard and body stand there once, however many alternatives there are; so where the guard
            // refuses one, the variable says which is next.
            this.patch_all(refused);
            let Some(tried) = tried else { return };
            for (next, start) in starts.into_iter().enumerate().skip(1) {
                this.emit(Op::Load(tried));
                this.constant(Value::size(next));
                this.emit(Op::Binary(Binary::Equal));
                let other = this.emit(Op::JumpIfFalse(0));
                this.emit(Op::Jump(start));
                this.patch(other);
            }
        });
        self.patch_all(fails);
    }

    fn enter_loop(&mut self, label: Option<&tree::Ident>, result: Option<u16>, hint: &Type) {
        let label = label.map(|label| label.name.clone());
        let starts = self.target_here();
        let (breaks, hint) = (Vec::new(), hint.clone());
        self.context().loops.push(Loop { label, starts, breaks, result, hint, repeats: true });
    }

    pub(super) fn leave_loop(&mut self) {
        if let Some(done) = self.context().loops.pop() {
            self.patch_all(done.breaks);
        }
    }

    pub(super) fn repeat(&mut self, label: Option<&tree::Ident>, body: &tree::Block, hint: &Type) {
        self.scoped(|this| {
            let result = this.slot();
            this.constant(Value::Unit);
            this.emit(Op::Store(result));
            this.enter_loop(label, Some(result), hint);
            let starts = this.target_here();
            this.block_for_effect(body);
            this.emit(Op::Jump(starts));
            this.leave_loop();
            this.emit(Op::Load(result));
        });
    }

    pub(super) fn labelled_block(&mut self, label: String, body: &tree::Block, hint: &Type) {
        self.scoped(|this| {
            let result = this.slot();
            let starts = this.target_here();
            let (breaks, result_slot) = (Vec::new(), Some(result));
            let block = Loop {
                label: Some(label),
                starts,
                breaks,
                result: result_slot,
                hint: hint.clone(),
                repeats: false,
            };
            this.context().loops.push(block);
            this.block(body, hint);
            this.emit(Op::Store(result));
            this.leave_loop();
            this.emit(Op::Load(result));
        });
    }

    pub(super) fn while_loop(&mut self, repeat: &tree::ExprWhile) {
        self.enter_loop(repeat.label.as_ref(), None, &Type::Unit);
        let starts = self.target_here();
        let mut fails = Vec::new();
        self.scoped(|this| {
            this.condition(&repeat.cond, &mut fails, None);
            this.block_for_effect(&repeat.body);
            this.emit(Op::Jump(starts));
        });
        self.patch_all(fails);
        self.leave_loop();
        self.constant(Value::Unit);
    }

    pub(super) fn for_loop(&mut self, repeat: &tree::ExprForLoop) {
        self.scoped(|this| this.for_loop_inside(repeat));
    }

    fn for_loop_inside(&mut self, repeat: &tree::ExprForLoop) {
        let of = match self.type_of_value(&repeat.expr) {
            Type::List(of) | Type::Set(of) => *of,
            Type::Map(keys, values) => Type::Tuple(vec![*keys, *values]),
            // A range is told by its ends.
            of @ Type::Int(_) => of,
            _ => Type::Unknown,
        };
        self.expression(&repeat.expr, &Type::Unknown);
        self.emit(Op::Iterate);
        let slot = self.slot();
        self.emit(Op::Store(slot));
        self.enter_loop(repeat.label.as_ref(), None, &Type::Unit);
        let starts = self.target_here();
        let end = self.emit(Op::Next { slot, otherwise: 0 });
        self.scoped(|this| {
            match &*repeat.pat {
                Pat::Ident(ident) if ident.subpat.is_none() => {
                    let slot = this.declare(&ident.ident.name, of);
                    this.emit(Op::Store(slot));
                }
                pattern => this.bind_or_panic(pattern, &of),
            }
            this.note_bound(repeat.body.span);
            this.block_for_effect(&repeat.body);
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
            None => loops.iter().rposition(|each| each.repeats),
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
            let hint = self.context().loops[at].hint.clone();
            self.expression(value, &hint);
            self.give_type(&hint);
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
        let Loop { starts, repeats, .. } = self.context().loops[at];
        if !repeats {
            let help = "leave it with `break`, or label a loop";
            self.report(again, "`continue` goes on with a loop, and this labels a block", help);
        }
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
