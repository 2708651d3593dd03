//! Pages: the page table, free runs of pages, growth of memory, and the heap's own tables.
//!
//! Free runs are kept in bins by length and merge with their neighbours, which the page table finds.

use super::size_classes::{CLASSES, TABLE_BYTES, class_bytes, class_from};
use super::spans::{Kind, SPAN_BYTES, Span, span};
use crate::machine;
use crate::memory::{Addr, PAGE_BYTES, PAGE_SHIFT, load32, memory_bytes, memory_grow, store8, store32, zero};
use crate::panic::fatal::fatal;
use abi::layout;

const BINS: u32 = 16;

/// State of the heap.
pub struct Heap {
    /// Page table: the span record of each page of memory, 0 if it is not the heap's.
    pub page_table: Addr,
    /// Entries of the page table; 0 before the heap is set up.
    pub page_table_len: u32,
    /// First page.
    pub first_page: u32,
    /// Page behind the last.
    pub end_page: u32,
    /// Layout records of the size classes: pointer-free, then arrays.
    pub classes: Addr,
    /// Class of each size up to `TABLE_BYTES`, by 8 bytes.
    pub class_table: Addr,
    /// Records of the runtime's own objects.
    pub layouts: Addr,
    own: Addr,
    own_end: Addr,
    free_records: Addr,
    bins: [Addr; BINS as usize],
    /// Bytes found live by the last collection.
    pub live_bytes: u64,
    /// Bytes handed to free lists and large objects since.
    pub allocated_bytes: u64,
    /// A collection is due when `allocated_bytes` reaches it.
    pub threshold_bytes: u64,
}

/// Least number of bytes allocated between collections.
pub const MIN_THRESHOLD_BYTES: u64 = 1 << 20;

static mut HEAP: Heap = Heap {
    page_table: 0,
    page_table_len: 0,
    first_page: 0,
    end_page: 0,
    classes: 0,
    class_table: 0,
    layouts: 0,
    own: 0,
    own_end: 0,
    free_records: 0,
    bins: [0; BINS as usize],
    live_bytes: 0,
    allocated_bytes: 0,
    threshold_bytes: MIN_THRESHOLD_BYTES,
};

/// The heap.
#[inline(always)]
pub fn heap() -> *mut Heap {
    &raw mut HEAP
}

/// Bytes of a class's layout record.
pub const CLASS_RECORD_BYTES: u32 = 16;

/// Records of the runtime's own objects: size and pointer bitmap of each.
pub const OWN_LAYOUTS: [(u32, u32, u8); 4] = [
    (16, 1, 0b1), // string header
    (crate::channel::CHANNEL_BYTES, 6, 0b100100),
    (abi::runtime_records::MAP_BYTES, 3, 0b100),
    (8, 1, 0b1), // pointer
];

/// Layout record of a boxed string header.
pub const LAYOUT_STRING: u32 = 0;
/// Layout record of a channel.
pub const LAYOUT_CHANNEL: u32 = 1;
/// Layout record of a map.
pub const LAYOUT_MAP: u32 = 2;
const OWN_LAYOUT_BYTES: u32 = 20;

/// Address of one of the runtime's own layout records.
pub unsafe fn own_layout(which: u32) -> Addr {
    set_up();
    (*heap()).layouts + which * OWN_LAYOUT_BYTES
}

/// Sets the heap up unless it is.
#[inline(always)]
pub unsafe fn set_up() {
    if (*heap()).page_table_len == 0 {
        set_up_now();
    }
}

#[cold]
#[inline(never)]
unsafe fn set_up_now() {
    let h = &mut *heap();
    let start = (machine::heap_base() + 15) & !15;
    let tables = 2 * CLASSES * CLASS_RECORD_BYTES + TABLE_BYTES / 8 + 8 + OWN_LAYOUT_BYTES * OWN_LAYOUTS.len() as u32;
    let mut end = memory_bytes();
    let entries = ((end >> PAGE_SHIFT) as u32 * 2).max(1024);
    let own_end = (start + tables + entries * 4 + PAGE_BYTES - 1) & !(PAGE_BYTES - 1);
    if end < own_end as u64 {
        if !memory_grow(((own_end as u64 - end + 65535) >> 16) as u32) {
            out_of_memory();
        }
        end = memory_bytes();
    }
    h.page_table = start;
    h.page_table_len = entries;
    h.classes = start + entries * 4;
    h.class_table = h.classes + 2 * CLASSES * CLASS_RECORD_BYTES;
    h.layouts = (h.class_table + TABLE_BYTES / 8 + 8) & !7;
    h.own = (h.layouts + OWN_LAYOUT_BYTES * OWN_LAYOUTS.len() as u32 + 7) & !7;
    h.own_end = own_end;
    h.first_page = own_end >> PAGE_SHIFT;
    h.end_page = (end >> PAGE_SHIFT) as u32;
    let mut class = 0;
    while class < CLASSES {
        store32(h.classes + class * CLASS_RECORD_BYTES, class_bytes(class));
        store32(h.classes + (CLASSES + class) * CLASS_RECORD_BYTES, class_bytes(class));
        class += 1;
    }
    class = 0;
    let mut words = 0;
    while words <= TABLE_BYTES / 8 {
        class = class_from(class, words * 8);
        store8(h.class_table + words, class as u8);
        words += 1;
    }
    let mut which = 0;
    while which < OWN_LAYOUTS.len() {
        let record = h.layouts + which as u32 * OWN_LAYOUT_BYTES;
        let (bytes, ptr_words, bitmap) = OWN_LAYOUTS[which];
        store32(record + layout::SIZE_BYTES, bytes);
        store32(record + layout::PTR_WORDS, ptr_words);
        store8(record + layout::BITMAP, bitmap);
        which += 1;
    }
    let pages = h.end_page - h.first_page;
    if pages != 0 {
        add_run(own_end, pages);
    }
}

#[cold]
#[inline(never)]
fn out_of_memory() -> ! {
    fatal(b"runtime: out of memory")
}

/// Memory of the runtime's own that is never freed, zeroed, a multiple of 8 bytes and less than a page.
pub unsafe fn own_bytes(bytes: u32) -> Addr {
    set_up();
    let h = &mut *heap();
    if h.own_end - h.own < bytes {
        let mut bin = 0;
        // Takes a page off the front of a free run, which needs no span record.
        while h.bins[bin as usize & 15] == 0 {
            bin += 1;
            if bin == BINS {
                if !grow(1) {
                    out_of_memory();
                }
                bin = 0;
            }
        }
        let run = h.bins[bin as usize & 15];
        let s = &mut *span(run);
        unlink(s);
        let page = s.base;
        if s.marked != 0 {
            zero(page, PAGE_BYTES);
        }
        store32(h.page_table + (page >> PAGE_SHIFT) * 4, 0);
        s.base += PAGE_BYTES;
        s.pages -= 1;
        if s.pages == 0 {
            free_record(run);
        } else {
            link(run);
        }
        h.own = page;
        h.own_end = page + PAGE_BYTES;
    }
    let address = h.own;
    h.own += bytes;
    address
}

/// As [`own_bytes`], of any number of bytes: pages of their own.
pub unsafe fn own_pages(bytes: u32) -> Addr {
    let pages = bytes.div_ceil(PAGE_BYTES);
    let s = &*span(take(pages));
    if s.marked != 0 {
        zero(s.base, pages << PAGE_SHIFT);
    }
    s.base
}

unsafe fn new_record() -> Addr {
    let record = (*heap()).free_records;
    if record != 0 {
        (*heap()).free_records = (*span(record)).next;
        return record;
    }
    own_bytes(SPAN_BYTES)
}

unsafe fn free_record(record: Addr) {
    (*span(record)).next = (*heap()).free_records;
    (*heap()).free_records = record;
}

/// Makes a free run of pages that hold zeroes and lie in the table.
unsafe fn add_run(base: Addr, pages: u32) {
    let h = heap();
    // The first record comes from the run itself when the own memory is used up, so the table has room by then.
    let record = if (*h).free_records == 0 && (*h).own_end - (*h).own < SPAN_BYTES { 0 } else { new_record() };
    if record == 0 {
        (*h).own = base;
        (*h).own_end = base + PAGE_BYTES;
        if pages > 1 {
            add_run(base + PAGE_BYTES, pages - 1);
        }
        return;
    }
    let s = &mut *span(record);
    s.base = base;
    s.pages = pages;
    s.marked = 0;
    insert(record);
}

fn bin_of(pages: u32) -> u32 {
    if pages < BINS { pages - 1 } else { BINS - 1 }
}

/// Puts a free span into its bin and its ends into the page table.
unsafe fn link(record: Addr) {
    let h = &mut *heap();
    let s = &mut *span(record);
    s.kind = Kind::Free;
    let first = s.base >> PAGE_SHIFT;
    store32(h.page_table + first * 4, record);
    store32(h.page_table + (first + s.pages - 1) * 4, record);
    let bin = &mut h.bins[bin_of(s.pages) as usize & 15];
    s.next = *bin;
    s.previous = 0;
    if *bin != 0 {
        (*span(*bin)).previous = record;
    }
    *bin = record;
}

unsafe fn unlink(s: &mut Span) {
    if s.next != 0 {
        (*span(s.next)).previous = s.previous;
    }
    if s.previous != 0 {
        (*span(s.previous)).next = s.next;
    } else {
        (&mut (*heap()).bins)[bin_of(s.pages) as usize & 15] = s.next;
    }
}

/// The span of a page, or 0.
#[inline(always)]
pub unsafe fn span_of_page(page: u32) -> Addr {
    let h = heap();
    if page >= (*h).page_table_len {
        return 0;
    }
    load32((*h).page_table + page * 4)
}

/// Puts a span's pages back, merged with free neighbours. Returns the page behind the merged run.
pub unsafe fn insert(record: Addr) -> u32 {
    let s = &mut *span(record);
    let left = span_of_page((s.base >> PAGE_SHIFT) - 1);
    if left != 0 && (*span(left)).kind == Kind::Free {
        let l = &mut *span(left);
        unlink(l);
        s.base = l.base;
        s.pages += l.pages;
        s.marked |= l.marked;
        free_record(left);
    }
    let right = span_of_page((s.base >> PAGE_SHIFT) + s.pages);
    if right != 0 && (*span(right)).kind == Kind::Free {
        let r = &mut *span(right);
        unlink(r);
        s.pages += r.pages;
        s.marked |= r.marked;
        free_record(right);
    }
    link(record);
    (s.base >> PAGE_SHIFT) + s.pages
}

/// A run of pages; `None` if memory is exhausted. The span's `marked` tells whether it may hold other bytes than zeroes.
#[inline(never)]
pub unsafe fn try_take(pages: u32) -> Addr {
    set_up();
    loop {
        let mut bin = bin_of(pages);
        while bin < BINS {
            let mut record = (&(*heap()).bins)[bin as usize & 15];
            while record != 0 {
                let s = &mut *span(record);
                if s.pages >= pages {
                    unlink(s);
                    split(record, pages);
                    return record;
                }
                record = s.next;
            }
            bin += 1;
        }
        if !grow(pages) {
            return 0;
        }
    }
}

/// Cuts a run that is in no bin to `pages`, fills the page table, and puts the rest back.
unsafe fn split(record: Addr, pages: u32) {
    let s = &mut *span(record);
    let rest = s.pages - pages;
    s.kind = Kind::Own;
    let first = s.base >> PAGE_SHIFT;
    let mut page = 0;
    while page < pages {
        store32((*heap()).page_table + (first + page) * 4, record);
        page += 1;
    }
    if rest != 0 {
        s.pages = pages;
        let tail = new_record();
        let t = &mut *span(tail);
        t.base = s.base + (pages << PAGE_SHIFT);
        t.pages = rest;
        t.marked = s.marked;
        link(tail);
    }
}

/// A run of pages; a fatal error if memory is exhausted.
pub unsafe fn take(pages: u32) -> Addr {
    let record = try_take(pages);
    if record == 0 {
        out_of_memory();
    }
    record
}

/// Grows memory by at least `pages`, an eighth of the heap if possible.
#[inline(never)]
unsafe fn grow(pages: u32) -> bool {
    let h = &mut *heap();
    let before = memory_bytes();
    // One page more for span records.
    let needed = ((pages as u64 + 1) << PAGE_SHIFT).div_ceil(65536);
    let end_after = (before >> PAGE_SHIFT) + (needed << 4);
    let mut table_pages = 0;
    let mut entries = h.page_table_len;
    let step = ((h.end_page - h.first_page) >> 7).min(256) as u64;
    if end_after + (step << 4) > entries as u64 {
        entries = (end_after as u32 + 16) * 2;
        table_pages = (entries * 4).div_ceil(PAGE_BYTES);
    }
    let table_wasm_pages = table_pages.div_ceil(16) as u64;
    if needed > 65536
        || !memory_grow((needed.max(step) + table_wasm_pages) as u32)
            && !memory_grow((needed + table_wasm_pages) as u32)
    {
        return false;
    }
    let mut base = before as u32;
    let end = (memory_bytes() >> PAGE_SHIFT) as u32;
    if table_pages != 0 {
        crate::memory::copy(base, h.page_table, h.page_table_len * 4);
        h.page_table = base;
        h.page_table_len = entries;
        base += table_pages << PAGE_SHIFT;
    }
    h.end_page = end;
    add_run(base, end - (base >> PAGE_SHIFT));
    true
}
