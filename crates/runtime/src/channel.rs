//! Channels: buffered and unbuffered, blocking and not; `close`.
//!
//! An element that is handed over lies in the waiting goroutine's record or, if it is large, in an object of its own, never
//! in a parked goroutine's frame. A received element is returned by address, valid until the next operation.

use crate::heap::allocation::{new_array, new_elem, new_object, poll};
use crate::heap::pages::{LAYOUT_CHANNEL, own_layout};
use crate::machine;
use crate::memory::{Addr, copy_words, load64, pointer, store64, zero_words};
use crate::optional;
use crate::panic::run_time_error::{panic_close, panic_closed_send, panic_make_chan};
use crate::scheduler::bubbles::{CHECK_CLOSE, CHECK_RECEIVE, CHECK_SEND, CHECK_TRY_RECEIVE};
use crate::scheduler::goroutine::{INLINE_VALUE_BYTES, Reason, g_at, goroutines, own_value, own_waiter, waiter_at};
use crate::scheduler::queue::{ready, ready_closed_sender};
use crate::scheduler::switch::suspend;
use abi::memory::{TRANSFER_BYTES, TRANSFER_SLOTS};

/// A queue of waiters.
#[repr(C)]
pub struct WaitQueue {
    /// First.
    pub head: Addr,
    /// Last.
    pub tail: Addr,
}

impl WaitQueue {
    /// No waiters.
    pub const EMPTY: WaitQueue = WaitQueue { head: 0, tail: 0 };

    /// Appends a waiter.
    pub unsafe fn push(&mut self, waiter: Addr) {
        let w = &mut *waiter_at(waiter);
        w.next = 0;
        w.previous = self.tail;
        if self.tail == 0 {
            self.head = waiter;
        } else {
            (*waiter_at(self.tail)).next = waiter;
        }
        self.tail = waiter;
    }

    /// Puts a waiter in front.
    pub unsafe fn push_front(&mut self, waiter: Addr) {
        let w = &mut *waiter_at(waiter);
        w.previous = 0;
        w.next = self.head;
        if self.head == 0 {
            self.tail = waiter;
        } else {
            (*waiter_at(self.head)).previous = waiter;
        }
        self.head = waiter;
    }

    /// Removes a waiter that is in the queue.
    pub unsafe fn remove(&mut self, waiter: Addr) {
        let w = &mut *waiter_at(waiter);
        if w.previous == 0 {
            self.head = w.next;
        } else {
            (*waiter_at(w.previous)).next = w.next;
        }
        if w.next == 0 {
            self.tail = w.previous;
        } else {
            (*waiter_at(w.next)).previous = w.previous;
        }
    }

    /// Takes the first waiter, which leaves the other queues it is in (select).
    pub unsafe fn pop(&mut self) -> Addr {
        let waiter = self.head;
        let w = &mut *waiter_at(waiter);
        self.head = w.next;
        if w.next == 0 {
            self.tail = 0;
        } else {
            (*waiter_at(w.next)).previous = 0;
        }
        w.channel = 0;
        let g = &mut *g_at(w.g);
        g.index = w.index;
        if g.case_count != 0 {
            optional::leave_select(w.g);
        }
        waiter
    }
}

/// A channel.
#[repr(C)]
pub struct Channel {
    /// Elements in the buffer.
    pub len: u64,
    /// Elements the buffer has room for.
    pub cap: u64,
    /// The buffer, with one more element of scratch if elements are large.
    pub buffer: Addr,
    /// Number of the bubble that it was made in, 0 for none.
    pub bubble: u32,
    /// Layout of an element.
    pub elem_layout: Addr,
    /// Bytes of an element.
    pub elem_bytes: u32,
    /// Index of the first element.
    pub first: u32,
    /// Whether it is closed.
    pub closed: u32,
    /// The timer that sends to it, or 0: programs see neither the length nor the capacity of such a channel.
    pub timer: Addr,
    /// Waiting receivers.
    pub receivers: WaitQueue,
    /// Waiting senders.
    pub senders: WaitQueue,
}

const _: () = assert!(core::mem::offset_of!(Channel, timer) as u32 == abi::runtime_records::CHAN_TIMER);

/// Bytes of a channel.
pub const CHANNEL_BYTES: u32 = size_of::<Channel>() as u32;

/// Largest element that is received through the transfer area.
const TRANSFER_ELEM_BYTES: u32 = TRANSFER_BYTES - TRANSFER_SLOTS * 8 - 8;

/// The channel at an address.
#[inline(always)]
pub fn channel_at(address: Addr) -> *mut Channel {
    pointer(address)
}

impl Channel {
    /// Address of the buffer's element `index`.
    unsafe fn slot(&self, index: u32) -> Addr {
        let index = if index >= self.cap as u32 { index - self.cap as u32 } else { index };
        self.buffer + index * self.elem_bytes
    }

    /// Where a received element is put for the receiver that runs.
    unsafe fn outbox(&self) -> Addr {
        if self.elem_bytes <= TRANSFER_ELEM_BYTES {
            machine::transfer() + TRANSFER_SLOTS * 8
        } else {
            self.buffer + self.cap as u32 * self.elem_bytes
        }
    }

    /// Copies an element out of the sender's frame: to `inline` if it has at most `room` bytes, else to an object.
    pub unsafe fn stow(&self, elem: Addr, inline: Addr, room: u32) -> Addr {
        if self.elem_bytes == 8 {
            store64(inline, load64(elem));
            return inline;
        }
        let to = if self.elem_bytes <= room { inline } else { new_elem(self.elem_layout, self.elem_bytes) };
        copy_words(to, elem, self.elem_bytes);
        to
    }
}

/// `make(chan T, cap)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn chan_new(elem_layout: Addr, elem_bytes: u32, cap: u64) -> Addr {
    poll();
    if cap > 0x7fff_ffff || cap * elem_bytes as u64 > 0x7fff_ffff {
        panic_make_chan();
        return 0;
    }
    let address = new_object(own_layout(LAYOUT_CHANNEL));
    let c = &mut *channel_at(address);
    c.cap = cap;
    c.elem_layout = elem_layout;
    c.elem_bytes = elem_bytes;
    let slots = cap + (elem_bytes > TRANSFER_ELEM_BYTES) as u64;
    if slots != 0 {
        c.buffer = new_array(elem_layout, elem_bytes, slots);
    }
    optional::bubble_channel(address);
    address
}

/// Outcome of an operation that does not block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It would have to wait.
    Blocked,
    /// Done.
    Done,
    /// The channel is closed: a receive yields a zero element, a send has panicked.
    Closed,
}

/// Sends if nobody has to wait for it.
#[inline(never)]
pub unsafe fn try_send(channel: Addr, elem: Addr) -> Attempt {
    let c = &mut *channel_at(channel);
    if c.closed != 0 {
        panic_closed_send();
        return Attempt::Closed;
    }
    if c.receivers.head != 0 {
        let receiver = (*waiter_at(c.receivers.pop())).g;
        let g = &mut *g_at(receiver);
        g.elem = c.stow(elem, own_value(receiver), INLINE_VALUE_BYTES);
        g.ok = 1;
        ready(receiver);
        return Attempt::Done;
    }
    if c.len < c.cap {
        copy_words(c.slot(c.first + c.len as u32), elem, c.elem_bytes);
        c.len += 1;
        return Attempt::Done;
    }
    Attempt::Blocked
}

/// Receives if nobody has to wait for it; address of the element.
#[inline(never)]
pub unsafe fn try_recv(channel: Addr) -> (Attempt, Addr) {
    let c = &mut *channel_at(channel);
    let out = c.outbox();
    let bytes = c.elem_bytes;
    if c.len != 0 {
        let slot = c.slot(c.first);
        copy_words(out, slot, bytes);
        c.first += 1;
        if c.first == c.cap as u32 {
            c.first = 0;
        }
        if c.senders.head != 0 {
            // The buffer is full: the waiting element goes behind the last one, into the slot just emptied.
            let waiter = &*waiter_at(c.senders.pop());
            copy_words(slot, waiter.elem, bytes);
            ready(waiter.g);
        } else {
            zero_words(slot, bytes);
            c.len -= 1;
        }
        return (Attempt::Done, out);
    }
    if c.senders.head != 0 {
        let waiter = &*waiter_at(c.senders.pop());
        ready(waiter.g);
        // The sender does not run, and its element stays where it is, before the receiver's next operation.
        return (Attempt::Done, waiter.elem);
    }
    if c.closed != 0 {
        zero_words(out, bytes);
        return (Attempt::Closed, out);
    }
    let timer = c.timer;
    if timer != 0 && optional::timer_poll(timer) != 0 {
        // It has changed the channel.
        return try_recv(channel);
    }
    (Attempt::Blocked, 0)
}

/// `ch <- *elem`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn chan_send(channel: Addr, elem: Addr) {
    if channel == 0 {
        suspend(Reason::SendNil);
        return;
    }
    optional::bubble_check(channel, CHECK_SEND);
    if try_send(channel, elem) != Attempt::Blocked {
        return;
    }
    let c = &mut *channel_at(channel);
    let g = (*goroutines()).current;
    let waiter = own_waiter(g);
    (*waiter_at(waiter)).channel = channel;
    (*waiter_at(waiter)).elem = c.stow(elem, own_value(g), INLINE_VALUE_BYTES);
    c.senders.push(waiter);
    suspend(Reason::Send);
}

/// `<-ch`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn chan_recv(channel: Addr) -> Addr {
    if channel == 0 {
        suspend(Reason::ReceiveNil);
        return 0;
    }
    optional::bubble_check(channel, CHECK_RECEIVE);
    let (attempt, elem) = try_recv(channel);
    if attempt != Attempt::Blocked {
        machine::set_result(1, (attempt == Attempt::Done) as u64);
        return elem;
    }
    let waiter = own_waiter((*goroutines()).current);
    (*waiter_at(waiter)).channel = channel;
    (*channel_at(channel)).receivers.push(waiter);
    suspend(Reason::Receive);
    0
}

/// `close(ch)`.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn chan_close(channel: Addr) {
    optional::bubble_check(channel, CHECK_CLOSE);
    if channel == 0 || (*channel_at(channel)).closed != 0 {
        panic_close(channel == 0);
        return;
    }
    let c = &mut *channel_at(channel);
    c.closed = 1;
    while c.receivers.head != 0 {
        let receiver = (*waiter_at(c.receivers.pop())).g;
        let g = &mut *g_at(receiver);
        g.value = [0; 4];
        g.elem = own_value(receiver);
        if c.elem_bytes > INLINE_VALUE_BYTES {
            g.elem = new_elem(c.elem_layout, c.elem_bytes);
        }
        g.ok = 0;
        ready(receiver);
    }
    while c.senders.head != 0 {
        ready_closed_sender((*waiter_at(c.senders.pop())).g);
    }
}

/// `select` with one sending case and a default.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn chan_try_send(channel: Addr, elem: Addr) -> i32 {
    optional::bubble_check(channel, CHECK_SEND);
    (channel != 0 && try_send(channel, elem) == Attempt::Done) as i32
}

/// `select` with one receiving case and a default.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn chan_try_recv(channel: Addr) -> i32 {
    if channel == 0 {
        return 0;
    }
    optional::bubble_check(channel, CHECK_TRY_RECEIVE);
    let (attempt, elem) = try_recv(channel);
    machine::set_result(1, elem as u64);
    machine::set_result(2, (attempt == Attempt::Done) as u64);
    (attempt != Attempt::Blocked) as i32
}
