//! Instances. Owns the engine's configuration and [`Plugin`], an instance whose exports can be called by name.

use std::fmt;

use wasmtime::{Config, Engine, Func, FuncType, Instance, Linker, Memory, Module, Store, Val, ValType};

use crate::host::{Exit, Host, add_wasi};

/// Native stack for a guest: deep recursion of the program must meet the program's own limit first.
const GUEST_STACK_BYTES: usize = 256 << 20;

const STACK_OVERFLOW: &str =
    "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\ngoroutine 1 [running]:\n";

/// The engine in which modules run: baseline features only, deterministic.
///
/// Threads that run guests need a stack of more than 256 MiB.
///
/// # Errors
/// If the machine is not supported.
pub fn engine() -> Result<Engine, CallError> {
    let mut config = Config::new();
    // The engine insists on this order, although nothing here is asynchronous.
    config.async_stack_size(GUEST_STACK_BYTES + (1 << 20));
    config.max_wasm_stack(GUEST_STACK_BYTES);
    Ok(Engine::new(&config)?)
}

/// Compiles `wasm` for this machine.
///
/// # Errors
/// If it is no module.
pub fn load_module(engine: &Engine, wasm: &[u8]) -> Result<Module, CallError> {
    Ok(Module::new(engine, wasm)?)
}

/// Why a call did not return.
#[derive(Debug)]
pub enum CallError {
    /// The guest exited with this status.
    Exit(i32),
    /// The guest trapped.
    Trap(String),
    /// The guest used up the stack that this host gives it; the innermost functions of the program, as the name section has
    /// them.
    StackExhausted(Vec<String>),
    /// There is no such export, or the arguments do not fit it.
    Usage(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Exit(status) => write!(f, "exit status {status}"),
            CallError::StackExhausted(_) => write!(f, "{}", wasmtime::Trap::StackOverflow),
            CallError::Trap(message) | CallError::Usage(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for CallError {}

impl From<wasmtime::Error> for CallError {
    fn from(error: wasmtime::Error) -> CallError {
        if let Some(Exit(status)) = error.downcast_ref::<Exit>() {
            return CallError::Exit(*status);
        }
        match error.downcast_ref::<wasmtime::Trap>() {
            Some(wasmtime::Trap::StackOverflow) => CallError::StackExhausted(program_functions(&error)),
            Some(trap) => CallError::Trap(trap.to_string()),
            None => CallError::Trap(format!("{error:#}")),
        }
    }
}

/// The functions of the program in the backtrace of an error: the runtime's names have no dot.
fn program_functions(error: &wasmtime::Error) -> Vec<String> {
    let backtrace = error.downcast_ref::<wasmtime::WasmBacktrace>();
    let frames = backtrace.map_or(&[][..], |backtrace| backtrace.frames());
    frames.iter().filter_map(|frame| frame.func_name()).filter(|name| name.contains('.')).map(str::to_owned).collect()
}

/// An instance of a module.
#[derive(Debug)]
pub struct Plugin {
    store: Store<Host>,
    instance: Instance,
}

impl Plugin {
    /// Instantiates `module`. Nothing of it has run yet.
    ///
    /// # Errors
    /// If it imports what is not there.
    pub fn new(module: &Module, host: Host) -> Result<Plugin, CallError> {
        Plugin::with_imports(module, host, |_| Ok(()))
    }

    /// Instantiates `module` with further imports.
    ///
    /// # Errors
    /// If `add` fails, or the module imports what is not there.
    pub fn with_imports(
        module: &Module,
        host: Host,
        add: impl FnOnce(&mut Linker<Host>) -> wasmtime::Result<()>,
    ) -> Result<Plugin, CallError> {
        let mut linker = Linker::new(module.engine());
        add_wasi(&mut linker, module)?;
        add(&mut linker)?;
        let mut store = Store::new(module.engine(), host);
        let instance = linker.instantiate(&mut store, module)?;
        Ok(Plugin { store, instance })
    }

    /// What the guest sees of the machine, its streams among it.
    pub fn host(&mut self) -> &mut Host {
        self.store.data_mut()
    }

    /// Whether the module exports a function of this name.
    pub fn has_export(&mut self, name: &str) -> bool {
        self.instance.get_func(&mut self.store, name).is_some()
    }

    /// The type of the export `name`.
    pub fn export_type(&mut self, name: &str) -> Option<FuncType> {
        let function = self.instance.get_func(&mut self.store, name)?;
        Some(function.ty(&self.store))
    }

    /// The size of the linear memory in bytes.
    pub fn memory_bytes(&mut self) -> usize {
        let memory: Option<Memory> = self.instance.get_memory(&mut self.store, "memory");
        memory.map_or(0, |memory| memory.data_size(&self.store))
    }

    /// The store and the instance, for hosts that do more than call exports by name.
    pub fn parts(&mut self) -> (&mut Store<Host>, &Instance) {
        (&mut self.store, &self.instance)
    }

    /// Runs `_start` and returns the exit status.
    ///
    /// # Errors
    /// If it traps.
    pub fn start(&mut self) -> Result<i32, CallError> {
        match self.call("_start", &[]) {
            Ok(_) => Ok(0),
            Err(CallError::Exit(status)) => Ok(status),
            // The program's own stack is larger than this host's: what Go says when either ends.
            Err(CallError::StackExhausted(functions)) => {
                let mut report = STACK_OVERFLOW.to_owned();
                for function in &functions {
                    report += &format!("{function}(...)\n");
                }
                report += "...additional frames elided...\n";
                let streams = &mut self.store.data_mut().streams;
                streams.write(2, report.as_bytes());
                Ok(2)
            }
            Err(error) => Err(error),
        }
    }

    /// Runs `_initialize`, if the module has it.
    ///
    /// # Errors
    /// If it traps or exits.
    pub fn initialize(&mut self) -> Result<(), CallError> {
        if self.has_export("_initialize") {
            self.call("_initialize", &[])?;
        }
        Ok(())
    }

    /// Calls the export `name`.
    ///
    /// # Errors
    /// If there is none, the arguments do not fit, or it traps or exits.
    pub fn call(&mut self, name: &str, arguments: &[Val]) -> Result<Vec<Val>, CallError> {
        let missing = || CallError::Usage(format!("the module has no export {name}"));
        let function: Func = self.instance.get_func(&mut self.store, name).ok_or_else(missing)?;
        let ty = function.ty(&self.store);
        if ty.params().len() != arguments.len() {
            let message = format!("{name} takes {} arguments, not {}", ty.params().len(), arguments.len());
            return Err(CallError::Usage(message));
        }
        let mut results: Vec<Val> = ty.results().map(|ty| zero(&ty)).collect();
        function.call(&mut self.store, arguments, &mut results)?;
        Ok(results)
    }
}

fn zero(ty: &ValType) -> Val {
    match ty {
        ValType::I64 => Val::I64(0),
        ValType::F32 => Val::F32(0),
        ValType::F64 => Val::F64(0),
        _ => Val::I32(0),
    }
}
