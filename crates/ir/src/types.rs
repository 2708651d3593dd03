//! Value types, memory access kinds and signatures.

use std::fmt;

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Type {
    /// 32 bits; also every narrower integer and `bool`, kept normalised.
    I32,
    /// 64 bits.
    I64,
    /// IEEE single.
    F32,
    /// IEEE double.
    F64,
    /// A pointer, 32 bits; the collector must find it when it is live at a poll.
    Ptr,
}

impl Type {
    /// All types.
    pub const ALL: [Type; 5] = [Type::I32, Type::I64, Type::F32, Type::F64, Type::Ptr];

    /// The name in textual IR.
    pub fn name(self) -> &'static str {
        match self {
            Type::I32 => "i32",
            Type::I64 => "i64",
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::Ptr => "ptr",
        }
    }

    /// The type named `name`.
    pub fn from_name(name: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|t| t.name() == name)
    }

    /// Whether this is `f32` or `f64`.
    pub fn is_float(self) -> bool {
        matches!(self, Type::F32 | Type::F64)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a load or store reads or writes memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemKind {
    /// 1 byte, sign-extended to `i32`.
    I8S,
    /// 1 byte, zero-extended to `i32`.
    I8U,
    /// 2 bytes, sign-extended to `i32`.
    I16S,
    /// 2 bytes, zero-extended to `i32`.
    I16U,
    /// 4 bytes.
    I32,
    /// 8 bytes.
    I64,
    /// 4 bytes.
    F32,
    /// 8 bytes.
    F64,
    /// A pointer in Go's memory layout: 8 bytes, the upper half zero.
    Ptr,
}

impl MemKind {
    /// All kinds.
    pub const ALL: [MemKind; 9] = [
        MemKind::I8S,
        MemKind::I8U,
        MemKind::I16S,
        MemKind::I16U,
        MemKind::I32,
        MemKind::I64,
        MemKind::F32,
        MemKind::F64,
        MemKind::Ptr,
    ];

    /// The name in textual IR.
    pub fn name(self) -> &'static str {
        match self {
            MemKind::I8S => "i8s",
            MemKind::I8U => "i8u",
            MemKind::I16S => "i16s",
            MemKind::I16U => "i16u",
            MemKind::I32 => "i32",
            MemKind::I64 => "i64",
            MemKind::F32 => "f32",
            MemKind::F64 => "f64",
            MemKind::Ptr => "ptr",
        }
    }

    /// The kind named `name`.
    pub fn from_name(name: &str) -> Option<MemKind> {
        MemKind::ALL.into_iter().find(|k| k.name() == name)
    }

    /// The type of the value loaded or stored.
    pub fn value_type(self) -> Type {
        match self {
            MemKind::I8S | MemKind::I8U | MemKind::I16S | MemKind::I16U | MemKind::I32 => Type::I32,
            MemKind::I64 => Type::I64,
            MemKind::F32 => Type::F32,
            MemKind::F64 => Type::F64,
            MemKind::Ptr => Type::Ptr,
        }
    }

    /// Bytes touched.
    pub fn size_bytes(self) -> u32 {
        match self {
            MemKind::I8S | MemKind::I8U => 1,
            MemKind::I16S | MemKind::I16U => 2,
            MemKind::I32 | MemKind::F32 => 4,
            MemKind::I64 | MemKind::F64 | MemKind::Ptr => 8,
        }
    }
}

/// Parameter and result types of a function.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Signature {
    /// Types of the parameters.
    pub params: Vec<Type>,
    /// Types of the results.
    pub results: Vec<Type>,
}

impl Signature {
    /// A signature of these parameters and results.
    pub fn new(params: impl Into<Vec<Type>>, results: impl Into<Vec<Type>>) -> Self {
        Signature { params: params.into(), results: results.into() }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, types: &[Type]| {
            f.write_str("(")?;
            for (i, t) in types.iter().enumerate() {
                write!(f, "{}{t}", if i > 0 { ", " } else { "" })?;
            }
            f.write_str(")")
        };
        list(f, &self.params)?;
        if !self.results.is_empty() {
            f.write_str(" -> ")?;
            list(f, &self.results)?;
        }
        Ok(())
    }
}
