//! Optimisation passes over the IR.
//!
//! Owns: the passes, one a file, and their order.
//! Never does: change what a program does; know Go.
//!
//! Invariants: verified IR in, verified IR out; the result does not depend on anything but the input.
#![deny(missing_docs)]

mod allocation;
mod check_elimination;
mod closures;
mod common_subexpressions;
mod dead_code;
mod devirtualization;
mod dominator_forest;
mod escape_analysis;
mod escape_graph;
mod escape_summaries;
mod evaluation;
mod forwarding;
mod identical_functions;
mod inlining;
mod integer_addresses;
mod jump_threading;
mod loop_invariants;
mod loop_inversion;
mod nonnil_parameters;
mod object_liveness;
mod object_roots;
mod pipeline;
mod redundant_loads;
mod scalar_replacement;
mod simplification;
mod ssa_repair;
mod stack_allocation;
mod static_initialization;
mod static_itabs;
mod static_memory;
mod value_ranges;

pub use pipeline::{PASSES, Pass, optimize, run_pass};
