//! A host for modules. Owns the engine's configuration, WASI preview 1 as far as modules need it, and instances.

mod files;
mod guest;
mod instance;
mod streams;
mod wasi;
mod wasi_files;
mod wasi_poll;
mod wasi_sockets;

pub use instance::{CallError, Plugin, engine, load_module};
pub use streams::{Stream, Streams};
pub use wasi::{Exit, Host, add_wasi};
