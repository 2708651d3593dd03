//! Natural loops. Owns [`Loops`]: headers, members and nesting, from back edges to dominating blocks.

use cranelift_entity::SecondaryMap;

use crate::control_flow::ControlFlow;
use crate::dominators::Dominators;
use crate::entities::Block;

/// A natural loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// The block every entry into the loop passes.
    pub header: Block,
    /// All blocks, the header first, in reverse postorder.
    pub blocks: Vec<Block>,
    /// The index of the next outer loop.
    pub parent: Option<usize>,
    /// Nesting depth, from 1.
    pub depth: u32,
}

/// All natural loops, outer ones before inner ones.
#[derive(Clone, Debug, Default)]
pub struct Loops {
    /// The loops.
    pub loops: Vec<Loop>,
    /// The innermost loop of each block.
    pub innermost: SecondaryMap<Block, Option<usize>>,
    /// Whether some cycle has no single header (only `goto` makes such a thing).
    pub irreducible: bool,
}

impl Loops {
    /// Finds the loops of `cfg`.
    pub fn compute(cfg: &ControlFlow, dominators: &Dominators) -> Self {
        let mut result = Loops::default();
        for &header in &cfg.order {
            let mut stack: Vec<Block> = Vec::new();
            for &pred in &cfg.preds[header] {
                if !cfg.is_reachable(pred) || cfg.position[pred] < cfg.position[header] {
                    continue;
                }
                if dominators.dominates(header, pred) {
                    stack.push(pred);
                } else {
                    result.irreducible = true;
                }
            }
            if stack.is_empty() {
                continue;
            }
            let mut members = cranelift_entity::EntitySet::new();
            members.insert(header);
            while let Some(block) = stack.pop() {
                if members.insert(block) {
                    stack.extend(cfg.preds[block].iter().copied().filter(|p| cfg.is_reachable(*p)));
                }
            }
            let blocks: Vec<Block> = cfg.order.iter().copied().filter(|b| members.contains(*b)).collect();
            let parent = result.innermost[header];
            let depth = parent.map_or(1, |p| result.loops[p].depth + 1);
            let index = result.loops.len();
            for &block in &blocks {
                result.innermost[block] = Some(index);
            }
            result.loops.push(Loop { header, blocks, parent, depth });
        }
        result
    }

    /// Whether loop `inner` is loop `outer` or lies inside it; `None` is what lies in no loop.
    pub fn contains(&self, outer: usize, inner: Option<usize>) -> bool {
        let mut at = inner;
        while let Some(index) = at {
            if index == outer {
                return true;
            }
            at = self.loops[index].parent;
        }
        false
    }

    /// Nesting depth of `block`; 0 outside loops.
    pub fn depth(&self, block: Block) -> u32 {
        self.innermost[block].map_or(0, |l| self.loops[l].depth)
    }
}
