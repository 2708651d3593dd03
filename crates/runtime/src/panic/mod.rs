//! Panics, deferred calls, run-time errors and fatal ends.

pub mod fatal;
pub mod run_time_error;
pub mod unwinding;
