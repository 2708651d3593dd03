//! Run-time errors: Go's messages, and the values they panic with.
//!
//! A run-time error is a boxed string with the whole text, of one of the types that emit lists
//! (`machine::runtime_error_types`).

use super::unwinding::{PANIC_RUN_TIME, PANIC_SIGNAL, throw};
use crate::heap::allocation::{new_noscan, new_object};
use crate::heap::pages::{LAYOUT_STRING, own_layout};
use crate::machine;
use crate::memory::{Addr, copy, copy_in, load8, load32, pointer, store32};
use crate::print::format_u64;
use crate::type_info::{first_missing_method, is_interface, type_string};
use abi::runtime_records::{bounds, error_type};

/// Most bytes of the texts this file makes up; names of types are not among them.
const TEXT_BYTES: usize = 128;

/// A text under construction.
struct Text {
    bytes: [u8; TEXT_BYTES],
    len: usize,
}

impl Text {
    fn new() -> Text {
        Text { bytes: [0; TEXT_BYTES], len: 0 }
    }

    #[inline(never)]
    fn add(&mut self, text: &[u8]) {
        for &byte in text {
            // The longest text has 99 bytes; masking keeps the store in bounds without a check.
            self.bytes[self.len & (TEXT_BYTES - 1)] = byte;
            self.len += 1;
        }
    }

    fn add_number(&mut self, value: u64, is_signed: bool) {
        let mut buffer = [0; 20];
        let is_negative = is_signed && (value as i64) < 0;
        if is_negative {
            self.add(b"-");
        }
        self.add(format_u64(&mut buffer, if is_negative { value.wrapping_neg() } else { value }));
    }
}

/// The text of a run-time error.
pub unsafe fn text_of(data: Addr) -> (Addr, u32) {
    (load32(data), load32(data + 8))
}

/// Panics with the text that the pieces form.
#[inline(never)]
pub unsafe fn throw_pieces(pieces: &[&[u8]], flags: u32) {
    let mut len = 0;
    for piece in pieces {
        len += piece.len() as u32;
    }
    let text = new_noscan(len);
    let mut at = text;
    for piece in pieces {
        copy_in(at, piece);
        at += piece.len() as u32;
    }
    throw_text(text, len, flags);
}

#[inline(never)]
unsafe fn throw_text(text: Addr, len: u32, flags: u32) {
    let value = new_object(own_layout(LAYOUT_STRING));
    store32(value, text);
    store32(value + 8, len);
    let mut which = flags >> TYPE_SHIFT;
    if which == error_type::ERROR_STRING && load8(text) != RUN_TIME_ERROR[0] {
        which = error_type::PLAIN;
    }
    let types = machine::runtime_error_types();
    let descriptor = if types == 0 { 0 } else { load32(types + which * 8) };
    throw(descriptor, value, PANIC_RUN_TIME | flags & ((1 << TYPE_SHIFT) - 1));
}

/// Where the `error_type` is in flags.
const TYPE_SHIFT: u32 = 16;
const BOUNDS: u32 = error_type::BOUNDS << TYPE_SHIFT;
const TYPE_ASSERTION: u32 = error_type::TYPE_ASSERTION << TYPE_SHIFT;
const PANIC_NIL: u32 = error_type::PANIC_NIL << TYPE_SHIFT;

/// Whether a type is one of those of run-time errors whose values have their texts: programs make those of `panic(nil)`, too.
pub unsafe fn is_run_time_error(descriptor: Addr) -> bool {
    let types = machine::runtime_error_types();
    let mut which = 0;
    while types != 0 && which < error_type::PANIC_NIL {
        if load32(types + which * 8) == descriptor {
            return true;
        }
        which += 1;
    }
    false
}

const RUN_TIME_ERROR: &[u8] = b"runtime error: ";

/// Panics with "runtime error: " and the text.
#[inline(never)]
unsafe fn throw_run_time(text: &[u8], flags: u32) {
    throw_pieces(&[RUN_TIME_ERROR, text], flags);
}

/// Bytes in linear memory as a Rust slice, for the duration of a call.
unsafe fn bytes<'a>(range: (Addr, u32)) -> &'a [u8] {
    core::slice::from_raw_parts(pointer::<u8>(range.0), range.1 as usize)
}

/// Index out of range.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_index(index: u64, len: u64) {
    panic_bounds(index, len, bounds::INDEX);
}

/// Index or slice bounds out of range.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn panic_bounds(x: u64, y: u64, code: i32) {
    let is_signed = code & bounds::UNSIGNED == 0;
    let code = code & !bounds::UNSIGNED;
    let mut text = Text::new();
    if code == bounds::CONVERT {
        text.add(b"cannot convert slice with length ");
        text.add_number(y, true);
        text.add(b" to array or pointer to array with length ");
        text.add_number(x, true);
        throw_run_time(&text.bytes[..text.len & (TEXT_BYTES - 1)], BOUNDS);
        return;
    }
    let has_y = !(is_signed && (x as i64) < 0);
    text.add(if code == bounds::INDEX { b"index" } else { b"slice bounds" });
    text.add(b" out of range [");
    if code == bounds::SLICE3_LEN || code == bounds::SLICE3_CAP {
        text.add(b"::");
    } else if code == bounds::SLICE_LEN || code == bounds::SLICE_CAP || code == bounds::SLICE3_MAX_ORDER {
        text.add(b":");
    }
    text.add_number(x, is_signed);
    if code == bounds::SLICE_ORDER || code >= bounds::SLICE3_MAX_ORDER {
        text.add(b":");
        if has_y {
            text.add_number(y, true);
        }
        text.add(if code == bounds::SLICE3_ORDER { b":]" } else { b"]" });
    } else {
        text.add(b"]");
        if has_y {
            text.add(b" with ");
            let is_capacity = code == bounds::SLICE_CAP || code == bounds::SLICE3_CAP;
            text.add(if is_capacity { b"capacity " } else { b"length " });
            text.add_number(y, true);
        }
    }
    throw_run_time(&text.bytes[..text.len & (TEXT_BYTES - 1)], BOUNDS);
}

/// Nil pointer dereference.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_nil() {
    throw_run_time(b"invalid memory address or nil pointer dereference", PANIC_SIGNAL);
}

/// Integer division by zero.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_divide() {
    throw_run_time(b"integer divide by zero", 0);
}

/// Negative shift count.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_shift() {
    throw_run_time(b"negative shift amount", 0);
}

/// Assignment to an entry of a nil map.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_nil_map() {
    throw_pieces(&[b"assignment to entry in nil map"], 0);
}

/// Send on a closed channel.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn panic_closed_send() {
    throw_pieces(&[b"send on closed channel"], 0);
}

/// `close` of nil or of a closed channel.
#[inline(never)]
pub unsafe fn panic_close(is_nil: bool) {
    throw_pieces(&[b"close of ", if is_nil { b"nil" } else { b"closed" }, b" channel"], 0);
}

/// `make(chan T, size)` with a bad size.
#[inline(never)]
pub unsafe fn panic_make_chan() {
    throw_pieces(&[b"makechan: size out of range"], 0);
}

/// `make([]T, …)` or `append` with a bad length or capacity.
#[inline(never)]
pub unsafe fn panic_slice_size(function: &[u8], what: &[u8]) {
    throw_pieces(&[RUN_TIME_ERROR, function, b"slice: ", what, b" out of range"], 0);
}

/// A key or an operand of `==` whose type does not allow it.
#[inline(never)]
pub unsafe fn panic_type(what: &[u8], descriptor: Addr) {
    throw_pieces(&[RUN_TIME_ERROR, what, b" type ", bytes(type_string(descriptor))], 0);
}

/// `panic(nil)`.
#[inline(never)]
pub unsafe fn panic_nil_argument() {
    throw_pieces(&[b"runtime error: panic called with nil argument"], PANIC_NIL);
}

/// Failed type assertion.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_assert(interface_type: Addr, concrete_type: Addr, asserted_type: Addr) {
    let conversion: &[u8] = b"interface conversion: ";
    let asserted = bytes(type_string(asserted_type));
    let interface = if interface_type == 0 { b"interface" } else { bytes(type_string(interface_type)) };
    if concrete_type == 0 {
        throw_pieces(&[conversion, interface, b" is nil, not ", asserted], TYPE_ASSERTION);
        return;
    }
    let concrete = bytes(type_string(concrete_type));
    if is_interface(asserted_type) {
        let method = bytes(first_missing_method(asserted_type, concrete_type));
        throw_pieces(&[conversion, concrete, b" is not ", asserted, b": missing method ", method], TYPE_ASSERTION);
        return;
    }
    let same: &[u8] = if concrete == asserted { b" (types from different scopes)" } else { b"" };
    throw_pieces(&[conversion, interface, b" is ", concrete, b", not ", asserted, same], TYPE_ASSERTION);
}

/// A run-time error with the given text.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_text_error(ptr: Addr, len: u64) {
    let text = new_noscan(len as u32);
    copy(text, ptr, len as u32);
    throw_text(text, len as u32, 0);
}
