//! The order in which operands are evaluated. Owns the choice where the specification leaves it open: as Go's own
//! compiler does, calls and receives of an expression come first, in order, then everything else.
//!
//! Programs depend on it: in `sum += <-c` the variable is read after the receive, during which others may have changed it.

use ast::{BinaryOp, ExprId, ExprKind, UnaryOp, Visitor};
use types::{Mode, SelectionKind, Type, TypeId};

use crate::function::{FunctionLowerer, Values};

struct CallFinder<'l, 'f, 'a> {
    lowerer: &'f FunctionLowerer<'l, 'a>,
    found: bool,
}

impl Visitor for CallFinder<'_, '_, '_> {
    fn visit_expr(&mut self, file: &ast::File, expr: ExprId) {
        match &file[expr].kind {
            ExprKind::FuncLit { .. } => return,
            ExprKind::Call { fun, .. } => {
                let mode = |expr| &self.lowerer.info.type_and_value(self.lowerer.file_index, expr).mode;
                // Those of built-in functions are calls as well, unless they are constants.
                self.found |= !matches!(mode(*fun), Mode::TypeExpr) && !matches!(mode(expr), Mode::Constant(_));
            }
            ExprKind::Unary { op: UnaryOp::Receive, .. } => self.found = true,
            // So does Go's compiler where the value does not stand in the interface itself.
            ExprKind::TypeAssert { ty: Some(_), .. } => {
                let lowerer = self.lowerer;
                let ty = lowerer.type_of(expr);
                self.found |= !matches!(
                    lowerer.lowerer.program.structure(ty),
                    Type::Pointer { .. } | Type::Map { .. } | Type::Chan { .. } | Type::Signature(_)
                );
            }
            _ => {}
        }
        if !self.found {
            ast::walk_expr(self, file, expr);
        }
    }
}

impl FunctionLowerer<'_, '_> {
    /// Whether evaluating `expr` calls a function or receives from a channel.
    pub(crate) fn has_call(&self, expr: ExprId) -> bool {
        let mut finder = CallFinder { lowerer: self, found: false };
        finder.visit_expr(self.file, expr);
        finder.found
    }

    /// The values of `exprs`, each converted to its type; later writes do not change them.
    pub(crate) fn operands(&mut self, exprs: &[(ExprId, TypeId)]) -> Vec<Values> {
        self.calls_first(exprs.iter().map(|(expr, _)| *expr));
        let stable = |lowerer: &mut Self, &(expr, ty): &(ExprId, TypeId)| {
            let value = lowerer.expr_as(expr, ty);
            lowerer.stable(ty, value)
        };
        exprs.iter().map(|operand| stable(self, operand)).collect()
    }

    /// Evaluates the calls in operands that are about to be evaluated in order, unless they come first anyway.
    pub(crate) fn calls_first(&mut self, exprs: impl Iterator<Item = ExprId> + Clone) {
        if exprs.clone().skip(1).any(|expr| self.has_call(expr)) {
            for expr in exprs {
                self.evaluate_calls(expr);
            }
        }
    }

    /// Evaluates the calls and receives in an expression, so that [`expr`](Self::expr) finds their values.
    pub(crate) fn evaluate_calls(&mut self, expr: ExprId) {
        if self.evaluated.contains_key(&expr) || !self.has_call(expr) {
            return;
        }
        match &self.file[expr].kind {
            ExprKind::Paren(x) | ExprKind::Star(x) => self.evaluate_calls(*x),
            ExprKind::Selector { x, .. } if self.selects_field(expr) => self.evaluate_calls(*x),
            ExprKind::Index { x, indices } if self.uninstantiated(expr) == self.file.unparen(expr) => {
                let (x, index) = (*x, indices[0]);
                self.evaluate_calls(x);
                self.evaluate_calls(index);
            }
            ExprKind::Binary { op, x, y } if !matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr) => {
                let (x, y) = (*x, *y);
                self.evaluate_calls(x);
                self.evaluate_calls(y);
            }
            ExprKind::Unary { op: UnaryOp::Address, x }
                if matches!(self.file[self.file.unparen(*x)].kind, ExprKind::CompositeLit { .. }) =>
            {
                self.evaluate_calls(*x);
            }
            ExprKind::Unary { op, x } if !matches!(op, UnaryOp::Receive | UnaryOp::Address) => self.evaluate_calls(*x),
            ExprKind::CompositeLit { elements, .. } if !self.is_map_literal(expr) => {
                for element in elements {
                    match self.file[*element].kind {
                        ExprKind::KeyValue { value, .. } => self.evaluate_calls(value),
                        _ => self.evaluate_calls(*element),
                    }
                }
            }
            _ => self.evaluate(expr),
        }
    }

    /// Evaluates an expression now for [`expr`](Self::expr) to find.
    pub(crate) fn evaluate(&mut self, expr: ExprId) {
        if matches!(self.mode(expr), Mode::Constant(_) | Mode::Nil) || self.evaluated.contains_key(&expr) {
            return;
        }
        let ty = self.type_of(expr);
        let value = self.expr(expr);
        let value = self.stable(ty, value);
        self.evaluated.insert(expr, value);
    }

    /// Whether elements are put into a map one after the other.
    fn is_map_literal(&self, literal: ExprId) -> bool {
        matches!(self.lowerer.program.structure(self.type_of(literal)), Type::Map { .. })
    }

    pub(crate) fn selects_field(&self, expr: ExprId) -> bool {
        self.selection(expr).is_some_and(|s| s.kind == SelectionKind::Field)
    }
}
