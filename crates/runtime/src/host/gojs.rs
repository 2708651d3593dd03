//! The functions of Go's `wasm_exec.js` that the runtime itself calls. Each takes an address alone: arguments lie 8 bytes
//! behind it, results behind them, as Go's port lays them out. Never knows when to call them.

#[cfg(target_arch = "wasm32")]
mod imports {
    #[link(wasm_import_module = "gojs")]
    unsafe extern "C" {
        #[link_name = "runtime.wasmExit"]
        pub fn exit(block: *const u64);
        #[link_name = "runtime.wasmWrite"]
        pub fn write(block: *const u64);
        #[link_name = "runtime.nanotime1"]
        pub fn nanotime(block: *mut u64);
        #[link_name = "runtime.walltime"]
        pub fn walltime(block: *mut u64);
        #[link_name = "runtime.getRandomData"]
        pub fn random_data(block: *mut u64);
        #[link_name = "runtime.scheduleTimeoutEvent"]
        pub fn schedule_timeout(block: *mut u64);
        #[link_name = "runtime.clearTimeoutEvent"]
        pub fn clear_timeout(block: *const u64);
        #[link_name = "runtime.resetMemoryDataView"]
        pub fn reset_memory_data_view(block: u32);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imports {
    //! There is no such host natively, where nothing calls these.
    pub unsafe fn exit(_: *const u64) {}
    pub unsafe fn write(_: *const u64) {}
    pub unsafe fn nanotime(_: *mut u64) {}
    pub unsafe fn walltime(_: *mut u64) {}
    pub unsafe fn random_data(_: *mut u64) {}
    pub unsafe fn schedule_timeout(_: *mut u64) {}
    pub unsafe fn clear_timeout(_: *const u64) {}
    pub unsafe fn reset_memory_data_view(_: u32) {}
}

/// Tells the host that the program has ended, and how. A process ends here; other hosts return.
pub fn exit(code: i32) {
    let block = [0, code as u32 as u64];
    // SAFETY: the block has the argument.
    unsafe { imports::exit(block.as_ptr()) }
}

/// Writes all bytes to a file descriptor.
pub fn write(fd: i32, ptr: u32, len: u32) {
    let block = [0, fd as u32 as u64, ptr as u64, len as u64];
    // SAFETY: the block has the arguments, and they name a range of linear memory.
    unsafe { imports::write(block.as_ptr()) }
}

/// Monotonic nanoseconds.
pub fn now() -> i64 {
    let mut block = [0; 2];
    // SAFETY: the block has room for the result.
    unsafe { imports::nanotime(block.as_mut_ptr()) }
    block[1] as i64
}

/// Nanoseconds since 1970.
pub fn wall() -> i64 {
    let mut block = [0; 3];
    // SAFETY: the block has room for the results: seconds, and nanoseconds in 32 bits.
    unsafe { imports::walltime(block.as_mut_ptr()) }
    block[1] as i64 * 1_000_000_000 + block[2] as u32 as i64
}

/// 64 random bits.
pub fn random() -> i64 {
    let mut bits = 0u64;
    let mut block = [0, &raw mut bits as usize as u64, 8, 8];
    // SAFETY: the block has the argument, a slice of eight bytes.
    unsafe {
        imports::random_data(block.as_mut_ptr());
        (&raw const bits).read_volatile() as i64
    }
}

/// Lets the host call the program after a number of milliseconds; the number of this time-out, from 1.
pub fn schedule_timeout(milliseconds: i64) -> i32 {
    let mut block = [0, milliseconds as u64, 0];
    // SAFETY: the block has the argument and room for the result, of 32 bits.
    unsafe { imports::schedule_timeout(block.as_mut_ptr()) }
    block[2] as i32
}

/// Calls a time-out off, or says that it has come.
pub fn clear_timeout(timeout: i32) {
    let block = [0, timeout as u32 as u64];
    // SAFETY: the block has the argument.
    unsafe { imports::clear_timeout(block.as_ptr()) }
}

/// Tells the host that memory has grown, which its views of memory do not survive.
pub fn memory_has_grown() {
    // SAFETY: the function has no arguments.
    unsafe { imports::reset_memory_data_view(0) }
}
