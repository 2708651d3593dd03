//! Frames, frame descriptors and the states of unwinding.
//!
//! Emit writes descriptors and frames; the scheduler and the collector walk them.

/// Offset in a frame of the address of its descriptor (`u32`).
pub const FRAME_DESCRIPTOR: u32 = 0;
/// Offset in a frame of the site (`u32`): the number, from 1, of the call that is being made, valid while that may lead to a
/// report of goroutines. In a suspended function it is the resume point.
pub const FRAME_SITE: u32 = 4;
/// Offset in a frame of its first slot.
pub const FRAME_SLOTS: u32 = 8;

/// Offset in a descriptor of the frame's size in bytes (`u32`, a multiple of 8, header included).
pub const SIZE_BYTES: u32 = 0;
/// Offset in a descriptor of the trampoline's table index (`u32`).
pub const TRAMPOLINE: u32 = 4;
/// Offset in a descriptor of the function's table index (`u32`).
pub const FUNCTION: u32 = 8;
/// Offset in a descriptor of the address of the sites (`u32`, 0: none): for each number, from 1, the address of the record of
/// its place ([`crate::trace`]) or 0 for what the compiler made up.
pub const SITES: u32 = 12;
/// Offset in a descriptor of its flags (`u32`).
pub const FLAGS: u32 = 16;
/// Offset in a descriptor of the pointer bitmap: `u32` words, bit *i* stands for the frame's word at `8 * i`.
pub const BITMAP: u32 = 20;

/// The frame has stack objects whose address may be held by another frame.
pub const FLAG_STACK_OBJECTS: u32 = 1;

/// Bytes of a descriptor of a frame of `size_bytes`.
pub const fn descriptor_bytes(size_bytes: u32) -> u32 {
    BITMAP + (size_bytes / 8).div_ceil(32) * 4
}

/// `$unwind`: running.
pub const UNWIND_NONE: i32 = 0;
/// `$unwind`: suspending; every caller stores its resume point and returns, leaving its frame in place.
pub const UNWIND_SUSPEND: i32 = 1;
/// `$unwind`: panicking or exiting the goroutine; every caller pops its frame and returns, or jumps to its landing block.
pub const UNWIND_PANIC: i32 = 2;
/// `$unwind` on entry to a function: resume. The function reloads its slots, subtracts this value from `$unwind` and
/// continues at the test of `$unwind` that follows the call it was in.
pub const UNWIND_RESUME: i32 = 3;
/// `$unwind` on entry to a function: resume, and the call it was in has panicked
/// (`UNWIND_RESUME + UNWIND_PANIC`, so that the same subtraction leaves [`UNWIND_PANIC`]).
pub const UNWIND_RESUME_PANIC: i32 = UNWIND_RESUME + UNWIND_PANIC;
