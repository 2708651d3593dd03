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
    ("set_rust_sp", "(i32): sets it; the caller must not have a frame there itself"),
    ("heap_base", "() -> i32: start of the heap, a multiple of 8"),
    ("stack_top", "() -> i32: upper end of the goroutine stack region"),
    (
        "call_number",
        "() -> i32: the global `$call`, the number of the export call in progress: odd while the program calls the host",
    ),
    ("set_call_number", "(i32): sets `$call`"),
    (
        "site",
        "() -> i32: the global `$site`: the record of the place that called the runtime last where that may panic, or 0",
    ),
    ("set_site", "(i32): sets it"),
    ("function_places", "() -> i32: address of the table of the places where functions in the function table begin"),
    ("roots", "() -> i32: address of the root table, 0 for none"),
    ("call_closure", "(table index, closure): calls an `(i32) -> ()` entry"),
    ("call_resume", "(trampoline, function): calls the trampoline, an `(i32) -> ()` entry, with the function's index"),
    ("abort", "(sp, rust_sp) -> !: sets both and `$unwind` to 0, then traps"),
    ("runtime_error_types", "() -> i32: words with the descriptors of the types of run-time errors, 0 for none"),
    (
        "panic_text",
        "(type, data) -> i32: 1 if it left the text (pointer, length) of an error or Stringer in the transfer area",
    ),
];

/// Module of the imports that stand for functions of the image itself.
///
/// A call of such an import does not make emit link the function. If it is linked for another reason, or because one of
/// its triggers is, the import is the function; otherwise the call is nothing and yields 0.
pub const OPTIONAL_MODULE: &str = "optional";

/// Name of the import of [`OPTIONAL_MODULE`] for an exported function: this prefix and the function's name.
pub const OPTIONAL_PREFIX: &str = "optional_";

/// Functions of the image that are called through [`OPTIONAL_MODULE`], with the exported functions that trigger them.
pub const OPTIONAL_FUNCTIONS: &[(&str, &[&str])] = &[
    ("gc_collect", &[]),
    ("made_layout", &["type_layout"]),
    ("timer_step", &["sleep", "timer_start"]),
    ("timer_poll", &["timer_start"]),
    ("descriptor_step", &["descriptor_wait"]),
    ("ask_panic_text", &["gopanic"]),
    ("fail_asking", &["gopanic"]),
    ("print_panic_value", &["gopanic"]),
    ("panic_closed_send", &["chan_close"]),
    ("resume_goroutine", SUSPENDING),
    ("save_goroutine", SUSPENDING),
    ("report_deadlock", SUSPENDING_OR_EXITING),
    ("wait_alone", SUSPENDING),
    (
        "free_goroutine",
        &["go_spawn", "export_call", "export_call_early", "timer_start", "gojs_start", "special_runner"],
    ),
    ("mark_panics", &["defer_push"]),
    ("leave_select", &["select"]),
    ("end_select", &["select"]),
    ("print_trace", &[ANY_CALL]),
    ("keep_trace", &["defer_push"]),
    ("drop_trace", &["defer_push"]),
    ("take_kept_trace", &["defer_push"]),
    ("count_handed", &["memory_statistics"]),
    ("count_collection", &["memory_statistics"]),
    ("set_threshold", &["gc_set_percent", "gc_set_limit"]),
    ("mark_specials", &["special_add", "bubble_begin"]),
    ("settle_specials", &["special_add", "bubble_begin"]),
    ("start_runner", &["special_add"]),
    ("age_pools", &["pool_register"]),
    ("end_runner", &["special_add"]),
    ("enter_nested", &[LOSE_CALLS]),
    ("leave_nested", &[LOSE_CALLS]),
    ("is_nested", &[LOSE_CALLS]),
    ("end_target", &[LOSE_CALLS]),
    ("fail_lost_call", &[LOSE_CALLS]),
    ("mark_calls", &[LOSE_CALLS]),
    ("bubble_now", BUBBLES),
    ("bubble_suspend", BUBBLES),
    ("bubble_ready", BUBBLES),
    ("bubble_join", BUBBLES),
    ("bubble_part", BUBBLES),
    ("bubble_channel", BUBBLES),
    ("bubble_check", BUBBLES),
    ("bubble_check_case", BUBBLES),
    ("bubble_check_wake", BUBBLES),
    ("bubble_timers", BUBBLES),
    ("bubble_order", BUBBLES),
    ("bubble_fire", BUBBLES),
    ("bubble_step", BUBBLES),
    ("bubble_tie", BUBBLES),
    ("print_bubble", BUBBLES),
    ("print_deadlocked", BUBBLES),
];

const BUBBLES: &[&str] = &["bubble_begin"];

/// Of the functions that are called through [`OPTIONAL_MODULE`] those that are never linked to a module without places.
pub const TRACE_FUNCTIONS: &[&str] = &["print_trace", "keep_trace", "drop_trace", "take_kept_trace"];

/// Those that are linked only to a program in which nothing starts a goroutine.
pub const ALONE_FUNCTIONS: &[&str] = &["wait_alone"];

/// Those that are never linked to such a program.
pub const SWITCHING_FUNCTIONS: &[&str] = &["resume_goroutine", "save_goroutine"];

/// The function of the image that code calls behind a call of the host if exports have been called meanwhile that have not
/// returned; linked to programs that import functions and export some that use them.
pub const LOSE_CALLS: &str = "lose_calls";

/// The trigger of a function that is linked wherever something calls it.
pub const ANY_CALL: &str = "*";

const SUSPENDING_OR_EXITING: &[&str] = &[
    "chan_send",
    "chan_recv",
    "select",
    "block_forever",
    "gosched",
    "sleep",
    "gopark",
    "sema_acquire",
    "descriptor_wait",
    "goexit",
];

/// All but `goexit`.
const SUSPENDING: &[&str] = SUSPENDING_OR_EXITING.split_at(SUSPENDING_OR_EXITING.len() - 1).0;

/// Functions of [`HOST_MODULE`]; each profile has an adapter `<profile>_<name>` in the image.
pub const HOST_FUNCTIONS: &[&str] = &["write", "exit", "now", "wall", "random", "sleep_until", "poll"];

/// Profiles with adapters in the images.
pub const PROFILES: &[&str] = &["wasip1", "plain", GOJS_PROFILE];

/// The profile with an image of its own, built with this name as a feature: programs under Go's `wasm_exec.js`.
pub const GOJS_PROFILE: &str = "js";

/// Module of the functions that `wasm_exec.js` provides. Each takes the address of a block of memory alone, with arguments
/// from byte 8 on and results behind them.
pub const GOJS_MODULE: &str = "gojs";
