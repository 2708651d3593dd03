//! Removes instructions whose results nobody uses, block parameters nobody reads, and blocks nothing leads to.

use cranelift_entity::SecondaryMap;
use ir::opcode::Effect;
use ir::{Function, Immediate, Inst, Module, Opcode, Value, ValueDef};

/// The pass.
pub fn run(module: &mut Module) {
    let pure = crate::pipeline::pure_functions(module);
    crate::pipeline::each_function(module, |body| clean(body, &pure));
}

/// Cleans one function. `pure` lists callees whose unused calls may go.
pub fn clean(body: &mut Function, pure: &[ir::Func]) {
    ir::control_flow::remove_unreachable(body);
    let mut live: SecondaryMap<Value, bool> = SecondaryMap::new();
    let mut live_inst: SecondaryMap<Inst, bool> = SecondaryMap::new();
    let mut work: Vec<Value> = Vec::new();
    let removable = |body: &Function, inst: Inst| {
        let data = &body.insts[inst];
        match (data.opcode.effect(), data.opcode, data.imm) {
            (Effect::Pure | Effect::Read, ..) => true,
            (_, Opcode::Call, Immediate::Func(f)) => pure.contains(&f),
            _ => false,
        }
    };
    for &block in &body.layout {
        for &inst in &body.blocks[block].insts {
            if !removable(body, inst) {
                live_inst[inst] = true;
                // Arguments of branches live only if the parameter does.
                work.extend(body.insts[inst].args.iter().copied());
            }
        }
    }
    let entry = body.entry();
    work.extend(body.blocks[entry].params.iter().copied());
    let mut incoming: SecondaryMap<Value, Vec<Value>> = SecondaryMap::new();
    for &block in &body.layout {
        let Some(terminator) = body.terminator(block) else { continue };
        for target in &body.insts[terminator].targets {
            for (&param, &arg) in body.blocks[target.block].params.iter().zip(&target.args) {
                incoming[param].push(arg);
            }
        }
    }
    while let Some(value) = work.pop() {
        if std::mem::replace(&mut live[value], true) {
            continue;
        }
        match body.values[value].def {
            ValueDef::Result(inst, _) => {
                if !std::mem::replace(&mut live_inst[inst], true) {
                    work.extend(body.insts[inst].args.iter().copied());
                }
            }
            ValueDef::Param(..) => work.extend(incoming[value].iter().copied()),
        }
    }
    for block in body.layout.clone() {
        body.blocks[block].insts.retain(|i| live_inst[*i]);
    }
    ir::control_flow::remove_params(body, |param| live[param]);
    ir::control_flow::remove_redundant_params(body);
}
