//! Entry points: `_start` and exported calls, and the run loop below them.
//!
//! See `ARCHITECTURE.md`, "Exports".

use super::goroutine::{G_BYTES, g_at, goroutines, main_goroutine, new_goroutine, register_goroutine};
use super::switch::run_goroutine;
use super::{descriptors, goroutine, javascript, queue, timers};
use crate::heap::allocation::GC_POLL;
use crate::heap::pages::heap;
use crate::machine;
use crate::memory::{Addr, copy};
use crate::optional;

/// Whether the host is a JavaScript engine with Go's `wasm_exec.js`, which is never waited for.
const IS_SCRIPTED: bool = cfg!(feature = "js");

/// Bytes of the image's own stack.
const RUST_STACK_BYTES: u32 =
    if IS_SCRIPTED { abi::memory::GOJS_RUST_STACK_BYTES } else { abi::memory::RUST_STACK_BYTES };

/// What must be free of it for a nested call: the frames of the run loop and of whatever it or compiled code calls.
const NESTED_BYTES: u32 = 4096;

/// What a run of the scheduler is to end with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The goroutine has finished.
    Finished,
    /// The goroutine has finished and no other is runnable.
    Parked,
}

/// The export call in progress: where a trap leaves the instance.
struct Entry {
    /// The goroutine that called the host that made this call, or 0.
    below: Addr,
    /// Its `$sp`, if there is such a goroutine.
    sp: Addr,
    /// Upper end of its frames in the region.
    live_top: Addr,
    /// The image's stack pointer.
    rust_sp: u32,
    /// The goroutine of the call, until it has finished.
    target: Addr,
    /// The entry that was in progress before, in the Rust frame of the call; null: none.
    outer: *mut Entry,
}

const NO_ENTRY: Entry = Entry { below: 0, sp: 0, live_top: 0, rust_sp: 0, target: 0, outer: core::ptr::null_mut() };

/// Stands for the goroutine of `main.main` when it has called `Goexit`, which does not end the program.
pub const MAIN_EXITED: Addr = 1;

static mut ENTRY: Entry = NO_ENTRY;
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

/// A goroutine has finished, which may be that of an outer call: its run loop goes on when this one has ended.
unsafe fn note_finished(g: Addr, is_main: bool) {
    let mut entry = &raw mut ENTRY;
    while !entry.is_null() {
        if (*entry).target == g {
            (*entry).target = if is_main && (*goroutines()).main_exited { MAIN_EXITED } else { 0 };
        }
        entry = (*entry).outer;
    }
}

/// Runs goroutines, `first` first, until that of the entry in progress has finished; whether it has.
#[inline(never)]
unsafe fn run(first: Addr, until: Until) -> bool {
    let mut next = first;
    let mut turns = 0u32;
    loop {
        if next != 0 {
            let is_main = (*g_at(next)).flags & goroutine::FLAG_MAIN != 0;
            let finished = run_goroutine(next);
            if GC_POLL != 0 {
                optional::gc_collect();
            }
            if finished {
                note_finished(next, is_main);
            }
        }
        let target = ENTRY.target;
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
    let all = &mut *goroutines();
    if all.current != 0 && all.current != ENTRY.below {
        if all.current == DIRECT {
            (*g_at(DIRECT)).panics = 0;
            (*g_at(DIRECT)).defers = 0;
            (*g_at(DIRECT)).saved_bytes = 0;
        } else {
            optional::free_goroutine(all.current);
        }
    }
    leave();
    let entry = (&raw const ENTRY).read();
    ENTRY = if entry.outer.is_null() { NO_ENTRY } else { entry.outer.read() };
    let rust_sp = if all.current == 0 { machine::rust_stack_top() } else { entry.rust_sp };
    machine::abort(machine::sp(), rust_sp)
}

/// Makes the goroutine below the export call, if any, the running one again.
unsafe fn leave() {
    let entry = &*(&raw const ENTRY);
    let all = &mut *goroutines();
    all.current = entry.below;
    if IS_SCRIPTED {
        javascript::leave_block(entry.below != 0);
    }
    if entry.below != 0 {
        let g = &mut *g_at(entry.below);
        copy(entry.sp, g.saved_frame(entry.sp), entry.live_top - entry.sp);
        all.live_top = entry.live_top;
    }
    machine::set_sp(if entry.below == 0 { machine::stack_top() } else { entry.sp });
    machine::set_in_host((entry.below != 0) as i32);
    machine::set_unwind(abi::frame::UNWIND_NONE);
}

/// Called first by every entry point: if the host cut the last call short (its stack or its patience was exhausted), forgets
/// what was running then. A goroutine that runs while the program does not call the host can have no other reason.
#[inline(never)]
unsafe fn forget_interrupted_call() {
    let all = &mut *goroutines();
    if all.current == 0 || machine::in_host() != 0 {
        return;
    }
    // Its memory is not given back: the trap may have come in the middle of anything.
    let g = &mut *g_at(all.current);
    g.panics = 0;
    g.defers = 0;
    g.saved_bytes = 0;
    g.reason = goroutine::Reason::Parked;
    all.current = 0;
    ENTRY = NO_ENTRY;
    machine::set_rust_sp(machine::rust_stack_top());
    leave();
}

#[inline(never)]
unsafe fn call(first: Addr, until: Until) {
    let all = &mut *goroutines();
    let mut outer = (&raw const ENTRY).read();
    ENTRY = Entry { below: all.current, rust_sp: machine::rust_sp(), target: first, outer: &raw mut outer, ..NO_ENTRY };
    if all.current != 0 {
        ENTRY.sp = machine::sp();
        ENTRY.live_top = all.live_top;
        machine::set_in_host(0);
        optional::save_goroutine(all.current);
        all.current = 0;
        if machine::rust_sp() + RUST_STACK_BYTES < machine::rust_stack_top() + NESTED_BYTES {
            optional::stack_overflow();
        }
        if IS_SCRIPTED {
            javascript::enter_block();
        }
    }
    if !run(first, until) {
        optional::report_deadlock(first);
        end();
    }
    leave();
    ENTRY = outer;
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

/// Whether nothing runs, is runnable or waits for a time.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn export_idle() -> i32 {
    let is_busy = (*goroutines()).current != 0 || !queue::is_empty() || optional::timer_step(timers::STEP_ASK) != 0;
    !is_busy as i32
}

/// Whether a direct call is allowed; if so it has begun.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn export_direct() -> i32 {
    let all = &mut *goroutines();
    if all.current != 0 {
        forget_interrupted_call();
    }
    if export_idle() == 0 {
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
