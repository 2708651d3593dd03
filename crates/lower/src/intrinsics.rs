//! Functions of the standard library that are one or two instructions.
//!
//! The bodies in the library stay valid: they are what a function value of such a function runs.

use ir::{MemKind, Opcode, Value};
use types::{ObjectId, Type, TypeId};

use crate::function::{FunctionLowerer, Values};
use crate::type_layout::Part;

/// Larger values are not copied word by word for their strings to be hidden.
const MOST_HIDDEN_BYTES: u32 = 256;

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
    /// The value itself, with its strings hidden from escape analysis.
    StringsNoEscape,
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
        ("internal/abi", "EscapeToResultNonString") => Intrinsic::StringsNoEscape,
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
        if intrinsic == Intrinsic::StringsNoEscape {
            return self.hide_strings(&args[0].0, args[0].1);
        }
        let x: Value = args[0].0[0];
        let value = match intrinsic {
            Intrinsic::Unary(opcode) => self.b.unary(opcode, x),
            Intrinsic::Binary(opcode) => self.b.binary(opcode, x, args[1].0[0]),
            Intrinsic::NoEscape => self.b.unary_to(Opcode::NoEscape, x),
            Intrinsic::StringsNoEscape => panic!("{intrinsic:?} is no single value"),
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

    /// A value whose strings escape analysis does not follow to the one given. Those in interfaces and behind pointers it follows.
    fn hide_strings(&mut self, values: &[Value], ty: TypeId) -> Values {
        let layout = self.layout(ty);
        let mut strings = Vec::new();
        self.string_offsets(ty, 0, &mut strings);
        if !layout.is_memory() {
            let hide = |(value, part): (&Value, &Part)| match strings.contains(&part.offset) {
                true => self.b.unary_to(Opcode::NoEscape, *value),
                false => *value,
            };
            return values.iter().zip(layout.parts()).map(hide).collect();
        }
        if strings.is_empty() || layout.size > MOST_HIDDEN_BYTES {
            return Values::from_slice(values);
        }
        let copy = self.temporary(ty);
        let mut at = 0;
        while at < layout.size {
            let is_pointer = at % 8 == 0 && layout.pointers.get(at as usize / 8) == Some(&true);
            let (kind, bytes) = match layout.size - at {
                _ if is_pointer => (MemKind::Ptr, 8),
                8.. => (MemKind::I64, 8),
                _ => (MemKind::I8U, 1),
            };
            let mut value = self.b.load(kind, values[0], at);
            if strings.contains(&at) {
                value = self.b.unary_to(Opcode::NoEscape, value);
            }
            self.b.store(kind, copy, at, value);
            at += bytes;
        }
        self.one(copy)
    }

    /// Appends where the strings lie in a value of a type that lies at `at`.
    fn string_offsets(&mut self, ty: TypeId, at: u32, strings: &mut Vec<u32>) {
        let program = self.lowerer.program;
        match program.structure(ty) {
            Type::Basic(kind) if kind.is_string() => strings.push(at),
            Type::Struct(fields) => {
                let layout = self.layout(ty);
                for (field, offset) in fields.fields.iter().zip(&layout.fields) {
                    self.string_offsets(field.ty, at + offset, strings);
                }
            }
            Type::Array { len: Some(len), elem } => {
                let bytes = self.layout(*elem).size;
                for i in 0..u64::from(MOST_HIDDEN_BYTES / bytes.max(1)).min(*len) as u32 {
                    self.string_offsets(*elem, at + i * bytes, strings);
                }
            }
            _ => {}
        }
    }
}
