//! Sizes, offsets and the shape of values. Owns [`Layout`] and its cache.
//!
//! A value is either *parts*, a few scalars in IR values, or it lives in memory and is passed by address.

use std::rc::Rc;

use ir::{MemKind, Type as IrType};
use types::{BasicKind, Program, Type, TypeId};

use crate::program::Lowerer;

/// Structs and arrays of more scalars than this live in memory.
const MAX_PARTS: usize = 8;

/// A scalar of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// How it is loaded and stored.
    pub kind: MemKind,
    /// Its offset in the value's memory.
    pub offset: u32,
}

/// Size, shape and pointers of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// Size in bytes.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
    /// The scalars of a value; `None` if values live in memory.
    pub parts: Option<Vec<Part>>,
    /// For each 8-byte word whether it holds a pointer; no trailing `false`.
    pub pointers: Vec<bool>,
    /// Offsets of the fields of a struct.
    pub fields: Vec<u32>,
}

impl Layout {
    /// Whether values live in memory.
    pub fn is_memory(&self) -> bool {
        self.parts.is_none()
    }

    /// The scalars; empty if values live in memory.
    pub fn parts(&self) -> &[Part] {
        self.parts.as_deref().unwrap_or_default()
    }

    /// Types of the IR values that stand for a value: its parts, or its address.
    pub fn ir_types(&self) -> Vec<IrType> {
        match &self.parts {
            Some(parts) => parts.iter().map(|p| p.kind.value_type()).collect(),
            None => vec![IrType::Ptr],
        }
    }

    fn scalar(kind: MemKind, size: u32) -> Layout {
        Layout {
            size,
            align: size,
            parts: Some(vec![Part { kind, offset: 0 }]),
            pointers: if kind == MemKind::Ptr { vec![true] } else { Vec::new() },
            fields: Vec::new(),
        }
    }

    fn words(kinds: &[MemKind]) -> Layout {
        let parts = kinds.iter().enumerate().map(|(i, k)| Part { kind: *k, offset: 8 * i as u32 }).collect();
        let mut pointers: Vec<bool> = kinds.iter().map(|k| *k == MemKind::Ptr).collect();
        trim(&mut pointers);
        Layout { size: 8 * kinds.len() as u32, align: 8, parts: Some(parts), pointers, fields: Vec::new() }
    }

    /// The layout of values one after the other, as in a struct.
    pub fn sequence<'a>(members: impl IntoIterator<Item = &'a Layout>) -> Layout {
        let mut layout =
            Layout { size: 0, align: 1, parts: Some(Vec::new()), pointers: Vec::new(), fields: Vec::new() };
        let mut last_is_empty = false;
        for member in members {
            let offset = layout.size.next_multiple_of(member.align);
            layout.fields.push(offset);
            layout.align = layout.align.max(member.align);
            layout.size = offset + member.size;
            last_is_empty = member.size == 0;
            layout.parts = match (layout.parts, &member.parts) {
                (Some(mut parts), Some(more)) if parts.len() + more.len() <= MAX_PARTS => {
                    parts.extend(more.iter().map(|p| Part { offset: offset + p.offset, ..*p }));
                    Some(parts)
                }
                _ => None,
            };
            add_pointers(&mut layout.pointers, offset, &member.pointers);
        }
        if last_is_empty && layout.size > 0 {
            // The address of a final empty field must not be that of another object.
            layout.size += 1;
        }
        layout.size = layout.size.next_multiple_of(layout.align);
        layout
    }
}

fn add_pointers(pointers: &mut Vec<bool>, offset: u32, more: &[bool]) {
    if more.contains(&true) {
        let start = (offset / 8) as usize;
        if pointers.len() < start {
            pointers.resize(start, false);
        }
        pointers.extend_from_slice(more);
    }
}

fn trim(pointers: &mut Vec<bool>) {
    while pointers.last() == Some(&false) {
        pointers.pop();
    }
}

/// The access of a basic type with one scalar.
pub(crate) fn basic_kind(kind: BasicKind) -> Option<(MemKind, u32)> {
    use BasicKind::*;
    Some(match kind {
        Bool | UntypedBool | Uint8 | Byte => (MemKind::I8U, 1),
        Int8 => (MemKind::I8S, 1),
        Int16 => (MemKind::I16S, 2),
        Uint16 => (MemKind::I16U, 2),
        Int32 | Uint32 | Rune | UntypedRune => (MemKind::I32, 4),
        Int | Int64 | Uint | Uint64 | Uintptr | UntypedInt => (MemKind::I64, 8),
        Float32 => (MemKind::F32, 4),
        Float64 | UntypedFloat => (MemKind::F64, 8),
        UnsafePointer => (MemKind::Ptr, 8),
        _ => return None,
    })
}

impl Lowerer<'_> {
    /// The layout of `ty`.
    pub(crate) fn layout(&mut self, ty: TypeId) -> Rc<Layout> {
        let key = self.program.canonical(ty);
        if let Some(layout) = self.layouts.get(&key) {
            return layout.clone();
        }
        let layout = Rc::new(self.make_layout(key));
        self.layouts.insert(key, layout.clone());
        layout
    }

    fn make_layout(&mut self, ty: TypeId) -> Layout {
        let program: &Program = self.program;
        match program.structure(ty) {
            Type::Basic(kind) => match kind {
                BasicKind::String | BasicKind::UntypedString => Layout::words(&[MemKind::Ptr, MemKind::I64]),
                BasicKind::Complex64 => {
                    let float = Layout::scalar(MemKind::F32, 4);
                    Layout { fields: Vec::new(), ..Layout::sequence([&float, &float]) }
                }
                BasicKind::Complex128 | BasicKind::UntypedComplex => Layout::words(&[MemKind::F64, MemKind::F64]),
                BasicKind::UntypedNil => Layout::scalar(MemKind::Ptr, 8),
                kind => {
                    let (kind, size) = basic_kind(*kind)
                        .unwrap_or_else(|| panic!("{kind:?} reaches lowering: a type error was missed"));
                    Layout::scalar(kind, size)
                }
            },
            Type::Pointer { .. } | Type::Map { .. } | Type::Chan { .. } | Type::Signature(_) => {
                Layout::scalar(MemKind::Ptr, 8)
            }
            Type::Slice { .. } => Layout::words(&[MemKind::Ptr, MemKind::I64, MemKind::I64]),
            Type::Interface(_) => Layout::words(&[MemKind::Ptr, MemKind::Ptr]),
            Type::Struct(fields) => {
                let types: Vec<TypeId> = fields.fields.iter().map(|f| f.ty).collect();
                let members: Vec<Rc<Layout>> = types.into_iter().map(|t| self.layout(t)).collect();
                Layout::sequence(members.iter().map(|m| &**m))
            }
            Type::Array { len, elem } => {
                let (len, elem) = (len.unwrap_or(0), *elem);
                let elem = self.layout(elem);
                self.array_layout(len, &elem)
            }
            other => panic!("{other:?} has no layout: a type error was missed"),
        }
    }

    fn array_layout(&mut self, len: u64, elem: &Layout) -> Layout {
        let size = u64::from(elem.size).saturating_mul(len);
        if size >= 1 << 31 {
            self.too_large = true;
        }
        let size = size.min(1 << 31) as u32;
        let mut pointers = Vec::new();
        if elem.pointers.contains(&true) && size < 1 << 31 {
            for i in 0..len as u32 {
                add_pointers(&mut pointers, i * elem.size, &elem.pointers);
            }
        }
        // An index of a longer array is not known at compile time: it lives in memory.
        let parts = match len {
            0 => Some(Vec::new()),
            1 => elem.parts.clone(),
            _ if size == 0 => Some(Vec::new()),
            _ => None,
        };
        Layout { size, align: elem.align, parts, pointers, fields: Vec::new() }
    }

    /// Whether an interface's data word is the value itself: the type is pointer-shaped.
    pub(crate) fn is_direct_interface(&mut self, ty: TypeId) -> bool {
        match self.program.structure(ty) {
            Type::Pointer { .. } | Type::Map { .. } | Type::Chan { .. } | Type::Signature(_) => true,
            Type::Basic(BasicKind::UnsafePointer) => true,
            Type::Struct(fields) if fields.fields.len() == 1 => {
                let field = fields.fields[0].ty;
                self.is_direct_interface(field)
            }
            Type::Array { len: Some(1), elem } => {
                let elem = *elem;
                self.is_direct_interface(elem)
            }
            _ => false,
        }
    }
}
