//! In which object an address surely lies, for stores through it. Owns [`Root`]. Never looks at memory or callees.

use cranelift_entity::SecondaryMap;
use ir::{Function, Immediate, Inst, Opcode, StackSlot, Type, Value};
use rustc_hash::FxHashMap;

/// The object that an address surely lies in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Root {
    /// No address yet, or nil only.
    #[default]
    None,
    /// A stack object of the function.
    Slot(StackSlot),
    /// The object of this candidate.
    Candidate(u32),
    /// What this parameter points to.
    Param(u32),
    /// Not known.
    Unknown,
}

impl Root {
    /// What an address lies in that may be either.
    fn join(self, other: Root) -> Root {
        match (self, other) {
            (Root::None, root) | (root, Root::None) => root,
            (a, b) if a == b => a,
            _ => Root::Unknown,
        }
    }
}

/// The objects that addresses surely lie in.
pub(crate) fn roots(body: &Function, candidates: &FxHashMap<Inst, u32>) -> SecondaryMap<Value, Root> {
    let mut roots: SecondaryMap<Value, Root> = SecondaryMap::new();
    for (at, param) in (0..).zip(&body.blocks[body.entry()].params) {
        roots[*param] = Root::Param(at);
    }
    loop {
        let mut changed = false;
        let mut set = |roots: &mut SecondaryMap<Value, Root>, value: Value, root: Root| {
            changed |= roots[value] != root;
            roots[value] = root;
        };
        for &block in &body.layout {
            for &inst in &body.blocks[block].insts {
                let data = &body.insts[inst];
                for target in &data.targets {
                    for (param, value) in body.blocks[target.block].params.iter().zip(&target.args) {
                        if body.value_type(*param) == Type::Ptr {
                            let root = roots[*param].join(roots[*value]);
                            set(&mut roots, *param, root);
                        }
                    }
                }
                let root = match (data.opcode, data.imm) {
                    (Opcode::StackAddr, Immediate::Slot(slot, _)) => Root::Slot(slot),
                    (Opcode::PtrAdd, _) => roots[data.args[0]],
                    (Opcode::Select, _) => roots[data.args[1]].join(roots[data.args[2]]),
                    (Opcode::IConst, _) => Root::None,
                    _ => candidates.get(&inst).map_or(Root::Unknown, |at| Root::Candidate(*at)),
                };
                for &result in &body.results[inst] {
                    if body.value_type(result) == Type::Ptr {
                        set(&mut roots, result, root);
                    }
                }
            }
        }
        if !changed {
            return roots;
        }
    }
}
