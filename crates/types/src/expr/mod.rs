//! Expressions. Owns the dispatch by kind, the rules about what may stand where a value is wanted, and operands of
//! several values. One kind of expression a file below.

mod binary;
mod call;
mod composite;
mod index;
mod literal;
mod selector;
mod unary;

use ast::{ExprId, ExprKind};
use diagnostics::Code;

use crate::builtin::CallKind;
use crate::checker::Checker;
use crate::function_instances::Target;
use crate::operand::{OpMode, Operand};
use crate::{Type, TypeId};

/// What may not stand somewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excluded {
    /// Everything that is no value.
    NonValues,
    /// Calls without results.
    NoValue,
    /// Calls without results and built-in functions.
    NoValueOrBuiltin,
}

impl<'a> Checker<'a> {
    /// Checks an expression of any kind. `hint` is the type of an element of a composite literal, which the element may
    /// leave out.
    pub fn raw_expr(&mut self, expr: ExprId, hint: Option<TypeId>) -> (Operand, CallKind) {
        let (mut x, kind) = self.maybe_generic_expr(None, expr, hint);
        self.non_generic(None, &mut x);
        self.record(&x);
        (x, kind)
    }

    /// As [`Checker::raw_expr`], but the operand may be a generic function or type and is not recorded yet. `target` is
    /// what the operand is assigned to.
    fn maybe_generic_expr(
        &mut self,
        target: Option<&Target>,
        expr: ExprId,
        hint: Option<TypeId>,
    ) -> (Operand, CallKind) {
        let span = self.file().exprs[expr].span;
        let result = self.guarded(span, |checker| checker.expr_within(target, expr, hint));
        let (mut x, kind) = result.unwrap_or((Operand::invalid(), CallKind::Statement));
        x.expr = Some(self.at(expr));
        (x, kind)
    }

    /// As [`Checker::check_expr`], for an expression that is assigned to `target`.
    pub fn check_expr_for(&mut self, target: Option<&Target>, expr: ExprId) -> Operand {
        let (mut x, _) = self.maybe_generic_expr(target, expr, None);
        self.non_generic(target, &mut x);
        self.record(&x);
        self.exclude_non_values(&mut x);
        self.check_single_value(&mut x);
        x
    }

    /// As [`Checker::check_expr`], but the operand may be a generic function.
    pub fn check_generic_expr(&mut self, expr: ExprId, hint: Option<TypeId>) -> Operand {
        let (mut x, _) = self.maybe_generic_expr(None, expr, hint);
        self.record(&x);
        self.exclude_non_values(&mut x);
        self.check_single_value(&mut x);
        x
    }

    /// As [`Checker::check_expr_or_type`], but the operand may be generic.
    pub fn check_generic_expr_or_type(&mut self, expr: ExprId) -> Operand {
        let (mut x, _) = self.maybe_generic_expr(None, expr, None);
        self.record(&x);
        self.exclude(&mut x, Excluded::NoValue);
        self.check_single_value(&mut x);
        x
    }

    /// An operand, possibly a generic function, or the results of a call.
    pub fn check_generic_multi_expr(&mut self, expr: ExprId) -> Vec<Operand> {
        let (mut x, _) = self.maybe_generic_expr(None, expr, None);
        self.record(&x);
        self.exclude_non_values(&mut x);
        match &self.program.types[x.ty] {
            Type::Tuple(types) if x.is_valid() => {
                types.iter().map(|ty| Operand { ty: *ty, mode: OpMode::Value, ..x.clone() }).collect()
            }
            _ => vec![x],
        }
    }

    /// Complains about what is no value.
    pub fn exclude_non_values(&mut self, x: &mut Operand) {
        self.exclude(x, Excluded::NonValues);
    }

    /// Checks an expression that must have one value.
    pub fn check_expr(&mut self, expr: ExprId) -> Operand {
        self.check_expr_with_hint(expr, None)
    }

    /// As [`Checker::check_expr`], for an element of a composite literal.
    pub fn check_expr_with_hint(&mut self, expr: ExprId, hint: Option<TypeId>) -> Operand {
        let (mut x, _) = self.raw_expr(expr, hint);
        self.exclude_non_values(&mut x);
        self.check_single_value(&mut x);
        x
    }

    /// Checks an expression that may be a type.
    pub fn check_expr_or_type(&mut self, expr: ExprId) -> Operand {
        let (mut x, _) = self.raw_expr(expr, None);
        self.exclude(&mut x, Excluded::NoValue);
        self.check_single_value(&mut x);
        x
    }

    /// As [`Checker::check_expr_or_type`], but not a built-in function.
    pub fn check_value_or_type(&mut self, expr: ExprId) -> Operand {
        let mut x = self.check_expr_or_type(expr);
        self.exclude(&mut x, Excluded::NoValueOrBuiltin);
        x
    }

    /// Checks an expression that may have several values, or two in comma-ok form if that is allowed (the second
    /// result tells).
    pub fn check_multi_expr(&mut self, expr: ExprId, allow_comma_ok: bool) -> (Vec<Operand>, bool) {
        let (mut x, _) = self.raw_expr(expr, None);
        self.exclude(&mut x, Excluded::NonValues);
        if !x.is_valid() {
            return (vec![x], false);
        }
        let span = self.span(expr);
        if let Type::Tuple(types) = &self.program.types[x.ty] {
            let results = types
                .iter()
                .enumerate()
                .map(|(i, ty)| Operand::made_up(format!("{} function result", nth(i + 1)), span, *ty))
                .collect();
            return (results, false);
        }
        if allow_comma_ok && matches!(x.mode, OpMode::MapIndex | OpMode::CommaOk) {
            let what = "ok value of (comma, ok) expression".to_owned();
            let ok = Operand::made_up(what, span, TypeId::UNTYPED_BOOL);
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// Checks a list of expressions, or one of several values.
    pub fn check_expr_list(&mut self, exprs: &[ExprId]) -> Vec<Operand> {
        match exprs {
            [single] => self.check_multi_expr(*single, false).0,
            _ => exprs.iter().map(|expr| self.check_expr(*expr)).collect(),
        }
    }

    fn exclude(&mut self, x: &mut Operand, excluded: Excluded) {
        let (message, code) = match (x.mode, excluded) {
            (OpMode::NoValue, Excluded::NonValues) => ("used as value", Code::TooManyValues),
            (OpMode::NoValue, _) => ("used as value or type", Code::TooManyValues),
            (OpMode::Builtin(_), Excluded::NonValues | Excluded::NoValueOrBuiltin) => {
                ("must be called", Code::UncalledBuiltin)
            }
            (OpMode::TypeExpr, Excluded::NonValues) => ("is not an expression", Code::NotAnExpr),
            _ => return,
        };
        let text = self.describe(x);
        self.error(self.operand_span(x), code, format!("{text} {message}"));
        x.invalidate();
    }

    /// Complains about an operand of several values.
    pub fn check_single_value(&mut self, x: &mut Operand) {
        if x.mode == OpMode::Value && matches!(self.program.types[x.ty], Type::Tuple(_)) {
            let text = self.describe(x);
            let message = format!("multiple-value {text} in single-value context");
            self.error(self.operand_span(x), Code::TooManyValues, message);
            x.invalidate();
        }
    }

    /// Checks expressions only for the sake of the names they use; whether all are valid.
    pub fn use_exprs(&mut self, exprs: &[ExprId]) -> bool {
        let mut is_ok = true;
        for expr in exprs {
            is_ok &= self.use_expr(*expr, false);
        }
        is_ok
    }

    /// As [`Checker::use_exprs`], for left sides: variables assigned to do not count as used.
    pub fn use_left_sides(&mut self, exprs: &[ExprId]) -> bool {
        let mut is_ok = true;
        for expr in exprs {
            is_ok &= self.use_expr(*expr, true);
        }
        is_ok
    }

    fn use_expr(&mut self, expr: ExprId, is_left_side: bool) -> bool {
        let inner = self.unparen(expr);
        let ExprKind::Name(ident) = self.kind(inner) else {
            return match self.kind(inner) {
                ExprKind::KeyValue { value, .. } => self.use_expr(*value, is_left_side),
                _ => {
                    let (x, _) = self.maybe_generic_expr(None, expr, None);
                    self.record(&x);
                    x.is_valid()
                }
            };
        };
        let name = self.name(*ident);
        if name.is_blank() {
            return true;
        }
        let variable = if is_left_side { self.own_variable(name) } else { None };
        let was_used = variable.map(|v| (v, self.is_used(v)));
        let x = self.check_generic_expr_or_type(inner);
        if let Some((variable, used)) = was_used {
            self.set_used(variable, used);
        }
        x.is_valid()
    }

    fn expr_within(&mut self, target: Option<&Target>, expr: ExprId, hint: Option<TypeId>) -> (Operand, CallKind) {
        let done = |x: Operand| {
            let kind = if x.is_valid() { CallKind::Expression } else { CallKind::Statement };
            (x, kind)
        };
        match self.kind(expr) {
            ExprKind::Bad => done(Operand::invalid()),
            ExprKind::Name(ident) => (self.check_ident(expr, *ident, false), CallKind::Expression),
            ExprKind::BasicLit(literal) => done(self.basic_literal(expr, literal)),
            ExprKind::CompositeLit { ty, elements, rbrace } => {
                done(self.composite_literal(expr, *ty, elements, *rbrace, hint))
            }
            ExprKind::FuncLit { signature, body } => done(self.function_literal(expr, signature, body)),
            ExprKind::Paren(inner) => self.raw_expr(*inner, None),
            ExprKind::Selector { x, sel } => (self.check_selector(expr, *x, *sel, false), CallKind::Expression),
            ExprKind::Index { x, indices } => {
                let (mut x, is_function) = self.index_expr(expr, *x, indices);
                if is_function {
                    let at = self.pos(expr);
                    self.instantiate_function(target, at, &mut x, Some((expr, indices)), true);
                }
                done(x)
            }
            ExprKind::Slice { x, lo, hi, max, full } => done(self.slice_expr(expr, *x, [*lo, *hi, *max], *full)),
            ExprKind::TypeAssert { x, ty } => done(self.type_assertion_expr(expr, *x, *ty)),
            ExprKind::Call { fun, args, has_dots } => self.call_expr(expr, *fun, args, *has_dots),
            ExprKind::Star(base) => done(self.indirection(*base)),
            ExprKind::Unary { op, x } => {
                let x = self.unary(expr, *op, *x);
                if x.is_valid() && *op == ast::UnaryOp::Receive {
                    return (x, CallKind::Statement);
                }
                done(x)
            }
            ExprKind::Binary { .. } => done(self.binary_expr(expr)),
            ExprKind::KeyValue { .. } => {
                self.error(self.span(expr), Code::InvalidSyntaxTree, "no key:value expected");
                done(Operand::invalid())
            }
            ExprKind::Ellipsis(_) => {
                self.error(self.span(expr), Code::InvalidSyntaxTree, "invalid use of ...");
                done(Operand::invalid())
            }
            ExprKind::ArrayType { .. }
            | ExprKind::StructType { .. }
            | ExprKind::FuncType(_)
            | ExprKind::InterfaceType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                let ty = self.check_type(expr);
                let mode = if ty == TypeId::INVALID { OpMode::Invalid } else { OpMode::TypeExpr };
                done(Operand { mode, ty, ..Operand::invalid() })
            }
        }
    }
}

fn nth(n: usize) -> String {
    let suffix = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}
