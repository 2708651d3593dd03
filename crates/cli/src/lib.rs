//! The shell around the compiler: files, the environment, the terminal, and a host that runs modules.
//!
//! Owns: the command line of `gowex`, the search for a Go SDK, the WASI host for `run`, `call` and `test`.
//! Never does: compile; that is `driver`'s.
//!
//! It is a library so that the tests and `xtask` use the same host as the command.
#![deny(missing_docs)]

pub mod arguments;
mod calls;
mod commands;
pub mod disk;
mod go_environment;
pub mod host;
mod module_path;
mod module_symbols;
mod node;
mod report;
pub mod sdk;
mod testing;
mod usage;

pub use calls::{Call, CallOutcome, show_values};
pub use commands::execute;
pub use testing::TestOptions;
