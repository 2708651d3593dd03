//! The memory of a guest during a call of WASI. Owns [`Guest`], reading and writing with bounds, and [`Errno`].

use std::io::{Error, ErrorKind};

use wasmtime::{Caller, Extern};

use crate::host::Host;

/// An error number of WASI preview 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Errno(pub i32);

impl Errno {
    pub const ACCESS: Errno = Errno(2);
    pub const AGAIN: Errno = Errno(6);
    pub const BAD_DESCRIPTOR: Errno = Errno(8);
    pub const EXISTS: Errno = Errno(20);
    pub const FAULT: Errno = Errno(21);
    pub const ILLEGAL_SEQUENCE: Errno = Errno(25);
    pub const INTERRUPTED: Errno = Errno(27);
    pub const INVALID: Errno = Errno(28);
    pub const IO: Errno = Errno(29);
    pub const IS_DIRECTORY: Errno = Errno(31);
    pub const LOOP: Errno = Errno(32);
    pub const NOT_SUPPORTED: Errno = Errno(52);
    pub const NOT_DIRECTORY: Errno = Errno(54);
    pub const NOT_SOCKET: Errno = Errno(57);
    pub const RANGE: Errno = Errno(68);
    pub const SEEK: Errno = Errno(70);
}

impl From<Error> for Errno {
    fn from(error: Error) -> Errno {
        let too_many_links = if cfg!(target_os = "macos") { 62 } else { 40 };
        match error.kind() {
            // What leads out of a directory is refused without a number of the system's.
            ErrorKind::PermissionDenied if error.raw_os_error().is_none_or(|number| number == 1) => Errno(63),
            ErrorKind::PermissionDenied => Errno::ACCESS,
            ErrorKind::NotFound => Errno(44),
            ErrorKind::AlreadyExists => Errno::EXISTS,
            ErrorKind::NotADirectory => Errno::NOT_DIRECTORY,
            ErrorKind::IsADirectory => Errno::IS_DIRECTORY,
            ErrorKind::DirectoryNotEmpty => Errno(55),
            ErrorKind::ReadOnlyFilesystem => Errno(69),
            ErrorKind::StorageFull => Errno(51),
            ErrorKind::FileTooLarge => Errno(22),
            ErrorKind::ResourceBusy => Errno(10),
            ErrorKind::ExecutableFileBusy => Errno(74),
            ErrorKind::CrossesDevices => Errno(75),
            ErrorKind::TooManyLinks => Errno(34),
            ErrorKind::InvalidFilename => Errno(37),
            ErrorKind::InvalidInput => Errno::INVALID,
            ErrorKind::Interrupted => Errno::INTERRUPTED,
            ErrorKind::WouldBlock => Errno::AGAIN,
            ErrorKind::BrokenPipe => Errno(64),
            ErrorKind::ConnectionReset => Errno(15),
            ErrorKind::ConnectionAborted => Errno(13),
            ErrorKind::NotConnected => Errno(53),
            ErrorKind::NotSeekable => Errno::SEEK,
            ErrorKind::Unsupported => Errno(58),
            _ if cfg!(unix) && error.raw_os_error() == Some(too_many_links) => Errno::LOOP,
            _ => Errno::IO,
        }
    }
}

/// What a function of WASI answers.
pub(crate) type Answer<T = ()> = Result<T, Errno>;

/// The guest's memory.
#[derive(Debug)]
pub(crate) struct Guest<'a> {
    memory: &'a mut [u8],
}

impl Guest<'_> {
    /// The `length` bytes at `address`.
    pub fn bytes(&self, address: u32, length: u32) -> Answer<&[u8]> {
        let start = address as usize;
        self.memory.get(start..start + length as usize).ok_or(Errno::FAULT)
    }

    /// As [`Guest::bytes`], to be written.
    pub fn bytes_mut(&mut self, address: u32, length: u32) -> Answer<&mut [u8]> {
        let start = address as usize;
        self.memory.get_mut(start..start + length as usize).ok_or(Errno::FAULT)
    }

    /// The text of `length` bytes at `address`.
    pub fn text(&self, address: u32, length: u32) -> Answer<&str> {
        std::str::from_utf8(self.bytes(address, length)?).map_err(|_| Errno::ILLEGAL_SEQUENCE)
    }

    /// Writes `bytes` at `address`.
    pub fn write(&mut self, address: u32, bytes: &[u8]) -> Answer {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::FAULT)?;
        self.bytes_mut(address, length)?.copy_from_slice(bytes);
        Ok(())
    }

    /// Writes a word at `address`.
    pub fn write_word(&mut self, address: u32, word: u32) -> Answer {
        self.write(address, &word.to_le_bytes())
    }

    /// The list of `(address, length)` at `list`.
    pub fn io_vectors(&self, list: u32, count: u32) -> Answer<Vec<(u32, u32)>> {
        let size = count.checked_mul(8).ok_or(Errno::FAULT)?;
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
        let entries = self.bytes(list, size)?.chunks_exact(8);
        Ok(entries.map(|entry| (number(&entry[..4]), number(&entry[4..]))).collect())
    }
}

/// Runs `work` on the guest's memory; the number of its error, or 0.
pub(crate) fn answer(mut caller: Caller<'_, Host>, work: impl FnOnce(&mut Host, &mut Guest<'_>) -> Answer) -> i32 {
    let Some(memory) = caller.get_export("memory").and_then(Extern::into_memory) else { return Errno::FAULT.0 };
    let (memory, host) = memory.data_and_store_mut(&mut caller);
    match work(host, &mut Guest { memory }) {
        Ok(()) => 0,
        Err(errno) => errno.0,
    }
}
