//! Wasm locals for values. Owns [`Locals`]: the local and, if it has one, the frame slot of every value.
//!
//! Greedy colouring of live intervals over the linear order of nodes: an interval spans from definition to last use and
//! over every block the value is live through. Values with slots are coloured among themselves, so that a slot has one
//! local. A block parameter prefers the local of an argument that ends where it begins, and the other way round, which
//! turns most copies on edges into nothing.

use cranelift_entity::SecondaryMap;
use ir::liveness::Liveness;
use ir::{Block, Function, Type, Value};
use wasm_encoder::ValType;

use crate::flow::{Body, End, Flow, NodeId};
use crate::frames::{Frame, FramePlan};
use crate::trees::{Place, Trees};

/// Locals of a function.
#[derive(Clone, Debug, Default)]
pub struct Locals {
    /// The local of each value; `u32::MAX` if it has none.
    pub local: SecondaryMap<Value, u32>,
    /// Types of all locals, parameters first.
    pub types: Vec<ValType>,
}

impl Locals {
    /// Adds a local that belongs to no value.
    pub fn add(&mut self, ty: ValType) -> u32 {
        self.types.push(ty);
        self.types.len() as u32 - 1
    }
}

/// The Wasm type of an IR type.
pub fn val_type(ty: Type) -> ValType {
    match ty {
        Type::I32 | Type::Ptr => ValType::I32,
        Type::I64 => ValType::I64,
        Type::F32 => ValType::F32,
        Type::F64 => ValType::F64,
    }
}

#[derive(Clone, Copy)]
struct Interval {
    start: u32,
    end: u32,
}

/// A local in use: until which position, its kind and slot.
struct Taken {
    local: u32,
    class: Class,
    busy_until: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Class {
    ty: ValType,
    slotted: bool,
    pointer: bool,
}

/// Assigns locals and slots.
pub fn allocate(
    body: &Function,
    order: &[Block],
    flow: &Flow,
    linear: &[NodeId],
    liveness: &Liveness,
    trees: &Trees,
    plan: &FramePlan,
) -> (Locals, Frame) {
    let mut intervals = Intervals { of: SecondaryMap::new() };
    intervals.compute(body, flow, linear, liveness, trees);
    let hints = hints(body, order);
    let mut locals = Locals { local: SecondaryMap::with_default(u32::MAX), types: Vec::new() };
    let mut frame = Frame { has_objects: plan.shares_objects, ..Frame::default() };
    let mut slot_of_local: Vec<u32> = Vec::new();
    let mut taken: Vec<Taken> = Vec::new();
    let mut next_slot = plan.slots_start;
    let mut take_slot = |pointer: bool, pointers: &mut Vec<u32>| {
        let offset = next_slot;
        next_slot += 8;
        if pointer {
            pointers.push(offset / 8);
        }
        offset
    };
    // Parameters have their locals already.
    let class_of = |value: Value| Class {
        ty: val_type(body.value_type(value)),
        slotted: plan.slotted.contains(value),
        pointer: plan.slotted.contains(value) && body.value_type(value) == Type::Ptr,
    };
    for &param in &body.blocks[body.entry()].params {
        let class = class_of(param);
        let local = locals.add(class.ty);
        locals.local[param] = local;
        let slot = if class.slotted { take_slot(class.pointer, &mut frame.pointers) } else { 0 };
        slot_of_local.push(slot);
        frame.slot[param] = slot;
        let end = intervals.of[param].map_or(0, |i| i.end);
        taken.push(Taken { local, class, busy_until: end });
    }
    let mut values: Vec<(Interval, Value)> = body
        .values
        .keys()
        .filter(|v| locals.local[*v] == u32::MAX)
        .filter_map(|v| intervals.of[v].map(|i| (i, v)))
        .collect();
    values.sort_by_key(|(i, v)| (i.start, *v));
    for (interval, value) in values {
        let class = class_of(value);
        let fits = |t: &Taken| t.class == class && t.busy_until <= interval.start;
        let wanted = hints[value]
            .iter()
            .map(|h| locals.local[*h])
            .find(|l| *l != u32::MAX && taken.iter().any(|t| t.local == *l && fits(t)));
        let found = taken.iter().position(|t| wanted.is_none_or(|w| w == t.local) && fits(t));
        let at = found.unwrap_or_else(|| {
            let local = locals.add(class.ty);
            slot_of_local.push(if class.slotted { take_slot(class.pointer, &mut frame.pointers) } else { 0 });
            taken.push(Taken { local, class, busy_until: 0 });
            taken.len() - 1
        });
        taken[at].busy_until = interval.end;
        let local = taken[at].local;
        locals.local[value] = local;
        frame.slot[value] = slot_of_local[local as usize];
    }
    for (inst, live) in &plan.live_across_forced {
        let slots = frame.pointers.iter().map(|word| word * 8);
        let dead = slots.filter(|slot| !live.iter().any(|value| frame.slot[*value] == *slot)).collect();
        frame.dead_at_forced.push((*inst, dead));
    }
    if plan.forced || next_slot > plan.slots_start {
        frame.size_bytes = next_slot;
        frame.pointers.extend_from_slice(&plan.object_pointers);
        frame.pointers.sort_unstable();
    }
    (locals, frame)
}

/// For each value the values it would like to share a local with: arguments and parameters of edges.
fn hints(body: &Function, order: &[Block]) -> SecondaryMap<Value, Vec<Value>> {
    let mut hints: SecondaryMap<Value, Vec<Value>> = SecondaryMap::new();
    for &block in order {
        let Some(terminator) = body.terminator(block) else { continue };
        for target in &body.insts[terminator].targets {
            for (&param, &arg) in body.blocks[target.block].params.iter().zip(&target.args) {
                hints[param].push(arg);
                hints[arg].push(param);
            }
        }
    }
    hints
}

struct Intervals {
    of: SecondaryMap<Value, Option<Interval>>,
}

impl Intervals {
    fn cover(&mut self, value: Value, start: u32, end: u32) {
        let interval = self.of[value].get_or_insert(Interval { start, end });
        interval.start = interval.start.min(start);
        interval.end = interval.end.max(end);
    }

    fn compute(&mut self, body: &Function, flow: &Flow, linear: &[NodeId], liveness: &Liveness, trees: &Trees) {
        let has_local = |value: Value| match body.defining_inst(value) {
            Some(def) => trees.place[def] == Place::Here,
            None => true,
        };
        // Position 0 is the entry, where parameters are defined. Instruction k uses at 2k and defines at 2k + 1.
        let mut position = 2;
        for &param in &body.blocks[body.entry()].params {
            self.cover(param, 0, 1);
        }
        for &node in linear {
            let start = position;
            match flow.nodes[node].body {
                Body::Insts(block, from, to) => {
                    let insts = &body.blocks[block].insts;
                    if from == 0 {
                        for &param in &body.blocks[block].params {
                            self.cover(param, start, start + 1);
                        }
                    }
                    let to = if to == insts.len() - 1 { insts.len() } else { to };
                    for &inst in &insts[from..to] {
                        if trees.place[inst] == Place::Here {
                            trees.leaves(body, inst, &mut |leaf| self.cover(leaf, position, position + 1));
                            for &result in &body.results[inst] {
                                self.cover(result, position + 1, position + 2);
                            }
                        }
                        position += 2;
                    }
                    position += 2;
                    for value in liveness.live_in(block).iter().filter(|v| has_local(*v)) {
                        self.cover(value, start, start + 1);
                    }
                    // What lives through or is defined here and used elsewhere covers the whole rest of the node. A node
                    // in the middle of a block keeps what the rest of the block needs alive through its other pieces,
                    // which need not follow it in the linear order.
                    for value in liveness.live_out(block).iter().filter(|v| has_local(*v)) {
                        self.cover(value, position, position);
                    }
                }
                Body::Transfer(call) => {
                    for &result in &body.results[call] {
                        self.cover(result, position, position + 1);
                    }
                    position += 2;
                }
                Body::Empty | Body::Prologue | Body::Resume | Body::Fail(_) => position += 2,
            }
            if matches!(flow.nodes[node].end, End::Test(_)) {
                position += 2;
            }
        }
    }
}
