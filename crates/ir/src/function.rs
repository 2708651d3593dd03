//! One function's body. Owns [`Function`]: its values, instructions and blocks, and their order.
//!
//! Blocks hold their instructions in order; the last one is the terminator. The first block of the layout is the
//! entry; its parameters are the function's.

use cranelift_entity::{PrimaryMap, SecondaryMap};
use smallvec::SmallVec;

use crate::entities::{Block, Inst, StackSlot, Value};
use crate::instruction::{Immediate, InstData};
use crate::opcode::{Opcode, Outcome};
use crate::types::{Signature, Type};

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// Result number of an instruction.
    Result(Inst, u32),
    /// Parameter number of a block.
    Param(Block, u32),
}

/// A value's type and origin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ValueData {
    /// Type.
    pub ty: Type,
    /// Origin.
    pub def: ValueDef,
}

/// A block's parameters and instructions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BlockData {
    /// Parameters.
    pub params: Vec<Value>,
    /// Instructions; the last is the terminator once the block is filled.
    pub insts: Vec<Inst>,
}

/// An object in the function's frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StackSlotData {
    /// Size in bytes, a multiple of 8.
    pub size_bytes: u32,
    /// For each 8-byte word, whether it holds a pointer.
    pub pointers: Vec<bool>,
}

/// A function's body in SSA form.
#[derive(Clone, Debug)]
pub struct Function {
    /// Parameter and result types.
    pub signature: Signature,
    /// All values.
    pub values: PrimaryMap<Value, ValueData>,
    /// All instructions.
    pub insts: PrimaryMap<Inst, InstData>,
    /// Results of each instruction.
    pub results: SecondaryMap<Inst, SmallVec<[Value; 1]>>,
    /// All blocks.
    pub blocks: PrimaryMap<Block, BlockData>,
    /// Blocks in order; the first is the entry. A block not listed does not exist any more.
    pub layout: Vec<Block>,
    /// Objects in the frame.
    pub slots: PrimaryMap<StackSlot, StackSlotData>,
    /// Where a panic that passes through this function continues; such a block uses only values defined in the entry.
    pub landing: Option<Block>,
    /// The frame must exist, so that `frame_sp` differs from `entry_sp`.
    pub needs_frame: bool,
}

impl Function {
    /// A function without blocks.
    pub fn new(signature: Signature) -> Self {
        Function {
            signature,
            values: PrimaryMap::new(),
            insts: PrimaryMap::new(),
            results: SecondaryMap::new(),
            blocks: PrimaryMap::new(),
            layout: Vec::new(),
            slots: PrimaryMap::new(),
            landing: None,
            needs_frame: false,
        }
    }

    /// The entry block.
    ///
    /// # Panics
    /// If there is no block.
    pub fn entry(&self) -> Block {
        self.layout[0]
    }

    /// Makes a block that is not in the layout yet.
    pub fn make_block(&mut self) -> Block {
        self.blocks.push(BlockData::default())
    }

    /// Adds a parameter to `block`.
    pub fn append_param(&mut self, block: Block, ty: Type) -> Value {
        let index = self.blocks[block].params.len() as u32;
        let value = self.values.push(ValueData { ty, def: ValueDef::Param(block, index) });
        self.blocks[block].params.push(value);
        value
    }

    /// Makes an instruction with its results, in no block yet. `callee` is the signature of a call.
    pub fn make_inst(&mut self, data: InstData, callee: Option<&Signature>) -> Inst {
        let single = self.single_result_type(&data);
        let types: SmallVec<[Type; 2]> = match (data.opcode.outcome(), single) {
            (_, Some(ty)) => SmallVec::from_slice(&[ty]),
            (Outcome::Callee, None) => callee.map(|s| SmallVec::from_slice(&s.results)).unwrap_or_default(),
            _ => SmallVec::new(),
        };
        let inst = self.insts.push(data);
        let results = types
            .iter()
            .enumerate()
            .map(|(i, ty)| self.values.push(ValueData { ty: *ty, def: ValueDef::Result(inst, i as u32) }))
            .collect();
        self.results[inst] = results;
        inst
    }

    /// The type of the one result of an instruction that is not a call.
    pub fn single_result_type(&self, data: &InstData) -> Option<Type> {
        match (data.opcode, data.opcode.outcome()) {
            (Opcode::Load, _) => match data.imm {
                Immediate::Mem(kind, _) => Some(kind.value_type()),
                _ => None,
            },
            (Opcode::Bitcast, _) => Some(match data.ctrl {
                Type::I32 => Type::F32,
                Type::I64 => Type::F64,
                Type::F32 => Type::I32,
                Type::F64 | Type::Ptr => Type::I64,
            }),
            (_, Outcome::Ctrl) => Some(data.ctrl),
            (_, Outcome::Is(ty)) => Some(ty),
            (_, Outcome::None | Outcome::Callee) => None,
        }
    }

    /// The one result of `inst`.
    ///
    /// # Panics
    /// If it has none.
    pub fn result(&self, inst: Inst) -> Value {
        self.results[inst][0]
    }

    /// The type of `value`.
    pub fn value_type(&self, value: Value) -> Type {
        self.values[value].ty
    }

    /// The instruction that defines `value`, unless it is a block parameter.
    pub fn defining_inst(&self, value: Value) -> Option<Inst> {
        match self.values[value].def {
            ValueDef::Result(inst, _) => Some(inst),
            ValueDef::Param(..) => None,
        }
    }

    /// The integer `value` is, if an `iconst` defines it.
    pub fn constant(&self, value: Value) -> Option<i64> {
        let data = &self.insts[self.defining_inst(value)?];
        match (data.opcode, data.imm) {
            (Opcode::IConst, Immediate::Bits(bits)) => Some(bits),
            _ => None,
        }
    }

    /// The terminator of `block`, once it is filled.
    pub fn terminator(&self, block: Block) -> Option<Inst> {
        self.blocks[block].insts.last().copied().filter(|i| self.insts[*i].opcode.is_terminator())
    }

    /// Number of instructions in the layout.
    pub fn inst_count(&self) -> usize {
        self.layout.iter().map(|b| self.blocks[*b].insts.len()).sum()
    }
}
