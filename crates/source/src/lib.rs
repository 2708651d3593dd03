//! Source files, byte spans, line indexes and interned names of gowex.
//!
//! Owns: the text of files, [`Span`]s into them, conversion of offsets to line and column, and [`Symbol`]s.
//! Never does: input or output; a file's text is handed in by the caller.
//!
//! Invariants: offsets are UTF-8 bytes in `u32`; lines and columns exist only when something is rendered.
#![deny(missing_docs)]

mod line_directives;
mod line_index;
mod source_map;
mod span;
mod symbol;

pub use line_directives::{LineBase, Place};
pub use line_index::{LineColumn, LineIndex};
pub use source_map::{FileId, SourceFile, SourceMap};
pub use span::Span;
pub use symbol::Symbol;
