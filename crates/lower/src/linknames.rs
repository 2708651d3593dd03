//! `//go:linkname`: functions and variables that stand for a symbol of another package. Owns [`Linknames`], which finds
//! what is behind a symbol.
//!
//! A symbol is `path.name`. It belongs to the package-level object of that name, if the program has that package and it
//! declares the object with a body (a function) or at all (a variable); otherwise to the first object with a body, in order
//! of packages, that a directive gives the symbol. Never looks for methods: they have no such names.
//!
//! In packages of the overlay `gowex.name` is the function of that name in `abi::runtime_functions`, and
//! `gowex.compiler.name` what `reflection` has of that name.

use abi::runtime_functions::RuntimeFunction;
use diagnostics::Code;
use rustc_hash::{FxHashMap, FxHashSet};
use source::Symbol;
use types::{ObjectId, ObjectKind, PackageId, Program};

use crate::function::FunctionLowerer;
use crate::instances::Instance;
use crate::program::{FuncKey, Lowerer};

/// Which object each linked one stands for.
#[derive(Debug, Default)]
pub(crate) struct Linknames {
    targets: FxHashMap<ObjectId, ObjectId>,
    /// Functions of overlaid packages that stand for one of the image, by its name.
    image: FxHashMap<ObjectId, Box<str>>,
}

/// What the symbols of the image's functions begin with.
const IMAGE: &str = "gowex.";

impl Linknames {
    /// Finds the objects behind the symbols that the directives of `packages` name.
    /// Those of the packages `overlaid` may name functions of the image. `has_body` says whether a function has one.
    pub fn compute(
        program: &Program,
        packages: &[PackageId],
        overlaid: &FxHashSet<PackageId>,
        has_body: impl Fn(ObjectId) -> bool,
    ) -> Linknames {
        let defines = |object: ObjectId| match program.object(object).kind {
            ObjectKind::Func(_) => has_body(object),
            ObjectKind::Var(_) => true,
            _ => false,
        };
        let by_path: FxHashMap<&str, PackageId> =
            packages.iter().map(|id| (program.package(*id).path.as_str(), *id)).collect();
        let directives = || packages.iter().flat_map(|id| &program.package(*id).info.linknames);
        let mut owners: FxHashMap<&str, ObjectId> = FxHashMap::default();
        let declared = |symbol: &str| {
            let (path, name) = symbol.rsplit_once('.')?;
            program.lookup_in_package(*by_path.get(path)?, Symbol::intern(name))
        };
        for linkname in directives() {
            let candidates = [declared(&linkname.symbol), Some(linkname.object)];
            if let Some(owner) = candidates.into_iter().flatten().find(|object| defines(*object)) {
                owners.entry(&linkname.symbol).or_insert(owner);
            }
        }
        let is_var = |object| match program.object(object).kind {
            ObjectKind::Var(_) => Some(true),
            ObjectKind::Func(_) => Some(false),
            _ => None,
        };
        let mut image: FxHashMap<ObjectId, Box<str>> = FxHashMap::default();
        for package in packages.iter().filter(|package| overlaid.contains(package)) {
            for linkname in &program.package(*package).info.linknames {
                if let Some(name) = linkname.symbol.strip_prefix(IMAGE).filter(|_| !has_body(linkname.object)) {
                    image.insert(linkname.object, name.into());
                }
            }
        }
        let mut targets = FxHashMap::default();
        for linkname in directives() {
            let Some(&owner) = owners.get(&*linkname.symbol) else { continue };
            // The function that has the symbol by its name may be the one without a body.
            for object in [Some(linkname.object), declared(&linkname.symbol)].into_iter().flatten() {
                // A function with a body keeps it, whatever else has its symbol.
                if object != owner && is_var(object) == is_var(owner) && !has_body(object) {
                    targets.insert(object, owner);
                }
            }
        }
        Linknames { targets, image }
    }

    /// The object that `object` stands for, if not for itself. Directives that lead around in a circle mean nothing.
    pub fn target(&self, object: ObjectId) -> Option<ObjectId> {
        let mut target = *self.targets.get(&object)?;
        for _ in 0..self.targets.len() {
            match self.targets.get(&target) {
                Some(next) => target = *next,
                None => return Some(target),
            }
        }
        None
    }
}

impl Lowerer<'_> {
    /// The variable whose memory `object` has.
    pub(crate) fn linked_variable(&mut self, object: ObjectId) -> ObjectId {
        let Some(target) = self.linknames.target(object) else { return object };
        let (own, other) = (self.program.object(object).ty, self.program.object(target).ty);
        let (own, other) = (self.layout(own), self.layout(other));
        if own.size == other.size && own.pointers == other.pointers {
            return target;
        }
        if let Some(span) = self.program.object(object).span {
            let name = self.program.object(target).name;
            self.sink.error(Code::Unsupported, span, format!("the variable linked to {name} has another layout"));
        }
        object
    }

    /// Makes `func`, which has no body, one that calls what it is linked to; `false` if that is nothing.
    pub(crate) fn lower_linked(&mut self, instance: Instance, func: ir::Func) -> bool {
        if let Some(name) = self.linknames.image.get(&instance.object).cloned() {
            return self.lower_image_function(instance, func, &name);
        }
        let Some(target) = self.linknames.target(instance.object) else { return false };
        let callee = self.func(FuncKey::Declared(target.into()));
        let signature = self.module.funcs[func].signature.clone();
        if self.module.funcs[callee].signature != signature || !self.calls_alike(instance.object, target) {
            return false;
        }
        self.define_forwarding(instance, func, |this, params| this.b.call(callee, &signature, params));
        true
    }

    /// Whether calls of functions that a function is given reach the same functions behind a link: parameters that are
    /// functions must have identical types.
    fn calls_alike(&self, a: ObjectId, b: ObjectId) -> bool {
        let program = self.program;
        let params = |object| program.as_signature(program.object(object).ty).map_or(&[][..], |s| &s.params);
        let is_function = |ty| program.as_signature(program.underlying(ty)).is_some();
        let mut pairs = params(a).iter().zip(params(b));
        pairs.all(|(a, b)| !is_function(a.ty) || program.identical(program.underlying(a.ty), program.underlying(b.ty)))
    }

    /// Makes `func` one that calls the image's function `name`; `false` if there is none with its signature.
    fn lower_image_function(&mut self, instance: Instance, func: ir::Func, name: &str) -> bool {
        if let Some(name) = name.strip_prefix("compiler.") {
            return self.lower_compiler_function(instance, func, name);
        }
        let Some(function) = RuntimeFunction::from_name(name) else { return false };
        let callee = self.runtime(function);
        if self.module.funcs[callee].signature != self.module.funcs[func].signature {
            return false;
        }
        self.define_forwarding(instance, func, |this, params| this.runtime(function, params).to_vec());
        true
    }

    /// Defines `func` to return what `call` makes of its parameters.
    pub(crate) fn define_forwarding(
        &mut self,
        instance: Instance,
        func: ir::Func,
        call: impl FnOnce(&mut FunctionLowerer<'_, '_>, &[ir::Value]) -> Vec<ir::Value>,
    ) {
        let ObjectKind::Func(go) = self.program.object(instance.object).kind else {
            panic!("{} is no function", instance.object)
        };
        let decl = go.decl.unwrap_or_else(|| panic!("{} has no declaration", instance.object));
        let name = self.func_name(instance);
        let mut this = FunctionLowerer::start(self, func, name, decl.package, decl.file);
        let params = this.b.params();
        let results = call(&mut this, &params);
        this.b.ret(&results);
        let body = this.take();
        self.define(func, body);
    }
}
