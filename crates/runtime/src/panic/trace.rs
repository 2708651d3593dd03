//! Stack traces: where a goroutine is, from the sites in its frames.
//!
//! See `ARCHITECTURE.md`, "Stack traces". Written to be small: every program that can panic has it.

use crate::machine;
use crate::memory::{Addr, load8, load32};
use crate::optional;
use crate::print::{print_bytes, print_string, print_u64};
use crate::scheduler::goroutine::{g_at, goroutines};
use abi::frame;
use abi::trace::{HAS_FRAME, INNER_FRAMES, IS_INLINED, LINE_SHIFT, OUTER_FRAMES};

/// What is printed of a sequence of places.
struct Printer {
    index: u32,
    /// The first that is left out.
    elided_from: u32,
    /// How many are left out.
    elided: u32,
    /// Whether they are only counted.
    only_counts: bool,
}

static mut PRINTER: Printer = Printer { index: 0, elided_from: 0, elided: 0, only_counts: false };

/// Where [`next_number`] reads.
pub static mut CURSOR: Addr = 0;

/// Reads a number in LEB128.
#[inline(never)]
pub unsafe fn next_number() -> u32 {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let byte = load8(CURSOR) as u32;
        CURSOR += 1;
        value |= (byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

/// Prints a text that ends with a zero byte.
#[inline(never)]
unsafe fn print_text(at: Addr) {
    let mut end = at;
    while load8(end) != 0 {
        end += 1;
    }
    print_string(at, (end - at) as u64);
}

/// Prints the function of a function record; returns its file.
#[inline(never)]
unsafe fn print_function(function: Addr) -> Addr {
    CURSOR = function;
    let file = next_number();
    print_text(CURSOR);
    file
}

/// Prints a line with file and line.
#[inline(never)]
unsafe fn print_line(file: Addr, head: u32) {
    print_bytes(b"\n\t");
    print_text(file);
    print_bytes(b":");
    print_u64((head >> LINE_SHIFT) as u64);
    print_bytes(b"\n");
}

/// Takes a record, which may stand for several functions; 0 stands for none.
#[inline(never)]
pub unsafe fn take_record(record: Addr) {
    let printer = &mut *(&raw mut PRINTER);
    let mut at = record;
    while at != 0 {
        CURSOR = at;
        let head = next_number();
        let function = next_number();
        at = if head & IS_INLINED == 0 { 0 } else { CURSOR };
        let index = printer.index;
        printer.index += 1;
        if printer.only_counts {
            continue;
        }
        if index.wrapping_sub(printer.elided_from) >= printer.elided {
            let file = print_function(function);
            print_bytes(b"(...)");
            print_line(file, head);
        } else if index == printer.elided_from {
            print_bytes(b"...");
            print_u64(printer.elided as u64);
            print_bytes(b" frames elided...\n");
        }
    }
}

/// Prints that deferred calls run for a panic.
pub unsafe fn take_panic() {
    if !PRINTER.only_counts {
        print_bytes(b"panic(...)\n");
    }
}

/// What is done with the places of a goroutine.
pub trait Places {
    /// Takes a record, which may stand for several functions; 0 stands for none.
    unsafe fn take(record: Addr);
    /// Takes the places that a panic has passed whose deferred calls the frame at `sp` runs; 0 if there are none.
    unsafe fn take_kept(address: Addr, sp: Addr, site: Addr) -> u32;
}

/// Prints or counts places.
struct Printed;

impl Places for Printed {
    #[inline(always)]
    unsafe fn take(record: Addr) {
        take_record(record);
    }

    #[inline(always)]
    unsafe fn take_kept(address: Addr, sp: Addr, site: Addr) -> u32 {
        optional::take_kept_trace(address, sp, site)
    }
}

#[inline(never)]
unsafe fn print_places(address: Addr, site: Addr) {
    PRINTER.index = 0;
    walk::<Printed>(address, site);
}

/// Takes a goroutine's places; `site` is the innermost, unless it is 0.
#[inline(always)]
pub unsafe fn walk<P: Places>(address: Addr, site: Addr) {
    P::take(site);
    let mut at = machine::stack_top() - (*g_at(address)).saved_bytes;
    if address == (*goroutines()).current {
        at = machine::sp();
    }
    let mut is_known = has_frame(site);
    while at != machine::stack_top() {
        let frame = frame_at(address, at);
        let descriptor = load32(frame + frame::FRAME_DESCRIPTOR);
        if P::take_kept(address, at, site) == 0 && !is_known {
            P::take(record_of(frame));
        }
        is_known = false;
        at += load32(descriptor + frame::SIZE_BYTES);
    }
}

/// Whether the function of a place has a frame.
pub unsafe fn has_frame(record: Addr) -> bool {
    record != 0 && load8(record) as u32 & HAS_FRAME != 0
}

/// Where the frame of a goroutine is that belongs at `sp`.
pub unsafe fn frame_at(address: Addr, sp: Addr) -> Addr {
    let all = &*goroutines();
    if address == all.current && sp < all.live_top { sp } else { (*g_at(address)).saved_frame(sp) }
}

/// The record of the call that a frame's function is making, or 0.
pub unsafe fn record_of(frame: Addr) -> Addr {
    let sites = load32(load32(frame + frame::FRAME_DESCRIPTOR) + frame::SITES);
    if sites == 0 { 0 } else { load32(sites + load32(frame + frame::FRAME_SITE) * 4 - 4) }
}

/// Prints where a goroutine is, `site` innermost if it is not 0, and who made it; always 1.
#[cold]
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_trace(address: Addr, site: Addr) -> u32 {
    let printer = &mut *(&raw mut PRINTER);
    printer.only_counts = true;
    print_places(address, site);
    printer.only_counts = false;
    printer.elided_from = INNER_FRAMES;
    printer.elided = printer.index.saturating_sub(INNER_FRAMES + OUTER_FRAMES);
    print_places(address, site);
    let g = &*g_at(address);
    if g.created_at != 0 {
        print_bytes(b"created by ");
        CURSOR = g.created_at;
        let head = next_number();
        let file = print_function(next_number());
        print_bytes(b" in goroutine ");
        print_u64(g.parent as u64);
        print_line(file, head);
    }
    1
}
