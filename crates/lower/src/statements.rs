//! Statements. Owns the dispatch over the kinds of statements and the simple ones; loops, `switch`, `select`, `go` and
//! `defer` have files of their own.

use ast::{BinaryOp, BranchKind, Decl, ExprId, StmtId, StmtKind};
use ir::Value;
use source::Symbol;
use types::{ObjectId, TypeId};

use crate::function::FunctionLowerer;
use crate::range_functions::Exit;

impl FunctionLowerer<'_, '_> {
    /// Lowers statements in order. Statements behind a jump are lowered too, since a label may lead to them.
    pub(crate) fn statements(&mut self, stmts: &[StmtId]) {
        for &stmt in stmts {
            self.statement(stmt);
        }
    }

    /// Lowers one statement.
    pub(crate) fn statement(&mut self, stmt: StmtId) {
        if !self.b.is_reachable() {
            // Nothing leads here unless a label does: a block without predecessors that is dropped at the end.
            let dead = self.b.block();
            self.b.switch_to_sealed(dead);
        }
        let label = self.pending_label.take();
        self.locate(self.file[stmt].pos);
        match &self.file[stmt].kind {
            StmtKind::Bad => panic!("{stmt} did not parse"),
            StmtKind::Empty => {}
            StmtKind::Labeled { label, stmt } => self.labeled(*label, *stmt),
            StmtKind::Block(block) => self.statements(&block.stmts),
            StmtKind::Expr(expr) => self.discard(*expr),
            StmtKind::Send { chan, value } => self.send(*chan, *value),
            StmtKind::Decl(decl) => self.local_declaration(decl),
            StmtKind::Assign { op: Some(op), lhs, rhs } => self.assign_op(*op, lhs[0], rhs[0]),
            StmtKind::Assign { op: None, lhs, rhs } => self.assign(lhs, rhs),
            StmtKind::Define { lhs, rhs } => self.define_variables(lhs, rhs),
            StmtKind::IncDec { x, is_increment } => self.increment(*x, *is_increment),
            StmtKind::Branch { kind, label } => self.branch(*kind, *label),
            StmtKind::Go(call) => self.go_statement(*call),
            StmtKind::Defer(call) => self.defer_statement(*call),
            StmtKind::Return(results) => self.return_statement(results),
            StmtKind::If { init, cond, then, otherwise } => self.if_statement(*init, *cond, then, *otherwise),
            StmtKind::For { init, cond, post, body } => self.for_statement(label, *init, *cond, *post, body),
            StmtKind::Range { lhs, is_define, x, body, .. } => {
                self.range_statement(label, lhs, *is_define, *x, body, stmt)
            }
            StmtKind::Switch { init, tag, clauses, .. } => self.switch_statement(label, *init, *tag, clauses),
            StmtKind::TypeSwitch { init, x, clauses, .. } => self.type_switch(label, *init, *x, clauses),
            StmtKind::Select { clauses, .. } => self.select_statement(label, clauses),
        }
    }

    fn labeled(&mut self, label: ast::IdentId, stmt: StmtId) {
        let object = self.info.def(self.file_index, label);
        if let Some(object) = object {
            let block = self.label_block(object);
            self.b.jump(block, &[]);
            self.b.switch_to(block);
        }
        self.pending_label = Some(self.file.name(label));
        self.statement(stmt);
        self.pending_label = None;
    }

    /// The block a label names; it is sealed at the end of the function.
    fn label_block(&mut self, label: ObjectId) -> ir::Block {
        if let Some(block) = self.labels.get(&label) {
            return *block;
        }
        let block = self.b.block();
        self.labels.insert(label, block);
        block
    }

    fn branch(&mut self, kind: BranchKind, label: Option<ast::IdentId>) {
        match kind {
            BranchKind::Goto => {
                let object = label.and_then(|l| self.info.use_of(self.file_index, l));
                self.jump_to_label(object.unwrap_or_else(|| panic!("goto without a label")));
            }
            BranchKind::Fallthrough => {
                let to = self.fallthrough_to.unwrap_or_else(|| panic!("fallthrough in the last clause"));
                self.b.jump(to, &[]);
            }
            BranchKind::Break | BranchKind::Continue => self.jump_to(kind, label.map(|l| self.file.name(l))),
        }
    }

    /// `goto`
    pub(crate) fn jump_to_label(&mut self, label: ObjectId) {
        if self.is_outside_range_body(label) {
            return self.leave_range_body(Exit::Goto(label));
        }
        let block = self.label_block(label);
        self.b.jump(block, &[]);
    }

    /// `break` or `continue`.
    pub(crate) fn jump_to(&mut self, kind: BranchKind, label: Option<Symbol>) {
        let is_break = kind == BranchKind::Break;
        let target = self.targets.iter().rev().find(|t| match label {
            Some(label) => t.label == Some(label),
            None => is_break || t.continue_to.is_some(),
        });
        match (target, label) {
            (Some(target), _) => {
                let to = if is_break { target.break_to } else { target.continue_to.unwrap_or(target.break_to) };
                self.b.jump(to, &[]);
            }
            (None, Some(label)) => self.leave_range_body(Exit::Branch(kind, label)),
            (None, None) => panic!("{} leads nowhere", kind.as_str()),
        }
    }

    fn local_declaration(&mut self, decl: &ast::Decl) {
        let Decl::Var(group) = decl else { return };
        for spec in &group.specs {
            let objects: Vec<Option<ObjectId>> =
                spec.names.iter().map(|n| self.info.def(self.file_index, *n)).collect();
            if spec.values.is_empty() {
                for object in objects.into_iter().flatten() {
                    self.declare(object, None);
                }
                continue;
            }
            let types: Vec<Option<TypeId>> = objects.iter().map(|o| o.map(|o| self.object_type(o))).collect();
            let values = self.right_sides(&spec.values, &types);
            for (object, expr) in objects.iter().zip(&spec.values) {
                self.note_closure(*object, *expr, spec.values.len() == objects.len());
            }
            for (object, (value, _)) in objects.into_iter().zip(values) {
                if let Some(object) = object.filter(|o| !self.lowerer.program.object(*o).name.is_blank()) {
                    self.declare(object, Some(&value));
                }
            }
        }
    }

    fn return_statement(&mut self, exprs: &[ExprId]) {
        if exprs.is_empty() {
            return self.return_values(None);
        }
        let types: Vec<Option<TypeId>> = self.results.iter().map(|r| Some(r.ty)).collect();
        let values = self.right_sides(exprs, &types);
        self.return_values(Some(values.into_iter().map(|(v, _)| v).collect()));
    }

    fn if_statement(&mut self, init: Option<StmtId>, cond: ExprId, then: &ast::Block, otherwise: Option<StmtId>) {
        if let Some(init) = init {
            self.statement(init);
        }
        let (yes, join) = (self.b.block(), self.b.block());
        let no = if otherwise.is_some() { self.b.block() } else { join };
        self.branch_on(cond, yes, no);
        // A branch that a constant rules out is not lowered: what it refers to is not needed.
        self.continue_at(yes);
        if self.b.is_reachable() {
            self.statements(&then.stmts);
            self.b.jump(join, &[]);
        }
        if let Some(otherwise) = otherwise {
            self.continue_at(no);
            if self.b.is_reachable() {
                self.statement(otherwise);
                self.b.jump(join, &[]);
            }
        }
        self.continue_at(join);
    }

    /// Goes on in `block` if anything leads there.
    pub(crate) fn continue_at(&mut self, block: ir::Block) {
        self.b.seal(block);
        if self.b.has_predecessors(block) {
            self.b.switch_to(block);
        }
    }

    /// Branches on a condition, `&&`, `||` and `!` becoming control flow.
    pub(crate) fn branch_on(&mut self, cond: ExprId, yes: ir::Block, no: ir::Block) {
        let inner = self.file.unparen(cond);
        let is_constant = self.info.type_and_value(self.file_index, inner).value().is_some();
        match &self.file[inner].kind {
            ast::ExprKind::Binary { op: BinaryOp::LogicalAnd, x, y } if !is_constant => {
                let next = self.b.block();
                self.branch_on(*x, next, no);
                self.continue_at(next);
                if self.b.is_reachable() {
                    self.branch_on(*y, yes, no);
                }
            }
            ast::ExprKind::Binary { op: BinaryOp::LogicalOr, x, y } if !is_constant => {
                let next = self.b.block();
                self.branch_on(*x, yes, next);
                self.continue_at(next);
                if self.b.is_reachable() {
                    self.branch_on(*y, yes, no);
                }
            }
            ast::ExprKind::Unary { op: ast::UnaryOp::Not, x } if !is_constant => self.branch_on(*x, no, yes),
            _ => {
                let value: Value = self.condition(inner);
                match self.b.func.constant(value) {
                    Some(0) => self.b.jump(no, &[]),
                    Some(_) => self.b.jump(yes, &[]),
                    None => self.b.branch(value, yes, no),
                }
            }
        }
    }
}
