//! Numbers and addresses of what functions name. Owns the [`Linker`], which gives them out while functions are compiled.
//!
//! Never does: order sections (see [`crate::module`]).

use abi::frame;
use cranelift_entity::SecondaryMap;
use indexmap::IndexMap;
use ir::{Data, Func, Module, Signature};
use rustc_hash::FxHashMap;
use wasm_encoder::ValType;

use crate::data_segments::DataLayout;
use crate::frames::Frame;
use crate::link_runtime::WasmSignature;
use crate::local_allocation::val_type;
use crate::trace_table::TraceTable;

/// Numbers of the module's globals.
#[derive(Clone, Copy, Debug)]
pub struct Globals {
    /// The runtime's own stack pointer.
    pub rust_sp: u32,
    /// `$sp`.
    pub sp: u32,
    /// `$unwind`.
    pub unwind: u32,
    /// Lowest address of a frame in a recursive function.
    pub stack_limit: u32,
    /// Upper end of the goroutine stack region.
    pub stack_top: u32,
    /// `$call`, the number of the export call in progress, odd while the program calls the host; exists only if exports can be
    /// called meanwhile.
    pub call: u32,
    /// `$site`, the place that called the runtime last where that may panic; exists only with places.
    pub site: u32,
}

impl Globals {
    /// The numbers in a module with or without places.
    pub(crate) fn number(has_places: bool) -> Globals {
        let site = if has_places { 5 } else { u32::MAX };
        Globals { rust_sp: 0, sp: 1, unwind: 2, stack_limit: 3, stack_top: 4, site, call: 5 + u32::from(has_places) }
    }
}

/// An entry of the function table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum TableEntry {
    Func(Func),
    /// The trampoline of a signature, by type index.
    Trampoline(u32),
}

/// Gives numbers and addresses to everything functions name.
pub struct Linker {
    /// Numbers of the globals.
    pub(crate) globals: Globals,
    pub(crate) types: IndexMap<WasmSignature, u32>,
    pub(crate) functions: SecondaryMap<Func, u32>,
    pub(crate) data: DataLayout,
    pub(crate) table: IndexMap<TableEntry, ()>,
    pub(crate) table_start: u32,
    pub(crate) transfer: u32,
    pub(crate) gc_poll: u32,
    /// Addresses of the words that are 0 while the scheduler is idle.
    pub(crate) idle: Vec<u32>,
    pub(crate) gc_collect: u32,
    pub(crate) stack_overflow: u32,
    pub(crate) lose_calls: u32,
    pub(crate) forget_interrupted_call: u32,
    /// Whether the host can call an export while the program calls the host.
    pub(crate) nests_calls: bool,
    /// Whether stack traces show places.
    pub(crate) has_places: bool,
    /// Whether the program has one goroutine from start to end.
    pub(crate) is_alone: bool,
    pub(crate) traces: TraceTable,
    /// Descriptors that several functions may have: those without places.
    pub(crate) descriptors: FxHashMap<Vec<u8>, u32>,
    /// Bytes of each function's frame, once it is compiled.
    pub(crate) frame_bytes: SecondaryMap<Func, u32>,
}

impl Linker {
    /// The number of a function type.
    pub(crate) fn type_index(&mut self, signature: &Signature) -> u32 {
        let list = |types: &[ir::Type]| types.iter().map(|t| val_type(*t)).collect::<Vec<_>>();
        self.wasm_type((list(&signature.params), list(&signature.results)))
    }

    pub(crate) fn wasm_type(&mut self, signature: WasmSignature) -> u32 {
        let next = self.types.len() as u32;
        *self.types.entry(signature).or_insert(next)
    }

    /// The number of a function.
    pub(crate) fn function_index(&self, func: Func) -> u32 {
        let index = self.functions[func];
        assert!(index != u32::MAX, "{func} is not linked");
        index
    }

    /// The address of a data object.
    pub(crate) fn data_address(&self, object: Data) -> u32 {
        let address = self.data.address[object];
        assert!(address != 0, "{object} is not linked");
        address
    }

    /// The table index of a function.
    pub(crate) fn table_index(&mut self, func: Func) -> u32 {
        self.entry(TableEntry::Func(func))
    }

    pub(crate) fn entry(&mut self, entry: TableEntry) -> u32 {
        self.table.insert_full(entry, ()).0 as u32 + self.table_start
    }

    /// Address of the transfer area.
    pub(crate) fn transfer_area(&self) -> u32 {
        self.transfer
    }

    /// Address of the word that says whether to collect.
    pub(crate) fn gc_poll_address(&self) -> u32 {
        self.gc_poll
    }

    /// Addresses of the words that are 0 while the scheduler is idle.
    pub(crate) fn idle_addresses(&self) -> &[u32] {
        &self.idle
    }

    /// The function that reports that there is no room for a frame.
    pub(crate) fn stack_overflow_index(&self) -> u32 {
        self.stack_overflow
    }

    /// The function that learns that export calls were cut off while the program called the host.
    pub(crate) fn lose_calls_index(&self) -> u32 {
        self.lose_calls
    }

    /// The function that forgets a call which was cut off while the program did not call the host.
    pub(crate) fn forget_interrupted_call_index(&self) -> u32 {
        self.forget_interrupted_call
    }

    /// The function that collects.
    pub(crate) fn gc_collect_index(&self) -> u32 {
        self.gc_collect
    }

    /// The address of the record of a location, in whose function there is a frame or not; 0 for nowhere.
    pub(crate) fn place(&mut self, module: &Module, location: u32, has_frame: bool) -> u32 {
        self.traces.record(&mut self.data, &module.locations, location, has_frame)
    }

    /// Appends the table of the places where functions in the table begin, if the program asks for it; returns its address,
    /// 0 if there is none.
    pub(crate) fn function_places(&mut self, module: &Module) -> u32 {
        if !self.traces.has_starts() {
            return 0;
        }
        let functions: Vec<Option<u32>> = self
            .table
            .keys()
            .map(|entry| match entry {
                TableEntry::Func(func) => module.locations.function_name(*func),
                TableEntry::Trampoline(_) => None,
            })
            .collect();
        let mut words = vec![functions.len() as u32, self.table_start];
        for function in functions {
            words.push(function.map_or(0, |name| self.traces.start(&mut self.data, &module.locations, name)));
        }
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        self.data.append(&bytes, 4)
    }

    /// Appends the list of a function's sites and tells the descriptor of its frame.
    pub(crate) fn sites(&mut self, descriptor: u32, sites: &[u32]) {
        if !sites.is_empty() {
            let bytes: Vec<u8> = sites.iter().flat_map(|site| site.to_le_bytes()).collect();
            let address = self.data.append(&bytes, 4);
            self.data.write(descriptor + frame::SITES, address);
        }
    }

    /// Appends the descriptor of a function's frame; returns its address.
    pub(crate) fn frame_descriptor(&mut self, module: &Module, func: Func, frame: &Frame, suspends: bool) -> u32 {
        let decl = &module.funcs[func];
        self.frame_bytes[func] = frame.size_bytes;
        let (trampoline, function) = if suspends {
            let ty = self.type_index(&decl.signature);
            let function = self.table_index(func);
            // A function with the signature of a trampoline needs none: what it gets for its parameter it does not read
            // when it is resumed.
            let is_like_trampoline = ty == self.wasm_type((vec![ValType::I32], vec![]));
            (if is_like_trampoline { function } else { self.entry(TableEntry::Trampoline(ty)) }, function)
        } else {
            (0, 0)
        };
        let mut bytes = vec![0u8; frame::descriptor_bytes(frame.size_bytes) as usize];
        let mut put = |offset: u32, value: u32| {
            bytes[offset as usize..offset as usize + 4].copy_from_slice(&value.to_le_bytes());
        };
        put(frame::SIZE_BYTES, frame.size_bytes);
        put(frame::TRAMPOLINE, trampoline);
        put(frame::FUNCTION, function);
        put(frame::FLAGS, if frame.has_objects { frame::FLAG_STACK_OBJECTS } else { 0 });
        for &word in &frame.pointers {
            bytes[(frame::BITMAP + word / 8) as usize] |= 1 << (word % 8);
        }
        if self.has_places {
            // Its sites are its own.
            return self.data.append(&bytes, 4);
        }
        *self.descriptors.entry(bytes).or_insert_with_key(|bytes| self.data.append(bytes, 4))
    }
}
