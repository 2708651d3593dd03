//! Expressions. Owns the dispatch over the kinds of expressions; each family has a file of its own.

use ast::{ExprId, ExprKind, UnaryOp};
use types::{Mode, ObjectKind, SelectionKind, TypeId};

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// Evaluates an expression of one value, in its own type. A value that lives in memory is given by an address that
    /// the next evaluation or assignment may invalidate: use [`stable`](Self::stable) to keep it.
    pub(crate) fn expr(&mut self, expr: ExprId) -> Values {
        let tv = self.info.type_and_value(self.file_index, expr);
        let ty = self.concrete(tv.ty);
        match &tv.mode {
            Mode::Constant(value) => return self.constant(value, ty),
            Mode::Nil => return self.zero_value(ty),
            _ => {}
        }
        if let Some(values) = self.evaluated.remove(&expr) {
            return values;
        }
        if matches!(self.file[expr].kind, ExprKind::Paren(_) | ExprKind::Name(_) | ExprKind::FuncLit { .. }) {
            return self.dispatch(expr, ty);
        }
        let before = self.locate_expr(expr);
        let values = self.dispatch(expr, ty);
        self.b.set_location(before);
        values
    }

    /// Evaluates an expression that is neither constant nor nil, of type `ty`.
    fn dispatch(&mut self, expr: ExprId, ty: TypeId) -> Values {
        match &self.file[expr].kind {
            ExprKind::Paren(x) => self.expr(*x),
            ExprKind::Name(ident) => {
                let object = self.info.object_of(self.file_index, *ident);
                let object = object.unwrap_or_else(|| panic!("{} denotes nothing", self.file.name(*ident)));
                match self.lowerer.program.object(object).kind {
                    ObjectKind::Func(_) => self.declared_function(*ident),
                    ObjectKind::Nil => self.zero_value(ty),
                    _ => {
                        let place = self.variable_place(object);
                        self.read(&place)
                    }
                }
            }
            ExprKind::Selector { sel, .. } => match self.selection(expr).map(|s| s.kind) {
                None => {
                    let object = self.info.use_of(self.file_index, *sel);
                    match object.map(|o| &self.lowerer.program.object(o).kind) {
                        Some(ObjectKind::Func(_)) => self.declared_function(*sel),
                        _ => {
                            let place = self.place(expr);
                            self.read(&place)
                        }
                    }
                }
                Some(SelectionKind::Field) => {
                    let place = self.place(expr);
                    self.read(&place)
                }
                Some(SelectionKind::MethodValue) => self.method_value(expr),
                Some(SelectionKind::MethodExpr) => self.method_expression(expr),
            },
            ExprKind::Index { .. } if self.uninstantiated(expr) != self.file.unparen(expr) => self.instantiation(expr),
            ExprKind::Index { x, indices } => {
                let (x, index) = (*x, indices[0]);
                let base = self.type_of(x);
                if self.lowerer.program.is_string(base) {
                    return self.string_index(x, index);
                }
                let place = self.place(expr);
                self.read(&place)
            }
            ExprKind::Slice { x, lo, hi, max, .. } => self.slice_expression(*x, *lo, *hi, *max),
            ExprKind::Star(_) => {
                let place = self.place(expr);
                self.read(&place)
            }
            ExprKind::TypeAssert { x, ty: asserted } => {
                let asserted = asserted.map(|t| self.type_of(t));
                let asserted = asserted.unwrap_or_else(|| panic!("{expr} asserts no type"));
                self.type_assertion(*x, asserted)
            }
            ExprKind::Call { .. } => {
                let results = self.call(expr);
                results.into_iter().next().unwrap_or_default()
            }
            ExprKind::CompositeLit { .. } => self.composite(expr, ty),
            ExprKind::FuncLit { .. } => self.function_literal(expr),
            ExprKind::Unary { op, x } => match op {
                UnaryOp::Address => {
                    let address = self.address_of(*x);
                    self.one(address)
                }
                UnaryOp::Receive => self.receive(*x).0,
                op => self.unary(*op, *x, ty),
            },
            ExprKind::Binary { op, x, y } => self.binary(*op, *x, *y, ty),
            other => panic!("{expr} is no value: {other:?}"),
        }
    }

    fn declared_function(&mut self, ident: ast::IdentId) -> Values {
        let function = self.function_of(ident);
        let function = function.unwrap_or_else(|| panic!("{} is no function", self.file.name(ident)));
        self.function_value(function)
    }

    /// `f[int]`, a method value or a method expression with type arguments.
    fn instantiation(&mut self, expr: ExprId) -> Values {
        let inner = self.uninstantiated(expr);
        match (&self.file[inner].kind, self.selection(inner).map(|s| s.kind)) {
            (_, Some(SelectionKind::MethodValue)) => self.method_value(expr),
            (_, Some(SelectionKind::MethodExpr)) => self.method_expression(expr),
            (ExprKind::Name(ident) | ExprKind::Selector { sel: ident, .. }, _) => self.declared_function(*ident),
            (other, _) => panic!("{expr} instantiates {other:?}"),
        }
    }

    /// Evaluates an expression and converts it to `to` as an assignment does.
    pub(crate) fn expr_as(&mut self, expr: ExprId, to: TypeId) -> Values {
        let tv = self.info.type_and_value(self.file_index, expr);
        let from = self.concrete(tv.ty);
        match &tv.mode {
            Mode::Nil => return self.zero_value(to),
            Mode::Constant(value) if self.lowerer.program.is_untyped(from) => return self.constant(value, to),
            _ => {}
        }
        let values = self.expr(expr);
        self.assign_convert(values, from, to)
    }

    /// Converts a value as an assignment does: to an interface, or not at all.
    pub(crate) fn assign_convert(&mut self, values: Values, from: TypeId, to: TypeId) -> Values {
        if !self.lowerer.program.is_interface(to) || self.lowerer.program.identical(from, to) {
            return values;
        }
        if self.lowerer.program.is_untyped(from) {
            let from = self.lowerer.program.default_type(from);
            return self.convert_to_interface(&values, from, to);
        }
        self.convert_to_interface(&values, from, to)
    }

    /// Evaluates an expression that gives several values: a call, or a comma-ok form. Each comes with its type.
    pub(crate) fn expr_list(&mut self, expr: ExprId, count: usize) -> Vec<(Values, TypeId)> {
        let inner = self.file.unparen(expr);
        let ty = self.type_of(inner);
        let types: Vec<TypeId> = match &self.lowerer.program.types[ty] {
            types::Type::Tuple(types) => types.clone(),
            _ => vec![ty],
        };
        if count == 1 {
            let value = self.expr(expr);
            return vec![(value, types[0])];
        }
        let values: Vec<Values> = match &self.file[inner].kind {
            ExprKind::Call { .. } => self.call(inner),
            ExprKind::TypeAssert { x, ty: asserted } => {
                let asserted = asserted.map(|t| self.type_of(t)).unwrap_or_else(|| panic!("{inner} asserts no type"));
                let (value, ok) = self.type_assertion_ok(*x, asserted);
                vec![value, self.one(ok)]
            }
            ExprKind::Unary { op: UnaryOp::Receive, x } => {
                let (value, ok) = self.receive(*x);
                vec![value, self.one(ok)]
            }
            ExprKind::Index { x, indices } => {
                let (x, index) = (*x, indices[0]);
                let map_type = self.type_of(x);
                let types::Type::Map { key, .. } = *self.lowerer.program.structure(map_type) else {
                    panic!("{map_type} is no map");
                };
                let map = self.expr(x)[0];
                let key = self.expr_as(index, key);
                let (value, ok) = self.map_read(map_type, map, &key);
                vec![value, self.one(ok)]
            }
            other => panic!("{inner} gives one value: {other:?}"),
        };
        values.into_iter().zip(types).collect()
    }

    /// Evaluates a condition.
    pub(crate) fn condition(&mut self, expr: ExprId) -> ir::Value {
        self.expr(expr)[0]
    }

    /// Evaluates for effect only.
    pub(crate) fn discard(&mut self, expr: ExprId) {
        let inner = self.file.unparen(expr);
        match &self.file[inner].kind {
            ExprKind::Call { .. } => {
                self.call(inner);
            }
            _ => {
                self.expr(inner);
            }
        }
    }
}
