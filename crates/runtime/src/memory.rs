//! Access to linear memory by 32-bit address.
//!
//! Owns the only translation from an address to a Rust pointer, so that the same code runs natively on a mock memory in
//! tests. Never interprets what it reads.

/// An address in linear memory.
pub type Addr = u32;

/// Log2 of the size of a heap page in bytes.
pub const PAGE_SHIFT: u32 = 12;
/// Bytes of a heap page.
pub const PAGE_BYTES: u32 = 1 << PAGE_SHIFT;

#[cfg(target_arch = "wasm32")]
mod access {
    use super::Addr;

    /// The Rust pointer for an address.
    #[inline(always)]
    pub fn pointer<T>(address: Addr) -> *mut T {
        address as *mut T
    }

    /// Bytes of linear memory.
    #[inline(always)]
    pub fn memory_bytes() -> u64 {
        (core::arch::wasm32::memory_size(0) as u64) << 16
    }

    /// Grows memory by `wasm_pages` of 64 KiB; whether it succeeded.
    #[inline(always)]
    pub fn memory_grow(wasm_pages: u32) -> bool {
        let has_grown = core::arch::wasm32::memory_grow(0, wasm_pages as usize) != usize::MAX;
        if cfg!(feature = "js") && has_grown {
            crate::host::gojs::memory_has_grown();
        }
        has_grown
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod access {
    //! A mock memory: one reservation of the process, of which a prefix counts as grown.
    use super::Addr;
    use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

    static BASE: AtomicUsize = AtomicUsize::new(0);
    static PAGES: AtomicU32 = AtomicU32::new(16);
    const LIMIT_PAGES: u32 = 4096;

    /// The Rust pointer for an address.
    #[inline(always)]
    pub fn pointer<T>(address: Addr) -> *mut T {
        (BASE.load(Ordering::Relaxed) + address as usize) as *mut T
    }

    /// Bytes of linear memory.
    pub fn memory_bytes() -> u64 {
        (PAGES.load(Ordering::Relaxed) as u64) << 16
    }

    /// Grows memory by `wasm_pages` of 64 KiB; whether it succeeded.
    pub fn memory_grow(wasm_pages: u32) -> bool {
        let pages = PAGES.load(Ordering::Relaxed) + wasm_pages;
        if pages > LIMIT_PAGES {
            return false;
        }
        PAGES.store(pages, Ordering::Relaxed);
        true
    }

    /// Starts with a fresh memory of 1 MiB.
    #[cfg(test)]
    pub fn reset_memory() {
        let memory: Vec<u64> = vec![0; (LIMIT_PAGES as usize) << 13];
        BASE.store(Box::leak(memory.into_boxed_slice()).as_mut_ptr() as usize, Ordering::Relaxed);
        PAGES.store(16, Ordering::Relaxed);
    }
}

pub use access::*;

macro_rules! accessors {
    ($($load:ident $store:ident $type:ty;)*) => {$(
        /// Loads; the address lies in linear memory.
        #[inline(always)]
        pub unsafe fn $load(address: Addr) -> $type {
            pointer::<$type>(address).read_unaligned()
        }

        /// Stores; the address lies in linear memory.
        #[inline(always)]
        pub unsafe fn $store(address: Addr, value: $type) {
            pointer::<$type>(address).write_unaligned(value)
        }
    )*};
}

accessors! {
    load8 store8 u8;
    load16 store16 u16;
    load32 store32 u32;
    load64 store64 u64;
    load_f32 store_f32 f32;
    load_f64 store_f64 f64;
}

/// Copies bytes between possibly overlapping ranges that lie in linear memory.
#[inline(always)]
pub unsafe fn copy(to: Addr, from: Addr, bytes: u32) {
    core::ptr::copy(pointer::<u8>(from), pointer::<u8>(to), bytes as usize)
}

/// Zeroes a range that lies in linear memory.
#[inline(always)]
pub unsafe fn zero(address: Addr, bytes: u32) {
    core::ptr::write_bytes(pointer::<u8>(address), 0, bytes as usize)
}

/// Largest size that `copy_words` and `zero_words` handle word by word: engines call out for the bulk instructions.
const FEW_BYTES: u32 = 256;

/// Copies between ranges in linear memory that do not overlap; fast for few bytes if they are whole words.
#[inline(never)]
pub unsafe fn copy_words(to: Addr, from: Addr, bytes: u32) {
    if bytes > FEW_BYTES || bytes & 7 != 0 {
        copy(to, from, bytes);
        return;
    }
    let mut at = 0;
    while at != bytes {
        // Volatile, or the loop becomes the instruction it avoids.
        pointer::<u64>(to + at).write_volatile(load64(from + at));
        at += 8;
    }
}

/// Copies whole words between ranges in linear memory that do not overlap, inline: for frames, which a switch of
/// goroutines copies twice.
#[inline(always)]
pub unsafe fn copy_frames(to: Addr, from: Addr, bytes: u32) {
    if bytes > FEW_BYTES {
        copy(to, from, bytes);
        return;
    }
    let (mut to, mut from) = (to, from);
    let end = from + bytes;
    while from != end {
        // Volatile, or the loop becomes the instruction it avoids.
        pointer::<u64>(to).write_volatile(load64(from));
        from += 8;
        to += 8;
    }
}

/// Zeroes a range in linear memory; fast for few bytes if they are whole words.
#[inline(never)]
pub unsafe fn zero_words(address: Addr, bytes: u32) {
    if bytes > FEW_BYTES || bytes & 7 != 0 {
        zero(address, bytes);
        return;
    }
    let mut at = 0;
    while at != bytes {
        pointer::<u64>(address + at).write_volatile(0);
        at += 8;
    }
}

/// Whether two ranges in linear memory hold the same bytes.
pub unsafe fn equal(a: Addr, b: Addr, bytes: u32) -> bool {
    let mut at = 0;
    while at + 8 <= bytes {
        if load64(a + at) != load64(b + at) {
            return false;
        }
        at += 8;
    }
    while at < bytes {
        if load8(a + at) != load8(b + at) {
            return false;
        }
        at += 1;
    }
    true
}

/// Copies Rust bytes into linear memory.
pub unsafe fn copy_in(to: Addr, from: &[u8]) {
    core::ptr::copy_nonoverlapping(from.as_ptr(), pointer::<u8>(to), from.len())
}
