//! From import paths to directories. Owns the search in the SDK, the modules and the vendor directory, the rule on
//! internal packages, and the wording when a package is not found.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::modules::Modules;
use crate::package_files::Reader;
use crate::paths;
use crate::version::{LanguageVersion, NEWEST};

/// Whose a package is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    /// The SDK's.
    Standard,
    /// A module's, by index.
    Module(usize),
    /// Nobody's: a list of files outside of any module.
    Nobody,
}

/// Where a package lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// The import path, which for packages vendored into the SDK has a prefix that the import lacks.
    pub path: String,
    /// Its directory.
    pub directory: String,
    /// Whose it is.
    pub owner: Owner,
}

/// Who imports.
#[derive(Clone, Copy)]
pub(crate) struct Importer<'a> {
    /// Its import path: that of its directory if it was given as a list of files.
    pub path: &'a str,
    pub owner: Owner,
}

/// Why there is no standard library, and what helps.
pub(crate) const NO_SDK: &str =
    "no Go SDK was found; set GOROOT, put go on the PATH, or run cargo xtask sdk in gowex's checkout";

/// Finds packages; what was listed once is not listed again.
pub(crate) struct Resolver<'a> {
    pub reader: &'a Reader<'a>,
    pub goroot: Option<&'a str>,
    pub modules: Modules,
    has_go_files: RefCell<FxHashMap<String, bool>>,
    nested: RefCell<FxHashMap<String, bool>>,
}

impl<'a> Resolver<'a> {
    pub fn new(reader: &'a Reader<'a>, goroot: Option<&'a str>, modules: Modules) -> Resolver<'a> {
        Resolver { reader, goroot, modules, has_go_files: RefCell::default(), nested: RefCell::default() }
    }

    /// Whether `directory` has any file whose name ends in `.go`.
    pub fn has_go_files(&self, directory: &str) -> bool {
        if let Some(known) = self.has_go_files.borrow().get(directory) {
            return *known;
        }
        let found = self.reader.has_go_files(directory);
        self.has_go_files.borrow_mut().insert(directory.to_owned(), found);
        found
    }

    /// The language version of a package.
    pub fn language(&self, owner: Owner) -> LanguageVersion {
        match owner {
            Owner::Module(index) => self.modules.list[index].language,
            Owner::Standard | Owner::Nobody => NEWEST,
        }
    }

    /// The directory of the SDK's package `path`, whether there is one or not.
    pub fn standard_directory(&self, path: &str) -> Option<String> {
        self.goroot.map(|goroot| paths::join(goroot, &format!("src/{path}")))
    }

    /// The place of the package that `importer` imports as `path`.
    pub fn import(&self, importer: Importer<'_>, path: &str) -> Result<Place, String> {
        if is_local(path) {
            let message = format!("\"{path}\" is relative, but relative import paths are not supported in module mode");
            return Err(message);
        }
        if path.starts_with('/') {
            return Err(format!("\"{path}\" is not a package path; see 'go help packages'"));
        }
        let place = self.find(importer.owner, path)?;
        if !self.may_use_internal(importer, &place) {
            return Err(format!("use of internal package {path} not allowed"));
        }
        Ok(place)
    }

    /// The place of the package `path`, which a pattern names.
    pub fn named(&self, path: &str) -> Result<Place, String> {
        self.find(Owner::Nobody, path)
    }

    fn find(&self, importer: Owner, path: &str) -> Result<Place, String> {
        if path.contains('@') {
            return Err(format!(
                "package {path}: can only use path@version syntax with 'go get' and 'go install' in module-aware mode"
            ));
        }
        let is_standard_path = !path.split('/').next().is_some_and(|first| first.contains('.'));
        if importer == Owner::Standard {
            for prefix in ["vendor", "cmd/vendor"] {
                let name = format!("{prefix}/{path}");
                if let Some(directory) = self.standard_directory(&name).filter(|d| self.has_go_files(d)) {
                    return Ok(Place { path: name, directory, owner: Owner::Standard });
                }
            }
        }
        let may_be_standard = is_standard_path || importer == Owner::Standard;
        let directory = self.standard_directory(path).filter(|d| may_be_standard && self.has_go_files(d));
        if let Some(directory) = directory {
            return Ok(Place { path: path.to_owned(), directory, owner: Owner::Standard });
        }
        let mut missing = None;
        let found = self.in_modules(path, &mut missing);
        match &found[..] {
            [place] => return Ok(place.clone()),
            [] => {}
            _ => return Err(self.ambiguous(path, &found)),
        }
        if let Some(message) = missing {
            return Err(message);
        }
        Err(self.not_found(importer, path, is_standard_path))
    }

    /// Every module's package `path`, that of the shortest module path first.
    fn in_modules(&self, path: &str, missing: &mut Option<String>) -> Vec<Place> {
        let mut candidates: Vec<(usize, &str)> = Vec::new();
        for (index, module) in self.modules.list.iter().enumerate() {
            if let Some(rest) = module.rest_of(path) {
                candidates.push((index, rest));
            }
        }
        candidates.sort_by_key(|(index, rest)| (std::cmp::Reverse(rest.len()), *index));
        let mut found = Vec::new();
        for (index, rest) in candidates {
            match &self.modules.list[index].root {
                Ok(root) => {
                    let directory = paths::join(root, rest);
                    if self.has_go_files(&directory) && !self.is_in_nested_module(root, &directory) {
                        found.push(Place { path: path.to_owned(), directory, owner: Owner::Module(index) });
                    }
                }
                Err(message) if self.modules.vendor.is_none() => {
                    missing.get_or_insert_with(|| message.clone());
                }
                Err(_) => {}
            }
        }
        let vendored = self.modules.vendor.as_ref().and_then(|vendor| {
            let module = vendor.list.packages.get(path)?;
            Some((paths::join(&vendor.root, path), self.modules.first_vendored + module))
        });
        if let Some((directory, module)) = vendored.filter(|(directory, _)| self.has_go_files(directory)) {
            found.push(Place { path: path.to_owned(), directory, owner: Owner::Module(module) });
        }
        found
    }

    /// Whether there is a `go.mod` in `directory` or above it, below `root`.
    pub fn is_in_nested_module(&self, root: &str, directory: &str) -> bool {
        let mut at = directory;
        while at != root && at.len() > root.len() {
            let known = self.nested.borrow().get(at).copied();
            let has_go_mod = known.unwrap_or_else(|| {
                let entries = self.reader.provider.list(at).unwrap_or_default();
                let found = entries.iter().any(|entry| entry.name == "go.mod" && !entry.is_directory);
                self.nested.borrow_mut().insert(at.to_owned(), found);
                found
            });
            if has_go_mod {
                return true;
            }
            match paths::parent(at) {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    }

    fn ambiguous(&self, path: &str, found: &[Place]) -> String {
        let mut message = format!("ambiguous import: found package {path} in multiple modules:");
        for place in found {
            let Owner::Module(index) = place.owner else { continue };
            let module = &self.modules.list[index];
            let version = if module.is_main() { String::new() } else { format!(" {}", module.version) };
            message += &format!("\n\t{}{version} ({})", module.path, place.directory);
        }
        message
    }

    fn not_found(&self, importer: Owner, path: &str, is_standard_path: bool) -> String {
        let of_module = self.modules.mains().any(|(_, module)| module.rest_of(path).is_some());
        if is_standard_path && !(of_module && self.goroot.is_none()) {
            return match self.standard_directory(path) {
                Some(directory) => format!("package {path} is not in std ({directory})"),
                None => format!("package {path} is not in std: {NO_SDK}"),
            };
        }
        if self.modules.is_empty() {
            return format!(
                "no required module provides package {path}: \
                 go.mod file not found in current directory or any parent directory; see 'go help modules'"
            );
        }
        if self.modules.vendor.is_some() {
            return format!(
                "cannot find module providing package {path}: import lookup disabled by -mod=vendor\n\t\
                 (Go version in go.mod is at least 1.14 and vendor directory exists.)"
            );
        }
        for (base, replacement) in &self.modules.replace {
            let is_prefix = path == replacement.path || paths::is_below(&replacement.path, path);
            let is_required = self.modules.list.iter().any(|module| module.path == replacement.path);
            if !is_prefix || is_required {
                continue;
            }
            let name = &replacement.path;
            let version = replacement.version.as_deref().unwrap_or("v0.0.0-00010101000000-000000000000");
            if replacement.new_version.is_none() {
                let root = paths::join(base, &replacement.new_path);
                if self.reader.provider.list(&root).is_err() {
                    let new_path = &replacement.new_path;
                    return format!("{name}@{version}: replacement directory {new_path} does not exist");
                }
                if !self.has_go_files(&paths::join(&root, path[name.len()..].trim_start_matches('/'))) {
                    continue;
                }
            }
            let at = replacement.version.as_ref().map_or_else(String::new, |version| format!("@{version}"));
            return format!(
                "module {name} provides package {path} and is replaced but not required; to add it:\n\tgo get {name}{at}"
            );
        }
        // In a workspace it matters which module is to require it.
        let root = match importer {
            Owner::Module(index) if self.modules.work_file.is_some() => self.modules.list[index].root.as_ref().ok(),
            _ => None,
        };
        let directory = root.map_or_else(String::new, |root| format!("\n\tcd {root}"));
        format!("no required module provides package {path}; to add it:{directory}\n\tgo get {path}")
    }

    /// A path with an element `internal` can be imported only from below the parent of that element; for the SDK's
    /// packages directories count, which keeps them from everybody else.
    fn may_use_internal(&self, importer: Importer<'_>, place: &Place) -> bool {
        let path = &place.path;
        // The index is that of the slash in front of `internal`, one more than in `path`.
        let Some(at) = format!("/{path}/").rfind("/internal/") else { return true };
        if (importer.owner == Owner::Standard) != (place.owner == Owner::Standard) {
            return false;
        }
        let parent = &path[..at.saturating_sub(1)];
        parent.is_empty() || importer.path == parent || paths::is_below(parent, importer.path)
    }
}

/// Whether a path names a directory rather than a package.
pub(crate) fn is_local(path: &str) -> bool {
    path == "." || path == ".." || path.starts_with("./") || path.starts_with("../")
}
