//! Local simplification: constants are folded, identities applied, branches on constants decided, jumps to a block with one
//! predecessor merged.

use cranelift_entity::{EntitySet, SecondaryMap};
use ir::{Block, BlockCall, Function, Immediate, Inst, InstData, Module, Opcode, Type, Value};

use crate::evaluation;
use crate::forwarding::Forwards;
use crate::pipeline::remove_in_order;

/// The pass.
pub fn run(module: &mut Module) {
    crate::pipeline::each_function(module, simplify);
}

fn simplify(body: &mut Function) {
    loop {
        let mut changed = fold(body);
        changed |= decide_branches(body);
        ir::control_flow::remove_unreachable(body);
        changed |= merge_blocks(body);
        ir::control_flow::remove_redundant_params(body);
        if !changed {
            return;
        }
    }
}

/// What an instruction turns into.
enum Outcome {
    Keep,
    /// Its result is this value.
    Forward(Value),
    /// It computes this instead.
    Replace(InstData),
}

fn fold(body: &mut Function) -> bool {
    let mut forwards = Forwards::default();
    let mut changed = false;
    for block in body.layout.clone() {
        let mut gone = Vec::new();
        for inst in body.blocks[block].insts.clone() {
            forwards.apply_to(body, inst);
            match outcome(body, inst) {
                Outcome::Keep => {}
                Outcome::Forward(value) => {
                    forwards.insert(body.result(inst), forwards.resolve(value));
                    gone.push(inst);
                    changed = true;
                }
                Outcome::Replace(mut data) => {
                    data.location = body.insts[inst].location;
                    body.insts[inst] = data;
                    changed = true;
                }
            }
        }
        remove_in_order(&mut body.blocks[block].insts, &gone);
    }
    forwards.apply(body);
    changed
}

fn constant(ty: Type, bits: i64) -> InstData {
    let opcode = if ty.is_float() { Opcode::FConst } else { Opcode::IConst };
    InstData::new(opcode, ty, &[], Immediate::Bits(bits))
}

/// The constant that an operator makes of constants.
fn folded(body: &Function, inst: Inst, operands: &[i64]) -> Outcome {
    let data = &body.insts[inst];
    let value = evaluation::operator(data.opcode, data.ctrl, operands);
    value.map_or(Outcome::Keep, |bits| Outcome::Replace(constant(body.value_type(body.result(inst)), bits)))
}

fn outcome(body: &Function, inst: Inst) -> Outcome {
    let data = &body.insts[inst];
    if !data.opcode.is_pure() || data.args.is_empty() {
        return Outcome::Keep;
    }
    let constants: Vec<Option<i64>> = data.args.iter().map(|v| body.constant(*v)).collect();
    match (data.opcode, &constants[..]) {
        (Opcode::Select, [Some(c), _, _]) => return Outcome::Forward(data.args[if *c != 0 { 1 } else { 2 }]),
        (Opcode::Select, _) if data.args[1] == data.args[2] => return Outcome::Forward(data.args[1]),
        (Opcode::PtrAdd, [_, Some(0)]) => return Outcome::Forward(data.args[0]),
        _ => {}
    }
    if let [Some(a)] = constants[..] {
        return folded(body, inst, &[a]);
    }
    if let [Some(a), Some(b)] = constants[..] {
        return folded(body, inst, &[a, b]);
    }
    if let [x] = data.args[..] {
        return nested(body, data, x);
    }
    if let [x, y] = data.args[..] {
        if let Some(shift) = sign_bit(body, data, constants[1]) {
            return Outcome::Replace(shift);
        }
        return identity(data, x, y, constants[0], constants[1]);
    }
    Outcome::Keep
}

/// The sign bit of a value, taken of what an arithmetic shift made of it, is that of the value.
fn sign_bit(body: &Function, data: &InstData, by: Option<i64>) -> Option<InstData> {
    let last = if data.ctrl == Type::I64 { 63 } else { 31 };
    let inner = &body.insts[body.defining_inst(data.args[0])?];
    let is_sign = data.opcode == Opcode::ShrU && by == Some(last) && inner.opcode == Opcode::ShrS;
    is_sign.then(|| InstData::new(Opcode::ShrU, data.ctrl, &[inner.args[0], data.args[1]], Immediate::None))
}

/// Identities of two operands of which one may be a constant.
fn identity(data: &InstData, x: Value, y: Value, a: Option<i64>, b: Option<i64>) -> Outcome {
    let ty = data.ctrl;
    match (data.opcode, a, b) {
        (Opcode::Add | Opcode::Or | Opcode::Xor, Some(0), _) => Outcome::Forward(y),
        (
            Opcode::Add | Opcode::Sub | Opcode::Or | Opcode::Xor | Opcode::Shl | Opcode::ShrS | Opcode::ShrU,
            _,
            Some(0),
        ) => Outcome::Forward(x),
        (Opcode::Mul, Some(1), _) => Outcome::Forward(y),
        (Opcode::Mul | Opcode::DivS | Opcode::DivU, _, Some(1)) => Outcome::Forward(x),
        (Opcode::Mul | Opcode::And, Some(0), _) | (Opcode::Mul | Opcode::And, _, Some(0)) => {
            Outcome::Replace(constant(ty, 0))
        }
        (Opcode::And, _, Some(-1)) => Outcome::Forward(x),
        (Opcode::Mul, _, Some(c)) if c > 1 && (c as u64).is_power_of_two() => Outcome::Keep,
        (Opcode::Eq, _, Some(0)) => Outcome::Replace(InstData::new(Opcode::Eqz, ty, &[x], Immediate::None)),
        (Opcode::GtU, _, Some(0)) => Outcome::Replace(InstData::new(Opcode::Ne, ty, &[x, y], Immediate::None)),
        (Opcode::GeU, _, Some(0)) => Outcome::Replace(constant(Type::I32, 1)),
        (Opcode::LtU, _, Some(0)) => Outcome::Replace(constant(Type::I32, 0)),
        (Opcode::GtU, Some(0), _) => Outcome::Replace(constant(Type::I32, 0)),
        (Opcode::Eq | Opcode::LeS | Opcode::GeS | Opcode::LeU | Opcode::GeU, ..) if x == y => {
            Outcome::Replace(constant(Type::I32, 1))
        }
        (Opcode::Ne | Opcode::LtS | Opcode::GtS | Opcode::LtU | Opcode::GtU, ..) if x == y => {
            Outcome::Replace(constant(Type::I32, 0))
        }
        (Opcode::Sub | Opcode::Xor, ..) if x == y => Outcome::Replace(constant(ty, 0)),
        _ => Outcome::Keep,
    }
}

/// Operations on the result of another one.
fn nested(body: &Function, data: &InstData, x: Value) -> Outcome {
    let Some(inner) = body.defining_inst(x).map(|i| &body.insts[i]) else { return Outcome::Keep };
    let replace = |opcode| Outcome::Replace(InstData::new(opcode, inner.ctrl, &inner.args, Immediate::None));
    match (data.opcode, inner.opcode) {
        (Opcode::Wrap, Opcode::ExtendS | Opcode::ExtendU) => Outcome::Forward(inner.args[0]),
        (Opcode::PtrToInt, Opcode::IntToPtr) | (Opcode::IntToPtr, Opcode::PtrToInt) => Outcome::Forward(inner.args[0]),
        (Opcode::NoEscape, Opcode::DataAddr | Opcode::IConst | Opcode::NoEscape) => Outcome::Forward(x),
        (Opcode::Eqz, Opcode::NoEscape) => {
            Outcome::Replace(InstData::new(Opcode::Eqz, Type::Ptr, &inner.args, Immediate::None))
        }
        (Opcode::Eqz, Opcode::Eq) => replace(Opcode::Ne),
        (Opcode::Eqz, Opcode::Ne) => replace(Opcode::Eq),
        (Opcode::Eqz, Opcode::LtS) => replace(Opcode::GeS),
        (Opcode::Eqz, Opcode::GeS) => replace(Opcode::LtS),
        (Opcode::Eqz, Opcode::GtS) => replace(Opcode::LeS),
        (Opcode::Eqz, Opcode::LeS) => replace(Opcode::GtS),
        (Opcode::Eqz, Opcode::LtU) => replace(Opcode::GeU),
        (Opcode::Eqz, Opcode::GeU) => replace(Opcode::LtU),
        (Opcode::Eqz, Opcode::GtU) => replace(Opcode::LeU),
        (Opcode::Eqz, Opcode::LeU) => replace(Opcode::GtU),
        // The address of an object is not 0.
        (Opcode::Eqz, Opcode::DataAddr | Opcode::StackAddr) => Outcome::Replace(constant(Type::I32, 0)),
        (Opcode::Ext8S, Opcode::Ext8S) | (Opcode::Ext16S, Opcode::Ext16S | Opcode::Ext8S) => Outcome::Forward(x),
        _ => Outcome::Keep,
    }
}

/// Turns branches on constants into jumps and drops checks that cannot fail.
fn decide_branches(body: &mut Function) -> bool {
    let mut changed = false;
    for block in body.layout.clone() {
        let never: Vec<Inst> = body.blocks[block]
            .insts
            .iter()
            .copied()
            .filter(|i| {
                let data = &body.insts[*i];
                data.opcode == Opcode::PanicIf && body.constant(data.args[0]) == Some(0)
            })
            .collect();
        if !never.is_empty() {
            remove_in_order(&mut body.blocks[block].insts, &never);
            changed = true;
        }
        let Some(terminator) = body.terminator(block) else { continue };
        let data = &body.insts[terminator];
        let target: Option<BlockCall> = match data.opcode {
            Opcode::Branch => match body.constant(data.args[0]) {
                Some(c) => Some(data.targets[usize::from(c == 0)].clone()),
                None if data.targets[0] == data.targets[1] => Some(data.targets[0].clone()),
                None => None,
            },
            Opcode::Switch => body.constant(data.args[0]).map(|c| {
                let index = usize::try_from(c as u32).ok().and_then(|i| i.checked_add(1)).unwrap_or(0);
                data.targets.get(index).unwrap_or(&data.targets[0]).clone()
            }),
            _ => None,
        };
        if let Some(target) = target {
            body.insts[terminator] = InstData::branch(Opcode::Jump, &[], vec![target]);
            changed = true;
        }
    }
    changed
}

/// Joins a block to its only predecessor if that jumps to it.
fn merge_blocks(body: &mut Function) -> bool {
    let mut preds: SecondaryMap<Block, u32> = SecondaryMap::new();
    for &block in &body.layout {
        for succ in ir::control_flow::successors(body, block) {
            preds[succ] += 1;
        }
    }
    let landing = body.landing;
    let mut merged: EntitySet<Block> = EntitySet::new();
    let mut forwards = Forwards::default();
    for block in body.layout.clone() {
        if merged.contains(block) {
            continue;
        }
        while let Some(terminator) = body.terminator(block) {
            let data = &body.insts[terminator];
            let [target] = &data.targets[..] else { break };
            let next = target.block;
            if data.opcode != Opcode::Jump || preds[next] != 1 || next == block || Some(next) == landing {
                break;
            }
            let args = target.args.clone();
            for (&param, arg) in body.blocks[next].params.clone().iter().zip(args) {
                forwards.insert(param, arg);
            }
            body.blocks[block].insts.pop();
            let insts = std::mem::take(&mut body.blocks[next].insts);
            body.blocks[block].insts.extend(insts);
            merged.insert(next);
        }
    }
    if merged.is_empty() {
        return false;
    }
    body.layout.retain(|b| !merged.contains(*b));
    forwards.apply(body);
    true
}
