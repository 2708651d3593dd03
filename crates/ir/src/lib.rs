//! The SSA intermediate representation of gowex.
//!
//! Owns: entities, instructions, functions and modules in SSA form with block parameters; their text form (writer and
//! parser), the verifier and the analyses every pass needs.
//! Never does: know Go's syntax or types; transform anything.
//!
//! Invariants: `parse(print(m)) == m` up to numbering gaps and without locations; a function that verifies can be emitted.
#![deny(missing_docs)]

pub mod builder;
pub mod call_graph;
pub mod control_flow;
pub mod dominators;
pub mod entities;
pub mod function;
pub mod instruction;
pub mod liveness;
pub mod location;
pub mod loops;
pub mod module;
pub mod opcode;
pub mod reachability;
pub mod text;
pub mod types;
pub mod verify;

pub use builder::{FunctionBuilder, Variable};
pub use entities::{Block, Class, Data, Func, Inst, StackSlot, Value};
pub use function::{Function, StackSlotData, ValueDef};
pub use instruction::{BlockCall, Immediate, InstData};
pub use location::{Location, Locations};
pub use module::{Callee, DataObject, Export, FuncDecl, Linkage, Module, Relocation, RelocationTarget};
pub use opcode::Opcode;
pub use types::{MemKind, Signature, Type};
