//! Programs under Go's `wasm_exec.js`: the start, the exit, time-outs, and the blocks for arguments of functions of module
//! `gojs`. Never knows what those functions do: that is compiled code's, and `host`'s.
//!
//! Such a host never waits. The run loop returns to it as soon as nothing is runnable and the goroutine that it called for has
//! finished or is that of `main.main`; a time-out brings it back for timers. See `ARCHITECTURE.md`, "The profile js".

use super::export::{MAIN_EXITED, start_and_run};
use super::goroutine::{FLAG_MAIN, Reason, g_at, goroutines};
use super::switch::suspend;
use super::{queue, timers};
use crate::heap::allocation::new_noscan;
use crate::heap::collector::mark_root;
use crate::host::gojs;
use crate::machine;
use crate::memory::{Addr, pointer};
use abi::memory::HOST_BLOCK_BYTES;

/// Arguments and results of a call of the host. A nested call of the program gets the next block, since the host reads and
/// writes the outer one while that runs.
#[repr(C)]
struct Block {
    /// The block of calls nested in this one's; 0: not yet made.
    next: Addr,
    /// The block of the calls this one's are nested in.
    previous: Addr,
    arguments: [u64; HOST_BLOCK_BYTES as usize / 8 - 1],
}

#[cfg(target_arch = "wasm32")]
static mut FIRST: Block = Block { next: 0, previous: 0, arguments: [0; HOST_BLOCK_BYTES as usize / 8 - 1] };
/// The block of the innermost calls; 0: the first.
static mut BLOCK: Addr = 0;

/// Whether the program has ended.
static mut HAS_EXITED: bool = false;
/// What the host gave the program: number of arguments, and the address of the list of arguments and variables.
static mut ARGUMENTS: (u32, Addr) = (0, 0);

/// A time-out that the host is to call the program at; 0: none.
static mut TIMEOUT: i32 = 0;
/// When that is.
static mut TIMEOUT_AT: i64 = 0;

/// How far from a timer's time a time-out may be and stay.
const TOLERANCE: i64 = 1_000_000;
/// The longest delay in milliseconds: hosts count in 32 bits.
const LONGEST_DELAY: i64 = 1_000_000_000;

fn first() -> Addr {
    #[cfg(target_arch = "wasm32")]
    return &raw const FIRST as Addr;
    #[cfg(not(target_arch = "wasm32"))]
    return 0;
}

/// The block for the arguments and results of calls of the host: what the export `getsp` returns.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gojs_block() -> Addr {
    if BLOCK == 0 { first() } else { BLOCK }
}

/// A nested call of the program begins.
#[inline(never)]
pub unsafe fn enter_block() {
    let block = gojs_block();
    let mut next = (*pointer::<Block>(block)).next;
    if next == 0 {
        next = new_noscan(HOST_BLOCK_BYTES);
        (*pointer::<Block>(next)).previous = block;
        (*pointer::<Block>(block)).next = next;
    }
    BLOCK = next;
}

/// A call of the program ends, a nested one or not.
pub unsafe fn leave_block(was_nested: bool) {
    BLOCK = if was_nested { (*pointer::<Block>(gojs_block())).previous } else { 0 };
}

/// Marks the blocks.
pub unsafe fn mark_blocks() {
    let mut block = (*pointer::<Block>(first())).next;
    while block != 0 {
        mark_root(block);
        block = (*pointer::<Block>(block)).next;
    }
}

/// `run`: runs the closure (initialisation, then `main.main`) as goroutine 1 until nothing is runnable.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gojs_start(closure: Addr, count: u32, list: Addr) {
    ARGUMENTS = (count, list);
    start_and_run(closure);
}

/// The number of arguments, and the address of the list of arguments and variables.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gojs_arguments() -> u32 {
    machine::set_result(1, ARGUMENTS.1 as u64);
    ARGUMENTS.0
}

/// Ends the program: nothing of it runs any more once the host has been told.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gojs_exit(code: i32) {
    gojs::exit(code);
    HAS_EXITED = true;
    queue::forget_all();
    timers::forget_all();
    suspend(Reason::SelectNone);
}

/// Whether the run loop, with nothing to run, returns to the host although the goroutine `target` has not finished.
pub unsafe fn returns_to_host(target: Addr) -> bool {
    HAS_EXITED || target == MAIN_EXITED || (*g_at(target)).flags & FLAG_MAIN != 0
}

/// Called before the program returns to the host, if it is not nested: asks for a time-out for the first timer.
#[inline(never)]
pub unsafe fn schedule_timeout() {
    let Some(when) = timers::first_due().filter(|_| (*goroutines()).current == 0 && !HAS_EXITED) else {
        if TIMEOUT != 0 && !HAS_EXITED {
            clear_timeout();
        }
        return;
    };
    if TIMEOUT != 0 {
        if when - TOLERANCE <= TIMEOUT_AT && TIMEOUT_AT <= when + TOLERANCE {
            return;
        }
        clear_timeout();
    }
    // Rounded up: a time-out that comes early would have to be asked for again.
    let delay = (when.saturating_sub(machine::now()) - 1).div_euclid(1_000_000) + 1;
    TIMEOUT = gojs::schedule_timeout(delay.clamp(0, LONGEST_DELAY));
    TIMEOUT_AT = when;
}

unsafe fn clear_timeout() {
    gojs::clear_timeout(TIMEOUT);
    TIMEOUT = 0;
}

/// The host called the program without an event: the time-out has come, or, if there was none, nothing will ever come.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gojs_timeout() -> i32 {
    let was_set = TIMEOUT != 0;
    if was_set {
        clear_timeout();
    }
    was_set as i32
}
