//! The scheduler's part of the root walk: every goroutine, what it waits with, pending timers.

use super::goroutine::{G, WAITER_BYTES, Waiter, g_at, goroutines, waiter_at};
use super::timers::mark_timers;
use crate::heap::collector::{mark, mark_frames};
use crate::machine;
use crate::memory::Addr;
use crate::panic::unwinding::mark_panics;
use abi::STACK_TOP;

unsafe fn mark_waiter(waiter: &Waiter) {
    mark(waiter.channel);
    mark(waiter.elem);
    mark(waiter.value as u32);
}

unsafe fn mark_goroutine(address: Addr, g: &G) {
    mark(address);
    mark(g.saved);
    mark(g.closure);
    mark(g.elem);
    mark_waiter(&g.waiter);
    for value in g.value {
        mark(value as u32);
    }
    if g.cases != 0 {
        mark(g.cases);
        let mut case = 0;
        while case < g.case_count {
            mark_waiter(&*waiter_at(g.cases + case * WAITER_BYTES));
            case += 1;
        }
    }
    mark_panics(g);
    let mut sp = STACK_TOP - g.saved_bytes;
    if address == (*goroutines()).current {
        sp = (*goroutines()).live_top;
        mark_frames(machine::sp(), sp);
    }
    if sp < STACK_TOP {
        mark_frames(g.saved_frame(sp), g.saved_frame(STACK_TOP));
    }
}

/// Marks what the scheduler holds.
pub unsafe fn mark_scheduler_roots() {
    let mut address = (*goroutines()).all;
    while address != 0 {
        let g = &*g_at(address);
        mark_goroutine(address, g);
        address = g.all_next;
    }
    mark_timers();
}
