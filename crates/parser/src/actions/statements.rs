//! Actions of statements, among them what a header's simple statement means.

use ast::{Block, BranchKind, CaseClause, CommClause, ExprId, ExprKind, IdentId, StmtId, StmtKind};

use super::{Builder, Header};

/// A clause as the grammar delivers it: offset, head, offset of the colon, statements.
type Clause<H> = (u32, H, u32, Vec<StmtId>);

impl Builder<'_> {
    pub(crate) fn block(&mut self, start: u32, stmts: Vec<StmtId>, rbrace: u32, end: u32) -> Block {
        Block { stmts, span: self.span(start, end), rbrace }
    }

    pub(crate) fn expr_stmt(&mut self, start: u32, x: ExprId, end: u32) -> StmtId {
        let pos = self.tree.exprs[x].pos;
        self.stmt(start, pos, StmtKind::Expr(x), end)
    }

    pub(crate) fn labeled(&mut self, start: u32, label: IdentId, colon: u32, stmt: Option<StmtId>, end: u32) -> StmtId {
        let stmt = stmt.unwrap_or_else(|| self.stmt(end, end, StmtKind::Empty, end));
        self.stmt(start, colon, StmtKind::Labeled { label, stmt }, end)
    }

    pub(crate) fn branch(&mut self, start: u32, kind: BranchKind, label: Option<IdentId>, end: u32) -> StmtId {
        self.stmt(start, start, StmtKind::Branch { kind, label }, end)
    }

    /// The operand of `go` or `defer`.
    pub(crate) fn call_operand(&mut self, keyword: &str, x: ExprId) -> ExprId {
        let inner = self.tree.unparen(x);
        if inner != x {
            let at = self.tree.exprs[x].pos;
            self.fault(at, format!("expression in {keyword} must not be parenthesized"));
        }
        inner
    }

    /// The expression that `stmt` consists of; anything else cannot be a condition or a tag.
    fn value_of(&mut self, stmt: StmtId) -> ExprId {
        let (pos, span) = (self.tree.stmts[stmt].pos, self.tree.stmts[stmt].span);
        let text = match &self.tree.stmts[stmt].kind {
            StmtKind::Expr(x) => return *x,
            StmtKind::Assign { op: None, lhs, rhs } => {
                format!("assignment {} = {}", self.emphasised(lhs), self.emphasised(rhs))
            }
            _ => self.slice(span.start, span.end).to_string(),
        };
        self.syntax_error(pos, &format!("cannot use {text} as value"));
        self.bad_expr(span.start)
    }

    fn emphasised(&self, list: &[ExprId]) -> String {
        match list {
            [x] if matches!(self.tree.exprs[*x].kind, ExprKind::Binary { .. }) => format!("({})", self.text_of(*x)),
            _ => list.iter().map(|x| self.text_of(*x)).collect::<Vec<_>>().join(", "),
        }
    }

    pub(crate) fn if_stmt(
        &mut self,
        start: u32,
        header: Option<Header>,
        brace: u32,
        then: Block,
        otherwise: Option<StmtId>,
        end: u32,
    ) -> StmtId {
        let (init, cond) = match header {
            Some(Header { init, cond: Some(cond), .. }) => (init, self.value_of(cond)),
            Some(Header { init, semicolon: Some(at), cond: None }) => {
                if self.text[at as usize..].starts_with(';') {
                    self.syntax_error(at, "missing condition in if statement");
                } else {
                    self.syntax_error(at, "unexpected newline, expected { after if clause");
                }
                (init, self.bad_expr(at))
            }
            _ => {
                self.syntax_error(brace, "missing condition in if statement");
                (None, self.bad_expr(brace))
            }
        };
        self.stmt(start, start, StmtKind::If { init, cond, then, otherwise }, end)
    }

    pub(crate) fn for_stmt(&mut self, start: u32, header: Option<Header>, body: Block, end: u32) -> StmtId {
        let (init, cond) = match header {
            Some(Header { init, semicolon: Some(at), cond }) => {
                let brace = body.span.start;
                if !self.text[at as usize..].starts_with(';') {
                    self.syntax_error(at, "unexpected newline, expected { after for clause");
                } else if cond.is_none() {
                    self.syntax_error(brace, "expected for loop condition");
                } else {
                    self.syntax_error(brace, "unexpected {, expected semicolon or newline");
                }
                (init, cond)
            }
            Some(Header { cond, .. }) => (None, cond),
            None => (None, None),
        };
        self.for_clause(start, init, cond, None, body, end)
    }

    pub(crate) fn for_clause(
        &mut self,
        start: u32,
        init: Option<StmtId>,
        cond: Option<StmtId>,
        post: Option<StmtId>,
        body: Block,
        end: u32,
    ) -> StmtId {
        let cond = cond.map(|cond| self.value_of(cond));
        if let Some(post) = post
            && let StmtKind::Define { .. } = self.tree.stmts[post].kind
        {
            let at = self.tree.stmts[post].pos;
            self.syntax_error(at, "cannot declare in post statement of for loop");
        }
        self.stmt(start, start, StmtKind::For { init, cond, post, body }, end)
    }

    pub(crate) fn switch_stmt(
        &mut self,
        start: u32,
        header: Option<Header>,
        lbrace: u32,
        clauses: Vec<Clause<Vec<ExprId>>>,
        rbrace: u32,
        end: u32,
    ) -> StmtId {
        let ends = clause_ends(&clauses, rbrace);
        let clauses = clauses
            .into_iter()
            .zip(ends)
            .map(|((at, exprs, colon, body), end)| CaseClause { exprs, body, colon, span: self.span(at, end) })
            .collect();
        let (init, tag) = header.map_or((None, None), |h| (h.init, h.cond));
        if let Some(tag) = tag
            && let Some((binding, guard)) = self.type_switch_guard(tag)
            && let ExprKind::TypeAssert { x, ty: None } = self.tree.exprs[guard].kind
        {
            self.guards.retain(|g| *g != guard);
            let guard_pos = self.tree.exprs[guard].pos;
            let kind = StmtKind::TypeSwitch { init, binding, x, guard_pos, clauses, lbrace, rbrace };
            return self.stmt(start, start, kind, end);
        }
        let tag = tag.map(|tag| self.value_of(tag));
        self.stmt(start, start, StmtKind::Switch { init, tag, clauses, lbrace, rbrace }, end)
    }

    /// `x.(type)` or `name := x.(type)`.
    fn type_switch_guard(&self, stmt: StmtId) -> Option<(Option<IdentId>, ExprId)> {
        let (binding, guard) = match &self.tree.stmts[stmt].kind {
            StmtKind::Expr(x) => (None, *x),
            StmtKind::Define { lhs, rhs } if lhs.len() == 1 && rhs.len() == 1 => {
                (Some(self.tree.as_name(lhs[0])?), rhs[0])
            }
            _ => return None,
        };
        matches!(self.tree.exprs[guard].kind, ExprKind::TypeAssert { ty: None, .. }).then_some((binding, guard))
    }

    pub(crate) fn select_stmt(
        &mut self,
        start: u32,
        clauses: Vec<Clause<Option<StmtId>>>,
        rbrace: u32,
        end: u32,
    ) -> StmtId {
        let ends = clause_ends(&clauses, rbrace);
        let clauses = clauses
            .into_iter()
            .zip(ends)
            .map(|((at, comm, colon, body), end)| CommClause { comm, body, colon, span: self.span(at, end) })
            .collect();
        self.stmt(start, start, StmtKind::Select { clauses, rbrace }, end)
    }
}

/// Where each clause ends: at the next one or the brace.
fn clause_ends<H>(clauses: &[Clause<H>], rbrace: u32) -> Vec<u32> {
    clauses.iter().skip(1).map(|(at, ..)| *at).chain([rbrace]).collect()
}
