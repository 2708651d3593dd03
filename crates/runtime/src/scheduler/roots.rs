//! The scheduler's part of the root walk: every goroutine, what it waits with, pending timers.

use super::goroutine::{G, INLINE_VALUE_BYTES, WAITER_BYTES, Waiter, g_at, goroutines, own_value, waiter_at};
use crate::heap::collector::{mark_frames, mark_root};
use crate::machine;
use crate::memory::{Addr, load32};
use crate::optional;

#[inline(never)]
unsafe fn mark_waiter(waiter: &Waiter) {
    mark_root(waiter.channel);
    mark_root(waiter.elem);
    mark_root(waiter.value as u32);
}

unsafe fn mark_goroutine(address: Addr, g: &G) {
    mark_root(address);
    mark_root(g.saved);
    mark_root(g.closure);
    mark_root(g.elem);
    mark_waiter(&g.waiter);
    let mut word = 0;
    while word < INLINE_VALUE_BYTES {
        mark_root(load32(own_value(address) + word));
        word += 8;
    }
    if g.cases != 0 {
        mark_root(g.cases);
        let mut case = 0;
        while case < g.case_count {
            mark_waiter(&*waiter_at(g.cases + case * WAITER_BYTES));
            case += 1;
        }
    }
    optional::mark_panics(address);
    let mut sp = machine::stack_top() - g.saved_bytes;
    if address == (*goroutines()).current {
        sp = (*goroutines()).live_top;
        mark_frames(machine::sp(), sp);
    }
    if sp < machine::stack_top() {
        mark_frames(g.saved_frame(sp), g.saved_frame(machine::stack_top()));
    }
}

/// Marks what the scheduler holds.
pub unsafe fn mark_scheduler_roots() {
    if cfg!(feature = "js") {
        super::javascript::mark_blocks();
    }
    optional::mark_calls();
    let mut address = (*goroutines()).all;
    while address != 0 {
        let g = &*g_at(address);
        mark_goroutine(address, g);
        address = g.all_next;
    }
    optional::timer_step(super::timers::STEP_MARK);
    optional::bubble_step(super::timers::STEP_MARK);
    optional::descriptor_step(super::descriptors::STEP_MARK);
}
