//! Objects that do not outlive the function that makes them move into its frame. Owns the escape analysis: whole-program and
//! insensitive to flow, in the manner of Choi, Gupta, Serrano, Sreedhar, Midkiff ("Escape analysis for Java", 1999), with one
//! fact for each parameter: what is passed there may be found elsewhere after the call.
//!
//! An address escapes when it is stored, returned, passed to the host or to a runtime function that may keep it, or made an
//! integer. An object in a loop stays on the heap if its address may meet that of the object of the next turn.

use cranelift_entity::SecondaryMap;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::function::StackSlotData;
use ir::{Block, Func, Function, Immediate, Inst, InstData, Linkage, MemKind, Module, Opcode, Type, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::allocation::{Allocators, Layout};

/// Larger objects stay on the heap.
const MAX_OBJECT_BYTES: u32 = 128;

/// Bytes of objects that one frame may gain.
const MAX_FRAME_BYTES: u32 = 512;

/// Parameters of runtime functions that keep nothing of what they point to, by index.
const BORROWED: &[(&str, &[usize])] = &[
    ("bytes_from_string", &[0]),
    ("callers", &[0, 2]),
    ("chan_send", &[1]),
    ("chan_try_send", &[1]),
    ("decode_rune", &[0]),
    ("map_assign", &[2]),
    ("map_delete", &[2]),
    ("map_get", &[2]),
    ("map_iter_init", &[2]),
    ("map_iter_next", &[0]),
    ("memory_equal", &[0, 1]),
    ("print_pointer", &[0]),
    ("string_compare", &[0, 2]),
    ("string_concat", &[0]),
    ("value_equal", &[1, 2]),
    ("value_hash", &[1]),
];

/// The pass.
pub fn run(module: &mut Module) {
    let Some(allocators) = Allocators::find(module) else { return };
    let escapes = Escapes::compute(module);
    for func in module.funcs.keys().collect::<Vec<_>>() {
        let Some(body) = module.body(func) else { continue };
        let found = candidates(module, body, &allocators, &escapes);
        if found.is_empty() {
            continue;
        }
        if let Some(body) = module.body_mut(func) {
            for object in found {
                move_to_frame(body, object);
            }
        }
    }
}

/// Which parameters of functions escape.
struct Escapes {
    params: FxHashMap<Func, Vec<bool>>,
}

impl Escapes {
    /// The least solution: a parameter is taken not to escape until something says it does.
    fn compute(module: &Module) -> Escapes {
        let mut params: FxHashMap<Func, Vec<bool>> = FxHashMap::default();
        for (func, decl) in &module.funcs {
            let escapes: Vec<bool> = match &decl.linkage {
                Linkage::Defined(_) => vec![false; decl.signature.params.len()],
                Linkage::Runtime(_) => {
                    let borrowed = BORROWED.iter().find(|(name, _)| *name == decl.name).map_or(&[][..], |(_, at)| at);
                    (0..decl.signature.params.len()).map(|at| !borrowed.contains(&at)).collect()
                }
                Linkage::Import { .. } => vec![true; decl.signature.params.len()],
            };
            params.insert(func, escapes);
        }
        let mut escapes = Escapes { params };
        let uses: Vec<(Func, Uses)> = module.defined().map(|(func, body)| (func, Uses::compute(body))).collect();
        loop {
            let mut changed = false;
            for (func, uses) in &uses {
                let Some(body) = module.body(*func) else { continue };
                for (at, &param) in body.blocks[body.entry()].params.iter().enumerate() {
                    let is_known = escapes.params[func][at] || body.value_type(param) != Type::Ptr;
                    if !is_known && escapes.flow(module, body, uses, param).is_none() {
                        if let Some(of) = escapes.params.get_mut(func) {
                            of[at] = true;
                        }
                        changed = true;
                    }
                }
            }
            if !changed {
                return escapes;
            }
        }
    }

    /// All values that may be addresses in the object `root` points to; `None` if one escapes.
    fn flow(&self, module: &Module, body: &Function, uses: &Uses, root: Value) -> Option<FxHashSet<Value>> {
        let mut reached = FxHashSet::from_iter([root]);
        let mut work = vec![root];
        while let Some(value) = work.pop() {
            for &inst in &uses.users[value] {
                let data = &body.insts[inst];
                let mut derived = |value: Value| {
                    if reached.insert(value) {
                        work.push(value);
                    }
                };
                match (data.opcode, data.imm) {
                    (Opcode::Load | Opcode::Eqz | Opcode::Eq | Opcode::Ne | Opcode::LtU, _) => {}
                    (Opcode::Store, _) if data.args[1] != value => {}
                    (Opcode::MemCopy | Opcode::MemFill, _) => {}
                    (Opcode::PtrAdd | Opcode::Select, _) => derived(body.result(inst)),
                    (Opcode::Jump | Opcode::Branch | Opcode::Switch, _) => {
                        for target in &data.targets {
                            let params = &body.blocks[target.block].params;
                            for (param, _) in params.iter().zip(&target.args).filter(|(_, arg)| **arg == value) {
                                derived(*param);
                            }
                        }
                    }
                    (Opcode::Call, Immediate::Func(callee)) => {
                        let escapes = &self.params[&callee];
                        if data.args.iter().zip(escapes).any(|(arg, escapes)| *arg == value && *escapes) {
                            return None;
                        }
                    }
                    (Opcode::CallIndirect, Immediate::Class(class)) => {
                        for member in &module.classes[class].members {
                            let escapes = &self.params[member];
                            if data.args[1..].iter().zip(escapes).any(|(arg, escapes)| *arg == value && *escapes) {
                                return None;
                            }
                        }
                    }
                    _ => return None,
                }
            }
        }
        Some(reached)
    }
}

/// The instructions that use each value.
struct Uses {
    users: SecondaryMap<Value, Vec<Inst>>,
}

impl Uses {
    fn compute(body: &Function) -> Uses {
        let mut users: SecondaryMap<Value, Vec<Inst>> = SecondaryMap::new();
        for &block in &body.layout {
            for &inst in &body.blocks[block].insts {
                for value in body.insts[inst].uses() {
                    if body.value_type(value) == Type::Ptr {
                        users[value].push(inst);
                    }
                }
            }
        }
        Uses { users }
    }
}

/// An allocation whose object does not escape.
struct Candidate {
    block: Block,
    inst: Inst,
    layout: Layout,
}

fn candidates(module: &Module, body: &Function, allocators: &Allocators, escapes: &Escapes) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut room = MAX_FRAME_BYTES;
    let mut analyses = None;
    for &block in &body.layout {
        for &inst in &body.blocks[block].insts {
            let Some(layout) = allocators.layout(module, body, inst) else { continue };
            if layout.size_bytes > MAX_OBJECT_BYTES.min(room) || layout.size_bytes == 0 {
                continue;
            }
            let (uses, loops) = analyses.get_or_insert_with(|| {
                let cfg = ControlFlow::compute(body);
                (Uses::compute(body), ir::loops::Loops::compute(&cfg, &Dominators::compute(&cfg)))
            });
            let Some(reached) = escapes.flow(module, body, uses, body.result(inst)) else { continue };
            let meets_others = reached.iter().any(|value| matches!(body.values[*value].def, ir::ValueDef::Param(..)));
            if meets_others && loops.depth(block) > 0 {
                continue;
            }
            room -= layout.size_bytes;
            found.push(Candidate { block, inst, layout });
        }
    }
    found
}

fn move_to_frame(body: &mut Function, object: Candidate) {
    let Candidate { block, inst, layout } = object;
    let slot = body.slots.push(StackSlotData { size_bytes: layout.size_bytes, pointers: layout.pointers });
    let location = body.insts[inst].location;
    let address = InstData { location, ..InstData::new(Opcode::StackAddr, Type::I32, &[], Immediate::Slot(slot, 0)) };
    body.insts[inst] = address;
    let base = body.result(inst);
    let covered = covered_words(body, block, inst, layout.size_bytes / 8);
    let zero = body.make_inst(InstData::new(Opcode::IConst, Type::I64, &[], Immediate::Bits(0)), None);
    let mut added = vec![zero];
    for word in (0..layout.size_bytes / 8).filter(|word| !covered[*word as usize]) {
        let store =
            InstData::new(Opcode::Store, Type::I32, &[base, body.result(zero)], Immediate::Mem(MemKind::I64, word * 8));
        added.push(body.make_inst(store, None));
    }
    let insts = &mut body.blocks[block].insts;
    let Some(at) = insts.iter().position(|i| *i == inst) else { return };
    if added.len() > 1 {
        insts.splice(at + 1..at + 1, added);
    }
    // The poll was for the allocation.
    if at > 0 && body.insts[insts[at - 1]].opcode == Opcode::GcPoll {
        insts.remove(at - 1);
    }
}

/// The words of the object that stores right behind its allocation fill, before anything could read them.
fn covered_words(body: &Function, block: Block, inst: Inst, words: u32) -> Vec<bool> {
    let mut covered = vec![false; words as usize];
    let base = body.result(inst);
    for &next in body.blocks[block].insts.iter().skip_while(|i| **i != inst).skip(1) {
        let data = &body.insts[next];
        match (data.opcode, data.imm) {
            (Opcode::Store, Immediate::Mem(kind, offset)) if data.args[0] == base => {
                if matches!(kind, MemKind::I64 | MemKind::F64 | MemKind::Ptr) && offset.is_multiple_of(8) {
                    covered[(offset / 8) as usize] = true;
                }
            }
            (Opcode::Store, _) => {}
            (opcode, _) if opcode.is_pure() => {}
            _ => break,
        }
    }
    covered
}
