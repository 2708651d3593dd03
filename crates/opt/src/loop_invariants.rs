//! Moves out of loops what is the same in every iteration: pure computations from anywhere in the loop; loads and checks
//! from the start of the header, if the loop writes nothing.
//!
//! What is moved runs once even if it stood behind a branch, so that a division, which traps, stays. A load or a check
//! moves only from where every entry into the loop reaches it with nothing but moved checks before it: then it happens
//! exactly when it did. Constants are not moved for their own sake: emission repeats them anyway.
//! The set of invariants is that of A. Aho et al., "Compilers", section 9.1.7.

use cranelift_entity::EntitySet;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::loops::{Loop, Loops};
use ir::opcode::Effect;
use ir::{Block, BlockCall, Func, Function, Inst, InstData, Module, Opcode, Value, ValueDef};

/// Functions of more instructions than this are left alone.
const LARGE: usize = 20_000;

/// The pass.
pub fn run(module: &mut Module) {
    let pure = crate::pipeline::pure_functions(module);
    crate::pipeline::each_function(module, |body| {
        if body.inst_count() > LARGE {
            return;
        }
        let cfg = ControlFlow::compute(body);
        let dominators = Dominators::compute(&cfg);
        let loops = Loops::compute(&cfg, &dominators);
        if loops.irreducible {
            return;
        }
        // Inner loops first: what leaves one may leave the next.
        let mut preheaders: Vec<(Block, Block)> = Vec::new();
        for (index, l) in loops.loops.iter().enumerate().rev() {
            // Preheaders made for inner loops lie in this one.
            let mut blocks = l.blocks.clone();
            for &(header, preheader) in &preheaders {
                if loops.contains(index, loops.innermost[header])
                    && let Some(at) = blocks.iter().position(|b| *b == header)
                {
                    blocks.insert(at, preheader);
                }
            }
            if let Some(preheader) = hoist(body, &cfg, &dominators, l, &blocks, &pure) {
                preheaders.push((l.header, preheader));
            }
        }
    });
}

/// Moves what it can out of a loop; the block it made for it, if any.
fn hoist(
    body: &mut Function,
    cfg: &ControlFlow,
    dominators: &Dominators,
    l: &Loop,
    blocks: &[Block],
    pure: &[Func],
) -> Option<Block> {
    if l.header == body.entry() {
        return None;
    }
    let mut members: EntitySet<Block> = EntitySet::new();
    members.extend(blocks.iter().copied());
    // The instructions of the loop that have not been moved.
    let mut inside: EntitySet<Inst> = EntitySet::new();
    inside.extend(blocks.iter().flat_map(|b| body.blocks[*b].insts.iter().copied()));
    let is_outside = |body: &Function, inside: &EntitySet<Inst>, value: Value| match body.values[value].def {
        ValueDef::Param(block, _) => !members.contains(block),
        ValueDef::Result(inst, _) => !inside.contains(inst),
    };
    let writes = blocks.iter().any(|b| {
        body.blocks[*b].insts.iter().any(|i| {
            let data = &body.insts[*i];
            match data.opcode {
                Opcode::PanicIf | Opcode::GcPoll => false,
                Opcode::Call => !data.func().is_some_and(|f| pure.contains(&f)),
                opcode => matches!(opcode.effect(), Effect::Write | Effect::Call),
            }
        })
    });
    let mut moved: Vec<Inst> = Vec::new();
    let mut worth = false;
    // The header first: what it moves comes before what other blocks need.
    for &block in blocks {
        let mut at_start = block == l.header;
        for inst in body.blocks[block].insts.clone() {
            let data = &body.insts[inst];
            let is_invariant = data.args.iter().all(|v| is_outside(body, &inside, *v));
            let moves = is_invariant
                && match data.opcode {
                    Opcode::DivS | Opcode::DivU | Opcode::RemS | Opcode::RemU => {
                        body.constant(data.args[1]).is_some_and(|c| !matches!(c as i32, 0 | -1))
                    }
                    Opcode::Load => at_start && !writes,
                    Opcode::PanicIf => at_start,
                    // An address that was not checked may lie in another object or in none.
                    Opcode::PtrAdd | Opcode::IntToPtr => at_start,
                    opcode => opcode.is_pure(),
                };
            if moves {
                worth |= !is_cheap(data);
                inside.remove(inst);
                moved.push(inst);
            } else if !matches!(data.opcode.effect(), Effect::Pure | Effect::Read) {
                at_start &= data.opcode == Opcode::GcPoll;
            }
        }
    }
    if !worth {
        return None;
    }
    for &block in blocks {
        body.blocks[block].insts.retain(|i| inside.contains(*i));
    }
    Some(preheader(body, cfg, dominators, l.header, moved))
}

/// What costs nothing to repeat.
fn is_cheap(data: &InstData) -> bool {
    data.args.is_empty()
}

/// Makes a block of `insts` through which every entry into the loop of `header` goes.
fn preheader(
    body: &mut Function,
    cfg: &ControlFlow,
    dominators: &Dominators,
    header: Block,
    insts: Vec<Inst>,
) -> Block {
    let block = body.make_block();
    let params: Vec<Value> = body.blocks[header].params.clone();
    let args: Vec<Value> = params
        .iter()
        .map(|p| {
            let ty = body.value_type(*p);
            body.append_param(block, ty)
        })
        .collect();
    for from in body.layout.clone() {
        let is_back = cfg.is_reachable(from) && dominators.dominates(header, from);
        let Some(terminator) = body.terminator(from) else { continue };
        if is_back {
            continue;
        }
        for target in &mut body.insts[terminator].targets {
            if target.block == header {
                target.block = block;
            }
        }
    }
    let jump = body.make_inst(InstData::branch(Opcode::Jump, &[], vec![BlockCall::new(header, &args)]), None);
    body.blocks[block].insts = insts;
    body.blocks[block].insts.push(jump);
    let at = body.layout.iter().position(|b| *b == header).expect("the header is in the layout");
    body.layout.insert(at, block);
    block
}
