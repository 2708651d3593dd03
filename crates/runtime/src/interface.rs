//! Itabs made at run time, with a cache.
//!
//! An itab lives for ever; a missing method is remembered by one whose first function is 0.

use crate::heap::pages::own_bytes;
use crate::memory::{Addr, load32, store32};
use crate::type_info::{implement, interface_method_count};
use abi::type_descriptor as td;

const BUCKETS: u32 = 64;

/// Offset of the link to the next itab of a bucket, in the record's padding.
const LINK: u32 = td::ITAB_HASH + 4;

static mut ITABS: [Addr; BUCKETS as usize] = [0; BUCKETS as usize];

/// The itab of a concrete type for an interface type, or 0 if a method is missing.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn find_itab(interface: Addr, concrete: Addr) -> Addr {
    let bucket = (&raw mut ITABS as *mut Addr).add(((interface >> 4 ^ concrete >> 5) % BUCKETS) as usize);
    let mut itab = *bucket;
    while itab != 0 {
        if load32(itab + td::ITAB_TYPE) == concrete && load32(itab + td::ITAB_INTERFACE) == interface {
            return if load32(itab + td::ITAB_FUN) == 0 { 0 } else { itab };
        }
        itab = load32(itab + LINK);
    }
    let count = interface_method_count(interface);
    itab = own_bytes(td::ITAB_FUN + count.max(1) * 8);
    store32(itab + td::ITAB_INTERFACE, interface);
    store32(itab + td::ITAB_TYPE, concrete);
    store32(itab + td::ITAB_HASH, load32(concrete + td::HASH));
    store32(itab + LINK, *bucket);
    *bucket = itab;
    if implement(interface, concrete, itab + td::ITAB_FUN) < count {
        store32(itab + td::ITAB_FUN, 0);
        return 0;
    }
    itab
}
