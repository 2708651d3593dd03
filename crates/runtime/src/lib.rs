//! The gowex runtime: heap, collector, scheduler, channels, maps, strings, panics and printing of compiled programs.
//!
//! Built for wasm32 into the image that emit links; its exports are the table in `abi::runtime_functions`, its imports
//! what `ARCHITECTURE.md` lists. Go memory is addressed by 32-bit numbers (`memory`), never by references.
//! Every function that is `unsafe` relies on its address arguments being what their names say; a single thread runs.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![deny(missing_docs)]
#![allow(clippy::missing_safety_doc, reason = "the crate's documentation states the one contract of all of them")]
#![allow(
    clippy::deref_addrof,
    reason = "a static is reached through its address, or the compiler warns of references to it"
)]

pub mod boxing;
pub mod channel;
pub mod float_text;
pub mod hash;
pub mod heap;
pub mod host;
pub mod interface;
pub mod machine;
pub mod map;
pub mod memory;
pub mod optional;
pub mod panic;
pub mod print;
pub mod scheduler;
pub mod select;
pub mod slice;
pub mod string;
pub mod type_info;
pub mod value;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic_handler(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
