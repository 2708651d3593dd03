//! Sizes, layouts and the table of runtime functions shared by the compiler and the runtime.
//!
//! Single source of every size, offset, flag and runtime name. Holds no code that touches memory: the compiler writes
//! these structures, the runtime reads them.

#![no_std]
#![deny(missing_docs)]

pub mod frame;
pub mod host_functions;
pub mod layout;
pub mod memory;
pub mod runtime_functions;
pub mod runtime_records;
pub mod trace;
pub mod trap;
pub mod type_descriptor;

pub use runtime_functions::RuntimeFunction;
