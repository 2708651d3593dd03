//! WebAssembly's types of functions on the boundary. Owns the table of what values of Go's types become there; whether a type
//! may cross at all is checked elsewhere.

use std::fmt;

use crate::{BasicKind, ObjectId, Program, Type, TypeId};

/// A number type of WebAssembly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WasmType {
    /// 32-bit integers: `bool`, `int32`, `uint32`, `uintptr`, pointers, and each of the two parts of a string.
    I32,
    /// 64-bit integers.
    I64,
    /// `float32`
    F32,
    /// `float64`
    F64,
}

impl fmt::Display for WasmType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WasmType::I32 => "i32",
            WasmType::I64 => "i64",
            WasmType::F32 => "f32",
            WasmType::F64 => "f64",
        })
    }
}

/// The type of an exported or imported function as the host sees it. Its `Display` is that of a function type in
/// WebAssembly's text format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WasmSignature {
    /// The parameters; a string is two of them, address and length.
    pub params: Vec<WasmType>,
    /// The results, several of which are returned as they are.
    pub results: Vec<WasmType>,
}

impl fmt::Display for WasmSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(func")?;
        for (keyword, types) in [("param", &self.params), ("result", &self.results)] {
            if !types.is_empty() {
                write!(f, " ({keyword}")?;
                types.iter().try_for_each(|ty| write!(f, " {ty}"))?;
                f.write_str(")")?;
            }
        }
        f.write_str(")")
    }
}

impl Program {
    /// What the host sees of the function `object`, whose types must be such that they can cross the boundary.
    pub fn wasm_signature(&self, object: ObjectId) -> WasmSignature {
        let mut signature = WasmSignature { params: Vec::new(), results: Vec::new() };
        if let Type::Signature(types) = &self.types[self.object(object).ty] {
            signature.params = types.params.iter().flat_map(|param| self.wasm_types(param.ty)).collect();
            signature.results = types.results.iter().flat_map(|result| self.wasm_types(result.ty)).collect();
        }
        signature
    }

    fn wasm_types(&self, ty: TypeId) -> Vec<WasmType> {
        match self.structure(ty) {
            Type::Basic(kind) => match kind.unaliased() {
                BasicKind::Int64 | BasicKind::Uint64 => vec![WasmType::I64],
                BasicKind::Float32 => vec![WasmType::F32],
                BasicKind::Float64 => vec![WasmType::F64],
                BasicKind::String => vec![WasmType::I32, WasmType::I32],
                _ => vec![WasmType::I32],
            },
            _ => vec![WasmType::I32],
        }
    }
}
