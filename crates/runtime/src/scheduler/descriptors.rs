//! Goroutines that wait until a descriptor of the host can be read or written. Owns who waits for what, and asking the host.
//!
//! The run loop asks without waiting between goroutines, and waits for descriptors and the first timer when nothing is
//! runnable. A program that waits for no descriptor has nothing of this.

use super::goroutine::{Reason, goroutines};
use super::switch::suspend;
use super::{queue, timers};
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::heap::collector::mark_root;
use crate::machine;
use crate::memory::{Addr, copy, load8, load32, pointer, store32, store64};

#[derive(Clone, Copy)]
#[repr(C)]
struct Wait {
    g: Addr,
    descriptor: i32,
    /// `EVENT_READ` or `EVENT_WRITE`.
    event: u32,
    padding: u32,
}

const WAIT_BYTES: u32 = size_of::<Wait>() as u32;

/// A subscription of WASI: user data, the event at 8; from 16 on the descriptor, or the number of a clock with time, precision
/// and flags.
const SUBSCRIPTION_BYTES: u32 = 48;
/// An event of WASI: user data, an error number, the event at 10.
const EVENT_BYTES: u32 = 32;

const EVENT_CLOCK: u8 = 0;
const EVENT_READ: u32 = 1;
const EVENT_WRITE: u32 = 2;

/// One block has room for as many waits, subscriptions and events; the last two also for the clock.
struct Waits {
    len: u32,
    capacity: u32,
    block: Addr,
}

static mut WAITS: Waits = Waits { len: 0, capacity: 0, block: 0 };

fn block_bytes(capacity: u32) -> u32 {
    capacity * WAIT_BYTES + (capacity + 1) * (SUBSCRIPTION_BYTES + EVENT_BYTES)
}

unsafe fn at(index: u32) -> *mut Wait {
    pointer((*(&raw const WAITS)).block + index * WAIT_BYTES)
}

/// Parks the running goroutine until the descriptor can be read, or with `writes` written, or something is wrong with it, or
/// `descriptor_wake`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn descriptor_wait(descriptor: i32, writes: i32) {
    let waits = &mut *(&raw mut WAITS);
    if waits.len == waits.capacity {
        let capacity = waits.capacity * 2 + 4;
        let block = new_noscan(block_bytes(capacity));
        copy(block, waits.block, waits.len * WAIT_BYTES);
        if waits.capacity != 0 {
            free_noscan(waits.block, block_bytes(waits.capacity));
        }
        waits.block = block;
        waits.capacity = capacity;
    }
    let event = if writes != 0 { EVENT_WRITE } else { EVENT_READ };
    waits.len += 1;
    *at(waits.len - 1) = Wait { g: (*goroutines()).current, descriptor, event, padding: 0 };
    suspend(Reason::Descriptor);
}

/// Wakes a goroutine that waits for a descriptor; whether it does.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn descriptor_wake(g: Addr) -> i32 {
    let mut index = 0;
    while index < WAITS.len {
        if (*at(index)).g == g {
            wake(index);
            return 1;
        }
        index += 1;
    }
    0
}

/// Wakes the goroutine of a wait, whose place the last one takes.
unsafe fn wake(index: u32) {
    queue::ready_last((*at(index)).g);
    WAITS.len -= 1;
    *at(index) = *at(WAITS.len);
}

/// Step: wakes whose descriptors are ready.
pub const STEP_READY: u32 = 0;
/// Step: the same, after waiting until one is, or the first timer is due.
pub const STEP_WAIT: u32 = 1;
/// Step: marks what is on the heap.
pub const STEP_MARK: u32 = 2;

/// Makes a step; whether a goroutine was waiting.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn descriptor_step(step: u32) -> u32 {
    if WAITS.len == 0 {
        return 0;
    }
    if step == STEP_MARK {
        mark_root(WAITS.block);
    } else {
        ask(step == STEP_WAIT);
    }
    1
}

#[inline(never)]
unsafe fn ask(waits_for_it: bool) {
    let subscriptions = WAITS.block + WAITS.capacity * WAIT_BYTES;
    let mut count = 0;
    while count < WAITS.len {
        let wait = &*at(count);
        let subscription = subscribe(subscriptions, count, wait.event as u8);
        store32(subscription + 16, wait.descriptor as u32);
        count += 1;
    }
    let until = if waits_for_it { timers::first_due() } else { Some(0) };
    if let Some(until) = until {
        let subscription = subscribe(subscriptions, count, EVENT_CLOCK);
        store32(subscription + 16, 1);
        store64(subscription + 24, until as u64);
        store64(subscription + 32, 1);
        // The first timer is due at a time, but not to wait is a time from now.
        store64(subscription + 40, waits_for_it as u64);
        count += 1;
    }
    let events = subscriptions + (WAITS.capacity + 1) * SUBSCRIPTION_BYTES;
    let seen = machine::poll(subscriptions, events, count);
    if seen < 0 {
        // What cannot be waited for is tried again, by whoever wants it.
        while WAITS.len != 0 {
            wake(WAITS.len - 1);
        }
        return;
    }
    // From the last to the first, since the last wait takes the place of one that ends.
    let mut index = WAITS.len;
    while index != 0 {
        index -= 1;
        let mut event = 0;
        while event < seen as u32 {
            let record = events + event * EVENT_BYTES;
            if load8(record + 10) != EVENT_CLOCK && load32(record) == index {
                wake(index);
                break;
            }
            event += 1;
        }
    }
}

/// Begins a subscription; its address.
unsafe fn subscribe(subscriptions: Addr, index: u32, event: u8) -> Addr {
    let subscription = subscriptions + index * SUBSCRIPTION_BYTES;
    store64(subscription, index as u64);
    store64(subscription + 8, event as u64);
    subscription
}
