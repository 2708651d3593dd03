//! Slices: `make` and the growth of `append`.
//!
//! Growth follows Go's rule and size classes, so that `cap` agrees.

use crate::heap::allocation::{new_array, poll};
use crate::heap::size_classes::round_up;
use crate::machine::set_result;
use crate::memory::{Addr, copy};
use crate::panic::run_time_error::panic_slice_size;

/// Most bytes an array may have.
const MAX_BYTES: u64 = 0x7fff_0000;

/// Whether `count` elements are a legal array.
fn fits(elem_bytes: u32, count: u64) -> bool {
    count <= i64::MAX as u64 && (elem_bytes == 0 || count <= MAX_BYTES / elem_bytes as u64)
}

/// `make([]T, len, cap)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn make_slice(elem_layout: Addr, elem_bytes: u32, len: u64, cap: u64) -> Addr {
    poll();
    if len > cap || !fits(elem_bytes, cap) {
        // Go blames the length if that is wrong on its own.
        let is_len = !fits(elem_bytes, len);
        panic_slice_size(b"make", if is_len || len > i64::MAX as u64 { b"len" } else { b"cap" });
        return 0;
    }
    if elem_bytes == 0 {
        return new_array(0, 0, 0);
    }
    new_array(elem_layout, elem_bytes, cap)
}

/// The capacity before rounding.
fn next_capacity(needed: u64, cap: u64) -> u64 {
    const THRESHOLD: u64 = 256;
    if needed > cap * 2 {
        return needed;
    }
    if cap < THRESHOLD {
        return cap * 2;
    }
    let mut grown = cap;
    while grown < needed {
        grown += (grown + 3 * THRESHOLD) >> 2;
    }
    grown
}

/// `append` beyond the capacity.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn slice_grow(
    elem_layout: Addr,
    elem_bytes: u32,
    ptr: Addr,
    len: u64,
    cap: u64,
    needed: u64,
) -> Addr {
    poll();
    if !fits(elem_bytes, needed) {
        panic_slice_size(b"grow", b"len");
        return 0;
    }
    if elem_bytes == 0 {
        set_result(1, needed);
        return new_array(0, 0, 0);
    }
    let grown = next_capacity(needed, cap);
    let bytes = round_up(grown * elem_bytes as u64, elem_layout == 0);
    let cap = bytes / elem_bytes as u64;
    let array = new_array(elem_layout, elem_bytes, cap);
    copy(array, ptr, len as u32 * elem_bytes);
    set_result(1, cap);
    array
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity(elem_bytes: u64, noscan: bool, cap: u64, needed: u64) -> u64 {
        round_up(next_capacity(needed, cap) * elem_bytes, noscan) / elem_bytes
    }

    #[test]
    fn capacities_are_those_of_go() {
        assert_eq!(capacity(8, true, 0, 1), 1);
        assert_eq!(capacity(8, true, 2, 3), 4);
        assert_eq!(capacity(8, true, 256, 257), 512);
        assert_eq!(capacity(8, true, 512, 513), 848);
        assert_eq!(capacity(1, true, 0, 5), 8);
        assert_eq!(capacity(16, false, 4, 5), 8);
        assert_eq!(capacity(4, true, 0, 5), 6);
    }
}
