//! Calls of the runtime. Owns the translation of the `abi` table to IR declarations, and the polls before allocations.

use abi::runtime_functions::{RuntimeFunction, ValueType};
use ir::module::RuntimeEffects;
use ir::{Func, Signature, Type, Value};
use smallvec::SmallVec;

use crate::function::{FunctionLowerer, Values};
use crate::program::Lowerer;

fn ir_type(ty: ValueType) -> Type {
    match ty {
        ValueType::I32 => Type::I32,
        ValueType::I64 => Type::I64,
        ValueType::F32 => Type::F32,
        ValueType::F64 => Type::F64,
        ValueType::Ptr => Type::Ptr,
    }
}

impl Lowerer<'_> {
    /// The declaration of a runtime function.
    pub(crate) fn runtime(&mut self, function: RuntimeFunction) -> Func {
        self.module.runtime(function.name(), || {
            let types = |types: &[ValueType]| types.iter().map(|t| ir_type(*t)).collect::<Vec<_>>();
            let effects = function.effects();
            let signature = Signature::new(types(function.params()), types(function.results()));
            let effects = RuntimeEffects {
                allocates: effects.allocates(),
                may_suspend: effects.may_suspend(),
                // What `defer_done` goes on with is passed on by the `unwind` that follows its answer.
                may_panic: effects.may_panic() && function != RuntimeFunction::DeferDone,
                collects: effects.schedules() || function == RuntimeFunction::GcCollect,
                never_returns: effects.never_returns(),
                walks_frames: effects.walks_frames(),
                starts_goroutines: effects.starts_goroutines(),
                pure: !effects.writes() && !effects.reads() && !effects.may_panic(),
            };
            (signature, effects)
        })
    }
}

impl FunctionLowerer<'_, '_> {
    /// Calls a runtime function, with a poll in front if it allocates.
    pub(crate) fn runtime(&mut self, function: RuntimeFunction, args: &[Value]) -> Values {
        let func = self.lowerer.runtime(function);
        if function.effects().allocates() {
            self.b.gc_poll();
        }
        let signature = self.lowerer.module.funcs[func].signature.clone();
        SmallVec::from_vec(self.b.call(func, &signature, args))
    }

    /// Calls a runtime function that never returns, and ends the block.
    pub(crate) fn runtime_panic(&mut self, function: RuntimeFunction, args: &[Value]) {
        self.runtime(function, args);
        self.b.unreachable();
    }

    /// Panics through a runtime function if `condition` is not 0.
    pub(crate) fn panic_if(&mut self, condition: Value, function: RuntimeFunction, args: &[Value]) {
        let func = self.lowerer.runtime(function);
        self.b.panic_if(condition, func, args);
    }

    /// Panics if `pointer` is nil.
    pub(crate) fn check_nil(&mut self, pointer: Value) {
        let is_nil = self.b.unary(ir::Opcode::Eqz, pointer);
        self.panic_if(is_nil, RuntimeFunction::PanicNil, &[]);
    }
}
