//! Diagnostic codes, messages and their rendering for gowex.
//!
//! Owns: every [`Code`], the [`Diagnostic`] value, the [`Sink`] that collects them and both renderings.
//! Never does: input or output, or decide what is an error.
//!
//! Invariants: a code is declared nowhere else; the order of rendered diagnostics is that of file, position, message.
#![deny(missing_docs)]

mod code;
mod diagnostic;
pub mod render;
mod sink;

pub use code::Code;
pub use diagnostic::{Diagnostic, Label, Severity};
pub use sink::Sink;
