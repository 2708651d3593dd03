//! Objects that do not outlive the function that makes them move into its frame, as [`crate::escape_analysis`] finds them.
//! Owns the policy: how large they may be, and what is passed where leaves the frame although it could stay.
//!
//! What is passed to a function that calls itself and waits, both however indirectly by direct calls, or calls a function that it
//! was given and that waits, stays on the heap: a goroutine is put back from the innermost frame to the one whose objects those above
//! may point to, and those would have no bound.

use abi::runtime_functions::RuntimeFunction;
use cranelift_entity::EntitySet;
use ir::call_graph::{CallGraph, Effects};
use ir::function::StackSlotData;
use ir::reachability::Reachable;
use ir::{Block, Func, Function, Immediate, Inst, InstData, Linkage, MemKind, Module, Opcode, StackSlot, Type, Value};
use rustc_hash::FxHashMap;

use crate::allocation::Allocators;
use crate::closures::is_closure_call;
use crate::escape_analysis::{Candidate, EscapeAnalysis, Room};
use crate::escape_graph::Flows;
use crate::forwarding::Forwards;
use crate::object_liveness::{DeadObjects, dead_objects};
use crate::pipeline::remove_in_order;

/// What the frame of a function may gain: Go programs take the address of buffers of a few hundred bytes, and some of tables.
const ROOM: Room = Room { object_bytes: 1536, frame_bytes: 4096 };

/// What the frame of a recursive function may gain, of which there may be a million.
const RECURSIVE_ROOM: Room = Room { object_bytes: 128, frame_bytes: 512 };

/// More words are cleared at once.
const MOST_STORES: usize = 8;

/// The pass.
pub fn run(module: &mut Module) {
    move_objects(module);
    crate::pipeline::each_function(module, reveal);
}

/// Every pointer is itself again.
fn reveal(body: &mut Function) {
    let mut forwards = Forwards::default();
    for block in body.layout.clone() {
        let insts = body.blocks[block].insts.clone();
        let hidden: Vec<Inst> = insts.into_iter().filter(|i| body.insts[*i].opcode == Opcode::NoEscape).collect();
        for inst in &hidden {
            forwards.insert(body.result(*inst), body.insts[*inst].args[0]);
        }
        remove_in_order(&mut body.blocks[block].insts, &hidden);
    }
    forwards.apply(body);
}

fn move_objects(module: &mut Module) {
    let Some(allocators) = Allocators::find(module) else { return };
    let graph = CallGraph::compute_direct(module);
    let recursive = graph.recursive();
    let deep = suspend_deeply(module, &graph, &recursive);
    let room = |func| if recursive.contains(func) { RECURSIVE_ROOM } else { ROOM };
    let mut analysis = EscapeAnalysis::compute(module, &allocators, &deep, room);
    let forcing = match module.find_runtime(RuntimeFunction::GcCollect.name()) {
        Some(_) => Effects::compute(module, &graph).forces_collection,
        None => EntitySet::new(),
    };
    let mut flows = Flows::default();
    for func in module.funcs.keys().collect::<Vec<_>>() {
        let dead = dead_objects(module, &analysis, func, &forcing, &mut flows);
        let objects = analysis.frame_objects(func);
        let Some(body) = module.body_mut(func) else { continue };
        // Numbers of objects in the graph are those of stack objects first.
        let mut slots: FxHashMap<u32, StackSlot> = body.slots.keys().map(|slot| (slot.as_u32(), slot)).collect();
        for (number, object) in objects {
            let slot = if allocators.takes_buffer(body, object.inst) {
                give_buffer(body, &object)
            } else if let Some(value) = allocators.boxed(body, object.inst) {
                move_box(body, &object, value)
            } else {
                move_to_frame(body, object)
            };
            slots.insert(number, slot);
        }
        for DeadObjects { block, call, objects } in dead {
            let dead: Vec<StackSlot> = objects.iter().filter_map(|object| slots.get(object).copied()).collect();
            forget(body, block, call, &dead);
        }
    }
}

/// Clears the pointers in objects that nothing can reach any more in front of a call by which the program forces a collection: it
/// expects then that nothing keeps alive what they point to.
fn forget(body: &mut Function, block: Block, call: Inst, objects: &[StackSlot]) {
    let nil = body.make_inst(InstData::new(Opcode::IConst, Type::Ptr, &[], Immediate::Bits(0)), None);
    let mut added = vec![nil];
    for slot in objects {
        let words: Vec<u32> =
            (0u32..).zip(&body.slots[*slot].pointers).filter(|(_, p)| **p).map(|(word, _)| word * 8).collect();
        if words.is_empty() {
            continue;
        }
        let address = InstData::new(Opcode::StackAddr, Type::I32, &[], Immediate::Slot(*slot, 0));
        let address = body.make_inst(address, None);
        added.push(address);
        for offset in words {
            let operands = [body.result(address), body.result(nil)];
            let place = Immediate::Mem(MemKind::Ptr, offset);
            added.push(body.make_inst(InstData::new(Opcode::Store, Type::I32, &operands, place), None));
        }
    }
    let insts = &mut body.blocks[block].insts;
    if added.len() > 1
        && let Some(at) = insts.iter().position(|inst| *inst == call)
    {
        insts.splice(at..at, added);
    }
}

/// The functions below which a goroutine may be suspended under any number of frames. A lock seldom suspends, and of what is called
/// through the table most programs have little there, but for functions that are passed down to be called.
fn suspend_deeply(module: &Module, graph: &CallGraph, recursive: &EntitySet<Func>) -> EntitySet<Func> {
    let mut deep = EntitySet::new();
    if Reachable::compute(module).is_alone(module) {
        return deep;
    }
    let waits = |linkage: &Linkage| matches!(linkage, Linkage::Runtime(effects) if effects.may_suspend);
    let all = module.funcs.iter().filter(|(_, decl)| waits(&decl.linkage));
    let mut work: Vec<Func> =
        all.filter(|(_, decl)| decl.name != RuntimeFunction::SemaAcquire.name()).map(|(func, _)| func).collect();
    let mut suspending: EntitySet<Func> = EntitySet::new();
    while let Some(func) = work.pop() {
        work.extend(graph.callers[func].iter().filter(|caller| suspending.insert(**caller)));
    }
    let is_deep = |func: &Func| suspending.contains(*func) || calls_given_function(module, *func, &suspending);
    deep.extend(recursive.iter().filter(is_deep));
    deep
}

/// Whether `func` calls a function value that it was given, which may be one of `suspending`.
fn calls_given_function(module: &Module, func: Func, suspending: &EntitySet<Func>) -> bool {
    let Some(body) = module.body(func) else { return false };
    let params = &body.blocks[body.entry()].params;
    let mut insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    insts.any(|&inst| {
        let data = &body.insts[inst];
        let Immediate::Class(class) = data.imm else { return false };
        is_closure_call(body, inst)
            && data.args.last().is_some_and(|closure| params.contains(closure))
            && module.classes[class].members.iter().any(|member| suspending.contains(*member))
    })
}

/// Passes the address of a buffer in the frame.
fn give_buffer(body: &mut Function, object: &Candidate) -> StackSlot {
    let size_bytes = object.layout.size_bytes;
    let slot = body.slots.push(StackSlotData { size_bytes, pointers: object.layout.pointers.clone() });
    let address = InstData::new(Opcode::StackAddr, Type::I32, &[], Immediate::Slot(slot, 0));
    let address = body.make_inst(address, None);
    let buffer = body.result(address);
    if let Some(argument) = body.insts[object.inst].args.last_mut() {
        *argument = buffer;
    }
    let insts = &mut body.blocks[object.block].insts;
    if let Some(at) = insts.iter().position(|inst| *inst == object.inst) {
        // A poll right in front of a call that polls itself costs nothing.
        let polls = at > 0 && body.insts[insts[at - 1]].opcode == Opcode::GcPoll;
        insts.insert(at - usize::from(polls), address);
    }
    slot
}

/// Puts an integer that was in a box into the frame.
fn move_box(body: &mut Function, object: &Candidate, value: Value) -> StackSlot {
    let kind = if body.value_type(value) == Type::I64 { MemKind::I64 } else { MemKind::I32 };
    let slot = place_in_frame(body, object);
    let base = body.result(object.inst);
    let location = body.insts[object.inst].location;
    let store = InstData::new(Opcode::Store, Type::I32, &[base, value], Immediate::Mem(kind, 0));
    let store = body.make_inst(InstData { location, ..store }, None);
    finish_move(body, object, vec![store]);
    slot
}

fn move_to_frame(body: &mut Function, object: Candidate) -> StackSlot {
    let slot = place_in_frame(body, &object);
    let base = body.result(object.inst);
    let covered = covered_words(body, object.block, object.inst, object.layout.size_bytes / 8);
    let added = clear(body, base, &covered);
    finish_move(body, &object, added);
    slot
}

/// Makes the allocation the address of a slot.
fn place_in_frame(body: &mut Function, Candidate { inst, layout, .. }: &Candidate) -> StackSlot {
    let slot = body.slots.push(StackSlotData { size_bytes: layout.size_bytes, pointers: layout.pointers.clone() });
    let location = body.insts[*inst].location;
    let address = InstData { location, ..InstData::new(Opcode::StackAddr, Type::I32, &[], Immediate::Slot(slot, 0)) };
    body.insts[*inst] = address;
    slot
}

/// Puts instructions behind what was an allocation, and removes its poll.
fn finish_move(body: &mut Function, object: &Candidate, added: Vec<Inst>) {
    let insts = &mut body.blocks[object.block].insts;
    let Some(at) = insts.iter().position(|i| *i == object.inst) else { return };
    insts.splice(at + 1..at + 1, added);
    // The poll was for the allocation.
    if at > 0 && body.insts[insts[at - 1]].opcode == Opcode::GcPoll {
        insts.remove(at - 1);
    }
}

/// Instructions that clear the words that are not covered.
fn clear(body: &mut Function, base: Value, covered: &[bool]) -> Vec<Inst> {
    let constant = |ty, bits| InstData::new(Opcode::IConst, ty, &[], Immediate::Bits(bits));
    let bare: Vec<usize> = (0..covered.len()).filter(|word| !covered[*word]).collect();
    let (Some(first), Some(last)) = (bare.first(), bare.last()) else { return Vec::new() };
    if bare.len() > MOST_STORES {
        // What is covered in between is filled later.
        let step = body.make_inst(constant(Type::I32, *first as i64 * 8), None);
        let start = InstData::new(Opcode::PtrAdd, Type::I32, &[base, body.result(step)], Immediate::None);
        let start = body.make_inst(start, None);
        let zero = body.make_inst(constant(Type::I32, 0), None);
        let count = body.make_inst(constant(Type::I32, (last + 1 - first) as i64 * 8), None);
        let operands = [start, zero, count].map(|inst| body.result(inst));
        let fill = body.make_inst(InstData::new(Opcode::MemFill, Type::I32, &operands, Immediate::None), None);
        return vec![step, start, zero, count, fill];
    }
    let zero = body.make_inst(constant(Type::I64, 0), None);
    let mut added = vec![zero];
    for word in bare {
        let place = Immediate::Mem(MemKind::I64, word as u32 * 8);
        added.push(body.make_inst(InstData::new(Opcode::Store, Type::I32, &[base, body.result(zero)], place), None));
    }
    added
}

/// The words of the object that stores right behind its allocation fill, before anything could read them.
fn covered_words(body: &Function, block: Block, inst: Inst, words: u32) -> Vec<bool> {
    let mut covered = vec![false; words as usize];
    let base = body.result(inst);
    for &next in body.blocks[block].insts.iter().skip_while(|i| **i != inst).skip(1) {
        let data = &body.insts[next];
        match (data.opcode, data.imm) {
            (Opcode::Store, Immediate::Mem(kind, offset)) if data.args[0] == base => {
                // Whoever uses `unsafe` may store behind the object.
                if let Some(word) = covered.get_mut((offset / 8) as usize)
                    && matches!(kind, MemKind::I64 | MemKind::F64 | MemKind::Ptr)
                    && offset.is_multiple_of(8)
                {
                    *word = true;
                }
            }
            (Opcode::Store, _) => {}
            (opcode, _) if opcode.is_pure() => {}
            _ => break,
        }
    }
    covered
}
