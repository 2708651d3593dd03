//! Type assertions to interfaces where the dynamic type is known: the itab that the runtime would make becomes static data, so that
//! calls through it can become direct ones. Loads of addresses from data that nothing changes are decided as well: they say of
//! which type a value is.
//! Never decides that a method is missing, nor anything about methods that are not exported.

use abi::type_descriptor as td;
use ir::module::RelocationTarget;
use ir::{
    Data, DataObject, Func, Function, Immediate, Inst, InstData, MemKind, Module, Opcode, Relocation, Type, Value,
};
use rustc_hash::FxHashMap;

/// The pass.
pub fn run(module: &mut Module) {
    let mut itabs = Itabs { find: module.find_runtime("find_itab"), known: FxHashMap::default() };
    let funcs: Vec<Func> = module.defined().map(|(func, _)| func).collect();
    for func in funcs {
        let mut found: Vec<(Inst, (Data, u32))> = Vec::new();
        let Some(body) = module.body(func) else { continue };
        let insts: Vec<Inst> = body.layout.iter().flat_map(|block| &body.blocks[*block].insts).copied().collect();
        for inst in insts {
            if let Some(address) = itabs.address(module, func, inst) {
                found.push((inst, address));
            }
        }
        if let Some(body) = module.body_mut(func).filter(|_| !found.is_empty()) {
            for (inst, (data, at)) in found {
                let location = body.insts[inst].location;
                let address = InstData::new(Opcode::DataAddr, Type::Ptr, &[], Immediate::Data(data, at));
                body.insts[inst] = InstData { location, ..address };
            }
        }
    }
}

struct Itabs {
    find: Option<Func>,
    /// By interface and dynamic type; `None`: not to be had.
    known: FxHashMap<(Data, Data), Option<Data>>,
}

impl Itabs {
    /// The address that an instruction is found to compute.
    fn address(&mut self, module: &mut Module, func: Func, inst: Inst) -> Option<(Data, u32)> {
        let body = module.body(func)?;
        let data = &body.insts[inst];
        match (data.opcode, data.imm) {
            (Opcode::Load, Immediate::Mem(MemKind::Ptr, _)) => loaded(module, body, inst),
            (Opcode::Call, Immediate::Func(callee)) if Some(callee) == self.find => {
                let (interface, concrete) = (descriptor(module, body, data.args[0])?, {
                    let load = body.defining_inst(data.args[1])?;
                    match loaded(module, body, load) {
                        Some((concrete, 0)) => concrete,
                        _ => descriptor(module, body, data.args[1])?,
                    }
                });
                let itab = match self.known.get(&(interface, concrete)) {
                    Some(itab) => *itab,
                    None => {
                        let itab = make(module, interface, concrete);
                        self.known.insert((interface, concrete), itab);
                        itab
                    }
                };
                itab.map(|itab| (itab, 0))
            }
            _ => None,
        }
    }
}

/// The address that a load finds in data that nothing changes.
fn loaded(module: &Module, body: &Function, load: Inst) -> Option<(Data, u32)> {
    let data = &body.insts[load];
    let (Opcode::Load, Immediate::Mem(MemKind::Ptr, plus)) = (data.opcode, data.imm) else { return None };
    let address = &body.insts[body.defining_inst(data.args[0])?];
    let (Opcode::DataAddr, Immediate::Data(object, offset)) = (address.opcode, address.imm) else { return None };
    pointer(module, object, offset.checked_add(plus)?)
}

/// The address at an offset of data that nothing changes.
fn pointer(module: &Module, object: Data, at: u32) -> Option<(Data, u32)> {
    let object = &module.data[object];
    let word = object.relocations.iter().find(|word| word.offset == at)?;
    match word.target {
        RelocationTarget::Data(data, plus) if !object.mutable => Some((data, plus)),
        _ => None,
    }
}

/// The descriptor whose address a value is.
fn descriptor(module: &Module, body: &Function, value: Value) -> Option<Data> {
    let address = &body.insts[body.defining_inst(value)?];
    match (address.opcode, address.imm) {
        (Opcode::DataAddr, Immediate::Data(data, 0)) if !module.data[data].mutable => Some(data),
        _ => None,
    }
}

/// The itab of a type for an interface: one that there is with the same content, or a new one.
fn make(module: &mut Module, interface: Data, concrete: Data) -> Option<Data> {
    let methods = pointer(module, interface, td::INTERFACE_METHODS)?.0;
    let count = word(module, interface, td::INTERFACE_METHODS + 8)?;
    let mut relocations: Vec<Relocation> = [(td::ITAB_INTERFACE, interface), (td::ITAB_TYPE, concrete)]
        .map(|(offset, data)| Relocation { offset, target: RelocationTarget::Data(data, 0) })
        .into();
    for index in 0..count {
        let record = index * td::IMETHOD_BYTES;
        let name = pointer(module, methods, record + td::IMETHOD_NAME)?;
        // Names that are not exported are those of the list's package, and equal ones of two packages one object.
        let flags = *module.data[name.0].bytes.get(name.1 as usize)?;
        if flags & td::NAME_EXPORTED == 0 {
            return None;
        }
        let ty = pointer(module, methods, record + td::IMETHOD_TYPE)?;
        let function = method(module, concrete, name, ty)?;
        let offset = td::ITAB_FUN + 8 * index;
        relocations.push(Relocation { offset, target: RelocationTarget::Func(function) });
    }
    let size_bytes = td::ITAB_FUN + 8 * count;
    let mut bytes = vec![0; size_bytes as usize];
    let hash = word(module, concrete, td::HASH)?;
    bytes[td::ITAB_HASH as usize..td::ITAB_HASH as usize + 4].copy_from_slice(&hash.to_le_bytes());
    let is_same = |object: &DataObject| {
        let is_alike = !object.mutable && object.align == 8 && object.size_bytes == size_bytes && object.bytes == bytes;
        is_alike
            && object.relocations.len() == relocations.len()
            && relocations.iter().all(|word| object.relocations.contains(word))
    };
    if let Some((itab, _)) = module.data.iter().find(|(_, object)| is_same(object)) {
        return Some(itab);
    }
    let name = |data: Data| module.data[data].name.trim_start_matches("type:");
    let name = format!("itab:{},{}", name(concrete), name(interface));
    let (align, pointers) = (8, Vec::new());
    Some(module.data.push(DataObject { name, size_bytes, align, bytes, relocations, pointers, mutable: false }))
}

fn word(module: &Module, object: Data, at: u32) -> Option<u32> {
    let bytes = module.data[object].bytes.get(at as usize..at as usize + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// The function that calls through interfaces reach for the method of a type with this name and type. Equal names are one object,
/// and so are equal types; only records of methods hold a name, a type and a function in a row.
fn method(module: &Module, concrete: Data, name: (Data, u32), ty: (Data, u32)) -> Option<Func> {
    let words = &module.data[concrete].relocations;
    let at = |offset: u32| words.iter().find(|word| word.offset == offset).map(|word| word.target);
    let of_name = words.iter().filter(|word| word.target == RelocationTarget::Data(name.0, name.1));
    of_name.map(|word| word.offset - td::METHOD_NAME).find_map(|record| {
        let is_type = at(record + td::METHOD_TYPE) == Some(RelocationTarget::Data(ty.0, ty.1));
        match at(record + td::METHOD_IFN) {
            Some(RelocationTarget::Func(function)) if is_type => Some(function),
            _ => None,
        }
    })
}
