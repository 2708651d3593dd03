//! The order in which operands are evaluated. Owns the choice where the specification leaves it open: as Go's own
//! compiler does, calls and receives come first, in order, then everything else.
//!
//! Programs depend on it: in `sum += <-c` the variable is read after the receive, during which others may have changed it.

use ast::{ExprId, ExprKind, UnaryOp, Visitor};
use types::{Mode, TypeId};

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

    /// The values of `exprs`, each converted to its type, those with calls evaluated first; later writes do not change
    /// them.
    pub(crate) fn operands(&mut self, exprs: &[(ExprId, TypeId)]) -> Vec<Values> {
        let mut values = vec![Values::new(); exprs.len()];
        for index in self.calls_first(exprs.iter().map(|(expr, _)| *expr)) {
            let (expr, ty) = exprs[index];
            let value = self.expr_as(expr, ty);
            values[index] = self.stable(ty, value);
        }
        values
    }

    /// The order in which operands are evaluated, as indices: those with calls first.
    pub(crate) fn calls_first(&self, exprs: impl ExactSizeIterator<Item = ExprId>) -> Vec<usize> {
        let mut order: Vec<usize> = (0..exprs.len()).collect();
        if order.len() > 1 {
            let has_call: Vec<bool> = exprs.map(|expr| self.has_call(expr)).collect();
            order.sort_by_key(|index| !has_call[*index]);
        }
        order
    }
}
