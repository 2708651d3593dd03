//! Memory at compile time. Owns [`Memory`]: copies of the data objects that an initialiser changes and the objects it makes,
//! which [`commit`](Memory::commit) writes into the module, or which are dropped.

use std::collections::BTreeMap;

use cranelift_entity::EntityRef;
use indexmap::IndexMap;
use ir::{Data, DataObject, Func, MemKind, Module, Relocation, RelocationTarget};
use rustc_hash::FxHashSet;

/// Larger objects stay what they are.
const MAX_OBJECT_BYTES: u32 = 1 << 20;

/// An object: one of the module, or one made since the last commit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Object {
    /// A data object.
    Module(Data),
    /// A new object.
    New(u32),
}

/// A value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scalar {
    /// Bits, as in [`evaluation`](crate::evaluation); of a pointer, an address that is no object's.
    Bits(i64),
    /// An address in an object.
    Address(Object, u32),
    /// A table index.
    Func(Func),
}

/// Something that only the run time can decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Unknown;

/// The contents of an object.
#[derive(Clone, Debug, Default)]
struct Image {
    bytes: Vec<u8>,
    /// Words that hold addresses or table indices, by offset.
    words: BTreeMap<u32, Scalar>,
    /// For each 8-byte word, whether it may hold a pointer; of new objects.
    pointers: Vec<bool>,
    /// An object of a frame, which must not outlive its function.
    is_frame: bool,
}

/// Memory that an initialiser works on.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    changed: IndexMap<Data, Image>,
    new: Vec<Image>,
    /// Bytes that stores wrote.
    pub stored_bytes: usize,
}

impl Memory {
    /// A zeroed object.
    pub fn make(&mut self, size_bytes: u64, pointers: Vec<bool>, is_frame: bool) -> Result<Scalar, Unknown> {
        if size_bytes > u64::from(MAX_OBJECT_BYTES) {
            return Err(Unknown);
        }
        let image = Image { bytes: vec![0; size_bytes as usize], words: BTreeMap::new(), pointers, is_frame };
        self.new.push(image);
        Ok(Scalar::Address(Object::New(self.new.len() as u32 - 1), 0))
    }

    fn image(&mut self, module: &Module, object: Object) -> Result<&mut Image, Unknown> {
        match object {
            Object::New(index) => Ok(&mut self.new[index as usize]),
            Object::Module(data) => {
                let original = &module.data[data];
                if original.size_bytes > MAX_OBJECT_BYTES {
                    return Err(Unknown);
                }
                Ok(self.changed.entry(data).or_insert_with(|| {
                    let mut bytes = original.bytes.clone();
                    bytes.resize(original.size_bytes as usize, 0);
                    let word = |r: &Relocation| (r.offset, scalar(r.target));
                    Image { bytes, words: original.relocations.iter().map(word).collect(), ..Image::default() }
                }))
            }
        }
    }

    /// Whether the range lies in the object.
    fn range(image: &Image, at: u32, size: u32) -> Result<std::ops::Range<usize>, Unknown> {
        let end = at.checked_add(size).ok_or(Unknown)?;
        if end as usize > image.bytes.len() { Err(Unknown) } else { Ok(at as usize..end as usize) }
    }

    /// Loads a value.
    pub fn load(&mut self, module: &Module, object: Object, at: u32, kind: MemKind) -> Result<Scalar, Unknown> {
        let image = self.image(module, object)?;
        let size = kind.size_bytes();
        let range = Memory::range(image, at, size)?;
        let words: Vec<(u32, Scalar)> =
            image.words.range(at.saturating_sub(3)..at + size).map(|(offset, word)| (*offset, *word)).collect();
        match (words[..].as_ref(), kind) {
            ([], _) => {}
            ([(offset, word @ Scalar::Address(..))], MemKind::Ptr) if *offset == at => return Ok(*word),
            ([(offset, word @ Scalar::Func(_))], MemKind::I32) if *offset == at => return Ok(*word),
            _ => return Err(Unknown),
        }
        let mut raw = [0u8; 8];
        raw[..size as usize].copy_from_slice(&image.bytes[range]);
        let bits = i64::from_le_bytes(raw);
        Ok(Scalar::Bits(match kind {
            MemKind::I8S => i64::from(bits as i8),
            MemKind::I16S => i64::from(bits as i16),
            MemKind::I32 | MemKind::Ptr => i64::from(bits as i32),
            _ => bits,
        }))
    }

    /// Stores a value.
    pub fn store(
        &mut self,
        module: &Module,
        object: Object,
        at: u32,
        kind: MemKind,
        value: Scalar,
    ) -> Result<(), Unknown> {
        let size = kind.size_bytes();
        self.stored_bytes += size as usize;
        let image = self.writable(module, object)?;
        let range = Memory::range(image, at, size)?;
        Memory::forget_words(image, at, size)?;
        let bits = match (value, kind) {
            (Scalar::Bits(bits), MemKind::Ptr) => i64::from(bits as u32),
            (Scalar::Bits(bits), _) => bits,
            (Scalar::Address(..), MemKind::Ptr) | (Scalar::Func(_), MemKind::I32) => {
                image.words.insert(at, value);
                0
            }
            _ => return Err(Unknown),
        };
        image.bytes[range].copy_from_slice(&bits.to_le_bytes()[..size as usize]);
        Ok(())
    }

    fn writable(&mut self, module: &Module, object: Object) -> Result<&mut Image, Unknown> {
        match object {
            Object::Module(data) if !module.data[data].mutable => Err(Unknown),
            object => self.image(module, object),
        }
    }

    /// Drops the words that a write covers; it must not cover parts.
    fn forget_words(image: &mut Image, at: u32, size: u32) -> Result<(), Unknown> {
        let covered: Vec<u32> = image.words.range(at.saturating_sub(3)..at + size).map(|(offset, _)| *offset).collect();
        for offset in covered {
            if offset < at || offset + 4 > at + size {
                return Err(Unknown);
            }
            image.words.remove(&offset);
        }
        Ok(())
    }

    /// Copies bytes.
    pub fn copy(
        &mut self,
        module: &Module,
        (to, to_at): (Object, u32),
        (from, from_at): (Object, u32),
        size: u32,
    ) -> Result<(), Unknown> {
        let source = self.image(module, from)?;
        let bytes = source.bytes[Memory::range(source, from_at, size)?].to_vec();
        let mut words = Vec::new();
        for (offset, word) in source.words.range(from_at.saturating_sub(3)..from_at + size) {
            if *offset < from_at || offset + 4 > from_at + size {
                return Err(Unknown);
            }
            words.push((offset - from_at + to_at, *word));
        }
        let target = self.writable(module, to)?;
        let range = Memory::range(target, to_at, size)?;
        Memory::forget_words(target, to_at, size)?;
        target.bytes[range].copy_from_slice(&bytes);
        target.words.extend(words);
        Ok(())
    }

    /// Fills bytes.
    pub fn fill(&mut self, module: &Module, to: Object, at: u32, byte: u8, size: u32) -> Result<(), Unknown> {
        let target = self.writable(module, to)?;
        let range = Memory::range(target, at, size)?;
        Memory::forget_words(target, at, size)?;
        target.bytes[range].fill(byte);
        Ok(())
    }

    /// Whether all objects that the changed ones lead to may outlive the initialiser.
    pub fn may_stay(&self) -> bool {
        self.kept().iter().all(|index| !self.new[*index as usize].is_frame)
    }

    /// New objects that changed ones lead to, in the order they are found.
    fn kept(&self) -> Vec<u32> {
        let mut seen = FxHashSet::default();
        let mut kept = Vec::new();
        let mut visit = |image: &Image, kept: &mut Vec<u32>| {
            for word in image.words.values() {
                if let Scalar::Address(Object::New(index), _) = word
                    && seen.insert(*index)
                {
                    kept.push(*index);
                }
            }
        };
        for image in self.changed.values() {
            visit(image, &mut kept);
        }
        let mut next = 0;
        while next < kept.len() {
            visit(&self.new[kept[next] as usize], &mut kept);
            next += 1;
        }
        kept
    }

    /// Writes the changes into the module; new objects are named after `name`.
    pub fn commit(mut self, module: &mut Module, name: &str) {
        let kept = self.kept();
        let first = module.data.len();
        let numbers: BTreeMap<u32, Data> =
            kept.iter().enumerate().map(|(at, index)| (*index, Data::new(first + at))).collect();
        for index in kept {
            let image = std::mem::take(&mut self.new[index as usize]);
            let mut object = DataObject {
                name: format!("{name}.{}", module.data.len() - first),
                size_bytes: image.bytes.len() as u32,
                align: 8,
                bytes: Vec::new(),
                relocations: Vec::new(),
                pointers: image.pointers.clone(),
                mutable: true,
            };
            write(&mut object, image, &numbers);
            module.data.push(object);
        }
        for (data, image) in self.changed {
            if module.data[data].mutable {
                write(&mut module.data[data], image, &numbers);
            }
        }
    }
}

fn scalar(target: RelocationTarget) -> Scalar {
    match target {
        RelocationTarget::Data(data, plus) => Scalar::Address(Object::Module(data), plus),
        RelocationTarget::Func(func) => Scalar::Func(func),
    }
}

fn write(object: &mut DataObject, image: Image, numbers: &BTreeMap<u32, Data>) {
    object.relocations = image
        .words
        .into_iter()
        .map(|(offset, word)| {
            let target = match word {
                Scalar::Address(Object::Module(data), plus) => RelocationTarget::Data(data, plus),
                Scalar::Address(Object::New(index), plus) => RelocationTarget::Data(numbers[&index], plus),
                Scalar::Func(func) => RelocationTarget::Func(func),
                Scalar::Bits(bits) => panic!("{bits} needs no relocation"),
            };
            Relocation { offset, target }
        })
        .collect();
    object.bytes = image.bytes;
    // Words are filled in by the linker, so the bytes must reach behind the last.
    let words_end = object.relocations.last().map_or(0, |r| r.offset as usize + 4);
    let used = object.bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    object.bytes.truncate(used.max(words_end));
}
