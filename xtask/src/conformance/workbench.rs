//! Checking packages one after the other. Owns the standard library that the cases of a suite share: it is parsed once
//! and each thread checks what its cases import.

use std::path::Path;

use anyhow::{Result, ensure};
use diagnostics::{Code, Diagnostic, Sink};
use indexmap::IndexMap;
use loader::{BuildContext, LoadOptions, Loaded, WorkFile};
use source::{FileId, SourceMap, Symbol};
use types::{Gc64, PackageId, PackageInput, Program, check_package};

use super::disk::Disk;
use crate::process::root;

/// The packages of the standard library that a suite may import.
pub struct Library {
    loaded: Loaded,
}

impl Library {
    /// Loads those of `paths` that the SDK at `goroot` has, and all that they import.
    pub fn load(goroot: &Path, paths: &[String]) -> Result<Library> {
        let options = LoadOptions {
            working_directory: root().join("tests/conformance").display().to_string(),
            goroot: Some(goroot.display().to_string()),
            module_cache: None,
            mod_mode: None,
            work_file: WorkFile::Off,
            tests: false,
            test_main: false,
            standard_bodies: false,
            context: BuildContext::default(),
            overlay: None,
        };
        let is_standard = |path: &&String| {
            *path != "unsafe" && path.starts_with(char::is_alphanumeric) && goroot.join("src").join(path).is_dir()
        };
        let mut patterns: Vec<String> = paths.iter().filter(is_standard).cloned().collect();
        patterns.sort();
        patterns.dedup();
        while !patterns.is_empty() {
            let loaded = loader::load(&options, &Disk, &patterns);
            if loaded.errors.is_empty() {
                return Ok(Library { loaded });
            }
            // Packages of other systems, whose constraints exclude all files, are as good as missing.
            let before = patterns.len();
            let message = loaded.errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("\n");
            patterns.retain(|path| !message.contains(&format!("package {path}: ")));
            ensure!(patterns.len() < before, "the standard library: {message}");
        }
        Ok(Library { loaded: Loaded::default() })
    }
}

/// A package to check.
pub struct Input<'a> {
    /// Its import path.
    pub path: &'a str,
    /// Its files.
    pub files: &'a [ast::File],
    /// Packages that it may import and that are not of the library.
    pub own: &'a IndexMap<String, PackageId>,
    /// The language version.
    pub version: (u32, u32),
    /// Whether every function must have a body.
    pub is_complete: bool,
}

/// What checking gave.
pub struct Checked {
    /// All errors, in order.
    pub errors: Vec<Diagnostic>,
    /// The first import that cannot be checked yet, with the first error in it.
    pub broken_import: Option<String>,
    /// The package, for others to import.
    pub id: PackageId,
}

impl Checked {
    /// The feature that is missing, if that is why there are errors.
    pub fn unsupported(&self) -> Option<String> {
        let generic = self.errors.iter().any(|error| error.code == Code::Unsupported);
        let import = self.broken_import.as_ref().map(|_| "a package of the standard library with errors".to_owned());
        if generic { Some("generics".to_owned()) } else { import }
    }
}

/// One thread's compilation.
pub struct Workbench<'l> {
    /// All files so far.
    pub sources: SourceMap,
    library: &'l Library,
    program: Program,
    /// For each package of the library what checking gave, once it was checked.
    checked: Vec<Option<Result<PackageId, String>>>,
}

impl<'l> Workbench<'l> {
    /// A compilation that may import from `library`.
    pub fn new(library: &'l Library) -> Workbench<'l> {
        let mut sources = SourceMap::new();
        for (_, file) in library.loaded.sources.files() {
            sources.add(file.name.clone(), file.text.clone());
        }
        let checked = vec![None; library.loaded.packages.len()];
        Workbench { sources, library, program: Program::new(), checked }
    }

    /// Lets the following packages call the functions that only Go's tests of its checker know.
    pub fn declare_test_functions(&mut self) {
        self.program.declare_test_functions();
    }

    /// Parses a file.
    pub fn parse(&mut self, name: &str, text: &str, sink: &mut Sink) -> (FileId, ast::File) {
        let id = self.sources.add(name, text);
        let tree = parser::parse_file(id, text, sink);
        self.sources.set_line_bases(id, tree.directives.iter().filter_map(|d| d.line_base()).collect());
        (id, tree)
    }

    /// Checks a package; `sink` has the syntax errors of its files.
    pub fn check(&mut self, package: &Input<'_>, mut sink: Sink) -> Checked {
        let files = package.files;
        let mut imports = package.own.clone();
        let mut broken_import = None;
        for import in files.iter().flat_map(|file| &file.imports) {
            let path = import.path.to_string();
            match self.import(&path) {
                Some(Ok(id)) => {
                    imports.entry(path).or_insert(id);
                }
                Some(Err(why)) => {
                    broken_import.get_or_insert(format!("{path}: {why}"));
                }
                None => {}
            }
        }
        let name = files.iter().find_map(|file| file.package.map(|ident| file.name(ident)));
        let input = PackageInput {
            path: package.path,
            name: name.unwrap_or_else(|| Symbol::intern("p")),
            files,
            sources: &self.sources,
            imports: &imports,
            go_version: package.version,
            allow_missing_bodies: !package.is_complete,
            allow_unused_imports: false,
            strict_wasm: false,
        };
        let id = check_package(&mut self.program, &input, &Gc64, &mut sink);
        Checked { errors: sink.into_sorted(), broken_import, id }
    }

    /// The message with everything Go's error texts contain: further places follow, each on a line of its own.
    pub fn full_message(&self, diagnostic: &Diagnostic) -> String {
        let mut text = diagnostic.message.clone();
        for label in &diagnostic.labels {
            text += &format!("\n\t{}: {}", self.sources.place(label.span), label.message);
        }
        text
    }

    fn import(&mut self, path: &str) -> Option<Result<PackageId, String>> {
        let library = self.library;
        let index = library.loaded.packages.iter().position(|package| package.path == path)?;
        Some(self.import_at(index))
    }

    fn import_at(&mut self, index: usize) -> Result<PackageId, String> {
        if let Some(done) = &self.checked[index] {
            return done.clone();
        }
        let library = self.library;
        let package = &library.loaded.packages[index];
        let mut imports = IndexMap::new();
        let mut result = Ok(());
        for (path, import) in &package.imports {
            match self.import_at(*import) {
                Ok(id) => {
                    imports.insert(path.clone(), id);
                }
                Err(why) => {
                    result = Err(why);
                    break;
                }
            }
        }
        let result = result.and_then(|()| {
            let input = PackageInput {
                path: &package.path,
                name: package.name,
                files: &package.files,
                sources: &self.sources,
                imports: &imports,
                go_version: package.go_version,
                allow_missing_bodies: true,
                allow_unused_imports: false,
                strict_wasm: false,
            };
            let mut sink = package.sink.clone();
            let id = check_package(&mut self.program, &input, &Gc64, &mut sink);
            match sink.into_sorted().first() {
                Some(error) => Err(diagnostics::render::concise(&self.sources, error)),
                None => Ok(id),
            }
        });
        self.checked[index] = Some(result.clone());
        result
    }
}
