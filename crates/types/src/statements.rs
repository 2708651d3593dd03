//! Function bodies and statements; `switch` and `range` have files of their own (Go specification, "Statements").

use std::rc::Rc;

use ast::{Block, ExprId, ExprKind, Stmt, StmtId, StmtKind, UnaryOp};
use constant::Value;
use diagnostics::{Code, Diagnostic};

use crate::builtin::CallKind;
use crate::checker::{Checker, Environment};
use crate::operand::OpMode;
use crate::{BasicKind, ExprRef, ObjectId, ScopeId, TypeId};

impl<'a> Checker<'a> {
    /// Checks the body of a declared function or of the literal `function`; `type_params` are those of the declared one.
    #[expect(clippy::too_many_arguments, reason = "all of it is the function's environment")]
    pub fn function_body(
        &mut self,
        decl: Option<usize>,
        signature: TypeId,
        scope: ScopeId,
        body: &'a Block,
        iota: Option<Value>,
        function: Option<ExprRef>,
        type_params: Rc<[TypeId]>,
    ) {
        if !self.file().has_bodies {
            return;
        }
        let signature_type = Some(signature);
        let environment = Environment {
            decl,
            iota,
            signature: signature_type,
            function,
            type_params,
            ..Environment::new(self.env.file, scope)
        };
        let saved = std::mem::replace(&mut self.env, environment);
        self.begin_locals();
        self.statement_list(&body.stmts);
        self.check_branches(body);
        let has_results = self.program.as_signature(signature).is_some_and(|s| !s.results.is_empty());
        if has_results && !self.is_terminating_list(&body.stmts) {
            self.error(self.file().at(body.rbrace), Code::MissingReturn, "missing return");
        }
        self.end_locals();
        self.env = saved;
    }

    /// The node of a statement.
    pub fn statement_node(&self, stmt: StmtId) -> &'a Stmt {
        &self.file().stmts[stmt]
    }

    pub(crate) fn statement_list(&mut self, stmts: &'a [StmtId]) {
        for stmt in stmts {
            self.statement(*stmt);
        }
    }

    pub(crate) fn block(&mut self, block: &'a Block) {
        self.open_scope();
        self.statement_list(&block.stmts);
        self.close_scope();
    }

    pub(crate) fn statement(&mut self, stmt: StmtId) {
        let top = self.delayed_len();
        let span = self.statement_node(stmt).span;
        self.guarded(span, |checker| checker.statement_within(stmt));
        self.process_delayed(top);
    }

    fn statement_within(&mut self, stmt: StmtId) {
        let node = self.statement_node(stmt);
        let at = self.file().at(node.pos);
        match &node.kind {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Labeled { stmt, .. } => {
                self.statement(*stmt);
            }
            StmtKind::Block(block) => self.block(block),
            StmtKind::Expr(expr) => self.expression_statement(*expr),
            StmtKind::Send { chan, value } => {
                let channel = self.check_expr(*chan);
                let mut value = self.check_generic_expr(*value, None);
                if !channel.is_valid() || !value.is_valid() {
                    return;
                }
                if let Some(elem) = self.channel_element(&channel, false, node.span) {
                    self.assignment(&mut value, Some(elem), "send");
                }
            }
            StmtKind::Decl(decl) => self.declaration_statement(decl),
            StmtKind::Assign { op: None, lhs, rhs } => self.assign_variables(lhs, rhs),
            StmtKind::Assign { op: Some(op), lhs, rhs } => {
                let ([left], [right]) = (lhs.as_slice(), rhs.as_slice()) else {
                    let message = format!("assignment operation {op}= requires single-valued expressions");
                    return self.error(node.span, Code::InvalidSyntaxTree, message);
                };
                let x = self.check_expr(*left);
                let mut x = self.binary(x, None, *left, *right, *op);
                self.assign_operand(*left, &mut x, "assignment");
            }
            StmtKind::Define { lhs, rhs } => self.short_variable_declaration(at, lhs, rhs),
            StmtKind::IncDec { x: expr, is_increment } => {
                let mut x = self.check_expr(*expr);
                if !x.is_valid() {
                    return;
                }
                if !self.program.all_basic(x.ty, BasicKind::is_numeric) {
                    let (source, ty) = (self.source(*expr), self.show(x.ty));
                    let op = if *is_increment { "++" } else { "--" };
                    let message = format!("invalid operation: {source}{op} (non-numeric type {ty})");
                    return self.error(self.span(*expr), Code::NonNumericIncDec, message);
                }
                self.assign_operand(*expr, &mut x, "assignment");
            }
            StmtKind::Go(call) => self.suspended_call("go", *call),
            StmtKind::Defer(call) => self.suspended_call("defer", *call),
            StmtKind::Return(results) => self.return_statement(node, results),
            // Jumps are checked when the whole body is known.
            StmtKind::Branch { .. } => {}
            StmtKind::If { init, cond, then, otherwise } => {
                self.open_scope();
                if let Some(init) = init {
                    self.statement(*init);
                }
                self.condition(*cond, "if");
                let top = self.delayed_len();
                self.block(then);
                self.process_delayed(top);
                if let Some(otherwise) = otherwise {
                    self.statement(*otherwise);
                }
                self.close_scope();
            }
            StmtKind::For { init, cond, post, body } => {
                self.open_scope();
                if let Some(init) = init {
                    self.statement(*init);
                    self.mark_per_iteration();
                }
                if let Some(cond) = cond {
                    self.condition(*cond, "for");
                }
                if let Some(post) = post {
                    if let StmtKind::Define { lhs, .. } = &self.statement_node(*post).kind {
                        let message = "cannot declare in post statement of for loop";
                        self.error(self.statement_node(*post).span, Code::InvalidSyntaxTree, message);
                        self.statement(*post);
                        self.use_exprs(lhs);
                    } else {
                        self.statement(*post);
                    }
                }
                let top = self.delayed_len();
                self.block(body);
                self.process_delayed(top);
                self.close_scope();
            }
            StmtKind::Range { lhs, is_define, x, body, .. } => {
                self.range_statement(node, lhs, *is_define, *x, body);
            }
            StmtKind::Switch { init, tag, clauses, rbrace, .. } => {
                self.open_scope();
                if let Some(init) = init {
                    self.statement(*init);
                }
                self.switch_statement(*tag, clauses, *rbrace);
                self.close_scope();
            }
            StmtKind::TypeSwitch { init, binding, x, clauses, .. } => {
                self.open_scope();
                if let Some(init) = init {
                    self.statement(*init);
                }
                self.type_switch_statement(*binding, *x, clauses);
                self.close_scope();
            }
            StmtKind::Select { clauses, .. } => {
                self.select_statement(clauses);
            }
        }
    }

    /// Marks the variables of the innermost scope as copied by each iteration; before Go 1.22 all iterations assign to one.
    pub(crate) fn mark_per_iteration(&mut self) {
        let is_copied = self.go_version() >= (1, 22);
        let objects: Vec<ObjectId> = self.program.scopes[self.env.scope].iter().map(|entry| entry.1).collect();
        for object in objects {
            if let Some(var) = self.var_mut(object) {
                var.is_per_iteration = is_copied;
                var.reassigned |= !is_copied;
            }
        }
    }

    fn condition(&mut self, cond: ExprId, statement: &str) {
        let x = self.check_expr(cond);
        if x.is_valid() && !self.program.all_basic(x.ty, BasicKind::is_boolean) {
            let message = format!("non-boolean condition in {statement} statement");
            self.error(self.span(cond), Code::InvalidCond, message);
        }
    }

    fn expression_statement(&mut self, expr: ExprId) {
        let (x, kind) = self.raw_expr(expr, None);
        let (message, code) = match x.mode {
            OpMode::Builtin(_) => ("must be called", Code::UncalledBuiltin),
            OpMode::TypeExpr => ("is not an expression", Code::NotAnExpr),
            _ if kind == CallKind::Statement => return,
            OpMode::Invalid => return,
            _ => ("is not used", Code::UnusedExpr),
        };
        let text = self.describe(&x);
        self.error(self.operand_span(&x), code, format!("{text} {message}"));
    }

    fn suspended_call(&mut self, keyword: &str, call: ExprId) {
        let code = if keyword == "go" { Code::InvalidGo } else { Code::InvalidDefer };
        if !matches!(self.kind(call), ExprKind::Call { .. }) {
            let message = format!("expression in {keyword} must be function call");
            self.error(self.span(call), code, message);
            self.use_exprs(&[call]);
            return;
        }
        let (x, kind) = self.raw_expr(call, None);
        let (what, code) = match kind {
            CallKind::Conversion => ("requires function call, not conversion", code),
            CallKind::Expression => ("discards result of", Code::UnusedResults),
            CallKind::Statement => return,
        };
        let text = self.describe(&x);
        self.error(self.operand_span(&x), code, format!("{keyword} {what} {text}"));
    }

    fn return_statement(&mut self, node: &'a Stmt, results: &'a [ExprId]) {
        let Some(signature) = self.env.signature.and_then(|s| self.program.as_signature(s)) else { return };
        let are_named = signature.results.first().is_some_and(|r| r.name.is_some());
        let variables: Vec<ObjectId> = signature.results.iter().filter_map(|r| r.object).collect();
        if !results.is_empty() || !are_named {
            return self.init_variables(&variables, results, Some(node.span));
        }
        for object in variables {
            let name = self.program.objects[object].name;
            let Some(other) = self.lookup(name).filter(|other| *other != object) else { continue };
            let message = format!("result parameter {name} not in scope at return");
            let mut diagnostic = Diagnostic::error(Code::OutOfScopeResult, node.span, message);
            if let Some(span) = self.program.objects[other].span {
                let ty = self.show(self.program.objects[object].ty);
                diagnostic = diagnostic.with_label(span, format!("inner declaration of var {name} {ty}"));
            }
            self.report(diagnostic);
        }
    }

    fn select_statement(&mut self, clauses: &'a [ast::CommClause]) {
        let mut first: Option<source::Span> = None;
        for clause in clauses {
            if clause.comm.is_none() {
                match first {
                    Some(first) => {
                        let message = format!("multiple defaults (first at {})", self.place(first));
                        self.error(clause.span, Code::DuplicateDefault, message);
                    }
                    None => first = Some(clause.span),
                }
            }
        }
        for clause in clauses {
            if let Some(comm) = clause.comm {
                let node = self.statement_node(comm);
                let receive = match &node.kind {
                    StmtKind::Send { .. } => None,
                    StmtKind::Expr(expr) => Some(Some(*expr)),
                    StmtKind::Define { rhs, .. } | StmtKind::Assign { op: None, rhs, .. } if rhs.len() == 1 => {
                        Some(Some(rhs[0]))
                    }
                    _ => Some(None),
                };
                let is_receive = |expr: ExprId| {
                    matches!(self.kind(self.unparen(expr)), ExprKind::Unary { op: UnaryOp::Receive, .. })
                };
                if receive.is_some_and(|expr| !expr.is_some_and(is_receive)) {
                    let message = "select case must be send or receive (possibly with assignment)";
                    let at = match node.kind {
                        StmtKind::Expr(_) => self.file().at(node.pos),
                        _ => node.span,
                    };
                    self.error(at, Code::InvalidSelectCase, message);
                    continue;
                }
            }
            self.open_scope();
            if let Some(comm) = clause.comm {
                self.statement(comm);
            }
            self.statement_list(&clause.body);
            self.close_scope();
        }
    }
}
