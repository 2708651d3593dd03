//! Collection: marking from the roots with an explicit stack, then a pass over the spans.
//!
//! Marking tolerates any value: addresses outside the heap, in free pages or of free objects are ignored or cost a free
//! object one cycle. Sweeping is lazy (`allocation::refill`); the pass frees empty spans and lists the others.

use super::allocation::{GC_POLL, GC_STRESS};
use super::pages::{MIN_THRESHOLD_BYTES, heap, insert, span_of_page, try_take};
use super::spans::{Kind, Span, layout_bytes, quotient, span};
use super::statistics;
use crate::machine;
use crate::memory::{Addr, PAGE_SHIFT, copy, load8, load32, store32};
use crate::optional;
use crate::scheduler::roots::mark_scheduler_roots;
use crate::scheduler::timers::STEP_SETTLE;
use abi::{frame, layout};

struct Stack {
    record: Addr,
    base: Addr,
    len: u32,
    capacity: u32,
    overflowed: bool,
}

static mut STACK: Stack = Stack { record: 0, base: 0, len: 0, capacity: 0, overflowed: false };

/// Marks the object that `address` lies in, if any.
#[inline(always)]
pub unsafe fn mark(address: Addr) {
    let record = span_of_page(address >> PAGE_SHIFT);
    if record != 0 {
        mark_in(record, address);
    }
}

/// As `mark`, not compiled in place.
#[inline(never)]
pub unsafe fn mark_root(address: Addr) {
    mark(address);
}

#[inline(never)]
unsafe fn mark_in(record: Addr, address: Addr) {
    let s = &mut *span(record);
    if (s.kind as u32) < Kind::Noscan as u32 {
        return;
    }
    let index = s.index_of(address);
    if index >= s.objects || !s.mark(index) || s.kind == Kind::Noscan {
        return;
    }
    push(s.base + index * s.object_bytes);
}

#[inline(always)]
unsafe fn push(object: Addr) {
    let stack = &mut *(&raw mut STACK);
    if stack.len == stack.capacity {
        grow_stack();
        if stack.len == stack.capacity {
            stack.overflowed = true;
            return;
        }
    }
    store32(stack.base + stack.len * 4, object);
    stack.len += 1;
}

/// Doubles the mark stack, if memory allows.
#[cold]
#[inline(never)]
unsafe fn grow_stack() {
    let stack = &mut *(&raw mut STACK);
    let pages = if stack.record == 0 { 1 } else { (*span(stack.record)).pages * 2 };
    let record = try_take(pages);
    if record == 0 {
        return;
    }
    let base = (*span(record)).base;
    if stack.record != 0 {
        copy(base, stack.base, stack.len * 4);
        release(stack.record);
    }
    stack.record = record;
    stack.base = base;
    stack.capacity = pages << (PAGE_SHIFT - 2);
}

/// Gives the pages of a span back.
unsafe fn release(record: Addr) -> u32 {
    (*span(record)).marked = 1;
    insert(record)
}

/// Marks what the words at `base` point to that a bitmap of `words` bits (low bit first) names.
#[inline(never)]
pub unsafe fn mark_words(base: Addr, bitmap: Addr, words: u32) {
    let mut bitmap = bitmap;
    let mut at = base;
    let end = base + words * 8;
    while at < end {
        let mut bits = load8(bitmap);
        let mut word = at;
        while bits != 0 {
            let skip = bits.trailing_zeros();
            word += skip * 8;
            mark(load32(word));
            word += 8;
            bits = (bits >> skip) >> 1;
        }
        bitmap += 1;
        at += 64;
    }
}

/// Marks from the frames that lie at `[from, to)`, wherever they came from.
pub unsafe fn mark_frames(from: Addr, to: Addr) {
    let mut at = from;
    while at < to {
        let descriptor = load32(at + frame::FRAME_DESCRIPTOR);
        let bytes = load32(descriptor + frame::SIZE_BYTES);
        mark_words(at, descriptor + frame::BITMAP, bytes >> 3);
        at += bytes;
    }
}

/// Marks what an object, which is marked, points to.
unsafe fn scan(s: &Span, object: Addr) {
    let (elements, mut at, mut left) = match s.kind {
        Kind::Typed => (s.layout, object, 1),
        Kind::Arrays => {
            let elements = load32(object);
            if elements == 0 {
                return;
            }
            (elements, object + 8, quotient(s.object_bytes - 8, layout_bytes(elements)))
        }
        Kind::LargeArray => (s.layout, object, quotient(s.object_bytes, layout_bytes(s.layout))),
        _ => return,
    };
    let bytes = layout_bytes(elements);
    let words = load32(elements + layout::PTR_WORDS);
    while left != 0 {
        mark_words(at, elements + layout::BITMAP, words);
        at += bytes;
        left -= 1;
    }
}

/// Marks what the object points to that `address` lies in, not the object itself.
pub unsafe fn scan_unmarked(address: Addr) {
    let s = &*span(span_of_page(address >> PAGE_SHIFT));
    scan(s, s.base + s.index_of(address) * s.object_bytes);
}

unsafe fn drain() {
    let stack = &raw mut STACK;
    while (*stack).len != 0 {
        (*stack).len -= 1;
        let object = load32((*stack).base + (*stack).len * 4);
        scan(&*span(span_of_page(object >> PAGE_SHIFT)), object);
    }
}

/// Marks everything that marked objects lead to.
#[inline(never)]
pub unsafe fn finish_marking() {
    drain();
    while STACK.overflowed {
        STACK.overflowed = false;
        rescan();
    }
}

/// Whether the object that an address lies in is marked; what lies elsewhere lives for ever.
pub unsafe fn is_alive(address: Addr) -> bool {
    let record = span_of_page(address >> PAGE_SHIFT);
    if record == 0 || ((*span(record)).kind as u32) < Kind::Noscan as u32 {
        return true;
    }
    let s = &*span(record);
    s.is_marked(s.index_of(address).min(s.objects - 1))
}

/// The next span of objects from page `*page` on, or 0; moves `*page` behind it.
pub unsafe fn next_span(page: &mut u32) -> Addr {
    while *page < (*heap()).end_page {
        let record = span_of_page(*page);
        if record == 0 {
            *page += 1;
            continue;
        }
        *page += (*span(record)).pages;
        if (*span(record)).kind as u32 >= Kind::Noscan as u32 {
            return record;
        }
    }
    0
}

unsafe fn mark_static_roots() {
    let table = machine::roots();
    if table == 0 {
        return;
    }
    let mut left = load32(table);
    let mut entry = table + 4;
    while left != 0 {
        mark_words(load32(entry), load32(entry + 8), load32(entry + 4));
        entry += 12;
        left -= 1;
    }
}

static mut COLLECTIONS: u64 = 0;

/// Number of collections so far.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gc_count() -> u64 {
    COLLECTIONS
}

/// Collects. The frames of the running goroutine, if any, hold every live pointer.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn gc_collect() {
    GC_POLL = GC_STRESS;
    COLLECTIONS += 1;
    let h = heap();
    if (*h).page_table_len == 0 {
        return;
    }
    optional::count_collection(statistics::STEP_START);
    let mut page = (*h).first_page;
    loop {
        let record = next_span(&mut page);
        if record == 0 {
            break;
        }
        let s = &mut *span(record);
        s.clear_marks();
        if s.layout != 0 && s.kind != Kind::LargeArray {
            store32(s.layout + layout::FREE, 0);
            store32(s.layout + layout::SPAN, 0);
        }
    }
    optional::age_pools();
    mark_static_roots();
    mark_scheduler_roots();
    optional::mark_specials();
    finish_marking();
    optional::timer_step(STEP_SETTLE);
    optional::bubble_step(STEP_SETTLE);
    optional::settle_specials();
    optional::count_collection(statistics::STEP_MARKED);
    finish();
    optional::count_collection(statistics::STEP_END);
    optional::start_runner();
}

/// After an overflow of the mark stack: scans every marked object again.
#[cold]
#[inline(never)]
unsafe fn rescan() {
    let mut page = (*heap()).first_page;
    loop {
        let record = next_span(&mut page);
        if record == 0 {
            return;
        }
        let s = &*span(record);
        let mut index = 0;
        while index < s.objects {
            if s.is_marked(index) {
                scan(s, s.base + index * s.object_bytes);
                drain();
            }
            index += 1;
        }
    }
}

/// Frees the spans without marked objects and lists the others for sweeping.
unsafe fn finish() {
    let h = heap();
    let mut live = 0;
    let mut page = (*h).first_page;
    loop {
        let record = next_span(&mut page);
        if record == 0 {
            break;
        }
        let s = &mut *span(record);
        if s.marked == 0 {
            page = release(record);
            continue;
        }
        live += s.marked as u64 * s.object_bytes as u64;
        if s.marked < s.objects {
            s.next = load32(s.layout + layout::SPAN);
            store32(s.layout + layout::SPAN, record);
        }
    }
    (*h).live_bytes = live;
    (*h).allocated_bytes = 0;
    (*h).threshold_bytes = live.max(MIN_THRESHOLD_BYTES);
    optional::set_threshold();
}
