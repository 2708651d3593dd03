//! Maps.
pub mod table;
