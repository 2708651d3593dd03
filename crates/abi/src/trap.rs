//! Exit statuses and reasons to trap.

/// Exit status after an unrecovered panic, a deadlock or a fatal error, as in Go.
pub const EXIT_PANIC: i32 = 2;

/// Exit status of a program whose `main` has returned.
pub const EXIT_SUCCESS: i32 = 0;
