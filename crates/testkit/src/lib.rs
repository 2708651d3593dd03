//! The test harness.
//!
//! Owns: what a test file says about its expectations (directives and annotations), finding cases, and running them on
//! several threads with a report for each that fails.
//! Never does: run a module; the tests of the command do, with the command's own host.
//!
//! Invariant: a harness that finds no case fails.
#![deny(missing_docs)]

mod annotations;
mod cases;
mod directives;
mod traces;

pub use annotations::{check_annotations, expected_errors};
pub use cases::{Case, Failed, find_cases, repository, run_all};
pub use directives::{CallExpectation, Directives, Expected};
pub use traces::without_traces;
