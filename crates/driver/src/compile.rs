//! From packages to a module. Owns [`compile`] and the checks that only a program, not a package, can fail.

use diagnostics::Sink;
use emit::HostProfile;
use indexmap::IndexSet;
use ir::Module;
use loader::FileProvider;
use lower::{LowerOptions, PackageSource};
use source::{SourceMap, Symbol};
use types::{PackageId, TypeId};

use crate::check::{Checked, check_program};
use crate::embedding::embedded_variables;
use crate::trace_paths::trace_directory;
use crate::{Failure, Options};

/// A compiled program.
#[derive(Debug)]
pub struct Output {
    /// The module's bytes.
    pub wasm: Vec<u8>,
    /// The files it was made of.
    pub sources: SourceMap,
    /// The main package's import path.
    pub path: String,
}

/// Compiles the main package that `patterns` name.
///
/// Recursion follows the nesting of the source, which the parser limits: give the thread 256 MiB of stack.
///
/// # Errors
/// All errors of its packages, or what else prevents a module.
pub fn compile(options: &Options, provider: &dyn FileProvider, patterns: &[String]) -> Result<Output, Failure> {
    let checked = check_program(options, provider, patterns)?;
    let wasm = compile_checked(options, &checked)?;
    let path = checked.packages.last().map_or_else(String::new, |package| package.path.clone());
    Ok(Output { wasm, sources: checked.sources, path })
}

/// The bytes of the module of the one main package among the roots.
pub(crate) fn compile_checked(options: &Options, checked: &Checked) -> Result<Vec<u8>, Failure> {
    let mut module = lower_main(options, checked)?;
    optimize(options, &mut module)?;
    emit_module(options, &module)
}

/// Lowers the program of the one main package among the roots.
pub(crate) fn lower_main(options: &Options, checked: &Checked) -> Result<Module, Failure> {
    let main = match checked.roots[..] {
        [main] => main,
        _ => return Err(Failure::message("gowex: exactly one main package can be built at a time")),
    };
    let package = &checked.packages[main];
    if package.name.as_str() != "main" {
        return Err(Failure::message(format!("package {} is not a main package", package.path)));
    }
    let program = &checked.program;
    let main_function = program.lookup_in_package(checked.ids[main], Symbol::intern("main"));
    if main_function.is_none() {
        let message = format!("# {}\nfunction main is undeclared in the main package", package.path);
        return Err(Failure::message(message));
    }
    // Only the main package's imports take part: other roots would have been refused above.
    let sources = checked.ids.iter().zip(&checked.packages);
    let packages: Vec<_> = sources
        .map(|(id, package)| PackageSource {
            id: *id,
            files: &package.files,
            directory: trace_directory(options, package),
            is_overlaid: package.is_overlaid,
            embedded: embedded_variables(program, *id, package),
        })
        .collect();
    check_strings(options, checked, checked.ids[main])?;
    let lower_options = LowerOptions {
        build_mode: options.build_mode,
        early_return: options.early_return,
        is_scripted: options.profile == HostProfile::Js,
        strings: linked_strings(options, checked),
    };
    let mut sink = Sink::new();
    match lower::lower(program, &checked.sources, &packages, &lower_options, &mut sink) {
        Some(module) if !sink.has_errors() => {
            verify(options, &module, "lowering")?;
            Ok(module)
        }
        _ => {
            let mut failure = Failure::default();
            let mut sources = SourceMap::new();
            for (_, file) in checked.sources.files() {
                let id = sources.add(file.name.clone(), file.text.clone());
                sources.copy_line_bases(id, file);
            }
            failure.sources = sources;
            failure.add_package(Some(package.path.clone()), sink, options.all_errors, &mut IndexSet::new());
            if failure.is_empty() {
                failure.internal = Some("lowering gave up without saying why".to_owned());
            }
            Err(failure)
        }
    }
}

/// Refuses strings of the options for variables of other types.
fn check_strings(options: &Options, checked: &Checked, main: PackageId) -> Result<(), Failure> {
    let program = &checked.program;
    for (name, _) in &options.strings {
        let Some(object) = lower::string_variable(program, &checked.ids, main, name) else { continue };
        let ty = program.object(object).ty;
        if ty != TypeId::STRING {
            let ty = program.type_string(ty, None);
            return Err(Failure::message(format!("{name}: cannot set with -X: not a var of type string (type:{ty})")));
        }
    }
    Ok(())
}

/// The strings that variables start with: those of the options, and what the library asks the toolchain for.
fn linked_strings(options: &Options, checked: &Checked) -> Vec<(String, String)> {
    let mut strings = vec![("runtime.version".to_owned(), checked.sdk_version.clone())];
    if checked.is_test {
        strings.push(("testing.testBinary".to_owned(), "1".to_owned()));
    }
    strings.extend(options.strings.iter().cloned());
    strings
}

/// Optimises `module`.
pub(crate) fn optimize(options: &Options, module: &mut Module) -> Result<(), Failure> {
    opt::optimize(module);
    verify(options, module, "optimisation")
}

/// The module's bytes.
pub(crate) fn emit_module(options: &Options, module: &Module) -> Result<Vec<u8>, Failure> {
    let emit_options = emit::Options {
        profile: options.profile,
        gc_stress: options.gc_stress,
        suspend_stress: options.suspend_stress,
        strip: options.strip,
        debug_info: options.debug_info && !options.strip,
    };
    match emit::emit(module, &emit_options) {
        Ok(emitted) => Ok(emitted.wasm),
        Err(error) => Err(Failure::internal(error.to_string())),
    }
}

fn verify(options: &Options, module: &Module, stage: &str) -> Result<(), Failure> {
    if !options.verify {
        return Ok(());
    }
    ir::verify::verify_module(module).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::internal(format!("the IR after {stage} is wrong:\n{}", errors.join("\n")))
    })
}
