//! Constants and untyped operands. Owns representability, overflow, and the conversion of untyped operands with the
//! delayed recording of their final types (Go specification, "Representability", "Constants").

use ast::{ExprKind, UnaryOp};
use constant::{Kind, Value};
use diagnostics::Code;
use source::Span;

use crate::checker::Checker;
use crate::operand::{OpMode, Operand};
use crate::{BasicKind, ExprRef, Type, TypeId};

/// Untyped integer constants may not need more bits than this.
const MAX_BITS: u64 = 512;

/// Untyped constant strings may not be longer, in bytes.
const MAX_STRING: u64 = 2_000_000_000;

/// `value` as a value of the basic type `kind`, rounded if that is a float; `None` if it is not representable.
pub(crate) fn represent(value: &Value, kind: BasicKind, word_size: u64) -> Option<Value> {
    if *value == Value::Unknown {
        return Some(Value::Unknown);
    }
    let kind = kind.unaliased();
    if kind.is_integer() {
        let value = value.to_int();
        if value.kind() != Kind::Int {
            return None;
        }
        let word_bits = word_size * 8;
        let (bits, is_signed) = match kind {
            BasicKind::Int => (word_bits, true),
            BasicKind::Int8 => (8, true),
            BasicKind::Int16 => (16, true),
            BasicKind::Int32 => (32, true),
            BasicKind::Int64 => (64, true),
            BasicKind::Uint | BasicKind::Uintptr => (word_bits, false),
            BasicKind::Uint8 => (8, false),
            BasicKind::Uint16 => (16, false),
            BasicKind::Uint32 => (32, false),
            BasicKind::Uint64 => (64, false),
            _ => return Some(value),
        };
        let fits = if is_signed {
            match value.as_i64() {
                Some(i) => bits == 64 || (-(1i64 << (bits - 1))..1i64 << (bits - 1)).contains(&i),
                None => false,
            }
        } else {
            value.sign() >= 0 && value.bit_len() <= bits
        };
        return fits.then_some(value);
    }
    if kind.is_float() {
        let value = value.to_float();
        if value.kind() != Kind::Float {
            return None;
        }
        return match kind {
            BasicKind::Float32 => constant::round_to_f32(&value),
            BasicKind::Float64 => constant::round_to_f64(&value),
            _ => Some(value),
        };
    }
    if kind.is_complex() {
        let value = value.to_complex();
        let (re, im) = value.parts()?;
        let round = match kind {
            BasicKind::Complex64 => constant::round_to_f32,
            BasicKind::Complex128 => constant::round_to_f64,
            _ => return Some(value),
        };
        return Some(Value::complex(round(&re)?, round(&im)?));
    }
    let fits = kind.is_string() && value.kind() == Kind::String || kind.is_boolean() && value.kind() == Kind::Bool;
    fits.then(|| value.clone())
}

impl Checker<'_> {
    /// Where the operator of an operation is, or where another expression starts.
    pub fn operator_span(&self, expr: ExprRef) -> Span {
        let node = self.node(expr);
        match node.kind {
            ExprKind::Binary { .. } | ExprKind::Unary { .. } | ExprKind::Star(_) => {
                Span::point(node.span.file, node.pos)
            }
            _ => self.span_of(expr),
        }
    }

    /// Complains if a constant operand does not fit its type or is too large.
    pub fn check_overflow(&mut self, x: &mut Operand, at: Span) {
        if x.value == Value::Unknown {
            return self.error(at, Code::InvalidConstVal, "constant result is not representable");
        }
        if !self.program.is_untyped(x.ty) {
            if let Some(kind) = self.program.basic_kind(x.ty) {
                self.check_representable(x, kind);
            }
            return;
        }
        if x.value.kind() == Kind::Int && x.value.bit_len() > MAX_BITS {
            let what = match x.expr.map(|expr| &self.node(expr).kind) {
                Some(ExprKind::Unary { op: UnaryOp::Complement, .. }) => "bitwise complement ",
                Some(ExprKind::Binary { op, .. }) => match op {
                    ast::BinaryOp::Add => "addition ",
                    ast::BinaryOp::Sub => "subtraction ",
                    ast::BinaryOp::Xor => "bitwise XOR ",
                    ast::BinaryOp::Mul => "multiplication ",
                    ast::BinaryOp::ShiftLeft => "shift ",
                    _ => "",
                },
                _ => "",
            };
            self.error(at, Code::InvalidConstVal, format!("constant {what}overflow"));
            x.value = Value::Unknown;
        }
        if let Some(length) = x.value.string_len().filter(|length| *length > MAX_STRING) {
            let message = format!("constant string too long ({length} bytes > {MAX_STRING} bytes)");
            self.error(at, Code::InvalidConstVal, message);
            x.value = Value::Unknown;
        }
    }

    /// Makes the constant a value of the basic type `kind`, or reports why it cannot be.
    pub fn check_representable(&mut self, x: &mut Operand, kind: BasicKind) {
        match self.representation(x, kind) {
            Ok(value) => x.value = value,
            Err(code) => {
                let target = if x.ty != TypeId::INVALID && self.program.basic_kind(x.ty) == Some(kind) {
                    self.shown_underlying(x.ty)
                } else {
                    TypeId::from_u32(kind as u32)
                };
                self.report_invalid_conversion(code, x, target);
                x.invalidate();
            }
        }
    }

    /// The constant as a value of `kind`, or why it is none.
    pub fn representation(&self, x: &Operand, kind: BasicKind) -> Result<Value, Code> {
        match represent(&x.value, kind, self.sizes.word_size()) {
            Some(value) => Ok(value),
            None if self.program.is_numeric(x.ty) && kind.is_numeric() => {
                if !self.program.is_integer(x.ty) && kind.is_integer() {
                    Err(Code::TruncatedFloat)
                } else {
                    Err(Code::NumericOverflow)
                }
            }
            None => Err(Code::InvalidConstVal),
        }
    }

    /// The underlying type under the name it was written with: `byte` stays `byte`.
    pub fn shown_underlying(&self, ty: TypeId) -> TypeId {
        let mut ty = ty;
        for _ in 0..1000 {
            let next = match &self.program.types[ty] {
                Type::Alias(alias) => alias.actual,
                Type::Named(named) => self.program.right_side(named),
                _ => return ty,
            };
            match next {
                Some(next) => ty = next,
                None => return TypeId::INVALID,
            }
        }
        TypeId::INVALID
    }

    fn report_invalid_conversion(&mut self, code: Code, x: &Operand, target: TypeId) {
        let (operand, target) = (self.describe(x), self.show(target));
        let message = match code {
            Code::TruncatedFloat => format!("{operand} truncated to {target}"),
            Code::NumericOverflow => format!("{operand} overflows {target}"),
            _ => format!("cannot convert {operand} to type {target}"),
        };
        self.error(self.operand_span(x), code, message);
    }

    /// Converts an untyped operand to `target`, or reports that it cannot be.
    pub fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type(x, target) {
            Err(code) => {
                let is_param = self.program.is_type_param(target);
                let target = if is_param { target } else { self.shown_underlying(target) };
                self.report_invalid_conversion(code, x, target);
                x.invalidate();
            }
            Ok((ty, value)) => self.set_implicit_type(x, ty, value),
        }
    }

    /// Makes `ty` the type and `value` the value of an untyped operand.
    pub fn set_implicit_type(&mut self, x: &mut Operand, ty: TypeId, value: Option<Value>) {
        if let Some(value) = value {
            x.value = value.clone();
            if let Some(untyped) = x.expr.and_then(|expr| self.untyped.get_mut(&expr)) {
                untyped.value = Some(value);
            }
        }
        if ty != x.ty {
            x.ty = ty;
            if let Some(expr) = x.expr {
                self.update_expr_type(expr, ty, false);
            }
        }
    }

    /// The type and, for constants, the value that an untyped operand has where a `target` is wanted.
    pub fn implicit_type(&self, x: &Operand, target: TypeId) -> Result<(TypeId, Option<Value>), Code> {
        if !x.is_valid() || !self.program.is_untyped(x.ty) || target == TypeId::INVALID {
            return Ok((x.ty, None));
        }
        let bad = Err(Code::InvalidUntypedConversion);
        if self.program.is_untyped(target) {
            return match self.max_untyped(x.ty, target) {
                Some(ty) => Ok((ty, None)),
                None => bad,
            };
        }
        if x.is_nil() {
            return if self.program.has_nil(target) { Ok((target, None)) } else { bad };
        }
        match self.program.structure(target) {
            Type::Basic(kind) => {
                if x.is_constant() {
                    return self.representation(x, *kind).map(|value| (target, Some(value)));
                }
                let Type::Basic(from) = self.program.types[x.ty] else { return bad };
                let fits = from.is_boolean() && kind.is_boolean()
                    || from.is_numeric() && kind.is_numeric()
                    || from.is_string() && kind.is_string();
                if fits { Ok((target, None)) } else { bad }
            }
            Type::Interface(_) if self.program.is_type_param(target) => {
                let all_fit = self.program.type_set(target).specific().is_some_and(|terms| {
                    terms.iter().all(|t| self.implicit_type(x, self.program.underlying(t.ty)).is_ok())
                });
                if all_fit { Ok((target, None)) } else { bad }
            }
            Type::Interface(_) => {
                let set = self.program.type_set(target);
                if !set.methods.is_empty() || set.terms.is_some() || set.is_comparable {
                    return bad;
                }
                Ok((self.program.default_type(x.ty), None))
            }
            _ => bad,
        }
    }

    /// The more general of two untyped types.
    pub fn max_untyped(&self, a: TypeId, b: TypeId) -> Option<TypeId> {
        if a == b {
            return Some(a);
        }
        match (&self.program.types[a], &self.program.types[b]) {
            (Type::Basic(x), Type::Basic(y)) if x.is_numeric() && y.is_numeric() => Some(if x > y { a } else { b }),
            _ => None,
        }
    }

    /// Gives an untyped expression, and the parts that share its type, the type `ty`. With `is_final`, or once the type
    /// is typed, it is recorded.
    pub fn update_expr_type(&mut self, expr: ExprRef, ty: TypeId, is_final: bool) {
        let Some(old) = self.untyped.get(&expr).cloned() else { return };
        let part = |part| ExprRef { file: expr.file, expr: part };
        match &self.node(expr).kind {
            ExprKind::Paren(inner) => self.update_expr_type(part(*inner), ty, is_final),
            // The operands of a constant expression keep their types.
            ExprKind::Unary { x, .. } if old.value.is_none() => self.update_expr_type(part(*x), ty, is_final),
            ExprKind::Binary { op, x, y } if old.value.is_none() => {
                // A comparison's type does not depend on its operands' type, a shift's not on the count's.
                if op.is_shift() {
                    self.update_expr_type(part(*x), ty, is_final);
                } else if !op.is_comparison() {
                    self.update_expr_type(part(*x), ty, is_final);
                    self.update_expr_type(part(*y), ty, is_final);
                }
            }
            _ => {}
        }
        if !is_final && self.program.is_untyped(ty) {
            if let Some(untyped) = self.untyped.get_mut(&expr) {
                untyped.ty = self.program.underlying(ty);
            }
            return;
        }
        self.untyped.remove(&expr);
        if old.is_shift_lhs && !self.program.all_basic(ty, BasicKind::is_integer) {
            let (text, ty) = (self.expr_string(expr), self.show(ty));
            let message = format!("invalid operation: shifted operand {text} (type {ty}) must be integer");
            return self.error(self.span_of(expr), Code::InvalidShiftOperand, message);
        }
        let mut value = old.value;
        if let Some(old_value) = &value {
            let mut constant =
                Operand { mode: old.mode, expr: Some(expr), made_up: None, ty: old.ty, value: old_value.clone() };
            self.convert_untyped(&mut constant, ty);
            if !constant.is_valid() {
                return;
            }
            value = Some(constant.value);
        }
        self.record_type(expr, if value.is_some() { OpMode::Constant } else { old.mode }, ty, value);
    }
}
