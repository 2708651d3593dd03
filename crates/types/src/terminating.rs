//! Terminating statements (Go specification, "Terminating statements").

use ast::{BranchKind, ExprKind, IdentId, StmtId, StmtKind};
use source::Symbol;

use crate::checker::Checker;

impl Checker<'_> {
    /// Whether the last statement that is not empty is a terminating one.
    pub fn is_terminating_list(&self, stmts: &[StmtId]) -> bool {
        let last = stmts.iter().rev().find(|stmt| !matches!(self.statement_node(**stmt).kind, StmtKind::Empty));
        last.is_some_and(|stmt| self.is_terminating(*stmt, None))
    }

    fn is_terminating(&self, stmt: StmtId, label: Option<IdentId>) -> bool {
        match &self.statement_node(stmt).kind {
            StmtKind::Labeled { label, stmt } => self.is_terminating(*stmt, Some(*label)),
            StmtKind::Expr(expr) => {
                let expr = self.unparen(*expr);
                matches!(self.kind(expr), ExprKind::Call { .. }) && self.panics.contains(&self.at(expr))
            }
            StmtKind::Return(_) => true,
            StmtKind::Branch { kind, .. } => matches!(kind, BranchKind::Goto | BranchKind::Fallthrough),
            StmtKind::Block(block) => self.is_terminating_list(&block.stmts),
            StmtKind::If { then, otherwise: Some(otherwise), .. } => {
                self.is_terminating_list(&then.stmts) && self.is_terminating(*otherwise, None)
            }
            StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
                clauses.iter().any(|clause| clause.exprs.is_empty())
                    && clauses.iter().all(|clause| self.ends_clause(&clause.body, label))
            }
            StmtKind::Select { clauses, .. } => clauses.iter().all(|clause| self.ends_clause(&clause.body, label)),
            StmtKind::For { cond: None, body, .. } => {
                let label = label.map(|label| self.name(label));
                !body.stmts.iter().any(|stmt| self.has_break(*stmt, label, true))
            }
            _ => false,
        }
    }

    fn ends_clause(&self, body: &[StmtId], label: Option<IdentId>) -> bool {
        let label = label.map(|label| self.name(label));
        self.is_terminating_list(body) && !body.iter().any(|stmt| self.has_break(*stmt, label, true))
    }

    /// Whether a `break` inside leaves the statement with `label`, or, if `is_innermost`, one without label does.
    fn has_break(&self, stmt: StmtId, label: Option<Symbol>, is_innermost: bool) -> bool {
        let any =
            |stmts: &[StmtId], is_innermost: bool| stmts.iter().any(|stmt| self.has_break(*stmt, label, is_innermost));
        match &self.statement_node(stmt).kind {
            StmtKind::Labeled { stmt, .. } => self.has_break(*stmt, label, is_innermost),
            StmtKind::Branch { kind: BranchKind::Break, label: None } => is_innermost,
            StmtKind::Branch { kind: BranchKind::Break, label: Some(target) } => {
                label.is_some_and(|label| label == self.name(*target))
            }
            StmtKind::Block(block) => any(&block.stmts, is_innermost),
            StmtKind::If { then, otherwise, .. } => {
                any(&then.stmts, is_innermost)
                    || otherwise.is_some_and(|stmt| self.has_break(stmt, label, is_innermost))
            }
            StmtKind::Switch { clauses, .. } | StmtKind::TypeSwitch { clauses, .. } => {
                label.is_some() && clauses.iter().any(|clause| any(&clause.body, false))
            }
            StmtKind::Select { clauses, .. } => {
                label.is_some() && clauses.iter().any(|clause| any(&clause.body, false))
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => label.is_some() && any(&body.stmts, false),
            _ => false,
        }
    }
}
