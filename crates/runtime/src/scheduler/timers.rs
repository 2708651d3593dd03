//! Timers: a binary heap of wake-up times for sleeping goroutines and timer closures.
//!
//! A timer that sends to a channel is here for as long as the program may tell: a collection that finds neither the timer nor
//! its channel takes it out, and it does not keep a program from a deadlock whose channel nobody waits for. The records are
//! the program's, in the layout of `abi::runtime_records::timer`.

use super::goroutine::{Reason, goroutines, new_goroutine};
use super::queue;
use super::switch::suspend;
use crate::channel::channel_at;
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::heap::collector::{finish_marking, is_alive, mark_root};
use crate::machine;
use crate::memory::{Addr, copy, load32, load64, pointer, store64};
use abi::runtime_records::timer::{CHANNEL, PENDING};

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
    /// And the timer's record.
    timer: Addr,
}

impl Entry {
    /// The channel that the timer sends to; 0: it calls a function, or is a sleeping goroutine's.
    unsafe fn channel(&self) -> Addr {
        if self.g != 0 { 0 } else { load32(self.timer + CHANNEL) }
    }
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

/// Whether a goroutine may run when a timer has fired that would not run otherwise: nobody may wait for what it sends.
unsafe fn is_awaited() -> bool {
    let timers = &*(&raw const TIMERS);
    let mut index = 0;
    while index < timers.len {
        let channel = (*at(index)).channel();
        if channel == 0 || (*channel_at(channel)).receivers.head != 0 {
            return true;
        }
        index += 1;
    }
    false
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
            store64(entry.timer + PENDING, 0);
            queue::put_last(new_goroutine(entry.closure));
        }
    }
}

/// Step: wakes what is due.
pub const STEP_FIRE: u32 = 0;
/// Step: lets the host sleep until the first timer is due, if there is one that anything waits for.
pub const STEP_SLEEP: u32 = 1;
/// Step: marks what timers hold.
pub const STEP_MARK: u32 = 2;
/// Step: nothing.
pub const STEP_ASK: u32 = 3;
/// Step, when everything else is marked: forgets timers that the program has forgotten.
pub const STEP_SETTLE: u32 = 4;

/// Makes a step; whether a timer is pending (`STEP_SLEEP`: and waited for).
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_step(step: u32) -> u32 {
    if step == STEP_FIRE {
        fire_due();
    } else if step == STEP_MARK {
        // The block of entries is kept when no timer is pending.
        mark_timers();
    } else if step == STEP_SETTLE {
        settle_timers();
    } else if step == STEP_SLEEP {
        if !is_awaited() {
            return 0;
        }
        machine::sleep_until((*at(0)).when);
    }
    is_pending() as u32
}

/// Marks what timers hold, but for those of channels.
unsafe fn mark_timers() {
    let timers = &*(&raw const TIMERS);
    mark_root(timers.entries);
    let mut index = 0;
    while index < timers.len {
        let entry = &*at(index);
        // A sleeping goroutine has neither.
        if entry.channel() == 0 {
            mark_root(entry.closure);
            mark_root(entry.timer);
        }
        index += 1;
    }
}

/// Keeps timers whose channel the program can receive from, and takes out those of which it has neither.
unsafe fn settle_timers() {
    let timers = &mut *(&raw mut TIMERS);
    let mut index = 0;
    while index < timers.len {
        let entry = &*at(index);
        let channel = entry.channel();
        if channel != 0 && (is_alive(channel) || is_alive(entry.timer)) {
            mark_root(entry.closure);
            mark_root(entry.timer);
        }
        index += 1;
    }
    finish_marking();
    let mut kept = 0;
    index = 0;
    while index < timers.len {
        let entry = *at(index);
        // What was decided above: everything that is kept is marked.
        if entry.g != 0 || is_alive(entry.timer) {
            sift_up(kept, entry);
            kept += 1;
        }
        index += 1;
    }
    timers.len = kept;
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
    store64(timer + PENDING, 1);
    add(when, 0, closure, timer);
}

/// Stops a timer; whether it was pending.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_stop(timer: Addr) -> i32 {
    if load64(timer + PENDING) == 0 {
        return 0;
    }
    store64(timer + PENDING, 0);
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
