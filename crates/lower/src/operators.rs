//! Arithmetic, logic and shifts on basic types (Go specification, "Operators").
//!
//! Integers narrower than 32 bits are normalised after every operation that may leave their range. Floats are never
//! contracted. A division is guarded so that the Wasm instruction cannot trap.

use abi::runtime_functions::RuntimeFunction as R;
use ast::{BinaryOp, ExprId, UnaryOp};
use ir::{MemKind, Opcode, Type as IrType, Value};
use types::TypeId;

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// The access of an integer or float type.
    pub(crate) fn scalar_kind(&mut self, ty: TypeId) -> MemKind {
        self.layout(ty).parts()[0].kind
    }

    /// Brings the result of an operation back into the range of a narrow integer type.
    pub(crate) fn normalize(&mut self, value: Value, kind: MemKind) -> Value {
        match kind {
            MemKind::I8S => self.b.unary(Opcode::Ext8S, value),
            MemKind::I16S => self.b.unary(Opcode::Ext16S, value),
            MemKind::I8U => self.b.binary_imm(Opcode::And, value, 0xff),
            MemKind::I16U => self.b.binary_imm(Opcode::And, value, 0xffff),
            _ => value,
        }
    }

    /// An integer of type `ty` as `i64`, extended as its type says.
    pub(crate) fn widen(&mut self, value: Value, ty: TypeId) -> Value {
        if self.b.func.value_type(value) == IrType::I64 {
            return value;
        }
        let opcode = if self.lowerer.program.is_unsigned(ty) { Opcode::ExtendU } else { Opcode::ExtendS };
        self.b.unary_to(opcode, value)
    }

    /// A unary operator other than `&`, `*` and `<-`.
    pub(crate) fn unary(&mut self, op: UnaryOp, x: ExprId, ty: TypeId) -> Values {
        let values = self.expr_as(x, ty);
        match op {
            UnaryOp::Plus => values,
            UnaryOp::Not => {
                let value = self.b.unary(Opcode::Eqz, values[0]);
                self.one(value)
            }
            UnaryOp::Minus if self.lowerer.program.is_integer(ty) => {
                let kind = self.scalar_kind(ty);
                let zero = self.b.zero(kind.value_type());
                let value = self.b.binary(Opcode::Sub, zero, values[0]);
                let value = self.normalize(value, kind);
                self.one(value)
            }
            UnaryOp::Minus => values.iter().map(|v| self.b.unary(Opcode::FNeg, *v)).collect(),
            UnaryOp::Complement => {
                let kind = self.scalar_kind(ty);
                let value = self.b.binary_imm(Opcode::Xor, values[0], -1);
                let value = self.normalize(value, kind);
                self.one(value)
            }
            UnaryOp::Address | UnaryOp::Receive | UnaryOp::Tilde => panic!("{op} is not arithmetic"),
        }
    }

    /// A binary operator.
    pub(crate) fn binary(&mut self, op: BinaryOp, x: ExprId, y: ExprId, ty: TypeId) -> Values {
        match op {
            BinaryOp::LogicalAnd | BinaryOp::LogicalOr => {
                let value = self.logical(op, x, y);
                return self.one(value);
            }
            op if op.is_comparison() => {
                let value = self.comparison(op, x, y);
                return self.one(value);
            }
            op if op.is_shift() => {
                self.calls_first([x, y].into_iter());
                let left = self.expr_as(x, ty)[0];
                let value = self.shift_expr(op, left, y, ty);
                return self.one(value);
            }
            BinaryOp::Add if self.lowerer.program.is_string(ty) => return self.concatenation(x, y, ty),
            _ => {}
        }
        let values = self.operands(&[(x, ty), (y, ty)]);
        self.arithmetic(op, &values[0], &values[1], ty)
    }

    /// An arithmetic operator on values of one type.
    pub(crate) fn arithmetic(&mut self, op: BinaryOp, left: &[Value], right: &[Value], ty: TypeId) -> Values {
        let program = self.lowerer.program;
        if program.is_complex(ty) {
            return self.complex_arithmetic(op, left, right);
        }
        if program.is_string(ty) {
            return self.concat_values(&[left.into(), right.into()]);
        }
        let (a, b) = (left[0], right[0]);
        if program.is_float(ty) {
            let opcode = match op {
                BinaryOp::Add => Opcode::FAdd,
                BinaryOp::Sub => Opcode::FSub,
                BinaryOp::Mul => Opcode::FMul,
                BinaryOp::Div => Opcode::FDiv,
                op => panic!("{op} of floats"),
            };
            let value = self.b.binary(opcode, a, b);
            return self.one(value);
        }
        let kind = self.scalar_kind(ty);
        let unsigned = program.is_unsigned(ty);
        let (a, b) = (self.as_integer(a), self.as_integer(b));
        let value = match op {
            BinaryOp::Add => self.b.binary(Opcode::Add, a, b),
            BinaryOp::Sub => self.b.binary(Opcode::Sub, a, b),
            BinaryOp::Mul => self.b.binary(Opcode::Mul, a, b),
            BinaryOp::And => self.b.binary(Opcode::And, a, b),
            BinaryOp::Or => self.b.binary(Opcode::Or, a, b),
            BinaryOp::Xor => self.b.binary(Opcode::Xor, a, b),
            BinaryOp::AndNot => {
                let inverse = self.b.binary_imm(Opcode::Xor, b, -1);
                self.b.binary(Opcode::And, a, inverse)
            }
            BinaryOp::Div | BinaryOp::Rem => self.division(op, a, b, unsigned),
            op => panic!("{op} of integers"),
        };
        let value = self.normalize(value, kind);
        self.one(value)
    }

    fn as_integer(&mut self, value: Value) -> Value {
        match self.b.func.value_type(value) {
            IrType::Ptr => self.b.unary_to(Opcode::PtrToInt, value),
            _ => value,
        }
    }

    fn division(&mut self, op: BinaryOp, a: Value, b: Value, unsigned: bool) -> Value {
        let constant = self.b.func.constant(b).filter(|c| *c != 0);
        if constant.is_none() {
            let is_zero = self.b.unary(Opcode::Eqz, b);
            self.panic_if(is_zero, R::PanicDivide, &[]);
        }
        let is_rem = op == BinaryOp::Rem;
        if let Some(shift) = constant.filter(|c| *c > 1 && (*c as u64).is_power_of_two()).map(i64::trailing_zeros) {
            return self.division_by_power(is_rem, a, i64::from(shift), unsigned);
        }
        if unsigned {
            return self.b.binary(if is_rem { Opcode::RemU } else { Opcode::DivU }, a, b);
        }
        if is_rem {
            return self.b.binary(Opcode::RemS, a, b);
        }
        match constant {
            Some(-1) => {
                let zero = self.b.zero(self.b.func.value_type(a));
                self.b.binary(Opcode::Sub, zero, a)
            }
            Some(_) => self.b.binary(Opcode::DivS, a, b),
            None => {
                // The least integer divided by -1 is itself; the instruction would trap.
                let ty = self.b.func.value_type(a);
                let minus_one = self.b.binary_imm(Opcode::Eq, b, -1);
                let one = self.b.iconst(ty, 1);
                let safe = self.b.select(minus_one, one, b);
                let quotient = self.b.binary(Opcode::DivS, a, safe);
                let zero = self.b.zero(ty);
                let negated = self.b.binary(Opcode::Sub, zero, a);
                self.b.select(minus_one, negated, quotient)
            }
        }
    }

    /// Division by 2 to the power of `shift`. A negative dividend is biased, so that the quotient is rounded towards zero.
    fn division_by_power(&mut self, is_rem: bool, a: Value, shift: i64, unsigned: bool) -> Value {
        if unsigned {
            return match is_rem {
                true => self.b.binary_imm(Opcode::And, a, (1 << shift) - 1),
                false => self.b.binary_imm(Opcode::ShrU, a, shift),
            };
        }
        let width = if self.b.func.value_type(a) == IrType::I64 { 64 } else { 32 };
        let sign = self.b.binary_imm(Opcode::ShrS, a, width - 1);
        let bias = self.b.binary_imm(Opcode::ShrU, sign, width - shift);
        let biased = self.b.binary(Opcode::Add, a, bias);
        if is_rem {
            let multiple = self.b.binary_imm(Opcode::And, biased, -(1 << shift));
            return self.b.binary(Opcode::Sub, a, multiple);
        }
        self.b.binary_imm(Opcode::ShrS, biased, shift)
    }

    /// `left` shifted by the count `y`.
    pub(crate) fn shift_expr(&mut self, op: BinaryOp, left: Value, y: ExprId, ty: TypeId) -> Value {
        let tv = self.info.type_and_value(self.file_index, y);
        let count_type = self.concrete(tv.ty);
        if let Some(count) = tv.value().and_then(|v| v.to_int().as_u64()) {
            return self.shift_constant(op, left, count, ty);
        }
        let count = self.expr(y)[0];
        self.shift(op, left, count, count_type, ty)
    }

    fn shift_opcode(&self, op: BinaryOp, ty: TypeId) -> Opcode {
        match op {
            BinaryOp::ShiftLeft => Opcode::Shl,
            _ if self.lowerer.program.is_unsigned(ty) => Opcode::ShrU,
            _ => Opcode::ShrS,
        }
    }

    fn shift_constant(&mut self, op: BinaryOp, left: Value, count: u64, ty: TypeId) -> Value {
        let kind = self.scalar_kind(ty);
        let opcode = self.shift_opcode(op, ty);
        let width = u64::from(kind.value_type() == IrType::I64) * 32 + 32;
        let value = if count < width {
            self.b.binary_imm(opcode, left, count as i64)
        } else if opcode == Opcode::ShrS {
            self.b.binary_imm(opcode, left, width as i64 - 1)
        } else {
            self.b.zero(kind.value_type())
        };
        self.normalize(value, kind)
    }

    /// `left` shifted by `count`: negative counts panic, large ones give 0 or the sign.
    pub(crate) fn shift(&mut self, op: BinaryOp, left: Value, count: Value, count_type: TypeId, ty: TypeId) -> Value {
        let kind = self.scalar_kind(ty);
        let opcode = self.shift_opcode(op, ty);
        let value_type = kind.value_type();
        let width = if value_type == IrType::I64 { 64 } else { 32 };
        if !self.lowerer.program.is_unsigned(count_type) {
            let zero = self.b.zero(self.b.func.value_type(count));
            let negative = self.b.binary(Opcode::LtS, count, zero);
            self.panic_if(negative, R::PanicShift, &[]);
        }
        let fits = self.b.binary_imm(Opcode::LtU, count, width);
        let count = self.resize(count, value_type);
        let value = if opcode == Opcode::ShrS {
            let most = self.b.iconst(value_type, width - 1);
            let count = self.b.select(fits, count, most);
            self.b.binary(opcode, left, count)
        } else {
            let shifted = self.b.binary(opcode, left, count);
            let zero = self.b.zero(value_type);
            self.b.select(fits, shifted, zero)
        };
        self.normalize(value, kind)
    }

    /// The low bits of an integer, or the integer with zeros above.
    fn resize(&mut self, value: Value, to: IrType) -> Value {
        match (self.b.func.value_type(value), to) {
            (IrType::I64, IrType::I32) => self.b.unary_to(Opcode::Wrap, value),
            (IrType::I32, IrType::I64) => self.b.unary_to(Opcode::ExtendU, value),
            _ => value,
        }
    }

    fn logical(&mut self, op: BinaryOp, x: ExprId, y: ExprId) -> Value {
        let left = self.condition(x);
        let (evaluate, join) = (self.b.block(), self.b.block());
        let result = self.b.variable(IrType::I32);
        self.b.define(result, left);
        if op == BinaryOp::LogicalAnd {
            self.b.branch(left, evaluate, join);
        } else {
            self.b.branch(left, join, evaluate);
        }
        self.b.switch_to_sealed(evaluate);
        let right = self.condition(y);
        self.b.define(result, right);
        self.b.jump(join, &[]);
        self.b.switch_to_sealed(join);
        self.b.read(result)
    }
}
