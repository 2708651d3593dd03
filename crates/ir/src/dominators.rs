//! The dominator tree. Algorithm: K. Cooper, T. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001).

use cranelift_entity::SecondaryMap;
use cranelift_entity::packed_option::PackedOption;

use crate::control_flow::ControlFlow;
use crate::entities::Block;

/// Immediate dominators of the reachable blocks.
#[derive(Clone, Debug, Default)]
pub struct Dominators {
    idom: SecondaryMap<Block, PackedOption<Block>>,
    /// Entry and exit time of each block in a walk of the tree: ancestors enclose descendants.
    interval: SecondaryMap<Block, (u32, u32)>,
}

impl Dominators {
    /// Computes the tree of `cfg`.
    pub fn compute(cfg: &ControlFlow) -> Self {
        let mut idom: SecondaryMap<Block, PackedOption<Block>> = SecondaryMap::new();
        let Some(&entry) = cfg.order.first() else { return Self::default() };
        idom[entry] = entry.into();
        let mut changed = true;
        while changed {
            changed = false;
            for &block in &cfg.order[1..] {
                let mut best: Option<Block> = None;
                for &pred in &cfg.preds[block] {
                    if idom[pred].is_none() {
                        continue;
                    }
                    best = Some(match best {
                        None => pred,
                        Some(other) => intersect(&idom, cfg, pred, other),
                    });
                }
                if best.is_some() && idom[block].expand() != best {
                    idom[block] = best.into();
                    changed = true;
                }
            }
        }
        idom[entry] = PackedOption::default();
        let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
        for &block in &cfg.order {
            if let Some(parent) = idom[block].expand() {
                children[parent].push(block);
            }
        }
        let mut interval: SecondaryMap<Block, (u32, u32)> = SecondaryMap::new();
        let mut clock = 0;
        let mut stack = vec![(entry, 0)];
        interval[entry].0 = clock;
        while let Some((block, next)) = stack.last_mut() {
            if let Some(&child) = children[*block].get(*next) {
                *next += 1;
                clock += 1;
                interval[child].0 = clock;
                stack.push((child, 0));
            } else {
                clock += 1;
                interval[*block].1 = clock;
                stack.pop();
            }
        }
        Dominators { idom, interval }
    }

    /// The immediate dominator; `None` for the entry and unreachable blocks.
    pub fn immediate(&self, block: Block) -> Option<Block> {
        self.idom[block].expand()
    }

    /// Whether every path from the entry to `b` passes `a`; true if they are equal. Both must be reachable.
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        let (start, end) = self.interval[a];
        let (at, until) = self.interval[b];
        start <= at && until <= end
    }
}

fn intersect(idom: &SecondaryMap<Block, PackedOption<Block>>, cfg: &ControlFlow, mut a: Block, mut b: Block) -> Block {
    while a != b {
        while cfg.position[a] > cfg.position[b] {
            a = idom[a].expand().expect("processed block has a dominator");
        }
        while cfg.position[b] > cfg.position[a] {
            b = idom[b].expand().expect("processed block has a dominator");
        }
    }
    a
}
