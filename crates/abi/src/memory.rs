//! The map of linear memory and the sizes of the target's basic types.
//!
//! Never holds addresses that depend on a program: those are known to emit only.

/// First address above the nil page; addresses below it are never used.
pub const NIL_PAGE_END: u32 = 16;

/// Where the runtime image starts. Static data follow it, then the goroutine stack region, which grows down, then the heap.
pub const IMAGE_BASE: u32 = 1024;

/// The same for [`GOJS_PROFILE`](crate::host_functions::GOJS_PROFILE): `wasm_exec.js` puts arguments and environment into the
/// two pages below.
pub const GOJS_IMAGE_BASE: u32 = 4096 + 8192;

/// Bytes of a block for the arguments and results of a call of a function of module `gojs`.
pub const HOST_BLOCK_BYTES: u32 = 512;

/// Bytes of the goroutine stack region of a command in which a function with a frame is recursive: room for more calls
/// than hosts have stack for.
pub const COMMAND_STACK_BYTES: u32 = 64 << 20;

/// The same of a module without `_start`, of which a host may have many instances.
pub const REACTOR_STACK_BYTES: u32 = 1 << 20;

/// Bytes of the stack of the runtime's own (Rust) code, within the image.
pub const RUST_STACK_BYTES: u32 = 32 * 1024;

/// The same for [`GOJS_PROFILE`](crate::host_functions::GOJS_PROFILE), where calls of the program are often nested in calls of
/// the host, and those in calls of the program.
pub const GOJS_RUST_STACK_BYTES: u32 = 512 * 1024;

/// Name of the exported image global that holds the address of the transfer area.
pub const TRANSFER_SYMBOL: &str = "TRANSFER";

/// Slots (of 8 bytes) of the transfer area that carry results.
pub const TRANSFER_SLOTS: u32 = 64;

/// Bytes of the whole transfer area; what lies above the slots holds received channel elements.
pub const TRANSFER_BYTES: u32 = 2048;

/// Name of the exported image global that holds the address of the poll word (`u32`): when it is not zero, a
/// collection is due: functions with [`crate::runtime_functions::Effects::allocates`] begin with it.
pub const GC_POLL_SYMBOL: &str = "GC_POLL";

/// Name of the exported image global that holds the address of the stress word (`u32`): when it is not zero, every poll
/// collects. Emit patches it in the data segment, or the program calls `set_gc_stress`.
pub const GC_STRESS_SYMBOL: &str = "GC_STRESS";

/// Names of the exported image globals that hold the addresses of words of the scheduler which are all 0 while nothing is
/// runnable or waits for a time, with the number of such words from there on.
pub const IDLE_SYMBOLS: &[(&str, u32)] = &[("QUEUE", 2), ("TIMERS", 1)];

/// Sizes and alignments of the target's basic types, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of a pointer, `int`, `uint` and `uintptr`.
    pub word_bytes: u32,
    /// Largest alignment of any type.
    pub max_align: u32,
}

impl Sizes {
    /// The sizes of `GOARCH=wasm`: 64-bit words.
    pub const WASM: Sizes = Sizes { word_bytes: 8, max_align: 8 };

    /// Rounds `offset` up to a multiple of `align`, a power of two.
    pub const fn align_up(offset: u64, align: u64) -> u64 {
        (offset + align - 1) & !(align - 1)
    }

    /// Size and alignment of a string.
    pub const fn string_bytes(self) -> u32 {
        2 * self.word_bytes
    }

    /// Size of a slice header.
    pub const fn slice_bytes(self) -> u32 {
        3 * self.word_bytes
    }

    /// Size of an interface value.
    pub const fn interface_bytes(self) -> u32 {
        2 * self.word_bytes
    }
}
