//! The compiler as one function, from packages to a module.
//!
//! Owns: the order of the stages, what stops where after an error, the options they share, and the dumps of every stage.
//! Never does: touch a file, the environment or a terminal; what it reads comes from a `FileProvider`, what it makes is
//! returned. It compiles to wasm32.
//!
//! Invariants: the module depends on the texts and the options only; nothing is lowered while any package has an error.
#![deny(missing_docs)]

mod check;
mod compile;
mod dump;
mod embedding;
mod failure;
mod options;
mod test_program;
mod trace_paths;
mod types_dump;

pub use check::{Checked, Statistics, check};
pub use compile::{Output, compile};
pub use dump::{Stage, dump};
pub use emit::{HostProfile, baseline_features, validate};
pub use failure::{Failure, Form, PackageErrors};
pub use loader::{DirectoryEntry, FileProvider, MemoryFiles, ModMode, NamedPackage, ReadError, WorkFile};
pub use lower::BuildMode;
pub use options::Options;
pub use test_program::{NamedPackages, TestProgram, compile_tests, list_packages};

/// The codes of diagnostics with their explanations.
pub use diagnostics::Code;
