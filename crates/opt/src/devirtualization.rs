//! Calls through the table that can reach few functions become direct calls, which inlining then sees.
//!
//! The whole program is known: a class lists every function its calls can reach. One function needs no test; in loops, up
//! to [`MOST`] small ones are told apart by their table index, as in U. Hölzle, C. Chambers, D. Ungar, "Optimizing
//! Dynamically-Typed Object-Oriented Languages With Polymorphic Inline Caches" (1991), with the list known beforehand.
//! So does a call of a method of a type that is known, or of a function value that is static.
//! A nil interface or function was checked before the index was loaded.

use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::loops::Loops;
use ir::module::RelocationTarget;
use ir::{Block, BlockCall, Func, Function, Immediate, InstData, MemKind, Module, Opcode, Type, Value};
use rustc_hash::FxHashMap;

use crate::forwarding::Forwards;

/// Most functions that are told apart.
const MOST: usize = 3;
/// Functions of more instructions are not worth a test: the call is not what costs.
const SMALL: usize = 24;
/// Functions of more instructions than this are not made larger.
const LARGE: usize = 4000;

/// A call to replace.
struct Candidate {
    block: Block,
    /// Position in the block.
    index: usize,
    /// What the call reaches.
    members: Vec<Func>,
}

/// The pass.
pub fn run(module: &mut Module) {
    let mut calls: Vec<(Func, Vec<Candidate>)> = Vec::new();
    for (func, body) in module.defined() {
        let found = candidates(module, body);
        if !found.is_empty() {
            calls.push((func, found));
        }
    }
    for (func, found) in calls {
        let results: FxHashMap<Func, Vec<Type>> = found
            .iter()
            .flat_map(|candidate| &candidate.members)
            .map(|member| (*member, module.funcs[*member].signature.results.clone()))
            .collect();
        let body = module.body_mut(func).expect("the function was found by its body");
        // Later calls of a block first: splitting it leaves what is before the call in place.
        for Candidate { block, index, members } in found.into_iter().rev() {
            replace(body, block, index, &members, &results);
        }
    }
}

/// The calls to replace, in order.
fn candidates(module: &Module, body: &Function) -> Vec<Candidate> {
    let mut loops = None;
    let mut found = Vec::new();
    for &block in &body.layout {
        for (index, inst) in body.blocks[block].insts.iter().enumerate() {
            let data = &body.insts[*inst];
            let (Opcode::CallIndirect, Immediate::Class(class)) = (data.opcode, data.imm) else { continue };
            if let Some(target) = known_target(module, body, data.args[0]) {
                found.push(Candidate { block, index, members: vec![target] });
                continue;
            }
            let members = &module.classes[class].members;
            let takes = match members.len() {
                0 => false,
                1 => true,
                2..=MOST => {
                    let loops = loops.get_or_insert_with(|| {
                        let cfg = ControlFlow::compute(body);
                        Loops::compute(&cfg, &Dominators::compute(&cfg))
                    });
                    let is_small = |member: &Func| module.body(*member).is_some_and(|b| b.inst_count() <= SMALL);
                    loops.depth(block) > 0 && body.inst_count() <= LARGE && members.iter().all(is_small)
                }
                _ => false,
            };
            if takes {
                found.push(Candidate { block, index, members: members.clone() });
            }
        }
    }
    found
}

/// The function with this table index, if it is a constant or comes from static data that nothing changes.
fn known_target(module: &Module, body: &Function, index: Value) -> Option<Func> {
    let load = &body.insts[body.defining_inst(index)?];
    match (load.opcode, load.imm) {
        (Opcode::FuncRef, Immediate::Func(func)) => Some(func),
        (Opcode::Load, Immediate::Mem(MemKind::I32, plus)) => {
            let address = &body.insts[body.defining_inst(load.args[0])?];
            let (Opcode::DataAddr, Immediate::Data(data, offset)) = (address.opcode, address.imm) else { return None };
            let object = &module.data[data];
            let at = offset.checked_add(plus)?;
            let word = object.relocations.iter().find(|word| word.offset == at)?;
            match word.target {
                RelocationTarget::Func(func) if !object.mutable => Some(func),
                _ => None,
            }
        }
        _ => None,
    }
}

fn replace(body: &mut Function, block: Block, index: usize, members: &[Func], results: &FxHashMap<Func, Vec<Type>>) {
    let call = body.blocks[block].insts[index];
    let location = body.insts[call].location;
    let args = body.insts[call].args.clone();
    let direct = |member: Func| {
        let mut data = InstData::new(Opcode::Call, Type::I32, &args[1..], Immediate::Func(member));
        data.location = location;
        data
    };
    let [first @ .., last] = members else { unreachable!("a call to replace reaches a function") };
    if first.is_empty() {
        body.insts[call] = direct(*last);
        return;
    }
    // What follows the call moves to a block of its own, whose parameters are the call's results.
    let rest = body.make_block();
    body.blocks[rest].insts = body.blocks[block].insts.split_off(index + 1);
    body.blocks[block].insts.pop();
    let mut forwards = Forwards::default();
    for result in body.results[call].clone() {
        let ty = body.value_type(result);
        forwards.insert(result, body.append_param(rest, ty));
    }
    let mut made = Vec::new();
    let mut at = block;
    for member in first {
        let (then, otherwise) = (body.make_block(), body.make_block());
        let table_index = push(body, at, InstData::new(Opcode::FuncRef, Type::I32, &[], Immediate::Func(*member)), &[]);
        let is_it = InstData::new(Opcode::Eq, Type::I32, &[args[0], table_index[0]], Immediate::None);
        let is_it = push(body, at, is_it, &[]);
        let targets = vec![BlockCall::new(then, &[]), BlockCall::new(otherwise, &[])];
        push(body, at, InstData::branch(Opcode::Branch, &is_it, targets), &[]);
        made.extend([(then, *member), (otherwise, *last)]);
        at = otherwise;
    }
    // Each block that tests again is no block that calls.
    let tests = first.len() - 1;
    let calls: Vec<(Block, Func)> =
        made.iter().enumerate().filter(|(i, _)| i % 2 == 0 || i / 2 == tests).map(|(_, m)| *m).collect();
    for (block, member) in calls {
        let values = push(body, block, direct(member), &results[&member]);
        push(body, block, InstData::branch(Opcode::Jump, &[], vec![BlockCall::new(rest, &values)]), &[]);
    }
    let position = body.layout.iter().position(|b| *b == block).expect("the block is in the layout") + 1;
    body.layout.splice(position..position, made.into_iter().map(|(block, _)| block).chain([rest]));
    forwards.apply(body);
}

/// Appends an instruction to a block; returns its results, whose types a callee decides for a call.
fn push(body: &mut Function, block: Block, data: InstData, results: &[Type]) -> Vec<Value> {
    let signature = ir::Signature::new(Vec::new(), results.to_vec());
    let is_call = data.opcode == Opcode::Call;
    let inst = body.make_inst(data, is_call.then_some(&signature));
    body.blocks[block].insts.push(inst);
    body.results[inst].to_vec()
}
