//! A mode of tests: every call that may suspend is preceded by one that does. Owns the transformation.
//!
//! So each function that may suspend is left and resumed at each of its resume points, with everything that lives across
//! them in its frame. Other goroutines run in between, as `runtime.Gosched` lets them.

use abi::runtime_functions::RuntimeFunction;
use ir::call_graph::{CallGraph, Effects};
use ir::module::RuntimeEffects;
use ir::{Func, Immediate, InstData, Module, Opcode, Signature, Type};

use crate::flow::call_effects;

/// The module with a call of `gosched` before each call that may suspend.
pub fn force_suspensions(module: &Module) -> Module {
    let effects = Effects::compute(module, &CallGraph::compute(module));
    let mut forced = module.clone();
    let function = RuntimeFunction::GoSched;
    let yields = forced.runtime(function.name(), || {
        (Signature::default(), RuntimeEffects { may_suspend: true, ..RuntimeEffects::default() })
    });
    let funcs: Vec<Func> = effects.may_suspend.iter().filter(|func| module.body(*func).is_some()).collect();
    for func in funcs {
        let Some(body) = forced.body_mut(func) else { continue };
        for block in body.layout.clone() {
            for inst in std::mem::take(&mut body.blocks[block].insts) {
                let data = &body.insts[inst];
                let is_yield = data.opcode == Opcode::Call && data.func() == Some(yields);
                if call_effects(module, &effects, data).suspends && !is_yield {
                    let mut call = InstData::new(Opcode::Call, Type::I32, &[], Immediate::Func(yields));
                    call.location = data.location;
                    let call = body.make_inst(call, Some(&Signature::default()));
                    body.blocks[block].insts.push(call);
                }
                body.blocks[block].insts.push(inst);
            }
        }
    }
    forced
}
