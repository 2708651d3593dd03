//! Puts a value back into SSA form after a copy of its definition was made. Owns [`repair`].
//!
//! Block parameters are made where the value is live at joins (J. Choi, R. Cytron, J. Ferrante, "Automatic Construction of
//! Sparse Data Flow Evaluation Graphs", 1991, pruned SSA); those that turn out redundant are for
//! `ir::control_flow::remove_redundant_params`.

use ir::control_flow::ControlFlow;
use ir::{Block, Function, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dominator_forest::{DominatorForest, Step};

/// Makes every use of `value` outside the blocks of `definitions` see the definition that reaches it. Each block listed
/// makes its own version, which holds at its end; `value` is one of them.
pub(crate) fn repair(
    body: &mut Function,
    cfg: &ControlFlow,
    forest: &DominatorForest,
    value: Value,
    definitions: &[(Block, Value)],
) {
    let made: FxHashMap<Block, Value> = definitions.iter().copied().collect();
    let mut work: Vec<Block> = Vec::new();
    for &block in &cfg.order {
        let is_used = || body.blocks[block].insts.iter().any(|i| body.insts[*i].uses().any(|v| v == value));
        if !made.contains_key(&block) && is_used() {
            work.push(block);
        }
    }
    let mut live: FxHashSet<Block> = FxHashSet::default();
    while let Some(block) = work.pop() {
        if live.insert(block) {
            work.extend(cfg.preds[block].iter().copied().filter(|p| cfg.is_reachable(*p) && !made.contains_key(p)));
        }
    }
    let ty = body.value_type(value);
    let mut params: FxHashMap<Block, Value> = FxHashMap::default();
    let mut ends: FxHashMap<Block, Value> = made.clone();
    for step in forest.walk() {
        let Step::Enter(block) = step else { continue };
        if !live.contains(&block) {
            continue;
        }
        let version = if cfg.preds[block].len() > 1 {
            let param = body.append_param(block, ty);
            params.insert(block, param);
            param
        } else {
            ends[&cfg.preds[block][0]]
        };
        ends.insert(block, version);
        for inst in body.blocks[block].insts.clone() {
            body.insts[inst].map_uses(|v| if v == value { version } else { v });
        }
    }
    for &block in &cfg.order {
        let Some(terminator) = body.terminator(block) else { continue };
        for target in &mut body.insts[terminator].targets {
            if params.contains_key(&target.block) {
                target.args.push(ends[&block]);
            }
        }
    }
}
