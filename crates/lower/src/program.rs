//! Lowering of a whole program. Owns [`lower`] and [`Lowerer`]: the module under construction, the queue of functions
//! that something refers to, and everything functions share.

use std::collections::VecDeque;
use std::rc::Rc;

use diagnostics::{Code, Sink};
use indexmap::{IndexMap, IndexSet};
use ir::{Class, Data, Func, Function, Linkage, Module, Signature as IrSignature, Type as IrType};
use rustc_hash::FxHashMap;
use source::{SourceMap, Span};
use types::{ExprRef, FuncDeclRef, ObjectId, ObjectKind, PackageId, Program, TypeId};

use crate::closures::Captures;
use crate::function::FunctionLowerer;
use crate::initialization::{InitializerRef, Initializers};
use crate::instances::{Instance, Substitution, TypeArgs};
use crate::linknames::Linknames;
use crate::type_layout::Layout;

/// What kind of module to build.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BuildMode {
    /// A command: `_start` initialises, runs `main` and exits.
    #[default]
    Command,
    /// A reactor: `_initialize` initialises, then the host calls exports.
    Reactor,
}

/// How to lower.
#[derive(Clone, Debug, Default)]
pub struct LowerOptions {
    /// What kind of module to build.
    pub build_mode: BuildMode,
    /// Exports return as soon as their own goroutine has finished.
    pub early_return: bool,
    /// A command for Go's `wasm_exec.js`: the host calls `run`, and then `resume` for each event.
    pub is_scripted: bool,
    /// Package variables, each as `path.name` and `main.name`, and the strings they start with, as `-X` of Go's linker sets them:
    /// variables of strings without an initialiser or with a constant one. Others are left alone.
    pub strings: Vec<(String, String)>,
}

/// A package with its trees.
#[derive(Clone, Debug)]
pub struct PackageSource<'a> {
    /// The checked package.
    pub id: PackageId,
    /// Its files, in the order they were checked in.
    pub files: &'a [ast::File],
    /// The directory in which reports of goroutines say that its files are.
    pub directory: String,
    /// Whether it may call the runtime image by `//go:linkname name gowex.function`.
    pub is_overlaid: bool,
    /// The variables into which `//go:embed` puts files.
    pub embedded: Vec<EmbeddedVariable<'a>>,
}

/// A variable into which `//go:embed` puts files.
#[derive(Clone, Debug)]
pub struct EmbeddedVariable<'a> {
    /// The variable.
    pub object: ObjectId,
    /// Paths and contents of the files; one for a string or a slice of bytes.
    pub files: Vec<(&'a str, &'a [u8])>,
}

/// A function that something refers to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum FuncKey {
    /// A declared function or method, called directly.
    Declared(Instance),
    /// A function literal, called with its closure object; with the type arguments of the function around it.
    Literal(PackageId, ExprRef, TypeArgs),
    /// A declared function as a function value: takes and ignores a closure object.
    Value(Instance),
    /// A method as an interface calls it: method, receiver type, with the data word as the receiver.
    InterfaceEntry(Instance, TypeId, Vec<u32>),
    /// `x.M` as a function value: the closure object holds `x`.
    MethodValue(Instance, TypeId, Vec<u32>),
    /// `T.M` as a function value.
    MethodExpression(Instance, TypeId, Vec<u32>),
}

/// Work for the queue.
pub(crate) enum Job {
    /// The body of a declared function.
    Declared(Instance, Func),
    /// A function literal of a function that was lowered, with what it captures and what replaces type parameters.
    Literal(PackageId, ExprRef, Func, Captures, Substitution),
    /// One of the adapters.
    Adapter(FuncKey, Func),
    /// The initialiser of package variables.
    Initializer(InitializerRef),
}

/// The state of lowering.
pub(crate) struct Lowerer<'a> {
    pub program: &'a Program,
    pub source_map: &'a SourceMap,
    /// Where reports say that a package's files are.
    pub directories: FxHashMap<PackageId, String>,
    pub sources: FxHashMap<PackageId, &'a [ast::File]>,
    /// Packages in order of dependency, the main package last.
    pub order: Vec<PackageId>,
    pub options: LowerOptions,
    pub sink: &'a mut Sink,
    pub module: Module,
    pub layouts: FxHashMap<TypeId, Rc<Layout>>,
    /// Some type is larger than memory.
    pub too_large: bool,
    pub funcs: IndexMap<FuncKey, Func>,
    pub jobs: VecDeque<Job>,
    pub globals: FxHashMap<ObjectId, Data>,
    pub initializers: Initializers,
    pub embedded: FxHashMap<ObjectId, EmbeddedVariable<'a>>,
    pub linknames: Linknames,
    pub strings: FxHashMap<Vec<u8>, Data>,
    pub gc_layouts: FxHashMap<(u32, Vec<bool>), Data>,
    pub closures: FxHashMap<Func, Data>,
    pub classes: IndexMap<String, Class>,
    pub class_members: FxHashMap<Class, IndexSet<Func>>,
    pub descriptors: IndexMap<TypeId, Data>,
    pub itabs: IndexMap<(TypeId, TypeId), Data>,
    pub names: FxHashMap<Vec<u8>, Data>,
    /// Methods that dynamic conversions to interfaces may look for, by name and canonical signature.
    pub sought_methods: IndexSet<String>,
    /// The method `RuntimeError` of an interface, if a dynamic conversion may look for it.
    pub sought_runtime_error: Option<ObjectId>,
    /// Methods of the types of run-time errors.
    pub runtime_error_methods: Vec<(ObjectId, Func)>,
    /// Variables that hold one function literal for good.
    pub known_closures: FxHashMap<(ObjectId, TypeArgs), Func>,
    pub pending_exports: Vec<crate::exports::PendingExport>,
    pub described: crate::descriptors::Described,
    /// Methods of the types in `described`.
    pub candidates: Vec<crate::descriptors::Candidate>,
    /// Classes of methods that something calls through interfaces.
    pub called_methods: IndexSet<Class>,
    /// Entries of itabs for methods that nothing has called so far.
    pub pending_entries: IndexMap<Class, Vec<crate::descriptors::PendingEntry>>,
    pub reflection: crate::reflection::Reflection,
    pub table_methods: FxHashMap<(TypeId, ObjectId), crate::descriptors::TableMethod>,
    /// Lists that descriptors refer to, by name.
    pub record_lists: FxHashMap<String, Data>,
    /// Some `panic` is called, so that messages of errors may be needed.
    pub panics_with_values: bool,
    /// Whether there are types of errors, and Stringers, whose texts such a message may need.
    pub panic_texts: [bool; 2],
    /// Constant values that interfaces hold.
    pub boxes: FxHashMap<String, Data>,
    pub zero: Option<(Data, u32)>,
    /// See `range_functions`.
    pub range_panic: Option<Func>,
    /// See `range_functions`.
    pub deferred_runner: Option<Func>,
    pub complex_division: Option<Func>,
    /// Host functions by object.
    pub imports: FxHashMap<ObjectId, (String, String)>,
    /// Numbers function literals by the function they are in.
    pub literal_counts: FxHashMap<String, u32>,
    pub literal_names: FxHashMap<Func, String>,
    pub literal_captures: FxHashMap<Func, Captures>,
    /// Interned lists of type arguments; the first is empty.
    pub type_args: IndexSet<Vec<TypeId>>,
    pub substitutions: FxHashMap<Instance, Substitution>,
    pub instance_signatures: FxHashMap<Instance, TypeId>,
}

/// Lowers `packages`, whose files are in `source_map`, given in order of dependency with the main package last, to a module.
///
/// Returns `None` if something is not supported; the sink says what.
///
/// # Panics
/// If a package has errors.
pub fn lower<'a>(
    program: &'a Program,
    source_map: &'a SourceMap,
    packages: &[PackageSource<'a>],
    options: &LowerOptions,
    sink: &'a mut Sink,
) -> Option<Module> {
    let mut imports = FxHashMap::default();
    for package in packages {
        for import in &program.package(package.id).info.wasm_imports {
            imports.insert(import.func, (import.module.to_string(), import.name.to_string()));
        }
    }
    let sources: FxHashMap<PackageId, &[ast::File]> = packages.iter().map(|p| (p.id, p.files)).collect();
    let order: Vec<PackageId> = packages.iter().map(|p| p.id).collect();
    let has_body = |object: ObjectId| match &program.object(object).kind {
        ObjectKind::Func(func) => func.decl.is_some_and(|decl| declaration(&sources, decl).body.is_some()),
        _ => false,
    };
    let overlaid = packages.iter().filter(|p| p.is_overlaid).map(|p| p.id).collect();
    let linknames = Linknames::compute(program, &order, &overlaid, has_body);
    let lowerer = Lowerer {
        program,
        source_map,
        directories: packages.iter().map(|p| (p.id, p.directory.clone())).collect(),
        sources,
        linknames,
        order,
        options: options.clone(),
        sink,
        module: Module::new(),
        layouts: FxHashMap::default(),
        too_large: false,
        funcs: IndexMap::new(),
        jobs: VecDeque::new(),
        globals: FxHashMap::default(),
        initializers: Initializers::default(),
        embedded: packages.iter().flat_map(|p| &p.embedded).map(|e| (e.object, e.clone())).collect(),
        strings: FxHashMap::default(),
        gc_layouts: FxHashMap::default(),
        closures: FxHashMap::default(),
        classes: IndexMap::new(),
        class_members: FxHashMap::default(),
        descriptors: IndexMap::new(),
        itabs: IndexMap::new(),
        names: FxHashMap::default(),
        sought_methods: IndexSet::new(),
        sought_runtime_error: None,
        runtime_error_methods: Vec::new(),
        known_closures: FxHashMap::default(),
        pending_exports: Vec::new(),
        described: Default::default(),
        candidates: Vec::new(),
        called_methods: IndexSet::new(),
        pending_entries: IndexMap::new(),
        reflection: Default::default(),
        table_methods: FxHashMap::default(),
        record_lists: FxHashMap::default(),
        panics_with_values: false,
        panic_texts: [false; 2],
        boxes: FxHashMap::default(),
        zero: None,
        range_panic: None,
        deferred_runner: None,
        complex_division: None,
        imports,
        literal_counts: FxHashMap::default(),
        literal_names: FxHashMap::default(),
        literal_captures: FxHashMap::default(),
        type_args: IndexSet::from([Vec::new()]),
        substitutions: FxHashMap::default(),
        instance_signatures: FxHashMap::default(),
    };
    lowerer.run()
}

fn declaration<'a>(sources: &FxHashMap<PackageId, &'a [ast::File]>, decl: FuncDeclRef) -> &'a ast::FuncDecl {
    match &sources[&decl.package][decl.file as usize].decls[decl.decl as usize] {
        ast::Decl::Func(func) => func,
        other => panic!("{decl:?} is no function but {other:?}"),
    }
}

impl<'a> Lowerer<'a> {
    fn run(mut self) -> Option<Module> {
        let errors = self.sink.len();
        let init = self.declare_initializer();
        self.entry_points(init);
        loop {
            while let Some(job) = self.jobs.pop_front() {
                self.job(job);
            }
            // Descriptors may need methods that nothing called so far, which may need more descriptors.
            if !self.complete_descriptors() && self.jobs.is_empty() {
                break;
            }
        }
        if self.too_large {
            let span = self.sources[self.order.last()?][0].span;
            self.sink.error(Code::Unsupported, span, "a type of the program is larger than the address space");
        }
        if self.sink.len() > errors {
            return None;
        }
        self.finish_initializer(init);
        self.finish_descriptors();
        for (class, members) in std::mem::take(&mut self.class_members) {
            let mut members: Vec<Func> = members.into_iter().collect();
            members.sort_unstable();
            self.module.classes[class].members = members;
        }
        self.finish_exports();
        crate::defer_recover::force_frames(&mut self.module);
        Some(self.module)
    }

    fn job(&mut self, job: Job) {
        match job {
            Job::Declared(instance, func) => self.lower_declared(instance, func),
            Job::Literal(package, literal, func, captures, substitution) => {
                self.lower_literal(package, literal, func, captures, substitution);
            }
            Job::Adapter(key, func) => self.lower_adapter(&key, func),
            Job::Initializer(initializer) => self.lower_initializer(initializer),
        }
    }

    /// Reports a construct that is not supported yet.
    pub fn unsupported(&mut self, span: Span, what: &str) {
        self.sink.error(Code::Unsupported, span, format!("gowex does not support {what} yet"));
    }

    /// The file `file` of `package`.
    pub fn file(&self, package: PackageId, file: u32) -> &'a ast::File {
        &self.sources[&package][file as usize]
    }

    /// The declaration of a function.
    pub fn declaration(&self, decl: FuncDeclRef) -> &'a ast::FuncDecl {
        declaration(&self.sources, decl)
    }

    /// The name of a function for people: `pkg.F`, `pkg.T.M`, `pkg.(*T).M`, with type arguments `pkg.F[int]` and
    /// `pkg.(*T[int]).M[string]`.
    pub fn func_name(&self, instance: Instance) -> String {
        let data = self.program.object(instance.object);
        let args: Vec<String> =
            self.args_of(instance.args).iter().map(|ty| self.program.runtime_type_string(*ty)).collect();
        let receiver_args = match self.program.as_signature(data.ty) {
            Some(signature) => signature.recv_type_params.len().min(args.len()),
            None => 0,
        };
        let list = |args: &[String]| if args.is_empty() { String::new() } else { format!("[{}]", args.join(",")) };
        let (receiver_args, args) = (list(&args[..receiver_args]), list(&args[receiver_args..]));
        let package = data.package.map_or(String::new(), |p| format!("{}.", self.program.package(p).path));
        let ObjectKind::Func(func) = &data.kind else { return format!("{package}{}", data.name) };
        match func.receiver_base {
            Some(base) => {
                let name = self.program.as_named(base).map(|n| self.program.object(n.object).name.to_string());
                let name = format!("{}{receiver_args}", name.unwrap_or_default());
                let name = if func.has_pointer_receiver { format!("(*{name})") } else { name };
                format!("{package}{name}.{}{args}", data.name)
            }
            None => format!("{package}{}{args}", data.name),
        }
    }

    /// The function behind `key`, declared and queued on first use.
    pub fn func(&mut self, key: FuncKey) -> Func {
        if let Some(func) = self.funcs.get(&key) {
            return *func;
        }
        let (name, signature) = self.adapter_signature(&key);
        let linkage = match &key {
            FuncKey::Declared(instance) => self
                .imports
                .get(&instance.object)
                .map(|(module, name)| Linkage::Import { module: module.clone(), name: name.clone() }),
            _ => None,
        };
        let is_import = linkage.is_some();
        let placeholder = Linkage::Defined(Box::new(Function::new(signature.clone())));
        let func = self.module.declare(name, signature, linkage.unwrap_or(placeholder));
        self.funcs.insert(key.clone(), func);
        if !is_import {
            self.jobs.push_back(match key {
                FuncKey::Declared(instance) => Job::Declared(instance, func),
                key => Job::Adapter(key, func),
            });
        }
        func
    }

    /// Declares a function of the compiler's own making; its body must follow.
    pub fn declare(&mut self, name: String, signature: IrSignature) -> Func {
        let body = Linkage::Defined(Box::new(Function::new(signature.clone())));
        self.module.declare(name, signature, body)
    }

    /// Gives `func` its body.
    pub fn define(&mut self, func: Func, body: Function) {
        self.module.funcs[func].linkage = Linkage::Defined(Box::new(body));
    }

    /// The class of indirect calls named `name`.
    pub fn class(&mut self, name: &str, signature: &IrSignature) -> Class {
        if let Some(class) = self.classes.get(name) {
            return *class;
        }
        let callee = ir::Callee { name: name.to_owned(), signature: signature.clone(), members: Vec::new() };
        let class = self.module.classes.push(callee);
        self.classes.insert(name.to_owned(), class);
        class
    }

    /// Says that calls of `class` may reach `func`.
    pub fn add_member(&mut self, class: Class, func: Func) {
        self.class_members.entry(class).or_default().insert(func);
    }

    /// The class of calls through function values of a Go signature.
    pub fn closure_class(&mut self, signature: TypeId) -> Class {
        let program = self.program;
        let go = program.as_signature(signature).unwrap_or_else(|| panic!("{signature} is no signature"));
        let name = self.signature_key(go);
        let mut ir = self.ir_signature(go, None);
        ir.params.push(IrType::Ptr);
        self.class(&format!("func{name}"), &ir)
    }

    /// A text that is equal for identical signatures only: parameters and results by canonical type.
    pub fn signature_key(&self, signature: &types::Signature) -> String {
        let list = |params: &[types::Param]| {
            params.iter().map(|p| self.program.canonical(p.ty).to_string()).collect::<Vec<_>>().join(",")
        };
        let dots = if signature.is_variadic { "..." } else { "" };
        format!("({}{dots})({})", list(&signature.params), list(&signature.results))
    }

    /// The IR signature of a Go signature: addresses for results that live in memory, the receiver, the parameters.
    pub fn ir_signature(&mut self, signature: &types::Signature, receiver: Option<&[IrType]>) -> IrSignature {
        let mut params = Vec::new();
        let mut results = Vec::new();
        for result in &signature.results {
            let layout = self.layout(result.ty);
            if layout.is_memory() {
                params.push(IrType::Ptr);
            } else {
                results.extend(layout.ir_types());
            }
        }
        params.extend_from_slice(receiver.unwrap_or_default());
        for param in &signature.params {
            params.extend(self.layout(param.ty).ir_types());
        }
        IrSignature { params, results }
    }

    fn lower_declared(&mut self, instance: Instance, func: Func) {
        let object = instance.object;
        let ObjectKind::Func(go) = self.program.object(object).kind else { panic!("{object} is no function") };
        let decl_ref = go.decl.unwrap_or_else(|| panic!("{object} has no declaration"));
        let decl = self.declaration(decl_ref);
        let Some(body) = &decl.body else {
            if self.lower_linked(instance, func) {
                return;
            }
            let span = self.program.object(object).span.unwrap_or(decl.span);
            let what = format!("functions without a body that nothing provides, such as {}", self.func_name(instance));
            self.unsupported(span, &what);
            return;
        };
        if !self.check_instance(instance) {
            return;
        }
        self.module.funcs[func].no_inline = decl.directives.iter().any(|directive| directive.name() == "go:noinline");
        let name = self.func_name(instance);
        let signature = self.instance_signature(instance);
        let substitution = self.substitution(instance);
        let mut lowerer = FunctionLowerer::start(self, func, name, decl_ref.package, decl_ref.file);
        lowerer.substitution = substitution;
        lowerer.locate_start(func, decl.pos);
        let function = lowerer.body(signature, body, None);
        self.define(func, function);
    }
}
