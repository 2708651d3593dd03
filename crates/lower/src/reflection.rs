//! What package `reflect` needs the compiler for. Owns [`Reflection`], the functions `gowex.compiler.*` that the overlay
//! links to, the list of descriptors by name, and the adapters behind descriptors of function types.
//!
//! A program that does not reach a function has nothing of what it stands for.

use abi::type_descriptor as td;
use indexmap::{IndexMap, IndexSet};
use ir::{Data, DataObject, Func, MemKind, Opcode, Relocation, RelocationTarget, Signature, Type as IrType, Value};
use types::{ObjectId, Type, TypeId};

use crate::function::FunctionLowerer;
use crate::instances::Instance;
use crate::program::{FuncKey, Lowerer};

/// What reflection asks for.
#[derive(Debug, Default)]
pub(crate) struct Reflection {
    /// The list of descriptors of types without a name.
    type_links: Option<Data>,
    /// Functions are called or made at run time.
    adapts_functions: bool,
    /// Any exported method may be called.
    pub lists_methods: bool,
    /// For each function type: what calls a function of the type, and the code of functions made at run time.
    adapters: IndexMap<TypeId, (Func, Func)>,
    /// Structs made at run time may have methods of interfaces embedded in them.
    embeds_interfaces: bool,
    /// For each type of a method of an interface: what such methods do.
    embedded_methods: IndexMap<TypeId, Func>,
    /// The table of function types whose values may be finalizers.
    finalizers: Option<Data>,
    /// For each such type what calls a function of it.
    finalizer_adapters: IndexMap<TypeId, Func>,
    /// Types whose values may be in interfaces, and those they are made of.
    reflected: IndexSet<TypeId>,
    /// How many of them were gone through.
    seen: usize,
    /// How many of them were given descriptors of pointers to them.
    pointed_to: usize,
}

impl Reflection {
    /// Whether types are searched by their text, among them pointers to a type.
    pub fn searches_types(&self) -> bool {
        self.type_links.is_some()
    }
}

impl Lowerer<'_> {
    /// Makes `func` what the compiler has for `gowex.compiler.name`; `false` if there is nothing of that name and signature.
    pub(crate) fn lower_compiler_function(&mut self, instance: Instance, func: Func, name: &str) -> bool {
        let results: &[IrType] = match name {
            "type_links" | "finalizer_adapters" => &[IrType::Ptr],
            _ => &[],
        };
        if self.module.funcs[func].signature != Signature::new([], results) {
            return false;
        }
        match name {
            "type_links" => {
                let links = self.empty_list("reflect.typeLinks");
                self.reflection.type_links = Some(links);
                self.define_forwarding(instance, func, |this, _| vec![this.b.data_addr(links, 0)]);
            }
            "finalizer_adapters" => {
                let list = self.empty_list("runtime.finalizerAdapters");
                self.reflection.finalizers = Some(list);
                self.define_forwarding(instance, func, |this, _| vec![this.b.data_addr(list, 0)]);
            }
            "function_adapters" => {
                self.reflection.adapts_functions = true;
                self.define_forwarding(instance, func, |_, _| Vec::new());
            }
            "list_methods" => {
                self.reflection.lists_methods = true;
                self.define_forwarding(instance, func, |_, _| Vec::new());
            }
            "embedded_methods" => {
                self.reflection.embeds_interfaces = true;
                self.define_forwarding(instance, func, |_, _| Vec::new());
            }
            _ => return false,
        }
        true
    }

    /// A list, a number and as many entries, that is filled at the end.
    fn empty_list(&mut self, name: &str) -> Data {
        self.module.data.push(DataObject {
            name: name.into(),
            size_bytes: 8,
            align: 8,
            bytes: vec![0; 8],
            relocations: Vec::new(),
            pointers: Vec::new(),
            mutable: false,
        })
    }

    /// Makes what calls finalizers of the types that have descriptors by now; whether that was something new.
    pub(crate) fn complete_finalizers(&mut self) -> bool {
        if self.reflection.finalizers.is_none() {
            return false;
        }
        let program = self.program;
        let before = self.reflection.finalizer_adapters.len();
        for at in 0..self.described.len() {
            let ty = self.described[at];
            let Some(go) = program.as_signature(ty) else { continue };
            let is_finalizer = match &go.params[..] {
                [param] if !go.is_variadic => {
                    matches!(program.structure(param.ty), Type::Pointer { .. }) || program.is_interface(param.ty)
                }
                _ => false,
            };
            if is_finalizer && !self.reflection.finalizer_adapters.contains_key(&ty) {
                if program.is_interface(go.params[0].ty) {
                    self.seek_methods(go.params[0].ty);
                }
                let adapter = self.finalizer_adapter(ty);
                self.reflection.finalizer_adapters.insert(ty, adapter);
            }
        }
        before != self.reflection.finalizer_adapters.len()
    }

    /// The function, of type `runtime.finalizerAdapter`, that calls a function of type `ty` with an argument in memory and
    /// drops its results.
    fn finalizer_adapter(&mut self, ty: TypeId) -> Func {
        let program = self.program;
        let shape = program.underlying(program.object(self.overlay_object("runtime", "finalizerAdapter")).ty);
        let own = program.as_signature(shape).unwrap_or_else(|| panic!("runtime.finalizerAdapter is no function type"));
        let mut signature = self.ir_signature(own, None);
        signature.params.push(IrType::Ptr);
        let name = format!("{}-finalize", program.runtime_type_string(ty));
        let func = self.declare(name.clone(), signature);
        let class = self.closure_class(shape);
        self.add_member(class, func);
        let go = program.as_signature(ty).cloned().unwrap_or_else(|| panic!("{ty} is no signature"));
        let class = self.closure_class(ty);
        let main = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, name, main, 0);
        let params = this.b.params();
        let (closure, argument) = (params[1], params[2]);
        let code = this.b.unary_to(Opcode::Wrap, params[0]);
        let mut given = Vec::new();
        for result in &go.results {
            if this.layout(result.ty).is_memory() {
                given.push(this.allocate(result.ty));
            }
        }
        given.extend(this.load(argument, 0, go.params[0].ty));
        given.push(closure);
        let signature = this.lowerer.module.classes[class].signature.clone();
        this.b.call_indirect(class, &signature, code, &given);
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        func
    }

    /// Fills the table of function types whose values may be finalizers.
    pub(crate) fn finish_finalizers(&mut self) {
        let Some(table) = self.reflection.finalizers else { return };
        let adapters: Vec<(TypeId, Func)> = self.reflection.finalizer_adapters.iter().map(|(t, f)| (*t, *f)).collect();
        let mut relocations = Vec::new();
        for (i, (ty, func)) in adapters.iter().enumerate() {
            let (descriptor, closure) = (self.descriptor(*ty), self.static_closure(*func));
            let at = 8 + 16 * i as u32;
            relocations.push(Relocation { offset: at, target: RelocationTarget::Data(descriptor, 0) });
            relocations.push(Relocation { offset: at + 8, target: RelocationTarget::Data(closure, 0) });
        }
        let object = &mut self.module.data[table];
        object.bytes = (adapters.len() as u64).to_le_bytes().to_vec();
        object.bytes.resize(8 + 16 * adapters.len(), 0);
        object.size_bytes = object.bytes.len() as u32;
        object.relocations = relocations;
    }

    /// Says that values of a type may be in interfaces, where reflection finds them.
    pub(crate) fn reflect_on(&mut self, ty: TypeId) {
        let ty = self.program.canonical(ty);
        self.reflection.reflected.insert(ty);
    }

    /// Seeks the methods of interface types that reflection may meet, and makes the adapters that are due; whether that
    /// was something new.
    pub(crate) fn complete_reflection(&mut self) -> bool {
        let program = self.program;
        let is_reflective = |path: &str| path == "reflect" || path == "internal/reflectlite";
        if !self.order.iter().any(|package| is_reflective(&program.package(*package).path)) {
            return false;
        }
        let reflection = &self.reflection;
        let before =
            (reflection.seen, reflection.pointed_to, reflection.adapters.len(), reflection.embedded_methods.len());
        while let Some(ty) = self.reflection.reflected.get_index(self.reflection.seen).copied() {
            self.reflection.seen += 1;
            if program.is_interface(ty) {
                self.seek_methods(ty);
            }
            for part in parts(program.structure(ty)) {
                self.reflect_on(part);
            }
        }
        // A pointer to a type that may have methods is found, not made: only the compiler's has them.
        while self.reflection.searches_types()
            && let Some(ty) = self.reflection.reflected.get_index(self.reflection.pointed_to).copied()
        {
            self.reflection.pointed_to += 1;
            let embeds = matches!(program.structure(ty), Type::Struct(s) if s.fields.iter().any(|f| f.is_embedded));
            if embeds || (program.as_named(ty).is_some() && !program.is_interface(ty)) {
                let pointer = program.types.add(Type::Pointer { base: ty });
                self.descriptor(pointer);
            }
        }
        if self.reflection.adapts_functions {
            for at in 0..self.described.len() {
                let ty = self.described[at];
                if program.as_signature(ty).is_some() {
                    self.adapters(ty);
                }
            }
        }
        if self.reflection.embeds_interfaces {
            for at in 0..self.described.len() {
                let ty = self.described[at];
                if program.is_interface(ty) {
                    for method in program.interface_methods(ty) {
                        self.make_embedded_method(method);
                    }
                }
            }
        }
        let reflection = &self.reflection;
        before != (reflection.seen, reflection.pointed_to, reflection.adapters.len(), reflection.embedded_methods.len())
    }

    /// What methods of type `ty` do that made structs take from interfaces embedded in them.
    pub(crate) fn embedded_method(&self, ty: TypeId) -> Option<Func> {
        self.reflection.embedded_methods.get(&ty).copied()
    }

    /// Makes what calls of `method`, an interface's, run for a made struct that embeds the interface: a panic.
    fn make_embedded_method(&mut self, method: ObjectId) {
        let program = self.program;
        let ty = program.canonical(program.object(method).ty);
        let func = match self.reflection.embedded_methods.get(&ty) {
            Some(func) => *func,
            None => {
                let go = program.as_signature(ty).cloned().unwrap_or_else(|| panic!("{method} has no signature"));
                let signature = self.ir_signature(&go, Some(&[IrType::Ptr]));
                let name = format!("{}-embedded", program.runtime_type_string(ty));
                let func = self.declare(name.clone(), signature);
                self.reflection.embedded_methods.insert(ty, func);
                let callee = self.func(FuncKey::Declared(self.reflect_object("callEmbedded").into()));
                let main = self.order[self.order.len() - 1];
                let mut this = FunctionLowerer::start(self, func, name, main, 0);
                let signature = this.lowerer.module.funcs[callee].signature.clone();
                this.b.call(callee, &signature, &[]);
                this.b.unreachable();
                let body = this.take();
                self.define(func, body);
                func
            }
        };
        let class = self.class_of_method(method, ty);
        self.add_member(class, func);
    }

    /// The adapters of a function type, if reflection calls functions.
    pub(crate) fn adapters(&mut self, ty: TypeId) -> Option<(Func, Func)> {
        if !self.reflection.adapts_functions {
            return None;
        }
        if let Some(adapters) = self.reflection.adapters.get(&ty) {
            return Some(*adapters);
        }
        let adapters = (self.call_adapter(ty), self.made_code(ty));
        self.reflection.adapters.insert(ty, adapters);
        Some(adapters)
    }

    /// An object that the overlay declares in package `reflect`.
    fn reflect_object(&self, name: &str) -> ObjectId {
        self.overlay_object("reflect", name)
    }

    /// An object that the overlay declares in a package.
    fn overlay_object(&self, path: &str, name: &str) -> ObjectId {
        let program = self.program;
        let package = self.order.iter().find(|package| program.package(**package).path == path);
        let object = package.and_then(|p| program.lookup_in_package(*p, source::Symbol::intern(name)));
        object.unwrap_or_else(|| panic!("package {path} does not declare {name}"))
    }

    /// The class of methods of a signature that reflection may call, whatever their names.
    pub(crate) fn reflected_methods(&mut self, signature: TypeId) -> ir::Class {
        let go = self.program.as_signature(signature).unwrap_or_else(|| panic!("{signature} is no signature"));
        let name = format!("reflected{}", self.signature_key(go));
        let signature = self.ir_signature(go, Some(&[IrType::Ptr]));
        self.class(&name, &signature)
    }

    /// The function that calls functions of type `ty` with arguments in memory.
    fn call_adapter(&mut self, ty: TypeId) -> Func {
        let program = self.program;
        let shape = program.object(self.reflect_object("adapter")).ty;
        let shape = program.underlying(shape);
        let own = program.as_signature(shape).unwrap_or_else(|| panic!("reflect.adapter is no function type"));
        let mut signature = self.ir_signature(own, None);
        signature.params.push(IrType::Ptr);
        let name = format!("{}-call", program.runtime_type_string(ty));
        let func = self.declare(name.clone(), signature);
        let class = self.closure_class(shape);
        self.add_member(class, func);
        let go = program.as_signature(ty).cloned().unwrap_or_else(|| panic!("{ty} is no signature"));
        let (closures, methods) = (self.closure_class(ty), self.reflected_methods(ty));
        let main = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, name, main, 0);
        let params = this.b.params();
        let (context, args, results, is_method) = (params[1], params[2], params[3], params[4]);
        let code = this.b.unary_to(Opcode::Wrap, params[0]);
        let (method, closure) = (this.b.block(), this.b.block());
        this.b.branch(is_method, method, closure);
        for (block, class, is_method) in [(method, methods, true), (closure, closures, false)] {
            this.b.switch_to_sealed(block);
            this.call_from_memory(class, &go, [code, context, args, results], is_method);
        }
        let body = this.take();
        self.define(func, body);
        func
    }

    /// The code of functions of type `ty` that are made at run time.
    fn made_code(&mut self, ty: TypeId) -> Func {
        let program = self.program;
        let go = program.as_signature(ty).cloned().unwrap_or_else(|| panic!("{ty} is no signature"));
        let mut signature = self.ir_signature(&go, None);
        signature.params.push(IrType::Ptr);
        let name = format!("{}-made", program.runtime_type_string(ty));
        let func = self.declare(name.clone(), signature);
        let class = self.closure_class(ty);
        self.add_member(class, func);
        let callee = self.func(FuncKey::Declared(self.reflect_object("callMade").into()));
        let main = self.order[self.order.len() - 1];
        let mut this = FunctionLowerer::start(self, func, name, main, 0);
        let mut params = this.b.params().into_iter();
        let mut outs = Vec::new();
        for result in &go.results {
            let is_memory = this.layout(result.ty).is_memory();
            outs.push(if is_memory { params.next() } else { None });
        }
        let params: Vec<Value> = params.collect();
        let (params, closure) = (&params[..params.len() - 1], params[params.len() - 1]);
        let args = this.array_of_pointers(go.params.len());
        let mut at = 0;
        for (i, param) in go.params.iter().enumerate() {
            let count = this.layout(param.ty).ir_types().len();
            let object = this.allocate(param.ty);
            this.store(object, 0, param.ty, &params[at..at + count]);
            this.b.store(MemKind::Ptr, args, 8 * i as u32, object);
            at += count;
        }
        let results = this.array_of_pointers(go.results.len());
        let mut objects = Vec::new();
        for (i, result) in go.results.iter().enumerate() {
            let object = this.allocate(result.ty);
            this.b.store(MemKind::Ptr, results, 8 * i as u32, object);
            objects.push(object);
        }
        let signature = this.lowerer.module.funcs[callee].signature.clone();
        this.b.call(callee, &signature, &[closure, args, results]);
        let mut flat = Vec::new();
        for ((result, object), out) in go.results.iter().zip(objects).zip(outs) {
            let value = this.load(object, 0, result.ty);
            match out {
                Some(out) => this.store(out, 0, result.ty, &value),
                None => flat.extend(value),
            }
        }
        this.b.ret(&flat);
        let body = this.take();
        self.define(func, body);
        func
    }

    /// Fills the list of descriptors of types without a name, in order of their text, as package `reflect` searches it.
    pub(crate) fn finish_type_links(&mut self) {
        let Some(links) = self.reflection.type_links else { return };
        let program = self.program;
        let is_listed = |ty: &TypeId| {
            let is_composite = matches!(
                program.structure(*ty),
                Type::Pointer { .. }
                    | Type::Chan { .. }
                    | Type::Map { .. }
                    | Type::Slice { .. }
                    | Type::Array { .. }
                    | Type::Signature(_)
                    | Type::Struct(_)
            );
            is_composite && program.as_named(*ty).is_none()
        };
        let listed = self.descriptors.iter().filter(|(ty, _)| is_listed(ty));
        let mut listed: Vec<(String, Data)> =
            listed.map(|(ty, data)| (program.runtime_type_string(*ty), *data)).collect();
        listed.sort();
        let object = &mut self.module.data[links];
        object.bytes = (listed.len() as u64).to_le_bytes().to_vec();
        object.bytes.resize(8 + 8 * listed.len(), 0);
        object.size_bytes = object.bytes.len() as u32;
        let at = |i: usize| 8 + 8 * i as u32;
        let target = |data: Data| RelocationTarget::Data(data, 0);
        let relocations = listed.iter().enumerate();
        object.relocations =
            relocations.map(|(i, (_, data))| Relocation { offset: at(i), target: target(*data) }).collect();
    }
}

impl FunctionLowerer<'_, '_> {
    /// A heap object of `count` pointers, at least one.
    fn array_of_pointers(&mut self, count: usize) -> Value {
        let len = Some(count.max(1) as u64);
        let ty = self.lowerer.program.types.add(Type::Array { len, elem: TypeId::UNSAFE_POINTER });
        self.allocate(ty)
    }

    /// Calls a function of `class` with arguments whose addresses are in an array, stores the results at the addresses
    /// in another, and returns.
    fn call_from_memory(
        &mut self,
        class: ir::Class,
        go: &types::Signature,
        [code, context, args, results]: [Value; 4],
        is_method: bool,
    ) {
        let mut given = Vec::new();
        let mut places = Vec::new();
        for (i, result) in go.results.iter().enumerate() {
            let place = self.b.load(MemKind::Ptr, results, 8 * i as u32);
            if self.layout(result.ty).is_memory() {
                given.push(place);
            } else {
                places.push((place, result.ty));
            }
        }
        if is_method {
            given.push(context);
        }
        for (i, param) in go.params.iter().enumerate() {
            let place = self.b.load(MemKind::Ptr, args, 8 * i as u32);
            given.extend(self.load(place, 0, param.ty));
        }
        if !is_method {
            given.push(context);
        }
        let signature = self.lowerer.module.classes[class].signature.clone();
        let values = self.b.call_indirect(class, &signature, code, &given);
        let mut at = 0;
        for (place, ty) in places {
            let count = self.layout(ty).parts().len();
            self.store(place, 0, ty, &values[at..at + count]);
            at += count;
        }
        self.b.ret(&[]);
    }
}

/// The types that a type is made of.
fn parts(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Pointer { base: elem } | Type::Slice { elem } | Type::Array { elem, .. } | Type::Chan { elem, .. } => {
            vec![*elem]
        }
        Type::Map { key, elem } => vec![*key, *elem],
        Type::Struct(fields) => fields.fields.iter().map(|field| field.ty).collect(),
        Type::Signature(signature) => signature.params.iter().chain(&signature.results).map(|p| p.ty).collect(),
        _ => Vec::new(),
    }
}

/// Bytes behind the descriptor of a function type that has adapters: the closure object of one, the index of the other.
pub(crate) const ADAPTER_BYTES: u32 = 16;

/// The flag of function types that have adapters; `internal/abi` leaves it free.
pub(crate) const TFLAG_ADAPTERS: u8 = td::TFLAG_DIRECT_IFACE << 1;
