//! Functions that are the same code become one: instances of generic functions for types of one shape, adapters, accessors.
//! Owns the comparison: instructions with their places in the source, so that stack traces stay true, and functions called
//! by what they have become.

use std::fmt::Write;

use cranelift_entity::SecondaryMap;
use ir::{Func, Function, Immediate, InstData, Linkage, Module, Opcode, RelocationTarget, Value};
use rustc_hash::FxHashMap;

/// Rounds: functions that differ only in calling functions that are the same become the same one round later.
const MAX_ROUNDS: usize = 4;

/// The pass.
pub fn run(module: &mut Module) {
    for _ in 0..MAX_ROUNDS {
        let same = find(module);
        if same.is_empty() {
            return;
        }
        redirect(module, &same);
    }
}

/// The functions that another one stands for.
fn find(module: &Module) -> FxHashMap<Func, Func> {
    let mut first: FxHashMap<String, Func> = FxHashMap::default();
    let mut same = FxHashMap::default();
    for (func, decl) in &module.funcs {
        let Linkage::Defined(body) = &decl.linkage else { continue };
        // What is only unreachable was replaced in an earlier round.
        let first_inst = body.blocks[body.entry()].insts.first();
        let is_gone = first_inst.is_some_and(|inst| body.insts[*inst].opcode == Opcode::Unreachable);
        if is_gone || module.initializer == Some(func) {
            continue;
        }
        let mut text = key(body);
        let _ = write!(text, "{}{}", decl.no_inline, decl.is_wrapper);
        let original = *first.entry(text).or_insert(func);
        if original != func {
            same.insert(func, original);
        }
    }
    same
}

/// A text that is equal for equal code.
fn key(body: &Function) -> String {
    let mut numbers: SecondaryMap<Value, u32> = SecondaryMap::new();
    let mut next = 0;
    let mut blocks = FxHashMap::default();
    for (at, block) in body.layout.iter().enumerate() {
        blocks.insert(*block, at);
        let params = body.blocks[*block].params.iter();
        let results = body.blocks[*block].insts.iter().flat_map(|inst| &body.results[*inst]);
        for value in params.chain(results) {
            next += 1;
            numbers[*value] = next;
        }
    }
    let mut text = String::new();
    // Writing to a string does not fail.
    let landing = body.landing.map(|block| blocks.get(&block));
    let _ = write!(text, "{:?}{:?}{landing:?}{}", body.signature, body.slots, body.needs_frame);
    for block in &body.layout {
        let params: Vec<_> = body.blocks[*block].params.iter().map(|value| body.value_type(*value)).collect();
        let _ = write!(text, "\n{params:?}");
        for inst in &body.blocks[*block].insts {
            let data = &body.insts[*inst];
            let _ = write!(text, "\n{} {:?} {:?} {}", data.opcode, data.ctrl, data.imm, data.location);
            for value in &data.args {
                let _ = write!(text, " {}", numbers[*value]);
            }
            for target in &data.targets {
                let _ = write!(text, " ({:?}", blocks.get(&target.block));
                for value in &target.args {
                    let _ = write!(text, " {}", numbers[*value]);
                }
                text.push(')');
            }
        }
    }
    text
}

fn redirect(module: &mut Module, same: &FxHashMap<Func, Func>) {
    let target = |func: Func| same.get(&func).copied().unwrap_or(func);
    for func in module.funcs.keys().collect::<Vec<_>>() {
        let Some(body) = module.body_mut(func) else { continue };
        if same.contains_key(&func) {
            // Nothing leads here any more.
            body.layout.clear();
            let entry = body.make_block();
            for ty in body.signature.params.clone() {
                body.append_param(entry, ty);
            }
            body.layout.push(entry);
            let end = InstData::branch(Opcode::Unreachable, &[], Vec::new());
            let end = body.make_inst(end, None);
            body.blocks[entry].insts.push(end);
            body.landing = None;
            continue;
        }
        for data in body.insts.values_mut() {
            if let Immediate::Func(func) = data.imm {
                data.imm = Immediate::Func(target(func));
            }
        }
    }
    for object in module.data.values_mut() {
        for relocation in &mut object.relocations {
            if let RelocationTarget::Func(func) = relocation.target {
                relocation.target = RelocationTarget::Func(target(func));
            }
        }
    }
    for class in module.classes.values_mut() {
        let mut members: Vec<Func> = class.members.iter().map(|func| target(*func)).collect();
        members.sort_unstable();
        members.dedup();
        class.members = members;
    }
    for export in &mut module.exports {
        export.func = target(export.func);
    }
    module.panic_text = module.panic_text.map(target);
}
