//! Maps: swiss tables with groups of eight slots.

pub mod iteration;
pub mod lookup;
pub mod table;
