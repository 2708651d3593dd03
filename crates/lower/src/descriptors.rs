//! Type descriptors and itabs in the layout of `internal/abi` (`abi::type_descriptor`).
//!
//! A descriptor is made for every type that can reach an interface or that the runtime must know. Its method table lists
//! the methods that some dynamic conversion to an interface may look for; the others stay out of the module.

use abi::layout as record;
use abi::runtime_records::error_type;
use abi::type_descriptor::{self as td, Kind};
use indexmap::IndexSet;
use ir::{Data, DataObject, Func, Relocation, RelocationTarget};
use rustc_hash::FxHashMap;
use types::{BasicKind, ChanDir, ObjectId, ObjectKind, Type, TypeId};

use crate::instances::Instance;
use crate::program::{FuncKey, Lowerer};
use crate::reflection::{ADAPTER_BYTES, TFLAG_ADAPTERS};
use crate::type_layout::Layout;

/// Bytes under construction.
#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    relocations: Vec<Relocation>,
}

impl Record {
    fn sized(size: u32) -> Record {
        Record { bytes: vec![0; size as usize], relocations: Vec::new() }
    }

    fn put(&mut self, at: u32, bytes: &[u8]) {
        let at = at as usize;
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn u16(&mut self, at: u32, value: u16) {
        self.put(at, &value.to_le_bytes());
    }

    fn u32(&mut self, at: u32, value: u32) {
        self.put(at, &value.to_le_bytes());
    }

    fn u64(&mut self, at: u32, value: u64) {
        self.put(at, &value.to_le_bytes());
    }

    fn data(&mut self, at: u32, data: Data, plus: u32) {
        self.relocations.push(Relocation { offset: at, target: RelocationTarget::Data(data, plus) });
    }

    fn func(&mut self, at: u32, func: Func) {
        self.relocations.push(Relocation { offset: at, target: RelocationTarget::Func(func) });
    }

    fn grow(&mut self, align: u32, size: u32) -> u32 {
        let at = (self.bytes.len() as u32).next_multiple_of(align);
        self.bytes.resize((at + size) as usize, 0);
        at
    }
}

/// A method of a type that dynamic conversions may find.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct TableMethod {
    object: ObjectId,
    /// Its type, without the receiver's type parameters.
    signature: TypeId,
    /// What an interface calls, once some call may.
    func: Option<Func>,
    /// Reflection may call it, whatever its name.
    is_reflected: bool,
    /// What the program's method expressions of it are, if there are some: the function that reflection gives for the method.
    expression: Option<Func>,
}

/// A method that a type has and that dynamic conversions to interfaces or calls through them may ask for.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    concrete: TypeId,
    object: ObjectId,
    owner: TypeId,
    path: Vec<u32>,
    signature: TypeId,
    /// See [`Lowerer::sought_methods`].
    key: String,
}

/// An entry of an itab that is filled when something calls methods of its class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PendingEntry {
    itab: Data,
    offset: u32,
    concrete: TypeId,
    method: ObjectId,
}

/// The table index of a method that nothing calls.
const NEVER_CALLED: u32 = u32::MAX;

impl Lowerer<'_> {
    /// The descriptor of a type.
    pub(crate) fn descriptor(&mut self, ty: TypeId) -> Data {
        let key = self.program.canonical(ty);
        if let Some(data) = self.descriptors.get(&key) {
            return *data;
        }
        let name = format!("type:{}", self.program.runtime_type_string(key));
        // Filled by `finish_descriptors`.
        let data = self.module.data.push(DataObject {
            name,
            size_bytes: td::TYPE_BYTES,
            align: 8,
            bytes: Vec::new(),
            relocations: Vec::new(),
            pointers: Vec::new(),
            mutable: false,
        });
        self.descriptors.insert(key, data);
        data
    }

    /// The itab of a concrete type for an interface type with methods.
    pub(crate) fn itab(&mut self, interface: TypeId, concrete: TypeId) -> Data {
        let program = self.program;
        let key = (program.canonical(program.underlying(interface)), program.canonical(concrete));
        if let Some(data) = self.itabs.get(&key) {
            return *data;
        }
        let methods = program.interface_methods(interface);
        let mut itab = Record::sized(td::ITAB_FUN + 8 * methods.len() as u32);
        let (interface_data, type_data) = (self.descriptor(interface), self.descriptor(concrete));
        itab.data(td::ITAB_INTERFACE, interface_data, 0);
        itab.data(td::ITAB_TYPE, type_data, 0);
        itab.u32(td::ITAB_HASH, self.type_hash(concrete));
        for i in 0..methods.len() {
            itab.u32(td::ITAB_FUN + 8 * i as u32, NEVER_CALLED);
        }
        let name = format!("itab:{},{}", program.runtime_type_string(concrete), program.runtime_type_string(interface));
        let data = self.constant_data(name, itab.bytes, 8, itab.relocations);
        self.itabs.insert(key, data);
        for (i, method) in methods.into_iter().enumerate() {
            let class = self.class_of_method(method, program.object(method).ty);
            let offset = td::ITAB_FUN + 8 * i as u32;
            let entry = PendingEntry { itab: data, offset, concrete, method };
            self.pending_entries.entry(class).or_default().push(entry);
        }
        data
    }

    /// Fills the entries of itabs that calls may use; whether there were any.
    fn fill_itabs(&mut self) -> bool {
        let mut is_new = false;
        let mut at = 0;
        while let Some(class) = self.called_methods.get_index(at).copied() {
            for entry in self.pending_entries.swap_remove(&class).unwrap_or_default() {
                let func = self.interface_entry(entry.concrete, entry.method);
                let object = &mut self.module.data[entry.itab];
                let offset = entry.offset as usize;
                object.bytes[offset..offset + 4].fill(0);
                object.relocations.push(Relocation { offset: entry.offset, target: RelocationTarget::Func(func) });
                object.relocations.sort_by_key(|relocation| relocation.offset);
                is_new = true;
            }
            at += 1;
        }
        is_new
    }

    /// The function an interface calls for a method of a concrete type.
    fn interface_entry(&mut self, concrete: TypeId, method: ObjectId) -> Func {
        let program = self.program;
        let data = program.object(method);
        let found = program.method_set(concrete).into_iter().find(|m| {
            let other = program.object(m.object);
            other.name == data.name && (data.is_exported() || other.package == data.package)
        });
        let found = found.unwrap_or_else(|| panic!("{} has no {}", program.runtime_type_string(concrete), data.name));
        let entry = self.method_instance(found.object, found.owner, &[]);
        let func = self.entry_function(concrete, entry, &found.path);
        let class = self.class_of_method(method, data.ty);
        self.add_member(class, func);
        func
    }

    fn entry_function(&mut self, concrete: TypeId, method: Instance, path: &[u32]) -> Func {
        let program = self.program;
        let ObjectKind::Func(func) = program.object(method.object).kind else { panic!("{method:?} is no method") };
        let is_pointer = program.pointer_base(concrete).is_some();
        let own = path.len() == 1 && !func.is_interface_method;
        // The data word is the receiver itself.
        let same =
            if func.has_pointer_receiver { is_pointer } else { !is_pointer && self.is_direct_interface(concrete) };
        if own && same {
            return self.func(FuncKey::Declared(method));
        }
        self.func(FuncKey::InterfaceEntry(method, program.canonical(concrete), path.to_vec()))
    }

    /// Requests what descriptors refer to and the methods they must list. Returns whether anything new was requested.
    pub(crate) fn complete_descriptors(&mut self) -> bool {
        let recover = abi::runtime_functions::RuntimeFunction::Recover.name();
        let error_methods = 1 + usize::from(self.sought_runtime_error.is_some());
        let is_declared = self.runtime_error_methods.is_empty() && self.module.runtime_error_type.is_some();
        if !is_declared
            && self.runtime_error_methods.len() < error_methods
            && self.module.find_runtime(recover).is_some()
        {
            match self.runtime_package() {
                Some(package) => self.declared_runtime_error_types(package),
                None => self.make_runtime_error_types(),
            }
        }
        let mut is_new = self.fill_itabs();
        let before = self.descriptors.len();
        while let Some(ty) = self.descriptors.get_index(self.described.len()).map(|(ty, _)| *ty) {
            self.described.insert(ty);
            self.describe(ty, &[]);
            if !self.program.is_interface(ty) {
                self.add_candidates(ty);
            }
        }
        is_new |= self.complete_reflection();
        is_new |= self.complete_finalizers();
        let candidates = std::mem::take(&mut self.candidates);
        for candidate in &candidates {
            is_new |= self.list_method(candidate);
        }
        self.candidates = candidates;
        if self.panics_with_values {
            let known = self.panic_texts;
            let interfaces = [(TypeId::ERROR, known[0]), (TypeId::STRINGER, known[1])];
            self.panic_texts = interfaces.map(|(interface, is_known)| is_known || self.has_method_of(interface));
            if self.panic_texts != known {
                self.make_panic_text();
                return true;
            }
        }
        is_new || before != self.descriptors.len()
    }

    /// Remembers the methods of a type that has a descriptor.
    fn add_candidates(&mut self, ty: TypeId) {
        for method in self.program.method_set(ty) {
            let signature = self.program.method_type(method.object, method.owner);
            let key = self.sought_key(method.object, signature);
            let (object, owner, path) = (method.object, method.owner, method.path);
            self.candidates.push(Candidate { concrete: ty, object, owner, path, signature, key });
        }
    }

    /// Lists a method in its type's table if some conversion looks for it, with its function if some call may reach it;
    /// whether that is new.
    fn list_method(&mut self, candidate: &Candidate) -> bool {
        let Candidate { concrete, object, owner, signature, .. } = *candidate;
        let is_reflected = self.reflection.lists_methods && self.program.object(object).is_exported();
        if !is_reflected && !self.sought_methods.contains(&candidate.key) {
            return false;
        }
        let class = self.class_of_method(object, signature);
        if is_reflected {
            self.called_methods.insert(class);
        }
        let is_called = self.called_methods.contains(&class);
        let listed = self.table_methods.get(&(concrete, object));
        if listed.is_some_and(|m| m.func.is_some() == is_called && m.is_reflected == is_reflected) {
            return false;
        }
        self.method_type(signature);
        let func = is_called.then(|| {
            let entry = self.method_instance(object, owner, &[]);
            self.entry_function(concrete, entry, &candidate.path)
        });
        if let Some(func) = func {
            self.add_member(class, func);
            if is_reflected {
                let class = self.reflected_methods(signature);
                self.add_member(class, func);
            }
        }
        self.table_methods
            .insert((concrete, object), TableMethod { object, signature, func, is_reflected, expression: None });
        true
    }

    /// Whether any type that can be in an interface has the one method of `interface`.
    fn has_method_of(&self, interface: TypeId) -> bool {
        let method = self.program.interface_methods(interface)[0];
        let key = self.sought_key(method, self.program.object(method).ty);
        self.descriptors.keys().any(|ty| {
            !self.program.is_interface(*ty)
                && self.program.method_set(*ty).iter().any(|m| {
                    let signature = self.program.method_type(m.object, m.owner);
                    self.sought_key(m.object, signature) == key
                })
        })
    }

    /// Fills every descriptor.
    pub(crate) fn finish_descriptors(&mut self) {
        self.finish_type_links();
        self.finish_finalizers();
        let pointers = self.descriptors.iter();
        let pointers: FxHashMap<TypeId, Data> = pointers
            .filter(|(ty, _)| self.program.as_named(**ty).is_none())
            .filter_map(|(ty, data)| Some((self.program.canonical(self.program.pointer_base(*ty)?), *data)))
            .collect();
        for (ty, data) in self.descriptors.clone() {
            let methods: Vec<TableMethod> = if self.program.is_interface(ty) {
                Vec::new()
            } else {
                let mut methods = Vec::new();
                for m in self.program.method_set(ty) {
                    let Some(mut method) = self.table_methods.get(&(ty, m.object)).cloned() else { continue };
                    if method.is_reflected {
                        let instance = self.method_instance(m.object, m.owner, &[]);
                        let key = FuncKey::MethodExpression(instance, self.program.canonical(ty), m.path);
                        method.expression = self.funcs.get(&key).copied();
                    }
                    methods.push(method);
                }
                methods
            };
            let mut record = self.describe(ty, &methods);
            if let Some(pointer) = pointers.get(&ty).filter(|_| self.reflection.searches_types()) {
                record.data(td::PTR_TO_THIS, *pointer, 0);
            }
            let object = &mut self.module.data[data];
            object.size_bytes = record.bytes.len() as u32;
            object.bytes = record.bytes;
            object.relocations = record.relocations;
        }
    }

    /// The descriptor of a method's type, which has no receiver.
    fn method_type(&mut self, signature: TypeId) -> Data {
        self.descriptor(signature)
    }

    fn type_hash(&self, ty: TypeId) -> u32 {
        // FNV-1a over the type's text: deterministic, and different types rarely meet.
        let text = self.program.runtime_type_string(ty);
        text.bytes().fold(0x811c_9dc5, |hash: u32, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
    }

    fn name_data(&mut self, name: &str, flags: u8, tag: &[u8]) -> Data {
        let mut bytes = vec![flags | if tag.is_empty() { 0 } else { td::NAME_HAS_TAG }];
        for part in [name.as_bytes(), tag].iter().take(1 + usize::from(!tag.is_empty())) {
            let mut len = part.len();
            while len >= 0x80 {
                bytes.push(len as u8 | 0x80);
                len >>= 7;
            }
            bytes.push(len as u8);
            bytes.extend_from_slice(part);
        }
        if let Some(data) = self.names.get(&bytes) {
            return *data;
        }
        let data = self.constant_data(format!("name:{name}"), bytes.clone(), 1, Vec::new());
        self.names.insert(bytes, data);
        data
    }

    /// The name of a method in a list of `package`: an unexported one of another package says which.
    fn method_name_data(&mut self, method: ObjectId, package: Option<types::PackageId>) -> Data {
        let object = self.program.object(method);
        let name = object.name.as_str();
        let Some(own) = object.package.filter(|own| !object.is_exported() && Some(*own) != package) else {
            return self.name_data(name, u8::from(object.is_exported()), b"");
        };
        let key = self.method_name(method).into_bytes();
        if let Some(data) = self.names.get(&key) {
            return *data;
        }
        let path = self.name_data(&self.program.package(own).path, 0, b"");
        let plain = self.name_data(name, 0, b"");
        let mut bytes = self.module.data[plain].bytes.clone();
        bytes[0] |= td::NAME_HAS_PKG_PATH;
        let mut record = Record { bytes, relocations: Vec::new() };
        let at = record.grow(1, 4);
        record.data(at, path, 0);
        let data =
            self.constant_data(format!("name:{}", self.method_name(method)), record.bytes, 1, record.relocations);
        self.names.insert(key, data);
        data
    }

    fn describe(&mut self, ty: TypeId, methods: &[TableMethod]) -> Record {
        let program = self.program;
        let layout = self.layout(ty);
        let structure = program.structure(ty).clone();
        let (kind, own_bytes) = kind_of(&structure);
        let mut record = Record::sized(own_bytes);
        let named = program.as_named(ty).map(|n| n.object);
        let is_basic = matches!(program.types[program.unalias(ty)], Type::Basic(_));
        let mut flags = 0;
        if named.is_some() || is_basic {
            flags |= td::TFLAG_NAMED;
        }
        if self.is_direct_interface(ty) {
            flags |= td::TFLAG_DIRECT_IFACE;
        }
        if self.is_regular_memory(ty) {
            flags |= td::TFLAG_REGULAR_MEMORY;
        }
        self.common(&mut record, &layout, kind);
        record.u32(td::HASH, self.type_hash(ty));
        if program.is_comparable(ty) {
            record.u32(td::EQUAL, 1);
        }
        let text = program.runtime_type_string(ty);
        // A pointer without a name is exported as what it points to is.
        let base = program.pointer_base(ty).and_then(|b| program.as_named(b)).map(|n| n.object);
        let exported = named.or(base).is_some_and(|n| program.object(n).is_exported());
        let name = self.name_data(&text, u8::from(exported), b"");
        record.data(td::STR, name, 0);
        self.own_part(&mut record, ty, &structure);
        // Methods that are not exported are told apart by this path: for a pointer it is its base type's.
        let method = methods.first().map(|m| m.object);
        let package = named.or(base).or(method).and_then(|n| program.object(n).package);
        let is_unsafe_pointer = matches!(structure, Type::Basic(BasicKind::UnsafePointer)) && named.is_none();
        let uncommon = (named.is_some() && package.is_some()) || !methods.is_empty() || is_unsafe_pointer;
        let mut uncommon_at = None;
        if uncommon {
            flags |= td::TFLAG_UNCOMMON;
            let at = record.grow(4, td::UNCOMMON_BYTES);
            uncommon_at = Some(at);
            if let Some(package) = package {
                let path = self.name_data(&program.package(package).path, 0, b"");
                record.data(at + td::UNCOMMON_PKG_PATH, path, 0);
            } else if is_unsafe_pointer {
                let path = self.name_data("unsafe", 0, b"");
                record.data(at + td::UNCOMMON_PKG_PATH, path, 0);
            }
        }
        if let Type::Signature(signature) = &structure {
            let types: Vec<TypeId> = signature.params.iter().chain(&signature.results).map(|p| p.ty).collect();
            for ty in types {
                let at = record.grow(8, 8);
                let data = self.descriptor(ty);
                record.data(at, data, 0);
            }
        }
        if let Some(func) = self.embedded_method(ty) {
            record.func(td::FUNC_EMBEDDED_METHOD, func);
        }
        if program.as_signature(ty).is_some()
            && let Some((call, made)) = self.adapters(ty)
        {
            flags |= TFLAG_ADAPTERS;
            let at = record.grow(8, ADAPTER_BYTES);
            record.func(at, call);
            record.func(at + 8, made);
        }
        if let Some(at) = uncommon_at {
            self.method_table(&mut record, at, methods, package);
        }
        record.put(td::TFLAG, &[flags]);
        record
    }

    fn method_table(
        &mut self,
        record: &mut Record,
        uncommon: u32,
        methods: &[TableMethod],
        package: Option<types::PackageId>,
    ) {
        let program = self.program;
        // The runtime and reflection search by name.
        let mut sorted: Vec<&TableMethod> = methods.iter().collect();
        sorted.sort_by_key(|m| (program.object(m.object).name.as_str(), self.method_name(m.object)));
        let start = record.grow(4, td::METHOD_BYTES * methods.len() as u32);
        record.u16(uncommon + td::UNCOMMON_MCOUNT, methods.len() as u16);
        let exported = methods.iter().filter(|m| program.object(m.object).is_exported()).count();
        record.u16(uncommon + td::UNCOMMON_XCOUNT, exported as u16);
        record.u32(uncommon + td::UNCOMMON_MOFF, start - uncommon);
        for (i, method) in sorted.into_iter().enumerate() {
            let at = start + td::METHOD_BYTES * i as u32;
            let name = self.method_name_data(method.object, package);
            let ty = self.method_type(method.signature);
            record.data(at + td::METHOD_NAME, name, 0);
            record.data(at + td::METHOD_TYPE, ty, 0);
            for (offset, func) in [(td::METHOD_IFN, method.func), (td::METHOD_TFN, method.expression.or(method.func))] {
                match func {
                    Some(func) => record.func(at + offset, func),
                    None => record.u32(at + offset, NEVER_CALLED),
                }
            }
        }
    }

    fn common(&mut self, record: &mut Record, layout: &Layout, kind: Kind) {
        record.u64(td::SIZE, u64::from(layout.size));
        let words = layout.pointers.iter().rposition(|p| *p).map_or(0, |i| i as u32 + 1);
        record.u64(td::PTR_BYTES, u64::from(words) * 8);
        record.put(td::ALIGN, &[layout.align.max(1) as u8, layout.align.max(1) as u8]);
        record.put(td::KIND, &[kind as u8]);
        if words > 0 {
            let gc = self.gc_layout(layout.size, &layout.pointers);
            record.data(td::GC_DATA, gc, record::BITMAP);
        }
    }

    fn own_part(&mut self, record: &mut Record, ty: TypeId, structure: &Type) {
        let program = self.program;
        match structure {
            Type::Pointer { base } => {
                let elem = self.descriptor(*base);
                record.data(td::ELEM, elem, 0);
            }
            Type::Slice { elem } => {
                let elem = self.descriptor(*elem);
                record.data(td::ELEM, elem, 0);
            }
            Type::Array { len, elem } => {
                let elem_descriptor = self.descriptor(*elem);
                record.data(td::ELEM, elem_descriptor, 0);
                // Slices of an array that reflection makes have this type.
                let slice = program.types.add(Type::Slice { elem: *elem });
                let slice = self.descriptor(slice);
                record.data(td::ARRAY_SLICE, slice, 0);
                record.u64(td::ARRAY_LEN, len.unwrap_or(0));
            }
            Type::Chan { dir, elem } => {
                let elem = self.descriptor(*elem);
                record.data(td::ELEM, elem, 0);
                record.u64(
                    td::CHAN_DIR,
                    match dir {
                        ChanDir::Receive => 1,
                        ChanDir::Send => 2,
                        ChanDir::Both => 3,
                    },
                );
            }
            Type::Signature(signature) => {
                record.u16(td::FUNC_IN_COUNT, signature.params.len() as u16);
                let dots = if signature.is_variadic { 0x8000 } else { 0 };
                record.u16(td::FUNC_OUT_COUNT, signature.results.len() as u16 | dots);
            }
            Type::Struct(fields) => {
                let layout = self.layout(ty);
                let package = fields.fields.iter().find(|f| !f.name.is_exported()).and_then(|f| f.package);
                if let Some(package) = package {
                    let path = self.name_data(&program.package(package).path, 0, b"");
                    record.data(td::STRUCT_PKG_PATH, path, 0);
                }
                let mut list = Record::sized(td::FIELD_BYTES * fields.fields.len() as u32);
                for (i, field) in fields.fields.iter().enumerate() {
                    let at = td::FIELD_BYTES * i as u32;
                    let flags =
                        u8::from(field.name.is_exported()) | if field.is_embedded { td::NAME_EMBEDDED } else { 0 };
                    let name = self.name_data(field.name.as_str(), flags, &field.tag);
                    let elem = self.descriptor(field.ty);
                    list.data(at + td::FIELD_NAME, name, 0);
                    list.data(at + td::FIELD_TYPE, elem, 0);
                    list.u64(at + td::FIELD_OFFSET, u64::from(layout.fields[i]));
                }
                self.slice_of_records(record, td::STRUCT_FIELDS, list, fields.fields.len(), ty, "fields");
            }
            Type::Interface(_) => {
                let methods = program.interface_methods(ty);
                let hidden = methods.iter().copied().find(|m| !program.object(*m).is_exported());
                let named = program.as_named(ty).map(|n| n.object);
                let package = named.or(hidden).and_then(|o| program.object(o).package);
                if let Some(package) = package {
                    let path = self.name_data(&program.package(package).path, 0, b"");
                    record.data(td::INTERFACE_PKG_PATH, path, 0);
                }
                let mut list = Record::sized(td::IMETHOD_BYTES * methods.len() as u32);
                for (i, method) in methods.iter().enumerate() {
                    let at = td::IMETHOD_BYTES * i as u32;
                    let object = program.object(*method);
                    let name = self.method_name_data(*method, package);
                    let signature = self.method_type(object.ty);
                    list.data(at + td::IMETHOD_NAME, name, 0);
                    list.data(at + td::IMETHOD_TYPE, signature, 0);
                }
                self.slice_of_records(record, td::INTERFACE_METHODS, list, methods.len(), ty, "methods");
            }
            Type::Map { key, elem } => self.map_part(record, *key, *elem),
            _ => {}
        }
    }

    fn slice_of_records(&mut self, record: &mut Record, at: u32, list: Record, count: usize, ty: TypeId, what: &str) {
        if count > 0 {
            let name = format!("{what}:{}", self.program.runtime_type_string(ty));
            // Different types may have the same text.
            let key = format!("{name} {ty}");
            let data = match self.record_lists.get(&key) {
                Some(data) => {
                    let object = &mut self.module.data[*data];
                    object.bytes = list.bytes;
                    object.relocations = list.relocations;
                    *data
                }
                None => {
                    let data = self.constant_data(name, list.bytes, 8, list.relocations);
                    self.record_lists.insert(key, data);
                    data
                }
            };
            record.data(at, data, 0);
        }
        record.u64(at + 8, count as u64);
        record.u64(at + 16, count as u64);
    }

    fn map_part(&mut self, record: &mut Record, key: TypeId, elem: TypeId) {
        let (key_data, elem_data) = (self.descriptor(key), self.descriptor(elem));
        record.data(td::MAP_KEY, key_data, 0);
        record.data(td::MAP_ELEM, elem_data, 0);
        let mut flags = 0;
        let pointer = Layout { size: 8, align: 8, parts: None, pointers: vec![true], fields: Vec::new() };
        let mut stored = |this: &mut Self, ty: TypeId, flag: u32| {
            let layout = this.layout(ty);
            if layout.size > td::MAP_MAX_INLINE_BYTES {
                flags |= flag;
                return pointer.clone();
            }
            (*layout).clone()
        };
        let key_layout = stored(self, key, td::MAP_INDIRECT_KEY);
        let elem_layout = stored(self, elem, td::MAP_INDIRECT_ELEM);
        let slot = Layout::sequence([&key_layout, &elem_layout]);
        let control =
            Layout { size: td::MAP_CONTROL_BYTES, align: 8, parts: None, pointers: Vec::new(), fields: Vec::new() };
        let members = std::iter::once(&control).chain(std::iter::repeat_n(&slot, td::MAP_GROUP_SLOTS as usize));
        let group = Layout::sequence(members);
        let mut group_record = Record::sized(td::TYPE_BYTES);
        self.common(&mut group_record, &group, Kind::Struct);
        let name = format!("group:{key},{elem}");
        let group_data = match self.record_lists.get(&name) {
            Some(data) => *data,
            None => {
                let data = self.constant_data(name.clone(), group_record.bytes, 8, group_record.relocations);
                self.record_lists.insert(name, data);
                data
            }
        };
        if self.needs_key_update(key) {
            flags |= td::MAP_NEED_KEY_UPDATE;
        }
        if !self.program.is_strictly_comparable(key) {
            flags |= td::MAP_HASH_MIGHT_PANIC;
        }
        let elem_offset = u64::from(slot.fields[1]);
        record.data(td::MAP_GROUP, group_data, 0);
        record.u64(td::MAP_GROUP_SIZE, u64::from(group.size));
        record.u64(td::MAP_KEYS_OFF, u64::from(td::MAP_CONTROL_BYTES));
        record.u64(td::MAP_KEY_STRIDE, u64::from(slot.size));
        record.u64(td::MAP_ELEMS_OFF, u64::from(td::MAP_CONTROL_BYTES) + elem_offset);
        record.u64(td::MAP_ELEM_STRIDE, u64::from(slot.size));
        record.u64(td::MAP_ELEM_OFF, elem_offset);
        record.u32(td::MAP_FLAGS, flags);
    }

    fn needs_key_update(&self, ty: TypeId) -> bool {
        match self.program.structure(ty) {
            Type::Basic(kind) => kind.is_float() || kind.is_complex() || kind.is_string(),
            Type::Interface(_) => true,
            Type::Array { elem, .. } => self.needs_key_update(*elem),
            Type::Struct(fields) => fields.fields.iter().any(|f| self.needs_key_update(f.ty)),
            _ => false,
        }
    }

    fn is_regular_memory(&mut self, ty: TypeId) -> bool {
        match self.program.structure(ty).clone() {
            Type::Basic(kind) => !kind.is_float() && !kind.is_complex() && !kind.is_string(),
            Type::Pointer { .. } | Type::Chan { .. } => true,
            Type::Array { elem, .. } => self.is_regular_memory(elem),
            Type::Struct(fields) => {
                // Padding and blank fields do not take part in comparisons.
                let size: u32 = fields.fields.iter().map(|f| self.layout(f.ty).size).sum();
                size == self.layout(ty).size
                    && fields.fields.iter().all(|f| !f.name.is_blank() && self.is_regular_memory(f.ty))
            }
            _ => false,
        }
    }

    /// The package `runtime`, if the program has it.
    fn runtime_package(&self) -> Option<types::PackageId> {
        self.order.iter().copied().find(|package| self.program.package(*package).path == "runtime")
    }

    /// Takes the types of run-time errors from package `runtime`, which declares each as a string or a struct of one.
    fn declared_runtime_error_types(&mut self, package: types::PackageId) {
        let program = self.program;
        let mut table = Record::default();
        for name in error_type::NAMES {
            let plain = name.trim_start_matches('*').trim_start_matches("runtime.");
            let object = program.lookup_in_package(package, source::Symbol::intern(plain));
            let object = object.unwrap_or_else(|| panic!("package runtime does not declare {plain}"));
            let ty = program.object(object).ty;
            let ty = if name.starts_with('*') { program.types.add(Type::Pointer { base: ty }) } else { ty };
            let data = self.descriptor(ty);
            let at = table.grow(8, 8);
            table.data(at, data, 0);
        }
        let data = self.constant_data("runtime.errorTypes".into(), table.bytes, 8, table.relocations);
        self.module.runtime_error_type = Some(data);
    }

    /// Makes the types of the run-time errors that `recover` may return: each is a string that holds the text, or a pointer
    /// to it, with the methods `Error` and, once some interface asks for it, `RuntimeError`.
    fn make_runtime_error_types(&mut self) {
        use ir::{FunctionBuilder, MemKind, Signature, Type as IrType};
        let error = self.program.interface_methods(TypeId::ERROR)[0];
        let mut methods = self.runtime_error_methods.clone();
        if methods.is_empty() {
            let signature = Signature::new([IrType::Ptr], [IrType::Ptr, IrType::I64]);
            let func = self.declare("runtime.errorString.Error".into(), signature.clone());
            let mut b = FunctionBuilder::new(ir::Function::new(signature));
            let data = b.params()[0];
            let (address, len) = (b.load(MemKind::Ptr, data, 0), b.load(MemKind::I64, data, 8));
            b.ret(&[address, len]);
            let body = b.finish();
            self.define(func, body);
            methods.push((error, func));
        }
        if let (Some(method), [_]) = (self.sought_runtime_error, &methods[..]) {
            let signature = Signature::new([IrType::Ptr], []);
            let func = self.declare("runtime.errorString.RuntimeError".into(), signature.clone());
            let mut b = FunctionBuilder::new(ir::Function::new(signature));
            b.ret(&[]);
            let body = b.finish();
            self.define(func, body);
            methods.push((method, func));
        }
        for (method, func) in &methods {
            let class = self.class_of_method(*method, self.program.object(*method).ty);
            self.add_member(class, *func);
        }
        self.runtime_error_methods = methods;
        let mut table = Record::default();
        for name in error_type::NAMES {
            let record = self.runtime_error_type(name);
            let data = match self.record_lists.get(name) {
                Some(data) => {
                    let object = &mut self.module.data[*data];
                    object.size_bytes = record.bytes.len() as u32;
                    object.bytes = record.bytes;
                    object.relocations = record.relocations;
                    *data
                }
                None => {
                    let data = self.constant_data(format!("type:{name}"), record.bytes, 8, record.relocations);
                    self.record_lists.insert(name.to_owned(), data);
                    data
                }
            };
            let at = table.grow(8, 8);
            table.data(at, data, 0);
        }
        if self.module.runtime_error_type.is_none() {
            let data = self.constant_data("runtime.errorTypes".into(), table.bytes, 8, table.relocations);
            self.module.runtime_error_type = Some(data);
        }
    }

    fn runtime_error_type(&mut self, name: &str) -> Record {
        let is_pointer = name.starts_with('*');
        let layout = self.layout(if is_pointer { TypeId::UNSAFE_POINTER } else { TypeId::STRING });
        let mut record = Record::sized(if is_pointer { td::PTR_TYPE_BYTES } else { td::TYPE_BYTES });
        self.common(&mut record, &layout, if is_pointer { Kind::Pointer } else { Kind::String });
        record.u32(td::EQUAL, 1);
        let flags = if is_pointer { td::TFLAG_DIRECT_IFACE | td::TFLAG_REGULAR_MEMORY } else { td::TFLAG_NAMED };
        record.put(td::TFLAG, &[flags | td::TFLAG_UNCOMMON]);
        let text = self.name_data(name, 0, b"");
        record.data(td::STR, text, 0);
        let uncommon = record.grow(4, td::UNCOMMON_BYTES);
        let package = self.name_data("runtime", 0, b"");
        record.data(uncommon + td::UNCOMMON_PKG_PATH, package, 0);
        let methods = self.runtime_error_methods.clone();
        record.u16(uncommon + td::UNCOMMON_MCOUNT, methods.len() as u16);
        record.u16(uncommon + td::UNCOMMON_XCOUNT, methods.len() as u16);
        for (i, (method, func)) in methods.into_iter().enumerate() {
            let at = record.grow(4, td::METHOD_BYTES);
            if i == 0 {
                record.u32(uncommon + td::UNCOMMON_MOFF, at - uncommon);
            }
            let name = self.name_data(self.program.object(method).name.as_str(), 1, b"");
            let ty = self.method_type(self.program.object(method).ty);
            record.data(at + td::METHOD_NAME, name, 0);
            record.data(at + td::METHOD_TYPE, ty, 0);
            record.func(at + td::METHOD_IFN, func);
            record.func(at + td::METHOD_TFN, func);
        }
        record
    }

    /// Makes the function that finds the text of an error or Stringer for a panic message, as far as there are such types.
    fn make_panic_text(&mut self) {
        use ir::{MemKind, Signature, Type as IrType};
        let signature = Signature::new([IrType::Ptr, IrType::Ptr], [IrType::I32, IrType::Ptr, IrType::I64]);
        let declared = self.module.panic_text;
        let func = declared.unwrap_or_else(|| self.declare("runtime.panicText".into(), signature));
        self.module.panic_text = Some(func);
        let program = self.program;
        let main = self.order[self.order.len() - 1];
        let mut methods = Vec::new();
        for (interface, exists) in [TypeId::ERROR, TypeId::STRINGER].into_iter().zip(self.panic_texts) {
            if exists {
                self.seek_methods(interface);
                methods.push((interface, self.method_class(program.interface_methods(interface)[0], interface)));
            }
        }
        let mut this = crate::function::FunctionLowerer::start(self, func, "runtime.panicText".into(), main, 0);
        let params = this.b.params();
        for (interface, (class, offset)) in methods {
            let (yes, no) = (this.b.block(), this.b.block());
            let itab = this.find_itab_or_null(interface, params[0]);
            this.b.branch_ptr(itab, yes, no);
            this.b.switch_to_sealed(yes);
            let index = this.b.load(MemKind::I32, itab, offset);
            let signature = this.lowerer.module.classes[class].signature.clone();
            let text = this.b.call_indirect(class, &signature, index, &[params[1]]);
            let one = this.i32(1);
            this.b.ret(&[one, text[0], text[1]]);
            this.b.switch_to_sealed(no);
        }
        let (zero, null, none) = (this.i32(0), this.null(), this.i64(0));
        this.b.ret(&[zero, null, none]);
        let body = this.take();
        self.define(func, body);
    }
}

fn kind_of(ty: &Type) -> (Kind, u32) {
    match ty {
        Type::Basic(kind) => (
            match kind {
                BasicKind::Bool | BasicKind::UntypedBool => Kind::Bool,
                BasicKind::Int | BasicKind::UntypedInt => Kind::Int,
                BasicKind::Int8 => Kind::Int8,
                BasicKind::Int16 => Kind::Int16,
                BasicKind::Int32 | BasicKind::Rune | BasicKind::UntypedRune => Kind::Int32,
                BasicKind::Int64 => Kind::Int64,
                BasicKind::Uint => Kind::Uint,
                BasicKind::Uint8 | BasicKind::Byte => Kind::Uint8,
                BasicKind::Uint16 => Kind::Uint16,
                BasicKind::Uint32 => Kind::Uint32,
                BasicKind::Uint64 => Kind::Uint64,
                BasicKind::Uintptr => Kind::Uintptr,
                BasicKind::Float32 => Kind::Float32,
                BasicKind::Float64 | BasicKind::UntypedFloat => Kind::Float64,
                BasicKind::Complex64 => Kind::Complex64,
                BasicKind::Complex128 | BasicKind::UntypedComplex => Kind::Complex128,
                BasicKind::String | BasicKind::UntypedString => Kind::String,
                BasicKind::UnsafePointer | BasicKind::UntypedNil => Kind::UnsafePointer,
                BasicKind::Invalid => Kind::Invalid,
            },
            td::TYPE_BYTES,
        ),
        Type::Pointer { .. } => (Kind::Pointer, td::PTR_TYPE_BYTES),
        Type::Array { .. } => (Kind::Array, td::ARRAY_TYPE_BYTES),
        Type::Slice { .. } => (Kind::Slice, td::SLICE_TYPE_BYTES),
        Type::Map { .. } => (Kind::Map, td::MAP_TYPE_BYTES),
        Type::Chan { .. } => (Kind::Chan, td::CHAN_TYPE_BYTES),
        Type::Struct(_) => (Kind::Struct, td::STRUCT_TYPE_BYTES),
        Type::Signature(_) => (Kind::Func, td::FUNC_TYPE_BYTES),
        Type::Interface(_) => (Kind::Interface, td::INTERFACE_TYPE_BYTES),
        other => panic!("{other:?} has no descriptor"),
    }
}

/// The set of types whose descriptors were gone through.
pub(crate) type Described = IndexSet<TypeId>;
