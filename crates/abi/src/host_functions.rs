//! What the runtime image imports, and the host adapters it offers.
//!
//! Emit resolves every import of the image: those of [`MACHINE_MODULE`] to code of its own, those of [`HOST_MODULE`] to
//! the adapter functions of the chosen profile.

/// Module of the imports that emit provides as functions.
pub const MACHINE_MODULE: &str = "gowex";

/// Module of the imports that the host profile provides.
pub const HOST_MODULE: &str = "host";

/// Functions of [`MACHINE_MODULE`]: name and what it does.
pub const MACHINE_FUNCTIONS: &[(&str, &str)] = &[
    ("sp", "() -> i32: the global `$sp`"),
    ("set_sp", "(i32): sets `$sp`"),
    ("unwind", "() -> i32: the global `$unwind`"),
    ("set_unwind", "(i32): sets `$unwind`"),
    ("rust_sp", "() -> i32: the image's `__stack_pointer`"),
    ("heap_base", "() -> i32: end of static data, a multiple of 8"),
    ("roots", "() -> i32: address of the root table, 0 for none"),
    ("call_closure", "(table index, closure): calls an `(i32) -> ()` entry"),
    ("call_resume", "(trampoline, function): calls the trampoline, an `(i32) -> ()` entry, with the function's index"),
    ("abort", "(sp, rust_sp) -> !: sets both and `$unwind` to 0, then traps"),
    ("runtime_error_type", "() -> i32: descriptor of the type of run-time errors, 0 for none"),
    (
        "panic_text",
        "(type, data) -> i32: 1 if it left the text (pointer, length) of an error or Stringer in the transfer area",
    ),
];

/// Functions of [`HOST_MODULE`]; each profile has an adapter `<profile>_<name>` in the image.
pub const HOST_FUNCTIONS: &[&str] = &["write", "exit", "now", "wall", "random", "sleep_until"];

/// Profiles with adapters in the image.
pub const PROFILES: &[&str] = &["wasip1", "plain"];
