//! Allocation: the free lists of layouts and size classes, large objects, the poll word.
//!
//! Collects only in [`poll`], which begins what compiled code calls to allocate; the runtime's own allocations (`new_*`) never
//! collect.

use super::collector::gc_collect;
use super::pages::{CLASS_RECORD_BYTES, heap, own_bytes, own_pages, set_up, take};
use super::size_classes::{CLASSES, MAX_SMALL_BYTES, TABLE_BYTES, class_from};
use super::spans::{Kind, layout_bytes, pages_for, quotient, span};
use crate::memory::{Addr, PAGE_BYTES, PAGE_SHIFT, load8, load32, load64, store8, store32, zero, zero_words};
use crate::optional;
use crate::panic::fatal::fatal;
use crate::type_info::kind_of;
use abi::type_descriptor::Kind as TypeKind;
use abi::{layout, type_descriptor as td};

/// The poll word: not zero when a collection is due.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub static mut GC_POLL: u32 = 0;

/// The stress word: not zero when every poll is to collect.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub static mut GC_STRESS: u32 = 0;

/// Collects if a collection is due. In functions with the effect `ALLOCATES` alone, before they hold anything that nothing
/// else holds: the frames of the running goroutine have every live pointer.
#[inline(always)]
pub unsafe fn poll() {
    if GC_POLL != 0 {
        gc_collect();
    }
}

/// The one object without bytes.
fn zero_sized() -> Addr {
    crate::machine::transfer() + abi::memory::TRANSFER_BYTES - 8
}

/// Notes that `bytes` of the heap's pages are in use for objects of `object_bytes`, `counted` bytes in all.
unsafe fn account(bytes: u64, counted: u32, object_bytes: u32) {
    optional::count_handed(counted, object_bytes);
    let h = heap();
    (*h).allocated_bytes += bytes;
    if (*h).allocated_bytes >= (*h).threshold_bytes || GC_STRESS != 0 {
        GC_POLL = 1;
    }
}

/// Fills the free list of a layout (which is empty) from a span to be swept or from new pages.
#[inline(never)]
unsafe fn refill(record: Addr, kind: Kind) {
    set_up();
    let swept = load32(record + layout::SPAN);
    let (s, fresh) = if swept != 0 {
        store32(record + layout::SPAN, (*span(swept)).next);
        (span(swept), false)
    } else {
        let bytes = layout_bytes(record);
        let pages = pages_for(bytes);
        let s = span(take(pages));
        let fresh = (*s).marked == 0;
        (*s).describe(kind, record, bytes, quotient(pages << PAGE_SHIFT, bytes));
        (s, fresh)
    };
    let bytes = (*s).sweep(fresh);
    account(bytes as u64, bytes, (*s).object_bytes);
}

/// Takes a free object of a layout record.
#[inline(always)]
unsafe fn take_object(record: Addr, kind: Kind) -> Addr {
    let link = if kind == Kind::Arrays { 8 } else { 0 };
    let mut object = load32(record + layout::FREE);
    if object == 0 {
        refill(record, kind);
        object = load32(record + layout::FREE);
    }
    store32(record + layout::FREE, load32(object + link));
    store32(object + link, 0);
    object
}

/// An object with a span of its own.
#[inline(never)]
unsafe fn alloc_large(kind: Kind, record: Addr, bytes: u64) -> Addr {
    if bytes > 0xffff_0000 {
        fatal(b"runtime: out of memory");
    }
    let bytes = bytes as u32;
    let pages = bytes.div_ceil(PAGE_BYTES);
    let s = &mut *span(take(pages));
    if s.marked != 0 {
        zero(s.base, pages << PAGE_SHIFT);
    }
    s.describe(kind, record, bytes, 1);
    account((pages as u64) << PAGE_SHIFT, bytes, bytes);
    s.base
}

/// A zeroed object of a type with pointers. A collection that is due waits until the layout's free list is empty.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn alloc(record: Addr) -> Addr {
    let object = load32(record + layout::FREE);
    if object != 0 {
        store32(record + layout::FREE, load32(object));
        store32(object, 0);
        return object;
    }
    alloc_from_span(record)
}

#[inline(never)]
unsafe fn alloc_from_span(record: Addr) -> Addr {
    poll();
    let object = new_object(record);
    if GC_STRESS != 0 {
        // The next allocation collects, too.
        store32(record + layout::FREE, 0);
    }
    object
}

/// As [`alloc`], without a collection.
pub unsafe fn new_object(record: Addr) -> Addr {
    let bytes = layout_bytes(record);
    if bytes > MAX_SMALL_BYTES {
        return alloc_large(Kind::Typed, record, bytes as u64);
    }
    take_object(record, Kind::Typed)
}

/// The layout record of the class of `bytes` (at most `MAX_SMALL_BYTES`), among the pointer-free or the array classes.
#[inline(always)]
unsafe fn class_record(bytes: u32, first: u32) -> Addr {
    set_up();
    let h = heap();
    let class =
        if bytes <= TABLE_BYTES { load8((*h).class_table + ((bytes + 7) >> 3)) as u32 } else { class_from(32, bytes) };
    (*h).classes + (first + class) * CLASS_RECORD_BYTES
}

/// A zeroed pointer-free object.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn alloc_noscan(bytes: u32) -> Addr {
    poll();
    new_noscan(bytes)
}

/// As [`alloc_noscan`], without a collection.
pub unsafe fn new_noscan(bytes: u32) -> Addr {
    if bytes == 0 {
        return zero_sized();
    }
    if bytes > MAX_SMALL_BYTES {
        return alloc_large(Kind::Noscan, 0, bytes as u64);
    }
    take_object(class_record(bytes, 0), Kind::Noscan)
}

/// Frees a pointer-free object of the runtime's own at once. Nothing refers to it any more.
pub unsafe fn free_noscan(object: Addr, bytes: u32) {
    if bytes > MAX_SMALL_BYTES {
        return;
    }
    let record = class_record(bytes, 0);
    zero_words(object, layout_bytes(record));
    store32(object, load32(record + layout::FREE));
    store32(record + layout::FREE, object);
}

/// A zeroed array; `elem_layout` 0: pointer-free.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn alloc_array(elem_layout: Addr, elem_bytes: u32, count: u64) -> Addr {
    poll();
    new_array(elem_layout, elem_bytes, count)
}

/// As [`alloc_array`], without a collection.
pub unsafe fn new_array(elem_layout: Addr, elem_bytes: u32, count: u64) -> Addr {
    if count > 0xffff_ffff {
        fatal(b"runtime: out of memory");
    }
    let bytes = elem_bytes as u64 * count;
    if bytes > MAX_SMALL_BYTES as u64 - 8 {
        let kind = if elem_layout == 0 { Kind::Noscan } else { Kind::LargeArray };
        return alloc_large(kind, elem_layout, bytes);
    }
    if elem_layout == 0 || bytes == 0 {
        return new_noscan(bytes as u32);
    }
    if count == 1 {
        return new_object(elem_layout);
    }
    let object = take_object(class_record(bytes as u32 + 8, CLASSES), Kind::Arrays);
    store32(object, elem_layout);
    object + 8
}

/// The layout record of a type, 0 if it is pointer-free.
pub unsafe fn layout_of_type(descriptor: Addr) -> Addr {
    let data = load32(descriptor + td::GC_DATA);
    if load64(descriptor + td::PTR_BYTES) == 0 {
        0
    } else if load8(descriptor + td::TFLAG) & td::TFLAG_GC_MASK_ON_DEMAND != 0 {
        optional::made_layout(descriptor)
    } else {
        data - layout::BITMAP
    }
}

/// The layout record of a type that was made at run time; what `GCData` points to keeps it.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
#[inline(never)]
pub unsafe extern "C" fn made_layout(descriptor: Addr) -> Addr {
    let cell = load32(descriptor + td::GC_DATA);
    let known = load32(cell);
    if known != 0 {
        return known;
    }
    let words = load32(descriptor + td::PTR_BYTES) >> 3;
    let bytes = layout::BITMAP + words.div_ceil(64) * 8;
    let record = if bytes < PAGE_BYTES { own_bytes(bytes) } else { own_pages(bytes) };
    store32(record + layout::SIZE_BYTES, load32(descriptor + td::SIZE));
    store32(record + layout::PTR_WORDS, words);
    add_pointers(record + layout::BITMAP, 0, descriptor);
    store32(cell, record);
    record
}

/// Adds the pointers of a value at word `at` to a bitmap. Types nest no deeper than the program that made them went.
unsafe fn add_pointers(bitmap: Addr, at: u32, descriptor: Addr) {
    let words = load32(descriptor + td::PTR_BYTES) >> 3;
    if words == 0 {
        return;
    }
    if load8(descriptor + td::TFLAG) & td::TFLAG_GC_MASK_ON_DEMAND == 0 {
        let own = load32(descriptor + td::GC_DATA);
        let mut word = 0;
        while word < words {
            if load8(own + (word >> 3)) >> (word & 7) & 1 != 0 {
                let byte = bitmap + ((at + word) >> 3);
                store8(byte, load8(byte) | 1 << ((at + word) & 7));
            }
            word += 1;
        }
    } else if kind_of(descriptor) == TypeKind::Array as u8 {
        let element = load32(descriptor + td::ELEM);
        let mut index = 0;
        while index < load32(descriptor + td::ARRAY_LEN) {
            add_pointers(bitmap, at + index * (load32(element + td::SIZE) >> 3), element);
            index += 1;
        }
    } else {
        let mut field = load32(descriptor + td::STRUCT_FIELDS);
        let end = field + load32(descriptor + td::STRUCT_FIELDS + 8) * td::FIELD_BYTES;
        while field < end {
            let offset = load32(field + td::FIELD_OFFSET) >> 3;
            add_pointers(bitmap, at + offset, load32(field + td::FIELD_TYPE));
            field += td::FIELD_BYTES;
        }
    }
}

/// As [`layout_of_type`].
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn type_layout(descriptor: Addr) -> Addr {
    layout_of_type(descriptor)
}

/// An object or array of a type or, without one, of pointer-free bytes.
#[inline(never)]
pub unsafe fn new_elem(elem_layout: Addr, bytes: u32) -> Addr {
    if elem_layout == 0 { new_noscan(bytes) } else { new_object(elem_layout) }
}

/// A zeroed object of the type of a descriptor.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn alloc_type(descriptor: Addr) -> Addr {
    poll();
    new_elem(layout_of_type(descriptor), load32(descriptor + td::SIZE))
}

/// From now on every poll collects.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn set_gc_stress() {
    GC_STRESS = 1;
    GC_POLL = 1;
}

/// Bytes live after the last collection and allocated since.
#[cfg(test)]
pub unsafe fn gc_heap_bytes() -> u64 {
    let h = heap();
    (*h).live_bytes + (*h).allocated_bytes
}
