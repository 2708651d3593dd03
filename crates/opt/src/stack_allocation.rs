//! Objects that do not outlive the function that makes them move into its frame. Owns the escape analysis: whole-program and
//! insensitive to flow, in the manner of Choi, Gupta, Serrano, Sreedhar, Midkiff ("Escape analysis for Java", 1999), with one
//! fact for each parameter: what is passed there may be found elsewhere after the call.
//!
//! An address escapes when it is stored, returned, passed to the host or to a runtime function that may keep it, or made an
//! integer that is not only compared. So it does when it is passed to a recursive function that may suspend: a goroutine is put
//! back from the innermost frame to the one whose objects those above may point to, and those would have no bound. An object in a loop stays on the heap if its address may meet that of the object of the
//! next turn.

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::call_graph::{CallGraph, Effects};
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::function::StackSlotData;
use ir::reachability::Reachable;
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
    let deep = suspend_deeply(module);
    let plain = Escapes::compute(module, &deep, None);
    let holding = Escapes::compute(module, &deep, Some(plain.params.clone()));
    let escapes = [plain, holding];
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

/// The functions below which a goroutine may be suspended under any number of frames.
fn suspend_deeply(module: &Module) -> EntitySet<Func> {
    let mut deep = EntitySet::new();
    if !Reachable::compute(module).is_alone(module) {
        let effects = Effects::compute(module, &CallGraph::compute(module));
        for func in effects.recursive.iter().filter(|func| effects.may_suspend.contains(*func)) {
            deep.insert(func);
        }
    }
    deep
}

/// Which parameters of functions escape.
/// There are two answers. The one for objects that never hold their own address is enough for nearly all; a
/// `strings.Builder` has its address in its first word, to notice that it was copied, and needs the other.
struct Escapes {
    params: Params,
    /// If the object's first word may hold an address in it, what holds of objects with no such word.
    plain: Option<Params>,
}

/// For each function, whether its parameters escape.
type Params = FxHashMap<Func, Vec<bool>>;

impl Escapes {
    /// The least solution: a parameter is taken not to escape until something says it does.
    fn compute(module: &Module, deep: &EntitySet<Func>, plain: Option<Params>) -> Escapes {
        let mut params = Params::default();
        for (func, decl) in &module.funcs {
            let escapes: Vec<bool> = match &decl.linkage {
                Linkage::Defined(_) => vec![deep.contains(func); decl.signature.params.len()],
                Linkage::Runtime(_) => {
                    let borrowed = BORROWED.iter().find(|(name, _)| *name == decl.name).map_or(&[][..], |(_, at)| at);
                    (0..decl.signature.params.len()).map(|at| !borrowed.contains(&at)).collect()
                }
                Linkage::Import { .. } => vec![true; decl.signature.params.len()],
            };
            params.insert(func, escapes);
        }
        let mut escapes = Escapes { params, plain };
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
        let holds_itself = self.plain.is_some();
        // Whether an address cannot be that of the first word.
        let is_elsewhere = |address: Value, offset: u32| {
            constant_offset(body, address, root).is_some_and(|at| at.wrapping_add(offset) != 0)
        };
        // Whether the parameters of a function escape, where the address is passed.
        let params_of = |callee: Func, address: Value| match &self.plain {
            Some(plain) if is_elsewhere(address, 0) => Some(&plain[&callee]),
            Some(_) if address != root => None,
            _ => Some(&self.params[&callee]),
        };
        while let Some(value) = work.pop() {
            for &inst in &uses.users[value] {
                let data = &body.insts[inst];
                let mut derived = |value: Value| {
                    if reached.insert(value) {
                        work.push(value);
                    }
                };
                match (data.opcode, data.imm) {
                    (Opcode::Load, Immediate::Mem(kind, offset)) if holds_itself => {
                        // An integer could be made an address again.
                        let may_be_address =
                            !matches!(kind, MemKind::I8S | MemKind::I8U | MemKind::I16S | MemKind::I16U);
                        if may_be_address && !is_elsewhere(value, offset) {
                            if kind != MemKind::Ptr {
                                return None;
                            }
                            derived(body.result(inst));
                        }
                    }
                    (Opcode::Load | Opcode::Eqz | Opcode::Eq | Opcode::Ne | Opcode::LtU, _) => {}
                    (Opcode::PtrToInt, _) if is_only_compared(body, body.result(inst), 2) => {}
                    (Opcode::Store, _) if data.args[1] != value => {}
                    (Opcode::Store, Immediate::Mem(MemKind::Ptr, offset))
                        if holds_itself && data.args[0] == root && offset == 0 => {}
                    (Opcode::MemCopy, _) if holds_itself && data.args[1] == value => return None,
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
                        let escapes = params_of(callee, value)?;
                        if data.args.iter().zip(escapes).any(|(arg, escapes)| *arg == value && *escapes) {
                            return None;
                        }
                    }
                    (Opcode::CallIndirect, Immediate::Class(class)) => {
                        for member in &module.classes[class].members {
                            let escapes = params_of(*member, value)?;
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

/// Whether an integer is only compared, perhaps after something was added to it, at most `depth` times.
fn is_only_compared(body: &Function, value: Value, depth: u32) -> bool {
    let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    insts.filter(|inst| body.insts[**inst].uses().any(|used| used == value)).all(|inst| {
        match body.insts[*inst].opcode {
            Opcode::Eq | Opcode::Ne | Opcode::LtU | Opcode::LeU | Opcode::GtU | Opcode::GeU => true,
            Opcode::Add | Opcode::Sub => depth > 0 && is_only_compared(body, body.result(*inst), depth - 1),
            _ => false,
        }
    })
}

/// By how much `address` lies behind `root`, if constants say so.
fn constant_offset(body: &Function, address: Value, root: Value) -> Option<u32> {
    if address == root {
        return Some(0);
    }
    let data = &body.insts[body.defining_inst(address)?];
    if data.opcode != Opcode::PtrAdd {
        return None;
    }
    let step = &body.insts[body.defining_inst(data.args[1])?];
    match (step.opcode, step.imm) {
        (Opcode::IConst, Immediate::Bits(bits)) => {
            Some(constant_offset(body, data.args[0], root)?.wrapping_add(bits as u32))
        }
        _ => None,
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

fn candidates(module: &Module, body: &Function, allocators: &Allocators, escapes: &[Escapes]) -> Vec<Candidate> {
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
            let mut flows = escapes.iter().filter_map(|escapes| escapes.flow(module, body, uses, body.result(inst)));
            let Some(reached) = flows.next() else { continue };
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
