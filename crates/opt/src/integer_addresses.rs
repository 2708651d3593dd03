//! Integers made of addresses. Owns [`Integers`]: which of them may be known elsewhere, and which are made addresses again.
//! Never changes anything.

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::{Function, Inst, Opcode, Type, Value};
use rustc_hash::FxHashSet;

/// What becomes of the integers made of addresses.
#[derive(Default)]
pub(crate) struct Integers {
    /// The `ptr_to_int` whose results are used otherwise than in comparisons and to make addresses, perhaps after something
    /// was added.
    pub exposures: EntitySet<Inst>,
    /// An address made an integer, and one that is made of that.
    pub round_trips: Vec<(Value, Value)>,
}

impl Integers {
    /// Those of `body`.
    pub fn find(body: &Function) -> Integers {
        let all = || body.layout.iter().flat_map(|block| body.blocks[*block].insts.iter().copied());
        let made: Vec<Inst> = all().filter(|inst| body.insts[*inst].opcode == Opcode::PtrToInt).collect();
        let mut integers = Integers::default();
        if made.is_empty() {
            return integers;
        }
        let mut users: SecondaryMap<Value, Vec<Inst>> = SecondaryMap::new();
        for inst in all() {
            for value in body.insts[inst].uses().filter(|value| body.value_type(*value) != Type::Ptr) {
                users[value].push(inst);
            }
        }
        for inst in made {
            let mut work = vec![body.result(inst)];
            let mut seen: FxHashSet<Value> = FxHashSet::default();
            let before = integers.round_trips.len();
            while let Some(value) = work.pop() {
                for &user in &users[value] {
                    match body.insts[user].opcode {
                        Opcode::Eqz | Opcode::Eq | Opcode::Ne => {}
                        Opcode::LtU | Opcode::LeU | Opcode::GtU | Opcode::GeU => {}
                        Opcode::Add | Opcode::Sub | Opcode::And | Opcode::ExtendU | Opcode::Wrap => {
                            if seen.insert(body.result(user)) {
                                work.push(body.result(user));
                            }
                        }
                        Opcode::IntToPtr => {
                            integers.round_trips.push((body.insts[inst].args[0], body.result(user)));
                        }
                        _ => {
                            integers.exposures.insert(inst);
                        }
                    }
                }
            }
            if integers.exposures.contains(inst) {
                integers.round_trips.truncate(before);
            }
        }
        integers
    }
}
