//! Which values are live where. Owns [`Liveness`]: the values live into each block, by backward data flow over dense
//! bit sets.

use cranelift_entity::{EntityRef, SecondaryMap};

use crate::control_flow::ControlFlow;
use crate::entities::{Block, Inst, Value};
use crate::function::Function;

/// A set of values as bits.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ValueSet {
    words: Vec<u64>,
}

impl ValueSet {
    /// Whether `value` is in the set.
    pub fn contains(&self, value: Value) -> bool {
        self.words.get(value.index() / 64).is_some_and(|w| w >> (value.index() % 64) & 1 != 0)
    }

    /// Adds `value`; returns whether it was missing.
    pub fn insert(&mut self, value: Value) -> bool {
        let (word, bit) = (value.index() / 64, 1 << (value.index() % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let missing = self.words[word] & bit == 0;
        self.words[word] |= bit;
        missing
    }

    /// Removes `value`.
    pub fn remove(&mut self, value: Value) {
        if let Some(word) = self.words.get_mut(value.index() / 64) {
            *word &= !(1 << (value.index() % 64));
        }
    }

    /// Adds all of `other`; returns whether any was missing.
    pub fn union(&mut self, other: &ValueSet) -> bool {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        let mut changed = false;
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            changed |= *theirs & !*mine != 0;
            *mine |= theirs;
        }
        changed
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(Value::new(i * 64 + bit))
            })
        })
    }
}

/// Live values at the start of each block, without its parameters.
#[derive(Clone, Debug, Default)]
pub struct Liveness {
    live_in: SecondaryMap<Block, ValueSet>,
    live_out: SecondaryMap<Block, ValueSet>,
}

impl Liveness {
    /// Computes liveness. Arguments of a branch are used at the branch; parameters are defined at the target's start.
    pub fn compute(func: &Function, cfg: &ControlFlow) -> Self {
        let mut result = Liveness::default();
        // What the landing block needs is live wherever a call may panic: at the end of every block.
        let mut changed = true;
        while changed {
            changed = false;
            for &block in cfg.order.iter().rev() {
                let mut live = ValueSet::default();
                for &succ in &cfg.succs[block] {
                    live.union(&result.live_in[succ]);
                }
                if let Some(landing) = func.landing {
                    live.union(&result.live_in[landing]);
                }
                result.live_out[block] = live.clone();
                for &inst in func.blocks[block].insts.iter().rev() {
                    transfer(func, inst, &mut live);
                }
                for &param in &func.blocks[block].params {
                    live.remove(param);
                }
                changed |= result.live_in[block].union(&live);
            }
        }
        result
    }

    /// The values live at the start of `block`, without its parameters.
    pub fn live_in(&self, block: Block) -> &ValueSet {
        &self.live_in[block]
    }

    /// The values live behind the terminator of `block`, on any edge.
    pub fn live_out(&self, block: Block) -> &ValueSet {
        &self.live_out[block]
    }

    /// Calls `visit` for each instruction of `block`, last first, with the values live right behind it; its own
    /// results are included if they are used.
    pub fn walk_backwards(&self, func: &Function, block: Block, mut visit: impl FnMut(Inst, &ValueSet)) {
        let mut live = self.live_out[block].clone();
        for &inst in func.blocks[block].insts.iter().rev() {
            visit(inst, &live);
            transfer(func, inst, &mut live);
        }
    }
}

fn transfer(func: &Function, inst: Inst, live: &mut ValueSet) {
    for &result in &func.results[inst] {
        live.remove(result);
    }
    for value in func.insts[inst].uses() {
        live.insert(value);
    }
}
