//! Finalizers, cleanups and weak pointers: what is recorded beside objects, and what becomes due when they die.
//!
//! Linked only to programs that record something. Records are the heap's own pointer-free objects, chained in a table by
//! address. What is due waits in a list until the program asks for it, in a goroutine that starts after the collection.

use super::allocation::{free_noscan, new_noscan, poll};
use super::collector::{is_alive, mark_root, scan_unmarked};
use super::pages::span_of_page;
use super::spans::{Kind, span};
use crate::machine;
use crate::memory::{Addr, PAGE_SHIFT, load32, pointer, store32, store64};
use crate::scheduler::goroutine::{goroutines, new_goroutine};
use crate::scheduler::queue;
use abi::runtime_records::special::{BUBBLE, CLEANUP, FINALIZER, WEAK};

/// What is recorded beside an object.
#[repr(C)]
struct Special {
    /// Next in its chain or in the list of what is due.
    next: Addr,
    /// The object, or an address in it.
    address: Addr,
    /// `abi::runtime_records::special`.
    kind: u32,
    /// The closure to call, or the word that a weak pointer refers to.
    data: Addr,
    /// Tells cleanups of an object apart.
    id: u64,
}

const SPECIAL_BYTES: u32 = size_of::<Special>() as u32;

struct Table {
    /// Heads of the chains.
    chains: Addr,
    /// Number of chains, a power of two; 0 before the first record.
    size: u32,
    /// Number of records in chains.
    count: u32,
    last_id: u64,
    /// What is due, the oldest first.
    due: Addr,
    due_last: Addr,
    /// The closure of the goroutine that asks for what is due.
    runner: Addr,
    /// That goroutine; 0: there is none.
    running: Addr,
}

static mut TABLE: Table =
    Table { chains: 0, size: 0, count: 0, last_id: 0, due: 0, due_last: 0, runner: 0, running: 0 };

fn at(address: Addr) -> *mut Special {
    pointer(address)
}

/// Where the head of the chain for an address is.
unsafe fn chain_of(address: Addr) -> Addr {
    let table = &*(&raw const TABLE);
    table.chains + ((address >> 3).wrapping_mul(0x9e37_79b1) >> 7 & (table.size - 1)) * 4
}

/// Makes the table larger, or makes it.
unsafe fn grow() {
    let table = &mut *(&raw mut TABLE);
    let (chains, size) = (table.chains, table.size);
    table.size = (size * 2).max(16);
    table.chains = new_noscan(table.size * 4);
    let mut index = 0;
    while index < size {
        let mut special = load32(chains + index * 4);
        while special != 0 {
            let next = (*at(special)).next;
            push(special);
            special = next;
        }
        index += 1;
    }
    if size != 0 {
        free_noscan(chains, size * 4);
    }
}

/// Puts a record into its chain.
unsafe fn push(special: Addr) {
    let chain = chain_of((*at(special)).address);
    (*at(special)).next = load32(chain);
    store32(chain, special);
}

/// The place that holds the address of the first record of that kind beside an address (and with that id, unless it is 0);
/// 0 if there is none.
unsafe fn find(address: Addr, kind: u32, id: u64) -> Addr {
    if TABLE.size == 0 {
        return 0;
    }
    // `next` is the first field: a record is the place of the next one.
    let mut place = chain_of(address);
    loop {
        let special = load32(place);
        if special == 0 {
            return 0;
        }
        let s = &*at(special);
        if s.address == address && s.kind == kind && (id == 0 || s.id == id) {
            return place;
        }
        place = special;
    }
}

/// Records something beside an object; 0 if it has a finalizer and is given another, or the record's number.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn special_add(address: Addr, kind: u32, data: Addr) -> u64 {
    poll();
    record(address, kind, data)
}

/// The same without a collection before.
pub unsafe fn record(address: Addr, kind: u32, data: Addr) -> u64 {
    if kind == FINALIZER && find(address, kind, 0) != 0 {
        return 0;
    }
    let table = &mut *(&raw mut TABLE);
    if table.count == table.size {
        grow();
    }
    table.count += 1;
    table.last_id += 1;
    let special = new_noscan(SPECIAL_BYTES);
    *at(special) = Special { next: 0, address, kind, data, id: table.last_id };
    push(special);
    table.last_id
}

/// Takes a record away; whether there was one. `id` 0: the first of the kind.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn special_remove(address: Addr, kind: u32, id: u64) -> u32 {
    let place = find(address, kind, id);
    if place == 0 {
        return 0;
    }
    let special = load32(place);
    store32(place, (*at(special)).next);
    free_noscan(special, SPECIAL_BYTES);
    TABLE.count -= 1;
    1
}

/// What was recorded beside an address, or 0.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn special_find(address: Addr, kind: u32) -> Addr {
    let place = find(address, kind, 0);
    if place == 0 { 0 } else { (*at(load32(place))).data }
}

/// Says what the goroutine runs that asks for what is due.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn special_runner(closure: Addr) {
    TABLE.runner = closure;
}

/// The next call that is due: its closure and the object. 0: none is, and the goroutine that asks ends.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn special_next() -> Addr {
    let table = &mut *(&raw mut TABLE);
    let special = table.due;
    if special == 0 {
        end_runner(table.running);
        return 0;
    }
    let (closure, object) = ((*at(special)).data, (*at(special)).address);
    table.due = (*at(special)).next;
    free_noscan(special, SPECIAL_BYTES);
    machine::set_result(1, object as u64);
    closure
}

/// The object in the heap that an address lies in, and its bytes; 0: it lies in none.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn heap_object(address: Addr) -> Addr {
    let record = span_of_page(address >> PAGE_SHIFT);
    if record == 0 || ((*span(record)).kind as u32) < Kind::Noscan as u32 {
        return 0;
    }
    let s = &*span(record);
    let index = s.index_of(address);
    if index >= s.objects {
        return 0;
    }
    // Element 0 of an array follows the word that describes the elements.
    let header = if s.kind == Kind::Arrays { 8 } else { 0 };
    machine::set_result(1, (s.object_bytes - header) as u64);
    s.base + index * s.object_bytes + header
}

/// The layout of the object in the heap that an address lies in, of the elements if it is an array; 0: it has no pointers.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn object_layout(address: Addr) -> Addr {
    let record = span_of_page(address >> PAGE_SHIFT);
    if record == 0 {
        return 0;
    }
    let s = &*span(record);
    match s.kind {
        Kind::Typed | Kind::LargeArray => s.layout,
        Kind::Arrays => load32(s.base + s.index_of(address) * s.object_bytes),
        _ => 0,
    }
}

/// Whether an address is one of an object in the heap.
pub unsafe fn is_in_heap(address: Addr) -> bool {
    let record = span_of_page(address >> PAGE_SHIFT);
    record != 0 && (*span(record)).kind as u32 >= Kind::Noscan as u32
}

/// Takes the records that `takes` picks out of their chains and gives them to it.
#[inline(always)]
unsafe fn each(mut takes: impl FnMut(Addr) -> bool) {
    let table = &mut *(&raw mut TABLE);
    let mut index = 0;
    while index < table.size {
        let mut place = table.chains + index * 4;
        index += 1;
        loop {
            let special = load32(place);
            if special == 0 {
                break;
            }
            let next = (*at(special)).next;
            if takes(special) {
                store32(place, next);
                table.count -= 1;
            } else {
                place = special;
            }
        }
    }
}

/// Takes part in marking: everything that a finalizer may see lives, but for that not the object itself.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn mark_specials() {
    let table = &*(&raw const TABLE);
    mark_root(table.chains);
    mark_root(table.runner);
    each(|special| {
        let s = &*at(special);
        mark_root(special);
        mark_root(s.data);
        if s.kind == FINALIZER {
            scan_unmarked(s.address);
        }
        false
    });
    let mut special = table.due;
    while special != 0 {
        let s = &*at(special);
        mark_root(special);
        mark_root(s.data);
        mark_root(s.address);
        special = s.next;
    }
}

/// Appends a record to the list of what is due.
unsafe fn make_due(special: Addr) {
    let table = &mut *(&raw mut TABLE);
    (*at(special)).next = 0;
    if table.due == 0 {
        table.due = special;
    } else {
        (*at(table.due_last)).next = special;
    }
    table.due_last = special;
}

/// Follows marking: what is recorded beside dead objects becomes due. Weak pointers forget an object before its finalizer
/// runs; cleanups wait until the finalizer has not kept it alive.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn settle_specials() {
    each(|special| {
        let s = &*at(special);
        let is_dead = s.kind == WEAK && !is_alive(s.address);
        if is_dead {
            store64(s.data, 0);
        }
        is_dead
    });
    let last = TABLE.due_last;
    let had_due = TABLE.due != 0;
    each(|special| {
        let s = &*at(special);
        let is_dead = s.kind == FINALIZER && !is_alive(s.address);
        if is_dead {
            make_due(special);
        }
        is_dead
    });
    // The objects live until their finalizers have run. What they refer to was marked.
    let mut special = if had_due { (*at(last)).next } else { TABLE.due };
    while special != 0 {
        mark_root((*at(special)).address);
        special = (*at(special)).next;
    }
    each(|special| {
        let s = &*at(special);
        let is_dead = s.kind == CLEANUP && !is_alive(s.address);
        if is_dead {
            (*at(special)).address = 0;
            make_due(special);
        }
        is_dead || s.kind == BUBBLE && !is_alive(s.address)
    });
}

/// Ends a collection: starts the goroutine that asks for what is due.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn start_runner() {
    let table = &mut *(&raw mut TABLE);
    if table.due == 0 || table.running != 0 {
        return;
    }
    let g = new_goroutine(table.runner);
    table.running = g;
    // A goroutine of the runtime's own does not count.
    (*goroutines()).count -= 1;
    queue::put_last(g);
}

/// A goroutine ends or is lost: if it is that one, the next collection may start another.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn end_runner(g: Addr) {
    let table = &mut *(&raw mut TABLE);
    if table.running == g {
        table.running = 0;
        // It was never counted.
        (*goroutines()).count += 1;
    }
}
