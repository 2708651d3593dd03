//! Puts small functions in place of their calls, callees first.
//!
//! A function with a landing block, or one that looks at `$sp`, stays a call: both depend on having a frame of its own. One that
//! needs a frame for those it calls goes into one that has a frame and no landing block.
//! Functions that call themselves, however indirectly by direct calls, stay calls too.

use cranelift_entity::EntitySet;
use ir::call_graph::CallGraph;
use ir::{
    Block, BlockCall, Func, Function, Immediate, Inst, InstData, Linkage, Locations, Module, Opcode, StackSlot, Type,
    Value,
};
use rustc_hash::FxHashMap;

use crate::allocation::Allocators;
use crate::forwarding::Forwards;

/// Functions of at most this many instructions are inlined everywhere.
const SMALL: usize = 16;
/// Functions of at most this many besides constants that may return an object they make are inlined: it may then stay in a
/// frame.
const MAKER: usize = 18;
/// A call costs as much as several instructions: functions with more than this many are not small.
const MOST_CALLS: usize = 2;
/// A function stops taking in others at this many instructions.
const LARGE: usize = 4000;

/// The pass.
pub fn run(module: &mut Module) {
    inline_all(module, false);
}

/// The pass that takes functions only that may return an object they make.
pub fn run_makers(module: &mut Module) {
    inline_all(module, true);
}

fn inline_all(module: &mut Module, makers_only: bool) {
    let graph = CallGraph::compute(module);
    let recursive = CallGraph::compute_direct(module).recursive();
    let mut locations = std::mem::take(&mut module.locations);
    for func in graph.callees_first(module) {
        let Some(body) = module.body(func) else { continue };
        let mut body = body.clone();
        let is_candidate = |callee| is_candidate(module, &recursive, func, callee, makers_only);
        if inline_into(module, is_candidate, &mut locations, &mut body)
            && let Some(slot) = module.body_mut(func)
        {
            *slot = body;
        }
    }
    module.locations = locations;
}

fn is_candidate(module: &Module, recursive: &EntitySet<Func>, caller: Func, callee: Func, makers_only: bool) -> bool {
    if callee == caller || recursive.contains(callee) || module.funcs[callee].no_inline {
        return false;
    }
    let Some(body) = module.body(callee) else { return false };
    // What a function calls that looks at `$sp` finds a frame all the same if the caller has one. But it must not find that of a
    // function that runs deferred calls: `recover` works in what is called from there.
    let has_frame = module.body(caller).is_some_and(|body| body.needs_frame && body.landing.is_none());
    if body.landing.is_some() || (body.needs_frame && !has_frame) || !is_small(module, body, makers_only) {
        return false;
    }
    body.layout.iter().all(|b| {
        body.blocks[*b].insts.iter().all(|i| {
            let opcode = body.insts[*i].opcode;
            // A call that may suspend would make the caller suspend; a wrapper's frame matters to `recover`.
            !matches!(opcode, Opcode::EntrySp | Opcode::FrameSp | Opcode::Unwind)
        })
    })
}

/// Whether a function is worth its place.
fn is_small(module: &Module, body: &Function, makers_only: bool) -> bool {
    let insts = || body.layout.iter().flat_map(|block| &body.blocks[*block].insts).copied();
    let calls = || insts().filter(|inst| calls_program(module, &body.insts[*inst])).count();
    if !makers_only && body.inst_count() <= SMALL && calls() <= MOST_CALLS {
        return true;
    }
    let Some(allocators) = Allocators::find(module) else { return false };
    let costs = |inst: &Inst| {
        let opcode = body.insts[*inst].opcode;
        !matches!(opcode, Opcode::IConst | Opcode::FConst | Opcode::DataAddr | Opcode::FuncRef | Opcode::GcPoll)
    };
    if insts().filter(costs).count() > MAKER {
        return false;
    }
    // A buffer in the caller's frame would take short strings only.
    let is_new = |inst: Inst| allocators.layout(module, body, inst).is_some() && !allocators.takes_buffer(body, inst);
    let ends = || body.layout.iter().filter_map(|block| body.terminator(*block));
    // What a function without branches returns may be its object in many ways.
    let has_branches = ends().any(|last| matches!(body.insts[last].opcode, Opcode::Branch | Opcode::Switch));
    if !has_branches && body.signature.results.contains(&Type::Ptr) {
        return insts().any(is_new);
    }
    ends().filter(|last| body.insts[*last].opcode == Opcode::Return).any(|last| {
        let mut results = body.insts[last].args.iter().filter_map(|value| body.defining_inst(*value));
        results.any(is_new)
    })
}

/// Whether it calls a function that is not the runtime's.
fn calls_program(module: &Module, data: &InstData) -> bool {
    match data.opcode {
        Opcode::Call => data.func().is_some_and(|func| !matches!(module.funcs[func].linkage, Linkage::Runtime(_))),
        opcode => opcode == Opcode::CallIndirect,
    }
}

fn inline_into(
    module: &Module,
    is_candidate: impl Fn(Func) -> bool,
    locations: &mut Locations,
    body: &mut Function,
) -> bool {
    let mut changed = false;
    let mut at = 0;
    while at < body.layout.len() {
        let block = body.layout[at];
        let call = body.blocks[block].insts.iter().position(|i| {
            let data = &body.insts[*i];
            matches!((data.opcode, data.imm), (Opcode::Call, Immediate::Func(callee)) if is_candidate(callee))
        });
        match call {
            Some(index) if body.inst_count() < LARGE => {
                splice(module, locations, body, block, index);
                changed = true;
            }
            _ => at += 1,
        }
    }
    changed
}

/// Replaces the call at `index` of `block` by the callee's blocks.
fn splice(module: &Module, locations: &mut Locations, body: &mut Function, block: Block, index: usize) {
    let call = body.blocks[block].insts[index];
    let Some(callee) = body.insts[call].func().and_then(|f| module.body(f)) else { return };
    // The rest of the block moves to a new one, whose parameters are the call's results.
    let rest = body.make_block();
    let insts = body.blocks[block].insts.split_off(index + 1);
    body.blocks[block].insts.pop();
    body.blocks[rest].insts = insts;
    let mut results = Forwards::default();
    for &result in &body.results[call].clone() {
        let ty = body.value_type(result);
        results.insert(result, body.append_param(rest, ty));
    }
    let args = body.insts[call].args.clone();
    let called_at = body.insts[call].location;
    let mut values: FxHashMap<Value, Value> = FxHashMap::default();
    for (&param, &arg) in callee.blocks[callee.entry()].params.iter().zip(&args) {
        values.insert(param, arg);
    }
    let mut slots: FxHashMap<StackSlot, StackSlot> = FxHashMap::default();
    for (slot, data) in &callee.slots {
        slots.insert(slot, body.slots.push(data.clone()));
    }
    let mut blocks: FxHashMap<Block, Block> = FxHashMap::default();
    for &b in &callee.layout {
        let copy = body.make_block();
        blocks.insert(b, copy);
        if b != callee.entry() {
            for &param in &callee.blocks[b].params {
                let value = body.append_param(copy, callee.value_type(param));
                values.insert(param, value);
            }
        }
    }
    let mut copied: Vec<Inst> = Vec::new();
    for &b in &callee.layout {
        for &inst in &callee.blocks[b].insts {
            let mut data = callee.insts[inst].clone();
            data.location = locations.inlined(data.location, called_at);
            if let Immediate::Slot(slot, offset) = data.imm {
                data.imm = Immediate::Slot(slots[&slot], offset);
            }
            let data = match data.opcode {
                Opcode::Return => InstData::branch(
                    Opcode::Jump,
                    &[],
                    vec![BlockCall { block: rest, args: data.args.iter().copied().collect() }],
                ),
                _ => {
                    for target in &mut data.targets {
                        target.block = blocks[&target.block];
                    }
                    data
                }
            };
            let signature = module.call_signature(&data).cloned();
            let copy = body.make_inst(data, signature.as_ref());
            body.blocks[blocks[&b]].insts.push(copy);
            copied.push(copy);
            for (old, new) in callee.results[inst].iter().zip(body.results[copy].clone()) {
                values.insert(*old, new);
            }
        }
    }
    for inst in copied {
        body.insts[inst].map_uses(|v| values.get(&v).copied().unwrap_or(v));
    }
    let entry = InstData::branch(Opcode::Jump, &[], vec![BlockCall::new(blocks[&callee.entry()], &[])]);
    let jump = body.make_inst(entry, None);
    body.blocks[block].insts.push(jump);
    let position = body.layout.iter().position(|b| *b == block).unwrap_or(0) + 1;
    let inserted: Vec<Block> = callee.layout.iter().map(|b| blocks[b]).chain([rest]).collect();
    body.layout.splice(position..position, inserted);
    results.apply(body);
}
