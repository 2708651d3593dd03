//! The map object.
/// Bytes of a map.
pub const MAP_BYTES: u32 = 48;
