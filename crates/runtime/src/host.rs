//! Host adapters: what the imports of module `host` become in each profile.
//!
//! `wasip1_*` import WASI preview 1, `js_*` what Go's `wasm_exec.js` provides, `plain_*` need nothing. Emit resolves
//! `host.write` and the like to one of these; what is not reached is not linked.

pub mod gojs;

#[cfg(target_arch = "wasm32")]
mod adapters {
    use super::gojs;

    mod wasi {
        #[link(wasm_import_module = "wasi_snapshot_preview1")]
        unsafe extern "C" {
            pub fn fd_write(fd: i32, vectors: *const [u32; 2], count: i32, written: *mut u32) -> i32;
            pub fn proc_exit(code: i32) -> !;
            pub fn clock_time_get(clock: i32, precision: i64, time: *mut i64) -> i32;
            pub fn random_get(buffer: *mut u64, len: u32) -> i32;
            pub fn poll_oneoff(subscriptions: *const u64, events: *mut u64, count: u32, seen: *mut u32) -> i32;
        }
    }

    /// Writes all bytes, in as many calls as the host needs.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_write(fd: i32, ptr: u32, len: u32) {
        let mut vector = [ptr, len];
        let mut written = 0;
        while vector[1] != 0 {
            // SAFETY: the vector names a range of linear memory; a failing host ends the loop.
            if unsafe { wasi::fd_write(fd, &vector, 1, &mut written) } != 0 || written == 0 {
                return;
            }
            vector[0] += written;
            vector[1] -= written;
        }
    }

    /// Ends the process.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_exit(code: i32) -> ! {
        // SAFETY: does not return.
        unsafe { wasi::proc_exit(code) }
    }

    fn clock(id: i32) -> i64 {
        let mut time = 0;
        // SAFETY: the result pointer is valid.
        unsafe { wasi::clock_time_get(id, 1, &mut time) };
        time
    }

    /// Monotonic nanoseconds.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_now() -> i64 {
        clock(1)
    }

    /// Nanoseconds since 1970.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_wall() -> i64 {
        clock(0)
    }

    /// 64 random bits.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_random() -> i64 {
        let mut bits = 0;
        // SAFETY: the buffer has 8 bytes.
        unsafe { wasi::random_get(&mut bits, 8) };
        bits as i64
    }

    /// Sleeps until a monotonic time, by one absolute clock subscription.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_sleep_until(ns: i64) {
        // subscription: userdata, tag 0 (clock), clock id 1, timeout, precision, flags 1 (absolute).
        let subscription = [0u64, 0, 1, ns as u64, 0, 1];
        let mut event = [0u64; 4];
        let mut seen = 0;
        // SAFETY: one subscription of 48 bytes, one event of 32 bytes.
        unsafe { wasi::poll_oneoff(subscription.as_ptr(), event.as_mut_ptr(), 1, &mut seen) };
    }

    /// Waits for one of the subscriptions.
    #[unsafe(no_mangle)]
    pub extern "C" fn wasip1_poll(subscriptions: u32, events: u32, count: u32) -> i32 {
        let mut seen = 0;
        // SAFETY: the caller has `count` subscriptions, and room for as many events.
        let failed = unsafe { wasi::poll_oneoff(subscriptions as *const u64, events as *mut u64, count, &mut seen) };
        if failed != 0 { -1 } else { seen as i32 }
    }

    /// Nothing can be waited for.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_poll(_subscriptions: u32, _events: u32, _count: u32) -> i32 {
        -1
    }

    /// Nothing can be waited for.
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_poll(_subscriptions: u32, _events: u32, _count: u32) -> i32 {
        -1
    }

    /// Writes all bytes.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_write(fd: i32, ptr: u32, len: u32) {
        gojs::write(fd, ptr, len);
    }

    /// Ends the process. A host that goes on gets a trap.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_exit(code: i32) -> ! {
        gojs::exit(code);
        core::arch::wasm32::unreachable()
    }

    /// Monotonic nanoseconds.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_now() -> i64 {
        gojs::now()
    }

    /// Nanoseconds since 1970.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_wall() -> i64 {
        gojs::wall()
    }

    /// 64 random bits.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_random() -> i64 {
        gojs::random()
    }

    /// Counts the time: the host's events wait until the program returns to it.
    #[unsafe(no_mangle)]
    pub extern "C" fn js_sleep_until(ns: i64) {
        while gojs::now() < ns {}
    }

    /// Discards.
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_write(_fd: i32, _ptr: u32, _len: u32) {}

    /// Traps.
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_exit(_code: i32) -> ! {
        core::arch::wasm32::unreachable()
    }

    static mut PLAIN_NOW: i64 = 0;

    /// Counts: each reading is a microsecond after the one before.
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_now() -> i64 {
        // SAFETY: a single thread.
        unsafe {
            PLAIN_NOW += 1000;
            PLAIN_NOW
        }
    }

    /// As `plain_now`.
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_wall() -> i64 {
        plain_now()
    }

    static mut PLAIN_RANDOM: u64 = 0;

    /// A fixed sequence (splitmix64 from seed 0).
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_random() -> i64 {
        // SAFETY: a single thread.
        unsafe {
            PLAIN_RANDOM = PLAIN_RANDOM.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = PLAIN_RANDOM;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) as i64
        }
    }

    /// Moves the counted time on.
    #[unsafe(no_mangle)]
    pub extern "C" fn plain_sleep_until(ns: i64) {
        // SAFETY: a single thread.
        unsafe {
            if PLAIN_NOW < ns {
                PLAIN_NOW = ns;
            }
        }
    }
}
