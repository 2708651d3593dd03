//! Assignments: `=`, `op=`, `++`, `--` and the variables of `:=`. Owns the order of their phases (Go specification,
//! "Assignment statements"); places and values come from elsewhere.
//!
//! Calls on the left come first, then the right sides, then the other operands on the left, then the assignments from left
//! to right. A check that the last step to a place needs (of an index, of a pointer) belongs to its assignment: what stands
//! to the left of one that panics has been assigned.

use ast::{BinaryOp, ExprId, ExprKind};
use types::{ObjectId, Type, TypeId};

use crate::function::{FunctionLowerer, Values};
use crate::places::Place;

impl FunctionLowerer<'_, '_> {
    /// Evaluates right sides for targets of these types (`None`: any), all before anything is assigned.
    pub(crate) fn right_sides(&mut self, rhs: &[ExprId], types: &[Option<TypeId>]) -> Vec<(Values, TypeId)> {
        if rhs.len() == types.len() {
            let single = rhs.len() == 1;
            self.calls_first(rhs.iter().copied());
            let mut sides = Vec::with_capacity(rhs.len());
            for (expr, to) in rhs.iter().zip(types) {
                let to = to.unwrap_or_else(|| {
                    let ty = self.type_of(*expr);
                    self.lowerer.program.default_type(ty)
                });
                let mut values = Values::new();
                if !(self.is_nil(*expr) && self.lowerer.program.is_untyped(to)) {
                    values = self.expr_as(*expr, to);
                    if !single {
                        values = self.stable(to, values);
                    }
                }
                sides.push((values, to));
            }
            return sides;
        }
        let values = self.expr_list(rhs[0], types.len());
        values
            .into_iter()
            .zip(types)
            .map(|((values, from), to)| match to {
                Some(to) => (self.assign_convert(values, from, *to), *to),
                None => (values, from),
            })
            .collect()
    }

    /// Remembers that a variable which is never assigned again holds a function literal.
    pub(crate) fn note_closure(&mut self, object: Option<ObjectId>, expr: ExprId, is_paired: bool) {
        let expr = self.file.unparen(expr);
        let Some(object) = object.filter(|_| is_paired) else { return };
        let is_fixed = self.lowerer.program.object(object).as_var().is_some_and(|v| !v.reassigned && !v.address_taken);
        if is_fixed && matches!(self.file[expr].kind, ast::ExprKind::FuncLit { .. }) {
            let key = crate::program::FuncKey::Literal(self.package, self.expr_ref(expr), self.substitution.key);
            if let Some(func) = self.lowerer.funcs.get(&key).copied() {
                self.lowerer.known_closures.insert((object, self.substitution.key), func);
            }
        }
    }

    pub(crate) fn define_variables(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        let names: Vec<Option<ast::IdentId>> = lhs.iter().map(|e| self.file.as_name(self.file.unparen(*e))).collect();
        let types: Vec<Option<TypeId>> = names
            .iter()
            .map(|name| {
                let object = name.and_then(|n| self.info.object_of(self.file_index, n));
                object.map(|o| self.object_type(o))
            })
            .collect();
        let values = self.right_sides(rhs, &types);
        for (name, expr) in names.iter().zip(rhs) {
            let object = name.and_then(|n| self.info.def(self.file_index, n));
            self.note_closure(object, *expr, lhs.len() == rhs.len());
        }
        for (name, (value, _)) in names.into_iter().zip(values) {
            let Some(name) = name else { continue };
            if self.file.name(name).is_blank() {
                continue;
            }
            match self.info.def(self.file_index, name) {
                Some(object) => self.declare(object, Some(&value)),
                None => {
                    let place = self.name_place(name);
                    self.write(&place, &value);
                }
            }
        }
    }

    pub(crate) fn assign(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        for expr in lhs {
            self.evaluate_calls(*expr);
        }
        let types: Vec<Option<TypeId>> =
            lhs.iter().map(|expr| (!self.is_blank(*expr)).then(|| self.type_of(*expr))).collect();
        let values = self.right_sides(rhs, &types);
        let sides: Vec<(ExprId, Values)> = lhs.iter().zip(values).map(|(expr, (value, _))| (*expr, value)).collect();
        self.assign_values(&sides);
    }

    /// Assigns values to left sides whose calls are evaluated.
    pub(crate) fn assign_values(&mut self, sides: &[(ExprId, Values)]) {
        let single = sides.len() == 1;
        let mut places = Vec::with_capacity(sides.len());
        for (expr, _) in sides {
            let settle = !single && self.evaluate_operands(*expr);
            places.push(settle.then(|| self.target(*expr)));
        }
        for ((expr, values), place) in sides.iter().zip(places) {
            let place = place.unwrap_or_else(|| self.target(*expr));
            self.write(&place, values);
        }
        self.evaluated.clear();
    }

    /// Evaluates the operands of a left side, so that later assignments do not change what it denotes. Whether its place
    /// must be settled now because it has operands that no expression stands for.
    fn evaluate_operands(&mut self, expr: ExprId) -> bool {
        let expr = self.file.unparen(expr);
        match &self.file[expr].kind {
            ExprKind::Star(x) => {
                self.evaluate(*x);
                false
            }
            ExprKind::Selector { x, .. } if self.selects_field(expr) => {
                let x = *x;
                let ty = self.type_of(x);
                if self.selection(expr).is_some_and(|s| s.path.len() > 1) {
                    // Embedded pointers on the way are read now.
                    return true;
                }
                if self.lowerer.program.pointer_base(ty).is_none() {
                    return self.evaluate_operands(x);
                }
                self.evaluate(x);
                false
            }
            ExprKind::Index { x, indices } => {
                let (x, index) = (*x, indices[0]);
                let ty = self.type_of(x);
                let is_array = matches!(self.lowerer.program.structure(ty), Type::Array { .. });
                let settle = is_array && self.evaluate_operands(x);
                if !is_array {
                    self.evaluate(x);
                }
                self.evaluate(index);
                settle
            }
            _ => false,
        }
    }

    fn is_blank(&self, expr: ExprId) -> bool {
        let name = self.file.as_name(self.file.unparen(expr));
        name.is_some_and(|name| self.file.name(name).is_blank())
    }

    /// The place on the left of an assignment.
    fn target(&mut self, expr: ExprId) -> Place {
        if self.is_blank(expr) { Place::Blank } else { self.place(expr) }
    }

    pub(crate) fn assign_op(&mut self, op: BinaryOp, lhs: ExprId, rhs: ExprId) {
        let ty = self.type_of(lhs);
        self.evaluate_calls(lhs);
        self.evaluate_calls(rhs);
        let place = self.target(lhs);
        let new = if op.is_shift() {
            let old = self.read(&place);
            let value = self.shift_expr(op, old[0], rhs, ty);
            self.one(value)
        } else {
            let right = self.expr_as(rhs, ty);
            let old = self.read(&place);
            self.arithmetic(op, &old, &right, ty)
        };
        self.write(&place, &new);
        self.evaluated.clear();
    }

    pub(crate) fn increment(&mut self, x: ExprId, is_increment: bool) {
        let ty = self.type_of(x);
        let place = self.target(x);
        let old = self.read(&place);
        let one = self.constant(&constant::Value::Int(1), ty);
        let op = if is_increment { BinaryOp::Add } else { BinaryOp::Sub };
        let new = self.arithmetic(op, &old, &one, ty);
        self.write(&place, &new);
    }
}
