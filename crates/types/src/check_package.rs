//! The entry of the checker. Owns [`check_package`] and its input.

use diagnostics::Sink;
use indexmap::IndexMap;
use source::Symbol;

use crate::{Info, Package, PackageId, Program, Scope, Sizes};

/// What is to be checked.
#[derive(Debug)]
pub struct PackageInput<'a> {
    /// The import path.
    pub path: &'a str,
    /// The package's name.
    pub name: Symbol,
    /// The files, in the order in which their variables are initialised: by name.
    pub files: &'a [ast::File],
    /// The packages that the files import, by path as written. `unsafe` need not be there.
    pub imports: &'a IndexMap<String, PackageId>,
    /// The module's language version, `(1, 27)`.
    pub go_version: (u32, u32),
    /// Whether a bodiless function may be implemented elsewhere, so that none is reported as missing.
    pub allow_missing_bodies: bool,
    /// Whether functions of the Wasm boundary may have at most one result, as in Go.
    pub strict_wasm: bool,
}

/// Checks a package, reports errors into `sink` and adds the package to `program`.
pub fn check_package(program: &mut Program, input: &PackageInput<'_>, sizes: &dyn Sizes, sink: &mut Sink) -> PackageId {
    let _ = (sizes, sink);
    let scope = program.scopes.push(Scope::new(Some(program.universe)));
    program.packages.push(Package {
        path: input.path.to_owned(),
        name: input.name,
        scope,
        imports: Vec::new(),
        is_complete: false,
        info: Info::default(),
    })
}
