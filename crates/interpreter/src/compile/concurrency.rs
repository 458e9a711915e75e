//! `select!`, `join!` and `try_join!`: several futures at once.

use super::function::Maker;
use crate::code::{Branch, Join, Op, Select};
use crate::syntax::tree::{self, Expr};
use crate::types::Type;
use crate::value::Value;

impl Maker<'_, '_> {
    pub(super) fn select(&mut self, call: &tree::Macro, select: &tree::Select, hint: &Type) {
        self.only_in_async(call, "select!");
        let mut awaits = Vec::new();
        for branch in &select.branches {
            self.awaited(&branch.future, &Type::Unknown);
            match &branch.guard {
                Some(guard) => self.expression(guard, &Type::Bool),
                None => self.constant(Value::Bool(true)),
            }
            awaits.push(self.await_place(&branch.future));
        }
        let selects = &mut self.function().selects;
        let (biased, branches) = (select.biased, Vec::new());
        selects.push(Select { biased, branches, otherwise: None });
        let at = selects.len() - 1;
        self.emit(Op::Select(at as u32));
        let mut done = Vec::new();
        for (branch, awaits) in select.branches.iter().zip(awaits) {
            self.scoped(|this| {
                // The variables are bound before the code of the branch begins.
                let pattern = this.pattern(&branch.pat, &Type::Unknown);
                let pattern = this.pattern_at(pattern);
                let nothing = this.emit(Op::Jump(0));
                this.patch(nothing);
                let target = this.target_here();
                this.function().selects[at].branches.push(Branch { awaits, pattern, target });
                this.expression(&branch.body, hint);
                done.push(this.emit(Op::Jump(0)));
            });
        }
        if let Some(otherwise) = &select.otherwise {
            let target = self.target_here();
            self.function().selects[at].otherwise = Some(target);
            self.expression(otherwise, hint);
        }
        self.patch_all(done);
    }

    pub(super) fn join(&mut self, call: &tree::Macro, futures: &[Expr], tries: bool) {
        self.only_in_async(call, if tries { "try_join!" } else { "join!" });
        let mut awaits = Vec::new();
        for future in futures {
            self.awaited(future, &Type::Unknown);
            awaits.push(self.await_place(future));
        }
        if futures.is_empty() {
            return self.constant(Value::Unit);
        }
        let joins = &mut self.function().joins;
        joins.push(Join { awaits, tries });
        let at = joins.len() as u32 - 1;
        self.emit(Op::Join(at));
    }

    fn only_in_async(&mut self, call: &tree::Macro, name: &str) {
        if !self.function().is_async {
            let message = format!("`{name}` stands only in an async function");
            self.report(&call.path, message, "make the function around it an `async fn`");
        }
    }
}
