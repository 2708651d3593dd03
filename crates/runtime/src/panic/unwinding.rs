//! Deferred calls and panics of a goroutine: the stack of each, and the protocol of landing blocks.
//!
//! See `ARCHITECTURE.md`, "Panics". A panic remembers the frame whose deferred calls it runs; that is how `recover` knows
//! its caller, and how a panic inside a deferred call finds out which older panics it replaces.

use super::fatal::{fatal, fatal_panic};
use super::run_time_error::{is_run_time_error, panic_nil_argument};
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::heap::collector::mark_root;
use crate::machine;
use crate::memory::{Addr, load32, pointer};
use crate::optional;
use crate::scheduler::goroutine::{FLAG_DEAD, FLAG_MAIN, G, g_at, goroutines};
use abi::frame::{FRAME_DESCRIPTOR, SIZE_BYTES, UNWIND_NONE, UNWIND_PANIC, UNWIND_SUSPEND};

/// A deferred call.
#[repr(C)]
pub struct Defer {
    /// The one deferred before.
    pub next: Addr,
    /// The frame it belongs to.
    pub sp: Addr,
    /// The closure.
    pub closure: Addr,
}

const DEFER_BYTES: u32 = size_of::<Defer>() as u32;

/// A panic or a `Goexit`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Panic {
    /// The one that was in progress before.
    pub link: Addr,
    /// Descriptor of the value's type.
    pub descriptor: Addr,
    /// Data word of the value.
    pub data: Addr,
    /// The frame whose deferred calls it runs; 0: it is unwinding.
    pub sp: Addr,
    /// `$sp` on entry to the function that may recover it.
    pub recover_sp: Addr,
    /// `PANIC_…`.
    pub flags: u32,
    /// The places it has passed (`keep_trace`): their number and their records; 0: none.
    pub trace: Addr,
    /// The outermost frame among those; 0: none.
    pub traced: Addr,
}

const PANIC_BYTES: u32 = size_of::<Panic>() as u32;

/// Recovered; the deferred call that recovered it has not returned yet.
pub const PANIC_RECOVERED: u32 = 1;
/// A panic thrown by one of its deferred calls has passed its frame.
pub const PANIC_ABORTED: u32 = 2;
/// A `Goexit`.
pub const PANIC_GOEXIT: u32 = 4;
/// The value is a run-time error: `data` is a string with the text, whatever the descriptor.
pub const PANIC_RUN_TIME: u32 = 8;
/// A memory fault: Go reports a signal.
pub const PANIC_SIGNAL: u32 = 16;
/// The program is asked for the text of its value.
pub const PANIC_ASKED: u32 = 32;

/// The deferred call at an address.
pub fn defer_at(address: Addr) -> *mut Defer {
    pointer(address)
}

/// The panic at an address.
pub fn panic_at(address: Addr) -> *mut Panic {
    pointer(address)
}

/// The running goroutine; one runs whenever compiled code does.
#[inline(always)]
unsafe fn current() -> *mut G {
    g_at((*goroutines()).current)
}

/// Marks what deferred calls and panics of a goroutine hold.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn mark_panics(address: Addr) {
    let g = &*g_at(address);
    let mut at = g.defers;
    while at != 0 {
        mark_root(at);
        mark_root((*defer_at(at)).closure);
        at = (*defer_at(at)).next;
    }
    at = g.panics;
    while at != 0 {
        mark_root(at);
        mark_root((*panic_at(at)).trace);
        mark_root((*panic_at(at)).data);
        mark_root((*panic_at(at)).descriptor);
        at = (*panic_at(at)).link;
    }
}

/// Starts a panic: unwinds, or ends the program if nothing is deferred.
#[inline(never)]
pub unsafe fn throw(descriptor: Addr, data: Addr, flags: u32) {
    if (*goroutines()).current == 0 {
        fatal(b"panic on system stack");
    }
    let g = &mut *current();
    let address = new_noscan(PANIC_BYTES);
    let link = g.panics;
    *panic_at(address) = Panic { link, descriptor, data, sp: 0, recover_sp: 0, flags, trace: 0, traced: 0 };
    let site = machine::site();
    machine::set_site(0);
    g.panics = address;
    if g.defers == 0 {
        if flags & PANIC_GOEXIT != 0 {
            exit_goroutine();
        } else {
            fatal_panic(site);
        }
        return;
    }
    if flags & PANIC_GOEXIT == 0 {
        optional::keep_trace(site, machine::sp());
    }
    machine::set_unwind(UNWIND_PANIC);
}

/// `panic(value)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gopanic(descriptor: Addr, data: Addr) {
    if descriptor == 0 {
        panic_nil_argument();
        return;
    }
    // One that was recovered keeps its text.
    throw(descriptor, data, if is_run_time_error(descriptor) { PANIC_RUN_TIME } else { 0 });
}

/// `runtime.Goexit`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn goexit() {
    throw(0, 0, PANIC_GOEXIT);
}

/// Ends the running goroutine, whose deferred calls have run: it suspends for ever.
unsafe fn exit_goroutine() {
    let g = &mut *current();
    g.flags |= FLAG_DEAD;
    if g.flags & FLAG_MAIN != 0 {
        (*goroutines()).main_exited = true;
    }
    while g.panics != 0 {
        drop_panic(g);
    }
    machine::set_unwind(UNWIND_SUSPEND);
}

/// Forgets the innermost panic.
unsafe fn drop_panic(g: &mut G) {
    let panic = g.panics;
    g.panics = (*panic_at(panic)).link;
    optional::drop_trace((*panic_at(panic)).trace);
    free_noscan(panic, PANIC_BYTES);
}

/// `defer`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn defer_push(sp: Addr, closure: Addr) {
    let g = &mut *current();
    let address = new_noscan(DEFER_BYTES);
    *defer_at(address) = Defer { next: g.defers, sp, closure };
    g.defers = address;
}

/// The innermost panic is one that runs deferred calls of the frame at `sp` and has been recovered: forget it, with those it
/// had replaced.
unsafe fn settle(g: &mut G, sp: Addr) {
    let top = panic_at(g.panics);
    if g.panics == 0 || (*top).sp != sp || (*top).flags & PANIC_RECOVERED == 0 {
        return;
    }
    loop {
        drop_panic(g);
        let older = panic_at(g.panics);
        if g.panics == 0 || (*older).flags & PANIC_ABORTED == 0 {
            return;
        }
        if (*older).flags & PANIC_GOEXIT != 0 {
            // A recovered panic does not stop the exit: it goes on from here.
            (*older).flags &= !PANIC_ABORTED;
            (*older).sp = sp;
            return;
        }
    }
}

/// The next deferred closure of the frame at `sp`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn defer_pop(sp: Addr) -> Addr {
    let g = &mut *current();
    settle(g, sp);
    let address = g.defers;
    if address == 0 || (*defer_at(address)).sp != sp {
        return 0;
    }
    let top = panic_at(g.panics);
    if g.panics != 0 && (*top).sp == sp {
        (*top).recover_sp = sp;
    }
    let closure = (*defer_at(address)).closure;
    g.defers = (*defer_at(address)).next;
    free_noscan(address, DEFER_BYTES);
    closure
}

/// Ends the deferred calls of the frame at `sp`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn defer_done(sp: Addr) -> i32 {
    let g = &mut *current();
    settle(g, sp);
    let top = panic_at(g.panics);
    if g.panics == 0 || (*top).sp != sp {
        return 0;
    }
    if g.defers == 0 {
        if (*top).flags & PANIC_GOEXIT != 0 {
            exit_goroutine();
        } else {
            fatal_panic(0);
        }
        return 1;
    }
    (*top).sp = 0;
    if (*top).flags & PANIC_GOEXIT == 0 {
        optional::keep_trace(0, sp + load32(load32(sp + FRAME_DESCRIPTOR) + SIZE_BYTES));
    }
    machine::set_unwind(UNWIND_PANIC);
    1
}

/// Start of a landing block of the frame at `$sp`, which a return reaches as well as a panic.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn panic_catch() {
    if machine::unwind() != UNWIND_PANIC {
        return;
    }
    machine::set_unwind(UNWIND_NONE);
    let g = &mut *current();
    let sp = machine::sp();
    let top = &mut *panic_at(g.panics);
    top.sp = sp;
    top.recover_sp = sp;
    let mut older = top.link;
    while older != 0 {
        let panic = &mut *panic_at(older);
        if panic.sp != 0 && panic.sp <= sp {
            panic.flags |= PANIC_ABORTED;
        }
        older = panic.link;
    }
}

/// `recover()`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn recover(entry_sp: Addr) -> Addr {
    let g = &mut *current();
    let top = &mut *panic_at(g.panics);
    if g.panics == 0 || top.recover_sp != entry_sp || top.flags & (PANIC_RECOVERED | PANIC_GOEXIT) != 0 {
        machine::set_result(1, 0);
        return 0;
    }
    top.flags |= PANIC_RECOVERED;
    machine::set_result(1, top.data as u64);
    top.descriptor
}

/// Lets the function that a wrapper calls recover in the wrapper's place.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn recover_adjust(entry_sp: Addr, sp: Addr) {
    let g = &mut *current();
    let top = &mut *panic_at(g.panics);
    if g.panics != 0 && top.recover_sp == entry_sp {
        top.recover_sp = sp;
    }
}
