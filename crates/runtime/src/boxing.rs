//! Integers in interfaces, and the memory that small ones and strings of one byte share.
//!
//! Owns that memory: a word for each number below 256, written whenever it is asked for, so that it takes no room in modules.
//! Nobody else writes to it or to what lies in a box.

use crate::heap::allocation::{new_noscan, poll};
use crate::memory::{Addr, store32, store64};

/// Numbers that have a word.
const WORDS: u32 = 256;

#[cfg(target_arch = "wasm32")]
static mut SMALL: [u64; WORDS as usize] = [0; WORDS as usize];

fn words() -> Addr {
    #[cfg(target_arch = "wasm32")]
    return &raw const SMALL as Addr;
    #[cfg(not(target_arch = "wasm32"))]
    return crate::machine::stack_top() + 4096;
}

/// The word of the number's lowest byte, which is its first one as well.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn box_byte(value: u32) -> Addr {
    let byte = value % WORDS;
    let word = words() + byte * 8;
    store64(word, byte as u64);
    word
}

/// An integer of at most 32 bits, extended, in memory.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn box_i32(value: u32) -> Addr {
    if value < WORDS {
        return box_byte(value);
    }
    poll();
    let result = new_noscan(4);
    store32(result, value);
    result
}

/// An integer of 64 bits in memory.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn box_i64(value: u64) -> Addr {
    if value < WORDS as u64 {
        return box_byte(value as u32);
    }
    poll();
    let result = new_noscan(8);
    store64(result, value);
    result
}
