//! Where a panic came from that has passed frames on its way to deferred calls: they are gone when it turns out that nobody
//! recovers it.

use super::trace::{frame_at, has_frame, record_of, take_panic, take_record};
use super::unwinding::{PANIC_ABORTED, defer_at, panic_at};
use crate::heap::allocation::{free_noscan, new_noscan};
use crate::memory::{Addr, copy, load32, store32};
use crate::scheduler::goroutine::{g_at, goroutines};
use abi::frame;
use abi::trace::{INNER_FRAMES, OUTER_FRAMES, PANIC_PLACE};

/// Most places that are kept.
const KEPT: u32 = INNER_FRAMES + OUTER_FRAMES;

unsafe fn frame_bytes(frame: Addr) -> u32 {
    load32(load32(frame + frame::FRAME_DESCRIPTOR) + frame::SIZE_BYTES)
}

/// Places of frames, as many as there is room for.
struct Kept {
    /// The next place; 0: they are only counted.
    next: Addr,
    count: u32,
}

impl Kept {
    unsafe fn take(&mut self, record: Addr) {
        if self.count >= KEPT {
            return;
        }
        self.count += 1;
        if self.next != 0 {
            store32(self.next, record);
            self.next += 4;
        }
    }

    /// Takes those of the frames from `first` to `to`. A frame there may run deferred calls for an older panic, from within
    /// which the newest came: the places that one has passed lie between.
    unsafe fn take_frames(&mut self, address: Addr, first: Addr, to: Addr) {
        let mut at = first;
        while at <= to && self.count < KEPT {
            let frame = frame_at(address, at);
            let older = panic_of(address, at);
            if older == 0 {
                self.take(record_of(frame));
            } else {
                self.take(PANIC_PLACE);
                let mut index = 0;
                while index < kept_places(older) {
                    self.take(kept_place(older, index));
                    index += 1;
                }
            }
            at += frame_bytes(frame);
        }
    }
}

/// Keeps the places that the newest panic of the running goroutine passes on its way from the frame at `from` to the one
/// with the next deferred call, `site` in front if it is not 0.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn keep_trace(site: Addr, from: Addr) {
    let current = (*goroutines()).current;
    let panic = &mut *panic_at((*g_at(current)).panics);
    let to = (*defer_at((*g_at(current)).defers)).sp;
    let before = if panic.trace == 0 { 0 } else { load32(panic.trace) };
    let mut first = if has_frame(site) { from + frame_bytes(frame_at(current, from)) } else { from };
    // A frame may turn out to have no deferred call that has not run; then the panic goes on from there.
    while first <= panic.traced {
        first += frame_bytes(frame_at(current, first));
    }
    panic.traced = to;
    let start = before + (site != 0) as u32;
    let mut counted = Kept { next: 0, count: start };
    counted.take_frames(current, first, to);
    let kept = new_noscan(counted.count * 4 + 4);
    if before != 0 {
        copy(kept, panic.trace, before * 4 + 4);
    }
    store32(kept, counted.count);
    if site != 0 {
        store32(kept + before * 4 + 4, site);
    }
    let mut taken = Kept { next: kept + start * 4 + 4, count: start };
    taken.take_frames(current, first, to);
    drop_trace(panic.trace);
    panic.trace = kept;
}

/// Frees what `keep_trace` kept.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn drop_trace(kept: Addr) {
    if kept != 0 {
        free_noscan(kept, load32(kept) * 4 + 4);
    }
}

/// If the frame at `sp` runs deferred calls for a panic, takes the places that the panic has passed, that of the frame among
/// them; whether it does. `site` is the place of the newest panic, 0 if that has run its deferred calls.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn take_kept_trace(address: Addr, sp: Addr, site: Addr) -> u32 {
    let panic = panic_of(address, sp);
    if panic == 0 {
        return 0;
    }
    if site != 0 || panic != (*g_at(address)).panics {
        take_panic();
    }
    let mut index = 0;
    while index < kept_places(panic) {
        let place = kept_place(panic, index);
        if place == PANIC_PLACE {
            take_panic();
        } else {
            take_record(place);
        }
        index += 1;
    }
    1
}

/// The panic whose deferred calls the frame at `sp` of a goroutine runs, 0 if there is none of which places are kept.
#[inline(always)]
pub unsafe fn panic_of(address: Addr, sp: Addr) -> Addr {
    let mut at = (*g_at(address)).panics;
    while at != 0 {
        let panic = &*panic_at(at);
        // The frame of one that another has replaced is gone.
        if panic.sp == sp && panic.flags & PANIC_ABORTED == 0 {
            return if panic.trace == 0 { 0 } else { at };
        }
        at = panic.link;
    }
    0
}

/// How many places are kept of a panic that [`panic_of`] found.
#[inline(always)]
pub unsafe fn kept_places(panic: Addr) -> u32 {
    load32((*panic_at(panic)).trace)
}

/// Place `index` of them: a record, or `PANIC_PLACE` where a deferred call had begun.
#[inline(always)]
pub unsafe fn kept_place(panic: Addr, index: u32) -> Addr {
    load32((*panic_at(panic)).trace + index * 4 + 4)
}
