//! The `gowex` command. Owns nothing but the process's entry and its allocator: everything else is in the library.

use std::process::ExitCode;

/// Trees and tables are many small allocations, made on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The compiler's recursion follows the nesting of the source, a guest's that of the program.
const STACK_BYTES: usize = 512 << 20;

fn main() -> ExitCode {
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
