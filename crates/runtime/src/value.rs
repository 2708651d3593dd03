//! Equality and hash of values of any type, from type descriptors.
//!
//! One walk serves both, with its own stack of what is left to do: values may nest to any depth through interfaces.

use crate::hash::{hash_bytes, hash_word, next_random};
use crate::heap::pages::take;
use crate::heap::spans::span;
use crate::memory::{Addr, PAGE_SHIFT, copy, equal, load_f32, load_f64, load8, load32, load64, pointer};
use crate::panic::run_time_error::panic_type;
use crate::type_info::{is_direct, kind_of, name_text};
use abi::type_descriptor::{self as td, Kind};

/// Values left to visit: part `index` on of the struct or array at `a` (and `b`).
#[derive(Clone, Copy)]
#[repr(C)]
struct Item {
    descriptor: Addr,
    a: Addr,
    b: Addr,
    index: u32,
}

const ITEM_BYTES: u32 = size_of::<Item>() as u32;

struct Items {
    base: Addr,
    len: u32,
    capacity: u32,
}

static mut ITEMS: Items = Items { base: 0, len: 0, capacity: 0 };

unsafe fn push(item: Item) {
    let items = &mut *(&raw mut ITEMS);
    if items.len == items.capacity {
        let pages = ((items.capacity * ITEM_BYTES) >> PAGE_SHIFT) * 2 + 1;
        let base = (*span(take(pages))).base;
        copy(base, items.base, items.len * ITEM_BYTES);
        items.base = base;
        items.capacity = (pages << PAGE_SHIFT) / ITEM_BYTES;
    }
    *pointer(items.base + items.len * ITEM_BYTES) = item;
    items.len += 1;
}

/// The outcome of a walk.
#[derive(Clone, Copy)]
pub enum Outcome {
    /// The values are equal; the hash.
    Equal(u64),
    /// The values differ.
    Different,
    /// It has panicked: `$unwind` is set.
    Panicked,
}

/// What a walk does at the parts of the values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Compare,
    Hash,
}

/// Walks the values of one type at `a` and `b` (the same when hashing).
#[inline(never)]
unsafe fn walk(task: Task, descriptor: Addr, a: Addr, b: Addr, seed: u64) -> Outcome {
    let bottom = (*(&raw const ITEMS)).len;
    let mut hash = seed;
    let mut item = Item { descriptor, a, b, index: 0 };
    loop {
        let outcome = visit(task, &item, hash);
        match outcome {
            Outcome::Equal(next) => hash = next,
            _ => {
                ITEMS.len = bottom;
                return outcome;
            }
        }
        if (*(&raw const ITEMS)).len == bottom {
            return Outcome::Equal(hash);
        }
        ITEMS.len -= 1;
        item = *pointer(ITEMS.base + ITEMS.len * ITEM_BYTES);
    }
}

fn normal_hash(value: f64, hash: u64) -> u64 {
    if value == 0.0 {
        hash_word(0, hash)
    } else if value.is_nan() {
        // SAFETY: a single thread.
        hash_word(unsafe { next_random() } as u64, hash)
    } else {
        hash_word(value.to_bits(), hash)
    }
}

/// Compares or hashes one part, or puts its own parts on the stack.
unsafe fn visit(task: Task, item: &Item, hash: u64) -> Outcome {
    let &Item { descriptor, a, b, index } = item;
    let kind = kind_of(descriptor);
    let compares = task == Task::Compare;
    let bytes = load32(descriptor + td::SIZE);
    if load8(descriptor + td::TFLAG) & td::TFLAG_REGULAR_MEMORY != 0 {
        return if !compares {
            Outcome::Equal(hash_regular(a, bytes, hash))
        } else if equal(a, b, bytes) {
            Outcome::Equal(0)
        } else {
            Outcome::Different
        };
    }
    let is = |of: Kind| kind == of as u8;
    let same = if is(Kind::Float32) || is(Kind::Complex64) {
        let second = if is(Kind::Complex64) { 4 } else { 0 };
        if !compares {
            let hash = normal_hash(load_f32(a) as f64, hash);
            return Outcome::Equal(if second != 0 { normal_hash(load_f32(a + 4) as f64, hash) } else { hash });
        }
        load_f32(a) == load_f32(b) && load_f32(a + second) == load_f32(b + second)
    } else if is(Kind::Float64) || is(Kind::Complex128) {
        let second = if is(Kind::Complex128) { 8 } else { 0 };
        if !compares {
            let hash = normal_hash(load_f64(a), hash);
            return Outcome::Equal(if second != 0 { normal_hash(load_f64(a + 8), hash) } else { hash });
        }
        load_f64(a) == load_f64(b) && load_f64(a + second) == load_f64(b + second)
    } else if is(Kind::String) {
        if !compares {
            return Outcome::Equal(hash_bytes(load32(a), load32(a + 8), hash));
        }
        load64(a + 8) == load64(b + 8) && equal(load32(a), load32(b), load32(a + 8))
    } else if is(Kind::Interface) {
        return visit_interface(task, item, hash);
    } else if is(Kind::Struct) || is(Kind::Array) {
        visit_part(item, is(Kind::Struct), index);
        return Outcome::Equal(hash);
    } else {
        if !compares {
            return Outcome::Equal(hash_regular(a, bytes, hash));
        }
        equal(a, b, bytes)
    };
    if same { Outcome::Equal(0) } else { Outcome::Different }
}

/// Hash of a value that is its bytes.
#[inline(always)]
pub unsafe fn hash_regular(at: Addr, bytes: u32, seed: u64) -> u64 {
    if bytes == 8 {
        hash_word(load64(at), seed)
    } else if bytes == 4 {
        hash_word(load32(at) as u64, seed)
    } else {
        hash_bytes(at, bytes, seed)
    }
}

/// Puts part `index` of a struct or array on the stack, above the parts behind it.
unsafe fn visit_part(item: &Item, is_struct: bool, index: u32) {
    let &Item { descriptor, a, b, .. } = item;
    let count = load32(descriptor + if is_struct { td::STRUCT_FIELDS + 8 } else { td::ARRAY_LEN });
    if index >= count {
        return;
    }
    if index + 1 < count {
        push(Item { descriptor, a, b, index: index + 1 });
    }
    let (part, offset) = if is_struct {
        let field = load32(descriptor + td::STRUCT_FIELDS) + index * td::FIELD_BYTES;
        let (name, len) = name_text(load32(field + td::FIELD_NAME));
        if len == 1 && load8(name) == b'_' {
            return;
        }
        (load32(field + td::FIELD_TYPE), load32(field + td::FIELD_OFFSET))
    } else {
        let element = load32(descriptor + td::ELEM);
        (element, index * load32(element + td::SIZE))
    };
    push(Item { descriptor: part, a: a + offset, b: b + offset, index: 0 });
}

/// The dynamic type of an interface word of an interface type.
unsafe fn dynamic_type(interface: Addr, word: Addr) -> Addr {
    if word == 0 || load32(interface + td::INTERFACE_METHODS + 8) == 0 { word } else { load32(word + td::ITAB_TYPE) }
}

unsafe fn visit_interface(task: Task, item: &Item, hash: u64) -> Outcome {
    let &Item { descriptor, a, b, .. } = item;
    let dynamic = dynamic_type(descriptor, load32(a));
    if dynamic != dynamic_type(descriptor, load32(b)) {
        return Outcome::Different;
    }
    visit_dynamic(task, dynamic, load32(a + 8), load32(b + 8), hash)
}

/// Visits the values of two interfaces of the same dynamic type, given their data words.
unsafe fn visit_dynamic(task: Task, dynamic: Addr, a: Addr, b: Addr, hash: u64) -> Outcome {
    if dynamic == 0 {
        return Outcome::Equal(hash);
    }
    if load32(dynamic + td::EQUAL) == 0 {
        panic_type(if task == Task::Compare { b"comparing uncomparable" } else { b"hash of unhashable" }, dynamic);
        return Outcome::Panicked;
    }
    let hash = if task == Task::Hash { hash_word(load32(dynamic + td::HASH) as u64, hash) } else { hash };
    if is_direct(dynamic) {
        if a != b {
            return Outcome::Different;
        }
        return Outcome::Equal(if task == Task::Hash { hash_word(a as u64, hash) } else { hash });
    }
    if a != b || task == Task::Hash || load8(dynamic + td::TFLAG) & td::TFLAG_REGULAR_MEMORY == 0 {
        push(Item { descriptor: dynamic, a, b, index: 0 });
    }
    Outcome::Equal(hash)
}

/// Hash of the value at `at`; `None` if it has panicked.
pub unsafe fn hash_value(descriptor: Addr, at: Addr, seed: u64) -> Option<u64> {
    match walk(Task::Hash, descriptor, at, at, seed) {
        Outcome::Equal(hash) => Some(hash),
        _ => None,
    }
}

/// Hash of the value at `at`; 0 if it has panicked.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn value_hash(descriptor: Addr, at: Addr, seed: u64) -> u64 {
    hash_value(descriptor, at, seed).unwrap_or(0)
}

/// Hash of bytes.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn hash_memory(at: Addr, len: u64, seed: u64) -> u64 {
    hash_bytes(at, len as u32, seed)
}

/// Whether the values of one type at two addresses are equal.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn value_equal(descriptor: Addr, a: Addr, b: Addr) -> i32 {
    matches!(walk(Task::Compare, descriptor, a, b, 0), Outcome::Equal(_)) as i32
}

/// Whether two interface values are equal, given their dynamic types.
#[inline(never)]
unsafe fn dynamic_equal(a_type: Addr, a_data: Addr, b_type: Addr, b_data: Addr) -> i32 {
    if a_type != b_type {
        return 0;
    }
    let bottom = (*(&raw const ITEMS)).len;
    if !matches!(visit_dynamic(Task::Compare, a_type, a_data, b_data, 0), Outcome::Equal(_)) {
        return 0;
    }
    if (*(&raw const ITEMS)).len == bottom {
        return 1;
    }
    ITEMS.len = bottom;
    value_equal(a_type, a_data, b_data)
}

/// Whether two values of `any` are equal.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn eface_equal(a_type: Addr, a_data: Addr, b_type: Addr, b_data: Addr) -> i32 {
    dynamic_equal(a_type, a_data, b_type, b_data)
}

/// Whether two values of an interface type with methods are equal.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn iface_equal(a_itab: Addr, a_data: Addr, b_itab: Addr, b_data: Addr) -> i32 {
    let type_of = |itab: Addr| if itab == 0 { 0 } else { load32(itab + td::ITAB_TYPE) };
    dynamic_equal(type_of(a_itab), a_data, type_of(b_itab), b_data)
}
