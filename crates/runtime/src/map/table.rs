//! The map object, its groups, growth, deletion, clearing and cloning.
//!
//! After "Swiss Tables Design Notes" (Abseil). A group is a word of eight control bytes and eight slots; a control byte is
//! `0x80 | 7 bits of the hash` for a full slot, 0 for an empty one (so fresh memory is an empty group), 1 for a deleted one.
//! Growing makes new groups and leaves the old ones as they were, for iterations that began on them.

use crate::hash::{hash_bytes, next_random};
use crate::heap::allocation::{layout_of_type, new_array, new_elem, new_object, poll};
use crate::heap::pages::{LAYOUT_MAP, own_layout};
use crate::heap::spans::quotient;
use crate::memory::{Addr, copy, load8, load32, load64, pointer, store8, store32, zero};
use crate::panic::run_time_error::panic_nil_map;
use crate::type_info::kind_of;
use crate::value::{hash_regular, hash_value};
use abi::runtime_records::{MAP_BYTES, MAP_GROUPS};
use abi::type_descriptor::{self as td, Kind, MAP_CONTROL_BYTES, MAP_GROUP_SLOTS};

/// A map.
#[repr(C)]
pub struct Map {
    /// Entries.
    pub count: u64,
    /// Slots that may still be filled before the table grows.
    pub growth_left: u32,
    /// Number of groups - 1.
    pub mask: u32,
    /// The groups; 0 before the first entry.
    pub groups: u64,
    /// Seed of the hash.
    pub seed: u64,
    /// How often it was cleared.
    pub clears: u32,
    /// Fills up to 8 bytes.
    pub padding: u32,
}

const _: () = assert!(size_of::<Map>() as u32 == MAP_BYTES);
const _: () = assert!(core::mem::offset_of!(Map, groups) as u32 == MAP_GROUPS);

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
/// The high bit of each control byte.
pub const HIGH_BITS: u64 = LOW_BITS << 7;
const DELETED: u8 = 1;

/// The map at an address.
#[inline(always)]
pub fn map_at(address: Addr) -> *mut Map {
    pointer(address)
}

/// What the code needs of a map type.
#[derive(Clone, Copy)]
pub struct Shape(pub Addr);

impl Shape {
    /// Bytes of a group.
    #[inline(always)]
    pub unsafe fn group_bytes(self) -> u32 {
        load32(self.0 + td::MAP_GROUP_SIZE)
    }

    /// Bytes of a slot.
    #[inline(always)]
    pub unsafe fn slot_bytes(self) -> u32 {
        load32(self.0 + td::MAP_KEY_STRIDE)
    }

    unsafe fn flags(self) -> u32 {
        load32(self.0 + td::MAP_FLAGS)
    }

    /// The type of the keys.
    #[inline(always)]
    pub unsafe fn key_type(self) -> Addr {
        load32(self.0 + td::MAP_KEY)
    }

    /// Address of the key of a slot.
    #[inline(always)]
    pub unsafe fn key(self, slot: Addr) -> Addr {
        if self.flags() & td::MAP_INDIRECT_KEY != 0 { load32(slot) } else { slot }
    }

    /// Address of the element of a slot.
    #[inline(always)]
    pub unsafe fn elem(self, slot: Addr) -> Addr {
        let elem = slot + load32(self.0 + td::MAP_ELEM_OFF);
        if self.flags() & td::MAP_INDIRECT_ELEM != 0 { load32(elem) } else { elem }
    }

    /// Whether assigning to an existing key rewrites it.
    pub unsafe fn needs_key_update(self) -> bool {
        self.flags() & td::MAP_NEED_KEY_UPDATE != 0
    }

    /// Whether hashing a key may panic.
    pub unsafe fn hash_may_panic(self) -> bool {
        self.flags() & td::MAP_HASH_MIGHT_PANIC != 0
    }

    unsafe fn new_groups(self, groups: u32) -> Addr {
        new_array(layout_of_type(load32(self.0 + td::MAP_GROUP)), self.group_bytes(), groups as u64)
    }

    /// Hash of the key at an address, the same that the functions for special keys compute; `None`: it has panicked.
    pub unsafe fn hash_key(self, key: Addr, seed: u64) -> Option<u64> {
        let key_type = self.key_type();
        if load8(key_type + td::TFLAG) & td::TFLAG_REGULAR_MEMORY != 0 {
            Some(hash_regular(key, load32(key_type + td::SIZE), seed))
        } else if kind_of(key_type) == Kind::String as u8 {
            Some(hash_bytes(load32(key), load32(key + 8), seed))
        } else {
            hash_value(key_type, key, seed)
        }
    }
}

/// The control byte of a full slot.
#[inline(always)]
pub fn control(hash: u64) -> u8 {
    hash as u8 | 0x80
}

/// The group where the search for a hash begins, before masking.
#[inline(always)]
pub fn first_group(hash: u64) -> u32 {
    (hash >> 7) as u32
}

/// Bits (the high one of each byte) of the slots that may have the control byte; a match is to be checked.
#[inline(always)]
pub fn matches(word: u64, control: u8) -> u64 {
    let x = word ^ LOW_BITS.wrapping_mul(control as u64);
    x.wrapping_sub(LOW_BITS) & !x & HIGH_BITS
}

/// Whether a group has an empty slot.
#[inline(always)]
pub fn has_empty(word: u64) -> bool {
    // Exact: a byte is taken for zero by mistake only above a zero byte.
    word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS != 0
}

/// Address of slot `index` of a group.
#[inline(always)]
pub fn slot_at(group: Addr, index: u32, slot_bytes: u32) -> Addr {
    group + MAP_CONTROL_BYTES + index * slot_bytes
}

/// Slots that may be filled in a table of that many groups.
fn capacity(groups: u32) -> u32 {
    if groups == 1 { MAP_GROUP_SLOTS } else { groups * (MAP_GROUP_SLOTS - 1) }
}

/// `make(map[K]V, hint)`. A buffer, given only if the hint is at most 8, takes the map and its first group.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_new(map_type: Addr, hint: u64, buffer: Addr) -> Addr {
    if buffer == 0 {
        poll();
        return new_map(map_type, hint);
    }
    zero(buffer, MAP_BYTES + Shape(map_type).group_bytes());
    let map = &mut *map_at(buffer);
    map.seed = next_random() as u64;
    map.groups = (buffer + MAP_BYTES) as u64;
    map.growth_left = MAP_GROUP_SLOTS;
    buffer
}

/// As [`map_new`], without a collection.
unsafe fn new_map(map_type: Addr, hint: u64) -> Addr {
    let address = new_object(own_layout(LAYOUT_MAP));
    let map = &mut *map_at(address);
    map.seed = next_random() as u64;
    if hint > MAP_GROUP_SLOTS as u64 && hint < 1 << 28 {
        let groups = (hint as u32).div_ceil(7).next_power_of_two();
        map.groups = Shape(map_type).new_groups(groups) as u64;
        map.mask = groups - 1;
        map.growth_left = capacity(groups);
    }
    address
}

/// A slot for a new key with that hash: of a deleted or empty one; takes it. The table has room.
unsafe fn take_slot(map: &mut Map, shape: Shape, hash: u64) -> Addr {
    let mut at = first_group(hash);
    let mut step = 0;
    loop {
        let group = map.groups as Addr + (at & map.mask) * shape.group_bytes();
        let free = !load64(group) & HIGH_BITS;
        if free != 0 {
            let index = free.trailing_zeros() >> 3;
            if load8(group + index) != DELETED {
                map.growth_left -= 1;
            }
            store8(group + index, control(hash));
            map.count += 1;
            return slot_at(group, index, shape.slot_bytes());
        }
        step += 1;
        at += step;
    }
}

/// Moves all entries to new groups, more of them unless most of the filled slots are deleted ones.
#[inline(never)]
unsafe fn grow(map: &mut Map, shape: Shape) {
    let old = map.groups as Addr;
    let old_groups = if old == 0 { 0 } else { map.mask + 1 };
    let is_sparse = map.count as u32 <= capacity(old_groups) / 2 && old != 0;
    let groups = if is_sparse { old_groups } else { (old_groups * 2).max(1) };
    map.groups = shape.new_groups(groups) as u64;
    map.mask = groups - 1;
    map.growth_left = capacity(groups);
    map.count = 0;
    let slot_bytes = shape.slot_bytes();
    let mut group = old;
    let end = old + old_groups * shape.group_bytes();
    while group < end {
        let mut full = load64(group) & HIGH_BITS;
        while full != 0 {
            let slot = slot_at(group, full.trailing_zeros() >> 3, slot_bytes);
            full &= full - 1;
            // The keys have been hashed before: this does not panic.
            let hash = shape.hash_key(shape.key(slot), map.seed).unwrap_or(0);
            copy(take_slot(map, shape, hash), slot, slot_bytes);
        }
        group += shape.group_bytes();
    }
}

/// A slot for a new key; its indirect key and element exist, everything is zero.
#[inline(never)]
pub unsafe fn insert(map: &mut Map, shape: Shape, hash: u64) -> Addr {
    if map.growth_left == 0 {
        grow(map, shape);
    }
    let slot = take_slot(map, shape, hash);
    let flags = shape.flags();
    if flags & td::MAP_INDIRECT_KEY != 0 {
        store32(slot, new_value(shape.key_type()));
    }
    if flags & td::MAP_INDIRECT_ELEM != 0 {
        store32(slot + load32(shape.0 + td::MAP_ELEM_OFF), new_value(load32(shape.0 + td::MAP_ELEM)));
    }
    slot
}

unsafe fn new_value(descriptor: Addr) -> Addr {
    new_elem(layout_of_type(descriptor), load32(descriptor + td::SIZE))
}

/// Panics because of an assignment to a nil map.
#[cold]
#[inline(never)]
pub unsafe fn nil_map() -> Addr {
    panic_nil_map();
    0
}

/// Empties a slot, which is full.
#[inline(never)]
pub unsafe fn remove(map: &mut Map, shape: Shape, slot: Addr) {
    let slot_bytes = shape.slot_bytes();
    let offset = slot - map.groups as Addr;
    let group = map.groups as Addr + quotient(offset, shape.group_bytes()) * shape.group_bytes();
    let index = quotient(slot - group - MAP_CONTROL_BYTES, slot_bytes.max(1));
    zero(slot, slot_bytes);
    map.count -= 1;
    // A search ends at a group with an empty slot, so one that has none must keep a mark.
    if has_empty(load64(group)) || map.mask == 0 {
        store8(group + index, 0);
        map.growth_left += 1;
    } else {
        store8(group + index, DELETED);
    }
}

/// `clear`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_clear(map_type: Addr, address: Addr) {
    if address == 0 {
        return;
    }
    let map = &mut *map_at(address);
    if map.groups == 0 {
        return;
    }
    zero(map.groups as Addr, (map.mask + 1) * Shape(map_type).group_bytes());
    map.count = 0;
    map.growth_left = capacity(map.mask + 1);
    map.clears += 1;
    map.seed = next_random() as u64;
}

/// A shallow copy.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_clone(map_type: Addr, address: Addr) -> Addr {
    let shape = Shape(map_type);
    poll();
    let clone = new_map(map_type, 0);
    if address == 0 || (*map_at(address)).groups == 0 {
        return clone;
    }
    *map_at(clone) = map_at(address).read();
    let map = &mut *map_at(clone);
    let groups = map.mask + 1;
    let bytes = groups * shape.group_bytes();
    let from = map.groups as Addr;
    map.groups = shape.new_groups(groups) as u64;
    copy(map.groups as Addr, from, bytes);
    if shape.flags() & (td::MAP_INDIRECT_KEY | td::MAP_INDIRECT_ELEM) == 0 {
        return clone;
    }
    let mut group = map.groups as Addr;
    let end = group + bytes;
    while group < end {
        let mut full = load64(group) & HIGH_BITS;
        while full != 0 {
            let slot = slot_at(group, full.trailing_zeros() >> 3, shape.slot_bytes());
            full &= full - 1;
            if shape.flags() & td::MAP_INDIRECT_KEY != 0 {
                copy_value(slot, load32(map_type + td::MAP_KEY));
            }
            if shape.flags() & td::MAP_INDIRECT_ELEM != 0 {
                copy_value(slot + load32(map_type + td::MAP_ELEM_OFF), load32(map_type + td::MAP_ELEM));
            }
        }
        group += shape.group_bytes();
    }
    clone
}

/// Makes the pointer in `place` one to a copy of the value that it points to.
unsafe fn copy_value(place: Addr, descriptor: Addr) {
    let value = new_value(descriptor);
    copy(value, load32(place), load32(descriptor + td::SIZE));
    store32(place, value);
}
