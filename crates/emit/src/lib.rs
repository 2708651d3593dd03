//! Emission of WebAssembly modules from IR.
//!
//! Owns: structured control flow, suspension and resumption, frames, locals, static data, frame descriptors, linking the
//! runtime image, the name section and DWARF.
//! Never does: know Go; optimise IR.
//!
//! Invariants: the bytes depend on the module and the options only; every module validates with the baseline features
//! of `ARCHITECTURE.md`, "Emitted modules".
#![deny(missing_docs)]

mod code;
mod data_segments;
mod debug_info;
mod flow;
mod forced_suspension;
mod frames;
mod function_body;
mod instruction_selection;
mod link_runtime;
mod linker;
mod local_allocation;
mod module;
mod reducible;
mod sites;
mod stack_region;
mod structured_control;
mod trace_table;
mod trees;
mod validation;

pub use module::{EmitError, Emitted, HostProfile, Options, emit};
pub use validation::{baseline_features, validate};
