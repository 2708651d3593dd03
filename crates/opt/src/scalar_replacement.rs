//! Objects whose address stays in the function that makes them become values: `&T{…}` that is only read and written, a
//! variable whose closure was inlined.
//!
//! An object qualifies if its address is only loaded from, stored to, compared with nil and moved by constants, and if no
//! two accesses overlap without being to the same bytes as the same type. Each field then is a variable, put into SSA form
//! with block parameters where it is live at joins (J. Choi, R. Cytron, J. Ferrante, "Automatic Construction of Sparse
//! Data Flow Evaluation Graphs", 1991, section on pruned SSA). The allocation and its poll go away.
//! Never looks into callees: an address that is passed on escapes.

use cranelift_entity::SecondaryMap;
use ir::control_flow::ControlFlow;
use ir::dominators::Dominators;
use ir::{Block, Function, Immediate, Inst, InstData, MemKind, Module, Opcode, Type, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::allocation::Allocators;
use crate::dominator_forest::{DominatorForest, Step};
use crate::forwarding::Forwards;

/// Most rounds: an object that is stored in another one qualifies once that one is gone.
const ROUNDS: usize = 4;

/// The pass.
pub fn run(module: &mut Module) {
    let Some(allocators) = Allocators::find(module) else { return };
    crate::pipeline::each_function(module, |body| {
        for _ in 0..ROUNDS {
            if !replace(body, &allocators) {
                break;
            }
        }
    });
}

/// An access to a field of an object.
#[derive(Clone, Copy)]
enum Access {
    Load,
    Store,
    /// A comparison of the address with nil, with its result.
    Compare(i64),
    /// The address moved; what it gives is followed.
    Move,
}

/// An object that qualifies.
struct Object {
    alloc: Inst,
    block: Block,
    /// What every instruction that uses its address does.
    accesses: FxHashMap<Inst, Access>,
    /// Offset in the object of each load and store.
    offsets: FxHashMap<Inst, u32>,
    /// Offset and type of each field that is accessed.
    fields: Vec<(u32, MemKind)>,
    /// What it holds from the beginning, if it is a box.
    boxed: Option<Value>,
}

fn replace(body: &mut Function, allocators: &Allocators) -> bool {
    ir::control_flow::remove_unreachable(body);
    let mut allocs = Vec::new();
    for &block in &body.layout {
        for &inst in &body.blocks[block].insts {
            if allocators.makes_object(body, inst) {
                allocs.push((block, inst));
            }
        }
    }
    if allocs.is_empty() {
        return false;
    }
    let uses = Uses::compute(body);
    let cfg = ControlFlow::compute(body);
    let dominators = Dominators::compute(&cfg);
    let forest = DominatorForest::compute(body, &cfg, &dominators);
    let mut changed = false;
    // One object may be stored in another: only one of the two can be replaced with these uses at hand.
    let mut touched: FxHashSet<Inst> = FxHashSet::default();
    for (block, alloc) in allocs {
        let Some(object) = qualify(body, allocators, &uses, &forest, block, alloc) else { continue };
        if object.accesses.keys().any(|i| touched.contains(i)) || touched.contains(&alloc) {
            continue;
        }
        touched.extend(object.accesses.keys().copied());
        touched.insert(alloc);
        promote(body, &cfg, &forest, &object);
        changed = true;
    }
    changed
}

/// The instructions that use each value, with their blocks; arguments of branches count as uses by the terminator.
struct Uses {
    users: SecondaryMap<Value, Vec<(Block, Inst)>>,
}

impl Uses {
    fn compute(body: &Function) -> Self {
        let mut users: SecondaryMap<Value, Vec<(Block, Inst)>> = SecondaryMap::new();
        for &block in &body.layout {
            for &inst in &body.blocks[block].insts {
                for value in body.insts[inst].uses() {
                    users[value].push((block, inst));
                }
            }
        }
        Uses { users }
    }
}

fn qualify(
    body: &Function,
    allocators: &Allocators,
    uses: &Uses,
    forest: &DominatorForest,
    block: Block,
    alloc: Inst,
) -> Option<Object> {
    let boxed = allocators.boxed(body, alloc);
    let (accesses, offsets) = (FxHashMap::default(), FxHashMap::default());
    let mut object = Object { alloc, block, accesses, offsets, fields: Vec::new(), boxed };
    let mut addresses = vec![(body.result(alloc), 0u32)];
    while let Some((address, at)) = addresses.pop() {
        for &(user_block, user) in &uses.users[address] {
            if forest.is_behind_panic(user_block) {
                return None;
            }
            let data = &body.insts[user];
            let access = match (data.opcode, data.imm) {
                (Opcode::Load, Immediate::Mem(kind, offset)) => {
                    object.field(user, at.checked_add(offset)?, kind)?;
                    Access::Load
                }
                (Opcode::Store, Immediate::Mem(kind, offset)) if data.args[1] != address => {
                    object.field(user, at.checked_add(offset)?, kind)?;
                    Access::Store
                }
                (Opcode::Eqz, _) => Access::Compare(0),
                (Opcode::Eq | Opcode::Ne, _) => {
                    let other = if data.args[0] == address { data.args[1] } else { data.args[0] };
                    if body.constant(other) != Some(0) {
                        return None;
                    }
                    Access::Compare(i64::from(data.opcode == Opcode::Ne))
                }
                (Opcode::PtrAdd, _) if data.args[0] == address => {
                    let by = u32::try_from(body.constant(data.args[1])?).ok()?;
                    addresses.push((body.result(user), at.checked_add(by)?));
                    Access::Move
                }
                _ => return None,
            };
            // A store of one address of the object into the object uses it twice.
            if object.accesses.insert(user, access).is_some() {
                return None;
            }
        }
    }
    object.fields.sort_unstable_by_key(|(offset, _)| *offset);
    if let Some(value) = boxed {
        let ty = body.value_type(value);
        let is_read = |(offset, kind): &(u32, MemKind)| *offset == 0 && kind.value_type() == ty;
        let is_written = object.accesses.values().any(|access| matches!(access, Access::Store));
        return (!is_written && object.fields.iter().all(is_read)).then_some(object);
    }
    let overlap = object.fields.windows(2).any(|pair| pair[0].0 + pair[0].1.size_bytes() > pair[1].0);
    (!overlap).then_some(object)
}

impl Object {
    /// Notes an access; `None` if another one treats the same offset differently.
    fn field(&mut self, inst: Inst, offset: u32, kind: MemKind) -> Option<()> {
        self.offsets.insert(inst, offset);
        match self.fields.iter().find(|(o, _)| *o == offset) {
            Some((_, other)) => {
                (other.size_bytes() == kind.size_bytes() && other.value_type() == kind.value_type()).then_some(())
            }
            None => {
                self.fields.push((offset, kind));
                Some(())
            }
        }
    }
}

/// Puts `data` before position `at` of a block; returns its result.
fn insert(body: &mut Function, block: Block, at: &mut usize, data: InstData) -> Value {
    let inst = body.make_inst(data, None);
    body.blocks[block].insts.insert(*at, inst);
    *at += 1;
    body.result(inst)
}

fn zero(ty: Type) -> InstData {
    let opcode = if ty.is_float() { Opcode::FConst } else { Opcode::IConst };
    InstData::new(opcode, ty, &[], Immediate::Bits(0))
}

/// The blocks in which field `field` is read before it is written.
fn live_in(body: &Function, cfg: &ControlFlow, object: &Object, offset: u32) -> FxHashSet<Block> {
    let mut reads: Vec<Block> = Vec::new();
    let mut writes: FxHashSet<Block> = FxHashSet::default();
    writes.insert(object.block);
    let of_field = |inst: &Inst| object.offsets.get(inst) == Some(&offset);
    for &block in &cfg.order {
        let first = body.blocks[block].insts.iter().find(|i| of_field(i));
        let Some(first) = first else { continue };
        if block != object.block && matches!(object.accesses[first], Access::Load) {
            reads.push(block);
        }
        if body.blocks[block].insts.iter().any(|i| of_field(i) && matches!(object.accesses[i], Access::Store)) {
            writes.insert(block);
        }
    }
    let mut live: FxHashSet<Block> = FxHashSet::default();
    while let Some(block) = reads.pop() {
        if live.insert(block) {
            reads.extend(cfg.preds[block].iter().copied().filter(|p| cfg.is_reachable(*p) && !writes.contains(p)));
        }
    }
    live
}

/// Makes the fields of an object values and removes it.
fn promote(body: &mut Function, cfg: &ControlFlow, forest: &DominatorForest, object: &Object) {
    // Block parameters for each field at joins where it is live.
    let mut params: FxHashMap<(Block, u32), Value> = FxHashMap::default();
    let mut live: FxHashSet<(Block, u32)> = FxHashSet::default();
    for &(offset, kind) in &object.fields {
        let mut blocks: Vec<Block> = live_in(body, cfg, object, offset).into_iter().collect();
        blocks.sort_unstable();
        for block in blocks {
            live.insert((block, offset));
            if cfg.preds[block].len() > 1 {
                params.insert((block, offset), body.append_param(block, kind.value_type()));
            }
        }
    }
    let mut ends: FxHashMap<(Block, u32), Value> = FxHashMap::default();
    let mut forwards = Forwards::default();
    for step in forest.walk() {
        let Step::Enter(block) = step else { continue };
        let mut now: FxHashMap<u32, Value> = FxHashMap::default();
        for &(offset, _) in &object.fields {
            if !live.contains(&(block, offset)) {
                continue;
            }
            let value = match params.get(&(block, offset)) {
                Some(param) => *param,
                None => ends[&(cfg.preds[block][0], offset)],
            };
            now.insert(offset, value);
        }
        let mut at = 0;
        while at < body.blocks[block].insts.len() {
            let inst = body.blocks[block].insts[at];
            forwards.apply_to(body, inst);
            if inst == object.alloc {
                body.blocks[block].insts.remove(at);
                if at > 0 && body.insts[body.blocks[block].insts[at - 1]].opcode == Opcode::GcPoll {
                    at -= 1;
                    body.blocks[block].insts.remove(at);
                }
                for &(offset, kind) in &object.fields {
                    let value = match object.boxed {
                        Some(value) => value,
                        None => insert(body, block, &mut at, zero(kind.value_type())),
                    };
                    now.insert(offset, value);
                }
                continue;
            }
            let Some(access) = object.accesses.get(&inst) else {
                at += 1;
                continue;
            };
            body.blocks[block].insts.remove(at);
            match access {
                Access::Move => {}
                Access::Compare(result) => {
                    let data = InstData::new(Opcode::IConst, Type::I32, &[], Immediate::Bits(*result));
                    let value = insert(body, block, &mut at, data);
                    forwards.insert(body.result(inst), value);
                }
                Access::Store => {
                    now.insert(object.offsets[&inst], body.insts[inst].args[1]);
                }
                Access::Load => {
                    let Immediate::Mem(kind, _) = body.insts[inst].imm else { unreachable!("{inst} is a load") };
                    let value = narrow(body, block, &mut at, now[&object.offsets[&inst]], kind);
                    forwards.insert(body.result(inst), value);
                }
            }
        }
        for (offset, value) in now {
            ends.insert((block, offset), value);
        }
    }
    for &block in &cfg.order {
        let Some(terminator) = body.terminator(block) else { continue };
        for target in 0..body.insts[terminator].targets.len() {
            let to = body.insts[terminator].targets[target].block;
            for &(offset, _) in &object.fields {
                if params.contains_key(&(to, offset)) {
                    let value = ends[&(block, offset)];
                    body.insts[terminator].targets[target].args.push(value);
                }
            }
        }
    }
    forwards.apply(body);
    ir::control_flow::remove_redundant_params(body);
}

/// What a load of `kind` gives after a store of `value`.
fn narrow(body: &mut Function, block: Block, at: &mut usize, value: Value, kind: MemKind) -> Value {
    let unary = |opcode| InstData::new(opcode, Type::I32, &[value], Immediate::None);
    let mask = match kind {
        MemKind::I8S => return insert(body, block, at, unary(Opcode::Ext8S)),
        MemKind::I16S => return insert(body, block, at, unary(Opcode::Ext16S)),
        MemKind::I8U => 0xff,
        MemKind::I16U => 0xffff,
        MemKind::I32 | MemKind::I64 | MemKind::F32 | MemKind::F64 | MemKind::Ptr => return value,
    };
    let mask = insert(body, block, at, InstData::new(Opcode::IConst, Type::I32, &[], Immediate::Bits(mask)));
    insert(body, block, at, InstData::new(Opcode::And, Type::I32, &[value, mask], Immediate::None))
}
