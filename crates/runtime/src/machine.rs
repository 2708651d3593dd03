//! What emit provides to the runtime: the globals of the machine, calls into compiled code, and the transfer area.
//!
//! Holds no logic. Natively the calls reach a mock.

use crate::memory::{Addr, store64};
#[cfg(target_arch = "wasm32")]
use abi::memory::TRANSFER_BYTES;

#[cfg(target_arch = "wasm32")]
mod imports {
    #[link(wasm_import_module = "gowex")]
    unsafe extern "C" {
        /// The global `$sp`.
        pub safe fn sp() -> u32;
        /// Sets `$sp`.
        pub safe fn set_sp(sp: u32);
        /// The global `$unwind`.
        pub safe fn unwind() -> i32;
        /// Sets `$unwind`.
        pub safe fn set_unwind(state: i32);
        /// The image's `__stack_pointer`.
        pub safe fn rust_sp() -> u32;
        /// Sets the image's `__stack_pointer`; the caller must have no frame on that stack.
        pub safe fn set_rust_sp(sp: u32);
        /// Start of the heap.
        pub safe fn heap_base() -> u32;
        /// Upper end of the goroutine stack region.
        pub safe fn stack_top() -> u32;
        /// The global `$call`: the number of the export call in progress, odd while the program calls the host; 0 in
        /// programs whose exports call no host.
        pub safe fn call_number() -> i32;
        /// Sets it.
        pub safe fn set_call_number(number: i32);
        /// The record of the place that called the runtime last where that may panic, or 0.
        pub safe fn site() -> u32;
        /// Sets that.
        pub safe fn set_site(record: u32);
        /// Address of the root table or 0.
        pub safe fn roots() -> u32;
        /// Address of the table of the places where functions begin or 0.
        pub safe fn function_places() -> u32;
        /// Calls a closure's function.
        pub safe fn call_closure(function: u32, closure: u32);
        /// Calls a trampoline with the index of a suspended function.
        pub safe fn call_resume(trampoline: u32, function: u32);
        /// Resets the globals and traps.
        pub safe fn abort(sp: u32, rust_sp: u32) -> !;
        /// Table of the descriptors of run-time errors' types (`abi::runtime_records::error_type`) or 0.
        pub safe fn runtime_error_types() -> u32;
        /// Whether it left the text of an error or Stringer in the transfer area.
        pub safe fn panic_text(descriptor: u32, data: u32) -> i32;
    }

    #[link(wasm_import_module = "host")]
    unsafe extern "C" {
        /// Writes to a file descriptor.
        pub safe fn write(fd: i32, ptr: u32, len: u32);
        /// Ends the process.
        pub safe fn exit(code: i32) -> !;
        /// Monotonic nanoseconds.
        pub safe fn now() -> i64;
        /// Nanoseconds since 1970.
        pub safe fn wall() -> i64;
        /// 64 random bits.
        pub safe fn random() -> i64;
        /// Sleeps until a monotonic time.
        pub safe fn sleep_until(ns: i64);
        /// Waits for one of WASI's subscriptions; the number of events, or -1.
        pub safe fn poll(subscriptions: u32, events: u32, count: u32) -> i32;
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imports {
    //! Mocks for native tests: no compiled code, output is collected.
    #![allow(missing_docs, reason = "each function is documented in the other module")]
    use core::cell::Cell;
    const STACK_TOP: u32 = 256 * 1024;
    std::thread_local! {
        static SP: Cell<u32> = const { Cell::new(STACK_TOP) };
        static UNWIND: Cell<i32> = const { Cell::new(0) };
        pub static OUTPUT: core::cell::RefCell<Vec<u8>> = const { core::cell::RefCell::new(Vec::new()) };
        static RANDOM: Cell<u64> = const { Cell::new(1) };
    }
    pub fn sp() -> u32 {
        SP.get()
    }
    pub fn set_sp(sp: u32) {
        SP.set(sp)
    }
    pub fn unwind() -> i32 {
        UNWIND.get()
    }
    pub fn set_unwind(state: i32) {
        UNWIND.set(state)
    }
    pub fn rust_sp() -> u32 {
        0
    }
    pub fn set_rust_sp(_: u32) {}
    pub fn stack_top() -> u32 {
        STACK_TOP
    }
    pub fn call_number() -> i32 {
        0
    }
    pub fn set_call_number(_: i32) {}
    pub fn heap_base() -> u32 {
        STACK_TOP + 65536
    }
    pub fn site() -> u32 {
        0
    }
    pub fn set_site(_: u32) {}
    pub fn roots() -> u32 {
        0
    }
    pub fn function_places() -> u32 {
        0
    }
    pub fn call_closure(_: u32, _: u32) {}
    pub fn call_resume(_: u32, _: u32) {}
    pub fn abort(_: u32, _: u32) -> ! {
        panic!("abort")
    }
    pub fn runtime_error_types() -> u32 {
        0
    }
    pub fn panic_text(_: u32, _: u32) -> i32 {
        0
    }
    pub fn write(_: i32, ptr: u32, len: u32) {
        // SAFETY: the runtime passes a range of the mock memory.
        let bytes = unsafe { core::slice::from_raw_parts(crate::memory::pointer::<u8>(ptr), len as usize) };
        OUTPUT.with_borrow_mut(|output| output.extend_from_slice(bytes));
    }
    pub fn exit(code: i32) -> ! {
        panic!("exit {code}")
    }
    pub fn now() -> i64 {
        0
    }
    pub fn wall() -> i64 {
        0
    }
    pub fn random() -> i64 {
        let mut x = RANDOM.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        RANDOM.set(x);
        x as i64
    }
    pub fn sleep_until(_: i64) {}
    pub fn poll(_: u32, _: u32, _: u32) -> i32 {
        -1
    }
}

pub use imports::*;

/// The transfer area: results beyond the first, results after a suspension, received elements.
#[cfg(target_arch = "wasm32")]
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub static mut TRANSFER: [u64; TRANSFER_BYTES as usize / 8] = [0; TRANSFER_BYTES as usize / 8];

/// Address of the transfer area.
#[inline(always)]
pub fn transfer() -> Addr {
    #[cfg(target_arch = "wasm32")]
    return &raw const TRANSFER as Addr;
    #[cfg(not(target_arch = "wasm32"))]
    return stack_top() + 1024;
}

/// Sets result `slot` of the call in progress.
#[inline(always)]
pub fn set_result(slot: u32, value: u64) {
    // SAFETY: the transfer area has more slots than any runtime function has results.
    unsafe { store64(transfer() + slot * 8, value) }
}

/// Whether the program is calling a function that it imports.
#[inline(always)]
pub fn calls_host() -> bool {
    call_number() & 1 != 0
}

/// Upper end of the Rust stack: the value of `__stack_pointer` while no runtime function is active.
pub fn rust_stack_top() -> u32 {
    #[cfg(target_arch = "wasm32")]
    {
        unsafe extern "C" {
            static __stack_high: u8;
        }
        return &raw const __stack_high as u32;
    }
    #[cfg(not(target_arch = "wasm32"))]
    0
}
