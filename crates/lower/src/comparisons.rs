//! Comparisons and equality (Go specification, "Comparison operators").

use abi::runtime_functions::RuntimeFunction as R;
use ast::{BinaryOp, ExprId, ExprKind};
use ir::{Opcode, Type as IrType, Value};
use types::{Mode, Type, TypeId};

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// `x op y`, 0 or 1.
    pub(crate) fn comparison(&mut self, op: BinaryOp, x: ExprId, y: ExprId) -> Value {
        let is_nil = |this: &Self, e: ExprId| matches!(this.info.type_and_value(this.file_index, e).mode, Mode::Nil);
        let negate = op == BinaryOp::NotEqual;
        if is_nil(self, y) || is_nil(self, x) {
            let operand = if is_nil(self, y) { x } else { y };
            if is_nil(self, operand) {
                return self.i32(i64::from(!negate));
            }
            let first = self.expr(operand)[0];
            let null = self.null();
            return self.b.binary(if negate { Opcode::Ne } else { Opcode::Eq }, first, null);
        }
        let (from_x, from_y) = (self.type_of(x), self.type_of(y));
        let ty = self.comparison_type(from_x, from_y);
        let are_bytes = [x, y].map(|e| self.bytes_of_string(e).is_some());
        let values = match ([x, y].map(|e| self.has_call(e)), are_bytes) {
            ([false, false], [true, _] | [_, true]) => vec![self.string_or_bytes(x, ty), self.string_or_bytes(y, ty)],
            // What the call changes is seen, as it is by Go's compiler.
            ([true, false], [_, true]) => vec![self.expr_as(x, ty), self.string_or_bytes(y, ty)],
            ([false, true], [true, _]) => {
                let right = self.expr_as(y, ty);
                vec![self.string_or_bytes(x, ty), right]
            }
            _ => self.operands(&[(x, ty), (y, ty)]),
        };
        let (left, right) = (&values[0], &values[1]);
        match op {
            BinaryOp::Equal | BinaryOp::NotEqual => self.equal(ty, left, right, negate),
            op => self.ordered(op, ty, left, right),
        }
    }

    /// If `expr` is `string(b)` for a slice of bytes, `b`.
    pub(crate) fn bytes_of_string(&self, expr: ExprId) -> Option<ExprId> {
        let program = self.lowerer.program;
        let ExprKind::Call { fun, args, .. } = &self.file[self.file.unparen(expr)].kind else { return None };
        let mode = &self.info.type_and_value(self.file_index, self.file.unparen(*fun)).mode;
        if !matches!(mode, Mode::TypeExpr) || !program.is_string(self.type_of(expr)) {
            return None;
        }
        match *program.structure(self.type_of(args[0])) {
            Type::Slice { elem } => (program.basic_kind(elem) == Some(types::BasicKind::Uint8)).then_some(args[0]),
            _ => None,
        }
    }

    /// A string that is only looked at before anything else happens: of `string(b)` the bytes themselves.
    pub(crate) fn string_or_bytes(&mut self, expr: ExprId, ty: TypeId) -> Values {
        match self.bytes_of_string(expr) {
            Some(bytes) => {
                let mut values = self.expr(bytes);
                values.truncate(2);
                values
            }
            None => self.expr_as(expr, ty),
        }
    }

    /// The type both operands are converted to: the interface of a mixed comparison, the typed one's, or the default.
    fn comparison_type(&mut self, x: TypeId, y: TypeId) -> TypeId {
        let program = self.lowerer.program;
        match (program.is_untyped(x), program.is_untyped(y)) {
            (true, true) => {
                let (x, y) = (program.default_type(x), program.default_type(y));
                if program.is_float(y) || program.is_complex(y) { y } else { x }
            }
            (true, false) => y,
            (false, true) => x,
            _ => match (program.is_interface(x), program.is_interface(y)) {
                (true, true) if !program.identical(x, y) => TypeId::EMPTY_INTERFACE,
                (false, true) => y,
                _ => x,
            },
        }
    }

    fn ordered(&mut self, op: BinaryOp, ty: TypeId, left: &[Value], right: &[Value]) -> Value {
        let program = self.lowerer.program;
        if program.is_string(ty) {
            let order = self.runtime(R::StringCompare, &[left[0], left[1], right[0], right[1]])[0];
            let zero = self.i32(0);
            let opcode = match op {
                BinaryOp::Less => Opcode::LtS,
                BinaryOp::LessEqual => Opcode::LeS,
                BinaryOp::Greater => Opcode::GtS,
                _ => Opcode::GeS,
            };
            return self.b.binary(opcode, order, zero);
        }
        let opcode = if program.is_float(ty) {
            match op {
                BinaryOp::Less => Opcode::FLt,
                BinaryOp::LessEqual => Opcode::FLe,
                BinaryOp::Greater => Opcode::FGt,
                _ => Opcode::FGe,
            }
        } else {
            match (op, program.is_unsigned(ty)) {
                (BinaryOp::Less, false) => Opcode::LtS,
                (BinaryOp::LessEqual, false) => Opcode::LeS,
                (BinaryOp::Greater, false) => Opcode::GtS,
                (_, false) => Opcode::GeS,
                (BinaryOp::Less, true) => Opcode::LtU,
                (BinaryOp::LessEqual, true) => Opcode::LeU,
                (BinaryOp::Greater, true) => Opcode::GtU,
                (_, true) => Opcode::GeU,
            }
        };
        self.b.binary(opcode, left[0], right[0])
    }

    /// Whether two values of one type are equal, or different if `negate`.
    pub(crate) fn equal(&mut self, ty: TypeId, left: &[Value], right: &[Value], negate: bool) -> Value {
        let program = self.lowerer.program;
        match program.structure(ty) {
            Type::Basic(kind) if kind.is_string() => {
                let value = self.string_equal(left, right);
                self.negate_if(value, negate)
            }
            Type::Basic(kind) if kind.is_float() => {
                self.b.binary(if negate { Opcode::FNe } else { Opcode::FEq }, left[0], right[0])
            }
            Type::Basic(kind) if kind.is_complex() => {
                let re = self.b.binary(Opcode::FEq, left[0], right[0]);
                let im = self.b.binary(Opcode::FEq, left[1], right[1]);
                let value = self.b.binary(Opcode::And, re, im);
                self.negate_if(value, negate)
            }
            Type::Interface(_) => {
                let is_empty = program.interface_methods(ty).is_empty();
                let value = self.interface_equal(is_empty, left, right);
                self.negate_if(value, negate)
            }
            Type::Struct(fields) => {
                let layout = self.layout(ty);
                if layout.is_memory() || fields.fields.iter().any(|f| f.name.is_blank()) {
                    return self.memory_value_equal(ty, left, right, negate);
                }
                let types: Vec<TypeId> = fields.fields.iter().map(|f| f.ty).collect();
                let mut at = 0;
                let mut pairs = Vec::new();
                for field in types {
                    let count = self.layout(field).parts().len();
                    pairs.push((field, at..at + count));
                    at += count;
                }
                let value = self.all_equal(&pairs, left, right);
                self.negate_if(value, negate)
            }
            Type::Array { elem, .. } => {
                let elem = *elem;
                let layout = self.layout(ty);
                if layout.is_memory() {
                    return self.memory_value_equal(ty, left, right, negate);
                }
                if left.is_empty() {
                    return self.i32(i64::from(!negate));
                }
                self.equal(elem, left, right, negate)
            }
            _ => self.b.binary(if negate { Opcode::Ne } else { Opcode::Eq }, left[0], right[0]),
        }
    }

    fn negate_if(&mut self, value: Value, negate: bool) -> Value {
        if negate { self.b.unary(Opcode::Eqz, value) } else { value }
    }

    fn all_equal(&mut self, pairs: &[(TypeId, std::ops::Range<usize>)], left: &[Value], right: &[Value]) -> Value {
        // Evaluated in order and stopped at the first difference: a comparison of interfaces may panic.
        let result = self.b.variable(IrType::I32);
        let join = self.b.block();
        for (i, (ty, range)) in pairs.iter().enumerate() {
            let value = self.equal(*ty, &left[range.clone()], &right[range.clone()], false);
            self.b.define(result, value);
            if i + 1 < pairs.len() {
                let next = self.b.block();
                self.b.branch(value, next, join);
                self.b.switch_to_sealed(next);
            }
        }
        if pairs.is_empty() {
            let yes = self.i32(1);
            self.b.define(result, yes);
        }
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }

    fn memory_value_equal(&mut self, ty: TypeId, left: &[Value], right: &[Value], negate: bool) -> Value {
        let (left, right) = (self.in_memory(ty, left), self.in_memory(ty, right));
        let descriptor = self.descriptor(ty);
        let value = self.runtime(R::ValueEqual, &[descriptor, left, right])[0];
        self.negate_if(value, negate)
    }

    fn string_equal(&mut self, left: &[Value], right: &[Value]) -> Value {
        let same_length = self.b.binary(Opcode::Eq, left[1], right[1]);
        if self.b.func.constant(left[1]) == Some(0) || self.b.func.constant(right[1]) == Some(0) {
            return same_length;
        }
        let result = self.b.variable(IrType::I32);
        self.b.define(result, same_length);
        let (compare, join) = (self.b.block(), self.b.block());
        self.b.branch(same_length, compare, join);
        self.b.switch_to_sealed(compare);
        let value = self.runtime(R::MemoryEqual, &[left[0], right[0], left[1]])[0];
        self.b.define(result, value);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }

    fn interface_equal(&mut self, is_empty: bool, left: &[Value], right: &[Value]) -> Value {
        let function = if is_empty { R::EfaceEqual } else { R::IfaceEqual };
        self.runtime(function, &[left[0], left[1], right[0], right[1]])[0]
    }

    /// Compares two values of types that may differ, as a `switch` does.
    pub(crate) fn mixed_equal(&mut self, x: (&Values, TypeId), y: ExprId) -> Value {
        let is_nil = matches!(self.info.type_and_value(self.file_index, y).mode, Mode::Nil);
        if is_nil {
            return self.b.unary(Opcode::Eqz, x.0[0]);
        }
        let from_y = self.type_of(y);
        let ty = self.comparison_type(x.1, from_y);
        let left = self.assign_convert(x.0.clone(), x.1, ty);
        let right = self.expr_as(y, ty);
        self.equal(ty, &left, &right, false)
    }
}
