//! The `gowex` command. Owns nothing but the process's entry and its allocator: everything else is in the library.

use std::process::ExitCode;

/// Trees and tables are many small allocations, made on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The compiler's recursion follows the nesting of the source, a guest's that of the program.
const STACK_BYTES: usize = 512 << 20;

/// The status of a process that a signal ends because nobody reads what it writes.
const NOBODY_READS: i32 = 128 + 13;

fn main() -> ExitCode {
    end_quietly_if_nobody_reads();
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(|| {
        let arguments = gowex::arguments::parse(std::env::args_os());
        gowex::execute(arguments)
    });
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(_)) => {
            eprintln!("gowex: internal compiler error; please report it with the program");
            ExitCode::from(3)
        }
        Err(error) => {
            eprintln!("gowex: {error}");
            ExitCode::from(3)
        }
    }
}

/// A pipe behind standard output that has been closed, as `head` does, is no fault of the compiler's.
fn end_quietly_if_nobody_reads() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |fault| {
        if fault.payload_as_str().is_some_and(|text| text.contains("failed printing to stdout: Broken pipe")) {
            std::process::exit(NOBODY_READS);
        }
        report(fault);
    }));
}
