//! Panics, deferred calls, run-time errors and fatal ends.

pub mod callers;
pub mod fatal;
pub mod kept_trace;
pub mod run_time_error;
pub mod trace;
pub mod unwinding;
