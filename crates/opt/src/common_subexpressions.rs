//! Equal pure computations are made once: value numbering over the dominator tree, after P. Briggs, K. Cooper,
//! L. Simpson, "Value Numbering" (1997).

use cranelift_entity::SecondaryMap;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Block, Function, Immediate, Module, Opcode, Type, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

type Key = (Opcode, Type, SmallVec<[Value; 3]>, Immediate, Option<Type>);

/// The pass.
pub fn run(module: &mut Module) {
    crate::pipeline::each_function(module, number);
}

fn number(body: &mut Function) {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    for &block in &cfg.order {
        // A panic may come before the end of the entry: the landing block shares nothing with it.
        if let Some(parent) = dominators.immediate(block)
            && Some(block) != body.landing
        {
            children[parent].push(block);
        }
    }
    let mut available: FxHashMap<Key, Vec<Value>> = FxHashMap::default();
    let mut forwards: FxHashMap<Value, Value> = FxHashMap::default();
    // A block is entered, then left: leaving takes back what it made available.
    let mut work = vec![(body.entry(), false)];
    work.extend(body.landing.map(|landing| (landing, false)));
    let mut made: Vec<Vec<Key>> = Vec::new();
    while let Some((block, leave)) = work.pop() {
        if leave {
            for key in made.pop().unwrap_or_default() {
                if let Some(values) = available.get_mut(&key) {
                    values.pop();
                }
            }
            continue;
        }
        let mut keys = Vec::new();
        for inst in body.blocks[block].insts.clone() {
            body.insts[inst].map_uses(|v| forwards.get(&v).copied().unwrap_or(v));
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
                    body.blocks[block].insts.retain(|i| *i != inst);
                }
                None => {
                    available.entry(key.clone()).or_default().push(result);
                    keys.push(key);
                }
            }
        }
        made.push(keys);
        work.push((block, true));
        work.extend(children[block].iter().map(|c| (*c, false)));
    }
    // Arguments on back edges were seen before what they name.
    for block in body.layout.clone() {
        for inst in body.blocks[block].insts.clone() {
            body.insts[inst].map_uses(|v| forwards.get(&v).copied().unwrap_or(v));
        }
    }
}
