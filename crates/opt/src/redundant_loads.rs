//! A load gives what was loaded from or stored to the same place before, as long as nothing in between may have written
//! there.
//!
//! Works along the extended basic blocks: what is known at the end of a block is known at the start of one that follows
//! nothing else. A store forgets everything but what lies beside it at the same base; a call forgets everything. The
//! collector neither moves nor changes objects. This is the local case of K. Cooper, P. Briggs, "Effective Partial Redundancy
//! Elimination" (1994), without motion.

use cranelift_entity::SecondaryMap;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::opcode::Effect;
use ir::{Block, Func, Function, Immediate, MemKind, Module, Opcode, Value};

use crate::dominator_forest::{DominatorForest, Step};
use crate::forwarding::Forwards;
use crate::pipeline::remove_in_order;

/// Most places remembered at a time.
const MOST: usize = 64;

/// The pass.
pub fn run(module: &mut Module) {
    let pure = crate::pipeline::pure_functions(module);
    crate::pipeline::each_function(module, |body| forward(body, &pure));
}

/// A place whose content is known.
#[derive(Clone, Copy)]
struct Known {
    base: Value,
    offset: u32,
    kind: MemKind,
    value: Value,
}

fn forward(body: &mut Function, pure: &[Func]) {
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let mut ends: SecondaryMap<Block, Vec<Known>> = SecondaryMap::new();
    let mut forwards = Forwards::default();
    for step in DominatorForest::compute(body, &cfg, &dominators).walk() {
        let Step::Enter(block) = step else { continue };
        let mut known: Vec<Known> = match cfg.preds[block][..] {
            // The landing block follows the entry in name only: a panic may have come from anywhere.
            [pred] if body.landing != Some(block) => ends[pred].clone(),
            _ => Vec::new(),
        };
        let mut gone = Vec::new();
        for inst in body.blocks[block].insts.clone() {
            forwards.apply_to(body, inst);
            let data = &body.insts[inst];
            match (data.opcode, data.imm) {
                (Opcode::Load, Immediate::Mem(kind, offset)) => {
                    let base = data.args[0];
                    let result = body.result(inst);
                    let same = |k: &&Known| k.base == base && k.offset == offset && k.kind == kind;
                    if let Some(earlier) = known.iter().find(same) {
                        forwards.insert(result, earlier.value);
                        gone.push(inst);
                    } else {
                        remember(&mut known, Known { base, offset, kind, value: result });
                    }
                }
                (Opcode::Store, Immediate::Mem(kind, offset)) => {
                    let (base, value) = (data.args[0], data.args[1]);
                    known.retain(|k| {
                        let ends_before =
                            |a: u32, kind: MemKind, b: u32| u64::from(a) + u64::from(kind.size_bytes()) <= u64::from(b);
                        k.base == base && (ends_before(k.offset, k.kind, offset) || ends_before(offset, kind, k.offset))
                    });
                    // A narrow store keeps less than the value.
                    if matches!(kind, MemKind::I32 | MemKind::I64 | MemKind::F32 | MemKind::F64 | MemKind::Ptr) {
                        remember(&mut known, Known { base, offset, kind, value });
                    }
                }
                (Opcode::GcPoll | Opcode::PanicIf, _) => {}
                (Opcode::Call, _) if data.func().is_some_and(|f| pure.contains(&f)) => {}
                (opcode, _) if matches!(opcode.effect(), Effect::Write | Effect::Call) => known.clear(),
                _ => {}
            }
        }
        remove_in_order(&mut body.blocks[block].insts, &gone);
        ends[block] = known;
    }
    forwards.apply(body);
}

fn remember(known: &mut Vec<Known>, place: Known) {
    if known.len() == MOST {
        known.clear();
    }
    known.push(place);
}
