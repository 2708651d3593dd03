//! The dominator tree as passes may use it: what holds at the end of a block holds in the blocks below it. Owns
//! [`DominatorForest`].
//!
//! A panic leaves the entry at any call, so that neither the landing block nor a block it leads to may rely on the end of
//! the entry having been reached: such blocks are roots of their own, although the entry dominates them.

use cranelift_entity::SecondaryMap;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Block, Function};

/// The trees of one function.
pub(crate) struct DominatorForest {
    /// The blocks right below each block.
    children: SecondaryMap<Block, Vec<Block>>,
    /// The roots, the entry first.
    roots: Vec<Block>,
    /// The landing block and what it leads to.
    behind_panic: SecondaryMap<Block, bool>,
}

/// A step of a walk through the forest.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    /// The block comes now; everything above it has come before.
    Enter(Block),
    /// Everything below the block entered last has come: what the block added holds no more.
    Leave,
}

impl DominatorForest {
    /// Computes the forest.
    pub(crate) fn compute(body: &Function, cfg: &ControlFlow, dominators: &Dominators) -> Self {
        let behind_panic = reachable_from(body.landing, cfg);
        let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
        let mut roots = vec![body.entry()];
        for &block in &cfg.order {
            match dominators.immediate(block) {
                Some(parent) if parent == body.entry() && behind_panic[block] => roots.push(block),
                Some(parent) => children[parent].push(block),
                None => {}
            }
        }
        DominatorForest { children, roots, behind_panic }
    }

    /// Whether a panic that passes through the function may lead to `block`.
    pub(crate) fn is_behind_panic(&self, block: Block) -> bool {
        self.behind_panic[block]
    }

    /// The steps of a walk, trees one after the other, the entry's first.
    pub(crate) fn walk(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut work: Vec<Step> = self.roots.iter().rev().map(|r| Step::Enter(*r)).collect();
        while let Some(step) = work.pop() {
            steps.push(step);
            if let Step::Enter(block) = step {
                work.push(Step::Leave);
                work.extend(self.children[block].iter().map(|c| Step::Enter(*c)));
            }
        }
        steps
    }
}

fn reachable_from(start: Option<Block>, cfg: &ControlFlow) -> SecondaryMap<Block, bool> {
    let mut seen = SecondaryMap::new();
    let mut work: Vec<Block> = start.into_iter().collect();
    while let Some(block) = work.pop() {
        if !std::mem::replace(&mut seen[block], true) {
            work.extend_from_slice(&cfg.succs[block]);
        }
    }
    seen
}
