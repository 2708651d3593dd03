//! Fatal ends: printing an unrecovered panic and other fatal errors as Go does.

use super::run_time_error::text_of;
use super::unwinding::{PANIC_ASKED, PANIC_GOEXIT, PANIC_RECOVERED, PANIC_RUN_TIME, PANIC_SIGNAL, panic_at};
use crate::machine;
use crate::memory::{Addr, load8, load32};
use crate::optional;
use crate::print::{print_basic_value, print_bytes, print_end, print_string_indented, print_u64};
use crate::scheduler::export::end;
use crate::scheduler::goroutine::{NO_PLACE, g_at, goroutines};
use crate::scheduler::report::{print_goroutine, print_others};
use crate::type_info::{is_basic, kind_of, type_string};
use abi::runtime_records::error_type;
use abi::type_descriptor::Kind;

/// Prints "fatal error: " and the text, and ends the program.
#[cold]
#[inline(never)]
pub fn fatal(text: &[u8]) -> ! {
    // SAFETY: nothing of the runtime's state is used afterwards but to end.
    unsafe {
        print_bytes(b"fatal error: ");
        print_bytes(text);
        print_bytes(b"\n");
        end_running(NO_PLACE, 0)
    }
}

/// As `fatal`, for a text in parts and with where the running goroutine is, innermost at `site`.
#[cold]
#[inline(never)]
pub unsafe fn fatal_at(site: Addr, text: &[&[u8]]) -> ! {
    print_bytes(b"fatal error: ");
    for part in text {
        print_bytes(part);
    }
    print_bytes(b"\n");
    end_running(site, 0)
}

/// As `fatal`, for text in linear memory.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn fatal_error(ptr: Addr, len: u64) {
    print_bytes(b"fatal error: ");
    crate::print::print_string(ptr, len);
    print_bytes(b"\n");
    end_running(machine::site(), 0)
}

/// A function found no room for its frame.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn stack_overflow() {
    print_bytes(b"runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n");
    end_running(machine::site(), 0)
}

/// Prints where the running goroutine is and, unless it panicked with a value of the type `panicked`, where the others are; ends
/// the program.
#[inline(never)]
unsafe fn end_running(site: Addr, panicked: Addr) -> ! {
    let current = (*goroutines()).current;
    if current != 0 {
        print_goroutine(current, b"running", site);
        if panicked == 0 {
            print_others(current);
        } else {
            optional::print_deadlocked(panicked);
        }
    }
    print_end();
    end()
}

/// Prints the panics of the running goroutine, the newest thrown at `site`, and ends the program.
#[cold]
#[inline(never)]
pub unsafe fn fatal_panic(site: Addr) -> ! {
    let newest = (*g_at((*goroutines()).current)).panics;
    let mut at = (*panic_at(newest)).link;
    while at != 0 {
        if (*panic_at(at)).flags & PANIC_ASKED != 0 {
            optional::fail_asking((*panic_at(newest)).descriptor, (*panic_at(newest)).data);
            end_running(site, 0);
        }
        at = (*panic_at(at)).link;
    }
    let mut printed: Addr = 0;
    let mut has_signal = false;
    // From the oldest to the newest: each time the one whose link has been printed.
    while printed != newest {
        let (mut at, mut newer) = (newest, 0);
        while (*panic_at(at)).link != printed {
            newer = at;
            at = (*panic_at(at)).link;
        }
        has_signal |= print_panic(at, newer);
        printed = at;
    }
    if has_signal {
        print_bytes(b"[signal 0xb code=0x0 addr=0x0 pc=0x0]\n");
    }
    end_running(site, (*panic_at(newest)).descriptor)
}

/// Whether a panic has the value of an older one.
unsafe fn is_again(newer: Addr, older: Addr) -> bool {
    let (newer, older) = (&*panic_at(newer), &*panic_at(older));
    newer.descriptor == older.descriptor && newer.data == older.data
}

/// Prints one panic's line, unless it is that of the one before; whether it is a memory fault. `newer` is the next, or 0.
unsafe fn print_panic(address: Addr, newer: Addr) -> bool {
    let panic = *panic_at(address);
    let is_signal = panic.flags & PANIC_SIGNAL != 0;
    let mut prefix: &[u8] = b"panic: ";
    if panic.link != 0 {
        if is_again(address, panic.link) {
            return is_signal;
        }
        if (*panic_at(panic.link)).flags & PANIC_GOEXIT == 0 {
            prefix = b"\tpanic: ";
        }
    }
    if panic.flags & PANIC_GOEXIT != 0 {
        return false;
    }
    let is_run_time = panic.flags & PANIC_RUN_TIME != 0;
    // The program may print as well when it is asked.
    let has_text = !is_run_time && optional::ask_panic_text(address) != 0;
    let transfer = machine::transfer();
    let text = if is_run_time { text_of(panic.data) } else { (load32(transfer), load32(transfer + 8)) };
    print_bytes(prefix);
    if is_run_time || has_text {
        print_string_indented(text.0, text.1);
    } else {
        optional::print_panic_value(panic.descriptor, panic.data);
    }
    if panic.flags & PANIC_RECOVERED != 0 {
        print_bytes(if newer != 0 && is_again(newer, address) { b" [recovered, repanicked]" } else { b" [recovered]" });
    }
    print_bytes(b"\n");
    is_signal
}

/// Asks the program for the text of a panic's value, an error or Stringer; whether the transfer area has it.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn ask_panic_text(address: Addr) -> u32 {
    let panic = panic_at(address);
    (*panic).flags |= PANIC_ASKED;
    let has_text = machine::panic_text((*panic).descriptor, (*panic).data) != 0 && machine::unwind() == 0;
    (*panic).flags &= !PANIC_ASKED;
    machine::set_unwind(0);
    has_text as u32
}

/// Prints the fatal error of a panic that the text of another could not be had for.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn fail_asking(descriptor: Addr, data: Addr) {
    print_bytes(b"fatal error: panic while printing panic value: ");
    if descriptor != 0 && kind_of(descriptor) == Kind::String as u8 && is_predeclared(descriptor) {
        print_basic_value(Kind::String as u8, data);
    } else {
        print_bytes(b"type ");
        if descriptor == 0 {
            print_bytes(error_type::NAMES[0].as_bytes());
        } else {
            print_type(descriptor);
        }
    }
    print_bytes(b"\n");
}

/// Prints the value of a panic that is neither an error nor a Stringer: a basic value, or type and address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_panic_value(descriptor: Addr, data: Addr) {
    let kind = kind_of(descriptor);
    if !is_basic(kind) {
        print_bytes(b"(");
        print_type(descriptor);
        print_bytes(b") ");
        crate::print::print_pointer(data);
        return;
    }
    if is_predeclared(descriptor) {
        print_basic_value(kind, data);
        return;
    }
    print_type(descriptor);
    let is_string = kind == Kind::String as u8;
    let is_complex = kind == Kind::Complex64 as u8 || kind == Kind::Complex128 as u8;
    if !is_complex {
        print_bytes(if is_string { b"(\"" } else { b"(" });
    }
    print_basic_value(kind, data);
    if !is_complex {
        print_bytes(if is_string { b"\")" } else { b")" });
    }
}

/// Whether a type is predeclared: its name has no package.
unsafe fn is_predeclared(descriptor: Addr) -> bool {
    let (ptr, len) = type_string(descriptor);
    let mut at = 0;
    while at < len {
        if load8(ptr + at) == b'.' {
            return false;
        }
        at += 1;
    }
    true
}

unsafe fn print_type(descriptor: Addr) {
    let (ptr, len) = type_string(descriptor);
    crate::print::print_string(ptr, len as u64);
}

/// Prints a goroutine's number, for reports.
pub unsafe fn print_number(number: u32) {
    print_u64(number as u64);
}
