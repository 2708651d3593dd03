//! Timers: a binary heap of wake-up times for sleeping goroutines and timer closures.

use super::goroutine::{Reason, goroutines, new_goroutine};
use super::queue;
use super::switch::suspend;
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::heap::collector::mark_root;
use crate::machine;
use crate::memory::{Addr, copy, load64, pointer, store64};

#[derive(Clone, Copy)]
#[repr(C)]
struct Entry {
    when: i64,
    /// Order among equal times.
    sequence: u32,
    /// The goroutine to wake, or 0.
    g: Addr,
    /// Otherwise the closure to start.
    closure: Addr,
    /// And the word that tells that it is pending.
    timer: Addr,
}

const ENTRY_BYTES: u32 = size_of::<Entry>() as u32;

/// Compiled code reads the first word (`abi::memory::IDLE_SYMBOLS`).
#[repr(C)]
struct Timers {
    len: u32,
    entries: Addr,
    capacity: u32,
    sequence: u32,
}

#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
static mut TIMERS: Timers = Timers { entries: 0, len: 0, capacity: 0, sequence: 0 };

/// Entry `index`, which exists.
unsafe fn at(index: u32) -> *mut Entry {
    pointer((*(&raw const TIMERS)).entries + index * ENTRY_BYTES)
}

unsafe fn is_before(a: &Entry, b: &Entry) -> bool {
    a.when < b.when || a.when == b.when && (a.sequence.wrapping_sub(b.sequence) as i32) < 0
}

unsafe fn add(when: i64, g: Addr, closure: Addr, timer: Addr) {
    let timers = &mut *(&raw mut TIMERS);
    if timers.len == timers.capacity {
        let capacity = timers.capacity * 2 + 4;
        let entries = new_noscan(capacity * ENTRY_BYTES);
        copy(entries, timers.entries, timers.len * ENTRY_BYTES);
        if timers.capacity != 0 {
            free_noscan(timers.entries, timers.capacity * ENTRY_BYTES);
        }
        timers.entries = entries;
        timers.capacity = capacity;
    }
    timers.sequence += 1;
    let entry = Entry { when, sequence: timers.sequence, g, closure, timer };
    timers.len += 1;
    sift_up(timers.len - 1, entry);
}

/// Places `entry` at `index` or above.
unsafe fn sift_up(mut index: u32, entry: Entry) {
    while index != 0 {
        let parent = (index - 1) / 2;
        if !is_before(&entry, &*at(parent)) {
            break;
        }
        *at(index) = *at(parent);
        index = parent;
    }
    *at(index) = entry;
}

/// Removes entry `index`.
unsafe fn remove(mut index: u32) {
    let timers = &mut *(&raw mut TIMERS);
    timers.len -= 1;
    let last = *at(timers.len);
    loop {
        let mut child = index * 2 + 1;
        if child >= timers.len {
            break;
        }
        if child + 1 < timers.len && is_before(&*at(child + 1), &*at(child)) {
            child += 1;
        }
        if !is_before(&*at(child), &last) {
            break;
        }
        *at(index) = *at(child);
        index = child;
    }
    sift_up(index, last);
}

/// Whether a timer is pending.
unsafe fn is_pending() -> bool {
    (*(&raw const TIMERS)).len != 0
}

/// When the first timer, if any, is due.
#[inline(always)]
pub unsafe fn first_due() -> Option<i64> {
    if is_pending() { Some((*at(0)).when) } else { None }
}

/// Forgets all timers: the program has ended.
pub unsafe fn forget_all() {
    (*(&raw mut TIMERS)).len = 0;
}

/// Wakes what is due.
unsafe fn fire_due() {
    if !is_pending() {
        return;
    }
    let now = machine::now();
    while is_pending() {
        let entry = *at(0);
        if entry.when > now {
            return;
        }
        remove(0);
        if entry.g != 0 {
            queue::ready_last(entry.g);
        } else {
            store64(entry.timer, 0);
            queue::put_last(new_goroutine(entry.closure));
        }
    }
}

/// Step: wakes what is due.
pub const STEP_FIRE: u32 = 0;
/// Step: lets the host sleep until the first timer, if any, is due.
pub const STEP_SLEEP: u32 = 1;
/// Step: marks what timers hold.
pub const STEP_MARK: u32 = 2;
/// Step: nothing.
pub const STEP_ASK: u32 = 3;

/// Makes a step; whether a timer is pending.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_step(step: u32) -> u32 {
    if step == STEP_FIRE {
        fire_due();
    } else if step == STEP_MARK {
        // The block of entries is kept when no timer is pending.
        mark_timers();
    } else if step == STEP_SLEEP && is_pending() {
        machine::sleep_until((*at(0)).when);
    }
    is_pending() as u32
}

/// Marks what timers hold.
unsafe fn mark_timers() {
    let timers = &*(&raw const TIMERS);
    mark_root(timers.entries);
    let mut index = 0;
    while index < timers.len {
        mark_root((*at(index)).closure);
        mark_root((*at(index)).timer);
        index += 1;
    }
}

/// The time `ns` from now.
unsafe fn after(ns: i64) -> i64 {
    machine::now().saturating_add(ns)
}

/// `time.Sleep`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn sleep(ns: i64) {
    if ns <= 0 {
        return;
    }
    add(after(ns), (*goroutines()).current, 0, 0);
    suspend(Reason::Sleep);
}

/// Starts a timer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_start(timer: Addr, when: i64, closure: Addr) {
    timer_stop(timer);
    store64(timer, 1);
    add(when, 0, closure, timer);
}

/// Stops a timer; whether it was pending.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_stop(timer: Addr) -> i32 {
    if load64(timer) == 0 {
        return 0;
    }
    store64(timer, 0);
    let timers = &*(&raw const TIMERS);
    let mut index = 0;
    while index < timers.len {
        if (*at(index)).timer == timer {
            remove(index);
            return 1;
        }
        index += 1;
    }
    0
}

/// Monotonic time.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn nanotime() -> i64 {
    machine::now()
}

/// Wall-clock time.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn walltime() -> i64 {
    machine::wall()
}

/// 64 random bits.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "random"))]
pub unsafe extern "C" fn random_bits() -> i64 {
    machine::random()
}

/// `os.Exit`.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "exit"))]
pub unsafe extern "C" fn exit_process(code: i32) {
    machine::exit(code)
}
