//! Operand trees: which instructions are computed right where their one result is used. Owns [`Trees`].
//!
//! An instruction moves to its use if it is pure (or a load that passes no write) and the use is in the same node,
//! with no call between: so liveness at calls is what it was. Constants and addresses are recomputed at every use and
//! never occupy a local.

use cranelift_entity::SecondaryMap;
use ir::opcode::Effect;
use ir::{Block, Function, Inst, Opcode, Value};

use crate::flow::{Body, Flow};

/// How an instruction is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Place {
    /// Where it stands; its result goes to a local or is left on the stack.
    #[default]
    Here,
    /// At its only use.
    AtUse,
    /// At each of its uses.
    AtEveryUse,
    /// Nowhere: it has no effect and its result is not used.
    Nowhere,
}

/// The place of every instruction.
#[derive(Clone, Debug, Default)]
pub struct Trees {
    /// By instruction.
    pub place: SecondaryMap<Inst, Place>,
    /// Number of uses of each value.
    pub uses: SecondaryMap<Value, u32>,
}

/// Whether an instruction is cheaper to repeat than to keep.
pub fn is_rematerialised(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::IConst
            | Opcode::FConst
            | Opcode::DataAddr
            | Opcode::FuncRef
            | Opcode::StackAddr
            | Opcode::EntrySp
            | Opcode::FrameSp
    )
}

impl Trees {
    /// Decides for every instruction of the blocks in `order`.
    pub fn build(body: &Function, order: &[Block], flow: &Flow) -> Trees {
        let mut trees = Trees::default();
        for &block in order {
            for &inst in &body.blocks[block].insts {
                for value in body.insts[inst].uses() {
                    trees.uses[value] += 1;
                }
            }
        }
        trees.drop_unused(body, order);
        for node in &flow.nodes {
            if let Body::Insts(block, start, end) = node.body {
                // The terminator belongs to the node that ends with it.
                let all = &body.blocks[block].insts;
                let end = if end == all.len() - 1 { all.len() } else { end };
                trees.node(body, &all[start..end]);
            }
        }
        trees
    }

    fn drop_unused(&mut self, body: &Function, order: &[Block]) {
        for &block in order.iter().rev() {
            for &inst in body.blocks[block].insts.iter().rev() {
                let data = &body.insts[inst];
                let removable = matches!(data.opcode.effect(), Effect::Pure | Effect::Read);
                if removable && body.results[inst].iter().all(|v| self.uses[*v] == 0) {
                    self.place[inst] = Place::Nowhere;
                    for value in data.uses() {
                        self.uses[value] -= 1;
                    }
                } else if is_rematerialised(data.opcode) {
                    self.place[inst] = Place::AtEveryUse;
                }
            }
        }
    }

    fn node(&mut self, body: &Function, insts: &[Inst]) {
        // The position of the instruction that computes the tree each one belongs to.
        let mut root: Vec<usize> = (0..insts.len()).collect();
        let mut user: SecondaryMap<Value, usize> = SecondaryMap::with_default(usize::MAX);
        let mut writes = vec![0u32; insts.len() + 1];
        let mut calls = vec![0u32; insts.len() + 1];
        for (i, &inst) in insts.iter().enumerate() {
            let opcode = body.insts[inst].opcode;
            let is_call = opcode.effect() == Effect::Call && opcode != Opcode::PanicIf;
            calls[i + 1] = calls[i] + u32::from(is_call);
            writes[i + 1] = writes[i] + u32::from(is_call || opcode.effect() == Effect::Write);
        }
        for i in (0..insts.len()).rev() {
            let inst = insts[i];
            let data = &body.insts[inst];
            if self.place[inst] == Place::Nowhere {
                continue;
            }
            if self.place[inst] == Place::Here
                && let [result] = body.results[inst][..]
                && self.uses[result] == 1
                && user[result] != usize::MAX
            {
                let at = root[user[result]];
                let movable = match data.opcode.effect() {
                    Effect::Pure => calls[at] == calls[i + 1],
                    Effect::Read => writes[at] == writes[i + 1],
                    _ => false,
                };
                if movable {
                    self.place[inst] = Place::AtUse;
                    root[i] = at;
                }
            }
            for value in data.uses() {
                user[value] = i;
            }
        }
    }

    /// Calls `visit` for every value that computing the operands of `inst` reads from a local.
    pub fn leaves(&self, body: &Function, inst: Inst, visit: &mut impl FnMut(Value)) {
        let mut work: Vec<Value> = body.insts[inst].uses().collect();
        while let Some(value) = work.pop() {
            match body.defining_inst(value) {
                Some(def) if self.place[def] == Place::AtUse => work.extend(body.insts[def].uses()),
                Some(def) if self.place[def] == Place::AtEveryUse => {}
                _ => visit(value),
            }
        }
    }
}
