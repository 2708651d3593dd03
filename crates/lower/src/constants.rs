//! Constants to IR values.

use constant::Value as Constant;
use ir::{MemKind, Type as IrType};
use smallvec::SmallVec;
use types::{BasicKind, TypeId};

use crate::function::{FunctionLowerer, Values};

impl FunctionLowerer<'_, '_> {
    /// A constant as a value of `ty`, which is basic or an interface.
    pub(crate) fn constant(&mut self, value: &Constant, ty: TypeId) -> Values {
        if self.lowerer.program.is_interface(ty) {
            let concrete = self.default_type_of(value);
            let values = self.constant(value, concrete);
            return self.convert_to_interface(&values, concrete, ty);
        }
        let kind = self.lowerer.program.basic_kind(ty);
        match (kind, value) {
            (Some(BasicKind::String | BasicKind::UntypedString), Constant::String(bytes)) => {
                let bytes = bytes.clone();
                self.string_constant(bytes.as_bytes())
            }
            (Some(BasicKind::Complex64), value) => {
                let (re, im) = (value.real().as_f32().unwrap_or(0.0), value.imaginary().as_f32().unwrap_or(0.0));
                SmallVec::from_slice(&[self.b.f32const(re), self.b.f32const(im)])
            }
            (Some(BasicKind::Complex128 | BasicKind::UntypedComplex), value) => {
                let (re, im) = (value.real().as_f64().unwrap_or(0.0), value.imaginary().as_f64().unwrap_or(0.0));
                SmallVec::from_slice(&[self.b.f64const(re), self.b.f64const(im)])
            }
            (_, Constant::Bool(value)) => self.one_i32(i64::from(*value)),
            (_, value) => {
                let layout = self.layout(ty);
                let kind = layout.parts()[0].kind;
                let value = match kind {
                    MemKind::F32 => self.b.f32const(value.as_f32().unwrap_or(0.0)),
                    MemKind::F64 => self.b.f64const(value.as_f64().unwrap_or(0.0)),
                    kind => {
                        let bits = value.to_int().wrapping_u64();
                        let bits = match kind {
                            MemKind::I8S => i64::from(bits as i8),
                            MemKind::I8U => i64::from(bits as u8),
                            MemKind::I16S => i64::from(bits as i16),
                            MemKind::I16U => i64::from(bits as u16),
                            MemKind::I32 => i64::from(bits as i32),
                            _ => bits as i64,
                        };
                        if kind == MemKind::Ptr {
                            let address = self.b.iconst(IrType::I32, bits);
                            self.b.unary_to(ir::Opcode::IntToPtr, address)
                        } else {
                            self.b.iconst(kind.value_type(), bits)
                        }
                    }
                };
                SmallVec::from_slice(&[value])
            }
        }
    }

    fn one_i32(&mut self, value: i64) -> Values {
        let value = self.i32(value);
        self.one(value)
    }

    /// A string with these bytes.
    pub(crate) fn string_constant(&mut self, bytes: &[u8]) -> Values {
        let address = if bytes.is_empty() {
            self.null()
        } else {
            let data = self.lowerer.string_data(bytes);
            self.b.data_addr(data, 0)
        };
        let len = self.i64(bytes.len() as i64);
        SmallVec::from_slice(&[address, len])
    }

    fn default_type_of(&self, value: &Constant) -> TypeId {
        match value {
            Constant::Bool(_) => TypeId::BOOL,
            Constant::String(_) => TypeId::STRING,
            Constant::Complex(_) => TypeId::COMPLEX128,
            Constant::Ratio(_) | Constant::Float(_) => TypeId::FLOAT64,
            _ => TypeId::INT,
        }
    }
}
