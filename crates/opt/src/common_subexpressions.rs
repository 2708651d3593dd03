//! Equal pure computations are made once: value numbering over the dominator tree, after P. Briggs, K. Cooper,
//! L. Simpson, "Value Numbering" (1997).

use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Function, Immediate, Module, Opcode, Type, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::dominator_forest::{DominatorForest, Step};
use crate::forwarding::Forwards;
use crate::pipeline::remove_in_order;

type Key = (Opcode, Type, SmallVec<[Value; 3]>, Immediate, Option<Type>);

/// The pass.
pub fn run(module: &mut Module) {
    crate::pipeline::each_function(module, number);
}

fn number(body: &mut Function) {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let mut available: FxHashMap<Key, Vec<Value>> = FxHashMap::default();
    let mut forwards = Forwards::default();
    let mut made: Vec<Vec<Key>> = Vec::new();
    for step in DominatorForest::compute(body, &cfg, &dominators).walk() {
        let Step::Enter(block) = step else {
            for key in made.pop().unwrap_or_default() {
                if let Some(values) = available.get_mut(&key) {
                    values.pop();
                }
            }
            continue;
        };
        let mut keys = Vec::new();
        let mut gone = Vec::new();
        for inst in body.blocks[block].insts.clone() {
            forwards.apply_to(body, inst);
            let data = &body.insts[inst];
            if !data.opcode.is_pure() {
                continue;
            }
            let mut args = data.args.clone();
            let commutes = matches!(
                data.opcode,
                Opcode::Add | Opcode::Mul | Opcode::And | Opcode::Or | Opcode::Xor | Opcode::Eq | Opcode::Ne
            );
            if commutes {
                args.sort_unstable();
            }
            let result = body.result(inst);
            let key: Key = (data.opcode, data.ctrl, args, data.imm, Some(body.value_type(result)));
            match available.get(&key).and_then(|v| v.last()) {
                Some(&earlier) => {
                    forwards.insert(result, earlier);
                    gone.push(inst);
                }
                None => {
                    available.entry(key.clone()).or_default().push(result);
                    keys.push(key);
                }
            }
        }
        remove_in_order(&mut body.blocks[block].insts, &gone);
        made.push(keys);
    }
    forwards.apply(body);
}
