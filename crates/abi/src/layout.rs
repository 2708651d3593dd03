//! The layout record: what the heap knows of an allocated type.
//!
//! Emit writes one record for each type with pointers that is allocated, aligned to 4; the heap uses the two words that
//! belong to it.
//! Pointer-free types have no record: their layout address is 0.

/// Offset of the size of an object in bytes (`u32`, a multiple of 8).
pub const SIZE_BYTES: u32 = 0;
/// Offset of the number of leading words that may hold pointers (`u32`, at least 1).
pub const PTR_WORDS: u32 = 4;
/// Offset of the allocator's free list (`u32`): the first free object, whose word 0 links to the next.
///
/// Taking an object inline is: `p = free; free = load32(p); store32(p, 0)`; the rest of a free object is zero.
pub const FREE: u32 = 8;
/// Offset of the allocator's list of spans (`u32`).
pub const SPAN: u32 = 12;
/// Offset of the bitmap: `ceil(ptr_words / 8)` bytes, bit *i* (low bit first) says that the word at `8 * i` is a pointer.
///
/// A type descriptor's `GCData` points here, so that record and descriptor find each other.
pub const BITMAP: u32 = 16;

/// Bytes of a record of a type with `ptr_words` leading words that may hold pointers.
pub const fn record_bytes(ptr_words: u32) -> u32 {
    BITMAP + ptr_words.div_ceil(8)
}
