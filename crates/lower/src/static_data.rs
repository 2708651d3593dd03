//! Static data shared by functions: string contents, zeros, layout records, closure objects without captures and global
//! variables.

use abi::layout as record;
use ir::{Data, DataObject, Func, Relocation, RelocationTarget};
use types::{ObjectId, TypeId};

use crate::program::Lowerer;

impl Lowerer<'_> {
    /// A read-only object.
    pub(crate) fn constant_data(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        align: u32,
        relocations: Vec<Relocation>,
    ) -> Data {
        let size_bytes = bytes.len() as u32;
        self.module.data.push(DataObject {
            name,
            size_bytes,
            align,
            bytes,
            relocations,
            pointers: Vec::new(),
            mutable: false,
        })
    }

    /// The bytes of a string, each contents once.
    pub(crate) fn string_data(&mut self, bytes: &[u8]) -> Data {
        if let Some(data) = self.strings.get(bytes) {
            return *data;
        }
        let name = format!("string.{}", self.strings.len());
        let data = self.constant_data(name, bytes.to_vec(), 1, Vec::new());
        self.strings.insert(bytes.to_vec(), data);
        data
    }

    /// Zeros of at least `size` bytes that nobody writes to.
    pub(crate) fn zeros(&mut self, size: u32) -> Data {
        match self.zero {
            Some((data, have)) => {
                if have < size {
                    self.module.data[data].size_bytes = size;
                    self.zero = Some((data, size));
                }
                data
            }
            None => {
                // Marked mutable so that it takes no room in the module.
                let data = self.module.data.push(DataObject {
                    name: "zeros".into(),
                    size_bytes: size,
                    align: 8,
                    bytes: Vec::new(),
                    relocations: Vec::new(),
                    pointers: Vec::new(),
                    mutable: true,
                });
                self.zero = Some((data, size));
                data
            }
        }
    }

    /// The heap's record of objects of this size and these pointers.
    pub(crate) fn gc_layout(&mut self, size: u32, pointers: &[bool]) -> Data {
        let size = size.next_multiple_of(8);
        let words = pointers.iter().rposition(|p| *p).map_or(0, |i| i + 1);
        let key = (size, pointers[..words].to_vec());
        if let Some(data) = self.gc_layouts.get(&key) {
            return *data;
        }
        let mut bytes = vec![0u8; record::record_bytes(words as u32) as usize];
        let mut put = |at: u32, value: u32| {
            bytes[at as usize..at as usize + 4].copy_from_slice(&value.to_le_bytes());
        };
        put(record::SIZE_BYTES, size);
        put(record::PTR_WORDS, words as u32);
        for (i, _) in key.1.iter().enumerate().filter(|(_, p)| **p) {
            bytes[record::BITMAP as usize + i / 8] |= 1 << (i % 8);
        }
        let data = self.module.data.push(DataObject {
            name: format!("layout.{}", self.gc_layouts.len()),
            size_bytes: bytes.len() as u32,
            align: 4,
            bytes,
            relocations: Vec::new(),
            pointers: Vec::new(),
            mutable: true,
        });
        self.gc_layouts.insert(key, data);
        data
    }

    /// The closure object of a function that captures nothing.
    pub(crate) fn static_closure(&mut self, func: Func) -> Data {
        if let Some(data) = self.closures.get(&func) {
            return *data;
        }
        let name = format!("closure.{}", self.module.funcs[func].name);
        let relocations = vec![Relocation { offset: 0, target: RelocationTarget::Func(func) }];
        let data = self.constant_data(name, vec![0; 8], 8, relocations);
        self.closures.insert(func, data);
        data
    }

    /// The memory of a package-level variable.
    pub(crate) fn global(&mut self, object: ObjectId) -> Data {
        if let Some(data) = self.globals.get(&object) {
            return *data;
        }
        let linked = self.linked_variable(object);
        if linked != object {
            let data = self.global(linked);
            self.globals.insert(object, data);
            return data;
        }
        let ty: TypeId = self.program.object(object).ty;
        let layout = self.layout(ty);
        let object_data = self.program.object(object);
        let package = object_data.package.map_or("", |p| self.program.package(p).path.as_str());
        let data = self.module.data.push(DataObject {
            name: format!("{package}.{}", object_data.name),
            size_bytes: layout.size,
            align: layout.align.max(1),
            bytes: Vec::new(),
            relocations: Vec::new(),
            pointers: layout.pointers.clone(),
            mutable: true,
        });
        self.globals.insert(object, data);
        self.need_variable(object);
        if let Some(embedded) = self.embedded.get(&object).cloned() {
            self.embed(data, ty, &embedded);
        }
        data
    }
}
