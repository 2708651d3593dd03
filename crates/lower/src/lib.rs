//! Lowering of the typed tree to IR.
//!
//! Owns: how Go's values, calls and statements become IR; what is reachable from the exports; type descriptors, itabs and
//! static data.
//! Never does: check anything the type-checker has checked; optimise.
//!
//! Invariants: runs only on packages without errors; the module it makes verifies; a construct it does not support is a
//! diagnostic `Unsupported`, never wrong code.
#![deny(missing_docs)]

mod assignments;
mod builtins;
mod calls;
mod case_search;
mod channels;
mod closures;
mod comparisons;
mod complex_numbers;
mod composites;
mod constants;
mod control;
mod conversions;
mod defer_recover;
mod descriptors;
mod effects;
mod embedding;
mod evaluation_order;
mod exports;
mod expressions;
mod function;
mod goroutines;
mod host_blocks;
mod initialization;
mod instances;
mod interfaces;
mod intrinsics;
mod linknames;
mod locations;
mod maps;
mod operators;
mod places;
mod program;
mod range_functions;
mod ranges;
mod reflection;
mod runtime_calls;
mod slices;
mod statements;
mod static_data;
mod strings;
mod switches;
mod type_layout;

pub use initialization::string_variable;
pub use program::{BuildMode, EmbeddedVariable, LowerOptions, PackageSource, lower};
