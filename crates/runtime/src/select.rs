//! `select`: a random ready case, or waiting in the queues of all channels.

use crate::channel::{Attempt, WaitQueue, channel_at, try_recv, try_send};
use crate::hash::next_random;
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::machine;
use crate::memory::{Addr, load32};
use crate::optional;
use crate::scheduler::goroutine::{Reason, WAITER_BYTES, g_at, goroutines, waiter_at};
use crate::scheduler::switch::suspend;
use abi::runtime_records::{
    SELECT_CASE_BYTES, SELECT_CASE_CHAN, SELECT_CASE_ELEM, SELECT_CASE_KIND, SELECT_DEFAULT, SELECT_SEND,
};

/// Whether a case could proceed at once.
unsafe fn is_ready(channel: Addr, sends: bool) -> bool {
    let c = &*channel_at(channel);
    if c.closed != 0 {
        return true;
    }
    if sends {
        return c.receivers.head != 0 || c.len < c.cap;
    }
    if c.senders.head != 0 || c.len != 0 {
        return true;
    }
    // A timer that sends changes the channel.
    c.timer != 0 && optional::timer_poll(c.timer) != 0 && (*channel_at(channel)).len != 0
}

/// The queue of a channel that a case waits in.
unsafe fn queue_of(channel: Addr, sends: bool) -> *mut WaitQueue {
    let c = channel_at(channel);
    if sends { &raw mut (*c).senders } else { &raw mut (*c).receivers }
}

/// `select` without a default.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn select(cases: Addr, count: u32) -> i32 {
    let chosen = select_try(cases, count);
    if chosen != SELECT_DEFAULT {
        return chosen;
    }
    wait(cases, count);
    0
}

/// `select` with a default.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn select_try(cases: Addr, count: u32) -> i32 {
    let mut ready_cases = 0;
    let mut chosen = 0;
    let mut index = 0;
    while index < count {
        let case = cases + index * SELECT_CASE_BYTES;
        let channel = load32(case + SELECT_CASE_CHAN);
        if channel != 0 {
            let sends = load32(case + SELECT_CASE_KIND) == SELECT_SEND;
            optional::bubble_check_case(channel, sends as u32, count);
            if is_ready(channel, sends) {
                // Each ready case replaces the choice with the right probability (reservoir sampling).
                ready_cases += 1;
                if ready_cases == 1 || next_random().is_multiple_of(ready_cases) {
                    chosen = index;
                }
            }
        }
        index += 1;
    }
    if ready_cases != 0 {
        let case = cases + chosen * SELECT_CASE_BYTES;
        let channel = load32(case + SELECT_CASE_CHAN);
        if load32(case + SELECT_CASE_KIND) == SELECT_SEND {
            try_send(channel, load32(case + SELECT_CASE_ELEM));
        } else {
            let (attempt, elem) = try_recv(channel);
            machine::set_result(1, elem as u64);
            machine::set_result(2, (attempt == Attempt::Done) as u64);
        }
        return chosen as i32;
    }
    SELECT_DEFAULT
}

/// Puts the running goroutine into the queue of every case's channel.
unsafe fn wait(cases: Addr, count: u32) {
    let address = (*goroutines()).current;
    let g = &mut *g_at(address);
    g.cases = new_noscan(count * WAITER_BYTES);
    g.case_count = count;
    let mut reason = Reason::SelectNone;
    let mut index = 0;
    while index < count {
        let case = cases + index * SELECT_CASE_BYTES;
        let channel = load32(case + SELECT_CASE_CHAN);
        let waiter = g.cases + index * WAITER_BYTES;
        index += 1;
        if channel == 0 {
            continue;
        }
        reason = Reason::Select;
        let w = &mut *waiter_at(waiter);
        w.g = address;
        w.channel = channel;
        w.index = index - 1;
        let sends = load32(case + SELECT_CASE_KIND) == SELECT_SEND;
        if sends {
            let value = waiter + core::mem::offset_of!(crate::scheduler::goroutine::Waiter, value) as u32;
            w.elem = (*channel_at(channel)).stow(load32(case + SELECT_CASE_ELEM), value, 8);
        }
        w.sends = sends as u32;
        (*queue_of(channel, sends)).push(waiter);
    }
    suspend(reason);
}

/// Takes a goroutine's waiters, but for one that is out already, from the queues of its select.
///
/// The block is kept until the goroutine runs: the chosen case's element may lie in it.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn leave_select(address: Addr) {
    let g = &mut *g_at(address);
    let mut index = 0;
    while index < g.case_count {
        let waiter = g.cases + index * WAITER_BYTES;
        let w = &mut *waiter_at(waiter);
        if w.channel != 0 {
            (*queue_of(w.channel, w.sends != 0)).remove(waiter);
            w.channel = 0;
        }
        index += 1;
    }
}

/// Frees the block of a select that is over.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn end_select(address: Addr) {
    let g = &mut *g_at(address);
    free_noscan(g.cases, g.case_count * WAITER_BYTES);
    g.cases = 0;
    g.case_count = 0;
}
