//! Removes checks whose outcome is known where they stand: the same condition was checked before, or a branch that leads
//! here excludes it.
//!
//! Facts hold on the subtree of the dominator tree below the check or the branch. For an index the facts `i < n` (signed)
//! and `i >= 0` together exclude `i >= n` (unsigned); an induction variable that starts at a constant not below 0 and
//! grows by a positive constant while `i < n` holds is never below 0.

use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Block, Function, InstData, Module, Opcode, Value, ValueDef};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dominator_forest::{DominatorForest, Step};

/// The pass.
pub fn run(module: &mut Module) {
    crate::pipeline::each_function(module, eliminate);
}

/// A comparison that is known to hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Fact {
    /// The value is not 0.
    True(Value),
    /// The value is 0.
    False(Value),
    /// Signed less.
    Less(Value, Value),
}

fn eliminate(body: &mut Function) {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let growing = growing_variables(body, &cfg, &dominators);
    let mut facts: FxHashSet<Fact> = FxHashSet::default();
    let mut made: Vec<Vec<Fact>> = Vec::new();
    for step in DominatorForest::compute(body, &cfg, &dominators).walk() {
        let Step::Enter(block) = step else {
            for fact in made.pop().unwrap_or_default() {
                facts.remove(&fact);
            }
            continue;
        };
        let mut here = Vec::new();
        if let Some(condition) = entering_condition(body, &cfg, block) {
            assume(body, condition, &mut facts, &mut here);
        }
        for inst in body.blocks[block].insts.clone() {
            let data = &body.insts[inst];
            if data.opcode != Opcode::PanicIf {
                continue;
            }
            let condition = data.args[0];
            if is_false(body, condition, &facts, &growing) {
                body.blocks[block].insts.retain(|i| *i != inst);
            } else {
                assume(body, (condition, false), &mut facts, &mut here);
            }
        }
        made.push(here);
    }
}

/// The condition under which the only edge into `block` is taken.
fn entering_condition(body: &Function, cfg: &ControlFlow, block: Block) -> Option<(Value, bool)> {
    let [pred] = cfg.preds[block][..] else { return None };
    let data = &body.insts[body.terminator(pred)?];
    if data.opcode != Opcode::Branch {
        return None;
    }
    match (data.targets[0].block == block, data.targets[1].block == block) {
        (true, false) => Some((data.args[0], true)),
        (false, true) => Some((data.args[0], false)),
        _ => None,
    }
}

fn definition(body: &Function, value: Value) -> Option<&InstData> {
    body.defining_inst(value).map(|i| &body.insts[i])
}

/// Records that `value` is true or false, and what follows.
fn assume(body: &Function, (value, truth): (Value, bool), facts: &mut FxHashSet<Fact>, made: &mut Vec<Fact>) {
    let mut add = |fact: Fact| {
        if facts.insert(fact) {
            made.push(fact);
        }
    };
    add(if truth { Fact::True(value) } else { Fact::False(value) });
    let Some(data) = definition(body, value) else { return };
    let less = match (data.opcode, truth) {
        (Opcode::LtS, true) | (Opcode::GeS, false) => Some((0, 1)),
        (Opcode::GtS, true) | (Opcode::LeS, false) => Some((1, 0)),
        // An index that passed its check against a length is below it, signed: lengths are not negative, so neither is
        // the index.
        (Opcode::GeU, false) | (Opcode::LtU, true) => Some((0, 1)),
        _ => None,
    };
    if let Some((a, b)) = less {
        let unsigned = matches!(data.opcode, Opcode::GeU | Opcode::LtU);
        // Below a constant that is not negative, unsigned implies signed; a length's sign is not known here.
        if !unsigned {
            add(Fact::Less(data.args[a], data.args[b]));
        }
    }
    if data.opcode == Opcode::Eqz {
        add(if truth { Fact::False(data.args[0]) } else { Fact::True(data.args[0]) });
    }
}

fn is_false(body: &Function, condition: Value, facts: &FxHashSet<Fact>, growing: &FxHashMap<Value, ()>) -> bool {
    if facts.contains(&Fact::False(condition)) || body.constant(condition) == Some(0) {
        return true;
    }
    let Some(data) = definition(body, condition) else { return false };
    match data.opcode {
        Opcode::Eqz => facts.contains(&Fact::True(data.args[0])),
        Opcode::GeU => {
            let (index, len) = (data.args[0], data.args[1]);
            facts.contains(&Fact::Less(index, len)) && is_not_negative(body, index, growing)
        }
        _ => false,
    }
}

fn is_not_negative(body: &Function, value: Value, growing: &FxHashMap<Value, ()>) -> bool {
    growing.contains_key(&value)
        || body.constant(value).is_some_and(|c| c >= 0)
        || definition(body, value).is_some_and(|d| d.opcode == Opcode::ExtendU)
}

/// Loop variables that start at constants not below 0 and grow by positive constants, guarded so that they cannot wrap.
fn growing_variables(body: &Function, cfg: &ControlFlow, dominators: &Dominators) -> FxHashMap<Value, ()> {
    let mut result = FxHashMap::default();
    for &header in &cfg.order {
        for (i, &param) in body.blocks[header].params.iter().enumerate() {
            let mut incoming = Vec::new();
            for &pred in &cfg.preds[header] {
                let Some(terminator) = body.terminator(pred) else { continue };
                for target in body.insts[terminator].targets.iter().filter(|t| t.block == header) {
                    incoming.push((pred, target.args[i]));
                }
            }
            let grows = !incoming.is_empty()
                && incoming.iter().all(|(pred, arg)| {
                    if body.constant(*arg).is_some_and(|c| c >= 0) {
                        return true;
                    }
                    let Some(data) = definition(body, *arg) else { return false };
                    let by_one =
                        data.opcode == Opcode::Add && data.args[0] == param && body.constant(data.args[1]) == Some(1);
                    by_one && guarded(body, cfg, dominators, param, *pred)
                });
            if grows {
                result.insert(param, ());
            }
        }
    }
    result
}

/// Whether the way to `block` passes a branch on `param < something` taken as true: adding 1 then cannot wrap.
fn guarded(body: &Function, cfg: &ControlFlow, dominators: &Dominators, param: Value, block: Block) -> bool {
    let ValueDef::Param(header, _) = body.values[param].def else { return false };
    let mut at = Some(block);
    while let Some(block) = at {
        if !dominators.dominates(header, block) {
            return false;
        }
        if let Some((condition, truth)) = entering_condition(body, cfg, block)
            && let Some(data) = definition(body, condition)
        {
            let less = match (data.opcode, truth) {
                (Opcode::LtS, true) | (Opcode::GeS, false) => data.args[0] == param,
                (Opcode::GtS, true) | (Opcode::LeS, false) => data.args[1] == param,
                _ => false,
            };
            if less {
                return true;
            }
        }
        at = dominators.immediate(block);
    }
    false
}
