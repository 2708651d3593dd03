//! Explicit conversions (Go specification, "Conversions").

use abi::runtime_functions::RuntimeFunction as R;
use ast::ExprId;
use ir::{MemKind, Opcode, Type as IrType, Value};
use smallvec::SmallVec;
use types::{BasicKind, Mode, Type, TypeId};

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// `T(x)`.
    pub(crate) fn conversion(&mut self, x: ExprId, to: TypeId) -> Values {
        let tv = self.info.type_and_value(self.file_index, x);
        let from = self.concrete(tv.ty);
        match &tv.mode {
            Mode::Nil => return self.zero_value(to),
            Mode::Constant(value) if self.lowerer.program.is_untyped(from) => {
                let value = value.clone();
                let is_numeric_to_string = self.lowerer.program.is_string(to) && value.as_bytes().is_none();
                let target = if is_numeric_to_string || !self.lowerer.program.is_const_type(to) {
                    if self.lowerer.program.is_interface(to) { to } else { self.lowerer.program.default_type(from) }
                } else {
                    to
                };
                let values = self.constant(&value, target);
                return self.convert(values, target, to);
            }
            // In a generic function a constant has its default type, which does not convert to a complex one.
            Mode::Constant(value) if self.is_complex(to) && !self.is_complex(from) => {
                let value = value.clone();
                return self.constant(&value, to);
            }
            _ => {}
        }
        let from = if self.lowerer.program.is_untyped(from) { self.lowerer.program.default_type(from) } else { from };
        let values = self.expr_as(x, from);
        self.convert(values, from, to)
    }

    fn is_complex(&self, ty: TypeId) -> bool {
        self.lowerer.program.basic_kind(ty).is_some_and(BasicKind::is_complex)
    }

    /// Converts a value of type `from` to `to`.
    pub(crate) fn convert(&mut self, values: Values, from: TypeId, to: TypeId) -> Values {
        let program = self.lowerer.program;
        if program.is_interface(to) {
            return self.assign_convert(values, from, to);
        }
        let (source, target) = (program.structure(from).clone(), program.structure(to).clone());
        match (&source, &target) {
            (Type::Basic(a), Type::Basic(b)) if a.is_numeric() && b.is_numeric() => {
                self.convert_number(&values, from, to)
            }
            (Type::Basic(a), Type::Basic(b)) if a.is_integer() && b.is_string() => {
                let value = self.widen(values[0], from);
                let buffer = self.null();
                self.runtime(R::StringFromRune, &[value, buffer])
            }
            (Type::Slice { elem }, Type::Basic(b)) if b.is_string() => {
                if program.basic_kind(*elem) == Some(BasicKind::Uint8) {
                    let buffer = self.null();
                    let address = self.runtime(R::StringFromBytes, &[values[0], values[1], buffer])[0];
                    SmallVec::from_slice(&[address, values[1]])
                } else {
                    self.runtime(R::StringFromRunes, &[values[0], values[1]])
                }
            }
            (Type::Basic(a), Type::Slice { elem }) if a.is_string() => {
                if program.basic_kind(*elem) == Some(BasicKind::Uint8) {
                    let buffer = self.null();
                    let results = self.runtime(R::BytesFromString, &[values[0], values[1], buffer]);
                    SmallVec::from_slice(&[results[0], values[1], results[1]])
                } else {
                    self.runtime(R::RunesFromString, &[values[0], values[1]])
                }
            }
            (Type::Slice { .. }, Type::Array { len, .. }) => {
                self.check_array_length(values[1], len.unwrap_or(0));
                let loaded = self.load(values[0], 0, to);
                self.stable(to, loaded)
            }
            (Type::Slice { .. }, Type::Pointer { base }) => {
                let base = *base;
                if let Type::Array { len, .. } = *program.structure(base) {
                    self.check_array_length(values[1], len.unwrap_or(0));
                }
                self.one(values[0])
            }
            (Type::Basic(BasicKind::UnsafePointer), Type::Basic(BasicKind::Uintptr)) => {
                let address = self.b.unary_to(Opcode::PtrToInt, values[0]);
                let address = self.b.unary_to(Opcode::ExtendU, address);
                self.one(address)
            }
            (Type::Basic(BasicKind::Uintptr), Type::Basic(BasicKind::UnsafePointer)) => {
                let address = self.b.unary_to(Opcode::Wrap, values[0]);
                let address = self.b.unary_to(Opcode::IntToPtr, address);
                self.one(address)
            }
            _ => values,
        }
    }

    fn check_array_length(&mut self, len: Value, wanted: u64) {
        let wanted = self.i64(wanted as i64);
        let short = self.b.binary(Opcode::LtS, len, wanted);
        let code = self.i32(i64::from(abi::runtime_records::bounds::CONVERT));
        self.panic_if(short, R::PanicBounds, &[wanted, len, code]);
    }

    fn convert_number(&mut self, values: &[Value], from: TypeId, to: TypeId) -> Values {
        let program = self.lowerer.program;
        if program.is_complex(to) {
            let narrow = program.basic_kind(to) == Some(BasicKind::Complex64);
            return values.iter().map(|v| self.convert_float(*v, narrow)).collect();
        }
        let value = values[0];
        let (source, target) = (self.scalar_kind(from), self.scalar_kind(to));
        let result = match (program.is_float(from), program.is_float(to)) {
            (true, true) => self.convert_float(value, target == MemKind::F32),
            (false, true) => {
                // Through 64 bits, as Go's compiler does for this architecture; the rounding is the same.
                let wide = self.widen(value, from);
                let unsigned = program.is_unsigned(from) && source == MemKind::I64;
                let opcode = match (target, unsigned) {
                    (MemKind::F32, false) => Opcode::ToF32S,
                    (MemKind::F32, true) => Opcode::ToF32U,
                    (_, false) => Opcode::ToF64S,
                    (_, true) => Opcode::ToF64U,
                };
                self.b.unary(opcode, wide)
            }
            (true, false) => {
                let unsigned = program.is_unsigned(to) && target == MemKind::I64;
                let wide = self.b.unary(if unsigned { Opcode::ToI64U } else { Opcode::ToI64S }, value);
                self.narrow(wide, target)
            }
            (false, false) => {
                if target.value_type() == IrType::I64 {
                    self.widen(value, from)
                } else {
                    self.narrow(value, target)
                }
            }
        };
        self.one(result)
    }

    fn convert_float(&mut self, value: Value, narrow: bool) -> Value {
        match (self.b.func.value_type(value), narrow) {
            (IrType::F64, true) => self.b.unary_to(Opcode::Demote, value),
            (IrType::F32, false) => self.b.unary_to(Opcode::Promote, value),
            _ => value,
        }
    }

    /// An integer cut to a type's width.
    fn narrow(&mut self, value: Value, target: MemKind) -> Value {
        if target.value_type() == IrType::I64 {
            return value;
        }
        let value = match self.b.func.value_type(value) {
            IrType::I64 => self.b.unary_to(Opcode::Wrap, value),
            _ => value,
        };
        self.normalize(value, target)
    }
}
