//! Spans: runs of pages that hold objects of one size and layout.
//!
//! A span record lies outside the span and carries its mark bits. The page table maps each page to its span, so that any
//! address finds its object.

use crate::memory::{Addr, PAGE_BYTES, PAGE_SHIFT, load32, pointer, store32, zero_words};
use abi::layout;

/// Most objects a span may have: those of 8 bytes in one page.
pub const MAX_OBJECTS: u32 = PAGE_BYTES / 8;

/// What the pages of a span are used for.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// Free pages.
    Free = 0,
    /// The runtime's own tables, and nothing the collector looks at.
    Own = 1,
    /// Pointer-free objects.
    Noscan = 2,
    /// Objects of one type; `layout` is its record.
    Typed = 3,
    /// Arrays: word 0 of each object is the layout of its elements, 0 if it is free. Element 0 follows.
    Arrays = 4,
    /// One array; `layout` is that of its elements.
    LargeArray = 5,
}

/// A span record.
#[repr(C)]
pub struct Span {
    /// First address.
    pub base: Addr,
    /// Number of pages.
    pub pages: u32,
    /// Use.
    pub kind: Kind,
    /// The layout record (of the type, of the class, of the elements).
    pub layout: Addr,
    /// Bytes of an object.
    pub object_bytes: u32,
    /// `2^32 / object_bytes`, rounded up; 0 for a single object.
    pub reciprocal: u32,
    /// Number of objects.
    pub objects: u32,
    /// Number of objects marked. Of free pages: not zero if they may hold anything but zeroes.
    pub marked: u32,
    /// Next span in the list it is in (free pages of a bin, spans to be swept of a layout).
    pub next: Addr,
    /// Previous span of a bin.
    pub previous: Addr,
    /// Mark bits.
    pub marks: [u32; MAX_OBJECTS as usize / 32],
}

/// Bytes of a span record.
pub const SPAN_BYTES: u32 = size_of::<Span>() as u32;

/// The record at an address.
#[inline(always)]
pub fn span(address: Addr) -> *mut Span {
    pointer(address)
}

impl Span {
    /// Makes the span one of objects, none of them marked.
    pub fn describe(&mut self, kind: Kind, layout: Addr, object_bytes: u32, objects: u32) {
        self.kind = kind;
        self.layout = layout;
        self.object_bytes = object_bytes;
        self.objects = objects;
        // SAFETY: objects have bytes.
        self.reciprocal = if objects == 1 { 0 } else { (unsafe { quotient(u32::MAX, object_bytes) }) + 1 };
        self.clear_marks();
    }

    /// Clears the mark bits.
    pub fn clear_marks(&mut self) {
        self.marked = 0;
        self.marks = [0; MAX_OBJECTS as usize / 32];
    }

    /// The index of the object that `address` lies in; above the last for addresses that are in none.
    #[inline(always)]
    pub fn index_of(&self, address: Addr) -> u32 {
        let offset = address.wrapping_sub(self.base);
        if offset >= self.pages << PAGE_SHIFT {
            return u32::MAX;
        }
        ((offset as u64 * self.reciprocal as u64) >> 32) as u32
    }

    /// Marks object `index`, which exists; whether it was not marked before.
    #[inline(always)]
    pub fn mark(&mut self, index: u32) -> bool {
        let bit = 1 << (index & 31);
        // SAFETY: objects are at most MAX_OBJECTS.
        let word = unsafe { self.marks.get_unchecked_mut((index >> 5) as usize) };
        if *word & bit != 0 {
            return false;
        }
        *word |= bit;
        self.marked += 1;
        true
    }

    /// Whether object `index`, which exists, is marked.
    #[inline(always)]
    pub fn is_marked(&self, index: u32) -> bool {
        // SAFETY: objects are at most MAX_OBJECTS.
        unsafe { *self.marks.get_unchecked((index >> 5) as usize) & (1 << (index & 31)) != 0 }
    }

    /// Offset in a free object of the link to the next one.
    #[inline(always)]
    pub fn link_offset(&self) -> u32 {
        if self.kind == Kind::Arrays { 8 } else { 0 }
    }

    /// Zeroes the unmarked objects (unless `fresh`: they are zero already) and makes them the free list of the span's layout,
    /// which had none. Returns their bytes.
    ///
    /// # Safety
    /// No free list holds an object of this span.
    pub unsafe fn sweep(&mut self, fresh: bool) -> u32 {
        let link = self.link_offset();
        let mut free = 0;
        let mut bytes = 0;
        let mut index = self.objects;
        let mut object = self.base + self.object_bytes * index;
        while index != 0 {
            index -= 1;
            object -= self.object_bytes;
            if self.is_marked(index) {
                continue;
            }
            if !fresh {
                zero_words(object, self.object_bytes);
            }
            store32(object + link, free);
            free = object;
            bytes += self.object_bytes;
        }
        store32(self.layout + layout::FREE, free);
        bytes
    }
}

/// Pages of a span for objects of `object_bytes`, so that at most an eighth is wasted.
pub fn pages_for(object_bytes: u32) -> u32 {
    if object_bytes <= 1024 {
        return 1;
    }
    let mut pages = object_bytes.div_ceil(PAGE_BYTES);
    // SAFETY: object_bytes is above 1024.
    let waste =
        |pages: u32| (pages << PAGE_SHIFT) - unsafe { quotient(pages << PAGE_SHIFT, object_bytes) } * object_bytes;
    while waste(pages) > pages << (PAGE_SHIFT - 3) {
        pages += 1;
    }
    pages
}

/// The quotient of sizes; the divisor, an object's size, is not 0.
#[inline(always)]
pub unsafe fn quotient(bytes: u32, object_bytes: u32) -> u32 {
    core::hint::assert_unchecked(object_bytes != 0);
    bytes / object_bytes
}

/// The size of an object, from its layout record.
#[inline(always)]
pub unsafe fn layout_bytes(record: Addr) -> u32 {
    load32(record + layout::SIZE_BYTES)
}
