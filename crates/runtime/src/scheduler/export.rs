//! Entry points: `_start` and exported calls, and the run loop below them.
//!
//! See `ARCHITECTURE.md`, "Exports".

use super::goroutine::{G_BYTES, g_at, goroutines, main_goroutine, new_goroutine, register_goroutine};
use super::switch::run_goroutine;
use super::{descriptors, goroutine, javascript, queue, timers};
use crate::heap::allocation::GC_POLL;
use crate::heap::pages::heap;
use crate::machine;
use crate::memory::Addr;
use crate::optional;

/// Whether the host is a JavaScript engine with Go's `wasm_exec.js`, which is never waited for.
pub const IS_SCRIPTED: bool = cfg!(feature = "js");

/// What a run of the scheduler is to end with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The goroutine has finished.
    Finished,
    /// The goroutine has finished and no other is runnable.
    Parked,
}

/// Stands for the goroutine of `main.main` when it has called `Goexit`, which does not end the program.
pub const MAIN_EXITED: Addr = 1;
/// Stands for a goroutine that ran in another call, which has been cut off.
pub const LOST: Addr = 2;

/// The goroutine of the export call in progress, until it has finished.
static mut TARGET: Addr = 0;
/// `start_main` is active: fatal errors exit.
static mut IS_COMMAND: bool = false;
/// The goroutine direct calls run as, once there has been one.
static mut DIRECT: Addr = 0;

#[cfg(target_arch = "wasm32")]
static mut DIRECT_RECORD: [u64; G_BYTES as usize / 8] = [0; G_BYTES as usize / 8];

unsafe fn direct_record() -> Addr {
    #[cfg(target_arch = "wasm32")]
    return &raw const DIRECT_RECORD as Addr;
    #[cfg(not(target_arch = "wasm32"))]
    return crate::heap::pages::own_bytes(G_BYTES);
}

/// The goroutine of the export call in progress, 0 once it has finished.
pub unsafe fn target() -> Addr {
    TARGET
}

/// Says which goroutine the export call in progress is for.
pub unsafe fn set_target(g: Addr) {
    TARGET = g;
}

/// A goroutine has finished, which may be that of an outer call: its run loop goes on when this one has ended.
unsafe fn note_finished(g: Addr, flags: u32) {
    let end = if flags & goroutine::FLAG_MAIN != 0 && (*goroutines()).main_exited { MAIN_EXITED } else { 0 };
    if TARGET == g {
        TARGET = end;
    }
    if flags & goroutine::FLAG_AWAITED != 0 {
        optional::end_target(g, end);
    }
}

/// Runs goroutines, `first` first, until that of the entry in progress has finished; whether it has.
#[inline(never)]
unsafe fn run(first: Addr, until: Until) -> bool {
    let mut next = first;
    let mut turns = 0u32;
    loop {
        if next != 0 {
            // Calls that begin while it runs have ended when it finishes.
            let flags = (*g_at(next)).flags;
            let finished = run_goroutine(next);
            if GC_POLL != 0 {
                optional::gc_collect();
            }
            if finished {
                note_finished(next, flags);
            }
        }
        optional::fail_lost_call();
        let target = TARGET;
        if target == 0 && until == Until::Finished {
            return true;
        }
        turns += 1;
        if queue::is_empty() || turns & 31 == 0 {
            optional::timer_step(timers::STEP_FIRE);
            optional::descriptor_step(descriptors::STEP_READY);
        }
        next = queue::take();
        if next == 0 {
            if target == 0 || IS_SCRIPTED && javascript::returns_to_host(target) {
                return true;
            }
            if optional::descriptor_step(descriptors::STEP_WAIT) == 0 && optional::timer_step(timers::STEP_SLEEP) == 0 {
                return false;
            }
        }
    }
}

/// Ends what runs after a fatal error: exits, or traps with the instance as it was before the export call.
#[inline(never)]
pub unsafe fn end() -> ! {
    if IS_COMMAND {
        machine::exit(abi::trap::EXIT_PANIC);
    }
    let current = (*goroutines()).current;
    if current != 0 {
        lose_goroutine(current);
    }
    let rust_sp = leave();
    machine::abort(machine::sp(), rust_sp)
}

/// Ends a goroutine whose frames are gone.
#[inline(never)]
pub unsafe fn lose_goroutine(g: Addr) {
    optional::end_target(g, LOST);
    optional::end_runner(g);
    if g == DIRECT {
        forget_frames(g);
    } else {
        optional::free_goroutine(g);
    }
}

unsafe fn forget_frames(g: Addr) {
    let g = &mut *g_at(g);
    g.panics = 0;
    g.defers = 0;
    g.saved_bytes = 0;
}

/// Ends the export call in progress: the goroutine below it, if there is one, is the running one again. Returns the image's
/// stack pointer then.
#[inline(never)]
pub unsafe fn leave() -> u32 {
    machine::set_unwind(abi::frame::UNWIND_NONE);
    let rust_sp = optional::leave_nested();
    if IS_SCRIPTED {
        javascript::leave_block(rust_sp != 0);
    }
    if rust_sp != 0 {
        return rust_sp;
    }
    TARGET = 0;
    (*goroutines()).current = 0;
    machine::set_sp(machine::stack_top());
    machine::rust_stack_top()
}

/// Called first by every entry point: if the host cut the last call short (its stack or its patience was exhausted), forgets
/// that call. A goroutine that runs while the program does not call the host can have no other reason.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn forget_interrupted_call() {
    let is_running = (*goroutines()).current != 0 || optional::is_nested() != 0;
    if is_running && !machine::calls_host() {
        cut_off();
    }
}

/// The export call in progress has been cut off, with the goroutine that was running.
#[inline(never)]
pub unsafe fn cut_off() {
    let current = (*goroutines()).current;
    if current != 0 {
        if machine::calls_host() {
            lose_goroutine(current);
        } else {
            // Its memory is not given back: the trap may have come in the middle of anything.
            optional::end_target(current, LOST);
            optional::end_runner(current);
            forget_frames(current);
            (*g_at(current)).reason = goroutine::Reason::Parked;
        }
    }
    machine::set_rust_sp(leave());
}

#[inline(never)]
unsafe fn call(first: Addr, until: Until) {
    if (*goroutines()).current != 0 {
        optional::enter_nested(machine::rust_sp());
    }
    TARGET = first;
    if !run(first, until) {
        optional::report_deadlock(first);
        end();
    }
    leave();
    collect_if_half_due();
    if IS_SCRIPTED {
        javascript::schedule_timeout();
    }
}

/// Collects before the threshold when no goroutine runs: then there are no frames but saved ones.
unsafe fn collect_if_half_due() {
    let h = heap();
    if (*goroutines()).current == 0 && (*h).allocated_bytes * 2 > (*h).threshold_bytes {
        optional::gc_collect();
    }
}

/// An exported call.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn export_call(closure: Addr) {
    forget_interrupted_call();
    call(new_goroutine(closure), Until::Parked);
}

/// An exported call that returns as soon as its goroutine has finished.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn export_call_early(closure: Addr) {
    forget_interrupted_call();
    call(new_goroutine(closure), Until::Finished);
}

/// `_start`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn start_main(closure: Addr) {
    run_main(closure, Until::Finished);
}

/// The same for a host that `main.main` may leave goroutines to.
pub unsafe fn start_and_run(closure: Addr) {
    run_main(closure, Until::Parked);
}

#[inline(always)]
unsafe fn run_main(closure: Addr, until: Until) {
    IS_COMMAND = true;
    let g = main_goroutine();
    register_goroutine(g, closure);
    (*g_at(g)).flags = goroutine::FLAG_MAIN;
    call(g, until);
}

/// Whether nothing is runnable or waits for a time.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn export_idle() -> i32 {
    (queue::is_empty() && optional::timer_step(timers::STEP_ASK) == 0) as i32
}

/// Whether a direct call is allowed; if so it has begun.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn export_direct() -> i32 {
    let all = &mut *goroutines();
    if all.current != 0 {
        forget_interrupted_call();
    }
    if all.current != 0 || export_idle() == 0 {
        return 0;
    }
    if DIRECT == 0 {
        DIRECT = direct_record();
        register_goroutine(DIRECT, 0);
        // It exists only while a call runs.
        all.count -= 1;
    }
    all.current = DIRECT;
    all.live_top = machine::stack_top();
    1
}

/// Ends a direct call.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn export_flush() {
    (*goroutines()).current = 0;
    (*g_at(DIRECT)).saved_bytes = 0;
    if !queue::is_empty() {
        call(0, Until::Parked);
    } else if IS_SCRIPTED {
        javascript::schedule_timeout();
    }
}
