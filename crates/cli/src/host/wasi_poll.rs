//! `poll_oneoff` of WASI preview 1: waiting for clocks and descriptors. Owns which descriptors have to be waited for: sockets and
//! standard input, on systems with `poll`; all others are always ready. After the interface's witx description.

use std::time::Duration;

use wasmtime::{Caller, Linker, Result};

use crate::host::Host;
use crate::host::files::Descriptor;
use crate::host::guest::{Answer, Errno, Guest, answer};
use crate::host::wasi::{MODULE, clock_now};

const SUBSCRIPTION_BYTES: usize = 48;
const EVENT_BYTES: u32 = 32;

const CLOCK: u8 = 0;
const READ: u8 = 1;
const WRITE: u8 = 2;

/// What a guest waits for.
struct Subscription {
    user_data: [u8; 8],
    /// `CLOCK`, `READ` or `WRITE`.
    event: u8,
    wish: Wish,
}

enum Wish {
    Time(Duration),
    Descriptor(u32),
}

/// Whether a descriptor is ready.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readiness {
    Waits,
    Ready,
    /// The other side has gone.
    HungUp,
    Fault(Errno),
}

fn parse(host: &Host, bytes: &[u8]) -> Answer<Subscription> {
    let number = |at: usize, size: usize| {
        bytes[at..at + size].iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
    };
    let mut user_data = [0; 8];
    user_data.copy_from_slice(&bytes[..8]);
    let event = bytes[8];
    let wish = match event {
        CLOCK => {
            let timeout = number(24, 8);
            let is_absolute = number(40, 2) & 1 != 0;
            let now = clock_now(host, number(16, 4) as u32).unwrap_or(0);
            Wish::Time(Duration::from_nanos(if is_absolute { timeout.saturating_sub(now) } else { timeout }))
        }
        READ | WRITE => Wish::Descriptor(number(16, 4) as u32),
        _ => return Err(Errno::INVALID),
    };
    Ok(Subscription { user_data, event, wish })
}

fn poll(host: &mut Host, guest: &mut Guest<'_>, list: u32, events: u32, count: u32, stored: u32) -> Answer {
    let size = count.checked_mul(SUBSCRIPTION_BYTES as u32).ok_or(Errno::FAULT)?;
    let subscriptions = guest.bytes(list, size)?.chunks_exact(SUBSCRIPTION_BYTES);
    let subscriptions: Vec<Subscription> =
        subscriptions.map(|bytes| parse(host, bytes)).collect::<Answer<Vec<Subscription>>>()?;
    let first = subscriptions.iter().filter_map(|subscription| match subscription.wish {
        Wish::Time(wait) => Some(wait),
        Wish::Descriptor(_) => None,
    });
    let first = first.min();
    if subscriptions.is_empty() {
        return Err(Errno::INVALID);
    }
    let ready = wait(host, &subscriptions, first)?;
    let is_any_ready = ready.iter().any(|readiness| *readiness != Readiness::Waits);
    let mut seen = 0;
    for (subscription, readiness) in subscriptions.iter().zip(ready) {
        let is_seen = match subscription.wish {
            Wish::Time(wait) => !is_any_ready && Some(wait) == first,
            Wish::Descriptor(_) => readiness != Readiness::Waits,
        };
        if !is_seen {
            continue;
        }
        let mut event = [0; EVENT_BYTES as usize];
        event[..8].copy_from_slice(&subscription.user_data);
        event[10] = subscription.event;
        match readiness {
            Readiness::Fault(errno) => event[8] = errno.0 as u8,
            Readiness::HungUp => event[24] = 1,
            Readiness::Waits | Readiness::Ready => {}
        }
        guest.write(events.checked_add(seen * EVENT_BYTES).ok_or(Errno::FAULT)?, &event)?;
        seen += 1;
    }
    guest.write_word(stored, seen)
}

/// Waits until a descriptor is ready, or for `limit`; for each subscription how its descriptor is.
#[cfg(unix)]
fn wait(host: &mut Host, subscriptions: &[Subscription], limit: Option<Duration>) -> Answer<Vec<Readiness>> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use std::os::fd::{AsFd, BorrowedFd};

    let input = std::io::stdin();
    let mut readiness = vec![Readiness::Waits; subscriptions.len()];
    let mut waiting: Vec<(usize, PollFd<'_>)> = Vec::new();
    for (index, subscription) in subscriptions.iter().enumerate() {
        let Wish::Descriptor(number) = subscription.wish else { continue };
        let found: Answer<Option<BorrowedFd<'_>>> = match number {
            0 => Ok(Some(input.as_fd())),
            1 | 2 => Ok(None),
            _ => host.files.peek(number).map(|descriptor| match descriptor {
                Descriptor::Listener { listener, .. } => Some(listener.as_fd()),
                Descriptor::Connection { connection, .. } => Some(connection.as_fd()),
                Descriptor::File { .. } | Descriptor::Directory { .. } => None,
            }),
        };
        let flags = if subscription.event == READ { PollFlags::IN } else { PollFlags::OUT };
        match found {
            Ok(Some(fd)) => waiting.push((index, PollFd::from_borrowed_fd(fd, flags))),
            Ok(None) => readiness[index] = Readiness::Ready,
            Err(errno) => readiness[index] = Readiness::Fault(errno),
        }
    }
    let is_any_ready = readiness.iter().any(|readiness| *readiness != Readiness::Waits);
    let limit = if is_any_ready { Some(Duration::ZERO) } else { limit };
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    let mut descriptors: Vec<PollFd<'_>> = waiting.iter().map(|(_, fd)| fd.clone()).collect();
    match poll(&mut descriptors, limit.as_ref()) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Err(Errno::INTERRUPTED),
        Err(error) => return Err(std::io::Error::from(error).into()),
    }
    for ((index, _), polled) in waiting.iter().zip(&descriptors) {
        let flags = polled.revents();
        if flags.intersects(PollFlags::HUP | PollFlags::ERR) {
            readiness[*index] = Readiness::HungUp;
        } else if !flags.is_empty() {
            readiness[*index] = Readiness::Ready;
        }
    }
    Ok(readiness)
}

/// Waits for the time unless there is a descriptor: all are ready.
#[cfg(not(unix))]
fn wait(host: &mut Host, subscriptions: &[Subscription], limit: Option<Duration>) -> Answer<Vec<Readiness>> {
    let ready: Vec<Readiness> = subscriptions
        .iter()
        .map(|subscription| match subscription.wish {
            Wish::Descriptor(number) if number <= 2 || host.files.peek(number).is_ok() => Readiness::Ready,
            Wish::Descriptor(_) => Readiness::Fault(Errno::BAD_DESCRIPTOR),
            Wish::Time(_) => Readiness::Waits,
        })
        .collect();
    if ready.iter().all(|readiness| *readiness == Readiness::Waits) {
        std::thread::sleep(limit.unwrap_or(Duration::ZERO));
    }
    Ok(ready)
}

/// Reads standard input, without a buffer that would hide what is ready; `waits`: or fails if it would have to wait.
#[cfg(unix)]
pub(crate) fn read_input(bytes: &mut [u8], waits: bool) -> Answer<usize> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let input = std::io::stdin();
    if !waits {
        let mut polled = [PollFd::new(&input, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        if poll(&mut polled, Some(&now)).map_err(std::io::Error::from)? == 0 {
            return Err(Errno::AGAIN);
        }
    }
    Ok(rustix::io::read(&input, bytes).map_err(std::io::Error::from)?)
}

/// Reads standard input, and waits for it.
#[cfg(not(unix))]
pub(crate) fn read_input(bytes: &mut [u8], _waits: bool) -> Answer<usize> {
    use std::io::Read;
    Ok(std::io::stdin().lock().read(bytes)?)
}

/// The function.
///
/// # Errors
/// If the linker has it already.
pub(crate) fn add_poll(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        MODULE,
        "poll_oneoff",
        |call: Caller<'_, Host>, list: u32, events: u32, count: u32, stored: u32| {
            answer(call, |host, guest| poll(host, guest, list, events, count, stored))
        },
    )?;
    Ok(())
}
