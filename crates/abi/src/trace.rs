//! Records of places, which stack traces show.
//!
//! A record describes a line of a function; if the function was put in place of a call there, the record of that call follows,
//! and so on. Each is two numbers in LEB128: `line << LINE_SHIFT | flags`, and the address of a function record.
//! A function record is the address of the file's name in LEB128 and the function's name; names end with a zero byte. In
//! programs that ask where functions begin that line follows, in LEB128.

/// How far the line is shifted in the first number.
pub const LINE_SHIFT: u32 = 2;
/// The function was put in place of a call, whose record follows.
pub const IS_INLINED: u32 = 1;
/// The function that is there at run time has a frame.
pub const HAS_FRAME: u32 = 2;

/// Frames that a stack trace shows from the innermost on.
pub const INNER_FRAMES: u32 = 50;
/// Frames that a stack trace shows at the outer end.
pub const OUTER_FRAMES: u32 = 50;

/// Stands, among the places that `callers` finds, for the panic that the deferred calls in front of it run for.
pub const PANIC_PLACE: u32 = 1;
/// Stands, among them, for what calls `main.main` and initialises packages.
pub const MAIN_PLACE: u32 = 2;
/// Stands, among them, for where a goroutine begins.
pub const END_PLACE: u32 = 3;
