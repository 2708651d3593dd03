//! Where directives may stand. Owns the complaints about those that mean nothing where they are, and about what
//! `//go:linkname` names; records what is linked, but gives no directive its meaning.
//!
//! Rules: those of Go's `cmd/compile`.

use ast::{ConstSpec, Decl, Directive, File, Group, ImportSpec, StmtKind, TypeSpec, VarSpec};
use diagnostics::Code;
use rustc_hash::FxHashSet;
use source::Symbol;

use crate::ObjectKind;
use crate::checker::Checker;
use crate::info::Linkname;
use crate::wasm_signature::is_boundary;

/// Directives about functions that only the packages of Go's runtime may use.
const OF_RUNTIME: [&str; 4] = ["go:systemstack", "go:nowritebarrier", "go:nowritebarrierrec", "go:yeswritebarrierrec"];

/// Further directives about functions.
const OF_FUNCTIONS: [&str; 9] = [
    "go:nointerface",
    "go:noescape",
    "go:norace",
    "go:nosplit",
    "go:noinline",
    "go:nocheckptr",
    "go:cgo_unsafe_args",
    "go:uintptrkeepalive",
    "go:uintptrescapes",
];

/// Whether the directive has a meaning only directly above a function.
fn belongs_to_function(directive: &Directive) -> bool {
    let name = directive.name();
    is_boundary(directive) || OF_FUNCTIONS.contains(&name) || OF_RUNTIME.contains(&name)
}

fn is_linkname(directive: &Directive) -> bool {
    matches!(directive.name(), "go:linkname" | "go:linknamestd")
}

/// The directives on declarations other than of functions.
fn of_group(decl: &Decl) -> Vec<&Directive> {
    fn all<T>(group: &Group<T>, of: fn(&T) -> &Vec<Directive>) -> Vec<&Directive> {
        group.specs.iter().flat_map(of).collect()
    }
    match decl {
        Decl::Const(group) => all(group, |spec: &ConstSpec| &spec.directives),
        Decl::Var(group) => all(group, |spec: &VarSpec| &spec.directives),
        Decl::Type(group) => all(group, |spec: &TypeSpec| &spec.directives),
        Decl::Func(_) => Vec::new(),
    }
}

/// The directives of a file that stand above no function.
fn outside_functions(file: &File) -> impl Iterator<Item = &Directive> {
    let of_imports = file.imports.iter().flat_map(|import: &ImportSpec| &import.directives);
    let local = file.stmts.values().filter_map(|statement| match &statement.kind {
        StmtKind::Decl(decl) => Some(decl),
        _ => None,
    });
    let of_decls = file.decls.iter().chain(local).flat_map(of_group);
    file.directives.iter().chain(of_imports).chain(of_decls)
}

fn on_functions(file: &File) -> impl Iterator<Item = &Directive> {
    let of_functions = file.decls.iter().filter_map(|decl| match decl {
        Decl::Func(func) => Some(&func.directives),
        _ => None,
    });
    of_functions.flatten()
}

impl<'a> Checker<'a> {
    /// Checks the places of the directives of all files.
    pub fn check_directive_places(&mut self) {
        for index in 0..self.files.len() {
            self.env.file = index as u32;
            self.report_misplaced_directives();
        }
        if !self.has_error {
            self.check_linknames();
        }
    }

    /// The `//go:linkname` directives of the file.
    pub fn linknames(&self) -> impl Iterator<Item = &'a Directive> {
        let file = self.file();
        outside_functions(file).chain(on_functions(file)).filter(|directive| is_linkname(directive))
    }

    fn report_misplaced_directives(&mut self) {
        let file = self.file();
        let package = file.package.map_or(0, |name| file.idents[name].span.start);
        let is_misplaced = |directive: &&Directive| match directive.name() {
            "go:build" => directive.span.start > package,
            _ => belongs_to_function(directive),
        };
        for directive in outside_functions(file).filter(is_misplaced) {
            let message = if directive.starts_line && is_boundary(directive) {
                if self.directive_arguments(directive).is_none() {
                    continue;
                }
                format!("misplaced {} directive", directive.name())
            } else {
                "misplaced compiler directive".to_owned()
            };
            self.error(directive.place(), Code::MisplacedDirective, message);
        }
        for directive in self.linknames().collect::<Vec<_>>() {
            if directive.arguments().split_whitespace().count() > 2 {
                let message = format!("usage: //{} localname [linkname]", directive.name());
                self.error(directive.place(), Code::MisplacedDirective, message);
            }
        }
        let path = self.input.path;
        let is_runtime = path == "runtime" || path.starts_with("runtime/") || path.starts_with("internal/");
        for directive in on_functions(file) {
            let name = directive.name();
            if !directive.starts_line && belongs_to_function(directive) || name == "go:build" {
                self.error(directive.place(), Code::MisplacedDirective, "misplaced compiler directive");
            } else if OF_RUNTIME.contains(&name) && !is_runtime {
                let message = format!("//{name} only allowed in runtime");
                self.error(directive.place(), Code::MisplacedDirective, message);
            }
        }
    }

    fn check_linknames(&mut self) {
        let scope = self.program.packages[self.package].scope;
        let mut linked: FxHashSet<Symbol> = FxHashSet::default();
        for index in 0..self.files.len() {
            self.env.file = index as u32;
            let imports_unsafe = self.file().imports.iter().any(|import| &*import.path == "unsafe");
            let mut directives: Vec<&Directive> = self.linknames().collect();
            directives.sort_by_key(|directive| directive.span.start);
            for directive in directives {
                let shown = directive.name();
                let words: Vec<&str> = directive.arguments().split_whitespace().collect();
                let message = match words[..] {
                    [local] | [local, _] if imports_unsafe => {
                        let name = Symbol::intern(local);
                        let object = self.program.scopes[scope].lookup(name);
                        let kind = object.map(|object| &self.program.objects[object].kind);
                        match kind {
                            Some(ObjectKind::Func(_) | ObjectKind::Var(_)) if linked.insert(name) => {
                                if let (Some(object), [_, symbol]) = (object, &words[..]) {
                                    self.info.linknames.push(Linkname { object, symbol: (*symbol).into() });
                                }
                                continue;
                            }
                            Some(ObjectKind::Func(_) | ObjectKind::Var(_)) => {
                                format!("duplicate //{shown} for {local}")
                            }
                            _ if self.input.go_version < (1, 18) => continue,
                            _ => format!("//{shown} must refer to declared function or variable"),
                        }
                    }
                    [_] | [_, _] => format!("//{shown} only allowed in Go files that import \"unsafe\""),
                    // Said before.
                    _ => continue,
                };
                self.error(directive.place(), Code::MisplacedDirective, message);
            }
        }
    }
}
