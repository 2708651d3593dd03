//! Construction of functions. Owns [`FunctionBuilder`]: appends instructions and turns variables into SSA values.
//!
//! Variables become values while the blocks are built, after M. Braun et al., "Simple and Efficient Construction of
//! Static Single Assignment Form" (2013): a block is *sealed* once all its predecessors are known.

use cranelift_entity::packed_option::ReservedValue;
use cranelift_entity::{EntityRef, SecondaryMap, entity_impl};
use rustc_hash::FxHashMap;

use crate::entities::{Block, Class, Data, Func, Inst, StackSlot, Value};
use crate::function::{Function, StackSlotData, ValueDef};
use crate::instruction::{BlockCall, Immediate, InstData};
use crate::opcode::Opcode;
use crate::types::{MemKind, Signature, Type};

/// A mutable variable of the function under construction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable(u32);
entity_impl!(Variable, "var");

/// One edge into a block: the terminator, the block it ends, and which of its targets the edge is.
#[derive(Clone, Copy)]
struct Edge {
    terminator: Inst,
    from: Block,
    target: usize,
}

#[derive(Clone, Default)]
struct BlockState {
    preds: Vec<Edge>,
    sealed: bool,
    pending: Vec<(Variable, Value)>,
}

/// Builds one function.
pub struct FunctionBuilder {
    /// The function under construction.
    pub func: Function,
    current: Option<Block>,
    location: u32,
    variables: Vec<Type>,
    definitions: FxHashMap<(Variable, Block), Value>,
    states: SecondaryMap<Block, BlockState>,
    /// Parameters whose arguments are still to be looked up.
    work: Vec<(Block, Variable, Value)>,
}

impl FunctionBuilder {
    /// Starts building into an empty function; makes the entry block with the function's parameters.
    pub fn new(mut func: Function) -> Self {
        let entry = func.make_block();
        func.layout.push(entry);
        for ty in func.signature.params.clone() {
            func.append_param(entry, ty);
        }
        let mut builder = FunctionBuilder {
            func,
            current: Some(entry),
            location: 0,
            variables: Vec::new(),
            definitions: FxHashMap::default(),
            states: SecondaryMap::new(),
            work: Vec::new(),
        };
        builder.states[entry].sealed = true;
        builder
    }

    /// The function's parameters.
    pub fn params(&self) -> Vec<Value> {
        self.func.blocks[self.func.entry()].params.clone()
    }

    /// The block instructions are appended to; `None` after a terminator.
    pub fn current(&self) -> Option<Block> {
        self.current
    }

    /// Whether code appended now could ever run.
    pub fn is_reachable(&self) -> bool {
        self.current.is_some()
    }

    /// Sets the source location of instructions appended from now on.
    pub fn set_location(&mut self, location: u32) {
        self.location = location;
    }

    /// The location set last.
    pub fn location(&self) -> u32 {
        self.location
    }

    /// Makes a block.
    pub fn block(&mut self) -> Block {
        self.func.make_block()
    }

    /// Whether any edge leads to `block` so far.
    pub fn has_predecessors(&self, block: Block) -> bool {
        !self.states[block].preds.is_empty()
    }

    /// Appends instructions to `block` from now on; it goes to the end of the layout.
    ///
    /// # Panics
    /// In debug builds, if the block before has no terminator.
    pub fn switch_to(&mut self, block: Block) {
        debug_assert!(self.current.is_none(), "{:?} has no terminator", self.current);
        self.func.layout.push(block);
        self.current = Some(block);
    }

    /// Says that all predecessors of `block` are known.
    pub fn seal(&mut self, block: Block) {
        let state = &mut self.states[block];
        if state.sealed {
            return;
        }
        state.sealed = true;
        for (variable, param) in std::mem::take(&mut state.pending) {
            self.work.push((block, variable, param));
        }
        self.drain();
    }

    /// [`seal`](Self::seal) and [`switch_to`](Self::switch_to).
    pub fn switch_to_sealed(&mut self, block: Block) {
        self.seal(block);
        self.switch_to(block);
    }

    /// Makes a variable.
    pub fn variable(&mut self, ty: Type) -> Variable {
        self.variables.push(ty);
        Variable::new(self.variables.len() - 1)
    }

    /// Assigns `value` to `variable`.
    ///
    /// # Panics
    /// In debug builds, if the types differ.
    pub fn define(&mut self, variable: Variable, value: Value) {
        debug_assert_eq!(self.func.value_type(value), self.variables[variable.index()], "{variable} = {value}");
        if let Some(block) = self.current {
            self.definitions.insert((variable, block), value);
        }
    }

    /// The value of `variable` here; zero if it was never assigned.
    pub fn read(&mut self, variable: Variable) -> Value {
        let Some(block) = self.current else { return self.zero(self.variables[variable.index()]) };
        let value = self.read_at_end(variable, block);
        self.drain();
        value
    }

    fn read_at_end(&mut self, variable: Variable, block: Block) -> Value {
        let ty = self.variables[variable.index()];
        let mut chain = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(value) = self.definitions.get(&(variable, at)) {
                break *value;
            }
            let state = &self.states[at];
            let value = if !state.sealed {
                let param = self.func.append_param(at, ty);
                self.states[at].pending.push((variable, param));
                param
            } else if state.preds.is_empty() {
                // The entry, or a block nothing leads to: the variable has its zero value.
                self.zero_at_start(at, ty)
            } else if state.preds.len() == 1 {
                chain.push(at);
                at = state.preds[0].from;
                continue;
            } else {
                let param = self.func.append_param(at, ty);
                self.work.push((at, variable, param));
                param
            };
            self.definitions.insert((variable, at), value);
            break value;
        };
        for at in chain {
            self.definitions.insert((variable, at), value);
        }
        value
    }

    /// Looks up the arguments of parameters made for variables; an edge's arguments stay reserved until then.
    fn drain(&mut self) {
        while let Some((block, variable, param)) = self.work.pop() {
            for edge in self.states[block].preds.clone() {
                let value = self.read_at_end(variable, edge.from);
                let ValueDef::Param(_, index) = self.func.values[param].def else {
                    unreachable!("{param} is no parameter")
                };
                let args = &mut self.func.insts[edge.terminator].targets[edge.target].args;
                if args.len() <= index as usize {
                    args.resize(index as usize + 1, Value::reserved_value());
                }
                args[index as usize] = value;
            }
        }
    }

    fn zero_data(ty: Type) -> InstData {
        let opcode = if ty.is_float() { Opcode::FConst } else { Opcode::IConst };
        InstData::new(opcode, ty, &[], Immediate::Bits(0))
    }

    fn zero_at_start(&mut self, block: Block, ty: Type) -> Value {
        let inst = self.func.make_inst(Self::zero_data(ty), None);
        self.func.blocks[block].insts.insert(0, inst);
        self.func.result(inst)
    }

    /// The zero of `ty`.
    pub fn zero(&mut self, ty: Type) -> Value {
        let inst = self.insert(Self::zero_data(ty), None);
        self.func.result(inst)
    }

    /// Appends an instruction; in unreachable code it is made, but in no block.
    pub fn insert(&mut self, mut data: InstData, callee: Option<&Signature>) -> Inst {
        data.location = self.location;
        let inst = self.func.make_inst(data, callee);
        if let Some(block) = self.current {
            self.func.blocks[block].insts.push(inst);
        }
        inst
    }

    fn terminate(&mut self, data: InstData) {
        let Some(from) = self.current else { return };
        let blocks: Vec<Block> = data.targets.iter().map(|t| t.block).collect();
        let terminator = self.insert(data, None);
        for (target, block) in blocks.into_iter().enumerate() {
            debug_assert!(!self.states[block].sealed, "edge into sealed {block}");
            self.states[block].preds.push(Edge { terminator, from, target });
        }
        self.current = None;
    }

    /// Appends an instruction with one result.
    pub fn emit(&mut self, opcode: Opcode, ctrl: Type, args: &[Value], imm: Immediate) -> Value {
        let inst = self.insert(InstData::new(opcode, ctrl, args, imm), None);
        self.func.result(inst)
    }

    /// The integer `value` of type `ty`; an `i32` is kept sign-extended.
    pub fn iconst(&mut self, ty: Type, value: i64) -> Value {
        let value = if ty == Type::I64 { value } else { i64::from(value as i32) };
        self.emit(Opcode::IConst, ty, &[], Immediate::Bits(value))
    }

    /// The `f64` with the bits of `value`.
    pub fn f64const(&mut self, value: f64) -> Value {
        self.emit(Opcode::FConst, Type::F64, &[], Immediate::Bits(value.to_bits() as i64))
    }

    /// The `f32` with the bits of `value`.
    pub fn f32const(&mut self, value: f32) -> Value {
        self.emit(Opcode::FConst, Type::F32, &[], Immediate::Bits(i64::from(value.to_bits())))
    }

    /// A two-operand instruction; the controlling type is the first operand's.
    pub fn binary(&mut self, opcode: Opcode, a: Value, b: Value) -> Value {
        let ctrl = self.func.value_type(a);
        self.emit(opcode, ctrl, &[a, b], Immediate::None)
    }

    /// A one-operand instruction; the controlling type is the operand's.
    pub fn unary(&mut self, opcode: Opcode, a: Value) -> Value {
        let ctrl = self.func.value_type(a);
        self.emit(opcode, ctrl, &[a], Immediate::None)
    }

    /// A one-operand instruction whose operand has a fixed type, such as a conversion.
    pub fn unary_to(&mut self, opcode: Opcode, a: Value) -> Value {
        self.emit(opcode, Type::I32, &[a], Immediate::None)
    }

    /// `binary` with a constant second operand.
    pub fn binary_imm(&mut self, opcode: Opcode, a: Value, imm: i64) -> Value {
        let ty = self.func.value_type(a);
        let b = self.iconst(ty, imm);
        self.binary(opcode, a, b)
    }

    /// `a` if `condition` is not 0, otherwise `b`.
    pub fn select(&mut self, condition: Value, a: Value, b: Value) -> Value {
        let ctrl = self.func.value_type(a);
        self.emit(Opcode::Select, ctrl, &[condition, a, b], Immediate::None)
    }

    /// A load.
    pub fn load(&mut self, kind: MemKind, address: Value, offset: u32) -> Value {
        self.emit(Opcode::Load, kind.value_type(), &[address], Immediate::Mem(kind, offset))
    }

    /// A store.
    pub fn store(&mut self, kind: MemKind, address: Value, offset: u32, value: Value) {
        self.insert(InstData::new(Opcode::Store, Type::I32, &[address, value], Immediate::Mem(kind, offset)), None);
    }

    /// Copies `count` (`i32`) bytes.
    pub fn mem_copy(&mut self, destination: Value, source: Value, count: Value) {
        self.insert(InstData::new(Opcode::MemCopy, Type::I32, &[destination, source, count], Immediate::None), None);
    }

    /// Fills `count` (`i32`) bytes.
    pub fn mem_fill(&mut self, destination: Value, byte: Value, count: Value) {
        self.insert(InstData::new(Opcode::MemFill, Type::I32, &[destination, byte, count], Immediate::None), None);
    }

    /// `pointer` moved by a constant.
    pub fn ptr_offset(&mut self, pointer: Value, bytes: i64) -> Value {
        if bytes == 0 {
            return pointer;
        }
        let offset = self.iconst(Type::I32, bytes);
        self.emit(Opcode::PtrAdd, Type::Ptr, &[pointer, offset], Immediate::None)
    }

    /// `pointer` moved by an `i32`.
    pub fn ptr_add(&mut self, pointer: Value, offset: Value) -> Value {
        self.emit(Opcode::PtrAdd, Type::Ptr, &[pointer, offset], Immediate::None)
    }

    /// The address of static data.
    pub fn data_addr(&mut self, data: Data, offset: u32) -> Value {
        self.emit(Opcode::DataAddr, Type::Ptr, &[], Immediate::Data(data, offset))
    }

    /// The table index of a function.
    pub fn func_ref(&mut self, func: Func) -> Value {
        self.emit(Opcode::FuncRef, Type::I32, &[], Immediate::Func(func))
    }

    /// The address of a stack object.
    pub fn stack_addr(&mut self, slot: StackSlot) -> Value {
        self.emit(Opcode::StackAddr, Type::Ptr, &[], Immediate::Slot(slot, 0))
    }

    /// Makes a stack object; its contents are undefined until stored to.
    pub fn stack_slot(&mut self, size_bytes: u32, pointers: Vec<bool>) -> StackSlot {
        let size_bytes = size_bytes.next_multiple_of(8);
        self.func.slots.push(StackSlotData { size_bytes, pointers })
    }

    /// Calls a function; returns its results.
    pub fn call(&mut self, func: Func, signature: &Signature, args: &[Value]) -> Vec<Value> {
        debug_assert_eq!(signature.params.len(), args.len(), "arguments of {func}");
        let inst = self.insert(InstData::new(Opcode::Call, Type::I32, args, Immediate::Func(func)), Some(signature));
        self.func.results[inst].to_vec()
    }

    /// Calls through the table; returns the results.
    pub fn call_indirect(&mut self, class: Class, signature: &Signature, index: Value, args: &[Value]) -> Vec<Value> {
        debug_assert_eq!(signature.params.len(), args.len(), "arguments of {class}");
        let mut all = vec![index];
        all.extend_from_slice(args);
        let inst =
            self.insert(InstData::new(Opcode::CallIndirect, Type::I32, &all, Immediate::Class(class)), Some(signature));
        self.func.results[inst].to_vec()
    }

    /// Panics through the runtime function `func` if `condition` is not 0.
    pub fn panic_if(&mut self, condition: Value, func: Func, args: &[Value]) {
        let mut all = vec![condition];
        all.extend_from_slice(args);
        self.insert(InstData::new(Opcode::PanicIf, Type::I32, &all, Immediate::Func(func)), None);
    }

    /// Lets the collector run.
    pub fn gc_poll(&mut self) {
        self.insert(InstData::new(Opcode::GcPoll, Type::I32, &[], Immediate::None), None);
    }

    /// Goes to `block`.
    pub fn jump(&mut self, block: Block, args: &[Value]) {
        self.terminate(InstData::branch(Opcode::Jump, &[], vec![BlockCall::new(block, args)]));
    }

    /// Goes to `yes` if `condition` is not 0, otherwise to `no`.
    pub fn branch(&mut self, condition: Value, yes: Block, no: Block) {
        let targets = vec![BlockCall::new(yes, &[]), BlockCall::new(no, &[])];
        self.terminate(InstData::branch(Opcode::Branch, &[condition], targets));
    }

    /// Goes to `yes` if `pointer` is not null, otherwise to `no`.
    pub fn branch_ptr(&mut self, pointer: Value, yes: Block, no: Block) {
        let is_null = self.unary(Opcode::Eqz, pointer);
        self.branch(is_null, no, yes);
    }

    /// Goes to `targets[index]`, or to `default` if there is none.
    pub fn switch(&mut self, index: Value, default: Block, targets: &[Block]) {
        let calls = std::iter::once(&default).chain(targets).map(|b| BlockCall::new(*b, &[])).collect();
        self.terminate(InstData::branch(Opcode::Switch, &[index], calls));
    }

    /// Returns.
    pub fn ret(&mut self, values: &[Value]) {
        self.terminate(InstData::branch(Opcode::Return, values, Vec::new()));
    }

    /// Goes on unwinding.
    pub fn unwind(&mut self) {
        self.terminate(InstData::branch(Opcode::Unwind, &[], Vec::new()));
    }

    /// Ends the block where control never comes.
    pub fn unreachable(&mut self) {
        self.terminate(InstData::branch(Opcode::Unreachable, &[], Vec::new()));
    }

    /// Ends construction: seals all blocks, drops what nothing leads to and parameters that have one value only.
    ///
    /// # Panics
    /// In debug builds, if the last block has no terminator.
    pub fn finish(mut self) -> Function {
        debug_assert!(self.current.is_none(), "{:?} has no terminator", self.current);
        for block in self.func.blocks.keys().collect::<Vec<_>>() {
            self.seal(block);
        }
        crate::control_flow::remove_unreachable(&mut self.func);
        crate::control_flow::remove_redundant_params(&mut self.func);
        self.func
    }
}
