//! What `print` and `println` write, buffered, and the text of numbers.
//!
//! The formats are those of Go's built-in functions; floats are in `float_text`.

use crate::float_text::{print_float32, print_float64};
use crate::machine;
use crate::memory::{Addr, copy_in, load_f32, load_f64, load8, load16, load32, load64, pointer};
use abi::type_descriptor::Kind;

const BUFFER_BYTES: usize = 256;

static mut LEN: u32 = 0;

#[cfg(target_arch = "wasm32")]
static mut BUFFER: [u8; BUFFER_BYTES] = [0; BUFFER_BYTES];

fn buffer() -> Addr {
    #[cfg(target_arch = "wasm32")]
    return &raw const BUFFER as Addr;
    #[cfg(not(target_arch = "wasm32"))]
    return crate::machine::stack_top() + 8192;
}

/// Appends to the buffer.
#[inline(never)]
pub unsafe fn print_bytes(text: &[u8]) {
    let mut rest = text.as_ptr();
    let mut left = text.len() as u32;
    while left != 0 {
        if LEN == BUFFER_BYTES as u32 {
            flush();
        }
        let part = left.min(BUFFER_BYTES as u32 - LEN);
        copy_in(buffer() + LEN, core::slice::from_raw_parts(rest, part as usize));
        LEN += part;
        rest = rest.add(part as usize);
        left -= part;
    }
}

#[inline(never)]
unsafe fn flush() {
    if LEN != 0 {
        machine::write(2, buffer(), LEN);
        LEN = 0;
    }
}

/// Starts a `print` or `println`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_begin() {}

/// Ends a `print` or `println`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_end() {
    flush();
}

/// A boolean.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_bool(value: i32) {
    print_bytes(if value != 0 { b"true" } else { b"false" });
}

/// Writes decimal digits at the end of the buffer and returns them.
pub fn format_u64(buffer: &mut [u8; 20], value: u64) -> &[u8] {
    let mut value = value;
    let mut at = 20;
    loop {
        at -= 1;
        // SAFETY: 64 bits have at most 20 digits.
        unsafe { *buffer.as_mut_ptr().add(at) = b'0' + (value % 10) as u8 };
        value /= 10;
        if value == 0 {
            // SAFETY: as above.
            return unsafe { core::slice::from_raw_parts(buffer.as_ptr().add(at), 20 - at) };
        }
    }
}

/// An unsigned integer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn print_u64(value: u64) {
    print_bytes(format_u64(&mut [0; 20], value));
}

/// A signed integer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_i64(value: i64) {
    if value < 0 {
        print_bytes(b"-");
    }
    print_u64(value.unsigned_abs());
}

/// `0x` and hexadecimal digits.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn print_hex(value: u64) {
    let mut digits = [0u8; 18];
    let mut at = 18;
    let mut value = value;
    loop {
        at -= 1;
        let digit = (value & 15) as u8;
        *digits.as_mut_ptr().add(at) = if digit < 10 { b'0' + digit } else { b'a' - 10 + digit };
        value >>= 4;
        if value == 0 {
            break;
        }
    }
    *digits.as_mut_ptr().add(at - 1) = b'x';
    *digits.as_mut_ptr().add(at - 2) = b'0';
    print_bytes(core::slice::from_raw_parts(digits.as_ptr().add(at - 2), 20 - at));
}

/// A `float64`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_f64(value: f64) {
    print_float64(value, false);
}

/// A `float32`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_f32(value: f32) {
    print_float32(value, false);
}

/// A `complex128`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_c128(re: f64, im: f64) {
    print_bytes(b"(");
    print_float64(re, false);
    print_float64(im, true);
    print_bytes(b"i)");
}

/// A `complex64`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_c64(re: f32, im: f32) {
    print_bytes(b"(");
    print_float32(re, false);
    print_float32(im, true);
    print_bytes(b"i)");
}

/// A string.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_string(ptr: Addr, len: u64) {
    print_bytes(core::slice::from_raw_parts(pointer::<u8>(ptr), len as usize));
}

/// A string, with a tab behind each newline.
pub unsafe fn print_string_indented(ptr: Addr, len: u32) {
    let mut start = ptr;
    let end = ptr + len;
    let mut at = ptr;
    while at < end {
        at += 1;
        if load8(at - 1) == b'\n' {
            print_string(start, (at - start) as u64);
            print_bytes(b"\t");
            start = at;
        }
    }
    print_string(start, (end - start) as u64);
}

/// A pointer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_pointer(ptr: Addr) {
    print_hex(ptr as u64);
}

/// An interface value.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_interface(word: Addr, data: Addr) {
    print_bytes(b"(");
    print_pointer(word);
    print_bytes(b",");
    print_pointer(data);
    print_bytes(b")");
}

/// A slice.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_slice(ptr: Addr, len: u64, cap: u64) {
    print_bytes(b"[");
    print_u64(len);
    print_bytes(b"/");
    print_u64(cap);
    print_bytes(b"]");
    print_pointer(ptr);
}

/// A space.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_space() {
    print_bytes(b" ");
}

/// A newline.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_newline() {
    print_bytes(b"\n");
}

/// A value of a basic kind, in memory.
pub unsafe fn print_basic_value(kind: u8, at: Addr) {
    const fn is(kind: u8, of: Kind) -> bool {
        kind == of as u8
    }
    if is(kind, Kind::Bool) {
        print_bool(load8(at) as i32);
    } else if kind >= Kind::Int as u8 && kind <= Kind::Int64 as u8 {
        print_i64(if is(kind, Kind::Int8) {
            load8(at) as i8 as i64
        } else if is(kind, Kind::Int16) {
            load16(at) as i16 as i64
        } else if is(kind, Kind::Int32) {
            load32(at) as i32 as i64
        } else {
            load64(at) as i64
        });
    } else if kind >= Kind::Uint as u8 && kind <= Kind::Uintptr as u8 {
        print_u64(if is(kind, Kind::Uint8) {
            load8(at) as u64
        } else if is(kind, Kind::Uint16) {
            load16(at) as u64
        } else if is(kind, Kind::Uint32) {
            load32(at) as u64
        } else {
            load64(at)
        });
    } else if is(kind, Kind::Float32) {
        print_f32(load_f32(at));
    } else if is(kind, Kind::Float64) {
        print_f64(load_f64(at));
    } else if is(kind, Kind::Complex64) {
        print_c64(load_f32(at), load_f32(at + 4));
    } else if is(kind, Kind::Complex128) {
        print_c128(load_f64(at), load_f64(at + 8));
    } else {
        print_string_indented(load32(at), load32(at + 8));
    }
}
