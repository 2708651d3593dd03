//! Functions on the Wasm boundary. Owns the meaning of `//go:wasmexport` and `//go:wasmimport`, the types that may cross,
//! and the complaint about functions without body.
//!
//! The table of types is that of Go's `cmd/compile` for `GOARCH=wasm`; several results are allowed unless
//! [`PackageInput::strict_wasm`](crate::PackageInput::strict_wasm) is set.

use ast::{Decl, Directive, FuncDecl};
use diagnostics::{Code, Diagnostic};
use indexmap::IndexMap;
use source::{Span, Symbol};

use crate::checker::Checker;
use crate::{BasicKind, ObjectId, Param, Program, Type, TypeId, WasmExport, WasmImport};

/// Names that a module exports for itself.
const RESERVED: [&str; 3] = ["memory", "_start", "_initialize"];

/// Whether the directive puts a function on the boundary.
pub(crate) fn is_boundary(directive: &Directive) -> bool {
    matches!(directive.name(), "go:wasmexport" | "go:wasmimport")
}

impl<'a> Checker<'a> {
    /// Checks the directives on functions and fills the tables of exports and imports.
    pub fn check_wasm_boundary(&mut self) {
        let had_error = self.has_error || self.sink.has_errors();
        let mut exports: IndexMap<Symbol, Span> = IndexMap::new();
        for object in self.info.funcs.clone() {
            let Some(decl) = self.program.object(object).as_func().and_then(|f| f.decl) else { continue };
            self.env.file = decl.file;
            let Decl::Func(func) = &self.file().decls[decl.decl as usize] else { continue };
            self.check_function_boundary(object, func, had_error, &mut exports);
        }
    }

    /// The directive's operands, or `None` if they are wrong, which is reported.
    pub fn directive_arguments(&mut self, directive: &Directive) -> Option<Vec<Symbol>> {
        let arguments: Vec<Symbol> = directive.arguments().split_whitespace().map(Symbol::intern).collect();
        let (count, code, usage) = if directive.name() == "go:wasmexport" {
            (1, Code::InvalidWasmExportDirective, "usage: //go:wasmexport exportname")
        } else {
            (2, Code::InvalidWasmImportDirective, "usage: //go:wasmimport importmodule importname")
        };
        if arguments.len() != count {
            self.error(directive.place(), code, usage);
            return None;
        }
        Some(arguments)
    }

    /// The last directive called `name` on a function; earlier ones are reported.
    fn single_directive(&mut self, func: &'a FuncDecl, name: &str) -> Option<(&'a Directive, Vec<Symbol>)> {
        let mut result: Option<(&'a Directive, Vec<Symbol>)> = None;
        for directive in func.directives.iter().filter(|d| d.starts_line && d.name() == name) {
            let Some(arguments) = self.directive_arguments(directive) else { continue };
            if let Some((first, _)) = &result {
                let message = format!("more than one //{name} directive on one function");
                let diagnostic = Diagnostic::error(Code::RepeatedWasmDirective, directive.place(), message);
                self.report(diagnostic.with_label(first.place(), "first directive"));
                continue;
            }
            result = Some((directive, arguments));
        }
        result
    }

    fn check_function_boundary(
        &mut self,
        object: ObjectId,
        func: &'a FuncDecl,
        had_error: bool,
        exports: &mut IndexMap<Symbol, Span>,
    ) {
        let export = self.single_directive(func, "go:wasmexport");
        let import = self.single_directive(func, "go:wasmimport");
        let func_span = self.file().at(func.pos);
        let name_span = self.ident_span(func.name);
        if let (Some((export, _)), Some((import, _))) = (&export, &import) {
            let message = "cannot use //go:wasmexport and //go:wasmimport on one function";
            let diagnostic = Diagnostic::error(Code::RepeatedWasmDirective, export.place(), message);
            return self.report(diagnostic.with_label(import.place(), "the other directive"));
        }
        if func.body.is_none() && import.is_none() {
            let name = self.name(func.name);
            let is_allowed = self.input.allow_missing_bodies || self.is_linked(func);
            // Go looks for bodies only if everything else is right; `init` was complained about before.
            let is_ignored = name.is_blank() || name.as_str() == "init" || had_error && export.is_none();
            if !is_allowed && !is_ignored {
                self.error(func_span, Code::MissingFunctionBody, "missing function body");
            }
            if export.is_some() {
                return;
            }
        }
        let noescape = func.directives.iter().find(|d| d.name() == "go:noescape");
        if func.body.is_some() && noescape.is_some() && !had_error {
            let message = "can only use //go:noescape with external func implementations";
            self.error(func_span, Code::MisplacedDirective, message);
        }
        if let Some((directive, arguments)) = export {
            let code_and_message = if func.recv.is_some() {
                Some((Code::WasmExportOnMethod, "cannot use //go:wasmexport on a method"))
            } else if !func.type_params.is_empty() {
                Some((Code::WasmExportGeneric, "cannot use //go:wasmexport on a generic function"))
            } else {
                None
            };
            if let Some((code, message)) = code_and_message {
                let diagnostic = Diagnostic::error(code, name_span, message);
                return self.report(diagnostic.with_label(directive.place(), "the directive"));
            }
            let name = arguments[0];
            if RESERVED.contains(&name.as_str()) {
                let message = format!("go:wasmexport: export name {name} is reserved");
                self.error(directive.place(), Code::ReservedWasmExport, message);
            } else if let Some(first) = exports.get(&name).copied() {
                let message = format!("go:wasmexport: duplicate export name {name}");
                let diagnostic = Diagnostic::error(Code::DuplicateWasmExport, directive.place(), message);
                self.report(diagnostic.with_label(first, format!("other export of {name}")));
            } else {
                exports.insert(name, directive.place());
            }
            self.check_boundary_types(object, "go:wasmexport", name_span, directive);
            self.info.wasm_exports.push(WasmExport { func: object, name, span: directive.place() });
        }
        if let Some((directive, arguments)) = import {
            if func.body.is_some() {
                let message = "can only use //go:wasmimport with external func implementations";
                self.error(func_span, Code::WasmImportWithBody, message);
            } else if arguments[0].as_str() != "gojs" {
                self.check_boundary_types(object, "go:wasmimport", name_span, directive);
            }
            let (module, name) = (arguments[0], arguments[1]);
            self.info.wasm_imports.push(WasmImport { func: object, module, name, span: directive.place() });
        }
    }

    /// Whether a `//go:linkname` directive of the file names the function.
    fn is_linked(&self, func: &FuncDecl) -> bool {
        let name = self.name(func.name).as_str();
        self.linknames().any(|directive| directive.arguments().split_whitespace().next() == Some(name))
    }

    fn check_boundary_types(&mut self, object: ObjectId, directive: &str, span: Span, place: &Directive) {
        let Type::Signature(signature) = &self.program.types[self.program.object(object).ty] else { return };
        let signature = signature.clone();
        let report = |checker: &mut Self, code: Code, what: &str, param: &Param| {
            if param.ty == TypeId::INVALID {
                return;
            }
            let text = checker.program.compiler_type_string(param.ty, checker.package);
            let message = format!("{directive}: unsupported {what} type {text}");
            let mut diagnostic = Diagnostic::error(code, span, message);
            let at = param.object.and_then(|object| checker.program.object(object).span);
            if let Some(at) = at {
                let function = checker.program.object(object).name;
                let name = param.name.filter(|name| !name.is_blank()).map(|n| format!(" {n}")).unwrap_or_default();
                diagnostic = diagnostic.with_label(at, format!("{what}{name} of {function}"));
            }
            checker.report(diagnostic.with_label(place.place(), "the directive"));
        };
        for param in &signature.params {
            if !is_boundary_type(self.program, param.ty, true) {
                report(self, Code::UnsupportedWasmParameter, "parameter", param);
            }
        }
        if self.input.strict_wasm && signature.results.len() > 1 {
            let message = format!("{directive}: too many return values");
            return self.error(span, Code::UnsupportedWasmResult, message);
        }
        for result in &signature.results {
            if !is_boundary_type(self.program, result.ty, false) {
                report(self, Code::UnsupportedWasmResult, "result", result);
            }
        }
    }
}

/// Whether values of the type can cross the boundary as a parameter or a result.
fn is_boundary_type(program: &Program, ty: TypeId, is_parameter: bool) -> bool {
    match program.structure(ty) {
        Type::Basic(kind) => match kind.unaliased() {
            BasicKind::Bool
            | BasicKind::Int32
            | BasicKind::Uint32
            | BasicKind::Int64
            | BasicKind::Uint64
            | BasicKind::Float32
            | BasicKind::Float64
            | BasicKind::Uintptr
            | BasicKind::UnsafePointer => true,
            BasicKind::String => is_parameter,
            _ => false,
        },
        Type::Pointer { base } => has_host_layout(program, *base),
        _ => false,
    }
}

/// Whether the type has the same layout in Go and in the host.
fn has_host_layout(program: &Program, ty: TypeId) -> bool {
    match program.structure(ty) {
        Type::Basic(kind) => matches!(
            kind.unaliased(),
            BasicKind::Bool
                | BasicKind::Int8
                | BasicKind::Uint8
                | BasicKind::Int16
                | BasicKind::Uint16
                | BasicKind::Int32
                | BasicKind::Uint32
                | BasicKind::Int64
                | BasicKind::Uint64
                | BasicKind::Float32
                | BasicKind::Float64
        ),
        Type::Array { elem, .. } => has_host_layout(program, *elem),
        Type::Struct(s) => {
            let is_marker = |ty| {
                program.as_named(ty).is_some_and(|named| {
                    let object = program.object(named.object);
                    let package = object.package.map(|package| program.package(package).path.as_str());
                    object.name.as_str() == "HostLayout" && package == Some("structs")
                })
            };
            s.fields.is_empty()
                || s.fields.iter().any(|f| is_marker(f.ty))
                    && s.fields.iter().all(|f| is_marker(f.ty) || has_host_layout(program, f.ty))
        }
        _ => false,
    }
}
