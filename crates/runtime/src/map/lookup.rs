//! Lookup, assignment and deletion: one search, compiled for each way to compare keys.

use super::table::{Map, Shape, control, first_group, has_empty, insert, map_at, matches, nil_map, remove, slot_at};
use crate::hash::{hash_bytes, hash_word};
use crate::heap::allocation::poll;
use crate::memory::{Addr, copy, equal, load32, load64, store32, store64};
use crate::value::value_equal;
use abi::type_descriptor as td;

/// A key to search for.
trait Key: Copy {
    /// Its hash; `None`: it has panicked.
    unsafe fn hash(self, shape: Shape, seed: u64) -> Option<u64>;
    /// Whether it is the key at an address.
    unsafe fn is(self, shape: Shape, key: Addr) -> bool;
    /// Stores it.
    unsafe fn store(self, shape: Shape, key: Addr);
}

#[derive(Clone, Copy)]
struct Key32(u32);

#[derive(Clone, Copy)]
struct Key64(u64);

#[derive(Clone, Copy)]
struct KeyString(Addr, u64);

#[derive(Clone, Copy)]
struct KeyAt(Addr);

impl Key for Key32 {
    #[inline(always)]
    unsafe fn hash(self, _: Shape, seed: u64) -> Option<u64> {
        Some(hash_word(self.0 as u64, seed))
    }
    #[inline(always)]
    unsafe fn is(self, _: Shape, key: Addr) -> bool {
        load32(key) == self.0
    }
    #[inline(always)]
    unsafe fn store(self, _: Shape, key: Addr) {
        store32(key, self.0)
    }
}

impl Key for Key64 {
    #[inline(always)]
    unsafe fn hash(self, _: Shape, seed: u64) -> Option<u64> {
        Some(hash_word(self.0, seed))
    }
    #[inline(always)]
    unsafe fn is(self, _: Shape, key: Addr) -> bool {
        load64(key) == self.0
    }
    #[inline(always)]
    unsafe fn store(self, _: Shape, key: Addr) {
        store64(key, self.0)
    }
}

impl Key for KeyString {
    #[inline(always)]
    unsafe fn hash(self, _: Shape, seed: u64) -> Option<u64> {
        Some(hash_bytes(self.0, self.1 as u32, seed))
    }
    #[inline(always)]
    unsafe fn is(self, _: Shape, key: Addr) -> bool {
        load64(key + 8) == self.1 && (load32(key) == self.0 || equal(load32(key), self.0, self.1 as u32))
    }
    #[inline(always)]
    unsafe fn store(self, _: Shape, key: Addr) {
        store32(key, self.0);
        store64(key + 8, self.1)
    }
}

impl Key for KeyAt {
    #[inline(always)]
    unsafe fn hash(self, shape: Shape, seed: u64) -> Option<u64> {
        shape.hash_key(self.0, seed)
    }
    #[inline(always)]
    unsafe fn is(self, shape: Shape, key: Addr) -> bool {
        value_equal(shape.key_type(), self.0, shape.key(key)) != 0
    }
    #[inline(always)]
    unsafe fn store(self, shape: Shape, key: Addr) {
        copy(shape.key(key), self.0, load32(shape.key_type() + td::SIZE))
    }
}

/// The slot of a key, or 0; the map has groups.
#[inline(always)]
unsafe fn find<K: Key>(map: &Map, shape: Shape, key: K, hash: u64) -> Addr {
    let group_bytes = shape.group_bytes();
    let slot_bytes = shape.slot_bytes();
    let mut at = first_group(hash);
    let mut step = 0;
    loop {
        let group = map.groups as Addr + (at & map.mask) * group_bytes;
        let word = load64(group);
        let mut candidates = matches(word, control(hash));
        while candidates != 0 {
            let slot = slot_at(group, candidates.trailing_zeros() >> 3, slot_bytes);
            if key.is(shape, slot) {
                return slot;
            }
            candidates &= candidates - 1;
        }
        if step == map.mask || has_empty(word) {
            return 0;
        }
        step += 1;
        at += step;
    }
}

#[inline(always)]
unsafe fn get<K: Key>(map_type: Addr, address: Addr, key: K) -> Addr {
    if address == 0 || (*map_at(address)).count == 0 {
        return 0;
    }
    let map = &*map_at(address);
    let shape = Shape(map_type);
    let Some(hash) = key.hash(shape, map.seed) else { return 0 };
    let slot = find(map, shape, key, hash);
    if slot == 0 { 0 } else { shape.elem(slot) }
}

#[inline(always)]
unsafe fn assign<K: Key>(map_type: Addr, address: Addr, key: K) -> Addr {
    if address == 0 {
        return nil_map();
    }
    let map = &mut *map_at(address);
    let shape = Shape(map_type);
    let Some(hash) = key.hash(shape, map.seed) else { return 0 };
    if map.groups != 0 {
        let slot = find(map, shape, key, hash);
        if slot != 0 {
            if shape.needs_key_update() {
                key.store(shape, slot);
            }
            return shape.elem(slot);
        }
    }
    poll();
    let slot = insert(map, shape, hash);
    key.store(shape, slot);
    shape.elem(slot)
}

#[inline(always)]
unsafe fn delete<K: Key>(map_type: Addr, address: Addr, key: K) {
    if address == 0 || (*map_at(address)).count == 0 {
        return;
    }
    let map = &mut *map_at(address);
    let shape = Shape(map_type);
    let Some(hash) = key.hash(shape, map.seed) else { return };
    let slot = find(map, shape, key, hash);
    if slot != 0 {
        remove(map, shape, slot);
    }
}

/// Hashes a key for nothing but the panic it may cause: Go does so for empty maps too.
unsafe fn check_key(map_type: Addr, address: Addr, key: Addr) {
    let is_empty = address == 0 || (*map_at(address)).count == 0;
    if is_empty && Shape(map_type).hash_may_panic() {
        Shape(map_type).hash_key(key, 0);
    }
}

/// The slot of the key at an address, for iteration.
#[inline(never)]
pub unsafe fn find_slot(map: &Map, shape: Shape, key: Addr) -> Addr {
    let Some(hash) = shape.hash_key(key, map.seed) else { return 0 };
    find(map, shape, KeyAt(key), hash)
}

/// Element of the key at an address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_get(map_type: Addr, address: Addr, key: Addr) -> Addr {
    check_key(map_type, address, key);
    get(map_type, address, KeyAt(key))
}

/// Element of a 4-byte key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_get_i32(map_type: Addr, address: Addr, key: u32) -> Addr {
    get(map_type, address, Key32(key))
}

/// Element of an 8-byte key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_get_i64(map_type: Addr, address: Addr, key: u64) -> Addr {
    get(map_type, address, Key64(key))
}

/// Element of a string.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_get_str(map_type: Addr, address: Addr, key: Addr, key_len: u64) -> Addr {
    get(map_type, address, KeyString(key, key_len))
}

/// Element to assign to, of the key at an address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_assign(map_type: Addr, address: Addr, key: Addr) -> Addr {
    assign(map_type, address, KeyAt(key))
}

/// Element to assign to, of a 4-byte key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_assign_i32(map_type: Addr, address: Addr, key: u32) -> Addr {
    assign(map_type, address, Key32(key))
}

/// Element to assign to, of an 8-byte key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_assign_i64(map_type: Addr, address: Addr, key: u64) -> Addr {
    assign(map_type, address, Key64(key))
}

/// Element to assign to, of a string.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_assign_str(map_type: Addr, address: Addr, key: Addr, key_len: u64) -> Addr {
    assign(map_type, address, KeyString(key, key_len))
}

/// Deletes the key at an address.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_delete(map_type: Addr, address: Addr, key: Addr) {
    check_key(map_type, address, key);
    delete(map_type, address, KeyAt(key))
}

/// Deletes a 4-byte key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_delete_i32(map_type: Addr, address: Addr, key: u32) {
    delete(map_type, address, Key32(key))
}

/// Deletes an 8-byte key.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_delete_i64(map_type: Addr, address: Addr, key: u64) {
    delete(map_type, address, Key64(key))
}

/// Deletes a string.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn map_delete_str(map_type: Addr, address: Addr, key: Addr, key_len: u64) {
    delete(map_type, address, KeyString(key, key_len))
}
