//! The goroutine record and its saved frames.
//!
//! A parked goroutine is its record (152 bytes) and a block of exactly its frames. Neither is the collector's to scan: the
//! root walk knows what they hold.

use crate::heap::allocation::{free_noscan, new_noscan};
use crate::machine;
use crate::memory::{Addr, copy, copy_frames, load32, pointer};
use crate::optional;
use abi::frame;

/// An entry of a channel's queue: of a goroutine itself or of one of its select cases.
#[repr(C)]
pub struct Waiter {
    /// Next in the channel's queue.
    pub next: Addr,
    /// Previous in the channel's queue.
    pub previous: Addr,
    /// The goroutine.
    pub g: Addr,
    /// The channel, or the address a semaphore waits at.
    pub channel: Addr,
    /// A sender's element.
    pub elem: Addr,
    /// The case's index.
    pub index: u32,
    /// Whether the case sends.
    pub sends: u32,
    /// Fills up to 8 bytes.
    pub padding: u32,
    /// A sender's small element of a select case.
    pub value: u64,
}

/// Bytes of a waiter.
pub const WAITER_BYTES: u32 = size_of::<Waiter>() as u32;

/// Largest element that is kept in the goroutine record.
pub const INLINE_VALUE_BYTES: u32 = 32;

/// A goroutine.
#[repr(C)]
pub struct G {
    /// Next in the run queue.
    pub next: Addr,
    /// Next of all goroutines.
    pub all_next: Addr,
    /// Previous of all goroutines.
    pub all_previous: Addr,
    /// Block with the frames `[stack_top - saved_bytes, stack_top)` at its end; 0: none.
    pub saved: Addr,
    /// Bytes of frames in the block.
    pub saved_bytes: u32,
    /// Bytes of the block.
    pub saved_capacity: u32,
    /// What it was started with; 0 once it has run.
    pub closure: Addr,
    /// Number.
    pub id: u32,
    /// What it waits for.
    pub reason: Reason,
    /// `FLAG_…`.
    pub flags: u32,
    /// Deferred calls.
    pub defers: Addr,
    /// Panics, innermost first.
    pub panics: Addr,
    /// First result of the blocked operation: the case's index (select).
    pub index: u32,
    /// Address of the received element.
    pub elem: Addr,
    /// Whether it was sent; of a sender: whether it was received.
    pub ok: u32,
    /// Waiters of a select.
    pub cases: Addr,
    /// Number of them.
    pub case_count: u32,
    /// The record of the place of the `go` statement that made it; 0: the host made it.
    pub created_at: Addr,
    /// Number of the goroutine that made it.
    pub parent: u32,
    /// Its bubble, or 0.
    pub bubble: Addr,
    /// Its own waiter.
    pub waiter: Waiter,
    /// A small element, sent or received.
    pub value: [u64; 4],
}

const _: () = assert!(size_of::<G>() == 152);

/// Stands for a record of a place where frames are not known to be up to date.
pub const NO_PLACE: Addr = !0;

/// Bytes of a goroutine record.
pub const G_BYTES: u32 = size_of::<G>() as u32;

/// Some frame has objects that other frames may point to: all frames are put back at once.
pub const FLAG_STACK_OBJECTS: u32 = 1;
/// It has called `Goexit` and run its deferred calls.
pub const FLAG_DEAD: u32 = 2;
/// It was sending when the channel was closed.
pub const FLAG_SEND_CLOSED: u32 = 4;

/// It runs `main.main`.
pub const FLAG_MAIN: u32 = 8;

/// An export call that another one is nested in may be its.
pub const FLAG_AWAITED: u32 = 16;

/// It waits for something inside its bubble.
pub const FLAG_DURABLE: u32 = 32;

/// What a goroutine waits for; the discriminants are known to compiled code through `gopark`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Reason {
    /// Nothing: runnable or running.
    Running = 0,
    /// A receive.
    Receive = 1,
    /// A send.
    Send = 2,
    /// A select.
    Select = 3,
    /// `time.Sleep`.
    Sleep = 4,
    /// A semaphore.
    Semaphore = 5,
    /// A receive from nil.
    ReceiveNil = 6,
    /// A send to nil.
    SendNil = 7,
    /// A select without cases.
    SelectNone = 8,
    /// `gopark`.
    Parked = 9,
    /// A descriptor of the host.
    Descriptor = 10,
    /// `sync.Cond.Wait`.
    Condition = 11,
    /// Its turn as one of two sides (`iter.Pull`).
    Coroutine = 12,
    /// `sync.WaitGroup.Wait`, for goroutines of its bubble.
    WaitGroup = 13,
    /// `synctest.Run`.
    BubbleRun = 14,
    /// `synctest.Wait`.
    BubbleWait = 15,
}

impl Reason {
    /// The reason of that number.
    ///
    /// # Safety
    /// There is one: package `runtime` names those of the table above.
    #[inline(always)]
    pub unsafe fn from_number(number: u32) -> Reason {
        core::mem::transmute::<u32, Reason>(number)
    }
}

/// Number of the reasons.
pub const REASONS: u32 = Reason::BubbleWait as u32 + 1;

/// The record at an address.
#[inline(always)]
pub fn g_at(address: Addr) -> *mut G {
    pointer(address)
}

/// The waiter at an address.
#[inline(always)]
pub fn waiter_at(address: Addr) -> *mut Waiter {
    pointer(address)
}

/// Address of a goroutine's own waiter.
#[inline(always)]
pub fn own_waiter(g: Addr) -> Addr {
    g + core::mem::offset_of!(G, waiter) as u32
}

/// Address of a goroutine's small element.
#[inline(always)]
pub fn own_value(g: Addr) -> Addr {
    g + core::mem::offset_of!(G, value) as u32
}

/// The goroutines that exist and the one that runs.
#[repr(C)]
pub struct Goroutines {
    /// The running goroutine or 0.
    pub current: Addr,
    /// Upper end of its frames in the region; those above are in its block.
    pub live_top: Addr,
    /// First of all.
    pub all: Addr,
    /// Number of all.
    pub count: u32,
    /// Number of the last one made.
    pub last_id: u32,
    /// The goroutine of `main.main` has called `Goexit`.
    pub main_exited: bool,
}

static mut GOROUTINES: Goroutines =
    Goroutines { current: 0, live_top: 0, all: 0, count: 0, last_id: 0, main_exited: false };

/// The goroutines.
#[inline(always)]
pub fn goroutines() -> *mut Goroutines {
    &raw mut GOROUTINES
}

/// Makes a goroutine, not queued.
pub unsafe fn new_goroutine(closure: Addr) -> Addr {
    let address = new_noscan(G_BYTES);
    register_goroutine(address, closure);
    address
}

#[cfg(target_arch = "wasm32")]
static mut MAIN: [u64; G_BYTES as usize / 8] = [0; G_BYTES as usize / 8];

/// The record of the goroutine that runs `main.main`; it is not on the heap, so that a program without goroutines of its
/// own needs none.
pub unsafe fn main_goroutine() -> Addr {
    #[cfg(target_arch = "wasm32")]
    return &raw const MAIN as Addr;
    #[cfg(not(target_arch = "wasm32"))]
    return new_noscan(G_BYTES);
}

/// Puts a fresh record among the goroutines.
#[inline(never)]
pub unsafe fn register_goroutine(address: Addr, closure: Addr) {
    let all = &mut *goroutines();
    let g = &mut *g_at(address);
    g.closure = closure;
    all.last_id += 1;
    g.id = all.last_id;
    g.waiter.g = address;
    g.all_next = all.all;
    if all.all != 0 {
        (*g_at(all.all)).all_previous = address;
    }
    all.all = address;
    all.count += 1;
}

/// Ends a goroutine: frees its record and its block.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn free_goroutine(address: Addr) {
    let all = &mut *goroutines();
    let g = &mut *g_at(address);
    if g.all_next != 0 {
        (*g_at(g.all_next)).all_previous = g.all_previous;
    }
    if g.all_previous != 0 {
        (*g_at(g.all_previous)).all_next = g.all_next;
    } else {
        all.all = g.all_next;
    }
    all.count -= 1;
    optional::bubble_part(address);
    if g.saved != 0 {
        free_noscan(g.saved, g.saved_capacity);
    }
    if g.flags & FLAG_MAIN == 0 {
        free_noscan(address, G_BYTES);
    }
}

/// Saved frames of fewer bytes get a block that just holds them.
const GROWTH_FROM_BYTES: u32 = 4096;

impl G {
    /// Whether nothing runs or waits in it, which is so for the record of direct calls between them.
    #[inline(always)]
    pub fn is_idle(&self) -> bool {
        self.closure | self.saved_bytes == 0 && self.reason == Reason::Running
    }

    /// Address in the block of the frame that belongs at `sp`.
    #[inline(always)]
    pub fn saved_frame(&self, sp: Addr) -> Addr {
        self.saved + self.saved_capacity - (machine::stack_top() - sp)
    }

    /// Moves the frames `[sp, live_top)` from the region into the block.
    ///
    /// # Safety
    /// The goroutine has just been suspended with `$sp` = `sp`.
    #[inline(always)]
    pub unsafe fn save_frames(&mut self, sp: Addr, live_top: Addr) {
        let bytes = machine::stack_top() - sp;
        if bytes != self.saved_capacity {
            self.fit_block(bytes, machine::stack_top() - live_top);
        }
        self.saved_bytes = bytes;
        let mut flags = self.flags;
        let mut at = sp;
        while at < live_top {
            let descriptor = load32(at + frame::FRAME_DESCRIPTOR);
            flags |= load32(descriptor + frame::FLAGS) & frame::FLAG_STACK_OBJECTS;
            at += load32(descriptor + frame::SIZE_BYTES);
        }
        self.flags = flags;
        copy_frames(self.saved_frame(sp), sp, live_top - sp);
    }

    /// Makes the block one for `bytes`, of which it keeps the upper `outer`, unless it is large enough and not far too large.
    #[inline(never)]
    unsafe fn fit_block(&mut self, bytes: u32, outer: u32) {
        if bytes <= self.saved_capacity && bytes * 2 + 256 >= self.saved_capacity {
            return;
        }
        // A stack that suspends again and again while it deepens is not to be copied whole each time.
        let growth = if self.saved_capacity < GROWTH_FROM_BYTES { 0 } else { self.saved_capacity / 4 & !7 };
        let capacity = if bytes < self.saved_capacity { bytes } else { bytes.max(self.saved_capacity + growth) };
        let block = new_noscan(capacity);
        if self.saved != 0 {
            copy(block + capacity - outer, self.saved + self.saved_capacity - outer, outer);
            free_noscan(self.saved, self.saved_capacity);
        }
        self.saved = block;
        self.saved_capacity = capacity;
    }
}
