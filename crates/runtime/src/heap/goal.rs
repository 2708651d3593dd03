//! When to collect: what `GOGC` and `GOMEMLIMIT` mean in Go.
//!
//! Linked only to programs that set either; without, a collection is due when as much was allocated as was live.

use super::allocation::GC_POLL;
use super::pages::{MIN_THRESHOLD_BYTES, heap};

/// Least number of bytes between collections that a limit asks for: below it, little else would run.
const MIN_UNDER_LIMIT_BYTES: u64 = 128 << 10;

/// Zero at the start, so that a program without goals has no data for them.
struct Goal {
    /// Bytes that may be allocated between collections, in hundredths of what is live, less 100; if that is negative: any
    /// number.
    percent_change: i64,
    /// Bytes of memory that collections are to keep to, taken from the largest number.
    below_largest: i64,
}

static mut GOAL: Goal = Goal { percent_change: 0, below_largest: 0 };

fn percent() -> i64 {
    // SAFETY: a single thread.
    unsafe { GOAL.percent_change + 100 }
}

fn limit() -> i64 {
    // SAFETY: a single thread.
    unsafe { i64::MAX - GOAL.below_largest }
}

/// Sets the threshold after a collection, or when the goal has changed.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn set_threshold() {
    let h = heap();
    let live = (*h).live_bytes;
    let mut threshold = u64::MAX / 4;
    if percent() >= 0 {
        threshold = (live.max(MIN_THRESHOLD_BYTES) / 100).saturating_mul(percent() as u64).min(threshold);
    }
    // The region of goroutine stacks does not count: hosts give it memory where it is used.
    threshold = threshold.min((limit() as u64).saturating_sub(live).max(MIN_UNDER_LIMIT_BYTES));
    (*h).threshold_bytes = threshold;
    if (*h).allocated_bytes >= threshold {
        GC_POLL = 1;
    }
}

/// Sets the percentage (negative: collect only to keep to the limit) and returns the old one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gc_set_percent(percent: i64) -> i64 {
    let old = self::percent();
    GOAL.percent_change = percent.max(-1) - 100;
    set_threshold();
    old
}

/// Sets the limit, unless it is negative, and returns the old one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn gc_set_limit(limit: i64) -> i64 {
    let old = self::limit();
    if limit >= 0 {
        GOAL.below_largest = i64::MAX - limit;
        set_threshold();
    }
    old
}
