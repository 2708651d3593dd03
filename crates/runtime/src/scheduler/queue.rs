//! The run queue: first in, first out, with Go's `runnext` slot in front.

use super::goroutine::{FLAG_SEND_CLOSED, Reason, g_at};
use crate::memory::Addr;
use crate::optional;

/// Compiled code reads the first two words (`abi::memory::IDLE_SYMBOLS`).
#[repr(C)]
struct Queue {
    head: Addr,
    next: Addr,
    tail: Addr,
    next_streak: u32,
}

#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
static mut QUEUE: Queue = Queue { head: 0, tail: 0, next: 0, next_streak: 0 };

/// How often in a row the slot may go before a goroutine that waits in the queue.
const STREAK: u32 = 61;

/// Puts a goroutine at the end of the queue.
pub unsafe fn put_last(g: Addr) {
    let queue = &mut *(&raw mut QUEUE);
    (*g_at(g)).next = 0;
    if queue.head == 0 {
        queue.head = g;
    } else {
        (*g_at(queue.tail)).next = g;
    }
    queue.tail = g;
}

/// Makes a goroutine the next to run; the one that was goes to the end of the queue.
pub unsafe fn put_next(g: Addr) {
    let queue = &mut *(&raw mut QUEUE);
    if queue.next != 0 {
        put_last(queue.next);
    }
    queue.next = g;
}

/// Takes the goroutine to run, or 0.
pub unsafe fn take() -> Addr {
    let queue = &mut *(&raw mut QUEUE);
    if queue.next != 0 && (queue.head == 0 || queue.next_streak < STREAK) {
        let g = queue.next;
        queue.next = 0;
        queue.next_streak = if queue.head == 0 { 0 } else { queue.next_streak + 1 };
        return g;
    }
    queue.next_streak = 0;
    let g = queue.head;
    if g != 0 {
        queue.head = (*g_at(g)).next;
    }
    g
}

/// Forgets what is runnable: the program has ended.
pub unsafe fn forget_all() {
    let queue = &mut *(&raw mut QUEUE);
    queue.next = 0;
    queue.head = 0;
}

/// Whether nothing is runnable.
#[inline(always)]
pub unsafe fn is_empty() -> bool {
    let queue = &raw const QUEUE;
    (*queue).next | (*queue).head == 0
}

/// Makes a waiting goroutine runnable.
pub unsafe fn ready(g: Addr) {
    optional::bubble_ready(g);
    (*g_at(g)).reason = Reason::Running;
    put_next(g);
}

/// Makes a waiting goroutine runnable, behind all others.
pub unsafe fn ready_last(g: Addr) {
    optional::bubble_ready(g);
    (*g_at(g)).reason = Reason::Running;
    put_last(g);
}

/// Makes a sender runnable whose channel was closed.
pub unsafe fn ready_closed_sender(g: Addr) {
    (*g_at(g)).flags |= FLAG_SEND_CLOSED;
    ready(g);
}
