//! Closures that a function makes, calls and defers. Owns [`Closures`].
//!
//! Only the function whose index is in a closure object is ever called with that object. So what it does with what it captured is
//! known where the object is made, as in Go's compiler, whoever may call it; a call through the table says nothing more about
//! that but what of it is in the results or in what other arguments point to.
//! A deferred closure is called by the function that deferred it and by nobody else. Never changes anything.

use cranelift_entity::EntitySet;
use ir::{Func, Function, Immediate, Inst, MemKind, Module, Opcode, Value};
use rustc_hash::FxHashMap;

/// The closures of one function.
#[derive(Default)]
pub(crate) struct Closures {
    /// The function that each store of an index puts into a closure object; `None`: one of several.
    made: FxHashMap<Inst, Option<Func>>,
    /// Calls of `defer_push`.
    pushes: EntitySet<Inst>,
    /// Calls of `defer_pop`.
    pops: EntitySet<Inst>,
}

impl Closures {
    /// Those of `body`.
    pub fn find(module: &Module, body: &Function) -> Closures {
        let mut closures = Closures::default();
        let (push, pop) = (module.find_runtime("defer_push"), module.find_runtime("defer_pop"));
        let indices = indices(body);
        for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            let data = &body.insts[inst];
            match (data.opcode, data.imm) {
                (Opcode::Store, Immediate::Mem(MemKind::I32, 0)) if indices.contains(data.args[1]) => {
                    let index = body.defining_inst(data.args[1]).map(|index| &body.insts[index]);
                    let function = index.filter(|index| index.opcode == Opcode::FuncRef).and_then(|index| index.func());
                    closures.made.insert(inst, function);
                }
                (Opcode::Call, Immediate::Func(callee)) if Some(callee) == push => {
                    closures.pushes.insert(inst);
                }
                (Opcode::Call, Immediate::Func(callee)) if Some(callee) == pop => {
                    closures.pops.insert(inst);
                }
                _ => {}
            }
        }
        closures
    }

    /// Whether the function may have deferred calls.
    pub fn are_deferred(&self) -> bool {
        !self.pushes.is_empty() || !self.pops.is_empty()
    }

    /// The functions of closures that are made.
    pub fn functions(&self) -> impl Iterator<Item = Func> {
        self.made.values().copied().flatten()
    }

    /// If `inst` makes an object a closure: of which function, unless it is one of several.
    pub fn made(&self, inst: Inst) -> Option<Option<Func>> {
        self.made.get(&inst).copied()
    }

    /// Whether `inst` defers a closure.
    pub fn is_push(&self, inst: Inst) -> bool {
        self.pushes.contains(inst)
    }

    /// Whether `inst` takes a closure that was deferred.
    pub fn is_pop(&self, inst: Inst) -> bool {
        self.pops.contains(inst)
    }
}

/// Whether `inst` calls a closure through the table: the index is that of its last argument.
pub(crate) fn is_closure_call(body: &Function, inst: Inst) -> bool {
    let data = &body.insts[inst];
    let index = data.args.first().and_then(|index| body.defining_inst(*index)).map(|index| &body.insts[index]);
    let is_of_closure = |index: &ir::InstData| {
        (index.opcode, index.imm) == (Opcode::Load, Immediate::Mem(MemKind::I32, 0))
            && index.args.first() == data.args.last()
    };
    data.opcode == Opcode::CallIndirect && index.is_some_and(is_of_closure)
}

/// The values that may be indices of functions which the function names itself.
fn indices(body: &Function) -> EntitySet<Value> {
    let mut indices = EntitySet::new();
    loop {
        let mut changed = false;
        for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            let data = &body.insts[inst];
            let is_index = match data.opcode {
                Opcode::FuncRef => true,
                Opcode::Select => data.args[1..].iter().any(|value| indices.contains(*value)),
                _ => false,
            };
            if is_index {
                changed |= indices.insert(body.result(inst));
            }
            for target in &data.targets {
                for (param, value) in body.blocks[target.block].params.iter().zip(&target.args) {
                    changed |= indices.contains(*value) && indices.insert(*param);
                }
            }
        }
        if !changed {
            return indices;
        }
    }
}
