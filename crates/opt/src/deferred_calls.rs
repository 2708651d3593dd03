//! The calls that a function defers. Owns [`Deferred`]: for each `defer_push` the function behind its closure, where that is seen,
//! and the calls that the function makes when it ends.
//!
//! A deferred closure is called by the function that deferred it and by nobody else; what its function does with it is known
//! although the call is made through the table. Never changes anything.

use cranelift_entity::EntitySet;
use ir::{Func, Function, Immediate, Inst, MemKind, Module, Opcode, Value};
use rustc_hash::FxHashMap;

/// The deferred calls of one function.
#[derive(Default)]
pub(crate) struct Deferred {
    /// The function of the closure that each `defer_push` gets; `None`: it is not known.
    pushed: FxHashMap<Inst, Option<Func>>,
    /// What `defer_pop` returns.
    popped: EntitySet<Value>,
}

impl Deferred {
    /// Those of `body`. A closure is known if `is_new` says that it is an object made here.
    pub fn find(module: &Module, body: &Function, is_new: impl Fn(Inst) -> bool) -> Deferred {
        let mut deferred = Deferred::default();
        if body.landing.is_none() {
            return deferred;
        }
        let (push, pop) = (module.find_runtime("defer_push"), module.find_runtime("defer_pop"));
        let mut functions: FxHashMap<Value, Option<Func>> = FxHashMap::default();
        for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            let data = &body.insts[inst];
            match (data.opcode, data.imm) {
                (Opcode::Store, Immediate::Mem(MemKind::I32, 0)) => {
                    let function = body.defining_inst(data.args[1]).and_then(|index| match body.insts[index].imm {
                        Immediate::Func(func) if body.insts[index].opcode == Opcode::FuncRef => Some(func),
                        _ => None,
                    });
                    // A closure's function is stored once.
                    functions.entry(data.args[0]).and_modify(|known| *known = None).or_insert(function);
                }
                (Opcode::Call, Immediate::Func(callee)) if Some(callee) == push => {
                    deferred.pushed.insert(inst, None);
                }
                (Opcode::Call, Immediate::Func(callee)) if Some(callee) == pop => {
                    deferred.popped.insert(body.result(inst));
                }
                _ => {}
            }
        }
        for (push, function) in &mut deferred.pushed {
            let closure = body.insts[*push].args[1];
            if body.defining_inst(closure).is_some_and(&is_new) {
                *function = functions.get(&closure).copied().flatten();
            }
        }
        deferred
    }

    /// Whether the function may have deferred calls.
    pub fn is_any(&self) -> bool {
        !self.pushed.is_empty() || !self.popped.is_empty()
    }

    /// The functions that are known.
    pub fn functions(&self) -> impl Iterator<Item = Func> {
        self.pushed.values().copied().flatten()
    }

    /// Whether `inst` defers a call, and of which function if that is known.
    pub fn pushed(&self, inst: Inst) -> Option<Option<Func>> {
        self.pushed.get(&inst).copied()
    }

    /// Whether `inst` makes a deferred call, whatever it is.
    pub fn makes_call(&self, body: &Function, inst: Inst) -> bool {
        let data = &body.insts[inst];
        data.opcode == Opcode::CallIndirect && data.args.last().is_some_and(|closure| self.popped.contains(*closure))
    }

    /// What `inst` gets from the list of deferred calls, if it takes one.
    pub fn popped(&self, body: &Function, inst: Inst) -> Option<Value> {
        let result = *body.results[inst].first()?;
        self.popped.contains(result).then_some(result)
    }
}
