//! What a report of goroutines needs to find out where a function is. Owns the code that stores sites in frames and places
//! in `$site` (`ARCHITECTURE.md`, "Stack traces").

use abi::frame;
use abi::runtime_functions::RuntimeFunction;
use cranelift_entity::EntitySet;
use ir::call_graph::Effects;
use ir::{Func, Function, Immediate, Inst, InstData, Linkage, Module, Opcode};
use wasm_encoder::Instruction as W;

use crate::function_body::{FunctionCompiler, mem_arg};

/// Whether `func` has a frame only so that stack traces show it: it calls what may report goroutines. A frame costs a
/// recursive function more than it is worth there, so one that needs none is not shown, unless programs may ask for it.
pub fn is_traced(module: &Module, effects: &Effects, func: Func, body: &Function) -> bool {
    let mut insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    let wanted = if effects.recursive.contains(func) { &effects.may_walk_frames } else { &effects.may_report };
    insts.any(|inst| {
        let data = &body.insts[*inst];
        data.location != 0 && calls_one_of(module, wanted, data)
    })
}

/// Whether an instruction calls a function, not of the runtime, that is in the set.
fn calls_one_of(module: &Module, set: &EntitySet<Func>, data: &InstData) -> bool {
    match (data.opcode, data.imm) {
        (Opcode::Call, Immediate::Func(func)) => {
            !matches!(module.funcs[func].linkage, Linkage::Runtime(_)) && set.contains(func)
        }
        (Opcode::CallIndirect, Immediate::Class(class)) => {
            module.classes[class].members.iter().any(|func| set.contains(*func))
        }
        _ => false,
    }
}

impl FunctionCompiler<'_> {
    /// Comes before the call `inst`, which has the resume point `point` or, with 0, none.
    pub(crate) fn mark_site(&mut self, inst: Inst, point: u32) {
        let data = &self.body.insts[inst];
        if !matches!(data.opcode, Opcode::Call | Opcode::CallIndirect) {
            return;
        }
        self.clear_dead_slots(inst);
        if !self.linker.has_places {
            if point != 0 {
                self.op(W::I32Const(point as i32));
                self.op(W::LocalSet(self.point));
            }
            return;
        }
        let location = data.location;
        let asks = data.func().is_some_and(|func| self.asks_for_place(func));
        let reports = calls_one_of(self.module, &self.effects.may_report, data);
        let has_frame = self.frame.size_bytes > 0;
        if asks {
            self.set_site(location);
        }
        if point != 0 || reports && has_frame {
            let record = self.linker.place(self.module, location, true);
            let number = match point {
                0 => self.site(record),
                _ => {
                    self.sites[point as usize - 1] = record;
                    point
                }
            };
            self.op(W::LocalGet(self.fp));
            self.op(W::I32Const(number as i32));
            self.op(W::I32Store(mem_arg(frame::FRAME_SITE, 2)));
        }
    }

    /// Clears the slots that keep alive what the program does not use any more, before a call by which it forces a collection: it
    /// expects then that finalizers of what it has forgotten run.
    fn clear_dead_slots(&mut self, inst: Inst) {
        let Some((_, dead)) = self.frame.dead_at_forced.iter().find(|(at, _)| *at == inst) else { return };
        for slot in dead.clone() {
            self.op(W::LocalGet(self.fp));
            self.op(W::I32Const(0));
            self.op(W::I32Store(mem_arg(slot, 2)));
        }
    }

    /// Whether a runtime function reads `$site`: it may panic, looks for its callers, notes where a goroutine was made, or
    /// reports a deadlock of the only goroutine there is.
    fn asks_for_place(&self, func: Func) -> bool {
        let decl = &self.module.funcs[func];
        match &decl.linkage {
            Linkage::Runtime(effects) => {
                effects.may_panic
                    || effects.never_returns
                    || effects.walks_frames
                    || effects.may_suspend && self.linker.is_alone
                    || decl.name == RuntimeFunction::GoSpawn.name()
            }
            _ => false,
        }
    }

    /// The number of a site with this record.
    fn site(&mut self, record: u32) -> u32 {
        let same = self.sites.iter().position(|site| *site == record);
        let index = same.unwrap_or_else(|| {
            self.sites.push(record);
            self.sites.len() - 1
        });
        index as u32 + 1
    }

    /// Sets `$site` to a place of this function.
    pub(crate) fn set_site(&mut self, location: u32) {
        self.set_site_below(location, self.frame.size_bytes > 0);
    }

    /// Sets `$site` where the function has no frame yet.
    pub(crate) fn set_site_before_frame(&mut self) {
        let locations = &self.module.locations;
        let insts = self.body.layout.iter().flat_map(|block| &self.body.blocks[*block].insts);
        let first = insts.map(|inst| self.body.insts[*inst].location).find(|location| *location != 0);
        let outermost = std::iter::successors(first, |number| {
            locations.get(*number).map(|location| location.inlined_at).filter(|at| *at != 0)
        });
        self.set_site_below(outermost.last().unwrap_or(0), false);
    }

    fn set_site_below(&mut self, location: u32, has_frame: bool) {
        if self.linker.has_places {
            let record = self.linker.place(self.module, location, has_frame);
            self.op(W::I32Const(record as i32));
            self.op(W::GlobalSet(self.linker.globals.site));
        }
    }
}
