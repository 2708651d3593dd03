//! Functions of the standard library that are one or two instructions.
//!
//! The bodies in the library stay valid: they are what a function value of such a function runs.

use ir::{Opcode, Value};
use types::{ObjectId, TypeId};

use crate::function::{FunctionLowerer, Values};

/// How a function maps to instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Intrinsic {
    /// One instruction of the operand's type.
    Unary(Opcode),
    /// One instruction of both operands' type.
    Binary(Opcode),
    /// The bits of a float as an integer, or the other way round.
    Bits,
    /// A count of bits, as `int`.
    Count(Opcode),
    /// A left rotation by an `int`.
    Rotate,
    /// The pointer itself, hidden from escape analysis.
    NoEscape,
}

/// The intrinsic behind `name` of the package `path`.
fn find(path: &str, name: &str) -> Option<Intrinsic> {
    Some(match (path, name) {
        ("math", "Sqrt" | "sqrt") => Intrinsic::Unary(Opcode::FSqrt),
        ("math", "Abs") => Intrinsic::Unary(Opcode::FAbs),
        ("math", "Floor" | "archFloor") => Intrinsic::Unary(Opcode::FFloor),
        ("math", "Ceil" | "archCeil") => Intrinsic::Unary(Opcode::FCeil),
        ("math", "Trunc" | "archTrunc") => Intrinsic::Unary(Opcode::FTrunc),
        ("math", "RoundToEven") => Intrinsic::Unary(Opcode::FNearest),
        ("math", "Copysign") => Intrinsic::Binary(Opcode::FCopysign),
        ("math", "Float64bits" | "Float64frombits" | "Float32bits" | "Float32frombits") => Intrinsic::Bits,
        ("math/bits", "LeadingZeros64" | "LeadingZeros32") => Intrinsic::Count(Opcode::Clz),
        ("math/bits", "TrailingZeros64" | "TrailingZeros32") => Intrinsic::Count(Opcode::Ctz),
        ("math/bits", "OnesCount64" | "OnesCount32") => Intrinsic::Count(Opcode::Popcnt),
        ("math/bits", "RotateLeft64" | "RotateLeft32") => Intrinsic::Rotate,
        ("internal/abi", "NoEscape") => Intrinsic::NoEscape,
        _ => return None,
    })
}

impl FunctionLowerer<'_, '_> {
    /// The intrinsic a declared function stands for.
    pub(crate) fn intrinsic(&self, object: ObjectId) -> Option<Intrinsic> {
        let data = self.lowerer.program.object(object);
        let package = data.package?;
        let is_method = data.as_func().is_none_or(|f| f.receiver_base.is_some());
        if is_method {
            return None;
        }
        find(&self.lowerer.program.package(package).path, data.name.as_str())
    }

    /// Computes an intrinsic.
    pub(crate) fn emit_intrinsic(&mut self, intrinsic: Intrinsic, args: &[(Values, TypeId)]) -> Values {
        let x: Value = args[0].0[0];
        let value = match intrinsic {
            Intrinsic::Unary(opcode) => self.b.unary(opcode, x),
            Intrinsic::Binary(opcode) => self.b.binary(opcode, x, args[1].0[0]),
            Intrinsic::NoEscape => self.b.unary_to(Opcode::NoEscape, x),
            Intrinsic::Bits => self.b.unary(Opcode::Bitcast, x),
            Intrinsic::Count(opcode) => {
                let count = self.b.unary(opcode, x);
                self.widen(count, TypeId::UINT32)
            }
            Intrinsic::Rotate => {
                let count = args[1].0[0];
                let count = match self.b.func.value_type(x) {
                    ir::Type::I32 => self.b.unary_to(Opcode::Wrap, count),
                    _ => count,
                };
                self.b.binary(Opcode::Rotl, x, count)
            }
        };
        self.one(value)
    }
}
