//! Lets jumps that decide a later branch lead where that branch does.
//!
//! A block that only branches on one of its parameters, as `a && b` leaves it, is passed by the edges that give the parameter a
//! constant; so is one that branches on what the branch before it has just tested. F. Mueller, D. Whalley, "Avoiding
//! Conditional Branches by Code Replication" (1995), for blocks without instructions, where nothing is replicated.

use ir::control_flow::ControlFlow;
use ir::{Block, BlockCall, Function, Module, Opcode, Type, Value};
use rustc_hash::FxHashSet;

/// Most blocks an edge passes: a bound for what goes round in circles.
const LONGEST: usize = 16;

/// The pass.
pub fn run(module: &mut Module) {
    crate::pipeline::each_function(module, |body| {
        thread(body);
        ir::control_flow::remove_unreachable(body);
        ir::control_flow::remove_redundant_params(body);
    });
}

fn thread(body: &mut Function) {
    let cfg = ControlFlow::compute(body);
    let passable = passable(body, &cfg);
    if passable.is_empty() {
        return;
    }
    for block in cfg.order.clone() {
        let Some(terminator) = body.terminator(block) else { continue };
        let data = &body.insts[terminator];
        let tested = (data.opcode == Opcode::Branch).then(|| data.args[0]);
        let mut targets = data.targets.clone();
        for (edge, target) in targets.iter_mut().enumerate() {
            // On this edge the condition is known to be 0, or not to be.
            let known = tested.map(|condition| (condition, edge == 0));
            for _ in 0..LONGEST {
                let Some(next) = passable.contains(&target.block).then(|| behind(body, target, known)).flatten() else {
                    break;
                };
                *target = next;
            }
        }
        body.insts[terminator].targets = targets;
    }
}

/// Blocks whose only instruction is a branch and whose parameters nothing else reads. Headers of loops are not among them: a
/// loop must keep its one entry.
fn passable(body: &Function, cfg: &ControlFlow) -> FxHashSet<Block> {
    let mut order = vec![usize::MAX; body.blocks.len()];
    for (at, block) in cfg.order.iter().enumerate() {
        order[cranelift_entity::EntityRef::index(*block)] = at;
    }
    let position = |block: Block| order[cranelift_entity::EntityRef::index(block)];
    let mut found: FxHashSet<Block> = cfg
        .order
        .iter()
        .copied()
        .filter(|block| {
            let insts = &body.blocks[*block].insts;
            let is_branch = |t| body.insts[t].opcode == Opcode::Branch;
            insts.len() == 1
                && body.terminator(*block).is_some_and(is_branch)
                && *block != body.entry()
                && Some(*block) != body.landing
                && cfg.preds[*block].iter().all(|pred| position(*pred) < position(*block))
        })
        .collect();
    let owner: rustc_hash::FxHashMap<Value, Block> =
        found.iter().flat_map(|block| body.blocks[*block].params.iter().map(|param| (*param, *block))).collect();
    for &block in &cfg.order {
        for &inst in &body.blocks[block].insts {
            for value in body.insts[inst].uses() {
                if let Some(owner) = owner.get(&value)
                    && *owner != block
                {
                    found.remove(owner);
                }
            }
        }
    }
    found
}

/// Where an edge leads if the branch of the block it leads to is decided there.
fn behind(body: &Function, edge: &BlockCall, known: Option<(Value, bool)>) -> Option<BlockCall> {
    let data = &body.insts[body.terminator(edge.block)?];
    let params = &body.blocks[edge.block].params;
    let given = |value: Value| match params.iter().position(|param| *param == value) {
        Some(at) => edge.args[at],
        None => value,
    };
    let condition = given(data.args[0]);
    let is_true = match (body.constant(condition), known) {
        (Some(bits), _) => bits != 0,
        (None, Some((tested, is_true))) if tested == condition => is_true,
        _ => return None,
    };
    let target = &data.targets[usize::from(!is_true)];
    debug_assert!(body.value_type(condition) == Type::I32 || body.value_type(condition) == Type::Ptr);
    Some(BlockCall { block: target.block, args: target.args.iter().map(|arg| given(*arg)).collect() })
}
