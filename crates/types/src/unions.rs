//! Elements of interfaces: terms and unions, and the checks on them (Go specification, "General interfaces").

use ast::{BinaryOp, ExprId, ExprKind, UnaryOp};
use diagnostics::Code;

use crate::checker::Checker;
use crate::operand::OpMode;
use crate::type_set::MAX_TERMS;
use crate::{Type, TypeId, UnionTerm};

impl Checker<'_> {
    /// Checks an embedded element: a type, or terms with `~` and `|`.
    pub fn union_type(&mut self, expr: ExprId) -> TypeId {
        let mut written = Vec::new();
        let mut pending = vec![expr];
        while let Some(term) = pending.pop() {
            match self.kind(term) {
                ExprKind::Binary { op: BinaryOp::Or, x, y } => {
                    pending.push(*y);
                    pending.push(*x);
                }
                _ => written.push(term),
            }
        }
        let is_single = written.len() == 1;
        let mut terms = Vec::new();
        let mut is_too_long = false;
        for term in &written {
            let checked = self.term(*term);
            if is_single && !checked.is_tilde {
                return checked.ty;
            }
            if terms.len() < MAX_TERMS {
                terms.push(checked);
            } else if !is_too_long {
                is_too_long = true;
                let message = format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)");
                self.error(self.span(*term), Code::InvalidUnion, message);
            }
        }
        if is_too_long {
            return TypeId::INVALID;
        }
        let union = self.program.types.add(Type::Union(terms.clone()));
        if !is_single {
            self.record_type(self.at(expr), OpMode::TypeExpr, union, None);
        }
        self.later(move |checker| checker.check_terms(&terms, &written));
        union
    }

    fn term(&mut self, written: ExprId) -> UnionTerm {
        let (is_tilde, expr) = match self.kind(written) {
            ExprKind::Unary { op: UnaryOp::Tilde, x } => (true, *x),
            _ => (false, written),
        };
        let mut ty = self.check_type(expr);
        if self.program.is_type_param(ty) {
            let message = if is_tilde {
                format!("type in term {} cannot be a type parameter", self.source(written))
            } else {
                "term cannot be a type parameter".to_owned()
            };
            self.error(self.span(expr), Code::MisplacedTypeParam, message);
            ty = TypeId::INVALID;
        }
        let term = UnionTerm { is_tilde, ty };
        if is_tilde {
            let union = self.program.types.add(Type::Union(vec![term]));
            self.record_type(self.at(written), OpMode::TypeExpr, union, None);
        }
        term
    }

    fn show_term(&mut self, term: UnionTerm) -> String {
        format!("{}{}", if term.is_tilde { "~" } else { "" }, self.show_qualified(term.ty))
    }

    fn check_terms(&mut self, terms: &[UnionTerm], written: &[ExprId]) {
        for (i, (term, expr)) in terms.iter().zip(written).enumerate() {
            let ty = self.program.unalias(term.ty);
            let underlying = self.program.underlying(ty);
            if ty == TypeId::INVALID {
                continue;
            }
            let is_interface = matches!(self.program.types[underlying], Type::Interface(_));
            let message = if term.is_tilde && is_interface {
                format!("invalid use of ~ ({} is an interface)", self.show(term.ty))
            } else if term.is_tilde && !self.program.identical(underlying, ty) {
                let (shown, underlying) = (self.show(term.ty), self.show(underlying));
                format!("invalid use of ~ (underlying type of {shown} is {underlying})")
            } else if is_interface {
                let set = self.program.type_set(underlying);
                let text = self.show_term(*term);
                if !set.methods.is_empty() {
                    format!("cannot use {text} in union ({text} contains methods)")
                } else if ty == TypeId::COMPARABLE {
                    "cannot use comparable in union".to_owned()
                } else if set.is_comparable {
                    format!("cannot use {text} in union ({text} embeds comparable)")
                } else {
                    continue;
                }
            } else {
                let overlapping = terms[..i]
                    .iter()
                    .find(|other| !self.program.is_interface(other.ty) && !self.program.are_disjoint(**other, *term));
                let Some(other) = overlapping.copied() else { continue };
                let (text, other) = (self.show_term(*term), self.show_term(other));
                format!("overlapping terms {text} and {other}")
            };
            self.error(self.span(*expr), Code::InvalidUnion, message);
        }
    }
}
