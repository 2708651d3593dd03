//! Programs of tests. Owns [`compile_tests`] and the list of packages that patterns name; runs nothing.

use loader::{FileProvider, NamedPackage};

use crate::check::check_test_program;
use crate::compile::compile_checked;
use crate::{Failure, Options};

/// The tests of a package, compiled.
#[derive(Debug)]
pub struct TestProgram {
    /// The module, a command that takes the flags of Go's test programs; `None` if the package has no test files.
    pub wasm: Option<Vec<u8>>,
}

/// The packages that patterns name.
#[derive(Debug)]
pub struct NamedPackages {
    /// The packages, each once.
    pub packages: Vec<NamedPackage>,
    /// Patterns that match nothing.
    pub warnings: Vec<String>,
}

/// Lists the packages that `patterns` name, without reading them.
///
/// # Errors
/// What is wrong with the patterns or the modules.
pub fn list_packages(
    options: &Options,
    provider: &dyn FileProvider,
    patterns: &[String],
) -> Result<NamedPackages, Failure> {
    match loader::list(&options.load_options(), provider, patterns) {
        Ok((packages, warnings)) => Ok(NamedPackages { packages, warnings }),
        Err(messages) => Err(Failure { messages, ..Failure::default() }),
    }
}

/// Compiles the tests of the one package that `patterns` name, with a main package that runs them. A package without
/// test files is checked only.
///
/// Recursion follows the nesting of the source, which the parser limits: give the thread 256 MiB of stack.
///
/// # Errors
/// All errors of its packages, or what else prevents a module.
pub fn compile_tests(
    options: &Options,
    provider: &dyn FileProvider,
    patterns: &[String],
) -> Result<TestProgram, Failure> {
    let checked = check_test_program(options, provider, patterns)?;
    let has_tests = checked.roots.iter().any(|root| checked.packages[*root].is_test_main);
    let wasm = if has_tests { Some(compile_checked(options, &checked)?) } else { None };
    Ok(TestProgram { wasm })
}
