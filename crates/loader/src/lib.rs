//! Packages of a compilation: which files they have, and which packages they import.
//!
//! Owns: package patterns, `go.mod`, `go.work`, vendor directories and the module cache, build constraints, embedded
//! files, the search for imported packages, packages made for tests, the import graph and its errors; how the overlay's
//! files and the SDK's make one package.
//! Never does: touch a file itself, since everything it reads goes through a [`FileProvider`]; fetch or write anything;
//! resolve names inside a file.
//!
//! Invariants: packages are returned in the order in which Go initialises them (specification, "Program
//! initialization"); the same files give the same order of files, packages and errors, whatever the threads do.
#![deny(missing_docs)]

mod constraints;
mod embed;
mod glob;
mod go_mod;
mod go_work;
mod graph;
mod import_cycles;
mod initialization_order;
mod mod_syntax;
mod module_cache;
mod module_graph;
mod modules;
mod overlay;
mod package_files;
mod parallel;
pub mod paths;
mod patterns;
mod provider;
mod resolve;
mod test_packages;
mod vendor_list;
mod version;

pub use constraints::{BuildContext, is_test_name, matches_constraint, matches_file_name};
pub use embed::{Embed, EmbeddedFile};
pub use go_mod::{GoMod, Replacement, Requirement};
pub use graph::{LoadError, LoadOptions, Loaded, LoadedPackage, load};
pub use mod_syntax::GoModError;
pub use modules::{ModMode, WorkFile};
pub use overlay::{Overlay, OverlayPackage};
pub use provider::{DirectoryEntry, FileProvider, MemoryFiles, ReadError};
pub use version::{LanguageVersion, NEWEST};
