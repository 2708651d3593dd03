//! Which version of each module is used. Owns minimal version selection over the `go.mod` files that are at hand.
//!
//! Algorithm: Go modules reference, "Minimal version selection (MVS)" and "Module graph pruning". Of a module that says
//! `go 1.17` or later the requirements count, but not theirs; of older ones everything reachable counts. The `go.mod` of
//! a required module may be missing from the cache as long as the main module is pruned: its list is complete then.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::go_mod::{GoMod, Replacement};
use crate::module_cache::ModuleCache;
use crate::paths;
use crate::provider::{FileProvider, ReadError};
use crate::version::{LanguageVersion, UNSTATED, compare};

/// A module of the build.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Module {
    /// Its path.
    pub path: String,
    /// Its version; empty for a main module.
    pub version: String,
    /// Where its files are, or why they are not at hand.
    pub root: Result<String, String>,
    /// Its language version.
    pub language: LanguageVersion,
    /// Directories that patterns do not match, as in `go.mod`.
    pub ignore: Vec<String>,
}

impl Module {
    /// Whether it is a main module.
    pub fn is_main(&self) -> bool {
        self.version.is_empty()
    }

    /// What of the package path `path` is below the module's path.
    pub fn rest_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.path.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }

    /// The import path of the package in `directory`, if it is the module's.
    pub fn import_path(&self, directory: &str) -> Option<String> {
        let root = self.root.as_ref().ok()?;
        if directory == root {
            return Some(self.path.clone());
        }
        let prefix = if root == "/" { "/".to_owned() } else { format!("{root}/") };
        directory.strip_prefix(&prefix).map(|rest| format!("{}/{rest}", self.path))
    }
}

/// A main module as it was read.
#[derive(Clone, Debug)]
pub(crate) struct MainModule {
    /// Its directory.
    pub root: String,
    /// Its `go.mod`.
    pub go_mod: GoMod,
}

/// What selection reads.
pub(crate) struct Selection<'a> {
    pub provider: &'a dyn FileProvider,
    pub cache: ModuleCache<'a>,
    /// Replacements in effect, each with the directory its path is relative to.
    pub replace: &'a [(String, Replacement)],
    pub mains: &'a [MainModule],
    /// Whether a `go.work` names the main modules.
    pub is_workspace: bool,
    /// Whether a `go.mod` that selection would change is an error, as without `-mod=mod`.
    pub is_readonly: bool,
}

impl Selection<'_> {
    fn replacement(&self, path: &str, version: &str) -> Option<&(String, Replacement)> {
        let exact = |r: &&(String, Replacement)| r.1.path == path && r.1.version.as_deref() == Some(version);
        let any = |r: &&(String, Replacement)| r.1.path == path && r.1.version.is_none();
        self.replace.iter().find(exact).or_else(|| self.replace.iter().find(any))
    }

    /// The file that is the `go.mod` of a module, and whether a replacement names its directory.
    fn go_mod_file(&self, path: &str, version: &str) -> (Option<String>, bool) {
        match self.replacement(path, version) {
            Some((base, Replacement { new_path, new_version: None, .. })) => {
                (Some(paths::join(&paths::join(base, new_path), "go.mod")), true)
            }
            Some((_, Replacement { new_path, new_version: Some(version), .. })) => {
                (self.cache.go_mod_file(new_path, version), false)
            }
            None => (self.cache.go_mod_file(path, version), false),
        }
    }

    /// The `go.mod` of a module; `None` if it is not at hand.
    fn go_mod(&self, path: &str, version: &str) -> Result<Option<GoMod>, String> {
        let (Some(file), is_local) = self.go_mod_file(path, version) else { return Ok(None) };
        let bytes = match self.provider.read(&file) {
            Ok(bytes) => bytes,
            Err(ReadError::NotFound) if !is_local => return Ok(None),
            Err(error) => {
                return Err(format!("go: {path}@{version} ({file}): reading go.mod: {error}"));
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        GoMod::parse_dependency(&text, &file).map(Some).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(|error| error.render(&file)).collect();
            format!("go: {path}@{version}: errors parsing go.mod:\n{}", lines.join("\n"))
        })
    }

    fn root(&self, path: &str, version: &str) -> Result<String, String> {
        let (new_path, new_version) = match self.replacement(path, version) {
            Some((base, Replacement { new_path, new_version: None, .. })) => return Ok(paths::join(base, new_path)),
            Some((_, Replacement { new_path, new_version: Some(version), .. })) => {
                (new_path.as_str(), version.as_str())
            }
            None => (path, version),
        };
        let directory = self.cache.directory(new_path, new_version);
        let at_hand = directory.filter(|directory| self.provider.list(directory).is_ok());
        at_hand.ok_or_else(|| {
            format!(
                "{new_path}@{new_version}: module is not in the module cache; to download it:\n\t\
                 go mod download {new_path}"
            )
        })
    }

    /// The modules of the build: the main ones, then the others in order of path.
    ///
    /// # Errors
    /// Go's message.
    pub fn select(&self) -> Result<Vec<Module>, String> {
        let mut selected: BTreeMap<String, String> = BTreeMap::new();
        let mut excluded: BTreeSet<(String, String)> = BTreeSet::new();
        let mut listed: BTreeMap<String, String> = BTreeMap::new();
        let is_pruned = self.is_workspace || self.mains.iter().all(|main| main.go_mod.is_pruned());
        for main in self.mains {
            excluded.extend(main.go_mod.exclude.iter().cloned());
        }
        // What is still to be read: a module, and whether what it requires is to be read, too.
        let mut queue: Vec<(String, String, bool)> = Vec::new();
        for main in self.mains {
            for needed in &main.go_mod.require {
                let module = (needed.path.clone(), needed.version.clone());
                if !excluded.contains(&module) {
                    raise(&mut selected, &module.0, &module.1);
                    raise(&mut listed, &module.0, &module.1);
                    queue.push((module.0, module.1, true));
                }
            }
        }
        let mut languages: BTreeMap<(String, String), LanguageVersion> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        while let Some((path, version, is_followed)) = queue.pop() {
            if !is_followed || self.is_main(&path) || !seen.insert((path.clone(), version.clone())) {
                continue;
            }
            let Some(go_mod) = self.go_mod(&path, &version)? else {
                if is_pruned {
                    continue;
                }
                return Err(format!(
                    "go: {path}@{version}: module is not in the module cache; to download it:\n\t\
                     go mod download {path}"
                ));
            };
            languages.insert((path, version), go_mod.language());
            for needed in &go_mod.require {
                let module = (needed.path.clone(), needed.version.clone());
                if !excluded.contains(&module) {
                    raise(&mut selected, &module.0, &module.1);
                    queue.push((module.0, module.1, !go_mod.is_pruned() || !is_pruned));
                }
            }
        }
        let is_raised = listed.iter().any(|(path, version)| selected.get(path).is_some_and(|s| s != version));
        if is_raised && is_pruned && !self.is_workspace && self.is_readonly {
            return Err("go: updates to go.mod needed; to update it:\n\tgo mod tidy".to_owned());
        }
        let mut modules: Vec<Module> = self.mains.iter().map(MainModule::to_module).collect();
        for (path, version) in selected {
            if self.is_main(&path) {
                continue;
            }
            let language = match languages.get(&(path.clone(), version.clone())) {
                Some(language) => *language,
                None => self.go_mod(&path, &version)?.map_or(UNSTATED, |go_mod| go_mod.language()),
            };
            let root = self.root(&path, &version);
            modules.push(Module { path, version, root, language, ignore: Vec::new() });
        }
        Ok(modules)
    }

    fn is_main(&self, path: &str) -> bool {
        self.mains.iter().any(|main| main.go_mod.module == path)
    }
}

impl MainModule {
    /// The module as part of the build.
    pub fn to_module(&self) -> Module {
        Module {
            path: self.go_mod.module.clone(),
            version: String::new(),
            root: Ok(self.root.clone()),
            language: self.go_mod.language(),
            ignore: self.go_mod.ignore.clone(),
        }
    }
}

fn raise(versions: &mut BTreeMap<String, String>, path: &str, version: &str) {
    match versions.get_mut(path) {
        Some(old) if compare(old, version) == Ordering::Less => version.clone_into(old),
        Some(_) => {}
        None => drop(versions.insert(path.to_owned(), version.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::MemoryFiles;

    fn select(main: &str, cache: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        let mut files = MemoryFiles::new();
        for (module, text) in cache {
            let (path, version) = module.split_once('@').unwrap_or((module, ""));
            files.add(format!("/c/cache/download/{path}/@v/{version}.mod"), *text);
            files.add(format!("/c/{module}/p.go"), "package p");
        }
        let go_mod = GoMod::parse(main, "go.mod").map_err(|errors| errors[0].render("go.mod"))?;
        let mains = [MainModule { root: "/m".to_owned(), go_mod }];
        let selection = Selection {
            provider: &files,
            cache: ModuleCache { root: Some("/c") },
            replace: &[],
            mains: &mains,
            is_workspace: false,
            is_readonly: true,
        };
        Ok(selection.select()?.into_iter().skip(1).map(|module| (module.path, module.version)).collect())
    }

    /// The example of the Go modules reference: the highest version that any requirement names, no higher one.
    #[test]
    fn the_highest_version_required_is_selected() {
        let cache = [
            ("a.b/a@v1.2.0", "module a.b/a\nrequire a.b/c v1.3.0\n"),
            ("a.b/b@v1.2.0", "module a.b/b\nrequire a.b/c v1.4.0\n"),
            ("a.b/c@v1.3.0", "module a.b/c\nrequire a.b/d v1.2.0\n"),
            ("a.b/c@v1.4.0", "module a.b/c\nrequire a.b/d v1.2.0\n"),
            ("a.b/d@v1.2.0", "module a.b/d\n"),
            ("a.b/d@v1.9.0", "module a.b/d\n"),
        ];
        let main = "module m\ngo 1.16\nrequire (\n\ta.b/a v1.2.0\n\ta.b/b v1.2.0\n)\n";
        let names = select(main, &cache).unwrap_or_default();
        let names: Vec<_> = names.iter().map(|(path, version)| format!("{path}@{version}")).collect();
        assert_eq!(names, ["a.b/a@v1.2.0", "a.b/b@v1.2.0", "a.b/c@v1.4.0", "a.b/d@v1.2.0"]);
        let excluding = format!("{main}exclude a.b/c v1.4.0\n");
        let names = select(&excluding, &cache).unwrap_or_default();
        assert!(names.contains(&("a.b/c".to_owned(), "v1.3.0".to_owned())), "{names:?}");
    }

    #[test]
    fn requirements_of_pruned_modules_are_not_followed() {
        let cache = [
            ("a.b/a@v1.0.0", "module a.b/a\ngo 1.20\nrequire a.b/c v1.0.0\n"),
            ("a.b/c@v1.0.0", "module a.b/c\ngo 1.20\nrequire a.b/d v1.0.0\n"),
        ];
        let names = select("module m\ngo 1.20\nrequire a.b/a v1.0.0\n", &cache).unwrap_or_default();
        assert_eq!(names.len(), 2, "{names:?}");
        let stale = select("module m\ngo 1.20\nrequire (\n a.b/a v1.0.0\n a.b/c v0.9.0\n)\n", &cache);
        assert!(stale.is_err_and(|message| message.contains("updates to go.mod needed")));
        let missing = select("module m\ngo 1.16\nrequire a.b/a v1.0.0\n", &cache);
        assert!(missing.is_err_and(|message| message.contains("go mod download a.b/d")));
    }
}
