//! Which objects in a frame nothing can reach any more where the program forces a collection. Owns [`dead_objects`].
//!
//! An object is alive if its address may be in a value that is, or in an object that is: the graph of
//! [`crate::escape_analysis`] says so. An object whose address was hidden is alive for good, and so is a stack object whose
//! address is taken again, and the list of deferred calls.
//! Never changes anything.

use cranelift_entity::EntitySet;
use ir::control_flow::{ControlFlow, successors};
use ir::liveness::{Liveness, ValueSet};
use ir::{Block, Func, Function, Immediate, Inst, Module, Opcode, Value};

use crate::escape_analysis::EscapeAnalysis;
use crate::escape_graph::{ADDRESS, Flows, Locations};

/// A call by which the program forces a collection, and the numbers of the objects that are dead there.
#[derive(Clone, Debug)]
pub(crate) struct DeadObjects {
    /// Where the call is.
    pub block: Block,
    /// The call.
    pub call: Inst,
    /// In the graph.
    pub objects: Vec<u32>,
}

/// What is dead at each call of `func` that calls one of `forcing`.
pub(crate) fn dead_objects(
    module: &Module,
    analysis: &EscapeAnalysis,
    func: Func,
    forcing: &EntitySet<Func>,
    flows: &mut Flows,
) -> Vec<DeadObjects> {
    let Some(body) = module.body(func) else { return Vec::new() };
    let forces = |inst: Inst| body.insts[inst].func().is_some_and(|callee| forcing.contains(callee));
    if !body.layout.iter().any(|block| body.blocks[*block].insts.iter().any(|inst| forces(*inst))) {
        return Vec::new();
    }
    let Some((locations, deferred)) = analysis.graph(module, func, flows) else { return Vec::new() };
    let cfg = ControlFlow::compute(body);
    let liveness = Liveness::compute(body, &cfg);
    // What landing blocks need is needed wherever a panic may come from.
    let mut everywhere: Vec<Value> = hidden(body).collect();
    everywhere.extend(body.landing.iter().flat_map(|block| liveness.live_in(*block).iter()));
    let mut dead = Vec::new();
    for &block in &body.layout {
        liveness.walk_backwards(body, block, |call, live| {
            if forces(call) {
                let args = body.insts[call].uses();
                let roots = live.iter().chain(everywhere.iter().copied()).chain(args);
                let mut taken = taken_behind(body, block, call);
                taken.extend(deferred.and_then(|list| locations.as_object(list)));
                let alive = reached(body, locations, flows, roots, &taken);
                let objects: Vec<u32> = (0..locations.objects).filter(|object| !alive.contains(*object)).collect();
                if !objects.is_empty() {
                    dead.push(DeadObjects { block, call, objects });
                }
            }
        });
    }
    dead
}

/// The addresses that are hidden somewhere.
fn hidden(body: &Function) -> impl Iterator<Item = Value> {
    let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    insts.map(|inst| &body.insts[*inst]).filter(|data| data.opcode == Opcode::NoEscape).map(|data| data.args[0])
}

/// Numbers of objects.
#[derive(Clone, Debug, Default)]
struct Objects(Vec<bool>);

impl Objects {
    fn contains(&self, object: u32) -> bool {
        self.0[object as usize]
    }

    fn insert(&mut self, object: u32) {
        self.0[object as usize] = true;
    }
}

/// The stack objects whose addresses are taken behind an instruction.
fn taken_behind(body: &Function, block: Block, inst: Inst) -> Vec<u32> {
    let mut taken = Vec::new();
    let mut take = |insts: &[Inst]| {
        for inst in insts {
            if let (Opcode::StackAddr, Immediate::Slot(slot, _)) = (body.insts[*inst].opcode, body.insts[*inst].imm) {
                taken.push(slot.as_u32());
            }
        }
    };
    let insts = &body.blocks[block].insts;
    let behind = insts.iter().position(|other| *other == inst).map_or(0, |at| at + 1);
    take(&insts[behind..]);
    let mut seen: EntitySet<Block> = EntitySet::new();
    let mut work: Vec<Block> = successors(body, block).chain(body.landing).collect();
    while let Some(block) = work.pop() {
        if seen.insert(block) {
            take(&body.blocks[block].insts);
            work.extend(successors(body, block));
        }
    }
    taken
}

/// The objects that can be reached from values and stack objects.
fn reached(
    body: &Function,
    locations: Locations,
    flows: &mut Flows,
    values: impl Iterator<Item = Value>,
    taken: &[u32],
) -> Objects {
    let mut objects = Objects(vec![false; locations.objects as usize]);
    let mut roots: ValueSet = ValueSet::default();
    for value in values {
        roots.insert(value);
    }
    // An integer may become an address again.
    for &inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
        let data = &body.insts[inst];
        if data.opcode == Opcode::PtrToInt {
            roots.insert(data.args[0]);
        }
    }
    let values = roots.iter().map(|value| locations.value(value.as_u32()));
    flows.walk(values.chain(taken.iter().map(|object| locations.object(*object))));
    for object in taken {
        objects.insert(*object);
    }
    for &location in flows.found() {
        if flows.derefs(location) == Some(ADDRESS)
            && let Some(object) = locations.as_object(location)
        {
            objects.insert(object);
        }
    }
    objects
}
