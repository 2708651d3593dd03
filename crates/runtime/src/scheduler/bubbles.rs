//! Bubbles of `internal/synctest`: goroutines with a clock of their own, which goes on when all of them wait for each other.
//!
//! Owns the records of bubbles: what is counted of their goroutines, their clocks and timers, and what belongs to them. The loop
//! of `Run` is package `runtime`'s. A program that makes no bubble has nothing of this but the words of goroutines, channels and
//! timers that say which bubble they belong to: what the scheduler, channels and timers call here is optional
//! (`abi::host_functions::OPTIONAL_FUNCTIONS`).
//!
//! A bubble is in the list while it has goroutines, and has timers only then. Its record is the heap's own, pointer-free: what
//! else leads to it, such as a timer, keeps it, but nothing in it.

use super::goroutine::{FLAG_DURABLE, G, NO_PLACE, Reason, WAITER_BYTES, g_at, goroutines, waiter_at};
use super::queue::ready;
use super::report::print_waiting;
use super::timers::{STEP_MARK, STEP_SETTLE, Timers};
use crate::channel::channel_at;
use crate::hash::next_random;
use crate::heap::allocation::new_noscan;
use crate::heap::collector::mark_root;
use crate::heap::specials::{is_in_heap, record, special_find, special_remove};
use crate::machine;
use crate::memory::{Addr, load32, pointer};
use crate::optional;
use crate::panic::callers::goroutine_after;
use crate::panic::fatal::{fatal_at, print_number};
use crate::print::print_bytes;
use abi::runtime_records::bubble::{ASK, BLOCKED, ENDED, GOES_ON, LEFT_BEHIND, UNTIE};
use abi::runtime_records::special;
use abi::runtime_records::timer;

/// A bubble.
#[repr(C)]
struct Bubble {
    /// By its clock: nanoseconds since 1970.
    now: i64,
    /// Next in the list.
    next: Addr,
    /// Number, from 1; channels and objects know it by that.
    id: u32,
    /// Its goroutines.
    total: u32,
    /// Those of them that run, are runnable, or wait for something outside.
    running: u32,
    /// Other reasons why its clock stands still.
    holds: u32,
    /// The goroutine that called `Run`, 0 once that has returned.
    root: Addr,
    /// The one that calls `Wait`, or 0.
    waiter: Addr,
    /// The number of the one that time stops with.
    main: u32,
    /// Whether that has ended.
    is_done: bool,
    /// What goes by its clock.
    timers: Timers,
}

/// Midnight, 1 January 2000, UTC: when the clocks of bubbles start.
const START: i64 = 946_684_800_000_000_000;

struct Bubbles {
    first: Addr,
    last_id: u32,
    /// The type of what `Run` panics with, once it has.
    deadlock: Addr,
    /// The number of the bubble that it last did so for.
    deadlocked: u32,
}

static mut BUBBLES: Bubbles = Bubbles { first: 0, last_id: 0, deadlock: 0, deadlocked: 0 };

fn at(address: Addr) -> *mut Bubble {
    pointer(address)
}

/// The bubble of the running goroutine, or 0.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_current() -> Addr {
    let current = (*goroutines()).current;
    if current == 0 { 0 } else { (*g_at(current)).bubble }
}

/// The time in the running goroutine's bubble; 0 outside.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_now() -> u64 {
    let bubble = bubble_current();
    if bubble == 0 { 0 } else { (*at(bubble)).now as u64 }
}

/// Adds a goroutine, which runs, to a bubble.
#[inline(never)]
unsafe fn join(g: Addr, bubble: Addr) {
    let b = &mut *at(bubble);
    (*g_at(g)).bubble = bubble;
    if b.total == 0 {
        let bubbles = &mut *(&raw mut BUBBLES);
        b.next = bubbles.first;
        bubbles.first = bubble;
    }
    b.total += 1;
    b.running += 1;
}

/// Takes a goroutine out of its bubble.
#[inline(never)]
unsafe fn part(g: Addr) {
    let bubble = (*g_at(g)).bubble;
    let b = &mut *at(bubble);
    (*g_at(g)).bubble = 0;
    b.total -= 1;
    if (*g_at(g)).flags & FLAG_DURABLE == 0 {
        b.running -= 1;
    }
    if b.root == g {
        b.root = 0;
        b.timers.clear();
    }
    if b.waiter == g {
        b.waiter = 0;
    }
    if b.total != 0 {
        wake_if_idle(b);
        return;
    }
    let bubbles = &mut *(&raw mut BUBBLES);
    b.timers = Timers::NONE;
    if bubbles.first == bubble {
        bubbles.first = b.next;
        return;
    }
    let mut before = bubbles.first;
    while (*at(before)).next != bubble {
        before = (*at(before)).next;
    }
    (*at(before)).next = b.next;
}

/// If all goroutines of a bubble wait for each other, wakes the one that waits for that: the caller of `Wait` or of `Run`.
unsafe fn wake_if_idle(b: &Bubble) {
    if b.running | b.holds != 0 {
        return;
    }
    let g = if b.waiter != 0 { b.waiter } else { b.root };
    if g != 0 {
        ready(g);
    }
}

/// Puts the running goroutine into a new bubble.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_begin() {
    let bubble = new_noscan(size_of::<Bubble>() as u32);
    let bubbles = &mut *(&raw mut BUBBLES);
    bubbles.last_id += 1;
    let root = (*goroutines()).current;
    *at(bubble) = Bubble {
        now: START,
        next: 0,
        id: bubbles.last_id,
        total: 0,
        running: 0,
        holds: 0,
        root,
        waiter: 0,
        main: 0,
        is_done: false,
        timers: Timers::NONE,
    };
    join(root, bubble);
}

/// Takes the goroutine that called `Run` out of its bubble, whose time has stopped.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_end() {
    part((*goroutines()).current);
}

/// Time in the bubble stops with the running goroutine.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_main() {
    (*at(bubble_current())).main = (*g_at((*goroutines()).current)).id;
}

/// Advances the clock, for the goroutine that called `Run`, which has been woken.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_advance() -> i32 {
    let b = &mut *at(bubble_current());
    if b.running != 1 || b.holds != 0 {
        return GOES_ON;
    }
    if !b.is_done
        && let Some(when) = b.timers.first_awaited()
    {
        b.now = when;
        b.timers.fire(when);
        return GOES_ON;
    }
    match (b.total, b.is_done) {
        (1, _) => ENDED,
        (_, true) => LEFT_BEHIND,
        (_, false) => BLOCKED,
    }
}

/// `Run` is about to panic with a value of that type, since goroutines of its bubble wait for ever.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_deadlock(descriptor: Addr) {
    let bubbles = &mut *(&raw mut BUBBLES);
    bubbles.deadlock = descriptor;
    bubbles.deadlocked = (*at(bubble_current())).id;
}

/// The program ends with a panic with a value of that type: if it is that one, prints what the goroutines wait for.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_deadlocked(descriptor: Addr) {
    let bubbles = &*(&raw const BUBBLES);
    if bubbles.deadlock != descriptor {
        return;
    }
    let mut g = goroutine_after(0);
    while g != 0 {
        if bubble_of(g) == bubbles.deadlocked as u64 {
            print_waiting(g);
        }
        g = goroutine_after(g);
    }
}

/// The running goroutine calls `Wait`; whether it is the only one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_await() -> i32 {
    let b = &mut *at(bubble_current());
    let is_only = b.waiter == 0;
    if is_only {
        b.waiter = (*goroutines()).current;
    }
    is_only as i32
}

/// Puts the running goroutine into a bubble or, for 0, out of its own.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_enter(bubble: Addr) {
    let current = (*goroutines()).current;
    if bubble != 0 {
        join(current, bubble);
    } else if (*g_at(current)).bubble != 0 {
        part(current);
    }
}

/// Adds to the reasons why the clock stands still.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_hold(bubble: Addr, count: i32) {
    let b = &mut *at(bubble);
    b.holds = b.holds.wrapping_add(count as u32);
    wake_if_idle(b);
}

/// Asks for what ties an object to a bubble, or changes it.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_associate(address: Addr, action: u32) -> u32 {
    optional::bubble_tie(address, action)
}

/// The same, where there are bubbles.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_tie(address: Addr, action: u32) -> u32 {
    if action == UNTIE {
        return special_remove(address, special::BUBBLE, 0);
    }
    let id = (*at(bubble_current())).id;
    let tied = special_find(address, special::BUBBLE);
    if tied != 0 {
        return if tied == id { 1 } else { 2 };
    }
    if action == ASK || !is_in_heap(address) {
        return 0;
    }
    record(address, special::BUBBLE, id);
    1
}

/// Whether only its own bubble may wake a goroutine.
unsafe fn is_durable(g: &G) -> bool {
    match g.reason {
        Reason::Running | Reason::Semaphore | Reason::Parked | Reason::Descriptor => false,
        Reason::Receive | Reason::Send => (*channel_at(g.waiter.channel)).bubble != 0,
        Reason::Select => {
            let mut case = 0;
            while case < g.case_count {
                let channel = (*waiter_at(g.cases + case * WAITER_BYTES)).channel;
                if channel != 0 && (*channel_at(channel)).bubble == 0 {
                    return false;
                }
                case += 1;
            }
            true
        }
        _ => true,
    }
}

/// The running goroutine waits.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_suspend(address: Addr) {
    let g = &mut *g_at(address);
    if g.bubble == 0 || !is_durable(g) {
        return;
    }
    g.flags |= FLAG_DURABLE;
    let b = &mut *at(g.bubble);
    b.running -= 1;
    wake_if_idle(b);
}

/// A goroutine waits no more.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_ready(address: Addr) {
    let g = &mut *g_at(address);
    if g.flags & FLAG_DURABLE == 0 {
        return;
    }
    g.flags &= !FLAG_DURABLE;
    let b = &mut *at(g.bubble);
    b.running += 1;
    if b.waiter == address && g.reason == Reason::BubbleWait {
        b.waiter = 0;
    }
}

/// A new goroutine belongs to a bubble, or to none.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_join(g: Addr, bubble: Addr) {
    if bubble != 0 {
        join(g, bubble);
    }
}

/// A goroutine has ended.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_part(g: Addr) {
    let bubble = (*g_at(g)).bubble;
    if bubble != 0 {
        let b = &mut *at(bubble);
        b.is_done |= b.main == (*g_at(g)).id;
        part(g);
    }
}

/// A new channel belongs to the bubble that it is made in.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_channel(channel: Addr) {
    let bubble = bubble_current();
    if bubble != 0 {
        (*channel_at(channel)).bubble = (*at(bubble)).id;
    }
}

/// Operation: a send.
pub const CHECK_SEND: u32 = 0;
/// Operation: a receive.
pub const CHECK_RECEIVE: u32 = 1;
/// Operation: `close`.
pub const CHECK_CLOSE: u32 = 2;
/// Operation: a case of a select.
const CHECK_SELECT: u32 = 3;
/// Operation: a receive that does not wait.
pub const CHECK_TRY_RECEIVE: u32 = 4;

const OPERATIONS: [&[u8]; 5] = [b"send on", b"receive on", b"close of", b"select on", b"receive on"];

/// A channel is used: only its bubble may, if it has one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_check(channel: Addr, operation: u32) {
    if channel == 0 || (*channel_at(channel)).bubble == 0 {
        return;
    }
    let bubble = bubble_current();
    if bubble == 0 || (*at(bubble)).id != (*channel_at(channel)).bubble {
        let site = match operation {
            // It may suspend, so that its caller's frame says where it is.
            CHECK_RECEIVE => 0,
            CHECK_TRY_RECEIVE => NO_PLACE,
            _ => machine::site(),
        };
        fatal_at(site, &[OPERATIONS[operation as usize % OPERATIONS.len()], b" synctest channel from outside bubble"]);
    }
}

/// A channel is used in one of `count` cases of a select. One alone is as if it stood there without the select.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_check_case(channel: Addr, sends: u32, count: u32) {
    let alone = if sends != 0 { CHECK_SEND } else { CHECK_RECEIVE };
    bubble_check(channel, if count == 1 { alone } else { CHECK_SELECT });
}

/// A goroutine is woken by another: a condition's only by its bubble, if it has one.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_check_wake(address: Addr) {
    let g = &*g_at(address);
    if g.reason == Reason::Condition && g.bubble != 0 && g.bubble != bubble_current() {
        const TEXT: &[u8] = b"semaphore wake of synctest goroutine ";
        const FROM: &[u8] = b"from outside bubble";
        print_bytes(TEXT);
        print_number(g.id);
        print_bytes(b" ");
        print_bytes(FROM);
        print_bytes(b"\n");
        fatal_at(NO_PLACE, &[TEXT, FROM]);
    }
}

unsafe fn bubble_of_timer(timer: Addr) -> Addr {
    if timer == 0 { bubble_current() } else { load32(timer + timer::BUBBLE) }
}

/// The timers of a timer's bubble, or for 0 of the running goroutine's; 0: there is none.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_timers(timer: Addr) -> Addr {
    let bubble = bubble_of_timer(timer);
    if bubble == 0 { 0 } else { bubble + core::mem::offset_of!(Bubble, timers) as u32 }
}

/// What makes the order of equal times there any.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_order(timer: Addr) -> u32 {
    // Numbers that differ by less than 2^31 are in an order.
    if bubble_of_timer(timer) == 0 { 0 } else { next_random() >> 2 }
}

/// Fires what is due there.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_fire(timer: Addr) {
    let bubble = bubble_of_timer(timer);
    if bubble != 0 {
        let b = &mut *at(bubble);
        b.timers.fire(b.now);
    }
}

/// Takes part in a collection.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_step(step: u32) {
    let mut bubble = (*(&raw const BUBBLES)).first;
    while bubble != 0 {
        let b = &mut *at(bubble);
        if step == STEP_MARK {
            mark_root(bubble);
            b.timers.mark();
        } else if step == STEP_SETTLE {
            b.timers.settle();
        }
        bubble = b.next;
    }
}

/// The number of a goroutine's bubble, 0 for none; and whether only that may wake it.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn bubble_of(g: Addr) -> u64 {
    let g = &*g_at(g);
    machine::set_result(1, (g.flags & FLAG_DURABLE != 0) as u64);
    if g.bubble == 0 { 0 } else { (*at(g.bubble)).id as u64 }
}

/// Prints what reports say of a goroutine's bubble.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn print_bubble(address: Addr) {
    let g = &*g_at(address);
    if g.flags & FLAG_DURABLE != 0 {
        print_bytes(b" (durable)");
    }
    if g.bubble != 0 {
        print_bytes(b", synctest bubble ");
        print_number((*at(g.bubble)).id);
    }
}
