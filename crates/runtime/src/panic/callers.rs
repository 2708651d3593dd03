//! Call stacks that programs ask for: the places of a goroutine's calls, and what it is doing.
//!
//! Never prints: `trace` does, of the same places.

use super::kept_trace::{kept_place, kept_places, panic_of};
use super::trace::{CURSOR, Places, next_number, walk};
use crate::machine;
use crate::memory::{Addr, store64};
use crate::scheduler::goroutine::{FLAG_MAIN, REASONS, g_at, goroutines};
use abi::trace::{END_PLACE, IS_INLINED, MAIN_PLACE, PANIC_PLACE};

/// Where places go.
struct Collector {
    skip: u64,
    next: Addr,
    end: Addr,
}

static mut COLLECTOR: Collector = Collector { skip: 0, next: 0, end: 0 };

unsafe fn collect(place: u32) {
    let collector = &mut *(&raw mut COLLECTOR);
    if collector.skip != 0 {
        collector.skip -= 1;
    } else if collector.next != collector.end {
        store64(collector.next, place as u64);
        collector.next += 8;
    }
}

struct Collected;

impl Places for Collected {
    #[inline(never)]
    unsafe fn take(record: Addr) {
        let mut at = record;
        while at != 0 {
            collect(at);
            CURSOR = at;
            let head = next_number();
            next_number();
            at = if head & IS_INLINED == 0 { 0 } else { CURSOR };
        }
    }

    unsafe fn take_kept(address: Addr, sp: Addr, _: Addr) -> u32 {
        let panic = panic_of(address, sp);
        if panic == 0 {
            return 0;
        }
        collect(PANIC_PLACE);
        let mut index = 0;
        while index < kept_places(panic) {
            let place = kept_place(panic, index);
            if place == PANIC_PLACE {
                collect(place);
            } else {
                Self::take(place);
            }
            index += 1;
        }
        1
    }
}

/// The places of a goroutine's calls.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn callers(g: Addr, skip: u64, places: Addr, count: u64) -> u64 {
    if machine::site() == 0 {
        // The module has no places, or this one would be there.
        return 0;
    }
    // Memory is never as large as a count that does not fit.
    COLLECTOR = Collector { skip, next: places, end: places + count as u32 * 8 };
    let current = (*goroutines()).current;
    let g = if g == 0 { current } else { g };
    walk::<Collected>(g, if g == current { machine::site() } else { 0 });
    if (*g_at(g)).flags & FLAG_MAIN != 0 {
        collect(MAIN_PLACE);
    }
    collect(END_PLACE);
    ((COLLECTOR.next - places) >> 3) as u64
}

/// The goroutine made after another, the oldest for 0.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn goroutine_after(g: Addr) -> Addr {
    let all = &*goroutines();
    let mut at = g;
    if g == 0 {
        at = all.all;
        while at != 0 && (*g_at(at)).all_next != 0 {
            at = (*g_at(at)).all_next;
        }
    } else {
        at = (*g_at(at)).all_previous;
    }
    // The record of direct calls is idle between them.
    while at != 0 && at != all.current && (*g_at(at)).is_idle() {
        at = (*g_at(at)).all_previous;
    }
    at
}

/// What a goroutine is doing.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn goroutine_state(g: Addr) -> u64 {
    let is_running = g == (*goroutines()).current;
    let state = &*g_at(g);
    let reason = if is_running { REASONS } else { state.reason as u32 };
    machine::set_result(1, reason as u64);
    machine::set_result(2, state.created_at as u64);
    machine::set_result(3, state.parent as u64);
    state.id as u64
}

/// The table of the places where functions in the function table begin.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "function_places"))]
pub unsafe extern "C" fn function_places() -> Addr {
    machine::function_places()
}
