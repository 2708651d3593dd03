//! The descriptors of a guest. Owns [`Files`]: directories it may use, what it has opened, and what can be done with them.
//!
//! A directory is a capability (`cap-std`): no path leads out of it, neither by `..` nor by a symbolic link.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::UNIX_EPOCH;

use cap_fs_ext::{DirEntryExt, DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt, SystemTimeSpec};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, FileType, Metadata, OpenOptions};

use crate::host::guest::{Answer, Errno};

/// The first descriptor that is no standard stream.
const FIRST: u32 = 3;

/// What a descriptor stands for.
#[derive(Debug)]
pub(crate) enum Descriptor {
    /// A directory; with the guest's name for it if the guest had it from the beginning.
    Directory { directory: Dir, guest_name: Option<String>, entries: Option<Vec<Entry>> },
    /// A file.
    File { file: File, appends: bool },
    /// A socket that connections come to.
    Listener { listener: TcpListener, waits: bool },
    /// A connection.
    Connection { connection: TcpStream, waits: bool },
}

/// An entry of a directory that is being read.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The last element of its path.
    pub name: String,
    /// Its inode.
    pub inode: u64,
    /// WASI's number of its type.
    pub kind: u8,
}

/// How a path is to be opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenMode {
    pub follows_links: bool,
    pub creates: bool,
    pub is_exclusive: bool,
    pub truncates: bool,
    pub wants_directory: bool,
    pub reads: bool,
    pub writes: bool,
    pub appends: bool,
}

/// The open descriptors.
#[derive(Debug, Default)]
pub(crate) struct Files {
    open: BTreeMap<u32, Descriptor>,
}

impl Files {
    /// Gives the guest the directory at `path` as `guest_name`.
    ///
    /// # Errors
    /// If it is no directory that can be opened.
    pub fn preopen(&mut self, path: &Path, guest_name: &str) -> std::io::Result<()> {
        let directory = Dir::open_ambient_dir(path, ambient_authority())?;
        let guest_name = Some(guest_name.to_owned());
        self.add(Descriptor::Directory { directory, guest_name, entries: None });
        Ok(())
    }

    /// Gives the guest a socket that connections come to; its address.
    ///
    /// # Errors
    /// If nothing can listen at `address`.
    pub fn listen(&mut self, address: &str) -> std::io::Result<SocketAddr> {
        let listener = TcpListener::bind(address)?;
        let bound = listener.local_addr()?;
        self.add(Descriptor::Listener { listener, waits: true });
        Ok(bound)
    }

    /// Takes a connection that has come to the socket `number`, waiting for one if it is set to, for one that is to wait or not.
    pub fn accept(&mut self, number: u32, waits: bool) -> Answer<u32> {
        let Descriptor::Listener { listener, .. } = self.get(number)? else { return Err(Errno::NOT_SOCKET) };
        let (connection, _) = listener.accept()?;
        connection.set_nonblocking(!waits)?;
        Ok(self.add(Descriptor::Connection { connection, waits }))
    }

    /// Ends a connection in one direction or both.
    pub fn shut_down(&mut self, number: u32, how: Shutdown) -> Answer {
        let Descriptor::Connection { connection, .. } = self.get(number)? else { return Err(Errno::NOT_SOCKET) };
        Ok(connection.shutdown(how)?)
    }

    /// Says whether what would have to wait does, or is an error.
    pub fn set_waits(&mut self, number: u32, waits: bool) -> Answer {
        match self.get(number)? {
            Descriptor::Listener { listener, waits: state } => {
                listener.set_nonblocking(!waits)?;
                *state = waits;
            }
            Descriptor::Connection { connection, waits: state } => {
                connection.set_nonblocking(!waits)?;
                *state = waits;
            }
            // Files never wait.
            Descriptor::File { .. } | Descriptor::Directory { .. } => {}
        }
        Ok(())
    }

    fn add(&mut self, descriptor: Descriptor) -> u32 {
        let number = (FIRST..).find(|number| !self.open.contains_key(number)).unwrap_or(u32::MAX);
        self.open.insert(number, descriptor);
        number
    }

    /// What `number` stands for.
    pub fn get(&mut self, number: u32) -> Answer<&mut Descriptor> {
        self.open.get_mut(&number).ok_or(Errno::BAD_DESCRIPTOR)
    }

    /// What `number` stands for, to be looked at.
    pub fn peek(&self, number: u32) -> Answer<&Descriptor> {
        self.open.get(&number).ok_or(Errno::BAD_DESCRIPTOR)
    }

    /// Closes `number`.
    pub fn close(&mut self, number: u32) -> Answer {
        self.open.remove(&number).map(|_| ()).ok_or(Errno::BAD_DESCRIPTOR)
    }

    /// The directory `number`.
    pub fn directory(&mut self, number: u32) -> Answer<&Dir> {
        match self.get(number)? {
            Descriptor::Directory { directory, .. } => Ok(directory),
            _ => Err(Errno::NOT_DIRECTORY),
        }
    }

    /// The file `number`, and whether writes go to its end.
    pub fn file(&mut self, number: u32) -> Answer<(&mut File, bool)> {
        match self.get(number)? {
            Descriptor::File { file, appends } => Ok((file, *appends)),
            Descriptor::Directory { .. } => Err(Errno::IS_DIRECTORY),
            Descriptor::Listener { .. } | Descriptor::Connection { .. } => Err(Errno::SEEK),
        }
    }

    /// Opens `path` below the directory `base`.
    pub fn open(&mut self, base: u32, path: &str, mode: OpenMode) -> Answer<u32> {
        let directory = self.directory(base)?;
        let is_existing_directory = || match mode.follows_links {
            true => directory.metadata(path).is_ok_and(|metadata| metadata.is_dir()),
            false => directory.symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir()),
        };
        if mode.wants_directory || is_existing_directory() {
            if mode.creates && mode.is_exclusive {
                return Err(Errno::EXISTS);
            }
            if mode.writes || mode.truncates || mode.creates {
                return Err(Errno::IS_DIRECTORY);
            }
            let opened = if mode.follows_links { directory.open_dir(path) } else { directory.open_dir_nofollow(path) }?;
            return Ok(self.add(Descriptor::Directory { directory: opened, guest_name: None, entries: None }));
        }
        let mut options = OpenOptions::new();
        // Who neither reads nor writes wants to know about the file.
        options
            .read(mode.reads || !mode.writes)
            .write(mode.writes || mode.truncates)
            .append(mode.appends && mode.writes);
        options.create(mode.creates).create_new(mode.creates && mode.is_exclusive);
        options.truncate(mode.truncates && !mode.appends);
        options.follow(if mode.follows_links { FollowSymlinks::Yes } else { FollowSymlinks::No });
        // Without rights to write, the system refuses to create: the file is made first.
        if mode.creates && !mode.writes {
            options.write(true);
        }
        let file = directory.open_with(path, &options)?;
        if mode.truncates && mode.appends {
            file.set_len(0)?;
        }
        Ok(self.add(Descriptor::File { file, appends: mode.appends }))
    }

    /// The entries of the directory `number`, `.` and `..` first; read again if `restarts`.
    pub fn entries(&mut self, number: u32, restarts: bool) -> Answer<&[Entry]> {
        let Descriptor::Directory { directory, entries, .. } = self.get(number)? else {
            return Err(Errno::NOT_DIRECTORY);
        };
        if restarts || entries.is_none() {
            let own = directory.dir_metadata()?.ino();
            let special = |name: &str| Entry { name: name.to_owned(), inode: own, kind: 3 };
            let mut list = vec![special("."), special("..")];
            for entry in directory.entries()? {
                let entry = entry?;
                let metadata = entry.full_metadata();
                list.push(Entry {
                    name: entry.file_name().to_string_lossy().into_owned(),
                    inode: metadata.map_or(0, |metadata| metadata.ino()),
                    kind: entry.file_type().map_or(0, file_type),
                });
            }
            *entries = Some(list);
        }
        Ok(entries.as_deref().unwrap_or_default())
    }

    /// Reads into `bytes`, at `offset` if given, leaving the position; returns how many were read.
    pub fn read(&mut self, number: u32, bytes: &mut [u8], offset: Option<u64>) -> Answer<usize> {
        if let (Descriptor::Connection { connection, .. }, None) = (self.get(number)?, offset) {
            return Ok(connection.read(bytes)?);
        }
        let (file, _) = self.file(number)?;
        at_offset(file, offset, |file| file.read(bytes))
    }

    /// Writes `bytes`, at `offset` if given, leaving the position; returns how many were written.
    pub fn write(&mut self, number: u32, bytes: &[u8], offset: Option<u64>) -> Answer<usize> {
        if let (Descriptor::Connection { connection, .. }, None) = (self.get(number)?, offset) {
            return Ok(connection.write(bytes)?);
        }
        let (file, _) = self.file(number)?;
        at_offset(file, offset, |file| file.write(bytes))
    }

    /// Sets the times of `path`; `None` leaves one as it is.
    pub fn set_times(&mut self, base: u32, path: &str, follows_links: bool, times: [Option<Time>; 2]) -> Answer {
        let directory = self.directory(base)?;
        let specs = times.map(|time| {
            time.map(|time| match time {
                Time::Now => SystemTimeSpec::SymbolicNow,
                Time::At(nanoseconds) => {
                    let time = UNIX_EPOCH + std::time::Duration::from_nanos(nanoseconds);
                    SystemTimeSpec::Absolute(cap_std::time::SystemTime::from_std(time))
                }
            })
        });
        let [access, modification] = specs;
        if follows_links {
            directory.set_times(path, access, modification)?;
        } else {
            directory.set_symlink_times(path, access, modification)?;
        }
        Ok(())
    }
}

/// A time to be set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Time {
    Now,
    /// Nanoseconds since 1970.
    At(u64),
}

fn at_offset<T>(file: &mut File, offset: Option<u64>, work: impl FnOnce(&mut File) -> std::io::Result<T>) -> Answer<T> {
    let Some(offset) = offset else { return Ok(work(file)?) };
    let position = file.stream_position()?;
    file.seek(SeekFrom::Start(offset))?;
    let done = work(file);
    file.seek(SeekFrom::Start(position))?;
    Ok(done?)
}

/// WASI's number of a file's type.
pub(crate) fn file_type(ty: FileType) -> u8 {
    if ty.is_dir() {
        3
    } else if ty.is_file() {
        4
    } else if ty.is_symlink() {
        7
    } else {
        other_file_type(ty)
    }
}

#[cfg(unix)]
fn other_file_type(ty: FileType) -> u8 {
    use cap_std::fs::FileTypeExt;
    if ty.is_block_device() {
        1
    } else if ty.is_char_device() {
        2
    } else if ty.is_socket() {
        6
    } else {
        0
    }
}

#[cfg(not(unix))]
fn other_file_type(_: FileType) -> u8 {
    0
}

/// The record `filestat` about a file.
pub(crate) fn file_status(metadata: &Metadata) -> [u8; 64] {
    let nanoseconds = |time: std::io::Result<cap_std::time::SystemTime>| {
        let time = time.map_or(UNIX_EPOCH, cap_std::time::SystemTime::into_std);
        time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
    };
    let mut status = [0; 64];
    let mut put = |at: usize, value: u64| status[at..at + 8].copy_from_slice(&value.to_le_bytes());
    put(0, metadata.dev());
    put(8, metadata.ino());
    put(16, file_type(metadata.file_type()).into());
    put(24, metadata.nlink());
    put(32, metadata.len());
    put(40, nanoseconds(metadata.accessed()));
    put(48, nanoseconds(metadata.modified()));
    put(56, change_time(metadata));
    status
}

/// Nanoseconds since 1970 of the last change, that of the name included.
#[cfg(unix)]
fn change_time(metadata: &Metadata) -> u64 {
    use cap_std::fs::MetadataExt;
    (metadata.ctime() as u64).wrapping_mul(1_000_000_000).wrapping_add(metadata.ctime_nsec() as u64)
}

#[cfg(not(unix))]
fn change_time(metadata: &Metadata) -> u64 {
    let time = metadata.modified().map_or(UNIX_EPOCH, cap_std::time::SystemTime::into_std);
    time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
}
