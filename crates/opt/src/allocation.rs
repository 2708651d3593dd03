//! Allocations in the IR. Owns [`Allocators`]: which calls make an object, and of what size and with what pointers.

use abi::layout as record;
use abi::runtime_functions::RuntimeFunction;
use abi::runtime_records::{BUFFER_BYTES, MAP_BYTES, MAP_GROUPS};
use abi::type_descriptor as td;
use ir::module::RelocationTarget;
use ir::{Data, Func, Function, Immediate, Inst, Module, Opcode, Value};

/// Bytes of an array with pointers beyond which nobody asks for its layout.
const LARGEST_ARRAY: u32 = 1 << 16;

/// Size and pointers of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// A multiple of 8.
    pub size_bytes: u32,
    /// For each 8-byte word, whether it may hold a pointer; empty if none does.
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

/// The runtime functions that make one object.
pub(crate) struct Allocators {
    with_layout: Option<Func>,
    without_pointers: Option<Func>,
    array: Option<Func>,
    slice: Option<Func>,
    /// They make boxes of integers, the first without an object.
    boxes: [Option<Func>; 3],
    map: Option<Func>,
    /// They take a buffer as their last argument, `map` among them.
    buffered: Vec<Func>,
}

impl Allocators {
    /// Those the module calls; `None` if it calls none.
    pub fn find(module: &Module) -> Option<Allocators> {
        let find = |name| module.find_runtime(name);
        let buffered = RuntimeFunction::ALL.iter().filter(|function| function.takes_buffer());
        let all = Allocators {
            with_layout: find("alloc"),
            without_pointers: find("alloc_noscan"),
            array: find("alloc_array"),
            slice: find("make_slice"),
            map: find("map_new"),
            boxes: ["box_byte", "box_i32", "box_i64"].map(find),
            buffered: buffered.filter_map(|function| find(function.name())).collect(),
        };
        let is_any = all.with_layout.or(all.without_pointers).or(all.array).or(all.slice).is_some();
        let is_any = is_any || all.boxes.iter().any(Option::is_some);
        (is_any || !all.buffered.is_empty()).then_some(all)
    }

    /// The layout of the object that `inst` makes, if it makes one and its layout is a constant.
    pub fn layout(&self, module: &Module, body: &Function, inst: Inst) -> Option<Layout> {
        let data = &body.insts[inst];
        let (Opcode::Call, Some(callee)) = (data.opcode, data.func()) else { return None };
        if Some(callee) == self.with_layout {
            return recorded(module, body, data.args[0]);
        }
        if Some(callee) == self.without_pointers {
            let size = u32::try_from(body.constant(data.args[0])?).ok()?;
            return without_pointers(size);
        }
        if Some(callee) == self.array {
            return array(module, body, data.args[0], data.args[1], data.args[2]);
        }
        if Some(callee) == self.slice && (0..=body.constant(data.args[3])?).contains(&body.constant(data.args[2])?) {
            return array(module, body, data.args[0], data.args[1], data.args[3]);
        }
        if self.boxes[1..].contains(&Some(callee)) {
            return without_pointers(8);
        }
        if self.takes_buffer(body, inst) {
            if Some(callee) == self.map {
                let is_small = (0..=i64::from(td::MAP_GROUP_SLOTS)).contains(&body.constant(data.args[1])?);
                return small_map(module, body, data.args[0]).filter(|_| is_small);
            }
            return without_pointers(BUFFER_BYTES);
        }
        None
    }

    /// The integer in the box that `inst` makes, if it makes one.
    pub fn boxed(&self, body: &Function, inst: Inst) -> Option<Value> {
        let data = &body.insts[inst];
        let is_box = data.opcode == Opcode::Call && data.func().is_some_and(|f| self.boxes.contains(&Some(f)));
        is_box.then(|| data.args[0])
    }

    /// Whether `inst` makes an object whose size does not change from one time to the next.
    pub fn makes_object(&self, body: &Function, inst: Inst) -> bool {
        let data = &body.insts[inst];
        if data.opcode != Opcode::Call || data.func().is_none() {
            return false;
        }
        let callee = data.func();
        callee == self.with_layout
            || callee == self.without_pointers
            || callee == self.array && body.constant(data.args[2]).is_some()
            || self.boxes.contains(&callee)
    }

    /// Whether `inst` makes an object only if no buffer takes its result.
    pub fn takes_buffer(&self, body: &Function, inst: Inst) -> bool {
        let data = &body.insts[inst];
        let is_buffered = data.opcode == Opcode::Call && data.func().is_some_and(|f| self.buffered.contains(&f));
        is_buffered && data.args.last().is_some_and(|buffer| body.constant(*buffer) == Some(0))
    }
}

/// The layout whose record has this address.
fn recorded(module: &Module, body: &Function, address: Value) -> Option<Layout> {
    let argument = &body.insts[body.defining_inst(address)?];
    match (argument.opcode, argument.imm) {
        (Opcode::DataAddr, Immediate::Data(object, 0)) => Layout::read(module, object),
        _ => None,
    }
}

fn without_pointers(size: u32) -> Option<Layout> {
    let size_bytes = size.checked_next_multiple_of(8)?;
    Some(Layout { size_bytes, pointers: Vec::new() })
}

/// The layout of an array, whose elements have no pointers if the address of their layout is 0.
fn array(module: &Module, body: &Function, elem: Value, size: Value, count: Value) -> Option<Layout> {
    let count = u32::try_from(body.constant(count)?).ok()?;
    if body.constant(elem) == Some(0) {
        return without_pointers(u32::try_from(body.constant(size)?).ok()?.checked_mul(count)?);
    }
    let elem = recorded(module, body, elem)?;
    let size_bytes = elem.size_bytes.checked_mul(count).filter(|bytes| *bytes <= LARGEST_ARRAY)?;
    Some(Layout { size_bytes, pointers: elem.pointers.repeat(count as usize) })
}

/// A map with its first group, of the type whose descriptor has this address.
fn small_map(module: &Module, body: &Function, address: Value) -> Option<Layout> {
    let argument = &body.insts[body.defining_inst(address)?];
    let (Opcode::DataAddr, Immediate::Data(map, 0)) = (argument.opcode, argument.imm) else { return None };
    let target = |data: Data, at: u32| {
        module.data[data].relocations.iter().find(|word| word.offset == at).map(|word| word.target)
    };
    let size = module.data[map].bytes.get(td::MAP_GROUP_SIZE as usize..td::MAP_GROUP_SIZE as usize + 4)?;
    let size = u32::from_le_bytes([size[0], size[1], size[2], size[3]]);
    let Some(RelocationTarget::Data(group, 0)) = target(map, td::MAP_GROUP) else { return None };
    let mut pointers = vec![false; MAP_BYTES as usize / 8];
    pointers[MAP_GROUPS as usize / 8] = true;
    match target(group, td::GC_DATA) {
        Some(RelocationTarget::Data(layout, record::BITMAP)) => pointers.extend(Layout::read(module, layout)?.pointers),
        Some(_) => return None,
        None => {}
    }
    let size_bytes = MAP_BYTES.checked_add(size.checked_next_multiple_of(8)?)?;
    pointers.resize(size_bytes as usize / 8, false);
    Some(Layout { size_bytes, pointers })
}
