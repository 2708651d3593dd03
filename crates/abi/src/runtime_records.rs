//! Records of the runtime that compiled code places in its own memory, and objects whose first words it reads.

/// Bytes of a map, without its groups. Its first word is the number of entries.
pub const MAP_BYTES: u32 = 40;
/// Offset of the address of a map's groups (pointer).
pub const MAP_GROUPS: u32 = 16;
/// Bytes of a map iterator.
pub const MAP_ITER_BYTES: u32 = 80;
/// Offset of the address of the current key in a map iterator (pointer; 0: the iteration has ended).
pub const MAP_ITER_KEY: u32 = 0;
/// Offset of the address of the current element in a map iterator (pointer).
pub const MAP_ITER_ELEM: u32 = 8;
/// Words of a map iterator that hold pointers: bit *i* for the word at `8 * i`.
pub const MAP_ITER_POINTERS: u32 = 0b11111;

/// Bytes of a buffer that takes a short string or slice of bytes in place of an object.
pub const BUFFER_BYTES: u32 = 32;

/// Pools of values, which collections empty.
pub mod pool {
    /// Offset of the next pool that holds something (pointer).
    pub const NEXT: u32 = 0;
    /// Offset of whether the pool is in the list of those (`u32`).
    pub const IS_LISTED: u32 = 8;
    /// Offset of what has been put since the last collection; what was put before lies behind it.
    pub const ITEMS: u32 = 16;
    /// Bytes of either.
    pub const ITEMS_BYTES: u32 = 40;
}

/// Timers.
pub mod timer {
    /// Offset of the word (`u64`) that is not zero while the timer is pending: its place among those that are, from 1.
    pub const PENDING: u32 = 16;
    /// Offset of the bubble whose clock the timer goes by (pointer); 0: it goes by the host's.
    pub const BUBBLE: u32 = 24;
    /// Offset of the time (`i64`, ns of its clock) when the timer is due.
    pub const WHEN: u32 = 32;
    /// Offset of whether the timer has yet to do what it is for (`u8`).
    pub const IS_ARMED: u32 = 40;
    /// Offset of the closure that does it (pointer); if the timer has a channel it neither suspends nor allocates.
    pub const FIRE: u32 = 48;
    /// Offset of the channel that the timer sends to (pointer); 0: it calls a function.
    pub const CHANNEL: u32 = 56;
    /// Bytes of what the image knows of a timer.
    pub const BYTES: u32 = 64;
}

/// Bubbles of `internal/synctest`.
pub mod bubble {
    /// `bubble_advance`: goroutines run, or others of the bubble still did.
    pub const GOES_ON: i32 = 0;
    /// All other goroutines of the bubble have ended.
    pub const ENDED: i32 = 1;
    /// Its main goroutine has ended, and others wait for ever.
    pub const LEFT_BEHIND: i32 = 2;
    /// All wait for ever.
    pub const BLOCKED: i32 = 3;

    /// `bubble_associate`: nothing changes.
    pub const ASK: u32 = 0;
    /// The object is tied to the bubble, unless it is to one already or lies outside of the heap.
    pub const TIE: u32 = 1;
    /// It is tied to none.
    pub const UNTIE: u32 = 2;
}

/// Offset of the number of entries (`u64`) in a map object.
pub const MAP_COUNT: u32 = 0;
/// Offset of the number of queued elements (`u64`) in a channel object.
pub const CHAN_LEN: u32 = 0;
/// Offset of the capacity (`u64`) in a channel object.
pub const CHAN_CAP: u32 = 8;
/// Offset of the timer ([`timer`]) that sends to a channel (pointer): the channel's length and capacity are 0 for the program.
pub const CHAN_TIMER: u32 = 40;

/// Bytes of a select case.
pub const SELECT_CASE_BYTES: u32 = 24;
/// Offset of the channel (pointer) in a select case.
pub const SELECT_CASE_CHAN: u32 = 0;
/// Offset of the address of the element to send (pointer) in a select case; not read for receiving cases.
pub const SELECT_CASE_ELEM: u32 = 8;
/// Offset of the kind (`u32`) in a select case: [`SELECT_RECV`] or [`SELECT_SEND`].
pub const SELECT_CASE_KIND: u32 = 16;
/// A receiving case.
pub const SELECT_RECV: u32 = 0;
/// A sending case.
pub const SELECT_SEND: u32 = 1;
/// Index `select` returns when no case is ready and there is a default case.
pub const SELECT_DEFAULT: i32 = -1;

/// Types of run-time errors: index in the table of their descriptors.
pub mod error_type {
    /// `runtime.errorString`: the text begins with "runtime error: ".
    pub const ERROR_STRING: u32 = 0;
    /// `runtime.plainError`.
    pub const PLAIN: u32 = 1;
    /// `runtime.boundsError`.
    pub const BOUNDS: u32 = 2;
    /// `*runtime.TypeAssertionError`.
    pub const TYPE_ASSERTION: u32 = 3;
    /// `*runtime.PanicNilError`.
    pub const PANIC_NIL: u32 = 4;
    /// Their names; those of pointers with a star.
    pub const NAMES: [&str; 5] = [
        "runtime.errorString",
        "runtime.plainError",
        "runtime.boundsError",
        "*runtime.TypeAssertionError",
        "*runtime.PanicNilError",
    ];
}

/// Codes of `panic_bounds`, with the numbers of `internal/abi.BoundsErrorCode`.
pub mod bounds {
    /// `s[x]`.
    pub const INDEX: i32 = 0;
    /// `s[?:x]`, `y` is a length.
    pub const SLICE_LEN: i32 = 1;
    /// `s[?:x]`, `y` is a capacity.
    pub const SLICE_CAP: i32 = 2;
    /// `s[x:y]`.
    pub const SLICE_ORDER: i32 = 3;
    /// `s[?:?:x]`, `y` is a length.
    pub const SLICE3_LEN: i32 = 4;
    /// `s[?:?:x]`, `y` is a capacity.
    pub const SLICE3_CAP: i32 = 5;
    /// `s[?:x:y]`.
    pub const SLICE3_MAX_ORDER: i32 = 6;
    /// `s[x:y:?]`.
    pub const SLICE3_ORDER: i32 = 7;
    /// `[x]T(s)` or `(*[x]T)(s)`, `y` is the length of `s`.
    pub const CONVERT: i32 = 8;
    /// Added to a code when `x` is unsigned.
    pub const UNSIGNED: i32 = 16;
}

/// Words, of 8 bytes, that `memory_statistics` fills, by index.
pub mod memory_statistics {
    /// Objects allocated so far.
    pub const ALLOCATED_OBJECTS: u32 = 0;
    /// Their bytes.
    pub const ALLOCATED_BYTES: u32 = 1;
    /// Objects of them that collections found dead.
    pub const FREED_OBJECTS: u32 = 2;
    /// Their bytes.
    pub const FREED_BYTES: u32 = 3;
    /// Bytes of pages with objects.
    pub const IN_USE_BYTES: u32 = 4;
    /// Bytes of free pages.
    pub const IDLE_BYTES: u32 = 5;
    /// Bytes of linear memory.
    pub const SYSTEM_BYTES: u32 = 6;
    /// Bytes of objects at which the next collection is due.
    pub const GOAL_BYTES: u32 = 7;
    /// When the last collection ended, in nanoseconds since 1970.
    pub const LAST_END: u32 = 8;
    /// Nanoseconds that collections took.
    pub const PAUSE_TOTAL: u32 = 9;
    /// Number of collections.
    pub const COLLECTIONS: u32 = 10;
    /// Address of the ring of nanoseconds that the last collections took, 0: none.
    pub const PAUSES_ADDRESS: u32 = 11;
    /// Address of the ring of when they ended.
    pub const ENDS_ADDRESS: u32 = 12;
    /// Number of words.
    pub const WORDS: u32 = 13;
    /// Numbers in a ring; that of collection `n`, from 0, is at `n % PAUSES`.
    pub const PAUSES: u32 = 256;
}

/// Kinds of what is recorded beside objects (`special_add`).
pub mod special {
    /// A closure, of a function with an address for its parameter, that is called when the object has died.
    pub const FINALIZER: u32 = 0;
    /// As a finalizer, but the object is gone by then: the address is 0. An object may have several.
    pub const CLEANUP: u32 = 1;
    /// A pointer-free object of 8 bytes that holds the address, and 0 once the object has died.
    pub const WEAK: u32 = 2;
    /// The number of the bubble that the object belongs to.
    pub const BUBBLE: u32 = 3;
}
