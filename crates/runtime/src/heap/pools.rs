//! Pools of values that are kept for later use (`sync.Pool`). Owns the list of those that hold something: each collection lets
//! go of what the one before left, as Go's does.
//!
//! The records are the program's, in the layout of `abi::runtime_records::pool`.

use super::collector::mark_root;
use crate::memory::{Addr, load32, store32};
use abi::runtime_records::pool;

static mut FIRST: Addr = 0;

/// Puts a pool into the list, in which it is not.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn pool_register(record: Addr) {
    store32(record + pool::NEXT, FIRST);
    FIRST = record;
}

/// A collection begins: what pools hold becomes what it leaves to them, and what the last one left is gone. Pools without
/// anything leave the list.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn age_pools() {
    let mut kept = 0;
    let mut record = FIRST;
    while record != 0 {
        let next = load32(record + pool::NEXT);
        let mut bits = 0;
        let mut at = record + pool::ITEMS;
        while at < record + pool::ITEMS + pool::ITEMS_BYTES {
            let word = load32(at);
            bits |= word;
            store32(at + pool::ITEMS_BYTES, word);
            store32(at, 0);
            at += 4;
        }
        if bits != 0 {
            mark_root(record);
            kept = record;
        } else {
            store32(record + pool::IS_LISTED, 0);
            if kept == 0 {
                FIRST = next;
            } else {
                store32(kept + pool::NEXT, next);
            }
        }
        record = next;
    }
}
