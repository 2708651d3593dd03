//! Switching: suspending the running goroutine and running another until it suspends or ends.
//!
//! See `ARCHITECTURE.md`, "Frames and suspension". Never holds a Rust frame across a switch other than the run loop's.

use super::goroutine::{FLAG_DEAD, FLAG_SEND_CLOSED, FLAG_STACK_OBJECTS, Reason, g_at, goroutines, new_goroutine};
use super::queue;
use crate::machine;
use crate::memory::{Addr, copy_frames, load32, load64};
use crate::optional;
use crate::panic::unwinding::defer_at;
use abi::frame;

/// Suspends the running goroutine, which someone is to make runnable.
pub unsafe fn suspend(reason: Reason) {
    let current = (*goroutines()).current;
    (*g_at(current)).reason = reason;
    optional::bubble_suspend(current);
    if optional::wait_alone() == 0 {
        machine::set_unwind(frame::UNWIND_SUSPEND);
    }
}

/// Starts or resumes a goroutine and runs it until it suspends or ends; whether it has ended.
///
/// # Safety
/// No goroutine is running, and `g` waits for nothing.
#[inline(always)]
pub unsafe fn run_goroutine(address: Addr) -> bool {
    let all = &mut *goroutines();
    let g = &mut *g_at(address);
    all.current = address;
    all.live_top = machine::stack_top() - g.saved_bytes;
    machine::set_sp(all.live_top);
    machine::set_unwind(frame::UNWIND_NONE);
    if g.closure != 0 {
        let closure = g.closure;
        g.closure = 0;
        machine::call_closure(load64(closure) as u32, closure);
    } else {
        optional::resume_goroutine(address);
    }
    all.current = 0;
    let ended = machine::unwind() != frame::UNWIND_SUSPEND || g.flags & FLAG_DEAD != 0;
    if ended {
        optional::free_goroutine(address);
    } else {
        optional::save_goroutine(address);
    }
    machine::set_unwind(frame::UNWIND_NONE);
    ended
}

/// Moves the frames of a goroutine that has just suspended out of the region.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn save_goroutine(address: Addr) {
    (*g_at(address)).save_frames(machine::sp(), (*goroutines()).live_top);
}

/// Resumes the running goroutine, frame by frame, until it suspends or has no frame left.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn resume_goroutine(address: Addr) {
    let all = &mut *goroutines();
    let g = &mut *g_at(address);
    let mut sp = all.live_top;
    if g.flags & FLAG_STACK_OBJECTS != 0 {
        g.flags &= !FLAG_STACK_OBJECTS;
        all.live_top = machine::stack_top();
        copy_frames(sp, g.saved_frame(sp), g.saved_bytes);
    }
    let mut slot = 0;
    if g.case_count != 0 {
        machine::set_result(0, g.index as u64);
        optional::end_select(address);
        slot = 1;
    }
    machine::set_result(slot, g.elem as u64);
    machine::set_result(slot + 1, g.ok as u64);
    if g.flags & FLAG_SEND_CLOSED != 0 {
        g.flags &= !FLAG_SEND_CLOSED;
        machine::set_site(0);
        optional::panic_closed_send();
    }
    loop {
        let state = machine::unwind();
        if state == frame::UNWIND_SUSPEND {
            return;
        }
        let mut entry = frame::UNWIND_RESUME;
        if state == frame::UNWIND_PANIC {
            // Only the frame with the innermost deferred call has a use for the panic; without one it was fatal.
            entry = frame::UNWIND_RESUME_PANIC;
            sp = (*defer_at(g.defers)).sp;
        }
        if sp == machine::stack_top() {
            return;
        }
        if sp >= all.live_top {
            let bytes = load32(load32(g.saved_frame(sp) + frame::FRAME_DESCRIPTOR) + frame::SIZE_BYTES);
            copy_frames(sp, g.saved_frame(sp), bytes);
            all.live_top = sp + bytes;
        }
        let descriptor = load32(sp + frame::FRAME_DESCRIPTOR);
        machine::set_sp(sp);
        machine::set_unwind(entry);
        sp += load32(descriptor + frame::SIZE_BYTES);
        machine::call_resume(load32(descriptor + frame::TRAMPOLINE), load32(descriptor + frame::FUNCTION));
    }
}

/// `go`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn go_spawn(closure: Addr) {
    let g = new_goroutine(closure);
    (*g_at(g)).created_at = machine::site();
    let parent = &*g_at((*goroutines()).current);
    (*g_at(g)).parent = parent.id;
    optional::bubble_join(g, parent.bubble);
    queue::put_next(g);
}

/// `runtime.Gosched`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gosched() {
    queue::put_last((*goroutines()).current);
    if optional::wait_alone() == 0 {
        machine::set_unwind(frame::UNWIND_SUSPEND);
    }
}

/// The running goroutine.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn current_g() -> Addr {
    (*goroutines()).current
}

/// Parks the running goroutine.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gopark(reason: u32) {
    suspend(Reason::from_number(reason));
}

/// Makes a parked goroutine runnable.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn goready(g: Addr) {
    optional::bubble_check_wake(g);
    queue::ready(g);
}

/// Number of the running goroutine.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn goid() -> u64 {
    let current = (*goroutines()).current;
    if current == 0 { 0 } else { (*g_at(current)).id as u64 }
}

/// Number of goroutines.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gocount() -> u64 {
    (*goroutines()).count as u64
}

/// Adds to the number of goroutines.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gocount_add(count: i64) {
    (*goroutines()).count = (*goroutines()).count.wrapping_add(count as u32);
}

/// An operation that can never proceed.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn block_forever() {
    suspend(Reason::SelectNone);
}
