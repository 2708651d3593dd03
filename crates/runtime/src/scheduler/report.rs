//! Reports of goroutines: the deadlock message, and where goroutines are.

use super::goroutine::{NO_PLACE, Reason, g_at, goroutines};
use crate::machine;
use crate::memory::Addr;
use crate::optional;
use crate::panic::fatal::print_number;
use crate::print::{print_bytes, print_end};

/// Prints an empty line, `goroutine 1 [what]:` and where the goroutine is: innermost at `site` if it is not 0, nowhere known
/// if it is `NO_PLACE`.
#[inline(never)]
pub unsafe fn print_goroutine(address: Addr, what: &[u8], site: Addr) {
    print_bytes(b"\ngoroutine ");
    print_number((*g_at(address)).id);
    print_bytes(b" [");
    print_bytes(what);
    optional::print_bubble(address);
    print_bytes(b"]:\n");
    if site != NO_PLACE && optional::print_trace(address, site) == 0 {
        print_bytes(b"\t(built without stack traces)\n");
    }
}

fn reason_text(reason: Reason) -> &'static [u8] {
    match reason {
        Reason::Running => b"runnable",
        Reason::Receive => b"chan receive",
        Reason::Send => b"chan send",
        Reason::Select => b"select",
        Reason::Sleep => b"sleep",
        Reason::Semaphore => b"semacquire",
        Reason::ReceiveNil => b"chan receive (nil chan)",
        Reason::SendNil => b"chan send (nil chan)",
        Reason::SelectNone => b"select (no cases)",
        Reason::Parked => b"waiting",
        Reason::Descriptor => b"IO wait",
        Reason::Condition => b"sync.Cond.Wait",
        Reason::Coroutine => b"coroutine",
        Reason::WaitGroup => b"sync.WaitGroup.Wait",
        Reason::BubbleRun => b"synctest.Run",
        Reason::BubbleWait => b"synctest.Wait",
    }
}

/// Prints what a goroutine waits for, and where.
pub unsafe fn print_waiting(address: Addr) {
    // One that waits in place is still running.
    let site = if address == (*goroutines()).current { machine::site() } else { 0 };
    print_goroutine(address, reason_text((*g_at(address)).reason), site);
}

/// Prints where all goroutines but one are, the oldest first.
#[inline(never)]
pub unsafe fn print_others(but: Addr) {
    let mut at = (*goroutines()).all;
    while at != 0 && (*g_at(at)).all_next != 0 {
        at = (*g_at(at)).all_next;
    }
    while at != 0 {
        let g = &*g_at(at);
        // The record of direct calls is idle between them.
        if at != but && !g.is_idle() {
            print_waiting(at);
        }
        at = g.all_previous;
    }
}

/// Prints Go's deadlock report: where the goroutine is that cannot go on, and the others.
#[cold]
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn report_deadlock(first: Addr) {
    let all = &*goroutines();
    if all.main_exited && all.all == 0 {
        print_bytes(b"fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    } else {
        print_bytes(b"fatal error: all goroutines are asleep - deadlock!\n");
        let first = if all.main_exited { 0 } else { first };
        if first != 0 {
            print_waiting(first);
        }
        print_others(first);
    }
    print_end();
}
