//! Package-level names. Owns the collection of imports and declarations into scopes, before anything is checked, and the
//! complaints about unused imports.

use ast::{Decl, ExprId, ExprKind, FuncDecl, IdentId, ImportSpec};
use constant::Value;
use diagnostics::{Code, Diagnostic};
use rustc_hash::FxHashSet;
use source::{Span, Symbol};

use crate::checker::{Checker, DeclInfo};
use crate::{Func, FuncDeclRef, ObjectId, ObjectKind, PackageId, Scope, ScopeId, TypeId, UNSAFE, VarKind};

/// A method whose receiver's type is not resolved yet.
struct PendingMethod {
    object: ObjectId,
    is_pointer: bool,
    base: Symbol,
}

impl<'a> Checker<'a> {
    fn declaration(&self, file_scope: ScopeId) -> DeclInfo<'a> {
        DeclInfo {
            file: self.env.file,
            file_scope,
            lhs: None,
            ty: None,
            init: None,
            inherited: false,
            iota: None,
            type_spec: None,
            func: None,
            deps: Default::default(),
        }
    }

    /// Declares a package-level object other than a function.
    fn declare_package_object(&mut self, ident: IdentId, object: ObjectId, decl: usize) {
        let name = self.name(ident);
        let span = self.ident_span(ident);
        if name.as_str() == "init" {
            return self.error(span, Code::InvalidInitDecl, "cannot declare init - must be func");
        }
        if name.as_str() == "main" && self.input.name.as_str() == "main" {
            return self.error(span, Code::InvalidMainDecl, "cannot declare main - must be func");
        }
        let scope = self.program.packages[self.package].scope;
        self.declare(scope, Some(ident), object);
        self.map_object(object, decl);
    }

    /// Makes `decl` the declaration of `object`.
    fn map_object(&mut self, object: ObjectId, decl: usize) {
        self.decl_of.insert(object, decl);
        self.objects.push(object);
        let order = self.objects.len() as u32;
        let object = &mut self.program.objects[object];
        object.order = order;
        object.is_package_level = true;
    }

    /// Collects the declarations of all files.
    pub fn collect_objects(&mut self) {
        let package_scope = self.program.packages[self.package].scope;
        let mut methods = Vec::new();
        let mut file_scopes = Vec::new();
        let mut imported = Vec::new();
        for file_index in 0..self.files.len() {
            let file_scope = self.program.scopes.push(Scope::new(Some(package_scope)));
            file_scopes.push(file_scope);
            self.env.file = file_index as u32;
            self.env.scope = file_scope;
            let file = self.file();
            // A name without extent stands for one that is missing.
            let is_blank = |ident: &IdentId| file.name(*ident).is_blank() && !file[*ident].span.is_empty();
            if let Some(ident) = file.package.filter(is_blank) {
                self.error(self.ident_span(ident), Code::BlankPkgName, "invalid package name _");
            }
            for import in &file.imports {
                self.collect_import(import, file_scope, &mut imported);
            }
            for (index, decl) in file.decls.iter().enumerate() {
                match decl {
                    Decl::Const(group) => self.collect_constants(group, file_scope),
                    Decl::Var(group) => self.collect_variables(group, file_scope),
                    Decl::Type(group) => {
                        for spec in &group.specs {
                            let name = self.name(spec.name);
                            let kind = ObjectKind::TypeName { is_alias: spec.is_alias };
                            let span = self.ident_span(spec.name);
                            let object = self.new_object(kind, name, Some(span), None);
                            let decl = DeclInfo { type_spec: Some(spec), ..self.declaration(file_scope) };
                            self.decls.push(decl);
                            self.declare_package_object(spec.name, object, self.decls.len() - 1);
                        }
                    }
                    Decl::Func(func) => self.collect_function(func, index as u32, file_scope, &mut methods),
                }
            }
        }
        imported.sort_by(|a, b| self.program.packages[*a].path.cmp(&self.program.packages[*b].path));
        imported.dedup();
        self.program.packages[self.package].imports = imported;
        for scope in file_scopes {
            self.check_import_conflicts(scope, package_scope);
        }
        for method in methods {
            if let Some((is_pointer, base)) = self.resolve_base_type(method.is_pointer, method.base) {
                if let ObjectKind::Func(func) = &mut self.program.objects[method.object].kind {
                    func.has_pointer_receiver = is_pointer;
                }
                self.methods.entry(base).or_default().push(method.object);
            }
        }
    }

    fn collect_import(&mut self, import: &'a ImportSpec, file_scope: ScopeId, imported: &mut Vec<PackageId>) {
        let path: &str = &import.path;
        if path.is_empty() {
            // Either malformed, which the parser reported, or really empty.
            if self.input.sources.text(import.path_span).len() == 2 {
                self.error(import.path_span, Code::BadImportPath, "invalid import path (empty string)");
            }
            return;
        }
        if let Some(bad) = path.chars().find(|c| is_illegal_in_path(*c)) {
            let shown = if bad.is_control() { String::new() } else { format!(" '{bad}'") };
            let message = format!("invalid import path (invalid character U+{:04X}{shown})", bad as u32);
            return self.error(import.path_span, Code::BadImportPath, message);
        }
        let package = match path {
            "unsafe" => Some(UNSAFE),
            _ => self.input.imports.get(path).copied(),
        };
        if package.is_none() {
            let message = format!("could not import {path} (file not found)");
            self.error(import.path_span, Code::BrokenImport, message);
        }
        let default_name = match package {
            Some(package) => self.program.packages[package].name,
            None => Symbol::intern(path.rsplit('/').next().unwrap_or(path)),
        };
        let name = import.name.map_or(default_name, |ident| self.name(ident));
        if name.as_str() == "init" {
            return self.error(
                import.span,
                Code::InvalidInitDecl,
                "cannot import package as init - init must be a func",
            );
        }
        imported.extend(package);
        let kind = ObjectKind::PkgName { imported: package, used: package.is_none() };
        let object = self.new_object(kind, name, Some(import.span), Some(TypeId::INVALID));
        if let Some(ident) = import.name {
            self.record_def(ident, object);
        }
        self.imports.push(object);
        if name.as_str() != "." {
            return self.declare(file_scope, None, object);
        }
        let Some(package) = package else { return };
        let scope = self.program.packages[package].scope;
        let exported: Vec<(Symbol, ObjectId)> =
            self.program.scopes[scope].iter().filter(|(name, _)| name.is_exported()).collect();
        for (name, exported) in exported {
            if let Some(other) = self.program.scopes[file_scope].insert(name, exported) {
                let message = format!("{name} redeclared in this block");
                self.error_with_other(import.span, Code::DuplicateDecl, message, other);
            } else {
                self.dot_imports.insert((file_scope, name), object);
            }
        }
    }

    fn collect_constants(&mut self, group: &'a ast::Group<ast::ConstSpec>, file_scope: ScopeId) {
        for spec in &group.specs {
            let (source, inherited) = constant_source(group, spec);
            for (i, ident) in spec.names.iter().enumerate() {
                let kind = ObjectKind::Const { value: Value::Unknown };
                let (name, span) = (self.name(*ident), self.ident_span(*ident));
                let object = self.new_object(kind, name, Some(span), None);
                let decl = DeclInfo {
                    ty: source.ty,
                    init: source.values.get(i).copied(),
                    inherited,
                    iota: Some(Value::Int(i64::from(spec.iota))),
                    ..self.declaration(file_scope)
                };
                self.decls.push(decl);
                self.declare_package_object(*ident, object, self.decls.len() - 1);
            }
            self.check_arity(spec.span, &spec.names, &source.values, true, inherited);
        }
    }

    fn collect_variables(&mut self, group: &'a ast::Group<ast::VarSpec>, file_scope: ScopeId) {
        for spec in &group.specs {
            let objects: Vec<ObjectId> = spec
                .names
                .iter()
                .map(|ident| self.new_var(VarKind::Package, self.name(*ident), self.ident_span(*ident), None))
                .collect();
            // One initialiser for all names, or none at all: they share the declaration.
            let shared = spec.values.len() <= 1;
            if shared {
                let decl = DeclInfo {
                    ty: spec.ty,
                    init: spec.values.first().copied(),
                    lhs: Some(objects.clone()),
                    ..self.declaration(file_scope)
                };
                self.decls.push(decl);
            }
            for (i, ident) in spec.names.iter().enumerate() {
                if !shared {
                    let init = spec.values.get(i).copied();
                    let decl = DeclInfo { ty: spec.ty, init, ..self.declaration(file_scope) };
                    self.decls.push(decl);
                }
                self.declare_package_object(*ident, objects[i], self.decls.len() - 1);
            }
            if spec.ty.is_none() || !spec.values.is_empty() {
                self.check_arity(spec.span, &spec.names, &spec.values, false, false);
            }
        }
    }

    fn collect_function(
        &mut self,
        func: &'a FuncDecl,
        index: u32,
        file_scope: ScopeId,
        methods: &mut Vec<PendingMethod>,
    ) {
        let (name, span) = (self.name(func.name), self.ident_span(func.name));
        let decl = FuncDeclRef { package: self.package, file: self.env.file, decl: index };
        let mut kind = Func {
            decl: Some(decl),
            receiver_base: None,
            has_pointer_receiver: false,
            is_interface_method: false,
            has_body: func.body.is_some(),
            origin: None,
        };
        let receiver = func.recv.as_ref().map(|recv| self.unpack_receiver(recv.ty));
        kind.has_pointer_receiver = receiver.is_some_and(|r| r.0);
        let object = self.new_object(ObjectKind::Func(kind), name, Some(span), None);
        self.info.funcs.push(object);
        if let Some((is_pointer, base)) = receiver {
            if let Some(param) = func.type_params.first() {
                self.require_version((1, 27), param.span.head(), "generic method");
            }
            if let (ExprKind::Name(base), false) = (self.kind(base), name.is_blank()) {
                methods.push(PendingMethod { object, is_pointer, base: self.name(*base) });
            }
            self.record_def(func.name, object);
        } else {
            let is_main = name.as_str() == "main" && self.input.name.as_str() == "main";
            if let (Some(param), false) = (func.type_params.first(), name.as_str() == "init" || is_main) {
                self.require_version((1, 18), param.span.head(), "type parameter");
            }
            if name.as_str() == "init" || is_main {
                let code = if is_main { Code::InvalidMainDecl } else { Code::InvalidInitDecl };
                if let Some(param) = func.type_params.first() {
                    self.error(param.span, code, format!("func {name} must have no type parameters"));
                }
                if !func.signature.params.is_empty() || !func.signature.results.is_empty() {
                    let message = format!("func {name} must have no arguments and no return values");
                    self.error(span, code, message);
                }
            }
            if name.as_str() == "init" {
                self.record_def(func.name, object);
                if func.body.is_none() {
                    self.error(span, Code::MissingInitBody, "func init must have a body");
                }
            } else {
                let scope = self.program.packages[self.package].scope;
                self.declare(scope, Some(func.name), object);
            }
        }
        self.decls.push(DeclInfo { func: Some(func), ..self.declaration(file_scope) });
        self.map_object(object, self.decls.len() - 1);
        if func.recv.is_some() {
            self.program.objects[object].is_package_level = false;
        }
    }

    /// Complains about names of a file that are also declared in the package.
    fn check_import_conflicts(&mut self, file_scope: ScopeId, package_scope: ScopeId) {
        let names: Vec<(Symbol, ObjectId)> = self.program.scopes[file_scope].iter().collect();
        for (name, object) in names {
            let Some(other) = self.program.scopes[package_scope].lookup(name) else { continue };
            let Some(span) = self.program.objects[other].span else { continue };
            let message = match &self.program.objects[object].kind {
                ObjectKind::PkgName { imported, .. } => {
                    let package = imported.map(|package| &self.program.packages[package]);
                    let text = package.map_or(String::new(), |p| format!("package {} ({:?})", p.name, p.path));
                    format!("{name} already declared through import of {text}")
                }
                _ => {
                    let package = self.program.objects[object].package.map(|p| &self.program.packages[p]);
                    let text = package.map_or(String::new(), |p| format!("package {} ({:?})", p.name, p.path));
                    format!("{name} already declared through dot-import of {text}")
                }
            };
            self.error_with_other(span, Code::DuplicateDecl, message, object);
        }
    }

    /// Whether a receiver's type is a pointer, and its base expression without type arguments.
    pub fn unpack_receiver(&self, ty: ExprId) -> (bool, ExprId) {
        let mut base = self.unparen(ty);
        let mut is_pointer = false;
        if let ExprKind::Star(inner) = self.kind(base) {
            is_pointer = true;
            base = self.unparen(*inner);
        }
        if let ExprKind::Index { x, .. } = self.kind(base) {
            base = *x;
        }
        (is_pointer, base)
    }

    /// The defined type that a receiver's base name stands for, through aliases.
    fn resolve_base_type(&self, is_pointer: bool, name: Symbol) -> Option<(bool, ObjectId)> {
        let scope = self.program.packages[self.package].scope;
        let (mut is_pointer, mut name) = (is_pointer, name);
        let mut seen = FxHashSet::default();
        loop {
            let object = self.program.scopes[scope].lookup(name)?;
            if !self.program.objects[object].is_type_name() || !seen.insert(object) {
                return None;
            }
            let decl = &self.decls[*self.decl_of.get(&object)?];
            let spec = decl.type_spec?;
            if !spec.is_alias {
                return Some((is_pointer, object));
            }
            if !spec.type_params.is_empty() {
                return None;
            }
            let file = &self.files[decl.file as usize];
            let mut ty = file.unparen(spec.ty);
            if let ExprKind::Star(inner) = file.kind(ty) {
                if is_pointer {
                    return None;
                }
                is_pointer = true;
                ty = file.unparen(*inner);
            }
            name = file.name(file.as_name(ty)?);
        }
    }

    /// Complains if names and initialisers differ in number.
    pub fn check_arity(&mut self, at: Span, names: &[IdentId], values: &[ExprId], is_const: bool, inherited: bool) {
        if names.len() < values.len() {
            let extra = values[names.len()];
            if inherited {
                let place = self.place(self.pos(extra));
                self.error(at, Code::WrongAssignCount, format!("extra init expr at {place}"));
            } else {
                let message = format!("extra init expr {}", self.source(extra));
                self.error(self.span(extra), Code::WrongAssignCount, message);
            }
        } else if names.len() > values.len() && (is_const || values.len() != 1) {
            let missing = names[values.len()];
            let message = format!("missing init expr for {}", self.name(missing));
            self.error(self.ident_span(missing), Code::WrongAssignCount, message);
        }
    }

    /// A place as text, `file:line:column`.
    pub fn place(&self, span: Span) -> String {
        self.input.sources.place(span).to_string()
    }

    /// Complains about imports that nothing uses.
    pub fn report_unused_imports(&mut self) {
        if self.lacks_bodies() {
            return;
        }
        for object in std::mem::take(&mut self.imports) {
            let object = &self.program.objects[object];
            let ObjectKind::PkgName { imported: Some(package), used: false } = object.kind else { continue };
            let (name, Some(span)) = (object.name, object.span) else { continue };
            if name.is_blank() {
                continue;
            }
            let path = &self.program.packages[package].path;
            let last = path.rsplit('/').next().unwrap_or(path);
            let message = if name.as_str() == "." || name.as_str() == last {
                format!("{path:?} imported and not used")
            } else {
                format!("{path:?} imported as {name} and not used")
            };
            self.report(Diagnostic::error(Code::UnusedImport, span, message));
        }
    }
}

/// The spec whose type and values a constant spec has, and whether that is an earlier one.
pub(crate) fn constant_source<'a>(
    group: &'a ast::Group<ast::ConstSpec>,
    spec: &'a ast::ConstSpec,
) -> (&'a ast::ConstSpec, bool) {
    match spec.repeats.and_then(|index| group.specs.get(index as usize)) {
        Some(source) => (source, true),
        None => (spec, false),
    }
}

fn is_illegal_in_path(c: char) -> bool {
    c.is_control() || c.is_whitespace() || "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}".contains(c)
}
