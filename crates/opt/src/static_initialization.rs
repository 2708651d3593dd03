//! Runs the initialisers of package variables at compile time, as far as that is possible: what they compute becomes static
//! data, and the calls that computed it go. Owns the abstract machine and the choice; memory is in `static_memory`.
//!
//! An initialiser is run as a whole or not at all. It stays if it needs something only the run time has (another runtime
//! function than an allocator, the host, a panic), takes too long, or makes more data than code goes. All memory that one
//! that stays may reach is then out of bounds for those behind it, so that the order of effects is what it was. Only the
//! variables that an initialiser is there for may be reached by earlier ones: no expression that the order of initialisation
//! looks at refers to them ("Package initialization": hidden dependencies are not ordered).
//!
//! Where there are bubbles, all initialisers stay: objects of the heap can be tied to a bubble, and variables cannot.

use abi::runtime_functions::RuntimeFunction;
use cranelift_entity::{EntitySet, SecondaryMap};
use ir::{
    Block, Data, Func, Function, Immediate, Inst, Linkage, Module, Opcode, RelocationTarget, StackSlot, Type, Value,
};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::allocation::Layout;
use crate::evaluation;
use crate::pipeline::remove_in_order;
use crate::static_memory::{Memory, Object, Scalar, Unknown};

/// Steps of one initialiser.
const MAX_STEPS: u64 = 1 << 20;

/// Steps of all initialisers.
const MAX_TOTAL_STEPS: u64 = 1 << 24;

/// Calls inside calls.
const MAX_DEPTH: u32 = 64;

/// Bytes that stores may write for each instruction that goes; tables that loops compute are smaller as loops.
const BYTES_PER_INSTRUCTION: usize = 16;

/// The pass.
pub fn run(module: &mut Module) {
    let Some(init) = module.initializer else { return };
    if module.find_runtime(RuntimeFunction::BubbleBegin.name()).is_some() {
        return;
    }
    let Some(body) = module.body(init) else { return };
    let entry = body.entry();
    if body.layout.len() > 1 {
        return;
    }
    let mut reach = Reach::default();
    let mut budget = MAX_TOTAL_STEPS;
    let mut done = Vec::new();
    for inst in body.blocks[entry].insts.clone() {
        let Some(body) = module.body(init) else { return };
        let data = &body.insts[inst];
        let (Opcode::Call, Some(func)) = (data.opcode, data.func()) else { continue };
        let name = module.funcs[func].name.clone();
        let mut machine = Machine {
            module,
            reach: &reach,
            is_for_variables: module.funcs[func].initializes_variables,
            memory: Memory::default(),
            steps: 0,
            used: 0,
            seen: EntitySet::new(),
        };
        let outcome = machine.call(func, &[], 0);
        let Machine { memory, steps, used, .. } = machine;
        budget = budget.saturating_sub(steps);
        let is_worth = memory.stored_bytes <= BYTES_PER_INSTRUCTION * used + 256;
        if outcome.is_ok() && is_worth && memory.may_stay() {
            memory.commit(module, &name);
            done.push(inst);
        } else {
            reach.add(module, func);
        }
        if budget == 0 {
            break;
        }
    }
    if let Some(body) = module.body_mut(init) {
        remove_in_order(&mut body.blocks[entry].insts, &done);
    }
}

/// What the initialisers that stay may reach.
#[derive(Default)]
struct Reach {
    funcs: EntitySet<Func>,
    data: EntitySet<Data>,
}

impl Reach {
    fn add(&mut self, module: &Module, func: Func) {
        let mut work = vec![RelocationTarget::Func(func)];
        while let Some(target) = work.pop() {
            match target {
                RelocationTarget::Data(data, _) if self.data.insert(data) => {
                    work.extend(module.data[data].relocations.iter().map(|r| r.target));
                }
                RelocationTarget::Func(func) if self.funcs.insert(func) => {
                    let Some(body) = module.body(func) else { continue };
                    for inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
                        match body.insts[*inst].imm {
                            Immediate::Data(data, plus) => work.push(RelocationTarget::Data(data, plus)),
                            Immediate::Func(func) => work.push(RelocationTarget::Func(func)),
                            Immediate::Class(class) => {
                                let members = module.classes[class].members.iter();
                                work.extend(members.map(|member| RelocationTarget::Func(*member)));
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

type Scalars = SmallVec<[Scalar; 2]>;

/// Runs one initialiser.
struct Machine<'a> {
    module: &'a Module,
    reach: &'a Reach,
    /// What the initialiser's own code stores to are variables that nothing was in before.
    is_for_variables: bool,
    memory: Memory,
    steps: u64,
    /// Instructions of the functions that were called.
    used: usize,
    seen: EntitySet<Func>,
}

/// A call in progress.
struct Activation<'a> {
    body: &'a Function,
    values: SecondaryMap<Value, Option<Scalar>>,
    slots: FxHashMap<StackSlot, Scalar>,
}

impl Activation<'_> {
    fn get(&self, value: Value) -> Result<Scalar, Unknown> {
        self.values[value].ok_or(Unknown)
    }

    fn bits(&self, value: Value) -> Result<i64, Unknown> {
        match self.get(value)? {
            Scalar::Bits(bits) => Ok(bits),
            _ => Err(Unknown),
        }
    }

    fn all(&self, values: &[Value]) -> Result<Scalars, Unknown> {
        values.iter().map(|value| self.get(*value)).collect()
    }
}

impl<'a> Machine<'a> {
    fn call(&mut self, func: Func, arguments: &[Scalar], depth: u32) -> Result<Scalars, Unknown> {
        let module = self.module;
        let body = match &module.funcs[func].linkage {
            Linkage::Defined(body) => &**body,
            Linkage::Runtime(_) => return self.runtime(func, arguments),
            Linkage::Import { .. } => return Err(Unknown),
        };
        if depth > MAX_DEPTH || body.landing.is_some() {
            return Err(Unknown);
        }
        if self.seen.insert(func) {
            self.used += body.inst_count();
        }
        let mut activation = Activation { body, values: SecondaryMap::new(), slots: FxHashMap::default() };
        let mut block = body.entry();
        let mut incoming: Scalars = arguments.into();
        'blocks: loop {
            for (param, value) in body.blocks[block].params.iter().zip(&incoming) {
                activation.values[*param] = Some(*value);
            }
            for &inst in &body.blocks[block].insts {
                self.steps += 1;
                if self.steps > MAX_STEPS {
                    return Err(Unknown);
                }
                match self.terminator(&activation, inst)? {
                    Next::Instruction => self.step(&mut activation, inst, depth)?,
                    Next::Block(target, arguments) => {
                        (block, incoming) = (target, arguments);
                        continue 'blocks;
                    }
                    Next::Caller(results) => return Ok(results),
                }
            }
            return Err(Unknown);
        }
    }

    /// Where an instruction leads.
    fn terminator(&self, activation: &Activation<'_>, inst: Inst) -> Result<Next, Unknown> {
        let data = &activation.body.insts[inst];
        let target = match data.opcode {
            Opcode::Jump => 0,
            Opcode::Branch => usize::from(activation.bits(data.args[0])? as i32 == 0),
            Opcode::Switch => {
                let index = activation.bits(data.args[0])? as u32 as usize;
                if index + 1 < data.targets.len() { index + 1 } else { 0 }
            }
            Opcode::Return => return Ok(Next::Caller(activation.all(&data.args)?)),
            opcode if opcode.is_terminator() => return Err(Unknown),
            _ => return Ok(Next::Instruction),
        };
        let target = &data.targets[target];
        Ok(Next::Block(target.block, activation.all(&target.args)?))
    }

    fn step(&mut self, activation: &mut Activation<'_>, inst: Inst, depth: u32) -> Result<(), Unknown> {
        let body = activation.body;
        let data = &body.insts[inst];
        let arg = |at: usize| activation.get(data.args[at]);
        let module = self.module;
        let result = match (data.opcode, data.imm) {
            (Opcode::IConst | Opcode::FConst, Immediate::Bits(bits)) => Scalar::Bits(bits),
            (Opcode::DataAddr, Immediate::Data(data, plus)) => Scalar::Address(Object::Module(data), plus),
            (Opcode::FuncRef, Immediate::Func(func)) => Scalar::Func(func),
            (Opcode::StackAddr, Immediate::Slot(slot, plus)) => self.slot(activation, slot, plus)?,
            (Opcode::PtrAdd, _) => match (arg(0)?, activation.bits(data.args[1])?) {
                (Scalar::Address(object, at), by) => Scalar::Address(object, at.wrapping_add(by as u32)),
                _ => return Err(Unknown),
            },
            (Opcode::Select, _) => arg(if activation.bits(data.args[0])? as i32 != 0 { 1 } else { 2 })?,
            (Opcode::NoEscape, _) => arg(0)?,
            (Opcode::Eqz, _) if matches!(arg(0)?, Scalar::Address(..)) => Scalar::Bits(0),
            (Opcode::Eq | Opcode::Ne, _) if data.ctrl == Type::Ptr => {
                let equal = same_address(arg(0)?, arg(1)?)?;
                Scalar::Bits(i64::from(equal == (data.opcode == Opcode::Eq)))
            }
            (Opcode::Load, Immediate::Mem(kind, plus)) => {
                let (object, at) = self.address(arg(0)?)?;
                self.memory.load(module, object, at.wrapping_add(plus), kind)?
            }
            (Opcode::Store, Immediate::Mem(kind, plus)) => {
                let (object, at) = self.target(arg(0)?, depth)?;
                return self.memory.store(module, object, at.wrapping_add(plus), kind, arg(1)?);
            }
            (Opcode::MemCopy, _) => {
                let (to, from, size) = (arg(0)?, arg(1)?, activation.bits(data.args[2])? as u32);
                if size == 0 {
                    return Ok(());
                }
                let (to, from) = (self.target(to, depth)?, self.address(from)?);
                self.steps += u64::from(size / 8);
                return self.memory.copy(module, to, from, size);
            }
            (Opcode::MemFill, _) => {
                let (byte, size) = (activation.bits(data.args[1])? as u8, activation.bits(data.args[2])? as u32);
                if size == 0 {
                    return Ok(());
                }
                let (object, at) = self.address(arg(0)?)?;
                self.steps += u64::from(size / 8);
                return self.memory.fill(module, object, at, byte, size);
            }
            (Opcode::GcPoll, _) => return Ok(()),
            (Opcode::PanicIf, _) => {
                return if activation.bits(data.args[0])? as i32 == 0 { Ok(()) } else { Err(Unknown) };
            }
            (Opcode::Call, Immediate::Func(func)) => {
                let arguments = activation.all(&data.args)?;
                let results = self.call(func, &arguments, depth + 1)?;
                return set_results(activation, inst, &results);
            }
            (Opcode::CallIndirect, _) => {
                let Scalar::Func(func) = arg(0)? else { return Err(Unknown) };
                let arguments = activation.all(&data.args[1..])?;
                let results = self.call(func, &arguments, depth + 1)?;
                return set_results(activation, inst, &results);
            }
            (opcode, _) if opcode.is_pure() => {
                let operands = data.args.iter().map(|value| activation.bits(*value));
                let operands: SmallVec<[i64; 2]> = operands.collect::<Result<_, _>>()?;
                match opcode {
                    Opcode::PtrToInt | Opcode::IntToPtr => Scalar::Bits(operands[0]),
                    Opcode::EntrySp | Opcode::FrameSp => return Err(Unknown),
                    _ => Scalar::Bits(evaluation::operator(opcode, data.ctrl, &operands).ok_or(Unknown)?),
                }
            }
            _ => return Err(Unknown),
        };
        set_results(activation, inst, &[result])
    }

    fn slot(&mut self, activation: &mut Activation<'_>, slot: StackSlot, plus: u32) -> Result<Scalar, Unknown> {
        let object = match activation.slots.get(&slot) {
            Some(object) => *object,
            None => {
                let data = &activation.body.slots[slot];
                let object = self.memory.make(u64::from(data.size_bytes), Vec::new(), true)?;
                activation.slots.insert(slot, object);
                object
            }
        };
        match object {
            Scalar::Address(object, _) => Ok(Scalar::Address(object, plus)),
            _ => Err(Unknown),
        }
    }

    /// The object that an address is in, unless an initialiser that stays may change it.
    fn address(&self, scalar: Scalar) -> Result<(Object, u32), Unknown> {
        match scalar {
            Scalar::Address(Object::Module(data), _)
                if self.module.data[data].mutable && self.reach.data.contains(data) =>
            {
                Err(Unknown)
            }
            Scalar::Address(object, at) => Ok((object, at)),
            _ => Err(Unknown),
        }
    }

    /// The object that a store goes to, by code `depth` calls deep.
    fn target(&self, scalar: Scalar, depth: u32) -> Result<(Object, u32), Unknown> {
        match scalar {
            Scalar::Address(object, at) if depth == 0 && self.is_for_variables => Ok((object, at)),
            scalar => self.address(scalar),
        }
    }

    fn runtime(&mut self, func: Func, arguments: &[Scalar]) -> Result<Scalars, Unknown> {
        let result = match (self.module.funcs[func].name.as_str(), arguments) {
            ("alloc", [layout]) => {
                let layout = self.layout(*layout)?;
                self.memory.make(u64::from(layout.size_bytes), layout.pointers, false)?
            }
            ("alloc_noscan", [Scalar::Bits(size)]) => self.memory.make(u64::from(*size as u32), Vec::new(), false)?,
            ("box_byte" | "box_i32" | "box_i64", [value]) => {
                let object = self.memory.make(8, Vec::new(), false)?;
                if let Scalar::Address(at, _) = object {
                    let Scalar::Bits(_) = value else { return Err(Unknown) };
                    self.memory.store(self.module, at, 0, ir::MemKind::I64, *value)?;
                }
                object
            }
            ("alloc_array", [layout, Scalar::Bits(elem_size), Scalar::Bits(count)]) => {
                let count = u64::try_from(*count).map_err(|_| Unknown)?;
                let size = count.checked_mul(u64::from(*elem_size as u32)).ok_or(Unknown)?;
                let mut pointers = Vec::new();
                if *layout != Scalar::Bits(0) && size <= u64::from(u32::MAX) {
                    let elem = self.layout(*layout)?;
                    let words = elem.size_bytes as usize / 8;
                    let is_pointer = |word: usize| elem.pointers.get(word % words).copied().unwrap_or(false);
                    self.steps += size / 8;
                    if self.steps > MAX_STEPS {
                        return Err(Unknown);
                    }
                    pointers = (0..size as usize / 8).map(is_pointer).collect();
                }
                self.memory.make(size, pointers, false)?
            }
            _ => return Err(Unknown),
        };
        Ok(SmallVec::from_slice(&[result]))
    }

    /// The layout that an address of a layout record stands for.
    fn layout(&self, layout: Scalar) -> Result<Layout, Unknown> {
        let Scalar::Address(Object::Module(data), 0) = layout else { return Err(Unknown) };
        Layout::read(self.module, data).ok_or(Unknown)
    }
}

/// What comes after an instruction.
enum Next {
    Instruction,
    Block(Block, Scalars),
    Caller(Scalars),
}

fn set_results(activation: &mut Activation<'_>, inst: Inst, results: &[Scalar]) -> Result<(), Unknown> {
    for (value, result) in activation.body.results[inst].iter().zip(results) {
        activation.values[*value] = Some(*result);
    }
    Ok(())
}

/// Whether two pointers are equal.
fn same_address(a: Scalar, b: Scalar) -> Result<bool, Unknown> {
    match (a, b) {
        (Scalar::Address(a, x), Scalar::Address(b, y)) if a == b => Ok(x == y),
        // Ends of objects and objects without size may touch others.
        (Scalar::Address(..), Scalar::Address(..)) => Err(Unknown),
        (Scalar::Address(..), Scalar::Bits(0)) | (Scalar::Bits(0), Scalar::Address(..)) => Ok(false),
        (Scalar::Bits(a), Scalar::Bits(b)) => Ok(a as u32 == b as u32),
        _ => Err(Unknown),
    }
}
