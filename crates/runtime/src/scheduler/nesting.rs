//! Calls of the program that the host makes while the program calls it: what lies below such a call, and what becomes of it when
//! calls never return because the host has thrown something through them. Owns the list of calls in progress but for the target
//! of the innermost; never runs a goroutine.
//!
//! Nothing tells the program that its frames have been cut off. The number of the innermost call, the global `$call`, is odd
//! while the program calls the host. Code that calls the host keeps it in a local: if the number differs behind the call, those
//! above have been cut off; if no call has the local's number any more, the program has taken this one for cut off.
//!
//! Linked only to programs that call the host and have exports. See `ARCHITECTURE.md`, "Calls in calls".

use super::export::{self, IS_SCRIPTED, LOST, cut_off, lose_goroutine};
use super::goroutine::{FLAG_AWAITED, g_at, goroutines};
use super::{javascript, switch};
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::heap::collector::mark_root;
use crate::machine;
use crate::memory::{Addr, copy, pointer};
use crate::panic::fatal::fatal;

/// How many calls may be nested. Hosts that throw through calls of theirs leave calls behind that look as if they were in
/// progress: of more than that many the oldest is taken for such a one.
const MOST: u32 = if IS_SCRIPTED { 16384 } else { 256 };

/// Bytes of the image's own stack.
const RUST_STACK_BYTES: u32 =
    if IS_SCRIPTED { abi::memory::GOJS_RUST_STACK_BYTES } else { abi::memory::RUST_STACK_BYTES };

/// Of the image's own stack what a nested call needs: for the frames of the run loop and of whatever it or compiled code calls.
const ROOM_BYTES: u32 = 4096;

/// A call in progress.
#[repr(C)]
#[derive(Clone, Copy)]
struct Call {
    /// The goroutine that called the host that made this call; 0: none, it is the outermost.
    below: Addr,
    /// Its `$sp`.
    sp: Addr,
    /// Upper end of its frames in the region.
    live_top: Addr,
    /// The image's stack pointer.
    rust_sp: u32,
    /// `$call` before the call and after it; of the outermost 0: unchanged.
    number: i32,
    /// The goroutine of the call, until it has finished; of the innermost call `export` has it.
    target: Addr,
    /// The call this one is nested in.
    outer: Addr,
}

const CALL_BYTES: u32 = size_of::<Call>() as u32;
const OUTERMOST: Call = Call { below: 0, sp: 0, live_top: 0, rust_sp: 0, number: 0, target: 0, outer: 0 };

/// The innermost call.
static mut INNERMOST: Call = OUTERMOST;
/// How many calls it is nested in.
static mut DEPTH: u32 = 0;
/// The last number given. That numbers come again after two thousand million calls does not matter: a call that is taken for
/// cut off, but is not, would have to return at exactly that one.
static mut LAST: i32 = 0;

fn at(address: Addr) -> *mut Call {
    pointer(address)
}

unsafe fn fresh_number() -> i32 {
    LAST = LAST.wrapping_add(2);
    LAST
}

/// The calls that the innermost one is nested in.
#[inline(always)]
unsafe fn each_outer(mut visit: impl FnMut(Addr)) {
    let mut address = INNERMOST.outer;
    while address != 0 {
        visit(address);
        address = (*at(address)).outer;
    }
}

/// A call begins while the running goroutine calls the host, with the image's stack pointer at `rust_sp`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn enter_nested(rust_sp: u32) {
    let all = &mut *goroutines();
    let outer = new_noscan(CALL_BYTES);
    at(outer).write((&raw const INNERMOST).read());
    let target = export::target();
    (*at(outer)).target = target;
    if target > LOST {
        (*g_at(target)).flags |= FLAG_AWAITED;
    }
    INNERMOST = Call {
        below: all.current,
        sp: machine::sp(),
        live_top: all.live_top,
        rust_sp,
        number: machine::call_number(),
        target: 0,
        outer,
    };
    machine::set_call_number(fresh_number());
    switch::save_goroutine(all.current);
    all.current = 0;
    DEPTH += 1;
    let has_room = rust_sp + RUST_STACK_BYTES >= machine::rust_stack_top() + ROOM_BYTES;
    if DEPTH > MOST || !has_room {
        // Blocks for arguments are not found again once one below is free.
        let most = if has_room && !IS_SCRIPTED { MOST } else { 0 };
        while DEPTH > most {
            forget_oldest();
        }
        if !has_room {
            machine::set_rust_sp(machine::rust_stack_top());
        }
    }
    if IS_SCRIPTED && INNERMOST.below != 0 {
        javascript::enter_block();
    }
}

/// Forgets the outermost call and the goroutine that called the host in it: the call above is then the outermost.
unsafe fn forget_oldest() {
    let mut call = &raw mut INNERMOST;
    while (*at((*call).outer)).outer != 0 {
        call = at((*call).outer);
    }
    let Call { below, outer, target, .. } = *call;
    // The number that calls have that are nested in nothing must not be one that a forgotten one waits for.
    *call = Call { number: fresh_number(), target, ..OUTERMOST };
    DEPTH -= 1;
    free_noscan(outer, CALL_BYTES);
    lose_goroutine(below);
}

/// The innermost call ends: the goroutine below it, if there is one, is the running one again. Returns the image's stack pointer
/// then, 0 if there is none.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn leave_nested() -> u32 {
    let call = (&raw const INNERMOST).read();
    if call.number != 0 {
        machine::set_call_number(call.number);
    }
    if call.below == 0 {
        INNERMOST = OUTERMOST;
        return 0;
    }
    INNERMOST = at(call.outer).read();
    export::set_target(INNERMOST.target);
    free_noscan(call.outer, CALL_BYTES);
    DEPTH -= 1;
    let all = &mut *goroutines();
    all.current = call.below;
    all.live_top = call.live_top;
    copy(call.sp, (*g_at(call.below)).saved_frame(call.sp), call.live_top - call.sp);
    machine::set_sp(call.sp);
    call.rust_sp
}

/// A call of the host's has returned to a goroutine that made it when `$call` was `number`, which it is not: what was called
/// meanwhile has been cut off.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[cold]
#[inline(never)]
pub unsafe extern "C" fn lose_calls(number: i32) {
    while machine::call_number() != number {
        let is_outermost = INNERMOST.below == 0;
        cut_off();
        if is_outermost {
            fatal(b"too many calls in progress: a function of the host returned to one that was taken for cut off");
        }
    }
}

/// Whether the innermost call is nested in another one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn is_nested() -> u32 {
    DEPTH
}

/// A goroutine has ended that calls below the innermost may be for: it has finished (0, or `export::MAIN_EXITED`) or is `LOST`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn end_target(g: Addr, end: Addr) {
    each_outer(|call| {
        if (*at(call)).target == g {
            (*at(call)).target = end;
        }
    });
}

/// Ends a call whose goroutine has been cut off in another one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn fail_lost_call() {
    if export::target() == LOST {
        fatal(b"the goroutine of an exported call ran in another one that the host cut off");
    }
}

/// Marks the list.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn mark_calls() {
    each_outer(|call| mark_root(call));
}
