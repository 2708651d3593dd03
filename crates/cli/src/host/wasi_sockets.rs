//! The functions of WASI preview 1 on sockets. Owns their arguments; what they do is in `files`, and reading and writing is that
//! of descriptors. After the interface's witx description.

use std::net::Shutdown;

use wasmtime::{Caller, Linker, Result};

use crate::host::Host;
use crate::host::guest::{Answer, Errno, Guest, answer};
use crate::host::wasi::MODULE;
use crate::host::wasi_files::{NONBLOCK, gather};

type Call<'a> = Caller<'a, Host>;

fn accept(host: &mut Host, guest: &mut Guest<'_>, socket: u32, flags: u32, address: u32) -> Answer {
    let connection = host.files.accept(socket, flags & NONBLOCK == 0)?;
    guest.write_word(address, connection)
}

/// Without flags, of which there are none for streams, this is reading.
fn receive(
    host: &mut Host,
    guest: &mut Guest<'_>,
    socket: u32,
    (list, count): (u32, u32),
    flags: u32,
    (size, out_flags): (u32, u32),
) -> Answer {
    if flags != 0 {
        return Err(Errno::NOT_SUPPORTED);
    }
    let mut total = 0_u32;
    for (address, length) in guest.io_vectors(list, count)? {
        let count = host.files.read(socket, guest.bytes_mut(address, length)?, None)? as u32;
        total += count;
        if count < length {
            break;
        }
    }
    guest.write_word(size, total)?;
    guest.write(out_flags, &0_u16.to_le_bytes())
}

fn send(host: &mut Host, guest: &mut Guest<'_>, socket: u32, (list, count): (u32, u32), written: u32) -> Answer {
    let bytes = gather(guest, list, count)?;
    let length = host.files.write(socket, &bytes, None)?;
    guest.write_word(written, length as u32)
}

/// The functions on sockets.
///
/// # Errors
/// If the linker has one already.
pub(crate) fn add_socket_functions(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap(MODULE, "sock_accept", |call: Call<'_>, socket: u32, flags: u32, connection: u32| {
        answer(call, |host, guest| accept(host, guest, socket, flags, connection))
    })?;
    linker.func_wrap(
        MODULE,
        "sock_recv",
        |call: Call<'_>, socket: u32, list: u32, count: u32, flags: u32, size: u32, out_flags: u32| {
            answer(call, |host, guest| receive(host, guest, socket, (list, count), flags, (size, out_flags)))
        },
    )?;
    linker.func_wrap(
        MODULE,
        "sock_send",
        |call: Call<'_>, socket: u32, list: u32, count: u32, _flags: u32, written: u32| {
            answer(call, |host, guest| send(host, guest, socket, (list, count), written))
        },
    )?;
    linker
        .func_wrap(MODULE, "sock_shutdown", |call: Call<'_>, socket: u32, how: u32| {
            answer(call, |host, _| {
                let how = match how {
                    1 => Shutdown::Read,
                    2 => Shutdown::Write,
                    3 => Shutdown::Both,
                    _ => return Err(Errno::INVALID),
                };
                host.files.shut_down(socket, how)
            })
        })
        .map(|_| ())
}
