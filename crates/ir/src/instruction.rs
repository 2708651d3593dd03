//! One instruction. Owns [`InstData`]; its meaning is in [`crate::opcode`].

use smallvec::SmallVec;

use crate::entities::{Block, Class, Data, Func, StackSlot, Value};
use crate::opcode::Opcode;
use crate::types::{MemKind, Type};

/// What an instruction names besides values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Immediate {
    /// Nothing.
    None,
    /// An integer, or the bits of a float.
    Bits(i64),
    /// A memory access: kind and byte offset.
    Mem(MemKind, u32),
    /// A data object and a byte offset.
    Data(Data, u32),
    /// A stack object and a byte offset.
    Slot(StackSlot, u32),
    /// A function.
    Func(Func),
    /// The class of an indirect call, whose signature the module knows.
    Class(Class),
}

/// A branch target with the arguments for its block parameters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BlockCall {
    /// The block.
    pub block: Block,
    /// One argument for each of its parameters.
    pub args: SmallVec<[Value; 2]>,
}

impl BlockCall {
    /// A target.
    pub fn new(block: Block, args: &[Value]) -> Self {
        BlockCall { block, args: SmallVec::from_slice(args) }
    }
}

/// An instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstData {
    /// What it computes.
    pub opcode: Opcode,
    /// The controlling type; meaningless (`i32`) where the opcode has none.
    pub ctrl: Type,
    /// The operands.
    pub args: SmallVec<[Value; 3]>,
    /// What it names besides values.
    pub imm: Immediate,
    /// Branch targets of a terminator.
    pub targets: Vec<BlockCall>,
    /// Where it comes from: a number of [`crate::Locations`]; 0 for nowhere.
    pub location: u32,
}

impl InstData {
    /// An instruction without targets.
    pub fn new(opcode: Opcode, ctrl: Type, args: &[Value], imm: Immediate) -> Self {
        InstData { opcode, ctrl, args: SmallVec::from_slice(args), imm, targets: Vec::new(), location: 0 }
    }

    /// A terminator with targets.
    pub fn branch(opcode: Opcode, args: &[Value], targets: Vec<BlockCall>) -> Self {
        InstData {
            opcode,
            ctrl: Type::I32,
            args: SmallVec::from_slice(args),
            imm: Immediate::None,
            targets,
            location: 0,
        }
    }

    /// Every value it uses: operands, then arguments of targets.
    pub fn uses(&self) -> impl Iterator<Item = Value> + '_ {
        self.args.iter().copied().chain(self.targets.iter().flat_map(|t| t.args.iter().copied()))
    }

    /// Replaces every value it uses.
    pub fn map_uses(&mut self, mut f: impl FnMut(Value) -> Value) {
        for v in self.args.iter_mut().chain(self.targets.iter_mut().flat_map(|t| t.args.iter_mut())) {
            *v = f(*v);
        }
    }

    /// The function it calls or names, if any.
    pub fn func(&self) -> Option<Func> {
        match self.imm {
            Immediate::Func(f) => Some(f),
            _ => None,
        }
    }
}
