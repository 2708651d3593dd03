//! The entry of the checker. Owns [`check_package`], its input and the order of the phases.

use diagnostics::Sink;
use indexmap::IndexMap;
use source::{SourceMap, Symbol};

use crate::checker::Checker;
use crate::{Info, Package, PackageId, Program, Scope, Sizes, Type, TypeId};

/// What is to be checked.
#[derive(Debug)]
pub struct PackageInput<'a> {
    /// The import path.
    pub path: &'a str,
    /// The package's name.
    pub name: Symbol,
    /// The files, in the order in which their variables are initialised: by name.
    pub files: &'a [ast::File],
    /// The texts, since some messages name places.
    pub sources: &'a SourceMap,
    /// The packages that the files import, by path as written. `unsafe` need not be there.
    pub imports: &'a IndexMap<String, PackageId>,
    /// The module's language version, `(1, 27)`.
    pub go_version: (u32, u32),
    /// Whether a bodiless function may be implemented elsewhere, so that none is reported as missing.
    pub allow_missing_bodies: bool,
    /// Whether imports may be unused, as where declarations were taken out of the files.
    pub allow_unused_imports: bool,
    /// Whether functions of the Wasm boundary may have at most one result, as in Go.
    pub strict_wasm: bool,
}

/// Checks a package, reports errors into `sink` and adds the package to `program`.
///
/// The recursion follows the nesting of the source, which the parser limits; give the thread 64 MiB of stack.
pub fn check_package(program: &mut Program, input: &PackageInput<'_>, sizes: &dyn Sizes, sink: &mut Sink) -> PackageId {
    let scope = program.scopes.push(Scope::new(Some(program.universe)));
    let package = program.packages.push(Package {
        path: input.path.to_owned(),
        name: input.name,
        scope,
        imports: Vec::new(),
        is_complete: false,
        info: Info::default(),
    });
    let first_type = program.types.len();
    let (info, has_error) = run_phases(program, input, sizes, sink, package);
    complete_types(program, first_type);
    program.packages[package].info = info;
    program.packages[package].is_complete = !has_error;
    package
}

fn run_phases<'a>(
    program: &'a mut Program,
    input: &'a PackageInput<'a>,
    sizes: &'a dyn Sizes,
    sink: &'a mut Sink,
    package: PackageId,
) -> (Info, bool) {
    let mut checker = Checker::new(program, input, sizes, sink, package);
    checker.collect_objects();
    checker.check_direct_cycles();
    checker.check_package_objects();
    checker.process_delayed(0);
    checker.compute_init_order();
    if !input.allow_unused_imports {
        checker.report_unused_imports();
    }
    checker.record_untyped();
    if !checker.has_error {
        checker.check_instantiation_cycles();
    }
    if !checker.has_error {
        checker.check_interface_cycles();
    }
    if !checker.has_error {
        checker.check_large_types();
    }
    checker.check_directive_places();
    checker.check_wasm_boundary();
    (std::mem::take(&mut checker.info), checker.has_error)
}

/// Gives the defined types of the package their final underlying types.
fn complete_types(program: &mut Program, first: usize) {
    for index in first..program.types.len() {
        let id = TypeId::from_u32(index as u32);
        // Instances are expanded when they are needed.
        if matches!(&program.types[id], Type::Named(named) if named.origin.is_none()) {
            let underlying = program.underlying(id);
            if let Type::Named(named) = program.types.get_mut(id) {
                named.underlying = Some(underlying);
            }
        }
    }
}
