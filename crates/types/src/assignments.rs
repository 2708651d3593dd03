//! Assignments, initialisations and short variable declarations (Go specification, "Assignment statements", "Short
//! variable declarations").

use ast::{ExprId, ExprKind};
use diagnostics::Code;
use rustc_hash::FxHashSet;
use source::{Span, Symbol};

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{ObjectId, ObjectKind, TypeId, VarKind};

impl<'a> Checker<'a> {
    /// Makes the operand a value of type `target`, or of its own default type if that is `None`; reports what cannot
    /// be assigned. `context` ends the message.
    pub fn assignment(&mut self, x: &mut Operand, target: Option<TypeId>, context: &str) {
        self.check_single_value(x);
        match x.mode {
            OpMode::Invalid => return,
            OpMode::NoValue | OpMode::Builtin(_) | OpMode::TypeExpr => {
                let text = self.describe(x);
                let target = target.map(|t| self.show(t)).unwrap_or_default();
                let message = format!("cannot assign {text} to {target} in {context}");
                self.error(self.operand_span(x), Code::IncompatibleAssign, message);
                return x.invalidate();
            }
            _ => {}
        }
        if self.program.is_untyped(x.ty) {
            if x.is_nil() && target.is_none() {
                self.error(self.operand_span(x), Code::UntypedNilUse, format!("use of untyped nil in {context}"));
                return x.invalidate();
            }
            let wanted = match target {
                Some(target) if x.is_nil() || !self.program.is_interface(target) => target,
                _ => self.program.default_type(x.ty),
            };
            match self.implicit_type(x, wanted) {
                Err(code) => {
                    let (text, wanted) = (self.describe(x), self.show(wanted));
                    let mut message = format!("cannot use {text} as {wanted} value in {context}");
                    let code = match code {
                        Code::TruncatedFloat => {
                            message.push_str(" (truncated)");
                            code
                        }
                        Code::NumericOverflow => {
                            message.push_str(" (overflows)");
                            code
                        }
                        _ => Code::IncompatibleAssign,
                    };
                    self.error(self.operand_span(x), code, message);
                    return x.invalidate();
                }
                Ok((ty, value)) => self.set_implicit_type(x, ty, value),
            }
        }
        if self.generic_signature(x.ty).is_some() || target.is_none() {
            let wanted = self.target(target, |_| context.to_owned());
            self.non_generic(wanted.as_ref(), x);
            if !x.is_valid() {
                return;
            }
        }
        let Some(target) = target else { return };
        if let Some((code, cause)) = self.why_not_assignable(x, target) {
            let (text, target) = (self.describe(x), self.show(target));
            let mut message = format!("cannot use {text} as {target} value in {context}");
            if !cause.is_empty() {
                message = format!("{message}: {cause}");
            }
            self.error(self.operand_span(x), code, message);
            x.invalidate();
        }
    }

    /// Gives a constant its type and value.
    pub fn init_constant(&mut self, object: ObjectId, x: &mut Operand) {
        let declared = self.object_type(object);
        if !x.is_valid() || x.ty == TypeId::INVALID || declared == Some(TypeId::INVALID) {
            if declared.is_none() {
                self.set_type(object, TypeId::INVALID);
            }
            return;
        }
        if !x.is_constant() {
            let text = self.describe(x);
            self.error(self.operand_span(x), Code::InvalidConstInit, format!("{text} is not constant"));
            if declared.is_none() {
                self.set_type(object, TypeId::INVALID);
            }
            return;
        }
        let ty = declared.unwrap_or(x.ty);
        self.set_type(object, ty);
        self.assignment(x, Some(ty), "constant declaration");
        if !x.is_valid() {
            return;
        }
        if let ObjectKind::Const { value } = &mut self.program.objects[object].kind {
            *value = x.value.clone();
        }
    }

    /// Initialises a variable, whose type is that of the operand if it has none.
    pub fn init_variable(&mut self, object: ObjectId, x: &mut Operand, context: &str) {
        let declared = self.object_type(object);
        if !x.is_valid() || x.ty == TypeId::INVALID || declared == Some(TypeId::INVALID) {
            if declared.is_none() {
                self.set_type(object, TypeId::INVALID);
            }
            return x.invalidate();
        }
        let ty = match declared {
            Some(ty) => ty,
            None => {
                if x.ty == TypeId::UNTYPED_NIL {
                    self.error(self.operand_span(x), Code::UntypedNilUse, format!("use of untyped nil in {context}"));
                    self.set_type(object, TypeId::INVALID);
                    return x.invalidate();
                }
                let ty = self.program.default_type(x.ty);
                self.set_type(object, ty);
                ty
            }
        };
        self.assignment(x, Some(ty), context);
    }

    /// The variable of this package that `name` denotes here.
    pub fn own_variable(&self, name: Symbol) -> Option<ObjectId> {
        let object = self.lookup(name)?;
        let found = &self.program.objects[object];
        (matches!(found.kind, ObjectKind::Var(_)) && found.package == Some(self.package)).then_some(object)
    }

    /// Checks a left side. Gives `None` for the blank identifier.
    fn left_side(&mut self, lhs: ExprId) -> Option<TypeId> {
        let inner = self.unparen(lhs);
        let mut variable = None;
        if let ExprKind::Name(ident) = self.kind(inner) {
            let name = self.name(*ident);
            if name.is_blank() {
                return None;
            }
            // An assignment does not use the variable.
            variable = self.own_variable(name).map(|v| (v, self.is_used(v)));
        }
        let x = self.check_expr(lhs);
        if let Some((variable, used)) = variable {
            self.set_used(variable, used);
        }
        if !x.is_valid() || x.ty == TypeId::INVALID {
            return Some(TypeId::INVALID);
        }
        if matches!(x.mode, OpMode::Variable | OpMode::MapIndex) {
            self.note_reassigned(lhs);
            return Some(x.ty);
        }
        if let ExprKind::Selector { x: base, .. } = self.kind(lhs) {
            let base = self.check_expr(*base);
            if base.mode == OpMode::MapIndex {
                let message = format!("cannot assign to struct field {} in map", self.source(lhs));
                self.error(self.operand_span(&x), Code::UnaddressableFieldAssign, message);
                return Some(TypeId::INVALID);
            }
        }
        let message =
            format!("cannot assign to {} (neither addressable nor a map index expression)", self.operand_expr(&x));
        self.error(self.operand_span(&x), Code::UnassignableOperand, message);
        Some(TypeId::INVALID)
    }

    /// Assigns the operand to `lhs`.
    pub fn assign_operand(&mut self, lhs: ExprId, x: &mut Operand, context: &str) {
        let ty = self.left_side(lhs);
        if ty == Some(TypeId::INVALID) {
            return x.invalidate();
        }
        let context = if ty.is_none() && context == "assignment" { "assignment to _ identifier" } else { context };
        self.assignment(x, ty, context);
    }

    fn assign_expr(&mut self, lhs: ExprId, rhs: ExprId, context: &str) {
        let ty = self.left_side(lhs);
        if ty == Some(TypeId::INVALID) {
            self.use_exprs(&[rhs]);
            return;
        }
        let target = self.target(ty, |checker| checker.source(lhs));
        let mut x = self.check_expr_for(target.as_ref(), rhs);
        let context = if ty.is_none() && context == "assignment" { "assignment to _ identifier" } else { context };
        self.assignment(&mut x, ty, context);
    }

    fn report_assignment_mismatch(&mut self, rhs: &[ExprId], lhs_count: usize, rhs_count: usize) {
        let measure = |n: usize, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        let (variables, values) = (measure(lhs_count, "variable"), measure(rhs_count, "value"));
        let Some(first) = rhs.first().copied() else { return };
        let message = match self.kind(self.unparen(first)) {
            ExprKind::Call { fun, .. } if rhs.len() == 1 => {
                format!("assignment mismatch: {variables} but {} returns {values}", self.source(*fun))
            }
            _ => format!("assignment mismatch: {variables} but {values}"),
        };
        self.error(self.span(first), Code::WrongAssignCount, message);
    }

    fn report_return_mismatch(&mut self, at: Span, lhs: &[ObjectId], rhs: &[Operand]) {
        let (at, qualifier) = if rhs.len() > lhs.len() {
            (self.operand_span(&rhs[lhs.len()]), "too many")
        } else {
            (rhs.last().map_or(at, |x| self.operand_span(x)), "not enough")
        };
        let have: Vec<TypeId> = rhs.iter().map(|x| x.ty).collect();
        let want: Vec<TypeId> = lhs.iter().map(|v| self.program.objects[*v].ty).collect();
        let (have, want) = (self.types_summary(&have, false, false), self.types_summary(&want, false, false));
        let message = format!("{qualifier} return values\n\thave {have}\n\twant {want}");
        self.error(at, Code::WrongResultCount, message);
    }

    fn invalidate_untyped_variables(&mut self, objects: &[ObjectId]) {
        for object in objects {
            if !self.is_typed(*object) {
                self.set_type(*object, TypeId::INVALID);
            }
        }
    }

    /// Initialises variables with expressions, or the results of a function at the place of a return statement.
    pub fn init_variables(&mut self, lhs: &[ObjectId], rhs: &[ExprId], return_at: Option<Span>) {
        let context = match (return_at, lhs.len()) {
            (Some(_), _) => "return statement",
            (None, 0 | 1) => "assignment",
            _ => "multiple assignment",
        };
        let is_call = rhs.len() == 1 && matches!(self.kind(self.unparen(rhs[0])), ExprKind::Call { .. });
        if lhs.len() == rhs.len() && !is_call {
            for (object, expr) in lhs.iter().zip(rhs) {
                let target = self.target(self.object_type(*object), |checker| {
                    let name = checker.program.objects[*object].name;
                    let is_unnamed = return_at.is_some() && name.as_str().is_empty();
                    if is_unnamed { "result variable".to_owned() } else { name.to_string() }
                });
                let mut x = self.check_expr_for(target.as_ref(), *expr);
                self.init_variable(*object, &mut x, context);
            }
            return;
        }
        if rhs.len() != 1 {
            if self.use_exprs(rhs) {
                match return_at {
                    Some(at) => {
                        let operands = self.check_expr_list(rhs);
                        self.report_return_mismatch(at, lhs, &operands);
                    }
                    None => self.report_assignment_mismatch(rhs, lhs.len(), rhs.len()),
                }
            }
            return self.invalidate_untyped_variables(lhs);
        }
        let (mut operands, comma_ok) = self.check_multi_expr(rhs[0], lhs.len() == 2 && return_at.is_none());
        if lhs.len() == operands.len() {
            for (object, x) in lhs.iter().zip(&mut operands) {
                self.init_variable(*object, x, context);
            }
            if comma_ok && operands.iter().all(Operand::is_valid) {
                self.record_comma_ok(rhs[0], operands[0].ty, operands[1].ty);
            }
            return;
        }
        if operands.first().is_none_or(Operand::is_valid) {
            match return_at {
                Some(at) => self.report_return_mismatch(at, lhs, &operands),
                None => self.report_assignment_mismatch(rhs, lhs.len(), operands.len()),
            }
        }
        self.invalidate_untyped_variables(lhs);
    }

    /// `a, b = x, y`
    pub fn assign_variables(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        let context = if lhs.len() > 1 { "multiple assignment" } else { "assignment" };
        let is_call = rhs.len() == 1 && matches!(self.kind(self.unparen(rhs[0])), ExprKind::Call { .. });
        if lhs.len() == rhs.len() && !is_call {
            for (lhs, rhs) in lhs.iter().zip(rhs) {
                self.assign_expr(*lhs, *rhs, context);
            }
            return;
        }
        if rhs.len() != 1 {
            let lhs_ok = self.use_left_sides(lhs);
            let rhs_ok = self.use_exprs(rhs);
            if lhs_ok && rhs_ok {
                self.report_assignment_mismatch(rhs, lhs.len(), rhs.len());
            }
            return;
        }
        let (mut operands, comma_ok) = self.check_multi_expr(rhs[0], lhs.len() == 2);
        if lhs.len() == operands.len() {
            for (lhs, x) in lhs.iter().zip(&mut operands) {
                self.assign_operand(*lhs, x, context);
            }
            if comma_ok && operands.iter().all(Operand::is_valid) {
                self.record_comma_ok(rhs[0], operands[0].ty, operands[1].ty);
            }
            return;
        }
        if operands.first().is_none_or(Operand::is_valid) {
            self.report_assignment_mismatch(rhs, lhs.len(), operands.len());
        }
        self.use_left_sides(lhs);
    }

    /// `a, b := x, y`; `at` is the place of `:=`.
    pub fn short_variable_declaration(&mut self, at: Span, lhs: &[ExprId], rhs: &[ExprId]) {
        let top = self.delayed_len();
        let scope = self.env.scope;
        let mut seen = FxHashSet::default();
        let mut variables = Vec::new();
        let mut new = Vec::new();
        let mut has_error = false;
        for expr in lhs {
            let span = self.span(*expr);
            let dummy = |checker: &mut Self| checker.new_var(VarKind::Local, Symbol::intern("_"), span, None);
            let ExprKind::Name(ident) = self.kind(*expr) else {
                self.use_left_sides(&[*expr]);
                let message = format!("non-name {} on left side of :=", self.source(*expr));
                self.error(span, Code::BadDecl, message);
                has_error = true;
                variables.push(dummy(self));
                continue;
            };
            let name = self.name(*ident);
            if !name.is_blank() && !seen.insert(name) {
                self.error(span, Code::RepeatedDecl, format!("{name} repeated on left side of :="));
                has_error = true;
                variables.push(dummy(self));
                continue;
            }
            if let Some(other) = self.program.scopes[scope].lookup(name) {
                self.record_use(*ident, other);
                if let Some(var) = self.var_mut(other) {
                    var.reassigned = true;
                    variables.push(other);
                } else {
                    self.error(span, Code::UnassignableOperand, format!("cannot assign to {name}"));
                    has_error = true;
                    variables.push(dummy(self));
                }
                continue;
            }
            let object = self.new_var(VarKind::Local, name, span, None);
            variables.push(object);
            if !name.is_blank() {
                new.push(object);
            }
            self.record_def(*ident, object);
        }
        self.init_variables(&variables, rhs, None);
        self.process_delayed(top);
        if new.is_empty() && !has_error {
            return self.error(at, Code::NoNewVar, "no new variables on left side of :=");
        }
        for object in new {
            self.declare(scope, None, object);
        }
    }
}
