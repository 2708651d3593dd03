//! Hashing of bytes and words, and the runtime's random numbers.
//!
//! Words: a multiply-and-fold step as in wyhash (Wang Yi, public domain). Seeds come from the host once.

use crate::machine;
use crate::memory::{Addr, load8, load32, load64};

static mut STATE: u64 = 0;

/// 32 random bits (wyrand), not for secrets.
#[inline(never)]
pub unsafe fn next_random() -> u32 {
    if STATE == 0 {
        STATE = machine::random() as u64 | 1;
    }
    STATE = STATE.wrapping_add(0xa076_1d64_78bd_642f);
    (mix(STATE, STATE ^ 0xe703_7ed1_a0b4_28db) >> 16) as u32
}

/// Multiplies to 128 bits and folds.
#[inline(always)]
fn mix(a: u64, b: u64) -> u64 {
    // Two 64-bit products instead of a 128-bit one, which Wasm does not have.
    let low = a.wrapping_mul(b | 1);
    let high = (a >> 32 ^ b).wrapping_mul(a << 1 | 1);
    low ^ high.rotate_left(32)
}

/// Hash of a word.
#[inline(always)]
pub fn hash_word(value: u64, seed: u64) -> u64 {
    let mut x = (value ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 32;
    x = x.wrapping_mul(0xe703_7ed1_a0b4_28db);
    x ^ (x >> 29)
}

/// Hash of bytes.
#[inline(never)]
pub unsafe fn hash_bytes(at: Addr, len: u32, seed: u64) -> u64 {
    let mut hash = seed ^ (len as u64).wrapping_mul(0xa076_1d64_78bd_642f);
    let mut at = at;
    let mut left = len;
    while left > 8 {
        hash = (hash ^ load64(at)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 32;
        at += 8;
        left -= 8;
    }
    let tail = if left >= 4 {
        load32(at) as u64 | (load32(at + left - 4) as u64) << 32
    } else if left != 0 {
        load8(at) as u64 | (load8(at + left / 2) as u64) << 8 | (load8(at + left - 1) as u64) << 16
    } else {
        0
    };
    hash_word(tail, hash)
}
