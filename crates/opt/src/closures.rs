//! Closures that a function makes, calls and defers. Owns [`Closures`].
//!
//! Only the function whose index is in a closure object is ever called with that object. So what it does with what it captured is
//! known where the object is made, as in Go's compiler, whoever may call it; a call through the table says nothing more about
//! that but what of it is in the results or in what other arguments point to.
//! A deferred closure is called by the function that deferred it and by nobody else. Never changes anything.

use cranelift_entity::EntitySet;
use ir::{Func, Function, Immediate, Inst, MemKind, Module, Opcode, Value};
use rustc_hash::FxHashMap;

/// A pointer that is put into a closure object, or a value with pointers that is copied into it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Filling {
    /// Where it starts.
    start: u32,
    /// Where it ends.
    end: u32,
    /// The pointer, or the address of the value.
    pub value: Value,
    /// How often that is dereferenced for the words to be had.
    pub derefs: i8,
}

/// The closures of one function.
#[derive(Default)]
pub(crate) struct Closures {
    /// The function that each store of an index puts into a closure object; `None`: one of several.
    made: FxHashMap<Inst, Option<Func>>,
    /// What each closure object is filled with.
    filled: FxHashMap<Value, Vec<Filling>>,
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
        closures.find_filled(body);
        closures
    }

    /// A closure object is filled where it is made, and never changed: nothing but its maker has its address as that of an object.
    fn find_filled(&mut self, body: &Function) {
        self.filled = self.made.keys().map(|inst| (body.insts[*inst].args[0], Vec::new())).collect();
        if self.filled.is_empty() {
            return;
        }
        // The closure that an address lies in, and where.
        let place = |address: Value| -> Option<(Value, u32)> {
            if self.filled.contains_key(&address) {
                return Some((address, 0));
            }
            let add = &body.insts[body.defining_inst(address)?];
            if add.opcode != Opcode::PtrAdd || !self.filled.contains_key(&add.args[0]) {
                return None;
            }
            Some((add.args[0], u32::try_from(body.constant(add.args[1])?).ok()?))
        };
        let mut found: Vec<(Value, Filling)> = Vec::new();
        for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            let data = &body.insts[inst];
            match (data.opcode, data.imm) {
                (Opcode::Store, Immediate::Mem(MemKind::Ptr, offset)) => {
                    if let Some((closure, at)) = place(data.args[0]) {
                        let start = at + offset;
                        found.push((closure, Filling { start, end: start + 8, value: data.args[1], derefs: 0 }));
                    }
                }
                (Opcode::MemCopy, _) => {
                    if let Some((closure, start)) = place(data.args[0])
                        && let Some(bytes) = body.constant(data.args[2]).and_then(|bytes| u32::try_from(bytes).ok())
                    {
                        let end = start.saturating_add(bytes);
                        found.push((closure, Filling { start, end, value: data.args[1], derefs: 1 }));
                    }
                }
                _ => {}
            }
        }
        for (closure, filling) in found {
            self.filled.entry(closure).or_default().push(filling);
        }
    }

    /// What the word at an offset of a closure object is filled with; nothing if that is not seen.
    pub fn filled(&self, closure: Value, offset: u32) -> impl Iterator<Item = Filling> {
        let all = self.filled.get(&closure).into_iter().flatten().copied();
        all.filter(move |filling| (filling.start..filling.end).contains(&offset))
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

/// The functions whose indices are put into closure objects.
pub(crate) fn closure_functions(module: &Module) -> EntitySet<Func> {
    let mut functions = EntitySet::new();
    for (_, body) in module.defined() {
        for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            let data = &body.insts[inst];
            if let (Opcode::Store, Immediate::Mem(MemKind::I32, 0)) = (data.opcode, data.imm)
                && let Some(index) = body.defining_inst(data.args[1]).map(|index| &body.insts[index])
                && index.opcode == Opcode::FuncRef
            {
                functions.extend(index.func());
            }
        }
    }
    functions
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
