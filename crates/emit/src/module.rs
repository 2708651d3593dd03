//! The module as a whole. Owns [`emit`] and the order of sections.

use std::fmt;

use abi::{RuntimeFunction as R, host_functions, memory};
use cranelift_entity::SecondaryMap;
use indexmap::IndexMap;
use ir::call_graph::{CallGraph, Effects};
use ir::reachability::Reachable;
use ir::{Func, Linkage, Module, Opcode};
use rustc_hash::FxHashMap;
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, Encode, EntityType, ExportKind,
    ExportSection, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction as W, MemorySection,
    MemoryType, NameMap, NameSection, TableSection, TableType, TypeSection, ValType,
};

use crate::data_segments::DataLayout;
use crate::debug_info::{DebugInfo, DescribedBody};
use crate::forced_suspension::force_suspensions;
use crate::function_body::{compile, mem_arg};
use crate::link_runtime::{Image, Relinker, Replacement, WasmSignature, image};
use crate::linker::{Globals, Linker, TableEntry};
use crate::stack_region::StackRegion;
use crate::trace_table::TraceTable;

/// The function of the image that exports with a frame call unless the program calls the host.
const FORGET_INTERRUPTED_CALL: &str = "forget_interrupted_call";

/// What a module may import of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum HostProfile {
    /// WASI preview 1.
    #[default]
    Wasip1,
    /// Nothing.
    Plain,
    /// What Go's `wasm_exec.js` provides.
    Js,
}

impl HostProfile {
    /// The name that memory is exported by.
    fn memory_name(self) -> &'static str {
        if self == HostProfile::Js { "mem" } else { "memory" }
    }

    /// The name on the command line and in the image.
    pub fn name(self) -> &'static str {
        match self {
            HostProfile::Wasip1 => "wasip1",
            HostProfile::Plain => "plain",
            HostProfile::Js => host_functions::GOJS_PROFILE,
        }
    }
}

/// How to emit.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the module may import.
    pub profile: HostProfile,
    /// Collect at every poll.
    pub gc_stress: bool,
    /// Suspend at every call that may suspend.
    pub suspend_stress: bool,
    /// Leave out the name section, and the places that stack traces show.
    pub strip: bool,
    /// Describe functions and lines in DWARF.
    pub debug_info: bool,
}

/// An emitted module.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The module's bytes.
    pub wasm: Vec<u8>,
}

/// Why there is no module. Each is a bug of the compiler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmitError(String);

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal compiler error: {}", self.0)
    }
}

impl std::error::Error for EmitError {}

/// Emits `module`, which must verify.
///
/// # Errors
/// If the result does not validate, which is a bug of the compiler.
///
/// # Panics
/// If `module` does not verify.
pub fn emit(module: &Module, options: &Options) -> Result<Emitted, EmitError> {
    let forced;
    let module = if options.suspend_stress {
        forced = force_suspensions(module);
        &forced
    } else {
        module
    };
    let image = Image::parse(image(options.profile));
    let graph = CallGraph::compute(module);
    let kept = Reachable::compute(module);
    let is_alone = !options.suspend_stress && kept.is_alone(module);
    let effects = if is_alone { Effects::compute_alone(module, &graph) } else { Effects::compute(module, &graph) };

    // Functions of the image: those the program calls, and the collector.
    let mut roots: Vec<u32> = Vec::new();
    for &func in &kept.funcs {
        let decl = &module.funcs[func];
        if matches!(decl.linkage, Linkage::Runtime(_)) {
            let Some(index) = image.function(&decl.name) else {
                return Err(EmitError(format!("the runtime image has no {}", decl.name)));
            };
            roots.push(index);
        }
    }
    if kept.polls {
        roots.push(image.function("gc_collect").ok_or_else(|| EmitError("the image has no collector".into()))?);
    }
    if kept.funcs.iter().any(|func| effects.recursive.contains(*func)) {
        roots
            .push(image.function("stack_overflow").ok_or_else(|| EmitError("the image has no stack_overflow".into()))?);
    }
    let nests_calls = nests_calls(module, &kept);
    if nests_calls {
        for name in [host_functions::LOSE_CALLS, FORGET_INTERRUPTED_CALL] {
            roots.push(image.function(name).ok_or_else(|| EmitError(format!("the runtime image has no {name}")))?);
        }
    }
    let linked = image.closure(roots, options.profile, !options.strip, is_alone);

    // A program that asks which function an address is.
    let asks_for_starts =
        !options.strip && image.function(R::FunctionPlaces.name()).is_some_and(|f| linked.contains(&f));

    let mut emission = Emission {
        module,
        options,
        image: &image,
        kept: &kept,
        graph: &graph,
        effects: &effects,
        linker: Linker {
            globals: Globals::number(!options.strip),
            types: IndexMap::new(),
            functions: SecondaryMap::with_default(u32::MAX),
            data: DataLayout::default(),
            table: IndexMap::new(),
            table_start: 1,
            transfer: image.address(memory::TRANSFER_SYMBOL),
            gc_poll: image.address(memory::GC_POLL_SYMBOL),
            idle: memory::IDLE_SYMBOLS
                .iter()
                .flat_map(|(symbol, words)| (0..*words).map(|word| image.address(symbol) + 4 * word))
                .collect(),
            gc_collect: u32::MAX,
            stack_overflow: u32::MAX,
            lose_calls: u32::MAX,
            forget_interrupted_call: u32::MAX,
            nests_calls,
            has_places: !options.strip,
            is_alone,
            traces: TraceTable::new(asks_for_starts),
            descriptors: FxHashMap::default(),
            frame_bytes: SecondaryMap::new(),
        },
        imports: Vec::new(),
        image_functions: FxHashMap::default(),
        functions: Vec::new(),
        trampolines: Vec::new(),
    };
    emission.number(&linked);
    let wasm = emission.build();
    if let Err(message) = crate::validate(&wasm) {
        return Err(EmitError(message));
    }
    Ok(Emitted { wasm })
}

/// Whether the host can call an export while the program calls the host: the program imports functions, and some export may
/// need a goroutine.
fn nests_calls(module: &Module, kept: &Reachable) -> bool {
    let is_entry = |name: &str| [R::ExportCall, R::ExportCallEarly].iter().any(|entry| entry.name() == name);
    let mut decls = kept.funcs.iter().map(|func| &module.funcs[*func]);
    decls.clone().any(|decl| matches!(decl.linkage, Linkage::Import { .. }))
        && decls.any(|decl| matches!(decl.linkage, Linkage::Runtime(_)) && is_entry(&decl.name))
}

/// A function of the emitted module, not counting imports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Defined {
    /// A function of the image.
    Image(u32),
    /// Calls through the table with the second parameter.
    CallThrough,
    /// Resets the globals and traps.
    Abort,
    /// Calls the program's finder of panic texts and leaves the text in the transfer area.
    PanicText,
    /// A function of the program.
    Program(Func),
}

struct Emission<'a> {
    module: &'a Module,
    options: &'a Options,
    image: &'a Image<'a>,
    kept: &'a Reachable,
    graph: &'a CallGraph,
    effects: &'a Effects,
    linker: Linker,
    /// Module, name and type of imported functions.
    imports: Vec<(String, String, u32)>,
    image_functions: FxHashMap<u32, Replacement>,
    functions: Vec<(Defined, u32)>,
    /// Type index of each trampoline's callee.
    trampolines: Vec<u32>,
}

impl Emission<'_> {
    /// Gives every function its number.
    fn number(&mut self, linked_functions: &std::collections::BTreeSet<u32>) {
        // Imports: those of the program, then those of the image.
        let mut import_of: IndexMap<(String, String, u32), u32> = IndexMap::new();
        for &func in &self.kept.funcs {
            let decl = &self.module.funcs[func];
            if let Linkage::Import { module, name } = &decl.linkage {
                let ty = self.linker.type_index(&decl.signature);
                let next = import_of.len() as u32;
                let index = *import_of.entry((module.clone(), name.clone(), ty)).or_insert(next);
                self.linker.functions[func] = index;
            }
        }
        let imports = self.image.imports.len() as u32;
        let mut machine = Vec::new();
        let mut optional = Vec::new();
        for &function in linked_functions.iter().filter(|f| **f < imports) {
            let import = &self.image.imports[function as usize];
            if import.module == host_functions::MACHINE_MODULE {
                machine.push(function);
                continue;
            }
            if import.module == host_functions::OPTIONAL_MODULE {
                optional.push(function);
                continue;
            }
            let ty = self.linker.wasm_type(import.signature.clone());
            let next = import_of.len() as u32;
            let key = (import.module.clone(), import.name.clone(), ty);
            let index = *import_of.entry(key).or_insert(next);
            self.image_functions.insert(function, Replacement::Function(index));
        }
        self.imports = import_of.into_keys().collect();
        for &function in linked_functions.iter().filter(|f| **f >= imports) {
            let ty = self.linker.wasm_type(self.image.signature(function).clone());
            let index = self.define(Defined::Image(function), ty);
            self.image_functions.insert(function, Replacement::Function(index));
        }
        // Imports from the host are calls of the profile's adapters.
        for (i, import) in self.image.imports.iter().enumerate() {
            if import.module == host_functions::HOST_MODULE {
                let name = format!("{}_{}", self.options.profile.name(), import.name);
                if let Some(adapter) = self.image.function(&name).and_then(|f| self.image_functions.get(&f)) {
                    let adapter = adapter.clone();
                    self.image_functions.insert(i as u32, adapter);
                }
            }
        }
        // Optional functions that are not linked do nothing.
        for function in optional {
            let import = &self.image.imports[function as usize];
            let replacement = match self.image_functions.get(&self.image.optional(import)) {
                Some(replacement) => replacement.clone(),
                None => {
                    let (params, results) = &import.signature;
                    let drops = params.iter().map(|_| W::Drop);
                    Replacement::Code(drops.chain(results.iter().map(|ty| zero(*ty))).collect())
                }
            };
            self.image_functions.insert(function, replacement);
        }
        for &func in &self.kept.funcs {
            let decl = &self.module.funcs[func];
            match &decl.linkage {
                Linkage::Runtime(_) => {
                    let image = self.image.function(&decl.name).and_then(|f| self.image_functions.get(&f));
                    if let Some(Replacement::Function(index)) = image {
                        self.linker.functions[func] = *index;
                    }
                }
                Linkage::Defined(_) => {
                    let ty = self.linker.type_index(&decl.signature);
                    self.linker.functions[func] = self.define(Defined::Program(func), ty);
                }
                Linkage::Import { .. } => {}
            }
        }
        let linked = |name: &str| match self.image.function(name).and_then(|f| self.image_functions.get(&f)) {
            Some(Replacement::Function(index)) => *index,
            _ => u32::MAX,
        };
        self.linker.gc_collect = linked("gc_collect");
        self.linker.stack_overflow = linked("stack_overflow");
        self.linker.lose_calls = linked(host_functions::LOSE_CALLS);
        self.linker.forget_interrupted_call = linked(FORGET_INTERRUPTED_CALL);
        for function in machine {
            let replacement = self.machine_function(function);
            self.image_functions.insert(function, replacement);
        }
        self.linker.table_start = self.image.elements.iter().map(|(i, _)| i + 1).max().unwrap_or(0).max(1);
        self.renumber(linked_functions);
    }

    /// Gives the functions that most instructions call the numbers that take one byte; the others keep their order.
    fn renumber(&mut self, linked: &std::collections::BTreeSet<u32>) {
        const ONE_BYTE_NUMBERS: usize = 128;
        let imports = self.imports.len();
        let mut calls = vec![0u32; self.functions.len()];
        let mut count = |index: u32| {
            if let Some(calls) = (index as usize).checked_sub(imports).and_then(|at| calls.get_mut(at)) {
                *calls += 1;
            }
        };
        for callee in linked.iter().flat_map(|function| self.image.callees(*function)) {
            if let Some(Replacement::Function(index)) = self.image_functions.get(callee) {
                count(*index);
            }
        }
        for body in self.kept.funcs.iter().filter_map(|func| self.module.body(*func)) {
            let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts).map(|inst| &body.insts[*inst]);
            let calls = insts.filter(|data| matches!(data.opcode, Opcode::Call | Opcode::PanicIf));
            calls.filter_map(|data| data.func()).for_each(|func| count(self.linker.functions[func]));
        }
        let mut order: Vec<usize> = (0..calls.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(calls[*at]));
        let first = order.len().min(ONE_BYTE_NUMBERS.saturating_sub(imports));
        order[first..].sort_unstable();
        let mut number = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            number[*old] = (imports + new) as u32;
        }
        let renumber = |index: &mut u32| {
            if let Some(new) = (*index as usize).checked_sub(imports).and_then(|at| number.get(at)) {
                *index = *new;
            }
        };
        self.functions = order.iter().map(|old| self.functions[*old]).collect();
        for replacement in self.image_functions.values_mut() {
            if let Replacement::Function(index) = replacement {
                renumber(index);
            }
        }
        for func in &self.kept.funcs {
            renumber(&mut self.linker.functions[*func]);
        }
        let linker = &mut self.linker;
        for index in [
            &mut linker.gc_collect,
            &mut linker.stack_overflow,
            &mut linker.lose_calls,
            &mut linker.forget_interrupted_call,
        ] {
            renumber(index);
        }
    }

    /// How much room frames need, once all functions are compiled.
    fn stack_region(&self) -> StackRegion {
        let is_command = self.module.exports.iter().any(|export| export.name == "_start");
        let recursive_bytes = if is_command { memory::COMMAND_STACK_BYTES } else { memory::REACTOR_STACK_BYTES };
        StackRegion::compute(self.module, self.graph, self.effects, &self.linker.frame_bytes, recursive_bytes)
    }

    fn define(&mut self, function: Defined, ty: u32) -> u32 {
        if let Some(at) = self.functions.iter().position(|(f, _)| *f == function) {
            return (self.imports.len() + at) as u32;
        }
        self.functions.push((function, ty));
        (self.imports.len() + self.functions.len() - 1) as u32
    }

    /// What replaces a call of one of the machine's functions. Addresses that are not known yet are filled in by
    /// [`machine_addresses`](Self::machine_addresses).
    fn machine_function(&mut self, function: u32) -> Replacement {
        let import = &self.image.imports[function as usize];
        let signature = import.signature.clone();
        let globals = self.linker.globals;
        let code = match import.name.as_str() {
            "sp" => vec![W::GlobalGet(globals.sp)],
            "set_sp" => vec![W::GlobalSet(globals.sp)],
            "unwind" => vec![W::GlobalGet(globals.unwind)],
            "set_unwind" => vec![W::GlobalSet(globals.unwind)],
            "rust_sp" => vec![W::GlobalGet(globals.rust_sp)],
            "set_rust_sp" => vec![W::GlobalSet(globals.rust_sp)],
            "call_number" if self.linker.nests_calls => vec![W::GlobalGet(globals.call)],
            "set_call_number" if self.linker.nests_calls => vec![W::GlobalSet(globals.call)],
            "call_number" => vec![W::I32Const(0)],
            "set_call_number" => vec![W::Drop],
            "site" if self.linker.has_places => vec![W::GlobalGet(globals.site)],
            "set_site" if self.linker.has_places => vec![W::GlobalSet(globals.site)],
            "site" => vec![W::I32Const(0)],
            "set_site" => vec![W::Drop],
            "heap_base" | "stack_top" | "roots" | "function_places" => Vec::new(),
            "runtime_error_types" => Vec::new(),
            "panic_text" if self.module.panic_text.is_some() => {
                let ty = self.linker.wasm_type(signature);
                return Replacement::Function(self.define(Defined::PanicText, ty));
            }
            "panic_text" => vec![W::Drop, W::Drop, W::I32Const(0)],
            "call_closure" | "call_resume" => {
                let ty = self.linker.wasm_type(signature);
                return Replacement::Function(self.define(Defined::CallThrough, ty));
            }
            "abort" => {
                let ty = self.linker.wasm_type(signature);
                return Replacement::Function(self.define(Defined::Abort, ty));
            }
            other => panic!("the runtime image imports {other}, which emit does not know"),
        };
        Replacement::Code(code)
    }

    fn machine_addresses(&mut self, heap_base: u32, roots: u32, places: u32) {
        let error_type = self.module.runtime_error_type.map_or(0, |d| self.linker.data.address[d]);
        for (i, import) in self.image.imports.iter().enumerate() {
            let value = match import.name.as_str() {
                _ if import.module != host_functions::MACHINE_MODULE => continue,
                // The region ends where the heap starts.
                "heap_base" | "stack_top" => heap_base,
                "roots" => roots,
                "function_places" => places,
                "runtime_error_types" => error_type,
                _ => continue,
            };
            if let Some(replacement) = self.image_functions.get_mut(&(i as u32)) {
                *replacement = Replacement::Code(vec![W::I32Const(value as i32)]);
            }
        }
    }

    fn build(&mut self) -> Vec<u8> {
        let module = self.module;
        self.linker.data = DataLayout::place(module, &self.kept.data, self.image.address("__heap_base"));
        self.linker.data.relocate(module, &self.kept.data);
        for (address, func) in self.linker.data.function_words() {
            let index = self.linker.table_index(func);
            self.linker.data.write(address, index);
        }

        let mut bodies: Vec<Option<Vec<u8>>> = vec![None; self.functions.len()];
        let mut lines = vec![Vec::new(); self.functions.len()];
        for (i, (function, _)) in self.functions.clone().into_iter().enumerate() {
            if let Defined::Program(func) = function {
                let encoded = compile(&mut self.linker, module, self.effects, func);
                bodies[i] = Some(encoded.bytes);
                lines[i] = encoded.lines;
            }
        }
        self.make_trampolines();
        let roots = self.linker.data.append_root_table();
        let places = self.linker.function_places(module);
        let data_end = self.linker.data.end().next_multiple_of(16);
        let region = self.stack_region();
        let heap_base = data_end + region.bytes;
        self.machine_addresses(heap_base, roots, places);
        let call_through = self.linker.wasm_type((vec![ValType::I32], vec![]));
        let mut relinker =
            Relinker { image: self.image, functions: self.image_functions.clone(), globals: self.linker.globals };
        for (i, (function, _)) in self.functions.iter().enumerate() {
            let body = match function {
                Defined::Image(function) => relinker.body(*function),
                Defined::CallThrough => raw(
                    &[],
                    &[W::LocalGet(1), W::LocalGet(0), W::CallIndirect { type_index: call_through, table_index: 0 }],
                ),
                Defined::Abort => raw(
                    &[],
                    &[
                        W::LocalGet(0),
                        W::GlobalSet(self.linker.globals.sp),
                        W::LocalGet(1),
                        W::GlobalSet(self.linker.globals.rust_sp),
                        W::I32Const(0),
                        W::GlobalSet(self.linker.globals.unwind),
                        W::Unreachable,
                    ],
                ),
                Defined::PanicText => {
                    let func = self.module.panic_text.expect("made only if there is one");
                    let transfer = self.linker.transfer as i32;
                    raw(
                        &[ValType::I32, ValType::I64],
                        &[
                            W::LocalGet(0),
                            W::LocalGet(1),
                            W::Call(self.linker.function_index(func)),
                            W::LocalSet(3),
                            W::LocalSet(2),
                            W::I32Const(transfer),
                            W::LocalGet(2),
                            W::I32Store(mem_arg(0, 2)),
                            W::I32Const(transfer),
                            W::LocalGet(3),
                            W::I64Store(mem_arg(8, 3)),
                        ],
                    )
                }
                Defined::Program(_) => continue,
            };
            bodies[i] = Some(body);
        }
        let mut all: Vec<Vec<u8>> = bodies.into_iter().map(|b| b.expect("every function has a body")).collect();
        for &ty in &self.trampolines {
            let signature = self.linker.types.get_index(ty as usize).map(|(s, _)| s.clone());
            all.push(self.trampoline(ty, &signature.expect("a type of that number")));
        }
        let debug_info = if self.options.debug_info { self.debug_info(&all, &lines) } else { Vec::new() };
        self.sections(all, debug_info, heap_base, data_end + region.margin, call_through)
    }

    /// The sections that describe the program's functions; `lines` has the locations of the first ones of all bodies.
    fn debug_info(&self, bodies: &[Vec<u8>], lines: &[Vec<(u32, u32)>]) -> Vec<CustomSection<'static>> {
        let length_bytes = |length: usize| {
            let mut bytes = Vec::new();
            length.encode(&mut bytes);
            bytes.len() as u32
        };
        let mut info = DebugInfo::new(self.module);
        let mut start = length_bytes(bodies.len());
        for (i, body) in bodies.iter().enumerate() {
            start += length_bytes(body.len());
            let bytes = body.len() as u32;
            if let Some((Defined::Program(func), _)) = self.functions.get(i) {
                info.describe(&DescribedBody { func: *func, start, bytes, lines: &lines[i] });
            }
            start += bytes;
        }
        info.sections()
    }

    /// One trampoline for each signature that the descriptors ask for.
    fn make_trampolines(&mut self) {
        self.trampolines = self
            .linker
            .table
            .keys()
            .filter_map(|entry| match entry {
                TableEntry::Trampoline(ty) => Some(*ty),
                TableEntry::Func(_) => None,
            })
            .collect();
    }

    /// Calls the function of type `ty` at the table index in local 0, and stores its results unless it unwinds.
    fn trampoline(&self, ty: u32, signature: &WasmSignature) -> Vec<u8> {
        let (params, results) = signature;
        let mut code: Vec<W<'static>> = params.iter().map(|p| zero(*p)).collect();
        code.push(W::LocalGet(0));
        code.push(W::CallIndirect { type_index: ty, table_index: 0 });
        for i in (0..results.len()).rev() {
            code.push(W::LocalSet(i as u32 + 1));
        }
        if !results.is_empty() {
            code.push(W::GlobalGet(self.linker.globals.unwind));
            code.push(W::I32Eqz);
            code.push(W::If(wasm_encoder::BlockType::Empty));
            for (i, result) in results.iter().enumerate() {
                code.push(W::I32Const((self.linker.transfer + 8 * i as u32) as i32));
                code.push(W::LocalGet(i as u32 + 1));
                code.push(match result {
                    ValType::I64 => W::I64Store(mem_arg(0, 3)),
                    ValType::F32 => W::F32Store(mem_arg(0, 2)),
                    ValType::F64 => W::F64Store(mem_arg(0, 3)),
                    _ => W::I32Store(mem_arg(0, 2)),
                });
            }
            code.push(W::End);
        }
        raw(results, &code)
    }

    fn sections(
        &mut self,
        bodies: Vec<Vec<u8>>,
        debug_info: Vec<CustomSection<'static>>,
        heap_base: u32,
        stack_limit: u32,
        call_through: u32,
    ) -> Vec<u8> {
        let mut out = wasm_encoder::Module::new();
        let mut types = TypeSection::new();
        for (params, results) in self.linker.types.keys() {
            types.ty().function(params.iter().copied(), results.iter().copied());
        }
        out.section(&types);

        let mut imports = ImportSection::new();
        for (module, name, ty) in &self.imports {
            imports.import(module, name, EntityType::Function(*ty));
        }
        if !self.imports.is_empty() {
            out.section(&imports);
        }

        let mut functions = FunctionSection::new();
        for (_, ty) in &self.functions {
            functions.function(*ty);
        }
        for _ in &self.trampolines {
            functions.function(call_through);
        }
        out.section(&functions);

        let first_trampoline = (self.imports.len() + self.functions.len()) as u32;
        let table_size = u64::from(self.linker.table_start) + self.linker.table.len() as u64;
        let has_table = !self.linker.table.is_empty()
            || !self.image.elements.is_empty()
            || self.functions.iter().any(|(f, _)| *f == Defined::CallThrough);
        if has_table {
            let mut tables = TableSection::new();
            tables.table(TableType {
                element_type: wasm_encoder::RefType::FUNCREF,
                table64: false,
                minimum: table_size,
                maximum: Some(table_size),
                shared: false,
            });
            out.section(&tables);
        }

        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: u64::from(heap_base.div_ceil(65536)),
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        out.section(&memories);

        let mut globals = GlobalSection::new();
        let mut global = |mutable: bool, start: u32| {
            let ty = GlobalType { val_type: ValType::I32, mutable, shared: false };
            globals.global(ty, &ConstExpr::i32_const(start as i32));
        };
        global(true, self.image.stack_pointer_start);
        global(true, heap_base);
        global(true, 0);
        global(false, stack_limit);
        global(false, heap_base);
        for _ in [self.linker.has_places, self.linker.nests_calls].into_iter().filter(|exists| *exists) {
            global(true, 0);
        }
        out.section(&globals);

        let mut exports = ExportSection::new();
        exports.export(self.options.profile.memory_name(), ExportKind::Memory, 0);
        for export in &self.module.exports {
            exports.export(&export.name, ExportKind::Func, self.linker.function_index(export.func));
        }
        out.section(&exports);

        let mut elements = ElementSection::new();
        for (at, function) in &self.image.elements {
            if let Some(Replacement::Function(index)) = self.image_functions.get(function) {
                let list = Elements::Functions(std::borrow::Cow::Owned(vec![*index]));
                elements.active(None, &ConstExpr::i32_const(*at as i32), list);
            }
        }
        let entries: Vec<u32> = self
            .linker
            .table
            .keys()
            .map(|entry| match entry {
                TableEntry::Func(func) => self.linker.function_index(*func),
                TableEntry::Trampoline(ty) => {
                    let at = self.trampolines.iter().position(|t| t == ty).expect("every trampoline is made");
                    first_trampoline + at as u32
                }
            })
            .collect();
        if !entries.is_empty() {
            let start = ConstExpr::i32_const(self.linker.table_start as i32);
            elements.active(None, &start, Elements::Functions(entries.into()));
        }
        if !elements.is_empty() {
            out.section(&elements);
        }

        let mut code = CodeSection::new();
        for body in &bodies {
            code.raw(body);
        }
        out.section(&code);

        let mut data = DataSection::new();
        for (address, bytes) in &self.image.data {
            data.active(0, &ConstExpr::i32_const(*address as i32), bytes.iter().copied());
        }
        for (address, bytes) in self.linker.data.segments() {
            data.active(0, &ConstExpr::i32_const(address as i32), bytes.iter().copied());
        }
        if self.options.gc_stress {
            for symbol in [memory::GC_STRESS_SYMBOL, memory::GC_POLL_SYMBOL] {
                let address = self.image.address(symbol);
                data.active(0, &ConstExpr::i32_const(address as i32), 1u32.to_le_bytes());
            }
        }
        if !data.is_empty() {
            out.section(&data);
        }
        if !self.options.strip {
            out.section(&self.names());
        }
        for section in &debug_info {
            out.section(section);
        }
        out.finish()
    }

    fn names(&self) -> NameSection {
        let mut names = NameMap::new();
        for (i, (module, name, _)) in self.imports.iter().enumerate() {
            names.append(i as u32, &format!("{module}.{name}"));
        }
        let first = self.imports.len() as u32;
        for (i, (function, _)) in self.functions.iter().enumerate() {
            let name = match function {
                Defined::Image(function) => self.image.name(*function),
                Defined::CallThrough => "call_through".to_owned(),
                Defined::Abort => "abort".to_owned(),
                Defined::PanicText => "panic_text".to_owned(),
                Defined::Program(func) => self.module.funcs[*func].name.clone(),
            };
            names.append(first + i as u32, &name);
        }
        for i in 0..self.trampolines.len() {
            names.append(first + (self.functions.len() + i) as u32, &format!("resume{i}"));
        }
        let mut section = NameSection::new();
        section.functions(&names);
        section
    }
}

fn zero(ty: ValType) -> W<'static> {
    match ty {
        ValType::I64 => W::I64Const(0),
        ValType::F32 => W::F32Const(0.0.into()),
        ValType::F64 => W::F64Const(0.0.into()),
        _ => W::I32Const(0),
    }
}

fn raw(locals: &[ValType], code: &[W<'_>]) -> Vec<u8> {
    let mut function = wasm_encoder::Function::new_with_locals_types(locals.iter().copied());
    for instruction in code {
        function.instruction(instruction);
    }
    function.instruction(&W::End);
    function.into_raw_body()
}
