//! Moves the test of a loop behind its body: the header, which tests, is copied to where the loop jumps back to it, and
//! then runs only before the first iteration.
//!
//! An iteration then takes one branch instead of two, and the block behind the test is a header that is entered only if
//! the body runs at least once, which is what `loop_invariants` needs to move loads and checks out. The loop is that of
//! A. Aho et al., "Compilers", section 9.5.1, there a preparation too.

use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::loops::Loops;
use ir::opcode::Effect;
use ir::{Block, BlockCall, Function, InstData, Module, Opcode, Value};
use rustc_hash::FxHashMap;

use crate::dominator_forest::DominatorForest;
use crate::forwarding::Forwards;
use crate::ssa_repair::repair;

/// Most instructions of a test that is copied.
const TEST: usize = 12;
/// Functions of more instructions than this are left alone: each loop costs a look at the whole function.
const LARGE: usize = 20_000;

/// The pass.
pub fn run(module: &mut Module) {
    crate::pipeline::each_function(module, |body| {
        if body.inst_count() > LARGE {
            return;
        }
        let mut done: Vec<Block> = Vec::new();
        while let Some((header, inside)) = next(body, &done) {
            // What is behind the test becomes the header: a test there is not moved once more.
            done.extend([header, inside]);
            invert(body, header);
        }
    });
}

/// A loop whose header tests and was not looked at yet, with the target of its test in the loop; inner loops first.
fn next(body: &Function, done: &[Block]) -> Option<(Block, Block)> {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let loops = Loops::compute(&cfg, &dominators);
    if loops.irreducible {
        return None;
    }
    loops.loops.iter().rev().find_map(|l| {
        if done.contains(&l.header) || l.header == body.entry() || !is_test(body, l.header) {
            return None;
        }
        let inside = inside(body, &l.blocks, l.header)?;
        (inside != l.header && cfg.preds[inside].len() == 1).then_some((l.header, inside))
    })
}

/// Whether a block does little but branch.
fn is_test(body: &Function, block: Block) -> bool {
    let insts = &body.blocks[block].insts;
    insts.len() <= TEST
        && insts.iter().all(|i| {
            let data = &body.insts[*i];
            matches!(data.opcode.effect(), Effect::Pure | Effect::Read)
                || matches!(data.opcode, Opcode::PanicIf | Opcode::Branch)
        })
        && body.terminator(block).is_some_and(|t| body.insts[t].opcode == Opcode::Branch)
}

/// The target of the header's branch in the loop, if the other one is outside.
fn inside(body: &Function, blocks: &[Block], header: Block) -> Option<Block> {
    let targets = &body.insts[body.terminator(header)?].targets;
    match (blocks.contains(&targets[0].block), blocks.contains(&targets[1].block)) {
        (true, false) => Some(targets[0].block),
        (false, true) => Some(targets[1].block),
        _ => None,
    }
}

fn invert(body: &mut Function, header: Block) {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    // The copy takes the parameters and instructions of the header.
    let copy = body.make_block();
    let mut copies: FxHashMap<Value, Value> = FxHashMap::default();
    for param in body.blocks[header].params.clone() {
        let ty = body.value_type(param);
        copies.insert(param, body.append_param(copy, ty));
    }
    for inst in body.blocks[header].insts.clone() {
        let mut data: InstData = body.insts[inst].clone();
        data.map_uses(|v| copies.get(&v).copied().unwrap_or(v));
        let made = body.make_inst(data, None);
        for (old, new) in body.results[inst].clone().into_iter().zip(body.results[made].clone()) {
            copies.insert(old, new);
        }
        body.blocks[copy].insts.push(made);
    }
    let back: Vec<Block> = cfg.preds[header]
        .iter()
        .copied()
        .filter(|p| cfg.is_reachable(*p) && dominators.dominates(header, *p))
        .collect();
    for block in back {
        let terminator = body.terminator(block).expect("a predecessor ends in a branch");
        for target in &mut body.insts[terminator].targets {
            if target.block == header {
                target.block = copy;
            }
        }
    }
    let at = body.layout.iter().position(|b| *b == header).expect("the header is in the layout");
    body.layout.insert(at + 1, copy);
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let forest = DominatorForest::compute(body, &cfg, &dominators);
    let mut values: Vec<Value> = body.blocks[header].params.clone();
    values.extend(body.blocks[header].insts.iter().flat_map(|i| body.results[*i].iter().copied()));
    for value in values {
        repair(body, &cfg, &forest, value, &[(header, value), (copy, copies[&value])]);
    }
    ir::control_flow::remove_redundant_params(body);
    join(body, copy);
}

/// Joins the copy to the block that jumps to it, if that is the only one.
fn join(body: &mut Function, copy: Block) {
    let cfg = ControlFlow::compute(body);
    let [pred] = cfg.preds[copy][..] else { return };
    let terminator = body.terminator(pred).expect("a predecessor ends in a branch");
    if body.insts[terminator].opcode != Opcode::Jump {
        return;
    }
    let BlockCall { args, .. } = body.insts[terminator].targets[0].clone();
    let forwards: Forwards = body.blocks[copy].params.iter().copied().zip(args).collect();
    body.blocks[pred].insts.pop();
    let insts = std::mem::take(&mut body.blocks[copy].insts);
    body.blocks[pred].insts.extend(insts);
    body.layout.retain(|b| *b != copy);
    forwards.apply(body);
}
