//! Allocations in the IR. Owns [`Allocators`]: which calls make an object, and of what size and with what pointers.

use abi::layout as record;
use ir::{Data, Func, Function, Immediate, Inst, Module, Opcode};

/// Size and pointers of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// A multiple of 8.
    pub size_bytes: u32,
    /// For each 8-byte word, whether it may hold a pointer.
    pub pointers: Vec<bool>,
}

impl Layout {
    /// Reads the layout record in a data object.
    pub fn read(module: &Module, data: Data) -> Option<Layout> {
        let bytes = &module.data[data].bytes;
        let word = |at: u32| -> Option<u32> {
            let bytes = bytes.get(at as usize..at as usize + 4)?;
            Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        };
        let (size_bytes, words) = (word(record::SIZE_BYTES)?, word(record::PTR_WORDS)?);
        let bit = |i: u32| -> Option<bool> {
            let byte = bytes.get((record::BITMAP + i / 8) as usize)?;
            Some(byte >> (i % 8) & 1 != 0)
        };
        let mut pointers = (0..words).map(bit).collect::<Option<Vec<bool>>>()?;
        pointers.resize(size_bytes as usize / 8, false);
        Some(Layout { size_bytes, pointers })
    }
}

/// The runtime functions that make one object of a size known when they are called.
pub(crate) struct Allocators {
    with_layout: Option<Func>,
    without_pointers: Option<Func>,
}

impl Allocators {
    /// Those the module calls; `None` if it calls none.
    pub fn find(module: &Module) -> Option<Allocators> {
        let (with_layout, without_pointers) = (module.find_runtime("alloc"), module.find_runtime("alloc_noscan"));
        (with_layout.is_some() || without_pointers.is_some()).then_some(Allocators { with_layout, without_pointers })
    }

    /// The layout of the object that `inst` makes, if it makes one and its layout is a constant.
    pub fn layout(&self, module: &Module, body: &Function, inst: Inst) -> Option<Layout> {
        let data = &body.insts[inst];
        let (Opcode::Call, Some(callee)) = (data.opcode, data.func()) else { return None };
        if Some(callee) == self.with_layout {
            let argument = &body.insts[body.defining_inst(data.args[0])?];
            let (Opcode::DataAddr, Immediate::Data(object, 0)) = (argument.opcode, argument.imm) else { return None };
            return Layout::read(module, object);
        }
        if Some(callee) == self.without_pointers {
            let size = u32::try_from(body.constant(data.args[0])?).ok()?;
            return Some(Layout { size_bytes: size.checked_next_multiple_of(8)?, pointers: Vec::new() });
        }
        None
    }
}
