//! Sizes of types where a constant expression depends on them. Owns [`Sizes`] and the 64-bit default [`Gc64`].

use crate::{BasicKind, Program, Type, TypeId};

/// Sizes and alignments of types in memory, in bytes, as `unsafe.Sizeof` shows them.
pub trait Sizes {
    /// The size of a word: of `int`, `uint`, `uintptr` and pointers.
    fn word_size(&self) -> u64;

    /// The alignment of `ty`.
    fn align_of(&self, program: &Program, ty: TypeId) -> u64 {
        match program.structure(ty) {
            Type::Array { elem, .. } => self.align_of(program, *elem),
            Type::Struct(s) => s.fields.iter().map(|f| self.align_of(program, f.ty)).max().unwrap_or(1).max(1),
            Type::Slice { .. } | Type::Interface(_) => self.word_size(),
            Type::Basic(kind) if kind.is_string() => self.word_size(),
            Type::Basic(kind) if kind.is_complex() => (self.size_of(program, ty).unwrap_or(8) / 2).max(1),
            _ => self.size_of(program, ty).unwrap_or(1).clamp(1, self.word_size()),
        }
    }

    /// The size of `ty`, or `None` if it exceeds 2^63 bytes.
    fn size_of(&self, program: &Program, ty: TypeId) -> Option<u64> {
        let word = self.word_size();
        let size = match program.structure(ty) {
            Type::Basic(kind) => match kind.unaliased() {
                BasicKind::Bool | BasicKind::Int8 | BasicKind::Uint8 | BasicKind::UntypedBool => 1,
                BasicKind::Int16 | BasicKind::Uint16 => 2,
                BasicKind::Int32 | BasicKind::Uint32 | BasicKind::Float32 | BasicKind::UntypedRune => 4,
                BasicKind::Int64 | BasicKind::Uint64 | BasicKind::Float64 | BasicKind::Complex64 => 8,
                BasicKind::UntypedFloat => 8,
                BasicKind::Complex128 | BasicKind::UntypedComplex => 16,
                BasicKind::String | BasicKind::UntypedString => 2 * word,
                _ => word,
            },
            Type::Array { len, elem } => {
                self.size_of(program, *elem)?.checked_mul(len.unwrap_or(0)).filter(|s| i64::try_from(*s).is_ok())?
            }
            Type::Slice { .. } => 3 * word,
            Type::Interface(_) => 2 * word,
            Type::Struct(_) => {
                let (_, size) = self.field_offsets(program, ty)?;
                size
            }
            _ => word,
        };
        Some(size)
    }

    /// The offsets of a struct's fields and its size, or `None` if it exceeds 2^63 bytes.
    fn field_offsets(&self, program: &Program, ty: TypeId) -> Option<(Vec<u64>, u64)> {
        let Type::Struct(s) = program.structure(ty) else { return Some((Vec::new(), 0)) };
        let mut offsets = Vec::with_capacity(s.fields.len());
        let (mut offset, mut align) = (0u64, 1);
        for (i, field) in s.fields.iter().enumerate() {
            let field_align = self.align_of(program, field.ty);
            align = align.max(field_align);
            offset = offset.checked_next_multiple_of(field_align)?;
            offsets.push(offset);
            let size = self.size_of(program, field.ty)?;
            offset = offset.checked_add(size)?;
            // A final field without size is followed by padding, so that its address stays inside the struct.
            if size == 0 && i + 1 == s.fields.len() && offset > 0 {
                offset += 1;
            }
        }
        let size = offset.checked_next_multiple_of(align)?;
        i64::try_from(size).ok()?;
        Some((offsets, size))
    }
}

/// The sizes of Go's compiler on 64-bit targets, `GOARCH=wasm` included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gc64;

impl Sizes for Gc64 {
    fn word_size(&self) -> u64 {
        8
    }
}
