//! Exact constant values and arithmetic of the Go language.
//!
//! Owns: [`Value`], its arithmetic, comparison, conversion to the kinds of the language, rounding to machine types,
//! decoding of literals and the text forms that messages show.
//! Never does: know types of a program or report diagnostics.
//!
//! Invariants: integers and rationals are exact; a number too large for a rational is a [`BigFloat`] of 512 bits; no
//! value passes through a host float before the conversion that asks for one (Go specification, "Constants").
#![deny(missing_docs)]

mod arithmetic;
mod big_float;
mod byte_string;
mod format;
mod literal;
mod representable;
mod value;

pub use arithmetic::{BinaryOp, CompareOp, UnaryOp, binary, compare, shift_left, shift_right, unary};
pub use big_float::BigFloat;
pub use byte_string::ByteString;
pub use literal::{parse_number, unquote_rune, unquote_string};
pub use representable::{round_to_f32, round_to_f64};
pub use value::{Kind, Value};
