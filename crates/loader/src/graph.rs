//! The import graph. Owns [`load`]: it reads the named packages and everything they import, and orders them.

use std::collections::VecDeque;

use diagnostics::{Code, Sink};
use indexmap::IndexMap;
use source::{SourceMap, Span, Symbol};

use crate::constraints::BuildContext;
use crate::go_mod::GoMod;
use crate::package_files::{PackageFiles, Reader};
use crate::paths;
use crate::patterns::{Root, roots};
use crate::provider::FileProvider;
use crate::resolve::{Importer, Module, Place, resolve};

/// Where and for what to load.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The directory relative patterns start from and file names are shown from. Absolute.
    pub working_directory: String,
    /// The Go SDK, for the standard library. Absolute.
    pub goroot: Option<String>,
    /// Tags for build constraints.
    pub context: BuildContext,
}

/// An error that is no package's own: nothing is compiled because of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadError {
    /// What kind of error.
    pub code: Code,
    /// The import at fault, if one is.
    pub span: Option<Span>,
    /// The message, in Go's wording.
    pub message: String,
}

/// A package with its syntax trees.
#[derive(Debug)]
pub struct LoadedPackage {
    /// The import path; `command-line-arguments` for a package given as a list of files or outside a module.
    pub path: String,
    /// The name in its package clauses.
    pub name: Symbol,
    /// Its directory.
    pub directory: String,
    /// The trees, in order of file name.
    pub files: Vec<ast::File>,
    /// The packages it imports, by path as written; `unsafe` is not among them. Indices into [`Loaded::packages`].
    pub imports: IndexMap<String, usize>,
    /// The language version of its module.
    pub go_version: (u32, u32),
    /// Whether it is part of the Go SDK.
    pub is_standard: bool,
    /// Syntax errors.
    pub sink: Sink,
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
    /// If not empty, `packages` is not complete.
    pub errors: Vec<LoadError>,
}

/// Reads the packages that `patterns` name, and all that they import.
pub fn load(options: &LoadOptions, provider: &dyn FileProvider, patterns: &[String]) -> Loaded {
    let reader = Reader { provider, context: &options.context, working_directory: &options.working_directory };
    let mut loader = Loader {
        reader: &reader,
        goroot: options.goroot.as_deref(),
        loaded: Loaded::default(),
        modules: Vec::new(),
        by_path: IndexMap::new(),
        queue: VecDeque::new(),
        import_spans: Vec::new(),
    };
    match roots(&reader, patterns) {
        Ok(roots) => roots.into_iter().for_each(|root| loader.add_root(root)),
        Err(message) => loader.fail(Code::BrokenImport, None, message),
    }
    while let Some(index) = loader.queue.pop_front() {
        loader.follow_imports(index);
    }
    if loader.loaded.errors.is_empty() {
        loader.report_cycle();
    }
    let mut loaded = loader.loaded;
    if loaded.errors.is_empty() {
        sort_for_initialization(&mut loaded);
    }
    loaded
}

struct Loader<'a> {
    reader: &'a Reader<'a>,
    goroot: Option<&'a str>,
    loaded: Loaded,
    /// The module of each package.
    modules: Vec<Option<Module>>,
    by_path: IndexMap<String, usize>,
    queue: VecDeque<usize>,
    /// For each package the place of its first import of each other.
    import_spans: Vec<IndexMap<usize, Span>>,
}

impl Loader<'_> {
    fn fail(&mut self, code: Code, span: Option<Span>, message: String) {
        self.loaded.errors.push(LoadError { code, span, message });
    }

    fn add_root(&mut self, root: Root) {
        let (directory, files, path) = match root {
            Root::Files(directory, files) => (directory, Some(files), Some("command-line-arguments".to_owned())),
            Root::Directory(directory) => (directory, None, None),
            Root::ImportPath(path) => {
                let module = self.module_of(self.reader.working_directory);
                let importer = Importer { path: &path, is_standard: false, module: module.as_ref() };
                match resolve(self.reader, self.goroot, importer, &path) {
                    Ok(place) => (place.directory, None, Some(path)),
                    Err(message) => return self.fail(Code::BrokenImport, None, message),
                }
            }
        };
        let module = self.module_of(&directory);
        if !self.loaded.errors.is_empty() {
            return;
        }
        let own_path = module.as_ref().and_then(|module| module.import_path(&directory));
        let path = path.or(own_path).unwrap_or_else(|| "command-line-arguments".to_owned());
        if let Some(&index) = self.by_path.get(&path) {
            self.loaded.roots.push(index);
            return;
        }
        let sources = &mut self.loaded.sources;
        let read = match &files {
            Some(files) => self.reader.read_files(&directory, files, false, sources),
            None => self.reader.read_directory(&directory, sources),
        };
        match read {
            Ok(files) => {
                let is_standard = self.goroot.is_some_and(|root| directory.starts_with(&format!("{root}/src/")));
                let index = self.add(Place { path, directory, is_standard }, module, files);
                self.loaded.roots.push(index);
            }
            Err(message) if message.starts_with("build constraints") => {
                self.fail(Code::BrokenImport, None, format!("package {path}: {message}"));
            }
            Err(message) => self.fail(Code::BrokenImport, None, message),
        }
    }

    fn add(&mut self, place: Place, module: Option<Module>, files: PackageFiles) -> usize {
        let index = self.loaded.packages.len();
        self.by_path.insert(place.path.clone(), index);
        self.loaded.packages.push(LoadedPackage {
            path: place.path,
            name: files.name,
            directory: place.directory,
            files: files.files,
            imports: IndexMap::new(),
            go_version: module.as_ref().map_or((1, 27), |module| module.go_mod.go_version),
            is_standard: place.is_standard,
            sink: files.sink,
        });
        self.modules.push(module);
        self.import_spans.push(IndexMap::new());
        self.queue.push_back(index);
        index
    }

    /// The module that `directory` belongs to, by the nearest `go.mod` at or above it.
    fn module_of(&mut self, directory: &str) -> Option<Module> {
        let mut at = Some(directory);
        while let Some(root) = at {
            let path = paths::join(root, "go.mod");
            if let Ok(bytes) = self.reader.provider.read(&path) {
                match GoMod::parse(&String::from_utf8_lossy(&bytes)) {
                    Ok(go_mod) => return Some(Module { root: root.to_owned(), go_mod }),
                    Err(error) => {
                        let shown = paths::relative(self.reader.working_directory, &path);
                        let place = if error.line > 0 { format!("{shown}:{}", error.line) } else { shown };
                        self.fail(Code::BrokenImport, None, format!("{place}: {}", error.message));
                        return None;
                    }
                }
            }
            at = paths::parent(root);
        }
        None
    }

    fn follow_imports(&mut self, index: usize) {
        let package = &self.loaded.packages[index];
        let imports = package.files.iter().flat_map(|file| &file.imports);
        let imports: Vec<(String, Span)> = imports.map(|i| (i.path.to_string(), i.path_span)).collect();
        for (path, span) in imports {
            if path.is_empty() || path == "unsafe" || self.loaded.packages[index].imports.contains_key(&path) {
                continue;
            }
            match self.import(index, &path, span) {
                Ok(target) => {
                    self.loaded.packages[index].imports.insert(path, target);
                    self.import_spans[index].entry(target).or_insert(span);
                }
                Err(message) => self.fail(Code::BrokenImport, Some(span), message),
            }
        }
    }

    fn import(&mut self, index: usize, path: &str, _span: Span) -> Result<usize, String> {
        let package = &self.loaded.packages[index];
        let module = self.modules[index].clone();
        let importer = Importer { path: &package.path, is_standard: package.is_standard, module: module.as_ref() };
        let place = resolve(self.reader, self.goroot, importer, path)?;
        let target = match self.by_path.get(&place.path) {
            Some(&target) => target,
            None => {
                let files = self.reader.read_directory(&place.directory, &mut self.loaded.sources)?;
                let module = if place.is_standard { None } else { module };
                self.add(place, module, files)
            }
        };
        if self.loaded.packages[target].name.as_str() == "main" {
            return Err(format!("import \"{path}\" is a program, not an importable package"));
        }
        Ok(target)
    }

    /// Reports one import cycle, at the import that closes it.
    fn report_cycle(&mut self) {
        let count = self.loaded.packages.len();
        let mut state = vec![Visit::New; count];
        for start in 0..count {
            if state[start] != Visit::New {
                continue;
            }
            // The packages on the path from `start`, each with the index of its next import.
            let mut path = vec![(start, 0)];
            state[start] = Visit::Open;
            while let Some((package, next)) = path.last_mut() {
                let imports = &self.loaded.packages[*package].imports;
                let Some((_, &target)) = imports.get_index(*next) else {
                    state[*package] = Visit::Done;
                    path.pop();
                    continue;
                };
                *next += 1;
                match state[target] {
                    Visit::Done => {}
                    Visit::New => {
                        state[target] = Visit::Open;
                        path.push((target, 0));
                    }
                    Visit::Open => {
                        let closing = *package;
                        let members = path.iter().map(|(member, _)| *member).skip_while(|member| *member != target);
                        let mut names: Vec<&str> = members.map(|m| &*self.loaded.packages[m].path).collect();
                        names.push(&self.loaded.packages[target].path);
                        let message = format!("import cycle not allowed: {}", names.join(" imports "));
                        let span = self.import_spans[closing].get(&target).copied();
                        return self.fail(Code::InvalidInitCycle, span, message);
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Sorts the packages as Go initialises them: of those whose imports are all done, the first by path comes next.
fn sort_for_initialization(loaded: &mut Loaded) {
    let count = loaded.packages.len();
    let mut by_path: Vec<usize> = (0..count).collect();
    by_path.sort_by(|a, b| loaded.packages[*a].path.cmp(&loaded.packages[*b].path));
    let mut position = vec![usize::MAX; count];
    for next in 0..count {
        let is_ready = |index: &usize| {
            let done = |import: &usize| position[*import] != usize::MAX;
            position[*index] == usize::MAX && loaded.packages[*index].imports.values().all(done)
        };
        let Some(index) = by_path.iter().copied().find(is_ready) else { break };
        position[index] = next;
    }
    let mut packages: Vec<_> = std::mem::take(&mut loaded.packages).into_iter().enumerate().collect();
    packages.sort_by_key(|(index, _)| position[*index]);
    loaded.packages = packages.into_iter().map(|(_, package)| package).collect();
    for package in &mut loaded.packages {
        package.imports.values_mut().for_each(|import| *import = position[*import]);
    }
    loaded.roots.iter_mut().for_each(|root| *root = position[*root]);
}
