//! The import graph. Owns [`load`]: it reads the named packages and everything they import, and orders them.
//!
//! Packages are read in waves: those that the last wave imports. Within a wave files are read and parsed on several
//! threads; files get their ids, and imports are followed, in the order in which the packages were named.

use diagnostics::{Code, Sink};
use indexmap::{IndexMap, IndexSet};
use source::{SourceMap, Span, Symbol};

use crate::constraints::BuildContext;
use crate::embed::{Embed, embeddings};
use crate::import_cycles::find_cycle;
use crate::initialization_order::sort_for_initialization;
use crate::module_cache::ModuleCache;
use crate::modules::{ModMode, Settings, WorkFile, find_modules};
use crate::overlay::{self, Overlay, OverlayPackage};
use crate::package_files::{NoPackage, PackageFiles, ParsedFile, Reader, Scan, Tests, assemble, parse};
use crate::parallel::Workers;
use crate::paths;
use crate::patterns::{Expansion, Root, expand};
use crate::provider::FileProvider;
use crate::resolve::{Importer, Owner, Place, Resolver, is_local};
use crate::test_packages;
use crate::version::LanguageVersion;

/// Where and for what to load.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The directory relative patterns start from and file names are shown from. Absolute.
    pub working_directory: String,
    /// The Go SDK, for the standard library. Absolute.
    pub goroot: Option<String>,
    /// The module cache, such as `$GOPATH/pkg/mod`. Absolute.
    pub module_cache: Option<String>,
    /// How `go.mod` is used; `None` takes the directory `vendor` if there is one.
    pub mod_mode: Option<ModMode>,
    /// Whether a `go.work` is used.
    pub work_file: WorkFile,
    /// Whether the packages that the patterns name are loaded with their tests.
    pub tests: bool,
    /// Whether the named package, which is then loaded with its tests, gets a main package that runs them. If it has
    /// any, that main package is the only root.
    pub test_main: bool,
    /// Whether the bodies of functions are read also in packages of the SDK that no pattern names.
    pub standard_bodies: bool,
    /// Tags for build constraints.
    pub context: BuildContext,
    /// What replaces packages of the SDK, or parts of them.
    pub overlay: Option<Overlay>,
}

/// An error that is no package's own: nothing is compiled because of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadError {
    /// What kind of error.
    pub code: Code,
    /// The import at fault, if one is to be shown.
    pub span: Option<Span>,
    /// The message, in Go's wording.
    pub message: String,
}

/// A package with its syntax trees.
#[derive(Clone, Debug)]
pub struct LoadedPackage {
    /// The import path; `command-line-arguments` for a package given as a list of files; with `_test` at the end for the
    /// tests outside a package.
    pub path: String,
    /// The name in its package clauses.
    pub name: Symbol,
    /// Its directory.
    pub directory: String,
    /// The trees, in order of file name; test files behind the others.
    pub files: Vec<ast::File>,
    /// The packages it imports, by path as written; `unsafe` is not among them. Indices into [`Loaded::packages`].
    pub imports: IndexMap<String, usize>,
    /// The variables that hold files.
    pub embeds: Vec<Embed>,
    /// The language version of its module.
    pub go_version: LanguageVersion,
    /// Whether it is part of the Go SDK.
    pub is_standard: bool,
    /// Whether some of it comes from the overlay; the imports of its files may be unused.
    pub is_overlaid: bool,
    /// Whether it has assembly files, which are not read, but may be where functions without body are implemented.
    pub has_assembly: bool,
    /// Whether it is the main package that runs the tests of another one.
    pub is_test_main: bool,
    /// The package for whose tests it was made: one with its tests, the tests outside it, or one that imports it and is
    /// imported by those.
    pub for_test: Option<String>,
    /// Syntax errors.
    pub sink: Sink,
    /// Directives in wrong places, to be reported if nothing else is wrong.
    pub misuses: Sink,
}

impl LoadedPackage {
    /// The name by which Go calls it: `path`, or `path [tested.test]`.
    pub fn label(&self) -> String {
        match &self.for_test {
            Some(tested) => format!("{} [{tested}.test]", self.path),
            None => self.path.clone(),
        }
    }
}

/// The packages of a compilation.
#[derive(Debug, Default)]
pub struct Loaded {
    /// All files.
    pub sources: SourceMap,
    /// All packages in the order of initialisation: each behind those it imports, otherwise by path.
    pub packages: Vec<LoadedPackage>,
    /// The packages that the patterns name.
    pub roots: Vec<usize>,
    /// Patterns that match nothing.
    pub warnings: Vec<String>,
    /// If not empty, `packages` is not complete.
    pub errors: Vec<LoadError>,
}

/// Reads the packages that `patterns` name, and all that they import.
pub fn load(options: &LoadOptions, provider: &dyn FileProvider, patterns: &[String]) -> Loaded {
    let loaded = with_expansion(options, provider, patterns, |resolver, mut expansion| {
        let mut loader = Loader::new(resolver, options.tests || options.test_main, options.overlay);
        loader.wants_test_main = options.test_main;
        loader.reads_all_bodies = options.standard_bodies || expansion.all;
        loader.loaded.warnings = std::mem::take(&mut expansion.warnings);
        for message in expansion.errors {
            loader.fail(Code::BrokenImport, None, message);
        }
        loader.run(expansion.roots);
        if expansion.all {
            loader.loaded.roots = (0..loader.loaded.packages.len()).collect();
        }
        loader.finish()
    });
    loaded.unwrap_or_else(|message| {
        let error = LoadError { code: Code::BrokenImport, span: None, message };
        Loaded { errors: vec![error], ..Loaded::default() }
    })
}

/// A package that a pattern names, which was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedPackage {
    /// Its import path; `command-line-arguments` for a package given as a list of files.
    pub path: String,
    /// Its directory.
    pub directory: String,
    /// Patterns that name it and no other package.
    pub patterns: Vec<String>,
}

/// Lists the packages that `patterns` name, and the warnings about those that match nothing. Directories that a `...`
/// matches have Go files, but perhaps none for this system.
///
/// # Errors
/// What is wrong with the patterns, in Go's words.
pub fn list(
    options: &LoadOptions,
    provider: &dyn FileProvider,
    patterns: &[String],
) -> Result<(Vec<NamedPackage>, Vec<String>), Vec<String>> {
    let listed = with_expansion(options, provider, patterns, |resolver, expansion| {
        if !expansion.errors.is_empty() {
            return Err(expansion.errors);
        }
        let named = expansion.roots.into_iter().map(|Root { place, files, .. }| {
            // A module may be found by the pattern only, and then not by its packages' paths.
            let is_local = match place.owner {
                Owner::Module(index) => resolver.modules.list[index].is_main(),
                Owner::Standard => false,
                Owner::Nobody => true,
            };
            let itself = if is_local { place.directory.clone() } else { place.path.clone() };
            NamedPackage {
                patterns: files.unwrap_or_else(|| vec![itself]),
                path: place.path,
                directory: place.directory,
            }
        });
        Ok((named.collect(), expansion.warnings))
    });
    listed.unwrap_or_else(|message| Err(vec![message]))
}

/// Calls `use_it` with what `patterns` mean.
///
/// # Errors
/// What is wrong with the modules.
fn with_expansion<T>(
    options: &LoadOptions,
    provider: &dyn FileProvider,
    patterns: &[String],
    use_it: impl FnOnce(&Resolver<'_>, Expansion) -> T,
) -> Result<T, String> {
    let reader = Reader::new(provider, &options.context, &options.working_directory);
    let goroot = options.goroot.as_deref();
    let settings = Settings {
        cache: ModuleCache { root: options.module_cache.as_deref() },
        mode: options.mod_mode,
        work_file: &options.work_file,
        goroot,
    };
    let mut modules = find_modules(&reader, settings, &options.working_directory);
    if let (Ok(found), Some(pattern)) = (&modules, patterns.first()) {
        // Outside of any module, unlike Go, the one that a pattern's directory is in counts.
        if found.is_empty() && (is_local(pattern) || pattern.starts_with('/')) {
            let fixed = pattern.split("...").next().unwrap_or_default();
            let directory = paths::join(&options.working_directory, fixed);
            modules = find_modules(&reader, settings, &directory);
        }
    }
    let resolver = Resolver::new(&reader, goroot, modules?);
    let expansion = expand(&resolver, patterns);
    Ok(use_it(&resolver, expansion))
}

/// A package that is to be read.
struct Request {
    place: Place,
    files: Option<Vec<String>>,
    tests: Tests,
    /// The pattern's kind if a pattern names it: whether it must have files.
    root: Option<bool>,
}

pub(crate) struct Loader<'a> {
    pub(crate) resolver: &'a Resolver<'a>,
    workers: Workers,
    wants_tests: bool,
    wants_test_main: bool,
    overlay: Option<Overlay>,
    reads_all_bodies: bool,
    pub(crate) loaded: Loaded,
    /// The path that counts for imports of internal packages, and the owner, of each package.
    pub(crate) importers: Vec<(String, Owner)>,
    by_path: IndexMap<String, Result<usize, NoPackage>>,
    /// For packages with tests: the package, if it has files, and its variants.
    pub(crate) tested: Vec<test_packages::Tested>,
    reported: IndexSet<String>,
}

impl<'a> Loader<'a> {
    fn new(resolver: &'a Resolver<'a>, wants_tests: bool, overlay: Option<Overlay>) -> Loader<'a> {
        Loader {
            resolver,
            workers: Workers::new(),
            wants_tests,
            wants_test_main: false,
            overlay,
            reads_all_bodies: true,
            loaded: Loaded::default(),
            importers: Vec::new(),
            by_path: IndexMap::new(),
            tested: Vec::new(),
            reported: IndexSet::new(),
        }
    }

    pub(crate) fn fail(&mut self, code: Code, span: Option<Span>, message: String) {
        if span.is_some() || self.reported.insert(message.clone()) {
            self.loaded.errors.push(LoadError { code, span, message });
        }
    }

    fn run(&mut self, roots: Vec<Root>) {
        let wave = roots.into_iter().map(|root| Request {
            tests: self.tests_of(&root.place, self.wants_tests),
            place: root.place,
            files: root.files,
            root: Some(root.is_literal),
        });
        let wave = wave.collect();
        let mut added = self.read_wave(wave);
        if self.wants_test_main {
            self.add_test_mains(&mut added);
        }
        while !added.is_empty() {
            added = self.follow_imports(&added);
        }
    }

    fn tests_of(&self, place: &Place, are_wanted: bool) -> Tests {
        match place.owner {
            _ if are_wanted => Tests::Load,
            Owner::Module(index) if self.resolver.modules.list[index].is_main() => Tests::CheckNames,
            // Nobody changes those, so that their tests need not be looked at to be sure.
            _ => Tests::Skip,
        }
    }

    fn overlay_of(&self, place: &Place) -> Option<OverlayPackage> {
        (place.owner == Owner::Standard).then_some(self.overlay).flatten()?(&place.path)
    }

    /// Reads and parses a wave of packages; returns those whose imports are to be followed.
    fn read_wave(&mut self, wave: Vec<Request>) -> Vec<usize> {
        let resolver_reader = self.resolver.reader;
        let overlays: Vec<_> = wave.iter().map(|request| self.overlay_of(&request.place)).collect();
        let inputs: Vec<_> = wave
            .iter()
            .zip(&overlays)
            .map(|(request, overlay)| (&request.place, &request.files, request.tests, *overlay))
            .collect();
        let scans = self.workers.map(inputs, |(place, files, tests, overlay)| {
            let scan = match files {
                Some(files) => resolver_reader.scan_files(files),
                None => resolver_reader.scan_directory(&place.directory, tests),
            };
            scan.map(|mut scan| {
                if let Some(overlay) = overlay {
                    scan.add_overlay(resolver_reader.context, &place.path, &overlay);
                }
                scan
            })
        });
        // Ids are given here, in order, so that they do not depend on which thread was first.
        let mut files = Vec::new();
        for (request, scan) in wave.iter().zip(&scans) {
            let is_named = request.root.is_some() || request.place.owner != Owner::Standard;
            let wants_bodies = self.reads_all_bodies || is_named;
            for raw in scan.iter().flat_map(|scan| &scan.files) {
                let name = || if raw.is_overlay { raw.path.clone() } else { resolver_reader.shown_name(&raw.path) };
                let id = raw.is_parsed.then(|| self.loaded.sources.add(name(), raw.text.clone()));
                files.push((id, raw, wants_bodies));
            }
        }
        let mut parsed = self.workers.map(files, |(id, raw, wants_bodies)| parse(id, raw, wants_bodies)).into_iter();
        let mut added = Vec::new();
        for ((request, scan), overlay) in wave.into_iter().zip(scans).zip(&overlays) {
            let read = scan.and_then(|scan: Scan| {
                let mut files: Vec<ParsedFile> = parsed.by_ref().take(scan.files.len()).collect();
                let trees = files.iter_mut().zip(&scan.files);
                overlay::merge(trees.filter_map(|(file, raw)| Some((file.tree.as_mut()?, raw.is_overlay))));
                for tree in files.iter().filter_map(|file| file.tree.as_ref()) {
                    let bases = tree.directives.iter().filter_map(|d| d.line_base()).collect();
                    self.loaded.sources.set_line_bases(tree.file, bases);
                }
                assemble(&request.place.directory, &scan, files)
            });
            match read {
                Ok(files) => self.add(request, files, overlay.is_some(), &mut added),
                Err(fault) => {
                    if let Some(is_literal) = request.root {
                        self.report_root(&request.place.path, &fault, is_literal);
                    }
                    self.by_path.insert(request.place.path, Err(fault));
                }
            }
        }
        added
    }

    fn report_root(&mut self, path: &str, fault: &NoPackage, is_literal: bool) {
        match fault {
            NoPackage::Other(message) => self.fail(Code::BrokenImport, None, message.clone()),
            _ if !is_literal => {}
            // As in `go vet`, a package that has tests only is nothing to complain about when tests are asked for.
            NoPackage::Empty(message) => self.fail(Code::BrokenImport, None, message.clone()),
            NoPackage::Excluded(message) => self.fail(Code::BrokenImport, None, format!("package {path}: {message}")),
            NoPackage::TestsOnly(message) => self.fail(Code::BrokenImport, None, format!("{path}: {message}")),
        }
    }

    fn add(&mut self, request: Request, files: PackageFiles, is_overlaid: bool, added: &mut Vec<usize>) {
        let Request { place, root, .. } = request;
        let name = files.name.unwrap_or_else(|| Symbol::intern("_"));
        let path_for_internal = match place.owner {
            Owner::Module(index) if place.path == "command-line-arguments" => {
                let module = &self.resolver.modules.list[index];
                module.import_path(&place.directory).unwrap_or_else(|| place.path.clone())
            }
            _ => place.path.clone(),
        };
        let importer = (path_for_internal, place.owner);
        let has_assembly = self.resolver.reader.has_assembly(&place.directory);
        let package = LoadedPackage {
            path: place.path.clone(),
            name,
            directory: place.directory,
            files: files.files,
            imports: IndexMap::new(),
            embeds: Vec::new(),
            go_version: self.resolver.language(place.owner),
            is_standard: place.owner == Owner::Standard,
            is_overlaid,
            has_assembly,
            is_test_main: false,
            for_test: None,
            sink: files.sink,
            misuses: Sink::new(),
        };
        let has_tests = !files.tests.is_empty() || !files.external_tests.is_empty();
        if !has_tests {
            let index = self.push(package, importer, added);
            self.by_path.insert(place.path, Ok(index));
            if root.is_some() {
                self.loaded.roots.push(index);
            }
            return;
        }
        let mut tested = test_packages::Tested::default();
        let has_internal = !files.tests.is_empty();
        if has_internal {
            let mut variant = package.clone();
            variant.files.extend(files.tests);
            variant.for_test = Some(place.path.clone());
            variant.sink.append(files.test_sink.clone());
            tested.variant = Some(self.push(variant, importer.clone(), added));
        }
        if !files.external_tests.is_empty() {
            let sink = if has_internal { Sink::new() } else { files.test_sink };
            let external = LoadedPackage {
                path: format!("{}_test", place.path),
                name: Symbol::intern(&format!("{name}_test")),
                files: files.external_tests,
                for_test: Some(place.path.clone()),
                sink,
                ..package.clone()
            };
            tested.external = Some(self.push(external, importer.clone(), added));
        }
        let result = if package.files.is_empty() {
            Err(NoPackage::TestsOnly(format!("no non-test Go files in {}", package.directory)))
        } else {
            let index = self.push(package, importer, added);
            tested.package = Some(index);
            Ok(index)
        };
        // The package itself is checked with its tests; alone only where something else imports it.
        let first = tested.variant.or(tested.package);
        self.loaded.roots.extend(first.into_iter().chain(tested.external));
        tested.path.clone_from(&place.path);
        self.tested.push(tested);
        self.by_path.insert(place.path, result);
    }

    pub(crate) fn push(
        &mut self,
        mut package: LoadedPackage,
        importer: (String, Owner),
        added: &mut Vec<usize>,
    ) -> usize {
        let index = self.loaded.packages.len();
        let embedding = embeddings(self.resolver.reader, &package.directory, &package.files, package.go_version);
        package.embeds = embedding.variables;
        package.misuses = embedding.misuses;
        if let Some((span, message)) = embedding.fault {
            self.fail(Code::BrokenImport, Some(span), message);
        }
        self.loaded.packages.push(package);
        self.importers.push(importer);
        added.push(index);
        index
    }

    /// Resolves the imports of `packages` and reads those that were not read yet, which it returns.
    fn follow_imports(&mut self, packages: &[usize]) -> Vec<usize> {
        let mut requests: IndexMap<String, Request> = IndexMap::new();
        let mut pending: Vec<Import> = Vec::new();
        for &index in packages {
            let imports = self.loaded.packages[index].files.iter().flat_map(|file| &file.imports);
            let mut imports: Vec<(String, Span)> = imports.map(|i| (i.path.to_string(), i.span)).collect();
            let mut seen = IndexSet::new();
            let known = &self.loaded.packages[index].imports;
            let is_new = |path: &str| !path.is_empty() && path != "unsafe" && !known.contains_key(path);
            imports.retain(|(path, _)| is_new(path) && seen.insert(path.clone()));
            for (path, span) in imports {
                let (own_path, owner) = &self.importers[index];
                match self.resolver.import(Importer { path: own_path, owner: *owner }, &path) {
                    Ok(place) => {
                        pending.push(Import { importer: index, path, span, target: place.path.clone() });
                        if !self.by_path.contains_key(&place.path) && !requests.contains_key(&place.path) {
                            let tests = self.tests_of(&place, false);
                            requests.insert(place.path.clone(), Request { place, files: None, tests, root: None });
                        }
                    }
                    // What several files lack is reported once for each package, at the first import.
                    Err(message) => self.fail(Code::BrokenImport, Some(span), message),
                }
            }
        }
        let added = self.read_wave(requests.into_values().collect());
        for import in pending {
            self.connect(import);
        }
        added
    }

    /// Records an import whose package was read.
    fn connect(&mut self, import: Import) {
        let Import { importer, path, span, target } = import;
        let own = self.tested.iter().find(|tested| tested.external == Some(importer) && tested.path == target);
        let variant = own.and_then(|tested| tested.variant.or(tested.package));
        let found = match (variant, self.by_path.get(&target)) {
            // The tests outside a package see it with its other tests, and may import a program.
            (Some(variant), _) => Ok(variant),
            (None, Some(Ok(index))) if self.loaded.packages[*index].name.as_str() == "main" => {
                Err(format!("import \"{path}\" is a program, not an importable package"))
            }
            (None, Some(Ok(index))) => Ok(*index),
            (None, Some(Err(fault))) => Err(fault.message().to_owned()),
            (None, None) => return,
        };
        match found {
            Ok(index) => drop(self.loaded.packages[importer].imports.insert(path, index)),
            Err(message) => self.fail(Code::BrokenImport, Some(span), message),
        }
    }

    fn finish(mut self) -> Loaded {
        if self.loaded.errors.is_empty() {
            let starts = self.loaded.roots.iter().copied().chain(0..self.loaded.packages.len());
            let cycle = find_cycle(&self.loaded.packages, &self.loaded.sources, starts);
            let cycle = cycle.or_else(|| self.link_tests().err());
            if let Some(message) = cycle {
                self.fail(Code::InvalidInitCycle, None, message);
            }
        }
        let mut loaded = self.loaded;
        if loaded.errors.is_empty() {
            keep_reachable(&mut loaded);
            sort_for_initialization(&mut loaded);
        }
        loaded
    }
}

/// An import that is to be recorded.
struct Import {
    importer: usize,
    /// As written.
    path: String,
    span: Span,
    /// The path of the package that is meant.
    target: String,
}

/// Drops packages that no root needs: those that are imported by tests' variants only, which were replaced.
fn keep_reachable(loaded: &mut Loaded) {
    let mut position = vec![None; loaded.packages.len()];
    let mut stack = loaded.roots.clone();
    while let Some(index) = stack.pop() {
        if position[index].is_none() {
            position[index] = Some(0);
            stack.extend(loaded.packages[index].imports.values());
        }
    }
    let kept = position.iter_mut().flatten();
    kept.enumerate().for_each(|(next, position)| *position = next);
    let packages = std::mem::take(&mut loaded.packages).into_iter().zip(&position);
    loaded.packages = packages.filter_map(|(package, position)| position.map(|_| package)).collect();
    let moved = |index: &mut usize| {
        if let Some(position) = position[*index] {
            *index = position;
        }
    };
    loaded.packages.iter_mut().flat_map(|package| package.imports.values_mut()).for_each(moved);
    loaded.roots.iter_mut().for_each(moved);
}
