//! Reports of goroutines: the deadlock message and stack listings.

use super::goroutine::{G, Reason, g_at, goroutines};
use crate::machine;
use crate::memory::{Addr, load32};
use crate::panic::fatal::print_number;
use crate::print::{print_bytes, print_end, print_string};
use abi::frame;

/// Prints `goroutine 1 [what]:` and a newline.
pub unsafe fn print_goroutine_header(g: &G, what: &[u8]) {
    print_bytes(b"goroutine ");
    print_number(g.id);
    print_bytes(b" [");
    print_bytes(what);
    print_bytes(b"]:\n");
}

/// Prints the names of the functions whose frames lie at `[from, to)`.
pub unsafe fn print_frames(from: Addr, to: Addr) {
    let mut at = from;
    while at < to {
        let descriptor = load32(at + frame::FRAME_DESCRIPTOR);
        let name = load32(descriptor + frame::NAME);
        if name != 0 {
            print_string(name, load32(descriptor + frame::NAME_LEN) as u64);
            print_bytes(b"(...)\n");
        }
        at += load32(descriptor + frame::SIZE_BYTES);
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
    }
}

/// Prints Go's deadlock report with the goroutine that cannot go on.
#[cold]
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn report_deadlock(first: Addr) {
    let all = &*goroutines();
    if all.main_exited && all.all == 0 {
        print_bytes(b"fatal error: no goroutines (main called runtime.Goexit) - deadlock!\n");
    } else {
        print_bytes(b"fatal error: all goroutines are asleep - deadlock!\n\n");
        let g = &*g_at(if all.main_exited { all.all } else { first });
        print_goroutine_header(g, reason_text(g.reason));
        print_frames(g.saved_frame(machine::stack_top() - g.saved_bytes), g.saved_frame(machine::stack_top()));
    }
    print_end();
}
