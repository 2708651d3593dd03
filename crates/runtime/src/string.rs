//! Strings: concatenation, comparison, conversion from and to bytes and runes.
//!
//! UTF-8 as in the specification: an invalid byte decodes to U+FFFD, width 1.

use crate::boxing::box_byte;
use crate::heap::allocation::{new_noscan, poll};
use crate::heap::size_classes::round_up;
use crate::machine::set_result;
use crate::memory::{Addr, copy, copy_in, equal, load8, load32, load64, store32, zero};
use abi::runtime_records::BUFFER_BYTES;

const RUNE_ERROR: u32 = 0xfffd;

/// Where `len` bytes go: to the buffer, if there is one and they fit, or to an object.
unsafe fn place(len: u64, buffer: Addr) -> Addr {
    if buffer != 0 && len <= BUFFER_BYTES as u64 {
        return buffer;
    }
    poll();
    new_noscan(len as u32)
}

/// `a + b`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn string_concat2(a: Addr, a_len: u64, b: Addr, b_len: u64, buffer: Addr) -> Addr {
    set_result(1, a_len + b_len);
    if b_len == 0 {
        return a;
    }
    if a_len == 0 {
        return b;
    }
    let result = place(a_len + b_len, buffer);
    copy(result, a, a_len as u32);
    copy(result + a_len as u32, b, b_len as u32);
    result
}

/// Concatenates `count` strings.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn string_concat(strings: Addr, count: u32, buffer: Addr) -> Addr {
    let mut len = 0;
    let mut non_empty = 0;
    let mut only = 0;
    let end = strings + count * 16;
    let mut at = strings;
    while at < end {
        let part = load64(at + 8);
        if part != 0 {
            len += part;
            non_empty += 1;
            only = load32(at);
        }
        at += 16;
    }
    set_result(1, len);
    if non_empty <= 1 {
        return only;
    }
    let result = place(len, buffer);
    let mut to = result;
    at = strings;
    while at < end {
        let part = load32(at + 8);
        copy(to, load32(at), part);
        to += part;
        at += 16;
    }
    result
}

/// Order of two strings.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn string_compare(a: Addr, a_len: u64, b: Addr, b_len: u64) -> i32 {
    let common = a_len.min(b_len) as u32;
    let mut at = 0;
    while at + 8 <= common && load64(a + at) == load64(b + at) {
        at += 8;
    }
    while at < common {
        let order = load8(a + at) as i32 - load8(b + at) as i32;
        if order != 0 {
            return order;
        }
        at += 1;
    }
    (a_len > b_len) as i32 - (a_len < b_len) as i32
}

/// Whether `len` bytes are equal.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn memory_equal(a: Addr, b: Addr, len: u64) -> i32 {
    (a == b || equal(a, b, len as u32)) as i32
}

/// `string(bytes)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn string_from_bytes(ptr: Addr, len: u64, buffer: Addr) -> Addr {
    if len == 1 {
        return box_byte(load8(ptr) as u32);
    }
    let result = place(len, buffer);
    copy(result, ptr, len as u32);
    result
}

/// `[]byte(string)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bytes_from_string(ptr: Addr, len: u64, buffer: Addr) -> Addr {
    let mut cap = round_up(len, true);
    let result = place(cap, buffer);
    if result == buffer {
        // The slice may be extended to its capacity.
        cap = BUFFER_BYTES as u64;
        zero(result, BUFFER_BYTES);
    }
    copy(result, ptr, len as u32);
    set_result(1, cap);
    result
}

/// Writes a rune as UTF-8 and returns its width.
unsafe fn encode(rune: u32, bytes: &mut [u8; 4]) -> u32 {
    let rune = if rune > 0x10_ffff || (0xd800..0xe000).contains(&rune) { RUNE_ERROR } else { rune };
    let tail = |shift: u32| 0x80 | (rune >> shift) as u8 & 0x3f;
    if rune < 0x80 {
        bytes[0] = rune as u8;
        1
    } else if rune < 0x800 {
        bytes[0] = 0xc0 | (rune >> 6) as u8;
        bytes[1] = tail(0);
        2
    } else if rune < 0x1_0000 {
        bytes[0] = 0xe0 | (rune >> 12) as u8;
        bytes[1] = tail(6);
        bytes[2] = tail(0);
        3
    } else {
        bytes[0] = 0xf0 | (rune >> 18) as u8;
        bytes[1] = tail(12);
        bytes[2] = tail(6);
        bytes[3] = tail(0);
        4
    }
}

/// `string(runes)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn string_from_runes(ptr: Addr, len: u64) -> Addr {
    poll();
    let mut bytes = [0; 4];
    let mut total = 0;
    let mut index = 0;
    while index < len as u32 {
        total += encode(load32(ptr + index * 4), &mut bytes);
        index += 1;
    }
    let result = new_noscan(total);
    let mut to = result;
    index = 0;
    while index < len as u32 {
        let width = encode(load32(ptr + index * 4), &mut bytes);
        copy_in(to, core::slice::from_raw_parts(bytes.as_ptr(), width as usize));
        to += width;
        index += 1;
    }
    set_result(1, total as u64);
    result
}

/// `string(integer)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn string_from_rune(value: u64, buffer: Addr) -> Addr {
    let mut bytes = [0; 4];
    let width = encode(value.min(u32::MAX as u64) as u32, &mut bytes);
    set_result(1, width as u64);
    if width == 1 {
        return box_byte(value as u32);
    }
    let result = place(width as u64, buffer);
    copy_in(result, core::slice::from_raw_parts(bytes.as_ptr(), width as usize));
    result
}

/// The rune at `at` and the address behind it; `at` is below `end`.
unsafe fn decode(at: Addr, end: Addr) -> (u32, Addr) {
    let first = load8(at) as u32;
    if first < 0x80 {
        return (first, at + 1);
    }
    let invalid = (RUNE_ERROR, at + 1);
    let (width, least) = if first < 0xc2 {
        return invalid;
    } else if first < 0xe0 {
        (2, 0x80)
    } else if first < 0xf0 {
        (3, 0x800)
    } else if first < 0xf5 {
        (4, 0x1_0000)
    } else {
        return invalid;
    };
    if end - at < width {
        return invalid;
    }
    let mut rune = first & (0x7f >> width);
    let mut index = 1;
    while index < width {
        let byte = load8(at + index) as u32;
        if byte & 0xc0 != 0x80 {
            return invalid;
        }
        rune = rune << 6 | byte & 0x3f;
        index += 1;
    }
    if rune < least || rune > 0x10_ffff || (0xd800..0xe000).contains(&rune) {
        return invalid;
    }
    (rune, at + width)
}

/// The rune at an index.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn decode_rune(ptr: Addr, len: u64, index: u64) -> u32 {
    let at = ptr + index as u32;
    let (rune, next) = decode(at, ptr + len as u32);
    set_result(1, (next - at) as u64);
    rune
}

/// `[]rune(string)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn runes_from_string(ptr: Addr, len: u64) -> Addr {
    poll();
    let end = ptr + len as u32;
    let mut count = 0;
    let mut at = ptr;
    while at < end {
        at = decode(at, end).1;
        count += 1;
    }
    let bytes = round_up(count as u64 * 4, true);
    let result = new_noscan(bytes as u32);
    let mut to = result;
    at = ptr;
    while at < end {
        let (rune, next) = decode(at, end);
        store32(to, rune);
        to += 4;
        at = next;
    }
    set_result(1, count as u64);
    set_result(2, bytes / 4);
    result
}
