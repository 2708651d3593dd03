//! Loading and checking. Owns [`check`]: every package is checked whose imports are without errors.

use diagnostics::{Diagnostic, Sink};
use indexmap::{IndexMap, IndexSet};
use loader::{FileProvider, LoadOptions, Loaded, LoadedPackage, OverlayPackage};
use source::{FileId, SourceMap};
use types::{Gc64, PackageId, PackageInput, Program, check_package};

use crate::embedding::check_embeds;
use crate::{Failure, Options};

/// How much was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Statistics {
    /// Packages, those made for tests included.
    pub packages: usize,
    /// Files, each once.
    pub files: usize,
    /// Lines of those files.
    pub lines: usize,
}

/// Packages without errors.
#[derive(Debug)]
pub struct Checked {
    /// All files.
    pub sources: SourceMap,
    /// All packages in the order of their initialisation.
    pub packages: Vec<LoadedPackage>,
    /// Their ids, in the same order.
    pub ids: Vec<PackageId>,
    /// Indices of the packages that the patterns name.
    pub roots: Vec<usize>,
    /// What the checker found out.
    pub program: Program,
    /// The version of the SDK whose library was read with the overlay, or nothing.
    pub sdk_version: String,
    /// Whether this is a program that runs tests.
    pub is_test: bool,
    /// Patterns that match nothing.
    pub warnings: Vec<String>,
    /// How much was read.
    pub statistics: Statistics,
}

/// Loads and checks the packages that `patterns` name and all that they import. Of the SDK's packages that are only
/// imported the declarations are read, not what functions do: what the SDK's own compiler has accepted needs no second
/// opinion. So nothing can be compiled from the result.
///
/// Recursion follows the nesting of the source, which the parser limits: give the thread 256 MiB of stack.
///
/// # Errors
/// All errors of the packages.
pub fn check(options: &Options, provider: &dyn FileProvider, patterns: &[String]) -> Result<Checked, Failure> {
    let load_options = LoadOptions { standard_bodies: false, ..options.load_options() };
    check_loaded(options, loader::load(&load_options, provider, patterns))
}

/// As [`check`], for a program that is to be compiled: reads everything, with the overlay.
pub(crate) fn check_program(
    options: &Options,
    provider: &dyn FileProvider,
    patterns: &[String],
) -> Result<Checked, Failure> {
    let load_options = LoadOptions { overlay: Some(overlay_package), ..options.load_options() };
    check_loaded_program(options, provider, loader::load(&load_options, provider, patterns))
}

/// As [`check_program`], for the main package that runs the tests of the one package that `patterns` name.
pub(crate) fn check_test_program(
    options: &Options,
    provider: &dyn FileProvider,
    patterns: &[String],
) -> Result<Checked, Failure> {
    let load_options = LoadOptions { test_main: true, overlay: Some(overlay_package), ..options.load_options() };
    let loaded = loader::load(&load_options, provider, patterns);
    Ok(Checked { is_test: true, ..check_loaded_program(options, provider, loaded)? })
}

fn check_loaded_program(options: &Options, provider: &dyn FileProvider, loaded: Loaded) -> Result<Checked, Failure> {
    let mut sdk_version = String::new();
    if loaded.packages.iter().any(|package| package.is_overlaid) {
        sdk_version = check_sdk(options, provider)?;
    }
    Ok(Checked { sdk_version, ..check_loaded(options, loaded)? })
}

/// What the overlay has for the package `path`.
fn overlay_package(path: &str) -> Option<OverlayPackage> {
    let package = overlay::find(path)?;
    Some(OverlayPackage { files: package.files, is_whole: package.is_whole, left_out: package.left_out })
}

/// The version of the SDK; refuses one that the overlay does not fit.
fn check_sdk(options: &Options, provider: &dyn FileProvider) -> Result<String, Failure> {
    let goroot = options.goroot.as_deref().unwrap_or_default();
    let text = provider.read(&format!("{goroot}/VERSION")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let version = text.lines().next().unwrap_or_default();
    if overlay::fits(version) {
        return Ok(version.to_owned());
    }
    let shown = if version.is_empty() { "of an unknown version" } else { version };
    let wanted = overlay::SDK_VERSION;
    let message =
        format!("gowex: the Go SDK in {goroot} is {shown}, but this gowex compiles the library of {wanted}.x only");
    Err(Failure::message(message))
}

fn check_loaded(options: &Options, loaded: Loaded) -> Result<Checked, Failure> {
    let statistics = statistics(&loaded);
    if !loaded.errors.is_empty() {
        return Err(Failure { statistics: Box::new(statistics), ..load_failure(loaded) });
    }
    let Loaded { sources, mut packages, roots, warnings, .. } = loaded;
    let mut program = Program::new();
    let mut failure = Failure::default();
    let mut ids: Vec<Option<PackageId>> = vec![None; packages.len()];
    // A file may be part of several packages made for tests: what is wrong with it is said once.
    let mut reported = IndexSet::new();
    for index in 0..packages.len() {
        let mut sink = std::mem::take(&mut packages[index].sink);
        let package = &packages[index];
        if !sink.has_syntax_errors() {
            let imports = package.imports.iter();
            let imports: Option<IndexMap<String, PackageId>> =
                imports.map(|(path, import)| Some((path.clone(), ids[*import]?))).collect();
            // A package that imports one with errors is not checked, as in Go.
            let Some(imports) = imports else { continue };
            // A command under test is a package like any other: the program's main package is the one that tests it.
            let is_main = package.name.as_str() == "main" && package.for_test.is_none();
            let input = PackageInput {
                path: if is_main { "main" } else { &package.path },
                name: package.name,
                files: &package.files,
                sources: &sources,
                imports: &imports,
                go_version: package.go_version,
                allow_missing_bodies: package.is_standard || package.has_assembly,
                allow_unused_imports: package.is_overlaid,
                strict_wasm: options.strict_wasm,
            };
            let id = check_package(&mut program, &input, &Gc64, &mut sink);
            if !sink.has_errors() {
                sink.append(package.misuses.clone());
                check_embeds(&program, id, package, &mut sink);
            }
            if !sink.has_errors() {
                ids[index] = Some(id);
            }
        }
        if sink.has_errors() {
            let label = package.label();
            failure.add_package(Some(label), sink, options.all_errors, &mut reported);
        }
    }
    match ids.into_iter().collect::<Option<Vec<PackageId>>>() {
        Some(ids) if failure.is_empty() => Ok(Checked {
            sources,
            packages,
            ids,
            roots,
            program,
            sdk_version: String::new(),
            is_test: false,
            warnings,
            statistics,
        }),
        _ => {
            failure.sources = sources;
            failure.warnings = warnings.into();
            failure.statistics = Box::new(statistics);
            Err(failure)
        }
    }
}

fn statistics(loaded: &Loaded) -> Statistics {
    let files = loaded.packages.iter().flat_map(|package| &package.files);
    let files: IndexSet<FileId> = files.map(|file| file.file).collect();
    let newlines = |id: &FileId| loaded.sources.file(*id).text.bytes().filter(|byte| *byte == b'\n').count();
    Statistics { packages: loaded.packages.len(), files: files.len(), lines: files.iter().map(newlines).sum() }
}

/// Errors of loading; syntax errors of the packages that were found are left for the next run, as in Go. All are shown,
/// however many.
fn load_failure(loaded: Loaded) -> Failure {
    let mut failure = Failure { warnings: loaded.warnings.into(), ..Failure::default() };
    let mut sink = Sink::new();
    for error in loaded.errors {
        match error.span {
            Some(span) => sink.report(Diagnostic::error(error.code, span, error.message)),
            None => failure.messages.push(error.message),
        }
    }
    failure.add_package(None, sink, true, &mut IndexSet::new());
    failure.sources = loaded.sources;
    failure
}
