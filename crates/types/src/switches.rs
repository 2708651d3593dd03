//! Expression switches and type switches (Go specification, "Switch statements").

use ast::{CaseClause, ExprId, ExprKind, IdentId};
use constant::{Kind, Value};
use diagnostics::{Code, Diagnostic};
use rustc_hash::FxHashMap;
use source::Span;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{ObjectKind, TypeId, VarKind};

impl<'a> Checker<'a> {
    fn report_several_defaults(&mut self, clauses: &[CaseClause]) {
        let mut first: Option<Span> = None;
        for clause in clauses.iter().filter(|clause| clause.exprs.is_empty()) {
            match first {
                Some(first) => {
                    let message = format!("multiple defaults (first at {})", self.place(first));
                    self.error(clause.span, Code::DuplicateDefault, message);
                }
                None => first = Some(clause.span),
            }
        }
    }

    pub(crate) fn switch_statement(&mut self, tag: Option<ExprId>, clauses: &'a [CaseClause], rbrace: u32) {
        let mut x = match tag {
            Some(tag) => {
                let mut x = self.check_expr(tag);
                self.assignment(&mut x, None, "switch expression");
                if x.is_valid() && !self.program.is_comparable(x.ty) && !self.program.has_nil(x.ty) {
                    let (text, ty) = (self.describe(&x), self.show(x.ty));
                    let message = format!("cannot switch on {text} ({ty} is not comparable)");
                    self.error(self.operand_span(&x), Code::InvalidExprSwitch, message);
                    x.invalidate();
                }
                x
            }
            None => {
                let span = clauses.first().map_or(self.file().at(rbrace), |clause| clause.span);
                let mut x = Operand::made_up("true".to_owned(), span, TypeId::BOOL);
                x.mode = OpMode::Constant;
                x.value = Value::Bool(true);
                x
            }
        };
        self.report_several_defaults(clauses);
        let mut seen: FxHashMap<Value, Vec<(TypeId, Span)>> = FxHashMap::default();
        for clause in clauses {
            for expr in &clause.exprs {
                self.case_value(&mut x, *expr, &mut seen);
            }
            self.open_scope();
            self.statement_list(&clause.body);
            self.close_scope();
        }
    }

    fn case_value(&mut self, tag: &mut Operand, expr: ExprId, seen: &mut FxHashMap<Value, Vec<(TypeId, Span)>>) {
        let mut value = self.check_expr(expr);
        if !tag.is_valid() || !value.is_valid() {
            return;
        }
        self.convert_untyped(&mut value, tag.ty);
        if !value.is_valid() {
            return;
        }
        let mut result = value.clone();
        self.comparison(&mut result, tag, ast::BinaryOp::Equal, true);
        if !result.is_valid() || !value.is_constant() {
            return;
        }
        let key = match value.value.kind() {
            Kind::Int | Kind::String => value.value.clone(),
            Kind::Float => value.value.as_f64().map_or(Value::Unknown, Value::from_f64),
            _ => return,
        };
        let span = self.operand_span(&value);
        let earlier = seen.entry(key).or_default();
        let same = earlier.iter().find(|(ty, _)| self.program.identical(*ty, value.ty)).copied();
        if let Some((_, previous)) = same {
            let text = self.describe(&value);
            let message = format!("duplicate case {text} in expression switch");
            let diagnostic = Diagnostic::error(Code::DuplicateCase, span, message);
            return self.report(diagnostic.with_label(previous, "previous case"));
        }
        earlier.push((value.ty, self.pos(expr)));
    }

    fn is_nil_name(&self, expr: ExprId) -> bool {
        let ExprKind::Name(ident) = self.kind(self.unparen(expr)) else { return false };
        let object = self.lookup(self.name(*ident));
        object.is_some_and(|object| matches!(self.program.objects[object].kind, ObjectKind::Nil))
    }

    pub(crate) fn type_switch_statement(
        &mut self,
        binding: Option<IdentId>,
        operand: ExprId,
        clauses: &'a [CaseClause],
    ) {
        let mut binding = binding;
        if let Some(ident) = binding.filter(|ident| self.name(*ident).is_blank()) {
            let message = "no new variable on left side of :=";
            self.error(self.ident_span(ident), Code::NoNewVar, message);
            binding = None;
        }
        let x = self.check_expr(operand);
        let mut tag = None;
        if x.is_valid() {
            if self.program.is_interface(x.ty) {
                tag = Some(x);
            } else {
                let text = self.describe(&x);
                let message = if self.program.is_type_param(x.ty) {
                    format!("cannot use type switch on type parameter value {text}")
                } else {
                    format!("{text} is not an interface")
                };
                self.error(self.operand_span(&x), Code::InvalidTypeSwitch, message);
            }
        }
        self.report_several_defaults(clauses);
        let mut variables = Vec::new();
        // The types seen; `None` is nil.
        let mut seen: Vec<(Option<TypeId>, ExprId)> = Vec::new();
        for clause in clauses {
            let ty = self.case_types(tag.as_ref(), &clause.exprs, &mut seen);
            self.open_scope();
            if let Some(ident) = binding {
                let (name, span) = (self.name(ident), self.ident_span(ident));
                let object = self.new_var(VarKind::Local, name, span, Some(ty));
                self.declare(self.env.scope, None, object);
                self.info.files[self.env.file as usize].implicits.insert(clause.colon, object);
                variables.push(object);
            }
            self.statement_list(&clause.body);
            self.close_scope();
        }
        let Some(ident) = binding else { return };
        // Literals in the clauses may use the variable; they are checked with the statement they are in.
        let is_used = variables.iter().any(|object| self.is_used(*object));
        for object in variables {
            self.set_used(object, true);
        }
        if !is_used {
            let message = format!("{} declared and not used", self.name(ident));
            self.error(self.ident_span(ident), Code::UnusedVar, message);
        }
    }

    /// Checks the types of a clause and gives the type that the variable has in it.
    fn case_types(
        &mut self,
        tag: Option<&Operand>,
        exprs: &[ExprId],
        seen: &mut Vec<(Option<TypeId>, ExprId)>,
    ) -> TypeId {
        let mut last = None;
        for expr in exprs {
            let ty = if self.is_nil_name(*expr) {
                self.check_expr(*expr);
                None
            } else {
                let ty = self.check_var_type(*expr);
                if ty == TypeId::INVALID {
                    last = Some(ty);
                    continue;
                }
                Some(ty)
            };
            last = ty;
            let same = seen.iter().find(|(other, _)| match (ty, other) {
                (None, None) => true,
                (Some(a), Some(b)) => self.program.identical(a, *b),
                _ => false,
            });
            if let Some((_, previous)) = same {
                let previous = self.span(*previous);
                let text = ty.map_or("nil".to_owned(), |ty| self.show(ty));
                let message = format!("duplicate case {text} in type switch");
                let diagnostic = Diagnostic::error(Code::DuplicateCase, self.span(*expr), message);
                self.report(diagnostic.with_label(previous, "previous case"));
                continue;
            }
            seen.push((ty, *expr));
            if let (Some(tag), Some(ty)) = (tag, ty) {
                self.check_assertion(*expr, tag, ty, true);
            }
        }
        match last {
            Some(ty) if exprs.len() == 1 => ty,
            _ => tag.map_or(TypeId::INVALID, |tag| tag.ty),
        }
    }
}
