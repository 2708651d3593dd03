//! The frame of one function in linear memory. Owns [`FramePlan`]: which values have slots, where stack objects lie,
//! and the descriptor's pointer map.
//!
//! A pointer that is live across a call that may collect, and in a function that may suspend every value that is live
//! across a call that may suspend, has a slot. A slot belongs to one local: values share both or neither, so that
//! resuming may reload every slot at once.

use abi::frame;
use abi::runtime_functions::RuntimeFunction;
use cranelift_entity::{PrimaryMap, SecondaryMap};
use ir::call_graph::Effects;
use ir::liveness::{Liveness, ValueSet};
use ir::{Block, Function, Inst, InstData, Linkage, Module, Opcode, StackSlot, Type, Value};

use crate::flow::{Duties, call_effects};
use crate::trees::{Place, Trees};

/// Where things lie in a frame.
#[derive(Clone, Debug, Default)]
pub struct FramePlan {
    /// Values that need a slot.
    pub slotted: ValueSet,
    /// Offsets of stack objects.
    pub objects: PrimaryMap<StackSlot, u32>,
    /// First free offset behind the stack objects.
    pub slots_start: u32,
    /// Whether there must be a frame even without slots.
    pub forced: bool,
    /// Words of stack objects that hold pointers, as frame word indices.
    pub object_pointers: Vec<u32>,
    /// Whether other frames may hold addresses of stack objects.
    pub shares_objects: bool,
    /// The pointers with slots that are live across each call by which the program forces a collection.
    pub live_across_forced: Vec<(Inst, Vec<Value>)>,
}

impl FramePlan {
    /// Decides which values of `body` need slots and places its stack objects.
    pub fn build(
        module: &Module,
        effects: &Effects,
        body: &Function,
        order: &[Block],
        liveness: &Liveness,
        trees: &Trees,
        duties: Duties,
    ) -> FramePlan {
        let mut plan = FramePlan::default();
        for &block in order {
            liveness.walk_backwards(body, block, |inst, live| {
                let call = call_effects(module, effects, &body.insts[inst]);
                let suspends = call.suspends && duties.suspends;
                if !(suspends || call.collects) || runs_scheduler(module, body, inst) {
                    return;
                }
                for value in live.iter() {
                    let across = !body.results[inst].contains(&value);
                    let kept = suspends || body.value_type(value) == Type::Ptr;
                    if across && kept && !is_recomputed(body, trees, value) {
                        plan.slotted.insert(value);
                    }
                }
                if body.insts[inst].func().is_some_and(|func| effects.forces_collection.contains(func)) {
                    let is_pointer = |value: &Value| body.value_type(*value) == Type::Ptr;
                    plan.live_across_forced.push((inst, live.iter().filter(is_pointer).collect()));
                }
            });
        }
        let mut offset = frame::FRAME_SLOTS;
        for (slot, data) in &body.slots {
            let index = plan.objects.push(offset);
            debug_assert_eq!(index, slot);
            let first = offset / 8;
            plan.object_pointers.extend((0u32..).zip(&data.pointers).filter(|(_, p)| **p).map(|(i, _)| first + i));
            offset += data.size_bytes;
        }
        plan.slots_start = offset;
        plan.shares_objects = shares_objects(module, effects, body, duties);
        plan.forced = duties.suspends || duties.is_traced || body.needs_frame || !body.slots.is_empty();
        plan
    }
}

/// Whether an instruction calls the scheduler. Goroutines run where a frame of its caller would be, and the collector does not
/// look at it: what the caller needs afterwards it keeps in locals, and the runtime keeps it alive.
fn runs_scheduler(module: &Module, body: &Function, inst: Inst) -> bool {
    let is_scheduler = |func| {
        let decl = &module.funcs[func];
        matches!(decl.linkage, Linkage::Runtime(_))
            && RuntimeFunction::from_name(&decl.name).is_some_and(|function| function.effects().schedules())
    };
    body.insts[inst].func().is_some_and(is_scheduler)
}

/// Whether the address of a stack object may be held by another frame while this one is suspended: it was passed to a function
/// that may suspend, returned, or stored anywhere but in a stack object. The runtime holds no address across a suspension, and
/// the function's own values are put back with its frame.
fn shares_objects(module: &Module, effects: &Effects, body: &Function, duties: Duties) -> bool {
    if !duties.suspends || body.slots.is_empty() {
        return false;
    }
    let addresses = stack_addresses(module, body);
    let insts = || body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    // A closure in the frame is one that the function has made.
    let deferred_suspends = || {
        insts().any(|inst| {
            let data = &body.insts[*inst];
            let is_closure = data.opcode == Opcode::Store && addresses.contains(data.args[0]);
            let function = || body.defining_inst(data.args[1]).map(|index| &body.insts[index]);
            is_closure && function().is_some_and(|f| f.opcode == Opcode::FuncRef && suspends(effects, f))
        })
    };
    let escapes = |inst: Inst| {
        let data = &body.insts[inst];
        let is_operand = || data.args.iter().any(|value| addresses.contains(*value));
        match data.opcode {
            Opcode::Store => addresses.contains(data.args[1]) && !addresses.contains(data.args[0]),
            Opcode::Call | Opcode::CallIndirect => {
                let is_runtime = |func| matches!(module.funcs[func].linkage, Linkage::Runtime(_));
                let suspends = call_effects(module, effects, data).suspends && !data.func().is_some_and(is_runtime);
                suspends && is_operand() && (!makes_deferred_call(module, body, data) || deferred_suspends())
            }
            Opcode::Load
            | Opcode::MemCopy
            | Opcode::MemFill
            | Opcode::PtrAdd
            | Opcode::NoEscape
            | Opcode::Select
            | Opcode::Jump
            | Opcode::Branch
            | Opcode::Eqz
            | Opcode::Eq
            | Opcode::Ne => false,
            _ => is_operand(),
        }
    };
    insts().any(|inst| escapes(*inst))
}

/// Whether the function that an instruction names may suspend.
fn suspends(effects: &Effects, data: &InstData) -> bool {
    data.func().is_some_and(|func| effects.may_suspend.contains(func))
}

/// Whether an instruction calls a closure that the function has deferred.
fn makes_deferred_call(module: &Module, body: &Function, data: &InstData) -> bool {
    let closure = data.args.last().and_then(|closure| body.defining_inst(*closure));
    data.opcode == Opcode::CallIndirect && closure.is_some_and(|inst| pops_deferred(module, &body.insts[inst]))
}

/// Whether an instruction takes a closure that the function has deferred, perhaps a stack object.
fn pops_deferred(module: &Module, data: &InstData) -> bool {
    data.func().is_some_and(|func| module.funcs[func].name == RuntimeFunction::DeferPop.name())
        && data.opcode == Opcode::Call
}

/// The values that may be addresses in stack objects. Only the function's own stack objects hold such addresses (the optimiser's
/// escape analysis), and only after one was stored there, by the function or by one that it passed an address to. What a
/// function with a body gives back may be such an address if it was given one.
fn stack_addresses(module: &Module, body: &Function) -> ValueSet {
    let mut addresses = ValueSet::default();
    let mut may_hold_address = false;
    let gives_back = |data: &InstData| {
        data.func().is_none_or(|callee| match module.funcs[callee].linkage {
            Linkage::Runtime(_) => RuntimeFunction::from_name(&module.funcs[callee].name)
                .is_none_or(|function| function.gives_back() || function.takes_buffer()),
            Linkage::Defined(_) | Linkage::Import { .. } => true,
        })
    };
    loop {
        let mut changed = false;
        for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            let data = &body.insts[inst];
            let is_any = |values: &[Value]| values.iter().any(|value| addresses.contains(*value));
            let is_address = match data.opcode {
                Opcode::StackAddr => true,
                Opcode::PtrAdd | Opcode::NoEscape => is_any(&data.args[..1]),
                Opcode::Select => is_any(&data.args[1..]),
                Opcode::Load => may_hold_address && is_any(&data.args),
                Opcode::Call | Opcode::CallIndirect => {
                    is_any(&data.args) && gives_back(data) || pops_deferred(module, data)
                }
                _ => false,
            };
            let may_store = match data.opcode {
                Opcode::Store => is_any(&data.args[1..]),
                Opcode::Call | Opcode::CallIndirect => is_any(&data.args),
                _ => false,
            };
            if is_address {
                for result in body.results[inst].iter().filter(|result| body.value_type(**result) == Type::Ptr) {
                    changed |= addresses.insert(*result);
                }
            }
            changed |= may_store && !may_hold_address;
            may_hold_address |= may_store;
            for target in &data.targets {
                for (param, arg) in body.blocks[target.block].params.iter().zip(&target.args) {
                    changed |= addresses.contains(*arg) && addresses.insert(*param);
                }
            }
        }
        if !changed {
            return addresses;
        }
    }
}

fn is_recomputed(body: &Function, trees: &Trees, value: Value) -> bool {
    body.defining_inst(value).is_some_and(|def| trees.place[def] == Place::AtEveryUse)
}

/// A frame with its slots assigned.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Size in bytes, header included; 0 if there is no frame.
    pub size_bytes: u32,
    /// Offset of each value's slot; 0 if it has none.
    pub slot: SecondaryMap<Value, u32>,
    /// Frame words that hold pointers.
    pub pointers: Vec<u32>,
    /// Slots of pointers that hold nothing of use at a call by which the program forces a collection.
    pub dead_at_forced: Vec<(Inst, Vec<u32>)>,
    /// Whether other frames may hold addresses of objects in it.
    pub has_objects: bool,
}

/// Whether any instruction of the function reads `$sp`.
pub fn reads_sp(body: &Function, order: &[Block]) -> bool {
    order
        .iter()
        .flat_map(|b| &body.blocks[*b].insts)
        .any(|i| matches!(body.insts[*i].opcode, Opcode::EntrySp | Opcode::FrameSp))
}
