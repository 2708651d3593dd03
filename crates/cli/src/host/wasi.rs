//! WASI preview 1, as much as programs without files need. Owns [`Host`] and [`add_wasi`].
//!
//! Functions of the interface that are not here answer "not supported". After the interface's witx description.

use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wasmtime::{Caller, Extern, ExternType, Linker, Memory, Module, Result, Val};

use crate::host::Streams;

/// The guest called `proc_exit`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exit(pub i32);

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit status {}", self.0)
    }
}

impl std::error::Error for Exit {}

/// What a guest sees of the machine.
#[derive(Debug)]
pub struct Host {
    /// The program's name and its arguments.
    pub arguments: Vec<String>,
    /// `NAME=value` strings.
    pub environment: Vec<String>,
    /// Standard output and error.
    pub streams: Streams,
    started: Instant,
    random_state: u64,
}

impl Host {
    /// A host whose guest writes to `streams`.
    pub fn new(streams: Streams) -> Host {
        let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64);
        Host {
            arguments: vec!["main".to_owned()],
            environment: Vec::new(),
            streams,
            started: Instant::now(),
            random_state: nanoseconds | 1,
        }
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014): guests of this host seed hashes with it, nothing secret.
    fn next_random(&mut self) -> u64 {
        self.random_state = self.random_state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random_state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

const SUCCESS: i32 = 0;
const BAD_DESCRIPTOR: i32 = 8;
const FAULT: i32 = 21;
const INVALID: i32 = 28;
const NOT_SUPPORTED: i32 = 52;
const MODULE: &str = "wasi_snapshot_preview1";

fn memory(caller: &mut Caller<'_, Host>) -> Option<Memory> {
    caller.get_export("memory").and_then(Extern::into_memory)
}

fn read<const N: usize>(caller: &mut Caller<'_, Host>, address: u32) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    memory(caller)?.read(&*caller, address as usize, &mut bytes).ok()?;
    Some(bytes)
}

fn read_u32(caller: &mut Caller<'_, Host>, address: u32) -> Option<u32> {
    read(caller, address).map(u32::from_le_bytes)
}

fn write(caller: &mut Caller<'_, Host>, address: u32, bytes: &[u8]) -> Option<()> {
    memory(caller)?.write(&mut *caller, address as usize, bytes).ok()
}

fn status(done: Option<()>) -> i32 {
    if done.is_some() { SUCCESS } else { FAULT }
}

/// The list of `(address, length)` at `list`.
fn io_vectors(caller: &mut Caller<'_, Host>, list: u32, count: u32) -> Option<Vec<(u32, u32)>> {
    let entry = |i: u32| list.checked_add(i.checked_mul(8)?);
    let mut vectors = Vec::new();
    for i in 0..count {
        let at = entry(i)?;
        vectors.push((read_u32(caller, at)?, read_u32(caller, at.checked_add(4)?)?));
    }
    Some(vectors)
}

fn fd_write(mut caller: Caller<'_, Host>, descriptor: u32, list: u32, count: u32, written: u32) -> i32 {
    let Some(vectors) = io_vectors(&mut caller, list, count) else { return FAULT };
    let Some(memory) = memory(&mut caller) else { return FAULT };
    let mut bytes = Vec::new();
    for (address, length) in vectors {
        let Some(part) = memory.data(&caller).get(address as usize..address as usize + length as usize) else {
            return FAULT;
        };
        bytes.extend_from_slice(part);
    }
    if !caller.data_mut().streams.write(descriptor, &bytes) {
        return BAD_DESCRIPTOR;
    }
    status(write(&mut caller, written, &(bytes.len() as u32).to_le_bytes()))
}

fn fd_read(mut caller: Caller<'_, Host>, descriptor: u32, list: u32, count: u32, size: u32) -> i32 {
    if descriptor != 0 {
        return BAD_DESCRIPTOR;
    }
    let Some(vectors) = io_vectors(&mut caller, list, count) else { return FAULT };
    let mut total = 0_u32;
    for (address, length) in vectors {
        let mut bytes = vec![0; length.min(1 << 20) as usize];
        let Ok(count) = std::io::stdin().lock().read(&mut bytes) else { return BAD_DESCRIPTOR };
        if write(&mut caller, address, &bytes[..count]).is_none() {
            return FAULT;
        }
        total += count as u32;
        if count < bytes.len() {
            break;
        }
    }
    status(write(&mut caller, size, &total.to_le_bytes()))
}

/// Writes `strings`, each with a final NUL, and the list of their addresses.
fn write_strings(caller: &mut Caller<'_, Host>, strings: &[String], mut list: u32, mut at: u32) -> Option<()> {
    for string in strings {
        write(caller, list, &at.to_le_bytes())?;
        write(caller, at, string.as_bytes())?;
        at = at.checked_add(string.len() as u32)?;
        write(caller, at, &[0])?;
        at = at.checked_add(1)?;
        list = list.checked_add(4)?;
    }
    Some(())
}

fn write_sizes(caller: &mut Caller<'_, Host>, strings: &[String], count: u32, bytes: u32) -> Option<()> {
    let total: usize = strings.iter().map(|string| string.len() + 1).sum();
    write(caller, count, &(strings.len() as u32).to_le_bytes())?;
    write(caller, bytes, &(total as u32).to_le_bytes())
}

fn clock_now(host: &Host, clock: u32) -> Option<u64> {
    match clock {
        0 => SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|time| time.as_nanos() as u64),
        1 => Some(host.started.elapsed().as_nanos() as u64 + 1),
        _ => None,
    }
}

/// Waits for the earliest clock among the subscriptions, and reports it. Descriptors are always ready.
fn poll_oneoff(mut caller: Caller<'_, Host>, subscriptions: u32, events: u32, count: u32, stored: u32) -> i32 {
    let mut first: Option<(Duration, [u8; 8], u8)> = None;
    for i in 0..count {
        let Some(at) = i.checked_mul(48).and_then(|offset| subscriptions.checked_add(offset)) else { return FAULT };
        let Some(bytes) = read::<48>(&mut caller, at) else { return FAULT };
        let mut user_data = [0; 8];
        user_data.copy_from_slice(&bytes[..8]);
        let wait = if bytes[8] == 0 {
            let word =
                |at: usize| bytes[at..at + 8].iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
            let timeout = word(24);
            let is_absolute = bytes[40] & 1 != 0;
            let now = clock_now(caller.data(), u32::from(bytes[16])).unwrap_or(0);
            Duration::from_nanos(if is_absolute { timeout.saturating_sub(now) } else { timeout })
        } else {
            Duration::ZERO
        };
        if first.as_ref().is_none_or(|(earliest, ..)| wait < *earliest) {
            first = Some((wait, user_data, bytes[8]));
        }
    }
    let Some((wait, user_data, kind)) = first else { return INVALID };
    std::thread::sleep(wait);
    let mut event = [0; 32];
    event[..8].copy_from_slice(&user_data);
    event[10] = kind;
    let done = write(&mut caller, events, &event).and_then(|()| write(&mut caller, stored, &1_u32.to_le_bytes()));
    status(done)
}

fn random_get(mut caller: Caller<'_, Host>, address: u32, length: u32) -> i32 {
    let mut done = 0;
    while done < length {
        let word = caller.data_mut().next_random().to_le_bytes();
        let part = &word[..(length - done).min(8) as usize];
        if write(&mut caller, address.wrapping_add(done), part).is_none() {
            return FAULT;
        }
        done += part.len() as u32;
    }
    SUCCESS
}

/// A character device that can be read and written, for the three standard descriptors.
fn fd_fdstat_get(mut caller: Caller<'_, Host>, descriptor: u32, address: u32) -> i32 {
    if descriptor > 2 {
        return BAD_DESCRIPTOR;
    }
    let mut stat = [0; 24];
    stat[0] = 2;
    stat[8] = 0x42;
    status(write(&mut caller, address, &stat))
}

/// Adds the functions of WASI that exist here to `linker`, and answers "not supported" for all others `module` imports.
///
/// # Errors
/// If the module imports one with another signature.
pub fn add_wasi(linker: &mut Linker<Host>, module: &Module) -> Result<()> {
    linker.func_wrap(MODULE, "fd_write", fd_write)?;
    linker.func_wrap(MODULE, "fd_read", fd_read)?;
    linker.func_wrap(MODULE, "fd_fdstat_get", fd_fdstat_get)?;
    linker.func_wrap(MODULE, "fd_close", |_: u32| -> i32 { SUCCESS })?;
    linker.func_wrap(MODULE, "fd_prestat_get", |_: u32, _: u32| -> i32 { BAD_DESCRIPTOR })?;
    linker.func_wrap(MODULE, "poll_oneoff", poll_oneoff)?;
    linker.func_wrap(MODULE, "random_get", random_get)?;
    linker.func_wrap(MODULE, "sched_yield", || -> i32 { SUCCESS })?;
    linker.func_wrap(MODULE, "proc_exit", |code: i32| -> Result<()> { Err(Exit(code).into()) })?;
    linker.func_wrap(MODULE, "clock_res_get", |mut caller: Caller<'_, Host>, _: u32, address: u32| -> i32 {
        status(write(&mut caller, address, &1_u64.to_le_bytes()))
    })?;
    linker.func_wrap(
        MODULE,
        "clock_time_get",
        |mut caller: Caller<'_, Host>, clock: u32, _precision: u64, address: u32| -> i32 {
            let Some(now) = clock_now(caller.data(), clock) else { return INVALID };
            status(write(&mut caller, address, &now.to_le_bytes()))
        },
    )?;
    linker.func_wrap(MODULE, "args_get", |mut caller: Caller<'_, Host>, list: u32, bytes: u32| -> i32 {
        let strings = caller.data().arguments.clone();
        status(write_strings(&mut caller, &strings, list, bytes))
    })?;
    linker.func_wrap(MODULE, "args_sizes_get", |mut caller: Caller<'_, Host>, count: u32, bytes: u32| -> i32 {
        let strings = caller.data().arguments.clone();
        status(write_sizes(&mut caller, &strings, count, bytes))
    })?;
    linker.func_wrap(MODULE, "environ_get", |mut caller: Caller<'_, Host>, list: u32, bytes: u32| -> i32 {
        let strings = caller.data().environment.clone();
        status(write_strings(&mut caller, &strings, list, bytes))
    })?;
    linker.func_wrap(MODULE, "environ_sizes_get", |mut caller: Caller<'_, Host>, count: u32, bytes: u32| -> i32 {
        let strings = caller.data().environment.clone();
        status(write_sizes(&mut caller, &strings, count, bytes))
    })?;
    for import in module.imports().filter(|import| import.module() == MODULE) {
        let ExternType::Func(ty) = import.ty() else { continue };
        // A name that exists already is refused, which is as it should be.
        let _ = linker.func_new(MODULE, import.name(), ty, |_, _, results| {
            if let Some(result) = results.first_mut() {
                *result = Val::I32(NOT_SUPPORTED);
            }
            Ok(())
        });
    }
    Ok(())
}
