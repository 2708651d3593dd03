//! `for` statements with a condition (Go specification, "For statements").

use ast::{ExprId, StmtId, StmtKind};
use source::Symbol;
use types::ObjectId;

use crate::function::{FunctionLowerer, Storage, Target};

impl FunctionLowerer<'_, '_> {
    /// `for init; cond; post {…}`.
    pub(crate) fn for_statement(
        &mut self,
        label: Option<Symbol>,
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: &ast::Block,
    ) {
        if let Some(init) = init {
            self.statement(init);
        }
        let own_copies = init.map(|i| self.per_iteration(i)).unwrap_or_default();
        let (head, inside, next, done) = (self.b.block(), self.b.block(), self.b.block(), self.b.block());
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        match cond {
            Some(cond) => self.branch_on(cond, inside, done),
            None => self.b.jump(inside, &[]),
        }
        self.b.seal(inside);
        if self.b.has_predecessors(inside) {
            self.b.switch_to(inside);
            self.targets.push(Target { label, break_to: done, continue_to: Some(next) });
            self.statements(&body.stmts);
            self.targets.pop();
            self.b.jump(next, &[]);
        }
        self.b.seal(next);
        if self.b.has_predecessors(next) {
            self.b.switch_to(next);
            for object in own_copies {
                self.copy_variable(object);
            }
            if let Some(post) = post {
                self.statement(post);
            }
            self.b.jump(head, &[]);
        }
        self.b.seal(head);
        self.continue_at(done);
    }

    /// The variables of a `for` clause of which each iteration has its own copy and that live in heap objects.
    fn per_iteration(&mut self, init: StmtId) -> Vec<ObjectId> {
        let StmtKind::Define { lhs, .. } = &self.file[init].kind else { return Vec::new() };
        let declared: Vec<ObjectId> = lhs
            .iter()
            .filter_map(|e| self.file.as_name(self.file.unparen(*e)))
            .filter_map(|name| self.info.def(self.file_index, name))
            .filter(|o| self.lowerer.program.object(*o).as_var().is_some_and(|v| v.is_per_iteration))
            .collect();
        declared.into_iter().filter(|o| self.is_boxed(*o)).collect()
    }

    /// Gives a variable a new heap object with the same value.
    fn copy_variable(&mut self, object: ObjectId) {
        let ty = self.object_type(object);
        let Some(Storage::Boxed(variable)) = self.locals.get(&object).cloned() else { return };
        let old = self.b.read(variable);
        let value = self.load(old, 0, ty);
        let address = self.allocate(ty);
        self.store(address, 0, ty, &value);
        self.b.define(variable, address);
    }
}
