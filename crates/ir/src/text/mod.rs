//! The textual form of modules: [`write_module`], [`write_function`] and [`parse_module`].
//!
//! Values and blocks are numbered in order of appearance when written, so that writing what was parsed gives the same
//! text again.

mod lexer;
mod parser;
mod writer;

pub use parser::{ParseError, parse_module};
pub use writer::{write_function, write_module};
