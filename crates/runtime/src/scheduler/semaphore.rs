//! Semaphores: `u32` counters in Go memory, with waiters served in order.

use super::goroutine::{Reason, goroutines, own_waiter, waiter_at};
use super::queue;
use super::switch::suspend;
use crate::channel::WaitQueue;
use crate::memory::{Addr, load32, store32};

const BUCKETS: u32 = 16;

static mut WAITERS: [WaitQueue; BUCKETS as usize] = [const { WaitQueue::EMPTY }; BUCKETS as usize];

unsafe fn bucket(address: Addr) -> *mut WaitQueue {
    (&raw mut WAITERS as *mut WaitQueue).add((address >> 3) as usize & (BUCKETS as usize - 1))
}

/// Waits until the counter is not zero and decrements it; `first`: in front of those that wait already; `reason` says
/// why.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn sema_acquire(address: Addr, first: i32, reason: u32) {
    let count = load32(address);
    if count != 0 {
        store32(address, count - 1);
        return;
    }
    let waiter = own_waiter((*goroutines()).current);
    (*waiter_at(waiter)).channel = address;
    let queue = &mut *bucket(address);
    if first != 0 {
        queue.push_front(waiter);
    } else {
        queue.push(waiter);
    }
    suspend(Reason::from_number(reason));
}

/// Increments the counter, or hands the increment to the first waiter.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn sema_release(address: Addr, handoff: i32) {
    let queue = &mut *bucket(address);
    let mut waiter = queue.head;
    while waiter != 0 {
        let w = &mut *waiter_at(waiter);
        if w.channel == address {
            queue.remove(waiter);
            w.channel = 0;
            if handoff != 0 {
                queue::ready(w.g);
            } else {
                queue::ready_last(w.g);
            }
            return;
        }
        waiter = w.next;
    }
    store32(address, load32(address) + 1);
}
