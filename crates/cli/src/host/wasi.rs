//! WASI preview 1. Owns [`Host`], [`add_wasi`] and the functions that are not about files, which are in `wasi_files`.
//!
//! Functions of the interface that are not here answer "not supported". After the interface's witx description.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use wasmtime::{Caller, ExternType, Linker, Module, Result, Val};

use crate::host::Streams;
use crate::host::files::Files;
use crate::host::guest::{Answer, Errno, Guest, answer};
use crate::host::wasi_files::{add_descriptor_functions, add_path_functions};
use crate::host::wasi_poll::{add_poll, read_input};
use crate::host::wasi_sockets::add_socket_functions;

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
    pub(crate) files: Files,
    /// Whether reading standard input waits for it.
    pub(crate) input_waits: bool,
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
            files: Files::default(),
            input_waits: true,
            started: Instant::now(),
            random_state: nanoseconds | 1,
        }
    }

    /// Gives the guest the directory at `path` under the name `guest_name`, such as `/`. Without it the guest has no files.
    ///
    /// # Errors
    /// If `path` is no directory that can be opened.
    pub fn preopen(&mut self, path: &Path, guest_name: &str) -> std::io::Result<()> {
        self.files.preopen(path, guest_name)
    }

    /// Gives the guest a socket that connections to `address`, such as `127.0.0.1:80`, come to; the address it has then. Its
    /// descriptor is the first that is free, from 3 on.
    ///
    /// # Errors
    /// If nothing can listen there.
    pub fn listen(&mut self, address: &str) -> std::io::Result<SocketAddr> {
        self.files.listen(address)
    }

    /// Reads standard input.
    pub(crate) fn read_input(&self, bytes: &mut [u8]) -> Answer<usize> {
        read_input(bytes, self.input_waits)
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

/// The module from which guests import.
pub(crate) const MODULE: &str = "wasi_snapshot_preview1";

type Call<'a> = Caller<'a, Host>;

/// Writes `strings`, each with a final NUL, and the list of their addresses.
fn write_strings(guest: &mut Guest<'_>, strings: &[String], mut list: u32, mut at: u32) -> Answer {
    for string in strings {
        guest.write_word(list, at)?;
        guest.write(at, string.as_bytes())?;
        at = at.checked_add(string.len() as u32).ok_or(Errno::FAULT)?;
        guest.write(at, &[0])?;
        at = at.checked_add(1).ok_or(Errno::FAULT)?;
        list = list.checked_add(4).ok_or(Errno::FAULT)?;
    }
    Ok(())
}

fn write_sizes(guest: &mut Guest<'_>, strings: &[String], count: u32, bytes: u32) -> Answer {
    let total: usize = strings.iter().map(|string| string.len() + 1).sum();
    guest.write_word(count, strings.len() as u32)?;
    guest.write_word(bytes, total as u32)
}

/// The time of one of WASI's clocks in nanoseconds.
pub(crate) fn clock_now(host: &Host, clock: u32) -> Option<u64> {
    match clock {
        0 => SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|time| time.as_nanos() as u64),
        1 => Some(host.started.elapsed().as_nanos() as u64 + 1),
        _ => None,
    }
}

fn fill_random(host: &mut Host, guest: &mut Guest<'_>, address: u32, length: u32) -> Answer {
    for part in guest.bytes_mut(address, length)?.chunks_mut(8) {
        let word = host.next_random().to_le_bytes();
        part.copy_from_slice(&word[..part.len()]);
    }
    Ok(())
}

/// Adds the functions of WASI that exist here to `linker`, and answers "not supported" for all others `module` imports.
///
/// # Errors
/// If the module imports one with another signature.
pub fn add_wasi(linker: &mut Linker<Host>, module: &Module) -> Result<()> {
    add_descriptor_functions(linker)?;
    add_path_functions(linker)?;
    add_poll(linker)?;
    add_socket_functions(linker)?;
    linker.func_wrap(MODULE, "random_get", |call: Call<'_>, address: u32, length: u32| {
        answer(call, |host, guest| fill_random(host, guest, address, length))
    })?;
    linker.func_wrap(MODULE, "sched_yield", || -> i32 { 0 })?;
    linker.func_wrap(MODULE, "proc_exit", |code: i32| -> Result<()> { Err(Exit(code).into()) })?;
    linker.func_wrap(MODULE, "clock_res_get", |call: Call<'_>, _clock: u32, address: u32| {
        answer(call, |_, guest| guest.write(address, &1_u64.to_le_bytes()))
    })?;
    linker.func_wrap(MODULE, "clock_time_get", |call: Call<'_>, clock: u32, _precision: u64, address: u32| {
        answer(call, |host, guest| {
            let now = clock_now(host, clock).ok_or(Errno::INVALID)?;
            guest.write(address, &now.to_le_bytes())
        })
    })?;
    linker.func_wrap(MODULE, "args_get", |call: Call<'_>, list: u32, bytes: u32| {
        answer(call, |host, guest| write_strings(guest, &host.arguments, list, bytes))
    })?;
    linker.func_wrap(MODULE, "args_sizes_get", |call: Call<'_>, count: u32, bytes: u32| {
        answer(call, |host, guest| write_sizes(guest, &host.arguments, count, bytes))
    })?;
    linker.func_wrap(MODULE, "environ_get", |call: Call<'_>, list: u32, bytes: u32| {
        answer(call, |host, guest| write_strings(guest, &host.environment, list, bytes))
    })?;
    linker.func_wrap(MODULE, "environ_sizes_get", |call: Call<'_>, count: u32, bytes: u32| {
        answer(call, |host, guest| write_sizes(guest, &host.environment, count, bytes))
    })?;
    for import in module.imports().filter(|import| import.module() == MODULE) {
        let ExternType::Func(ty) = import.ty() else { continue };
        // A name that exists already is refused, which is as it should be.
        let _ = linker.func_new(MODULE, import.name(), ty, |_, _, results| {
            if let Some(result) = results.first_mut() {
                *result = Val::I32(Errno::NOT_SUPPORTED.0);
            }
            Ok(())
        });
    }
    Ok(())
}
