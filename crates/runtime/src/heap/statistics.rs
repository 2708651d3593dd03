//! What programs may ask about memory: how much was allocated and freed, and how long collections took.
//!
//! Owns the counters. Linked only to programs that ask: nothing is counted where an object is taken from a free list; what
//! was handed to free lists is, and what is left of it is found by walking them.

use super::collector::next_span;
use super::pages::{heap, own_bytes, span_of_page};
use super::size_classes::MAX_SMALL_BYTES;
use super::spans::{Kind, quotient, span};
use crate::machine;
use crate::memory::{Addr, PAGE_SHIFT, load32, memory_bytes, store32, store64};
use abi::layout;
use abi::runtime_records::memory_statistics as words;

/// A number of objects and their bytes.
#[derive(Clone, Copy)]
struct Amount {
    objects: u64,
    bytes: u64,
}

const NOTHING: Amount = Amount { objects: 0, bytes: 0 };

struct Statistics {
    /// Given to free lists or allocated with a span of its own.
    handed: Amount,
    /// Taken from free lists again by collections.
    returned: Amount,
    /// Found dead.
    freed: Amount,
    /// The last durations of collections, a ring of `PAUSES` numbers; 0 before the first collection.
    pauses: Addr,
    /// The same of their ends.
    ends: Addr,
    pause_total: u64,
    collections: u64,
    last_end: u64,
    started: i64,
}

static mut STATISTICS: Statistics = Statistics {
    handed: NOTHING,
    returned: NOTHING,
    freed: NOTHING,
    pauses: 0,
    ends: 0,
    pause_total: 0,
    collections: 0,
    last_end: 0,
    started: 0,
};

/// Counts objects that are handed out, of `object_bytes` each.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn count_handed(bytes: u32, object_bytes: u32) {
    let handed = &mut (*(&raw mut STATISTICS)).handed;
    handed.bytes += bytes as u64;
    handed.objects += quotient(bytes, object_bytes) as u64;
}

/// What is in free lists. The lowest bit of a list's head says that it has been counted.
unsafe fn in_free_lists() -> Amount {
    let mut amount = NOTHING;
    for counts in [true, false] {
        let mut page = (*heap()).first_page;
        loop {
            let record = next_span(&mut page);
            if record == 0 {
                break;
            }
            let s = &*span(record);
            if s.kind == Kind::LargeArray || s.object_bytes > MAX_SMALL_BYTES || s.layout == 0 {
                continue;
            }
            let head = load32(s.layout + layout::FREE);
            if !counts {
                store32(s.layout + layout::FREE, head & !1);
            } else if head != 0 && head & 1 == 0 {
                let mut object = head;
                while object != 0 {
                    amount.objects += 1;
                    amount.bytes += s.object_bytes as u64;
                    object = load32(object + s.link_offset());
                }
                store32(s.layout + layout::FREE, head | 1);
            }
        }
    }
    amount
}

/// The step before marking.
pub const STEP_START: u32 = 0;
/// The step after marking, before what is not marked is freed.
pub const STEP_MARKED: u32 = 1;
/// The step after everything else.
pub const STEP_END: u32 = 2;

/// Takes part in a collection.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn count_collection(step: u32) {
    let statistics = &mut *(&raw mut STATISTICS);
    if step == STEP_START {
        if statistics.pauses == 0 {
            statistics.pauses = own_bytes(words::PAUSES * 8);
            statistics.ends = own_bytes(words::PAUSES * 8);
        }
        statistics.started = machine::now();
        let left = in_free_lists();
        statistics.returned.objects += left.objects;
        statistics.returned.bytes += left.bytes;
    } else if step == STEP_MARKED {
        let live = marked();
        statistics.freed.objects = statistics.handed.objects - statistics.returned.objects - live.objects;
        statistics.freed.bytes = statistics.handed.bytes - statistics.returned.bytes - live.bytes;
    } else {
        let duration = (machine::now() - statistics.started) as u64;
        statistics.last_end = machine::wall() as u64;
        statistics.pause_total += duration;
        let slot = (statistics.collections % words::PAUSES as u64) as u32 * 8;
        store64(statistics.pauses + slot, duration);
        store64(statistics.ends + slot, statistics.last_end);
        statistics.collections += 1;
    }
}

/// What is marked.
unsafe fn marked() -> Amount {
    let mut amount = NOTHING;
    let mut page = (*heap()).first_page;
    loop {
        let record = next_span(&mut page);
        if record == 0 {
            return amount;
        }
        let s = &*span(record);
        amount.objects += s.marked as u64;
        amount.bytes += s.marked as u64 * s.object_bytes as u64;
    }
}

/// Fills the words of `abi::runtime_records::memory_statistics`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn memory_statistics(to: Addr) {
    let statistics = &*(&raw const STATISTICS);
    let left = in_free_lists();
    let put = |word: u32, value: u64| store64(to + word * 8, value);
    put(words::ALLOCATED_OBJECTS, statistics.handed.objects - statistics.returned.objects - left.objects);
    put(words::ALLOCATED_BYTES, statistics.handed.bytes - statistics.returned.bytes - left.bytes);
    put(words::FREED_OBJECTS, statistics.freed.objects);
    put(words::FREED_BYTES, statistics.freed.bytes);
    let h = heap();
    let mut page = (*h).first_page;
    let (mut in_use, mut idle) = (0u64, 0u64);
    while page < (*h).end_page {
        let record = span_of_page(page);
        if record == 0 {
            page += 1;
            continue;
        }
        let s = &*span(record);
        page += s.pages;
        let bytes = (s.pages as u64) << PAGE_SHIFT;
        if s.kind == Kind::Free {
            idle += bytes;
        } else if s.kind != Kind::Own {
            in_use += bytes;
        }
    }
    put(words::IN_USE_BYTES, in_use);
    put(words::IDLE_BYTES, idle);
    put(words::SYSTEM_BYTES, memory_bytes());
    put(words::GOAL_BYTES, (*h).live_bytes.saturating_add((*h).threshold_bytes));
    put(words::LAST_END, statistics.last_end);
    put(words::PAUSE_TOTAL, statistics.pause_total);
    put(words::COLLECTIONS, statistics.collections);
    put(words::PAUSES_ADDRESS, statistics.pauses as u64);
    put(words::ENDS_ADDRESS, statistics.ends as u64);
}
