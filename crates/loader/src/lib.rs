//! Packages of a compilation: which files they have, and which packages they import.
//!
//! Owns: package patterns, `go.mod`, build constraints, the search for imported packages in the module and in the Go
//! SDK, the import graph and its errors.
//! Never does: touch a file itself, since everything it reads goes through a [`FileProvider`]; resolve names inside a
//! file.
//!
//! Invariants: packages are returned in the order in which Go initialises them (specification, "Program
//! initialization"); the same files give the same order of files, packages and errors.
#![deny(missing_docs)]

mod constraints;
mod go_mod;
mod graph;
mod package_files;
pub mod paths;
mod patterns;
mod provider;
mod resolve;

pub use constraints::{BuildContext, matches_constraint, matches_file_name};
pub use go_mod::{GoMod, GoModError};
pub use graph::{LoadError, LoadOptions, Loaded, LoadedPackage, load};
pub use provider::{DirectoryEntry, FileProvider, MemoryFiles, ReadError};
