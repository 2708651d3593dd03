//! Timers: a binary heap of wake-up times for sleeping goroutines and timer closures.
//!
//! A timer that sends to a channel is here for as long as the program may tell: a collection that finds neither the timer nor
//! its channel takes it out, it does not keep a program from a deadlock whose channel nobody waits for, and if nobody does
//! when it is due, it sends once somebody looks. The records are the program's, in the layout of
//! `abi::runtime_records::timer`.

use super::goroutine::{Reason, g_at, goroutines, new_goroutine};
use super::queue;
use super::switch::suspend;
use crate::channel::channel_at;
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::heap::collector::{finish_marking, is_alive, mark_root};
use crate::machine;
use crate::memory::{Addr, copy, load8, load32, load64, pointer, store64};
use crate::optional;
use abi::runtime_records::timer::{BUBBLE, CHANNEL, FIRE, IS_ARMED, PENDING, WHEN};

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

    /// Whether a goroutine may run for it that would not run otherwise: nobody may wait for what a timer sends.
    unsafe fn is_awaited(&self) -> bool {
        let channel = self.channel();
        channel == 0 || (*channel_at(channel)).receivers.head != 0
    }
}

const ENTRY_BYTES: u32 = size_of::<Entry>() as u32;

/// Pending timers. Compiled code reads the first word of those of the host's clock (`abi::memory::IDLE_SYMBOLS`).
#[repr(C)]
pub struct Timers {
    len: u32,
    entries: Addr,
    capacity: u32,
    sequence: u32,
}

#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
static mut TIMERS: Timers = Timers::NONE;

unsafe fn is_before(a: &Entry, b: &Entry) -> bool {
    a.when < b.when || a.when == b.when && (a.sequence.wrapping_sub(b.sequence) as i32) < 0
}

impl Timers {
    /// None.
    pub const NONE: Timers = Timers { len: 0, entries: 0, capacity: 0, sequence: 0 };

    /// Entry `index`, which exists.
    unsafe fn at(&self, index: u32) -> *mut Entry {
        pointer(self.entries + index * ENTRY_BYTES)
    }

    /// Adds an entry.
    unsafe fn add(&mut self, when: i64, g: Addr, closure: Addr, timer: Addr) {
        if self.len == self.capacity {
            let capacity = self.capacity * 2 + 4;
            let entries = new_noscan(capacity * ENTRY_BYTES);
            copy(entries, self.entries, self.len * ENTRY_BYTES);
            if self.capacity != 0 {
                free_noscan(self.entries, self.capacity * ENTRY_BYTES);
            }
            self.entries = entries;
            self.capacity = capacity;
        }
        self.sequence += 1;
        self.len += 1;
        let sequence = self.sequence ^ optional::bubble_order(timer);
        self.sift_up(self.len - 1, Entry { when, sequence, g, closure, timer });
    }

    /// Puts `entry` at `index`, which its timer then knows.
    unsafe fn put(&mut self, index: u32, entry: Entry) {
        *self.at(index) = entry;
        if entry.timer != 0 {
            store64(entry.timer + PENDING, index as u64 + 1);
        }
    }

    /// Places `entry` at `index` or above.
    unsafe fn sift_up(&mut self, mut index: u32, entry: Entry) {
        while index != 0 {
            let parent = (index - 1) / 2;
            if !is_before(&entry, &*self.at(parent)) {
                break;
            }
            self.put(index, *self.at(parent));
            index = parent;
        }
        self.put(index, entry);
    }

    /// Removes entry `index`.
    unsafe fn remove(&mut self, mut index: u32) {
        self.len -= 1;
        let last = *self.at(self.len);
        loop {
            let mut child = index * 2 + 1;
            if child >= self.len {
                break;
            }
            if child + 1 < self.len && is_before(&*self.at(child + 1), &*self.at(child)) {
                child += 1;
            }
            if !is_before(&*self.at(child), &last) {
                break;
            }
            self.put(index, *self.at(child));
            index = child;
        }
        self.sift_up(index, last);
    }

    /// Wakes and starts what is due at a time, but for timers of the host's clock whose channels nobody waits for.
    pub unsafe fn fire(&mut self, now: i64) {
        while self.len != 0 {
            let entry = *self.at(0);
            if entry.when > now {
                return;
            }
            self.remove(0);
            if entry.g != 0 {
                queue::ready_last(entry.g);
            } else {
                store64(entry.timer + PENDING, 0);
                let bubble = load32(entry.timer + BUBBLE);
                if bubble == 0 && !entry.is_awaited() {
                    continue;
                }
                let g = new_goroutine(entry.closure);
                optional::bubble_join(g, bubble);
                queue::put_last(g);
            }
        }
    }

    /// When the first timer is due that is awaited.
    pub unsafe fn first_awaited(&self) -> Option<i64> {
        let mut first = None;
        let mut index = 0;
        while index < self.len {
            let entry = &*self.at(index);
            if entry.is_awaited() && first.is_none_or(|when| entry.when < when) {
                first = Some(entry.when);
                if index == 0 {
                    break;
                }
            }
            index += 1;
        }
        first
    }

    /// Forgets all.
    pub unsafe fn clear(&mut self) {
        self.len = 0;
    }

    /// Marks what timers hold, but for those of channels.
    pub unsafe fn mark(&self) {
        // The block is kept when no timer is pending.
        mark_root(self.entries);
        let mut index = 0;
        while index < self.len {
            let entry = &*self.at(index);
            // A sleeping goroutine has neither.
            if entry.channel() == 0 {
                mark_root(entry.closure);
                mark_root(entry.timer);
            }
            index += 1;
        }
    }

    /// Keeps timers whose channel the program can receive from, and takes out those of which it has neither.
    pub unsafe fn settle(&mut self) {
        let mut index = 0;
        while index < self.len {
            let entry = &*self.at(index);
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
        while index < self.len {
            let entry = *self.at(index);
            // What was decided above: everything that is kept is marked.
            if entry.g != 0 || is_alive(entry.timer) {
                self.sift_up(kept, entry);
                kept += 1;
            }
            index += 1;
        }
        self.len = kept;
    }
}

/// When the first timer, if any, is due.
#[inline(always)]
pub unsafe fn first_due() -> Option<i64> {
    let timers = &*(&raw const TIMERS);
    if timers.len != 0 { Some((*timers.at(0)).when) } else { None }
}

/// Forgets all timers: the program has ended.
pub unsafe fn forget_all() {
    (*(&raw mut TIMERS)).clear();
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
    let timers = &mut *(&raw mut TIMERS);
    if step == STEP_FIRE {
        if timers.len != 0 {
            timers.fire(machine::now());
        }
    } else if step == STEP_MARK {
        timers.mark();
    } else if step == STEP_SETTLE {
        timers.settle();
    } else if step == STEP_SLEEP {
        if timers.first_awaited().is_none() {
            return 0;
        }
        machine::sleep_until((*timers.at(0)).when);
    }
    (timers.len != 0) as u32
}

/// Those that a timer belongs to, or for 0 those of the running goroutine.
unsafe fn timers_of(timer: Addr) -> *mut Timers {
    let fake = optional::bubble_timers(timer);
    if fake != 0 { pointer(fake) } else { &raw mut TIMERS }
}

/// `time.Sleep`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn sleep(ns: i64) {
    if ns <= 0 {
        return;
    }
    let fake = optional::bubble_now() as i64;
    let now = if fake != 0 { fake } else { machine::now() };
    (*timers_of(0)).add(now.saturating_add(ns), (*goroutines()).current, 0, 0);
    suspend(Reason::Sleep);
}

/// Starts a timer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_start(timer: Addr, when: i64, closure: Addr) {
    timer_stop(timer);
    (*timers_of(timer)).add(when, 0, closure, timer);
    optional::bubble_fire(timer);
}

/// Stops a timer; whether it was pending.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_stop(timer: Addr) -> i32 {
    let place = load64(timer + PENDING) as u32;
    if place == 0 {
        return 0;
    }
    let timers = &mut *timers_of(timer);
    // Those of a bubble that has ended are forgotten without being told.
    let is_there = place <= timers.len && (*timers.at(place - 1)).timer == timer;
    if is_there {
        timers.remove(place - 1);
    }
    store64(timer + PENDING, 0);
    is_there as i32
}

/// Lets a timer that is due send to its channel, which is empty; whether it did.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn timer_poll(timer: Addr) -> u32 {
    if load8(timer + IS_ARMED) == 0 {
        return 0;
    }
    // Only the goroutines of its bubble use the channel of a timer that has one, but those also use channels of timers without.
    let bubble = load32(timer + BUBBLE);
    let now = if bubble == 0 { machine::now() } else { optional::bubble_now() as i64 };
    if load64(timer + WHEN) as i64 > now {
        return 0;
    }
    timer_stop(timer);
    let closure = load32(timer + FIRE);
    let g = g_at((*goroutines()).current);
    let of_running = (*g).bubble;
    (*g).bubble = bubble;
    machine::call_closure(load64(closure) as u32, closure);
    (*g).bubble = of_running;
    1
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
