//! Integers made of addresses. Owns [`exposures`]: which of them may become addresses again. Changes nothing.

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::{Function, Inst, Opcode, Type, Value};
use rustc_hash::FxHashSet;

/// The `ptr_to_int` whose results are used otherwise than in comparisons, perhaps after something was added.
pub(crate) fn exposures(body: &Function) -> EntitySet<Inst> {
    let all = || body.layout.iter().flat_map(|block| body.blocks[*block].insts.iter().copied());
    let mut exposures = EntitySet::new();
    exposures.extend(all().filter(|inst| body.insts[*inst].opcode == Opcode::PtrToInt));
    if exposures.is_empty() {
        return exposures;
    }
    let mut users: SecondaryMap<Value, Vec<Inst>> = SecondaryMap::new();
    for inst in all() {
        for value in body.insts[inst].uses().filter(|value| body.value_type(*value) != Type::Ptr) {
            users[value].push(inst);
        }
    }
    let is_only_compared = |inst: Inst| {
        let mut work = vec![body.result(inst)];
        let mut seen: FxHashSet<Value> = FxHashSet::default();
        while let Some(value) = work.pop() {
            for &user in &users[value] {
                match body.insts[user].opcode {
                    Opcode::Eqz | Opcode::Eq | Opcode::Ne => {}
                    Opcode::LtU | Opcode::LeU | Opcode::GtU | Opcode::GeU => {}
                    Opcode::Add | Opcode::Sub | Opcode::ExtendU => {
                        if seen.insert(body.result(user)) {
                            work.push(body.result(user));
                        }
                    }
                    _ => return false,
                }
            }
        }
        true
    };
    let compared: Vec<Inst> = exposures.iter().filter(|inst| is_only_compared(*inst)).collect();
    for inst in compared {
        exposures.remove(inst);
    }
    exposures
}
