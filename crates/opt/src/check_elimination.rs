//! Removes checks and branches whose outcome is known where they stand: the same condition was checked before, or the
//! branches and checks that lead here decide it, or a parameter is never nil ([`crate::nonnil_parameters`]).
//!
//! What is known holds on the subtree of the dominator tree below the check or the branch; see [`crate::value_ranges`].

use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Block, Func, Function, InstData, Module, Opcode, Value};

use crate::dominator_forest::{DominatorForest, Step};
use crate::nonnil_parameters::NonNil;
use crate::value_ranges::{Knowledge, entering_condition};

/// The pass.
pub fn run(module: &mut Module) {
    let panic_index = module.find_runtime("panic_index");
    let facts = NonNil::compute(module);
    for func in module.funcs.keys().collect::<Vec<_>>() {
        if let Some(body) = module.body_mut(func) {
            let nonnil = facts.of(func, body);
            eliminate(body, panic_index, &nonnil);
        }
    }
}

fn eliminate(body: &mut Function, panic_index: Option<Func>, nonnil: &[Value]) {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let mut knowledge = Knowledge::new(body, &cfg, &dominators);
    for &param in nonnil {
        knowledge.assume(body, param, true);
    }
    let mut marks = Vec::new();
    let mut changed = false;
    for step in DominatorForest::compute(body, &cfg, &dominators).walk() {
        let Step::Enter(block) = step else {
            knowledge.forget(marks.pop().expect("each block entered is left"));
            continue;
        };
        marks.push(knowledge.mark());
        if let Some((condition, truth)) = entering_condition(body, &cfg, block) {
            knowledge.assume(body, condition, truth);
        }
        for inst in body.blocks[block].insts.clone() {
            let data = &body.insts[inst];
            if data.opcode != Opcode::PanicIf {
                continue;
            }
            let condition = data.args[0];
            let is_index_check = panic_index.is_some() && data.func() == panic_index;
            if knowledge.is_false(body, condition, is_index_check) {
                body.blocks[block].insts.retain(|i| *i != inst);
                continue;
            }
            knowledge.assume(body, condition, false);
            if let (true, &[_, index, len]) = (is_index_check, &data.args[..]) {
                knowledge.assume_in_bounds(body, index, len);
            }
        }
        changed |= decide(body, &knowledge, block);
    }
    if changed {
        ir::control_flow::remove_unreachable(body);
        ir::control_flow::remove_redundant_params(body);
    }
}

/// Turns a branch whose outcome is known into a jump. The dominator tree in use stays true: it only loses edges.
fn decide(body: &mut Function, knowledge: &Knowledge, block: Block) -> bool {
    let Some(terminator) = body.terminator(block) else { return false };
    let data = &body.insts[terminator];
    if data.opcode != Opcode::Branch {
        return false;
    }
    let taken = if knowledge.is_true(body, data.args[0]) {
        0
    } else if knowledge.is_false(body, data.args[0], false) {
        1
    } else {
        return false;
    };
    let target = data.targets[taken].clone();
    body.insts[terminator] = InstData::branch(Opcode::Jump, &[], vec![target]);
    true
}
