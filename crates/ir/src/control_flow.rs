//! Edges between blocks. Owns [`ControlFlow`] (predecessors, successors, reverse postorder) and the two clean-ups every
//! producer of SSA needs: dropping unreachable blocks and redundant block parameters.

use cranelift_entity::{EntitySet, SecondaryMap};
use rustc_hash::FxHashMap;

use crate::entities::{Block, Value};
use crate::function::Function;

/// The blocks `block` leads to, with repetitions; the landing block follows every block that may panic, which callers
/// add themselves.
pub fn successors(func: &Function, block: Block) -> impl Iterator<Item = Block> + '_ {
    func.terminator(block).into_iter().flat_map(|t| func.insts[t].targets.iter().map(|target| target.block))
}

/// Edges and order of a function's blocks.
#[derive(Clone, Debug, Default)]
pub struct ControlFlow {
    /// Predecessors of each block, with repetitions for several edges.
    pub preds: SecondaryMap<Block, Vec<Block>>,
    /// Successors of each block, with repetitions.
    pub succs: SecondaryMap<Block, Vec<Block>>,
    /// Reachable blocks in reverse postorder; the entry first. The landing block counts as reachable.
    pub order: Vec<Block>,
    /// Position in `order`; `u32::MAX` if unreachable.
    pub position: SecondaryMap<Block, u32>,
}

impl ControlFlow {
    /// Computes the control flow. The landing block is a successor of the entry here, since it may use what the entry
    /// defines.
    pub fn compute(func: &Function) -> Self {
        let mut cfg = ControlFlow { position: SecondaryMap::with_default(u32::MAX), ..Self::default() };
        for &block in &func.layout {
            let mut succs: Vec<Block> = successors(func, block).collect();
            if block == func.entry() {
                succs.extend(func.landing);
            }
            for &succ in &succs {
                cfg.preds[succ].push(block);
            }
            cfg.succs[block] = succs;
        }
        cfg.order = reverse_postorder(func.entry(), |b| &cfg.succs[b]);
        for (i, &block) in cfg.order.iter().enumerate() {
            cfg.position[block] = i as u32;
        }
        cfg
    }

    /// Whether the entry leads to `block`.
    pub fn is_reachable(&self, block: Block) -> bool {
        self.position[block] != u32::MAX
    }
}

fn reverse_postorder<'a>(entry: Block, succs: impl Fn(Block) -> &'a [Block]) -> Vec<Block>
where
{
    let mut order = Vec::new();
    let mut seen = EntitySet::new();
    let mut stack = vec![(entry, 0)];
    seen.insert(entry);
    while let Some((block, next)) = stack.last_mut() {
        // Later successors first, so that the first one comes right behind its block in reverse.
        let list = succs(*block);
        if *next < list.len() {
            let succ = list[list.len() - 1 - *next];
            *next += 1;
            if seen.insert(succ) {
                stack.push((succ, 0));
            }
        } else {
            order.push(*block);
            stack.pop();
        }
    }
    order.reverse();
    order
}

/// Drops blocks the entry does not lead to.
pub fn remove_unreachable(func: &mut Function) {
    let cfg = ControlFlow::compute(func);
    func.layout.retain(|b| cfg.is_reachable(*b));
}

/// Drops block parameters that can have only one value besides themselves, and forwards that value.
pub fn remove_redundant_params(func: &mut Function) {
    let entry = func.entry();
    let landing = func.landing;
    loop {
        let mut incoming: FxHashMap<Value, Option<Value>> = FxHashMap::default();
        // For each parameter the single other value it receives, or `None` if there are several.
        for &block in &func.layout {
            let Some(terminator) = func.terminator(block) else { continue };
            for target in &func.insts[terminator].targets {
                for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                    if arg == param {
                        continue;
                    }
                    incoming.entry(param).and_modify(|seen| *seen = seen.filter(|s| *s == arg)).or_insert(Some(arg));
                }
            }
        }
        let mut forward: FxHashMap<Value, Value> = FxHashMap::default();
        for &block in &func.layout {
            if block == entry || Some(block) == landing {
                continue;
            }
            for &param in &func.blocks[block].params {
                if let Some(Some(value)) = incoming.get(&param) {
                    forward.insert(param, *value);
                }
            }
        }
        if forward.is_empty() {
            return;
        }
        let resolved = ends_of_chains(&forward);
        if resolved.is_empty() {
            return;
        }
        remove_params(func, |param| !resolved.contains_key(&param));
        for block in func.layout.clone() {
            for inst in func.blocks[block].insts.clone() {
                func.insts[inst].map_uses(|v| resolved.get(&v).copied().unwrap_or(v));
            }
        }
    }
}

/// Where each chain of forwarded values ends. One may lead back to a value of its own: those on it and those that lead to it have
/// no end.
fn ends_of_chains(forward: &FxHashMap<Value, Value>) -> FxHashMap<Value, Value> {
    let mut ends: FxHashMap<Value, Option<Value>> = FxHashMap::default();
    let mut chain: Vec<Value> = Vec::new();
    for &start in forward.keys() {
        let mut at = start;
        let end = loop {
            match (ends.get(&at), forward.get(&at)) {
                (Some(known), _) => break *known,
                (None, None) => break Some(at),
                (None, Some(next)) => {
                    // Until the end is known: a circle.
                    ends.insert(at, None);
                    chain.push(at);
                    at = *next;
                }
            }
        };
        for value in chain.drain(..) {
            ends.insert(value, end);
        }
    }
    ends.into_iter().filter_map(|(value, end)| Some((value, end?))).collect()
}

/// Keeps the block parameters for which `keep` holds, and the matching arguments of every edge; those of the entry block stay.
pub fn remove_params(func: &mut Function, keep: impl Fn(Value) -> bool) {
    let entry = func.entry();
    let mut kept: SecondaryMap<Block, Vec<bool>> = SecondaryMap::new();
    for &block in func.layout.iter().filter(|block| **block != entry) {
        let keep: Vec<bool> = func.blocks[block].params.iter().map(|param| keep(*param)).collect();
        if keep.iter().all(|is_kept| *is_kept) {
            continue;
        }
        let mut flags = keep.iter();
        func.blocks[block].params.retain(|_| flags.next() != Some(&false));
        for (i, &param) in func.blocks[block].params.iter().enumerate() {
            func.values[param].def = crate::function::ValueDef::Param(block, i as u32);
        }
        kept[block] = keep;
    }
    for &from in &func.layout {
        let Some(terminator) = func.terminator(from) else { continue };
        for target in &mut func.insts[terminator].targets {
            let mut flags = kept[target.block].iter();
            target.args.retain(|_| flags.next() != Some(&false));
        }
    }
}

#[cfg(test)]
mod tests {
    use cranelift_entity::EntityRef;

    use super::*;

    #[test]
    fn chains_end_unless_they_lead_into_a_circle() {
        let pairs = |pairs: &[(usize, usize)]| -> FxHashMap<Value, Value> {
            pairs.iter().map(|(from, to)| (Value::new(*from), Value::new(*to))).collect()
        };
        // 1 to 3 end at 4; 5 and 6 are a circle, 7 and 8 lead to it, 9 is one of its own.
        let forward = pairs(&[(1, 2), (2, 3), (3, 4), (5, 6), (6, 5), (7, 6), (8, 7), (9, 9)]);
        assert_eq!(ends_of_chains(&forward), pairs(&[(1, 4), (2, 4), (3, 4)]));
    }
}
