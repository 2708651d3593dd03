//! The functions of WASI preview 1 that take a descriptor or a path. Owns their arguments and records; what they do to
//! files is in `files`. After the interface's witx description.

use std::io::{Seek, SeekFrom};

use cap_fs_ext::DirExt;
use wasmtime::{Caller, Linker, Result};

use crate::host::Host;
use crate::host::files::{Descriptor, OpenMode, Time, file_status, file_type};
use crate::host::guest::{Answer, Errno, Guest, answer};
use crate::host::wasi::MODULE;

type Call<'a> = Caller<'a, Host>;

/// Flag of a descriptor: what is written goes to the end.
const APPEND: u32 = 1;

/// Flag of a descriptor: what would have to wait is an error.
pub(crate) const NONBLOCK: u32 = 4;

/// Type of a descriptor: a socket of a stream.
const SOCKET_STREAM: u8 = 6;

/// Descriptors 0, 1 and 2 are the standard streams.
fn is_stream(descriptor: u32) -> bool {
    descriptor <= 2
}

/// What a list of vectors names, in one piece.
pub(crate) fn gather(guest: &Guest<'_>, list: u32, count: u32) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    for (address, length) in guest.io_vectors(list, count)? {
        bytes.extend_from_slice(guest.bytes(address, length)?);
    }
    Ok(bytes)
}

fn write(
    host: &mut Host,
    guest: &mut Guest<'_>,
    descriptor: u32,
    (list, count): (u32, u32),
    offset: Option<u64>,
    written: u32,
) -> Answer {
    let bytes = gather(guest, list, count)?;
    let length = if !is_stream(descriptor) {
        host.files.write(descriptor, &bytes, offset)?
    } else if offset.is_some() {
        return Err(Errno::SEEK);
    } else if host.streams.write(descriptor, &bytes) {
        bytes.len()
    } else {
        return Err(Errno::BAD_DESCRIPTOR);
    };
    guest.write_word(written, length as u32)
}

fn read(
    host: &mut Host,
    guest: &mut Guest<'_>,
    descriptor: u32,
    (list, count): (u32, u32),
    mut offset: Option<u64>,
    size: u32,
) -> Answer {
    let mut total = 0_u32;
    for (address, length) in guest.io_vectors(list, count)? {
        let bytes = guest.bytes_mut(address, length)?;
        let count = match descriptor {
            0 if offset.is_none() => host.read_input(bytes)?,
            0 => return Err(Errno::SEEK),
            1 | 2 => return Err(Errno::BAD_DESCRIPTOR),
            _ => host.files.read(descriptor, bytes, offset)?,
        };
        let is_short = count < bytes.len();
        total += count as u32;
        offset = offset.map(|offset| offset + count as u64);
        if is_short {
            break;
        }
    }
    guest.write_word(size, total)
}

fn descriptor_status(host: &mut Host, guest: &mut Guest<'_>, descriptor: u32, address: u32) -> Answer {
    let mut status = [0; 24];
    if is_stream(descriptor) {
        // A character device that can be read and written.
        status[0] = 2;
        status[2] = if descriptor == 0 && !host.input_waits { NONBLOCK as u8 } else { 0 };
        status[8] = 0x42;
    } else {
        let kind = match host.files.get(descriptor)? {
            Descriptor::Directory { .. } => 3,
            Descriptor::File { file, appends } => {
                status[2] = u8::from(*appends);
                file_type(file.metadata()?.file_type())
            }
            Descriptor::Listener { waits, .. } | Descriptor::Connection { waits, .. } => {
                status[2] = if *waits { 0 } else { NONBLOCK as u8 };
                SOCKET_STREAM
            }
        };
        status[0] = kind;
        // Of the rights there is no account: all that the interface has.
        status[8..12].fill(0xff);
        status[16..20].fill(0xff);
    }
    guest.write(address, &status)
}

fn status_of_descriptor(host: &mut Host, guest: &mut Guest<'_>, descriptor: u32, address: u32) -> Answer {
    let status = if is_stream(descriptor) {
        let mut status = [0; 64];
        status[16] = 2;
        status
    } else {
        match host.files.get(descriptor)? {
            Descriptor::Directory { directory, .. } => file_status(&directory.dir_metadata()?),
            Descriptor::File { file, .. } => file_status(&file.metadata()?),
            Descriptor::Listener { .. } | Descriptor::Connection { .. } => {
                let mut status = [0; 64];
                status[16] = SOCKET_STREAM;
                status
            }
        }
    };
    guest.write(address, &status)
}

fn seek(host: &mut Host, guest: &mut Guest<'_>, descriptor: u32, offset: i64, whence: u32, position: u32) -> Answer {
    if is_stream(descriptor) {
        return Err(Errno::SEEK);
    }
    let (file, _) = host.files.file(descriptor)?;
    let target = match whence {
        0 => SeekFrom::Start(u64::try_from(offset).map_err(|_| Errno::INVALID)?),
        1 => SeekFrom::Current(offset),
        2 => SeekFrom::End(offset),
        _ => return Err(Errno::INVALID),
    };
    let reached = file.seek(target)?;
    guest.write(position, &reached.to_le_bytes())
}

/// Fills the buffer with entries from the one that `cookie` counts; the last may be cut off, and is then asked for again.
fn read_directory(
    host: &mut Host,
    guest: &mut Guest<'_>,
    descriptor: u32,
    (address, length): (u32, u32),
    cookie: u64,
    size: u32,
) -> Answer {
    let entries = host.files.entries(descriptor, cookie == 0)?;
    let buffer = guest.bytes_mut(address, length)?;
    let mut filled = 0;
    let first = usize::try_from(cookie).map_err(|_| Errno::INVALID)?;
    for (index, entry) in entries.iter().enumerate().skip(first) {
        let mut record = [0; 24];
        record[..8].copy_from_slice(&(index as u64 + 1).to_le_bytes());
        record[8..16].copy_from_slice(&entry.inode.to_le_bytes());
        record[16..20].copy_from_slice(&(entry.name.len() as u32).to_le_bytes());
        record[20] = entry.kind;
        for part in [&record[..], entry.name.as_bytes()] {
            let part = &part[..part.len().min(buffer.len() - filled)];
            buffer[filled..filled + part.len()].copy_from_slice(part);
            filled += part.len();
        }
        if filled == buffer.len() {
            break;
        }
    }
    guest.write_word(size, filled as u32)
}

fn preopened(host: &mut Host, descriptor: u32) -> Answer<&str> {
    match host.files.get(descriptor)? {
        Descriptor::Directory { guest_name: Some(name), .. } => Ok(name),
        // Whoever looks for directories goes on behind sockets.
        Descriptor::Listener { .. } => Err(Errno::NOT_DIRECTORY),
        _ => Err(Errno::BAD_DESCRIPTOR),
    }
}

/// The functions on descriptors.
///
/// # Errors
/// If the linker has one already.
pub(crate) fn add_descriptor_functions(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(MODULE, "fd_write", |call: Call<'_>, fd: u32, list: u32, count: u32, written: u32| {
        answer(call, |host, guest| write(host, guest, fd, (list, count), None, written))
    })?;
    linker.func_wrap(
        MODULE,
        "fd_pwrite",
        |call: Call<'_>, fd: u32, list: u32, count: u32, at: u64, written: u32| {
            answer(call, |host, guest| write(host, guest, fd, (list, count), Some(at), written))
        },
    )?;
    linker.func_wrap(MODULE, "fd_read", |call: Call<'_>, fd: u32, list: u32, count: u32, size: u32| {
        answer(call, |host, guest| read(host, guest, fd, (list, count), None, size))
    })?;
    linker.func_wrap(MODULE, "fd_pread", |call: Call<'_>, fd: u32, list: u32, count: u32, at: u64, size: u32| {
        answer(call, |host, guest| read(host, guest, fd, (list, count), Some(at), size))
    })?;
    linker.func_wrap(
        MODULE,
        "fd_readdir",
        |call: Call<'_>, fd: u32, at: u32, length: u32, cookie: u64, size: u32| {
            answer(call, |host, guest| read_directory(host, guest, fd, (at, length), cookie, size))
        },
    )?;
    linker.func_wrap(MODULE, "fd_seek", |call: Call<'_>, fd: u32, offset: i64, whence: u32, position: u32| {
        answer(call, |host, guest| seek(host, guest, fd, offset, whence, position))
    })?;
    linker.func_wrap(MODULE, "fd_tell", |call: Call<'_>, fd: u32, position: u32| {
        answer(call, |host, guest| seek(host, guest, fd, 0, 1, position))
    })?;
    linker.func_wrap(MODULE, "fd_close", |call: Call<'_>, fd: u32| {
        answer(call, |host, _| if is_stream(fd) { Ok(()) } else { host.files.close(fd) })
    })?;
    for name in ["fd_sync", "fd_datasync"] {
        linker.func_wrap(MODULE, name, |call: Call<'_>, fd: u32| {
            answer(call, |host, _| match host.files.get(fd)? {
                Descriptor::File { file, .. } => Ok(file.sync_all()?),
                Descriptor::Directory { .. } => Ok(()),
                Descriptor::Listener { .. } | Descriptor::Connection { .. } => Err(Errno::INVALID),
            })
        })?;
    }
    linker.func_wrap(MODULE, "fd_fdstat_get", |call: Call<'_>, fd: u32, address: u32| {
        answer(call, |host, guest| descriptor_status(host, guest, fd, address))
    })?;
    // That a file is appended to cannot be changed.
    linker.func_wrap(MODULE, "fd_fdstat_set_flags", |call: Call<'_>, fd: u32, flags: u32| {
        answer(call, |host, _| {
            let (appends, waits) = (flags & APPEND != 0, flags & NONBLOCK == 0);
            if is_stream(fd) {
                // Output is never kept waiting.
                host.input_waits = if fd == 0 { waits } else { host.input_waits };
                return Ok(());
            }
            match host.files.get(fd)? {
                Descriptor::File { appends: state, .. } if *state != appends => Err(Errno::NOT_SUPPORTED),
                Descriptor::Directory { .. } => Err(Errno::NOT_SUPPORTED),
                _ => host.files.set_waits(fd, waits),
            }
        })
    })?;
    linker.func_wrap(MODULE, "fd_filestat_get", |call: Call<'_>, fd: u32, address: u32| {
        answer(call, |host, guest| status_of_descriptor(host, guest, fd, address))
    })?;
    linker.func_wrap(MODULE, "fd_filestat_set_size", |call: Call<'_>, fd: u32, size: u64| {
        answer(call, |host, _| Ok(host.files.file(fd)?.0.set_len(size)?))
    })?;
    linker.func_wrap(MODULE, "fd_prestat_get", |call: Call<'_>, fd: u32, address: u32| {
        answer(call, |host, guest| {
            let length = preopened(host, fd)?.len() as u32;
            guest.write_word(address, 0)?;
            guest.write_word(address.wrapping_add(4), length)
        })
    })?;
    linker.func_wrap(MODULE, "fd_prestat_dir_name", |call: Call<'_>, fd: u32, address: u32, length: u32| {
        answer(call, |host, guest| {
            let name = preopened(host, fd)?.as_bytes();
            guest.write(address, &name[..name.len().min(length as usize)])
        })
    })?;
    Ok(())
}

const FOLLOWS_LINKS: u32 = 1;
const RIGHT_READ: u64 = 1 << 1 | 1 << 14;
const RIGHT_WRITE: u64 = 1 << 6 | 1 << 8;

/// The functions on paths.
///
/// # Errors
/// If the linker has one already.
pub(crate) fn add_path_functions(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(
        MODULE,
        "path_open",
        |call: Call<'_>,
         base: u32,
         links: u32,
         path: u32,
         length: u32,
         flags: u32,
         rights: u64,
         _inherited: u64,
         descriptor_flags: u32,
         descriptor: u32| {
            answer(call, |host, guest| {
                let mode = OpenMode {
                    follows_links: links & FOLLOWS_LINKS != 0,
                    creates: flags & 1 != 0,
                    wants_directory: flags & 2 != 0,
                    is_exclusive: flags & 4 != 0,
                    truncates: flags & 8 != 0,
                    reads: rights & RIGHT_READ != 0,
                    writes: rights & RIGHT_WRITE != 0,
                    appends: descriptor_flags & 1 != 0,
                };
                let opened = host.files.open(base, guest.text(path, length)?, mode)?;
                guest.write_word(descriptor, opened)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_filestat_get",
        |call: Call<'_>, base: u32, links: u32, path: u32, length: u32, address: u32| {
            answer(call, |host, guest| {
                let (directory, path) = (host.files.directory(base)?, guest.text(path, length)?);
                let metadata = match links & FOLLOWS_LINKS {
                    0 => directory.symlink_metadata(path)?,
                    _ => directory.metadata(path)?,
                };
                guest.write(address, &file_status(&metadata))
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_filestat_set_times",
        |call: Call<'_>, base: u32, links: u32, path: u32, length: u32, access: u64, changed: u64, flags: u32| {
            answer(call, |host, guest| {
                let time = |at: u64, set: u32, now: u32| match (flags & set != 0, flags & now != 0) {
                    (true, true) => Err(Errno::INVALID),
                    (true, false) => Ok(Some(Time::At(at))),
                    (false, true) => Ok(Some(Time::Now)),
                    (false, false) => Ok(None),
                };
                let times = [time(access, 1, 2)?, time(changed, 4, 8)?];
                host.files.set_times(base, guest.text(path, length)?, links & FOLLOWS_LINKS != 0, times)
            })
        },
    )?;
    linker.func_wrap(MODULE, "path_create_directory", |call: Call<'_>, base: u32, path: u32, length: u32| {
        answer(call, |host, guest| Ok(host.files.directory(base)?.create_dir(guest.text(path, length)?)?))
    })?;
    linker.func_wrap(MODULE, "path_remove_directory", |call: Call<'_>, base: u32, path: u32, length: u32| {
        answer(call, |host, guest| Ok(host.files.directory(base)?.remove_dir(guest.text(path, length)?)?))
    })?;
    linker.func_wrap(MODULE, "path_unlink_file", |call: Call<'_>, base: u32, path: u32, length: u32| {
        answer(call, |host, guest| {
            let (directory, path) = (host.files.directory(base)?, guest.text(path, length)?);
            if directory.symlink_metadata(path)?.is_dir() {
                return Err(Errno::IS_DIRECTORY);
            }
            Ok(directory.remove_file_or_symlink(path)?)
        })
    })?;
    linker.func_wrap(
        MODULE,
        "path_rename",
        |call: Call<'_>, base: u32, path: u32, length: u32, to_base: u32, to_path: u32, to_length: u32| {
            answer(call, |host, guest| {
                let (path, to_path) = (guest.text(path, length)?, guest.text(to_path, to_length)?);
                let target = host.files.directory(to_base)?.try_clone()?;
                Ok(host.files.directory(base)?.rename(path, &target, to_path)?)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_link",
        |call: Call<'_>, base: u32, links: u32, path: u32, length: u32, to_base: u32, to_path: u32, to_length: u32| {
            answer(call, |host, guest| {
                if links & FOLLOWS_LINKS != 0 {
                    return Err(Errno::INVALID);
                }
                let (path, to_path) = (guest.text(path, length)?, guest.text(to_path, to_length)?);
                let target = host.files.directory(to_base)?.try_clone()?;
                Ok(host.files.directory(base)?.hard_link(path, &target, to_path)?)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_symlink",
        |call: Call<'_>, target: u32, target_length: u32, base: u32, path: u32, length: u32| {
            answer(call, |host, guest| {
                let (target, path) = (guest.text(target, target_length)?, guest.text(path, length)?);
                Ok(DirExt::symlink(host.files.directory(base)?, target, path)?)
            })
        },
    )?;
    linker.func_wrap(
        MODULE,
        "path_readlink",
        |call: Call<'_>, base: u32, path: u32, length: u32, address: u32, room: u32, size: u32| {
            answer(call, |host, guest| {
                let target = host.files.directory(base)?.read_link_contents(guest.text(path, length)?)?;
                let target = target.to_str().ok_or(Errno::ILLEGAL_SEQUENCE)?.as_bytes();
                if target.len() > room as usize {
                    return Err(Errno::RANGE);
                }
                guest.write(address, target)?;
                guest.write_word(size, target.len() as u32)
            })
        },
    )?;
    Ok(())
}
