//! Static data in memory. Owns [`DataLayout`]: the address of every data object, the frame descriptors, the root table and
//! the segments that initialise them.
//!
//! Objects with pointers that the program may change lie next to each other, so that one entry of the root table covers
//! them all. Objects that start as zeros come first and take no room in the module.

use cranelift_entity::SecondaryMap;
use ir::{Data, Module, RelocationTarget};

/// Addresses and contents of static data.
#[derive(Clone, Debug, Default)]
pub struct DataLayout {
    /// Address of each object; 0 if it is not kept.
    pub address: SecondaryMap<Data, u32>,
    start: u32,
    bytes: Vec<u8>,
    /// Words to fill with table indices once functions have them.
    functions: Vec<(u32, ir::Func)>,
    /// Pointer words of the collector's region, with its first address.
    roots: Vec<(u32, Vec<bool>)>,
}

impl DataLayout {
    /// Places the objects `kept` from `start` on.
    pub fn place(module: &Module, kept: &[Data], start: u32) -> DataLayout {
        let mut layout = DataLayout::default();
        let is_zero = |d: &Data| {
            let object = &module.data[*d];
            object.mutable && object.relocations.is_empty() && object.bytes.iter().all(|b| *b == 0)
        };
        let is_root = |d: &Data| {
            let object = &module.data[*d];
            object.mutable && object.pointers.contains(&true)
        };
        let (zeros, initialised): (Vec<Data>, Vec<Data>) = kept.iter().copied().partition(is_zero);
        let (zero_roots, zero_plain): (Vec<Data>, Vec<Data>) = zeros.into_iter().partition(is_root);
        let (roots, plain): (Vec<Data>, Vec<Data>) = initialised.into_iter().partition(is_root);
        let mut at = start.next_multiple_of(16);
        for object in zero_plain.into_iter().chain(zero_roots) {
            let data = &module.data[object];
            at = at.next_multiple_of(data.align.max(1));
            layout.address[object] = at;
            if is_root(&object) {
                layout.roots.push((at, data.pointers.clone()));
            }
            at += data.size_bytes;
        }
        layout.start = at.next_multiple_of(16);
        for object in roots.into_iter().chain(plain) {
            let data = &module.data[object];
            let address = layout.reserve(data.size_bytes, data.align);
            layout.address[object] = address;
            let at = (address - layout.start) as usize;
            layout.bytes[at..at + data.bytes.len()].copy_from_slice(&data.bytes);
            if is_root(&object) {
                layout.roots.push((address, data.pointers.clone()));
            }
        }
        layout
    }

    /// Fills in the addresses of data objects; words for functions are kept for [`finish`](Self::finish).
    pub fn relocate(&mut self, module: &Module, kept: &[Data]) {
        for &object in kept {
            for relocation in &module.data[object].relocations {
                let at = self.address[object] + relocation.offset;
                match relocation.target {
                    RelocationTarget::Data(target, plus) => self.write(at, self.address[target] + plus),
                    RelocationTarget::Func(func) => self.functions.push((at, func)),
                }
            }
        }
    }

    /// Words that hold table indices: address and function, each once.
    pub fn function_words(&self) -> Vec<(u32, ir::Func)> {
        self.functions.clone()
    }

    fn reserve(&mut self, size_bytes: u32, align: u32) -> u32 {
        let address = (self.start + self.bytes.len() as u32).next_multiple_of(align.max(1));
        self.bytes.resize((address - self.start + size_bytes) as usize, 0);
        address
    }

    /// Appends bytes; returns their address.
    pub fn append(&mut self, bytes: &[u8], align: u32) -> u32 {
        let address = self.reserve(bytes.len() as u32, align);
        let at = (address - self.start) as usize;
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        address
    }

    /// Overwrites the word at `address`.
    pub fn write(&mut self, address: u32, value: u32) {
        let at = (address - self.start) as usize;
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    /// End of the initialised part.
    pub fn end(&self) -> u32 {
        self.start + self.bytes.len() as u32
    }

    /// Appends the root table; returns its address, 0 if there is nothing to list.
    pub fn append_root_table(&mut self) -> u32 {
        let mut regions: Vec<(u32, Vec<bool>)> = Vec::new();
        let mut roots = std::mem::take(&mut self.roots);
        roots.sort_by_key(|(address, _)| *address);
        for (address, pointers) in roots {
            match regions.last_mut() {
                Some((start, words)) if address <= *start + 8 * words.len() as u32 + 64 => {
                    words.resize(((address - *start) / 8) as usize, false);
                    words.extend(pointers);
                }
                _ => regions.push((address, pointers)),
            }
        }
        if regions.is_empty() {
            return 0;
        }
        let mut table = Vec::new();
        table.extend_from_slice(&(regions.len() as u32).to_le_bytes());
        for (address, words) in &regions {
            let mut bitmap = vec![0u8; words.len().div_ceil(32) * 4];
            for (i, _) in words.iter().enumerate().filter(|(_, w)| **w) {
                bitmap[i / 8] |= 1 << (i % 8);
            }
            let bitmap = self.append(&bitmap, 4);
            for word in [*address, words.len() as u32, bitmap] {
                table.extend_from_slice(&word.to_le_bytes());
            }
        }
        self.append(&table, 4)
    }

    /// The segments of the initialised part: runs of zeros are left out where that saves room.
    pub fn segments(&self) -> Vec<(u32, &[u8])> {
        const WORTH_SPLITTING: usize = 8;
        let mut segments = Vec::new();
        let mut at = 0;
        while at < self.bytes.len() {
            if self.bytes[at] == 0 {
                at += 1;
                continue;
            }
            let mut end = at;
            let mut zeros = 0;
            let mut look = at;
            while look < self.bytes.len() && zeros <= WORTH_SPLITTING {
                if self.bytes[look] == 0 {
                    zeros += 1;
                } else {
                    zeros = 0;
                    end = look + 1;
                }
                look += 1;
            }
            segments.push((self.start + at as u32, &self.bytes[at..end]));
            at = end;
        }
        segments
    }
}
