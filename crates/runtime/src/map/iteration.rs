//! Iteration: from a random slot around the groups the map had at the start.
//!
//! If the map has grown since, each old entry is looked up in the new groups: deleted ones are not found, and none is produced
//! twice. Keys that are not equal to themselves cannot be found or deleted; they are produced from the old groups.

use super::lookup::find_slot;
use super::table::{HIGH_BITS, Map, Shape, map_at, slot_at};
use crate::hash::next_random;
use crate::memory::{Addr, load64, pointer};
use crate::value::value_equal;
use abi::type_descriptor::MAP_GROUP_SLOTS;

/// An iterator, in memory of compiled code. The leading words are known to it and to the collector.
#[repr(C)]
struct Iter {
    key: u64,
    elem: u64,
    map_type: u64,
    map: u64,
    groups: u64,
    mask: u32,
    /// Slots visited.
    visited: u32,
    /// Where it began, in slots.
    start: u32,
    clears: u32,
    reserved: [u64; 3],
}

const _: () = assert!(size_of::<Iter>() as u32 == abi::runtime_records::MAP_ITER_BYTES);

/// Starts an iteration.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_iter_init(map_type: Addr, map: Addr, iter: Addr) {
    let it = &mut *pointer::<Iter>(iter);
    *it = Iter {
        key: 0,
        elem: 0,
        map_type: map_type as u64,
        map: map as u64,
        groups: 0,
        mask: 0,
        visited: 0,
        start: 0,
        clears: 0,
        reserved: [0; 3],
    };
    if map == 0 {
        return;
    }
    let m = &*map_at(map);
    if m.count == 0 {
        return;
    }
    it.groups = m.groups;
    it.mask = m.mask;
    it.clears = m.clears;
    it.start = next_random();
    map_iter_next(iter);
}

/// Moves to the next entry.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_iter_next(iter: Addr) {
    let it = &mut *pointer::<Iter>(iter);
    let shape = Shape(it.map_type as Addr);
    it.key = 0;
    it.elem = 0;
    if it.groups == 0 {
        return;
    }
    let map = &*map_at(it.map as Addr);
    let slots = (it.mask + 1) * MAP_GROUP_SLOTS;
    while it.visited < slots {
        let at = it.start.wrapping_add(it.visited) & (slots - 1);
        let group = it.groups as Addr + (at >> 3) * shape.group_bytes();
        let full = (load64(group) & HIGH_BITS) >> ((at & 7) * 8);
        if full == 0 {
            // Nothing more in this group: on to the next one, but not beyond the end of the round.
            it.visited += MAP_GROUP_SLOTS - (at & 7);
            continue;
        }
        let skipped = full.trailing_zeros() >> 3;
        it.visited += skipped + 1;
        if it.visited > slots {
            break;
        }
        let mut slot = slot_at(group, (at & 7) + skipped, shape.slot_bytes());
        if it.groups != map.groups {
            slot = moved_slot(it, map, shape, slot);
            if slot == 0 {
                continue;
            }
        }
        it.key = shape.key(slot) as u64;
        it.elem = shape.elem(slot) as u64;
        return;
    }
    it.groups = 0;
}

/// Where the entry of an old slot is now; 0 if it has been deleted.
#[inline(never)]
unsafe fn moved_slot(it: &Iter, map: &Map, shape: Shape, slot: Addr) -> Addr {
    let key = shape.key(slot);
    let now = if map.count == 0 { 0 } else { find_slot(map, shape, key) };
    if now != 0 || it.clears != map.clears || value_equal(shape.key_type(), key, key) != 0 {
        return now;
    }
    slot
}
