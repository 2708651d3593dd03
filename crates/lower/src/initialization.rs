//! Package initialisation (Go specification, "Package initialization"). Owns which initialisers a program needs, and the
//! function that `_start` or `_initialize` runs them with.
//!
//! The variables of an initialiser without effects (`effects`) are initialised only if something refers to them: the first
//! reference queues the initialiser, whose own references may queue others.

use std::collections::hash_map::Entry;

use constant::{ByteString, Value as Constant};
use ir::{Func, MemKind, Relocation, RelocationTarget, Signature as IrSignature, Type as IrType};
use rustc_hash::FxHashMap;
use source::Symbol;
use types::{Initializer, Mode, ObjectId, ObjectKind, PackageId, Program, TypeId};

use crate::function::FunctionLowerer;
use crate::program::{FuncKey, Job, Lowerer};

/// A package and the index of an initialiser in its order.
pub(crate) type InitializerRef = (PackageId, usize);

/// What is known about the initialisers of a program.
#[derive(Default)]
pub(crate) struct Initializers {
    /// The initialiser of each variable that has one.
    by_variable: FxHashMap<ObjectId, InitializerRef>,
    /// Those that are queued or lowered, with the function that must run, if any.
    needed: FxHashMap<InitializerRef, Option<Func>>,
}

/// The package variable that a setting of `-X` is for: `name` is `path.name`, or `main.name` for `main`, the program's main package.
pub fn string_variable(program: &Program, packages: &[PackageId], main: PackageId, name: &str) -> Option<ObjectId> {
    let (path, variable) = name.rsplit_once('.')?;
    let is_named = |package: &&PackageId| match path {
        "main" => **package == main,
        path => program.package(**package).path == path,
    };
    let object = program.lookup_in_package(*packages.iter().find(is_named)?, Symbol::intern(variable))?;
    matches!(program.object(object).kind, ObjectKind::Var(..)).then_some(object)
}

impl Lowerer<'_> {
    /// Declares the function that initialises all packages, a closure body of type `func()`, and queues the initialisers
    /// that have effects. [`finish_initializer`](Self::finish_initializer) gives it its body.
    pub(crate) fn declare_initializer(&mut self) -> Func {
        let program = self.program;
        let func = self.declare("init".into(), IrSignature::new([IrType::Ptr], []));
        self.module.initializer = Some(func);
        for package in self.order.clone() {
            for (index, initializer) in program.package(package).info.init_order.iter().enumerate() {
                for object in &initializer.lhs {
                    self.initializers.by_variable.insert(*object, (package, index));
                }
                if !self.has_no_effect(package, initializer.rhs) {
                    self.need_initializer((package, index));
                }
            }
            for init in self.init_functions(package) {
                self.func(FuncKey::Declared(init.into()));
            }
        }
        self.set_strings();
        func
    }

    /// Gives variables the strings that the options have for them, in place of their initialisers.
    fn set_strings(&mut self) {
        let program = self.program;
        let main = self.order[self.order.len() - 1];
        for (name, text) in self.options.strings.clone() {
            let Some(object) = string_variable(program, &self.order, main, &name) else { continue };
            if program.object(object).ty != TypeId::STRING {
                continue;
            }
            if let Some(&initializer) = self.initializers.by_variable.get(&object) {
                let (package, index) = initializer;
                let info = &program.package(package).info;
                let rhs = info.init_order[index].rhs;
                if !matches!(info.type_and_value(rhs.file, rhs.expr).mode, Mode::Constant(_)) {
                    continue;
                }
                self.initializers.needed.insert(initializer, None);
            }
            self.write_constant(
                object,
                &Constant::String(ByteString::new(text.into_bytes())),
                program.object(object).ty,
            );
        }
    }

    /// Queues the initialiser of a variable that something refers to.
    pub(crate) fn need_variable(&mut self, object: ObjectId) {
        if let Some(initializer) = self.initializers.by_variable.get(&object) {
            self.need_initializer(*initializer);
        }
    }

    fn need_initializer(&mut self, initializer: InitializerRef) {
        if let Entry::Vacant(entry) = self.initializers.needed.entry(initializer) {
            entry.insert(None);
            self.jobs.push_back(Job::Initializer(initializer));
        }
    }

    /// Makes the variables of an initialiser start with their values, or lowers a function that gives them these.
    pub(crate) fn lower_initializer(&mut self, (package, index): InitializerRef) {
        let program = self.program;
        let initializer = &program.package(package).info.init_order[index];
        if self.initialize_statically(package, initializer) {
            return;
        }
        let path = &program.package(package).path;
        let variable = program.object(initializer.lhs[0]).name;
        let func = self.declare(format!("{path}.init.{variable}"), IrSignature::default());
        let mut this = FunctionLowerer::start(self, func, format!("{path}.init"), package, initializer.rhs.file);
        this.initialize(initializer);
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
        self.module.funcs[func].initializes_variables = true;
        self.initializers.needed.insert((package, index), Some(func));
    }

    /// Gives the initialiser its body once nothing more can refer to a variable.
    pub(crate) fn finish_initializer(&mut self, func: Func) {
        let main = self.order[self.order.len() - 1];
        let mut parts = Vec::new();
        for package in self.order.clone() {
            let count = self.program.package(package).info.init_order.len();
            let needed =
                (0..count).filter_map(|index| self.initializers.needed.get(&(package, index)).copied().flatten());
            parts.extend(needed.collect::<Vec<_>>());
            for init in self.init_functions(package) {
                parts.push(self.func(FuncKey::Declared(init.into())));
            }
        }
        let mut this = FunctionLowerer::start(self, func, "init".into(), main, 0);
        for part in parts {
            this.b.call(part, &IrSignature::default(), &[]);
        }
        this.b.ret(&[]);
        let body = this.take();
        self.define(func, body);
    }

    /// The functions `init` of a package, in order.
    fn init_functions(&self, package: PackageId) -> Vec<ObjectId> {
        let program = self.program;
        let is_init = |func: &ObjectId| {
            let object = program.object(*func);
            let is_plain = matches!(object.kind, ObjectKind::Func(func) if func.receiver_base.is_none());
            is_plain && object.name.as_str() == "init"
        };
        program.package(package).info.funcs.iter().copied().filter(is_init).collect()
    }

    /// Writes a constant into the variable's memory; `false` if the initialiser must run.
    fn initialize_statically(&mut self, package: PackageId, initializer: &Initializer) -> bool {
        let program = self.program;
        let [object] = initializer.lhs[..] else { return false };
        if program.object(object).name.is_blank() {
            let tv = program.package(package).info.type_and_value(initializer.rhs.file, initializer.rhs.expr);
            return matches!(tv.mode, Mode::Constant(_) | Mode::Nil);
        }
        let ty = program.object(object).ty;
        if program.is_interface(ty) {
            return false;
        }
        let tv = program.package(package).info.type_and_value(initializer.rhs.file, initializer.rhs.expr);
        match tv.mode.clone() {
            Mode::Nil => true,
            Mode::Constant(value) => self.write_constant(object, &value, ty),
            _ => false,
        }
    }

    fn write_constant(&mut self, object: types::ObjectId, value: &Constant, ty: TypeId) -> bool {
        let layout = self.layout(ty);
        let data = self.global(object);
        let mut bytes = vec![0u8; layout.size as usize];
        match (layout.parts(), value) {
            ([_, _], Constant::String(text)) => {
                if !text.is_empty() {
                    let text = text.clone();
                    let target = RelocationTarget::Data(self.string_data(text.as_bytes()), 0);
                    self.module.data[data].relocations.push(Relocation { offset: 0, target });
                    bytes[8..16].copy_from_slice(&text.len().to_le_bytes());
                }
            }
            ([part], value) => {
                let bits = match (part.kind, value) {
                    (_, Constant::Bool(value)) => u64::from(*value),
                    (MemKind::F32, value) => u64::from(value.as_f32().unwrap_or(0.0).to_bits()),
                    (MemKind::F64, value) => value.as_f64().unwrap_or(0.0).to_bits(),
                    (_, value) => value.to_int().wrapping_u64(),
                };
                let size = part.kind.size_bytes() as usize;
                bytes.copy_from_slice(&bits.to_le_bytes()[..size]);
            }
            _ => return false,
        }
        self.module.data[data].bytes = bytes;
        true
    }
}

impl FunctionLowerer<'_, '_> {
    /// Runs one initialiser; its expression may be in another file than the one before.
    fn initialize(&mut self, initializer: &Initializer) {
        self.file_index = initializer.rhs.file;
        self.file = self.lowerer.file(self.package, initializer.rhs.file);
        let expr = initializer.rhs.expr;
        if let [object] = initializer.lhs[..] {
            if self.lowerer.program.object(object).name.is_blank() {
                let ty = self.type_of(expr);
                if !self.lowerer.program.is_untyped(ty) {
                    self.expr(expr);
                }
                return;
            }
            let ty = self.object_type(object);
            let values = self.expr_as(expr, ty);
            let place = self.variable_place(object);
            self.write(&place, &values);
            return;
        }
        let values = self.expr_list(expr, initializer.lhs.len());
        for (object, (value, from)) in initializer.lhs.iter().zip(values) {
            if self.lowerer.program.object(*object).name.is_blank() {
                continue;
            }
            let ty = self.object_type(*object);
            let value = self.assign_convert(value, from, ty);
            let place = self.variable_place(*object);
            self.write(&place, &value);
        }
    }
}
