//! From import paths to directories. Owns the search in the module and in the Go SDK, and the wording when it fails.

use crate::go_mod::GoMod;
use crate::package_files::Reader;
use crate::paths;

/// A module on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Module {
    /// The directory of its `go.mod`.
    pub root: String,
    /// What the `go.mod` says.
    pub go_mod: GoMod,
}

impl Module {
    /// The import path of the package in `directory`, if it belongs to the module.
    pub fn import_path(&self, directory: &str) -> Option<String> {
        if directory == self.root {
            return Some(self.go_mod.module.clone());
        }
        let prefix = if self.root == "/" { "/".to_owned() } else { format!("{}/", self.root) };
        directory.strip_prefix(&prefix).map(|rest| format!("{}/{rest}", self.go_mod.module))
    }

    /// The directory of the package `path`, if the path is the module's or below it.
    pub fn directory(&self, path: &str) -> Option<String> {
        let rest = path.strip_prefix(&self.go_mod.module)?;
        match rest.strip_prefix('/') {
            Some(rest) => Some(paths::join(&self.root, rest)),
            None if rest.is_empty() => Some(self.root.clone()),
            None => None,
        }
    }
}

/// Where a package lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    /// The import path, which for packages vendored into the SDK has a prefix that the import lacks.
    pub path: String,
    /// Its directory.
    pub directory: String,
    /// Whether it is part of the SDK.
    pub is_standard: bool,
}

/// Who imports.
#[derive(Clone, Copy)]
pub(crate) struct Importer<'a> {
    pub path: &'a str,
    pub is_standard: bool,
    pub module: Option<&'a Module>,
}

/// The place of the package that `importer` imports as `path`.
///
/// # Errors
/// Go's message.
pub(crate) fn resolve(
    reader: &Reader<'_>,
    goroot: Option<&str>,
    importer: Importer<'_>,
    path: &str,
) -> Result<Place, String> {
    if path.starts_with("./") || path.starts_with("../") || path == "." || path == ".." {
        return Err(format!("\"{path}\" is relative, but relative import paths are not supported in module mode"));
    }
    if path.starts_with('/') {
        return Err(format!("cannot import absolute path {path}"));
    }
    let place = find(reader, goroot, importer, path)?;
    if !may_use_internal(importer, &place) {
        return Err(format!("use of internal package {path} not allowed"));
    }
    Ok(place)
}

fn find(reader: &Reader<'_>, goroot: Option<&str>, importer: Importer<'_>, path: &str) -> Result<Place, String> {
    if let Some(directory) = importer.module.and_then(|module| module.directory(path)) {
        if reader.has_go_files(&directory) {
            return Ok(Place { path: path.to_owned(), directory, is_standard: false });
        }
        let module = importer.module.map_or("", |module| &module.go_mod.module);
        return Err(format!("package {path} is not in module {module} ({directory})"));
    }
    let is_standard_path = !path.split('/').next().is_some_and(|first| first.contains('.'));
    if is_standard_path || importer.is_standard {
        let Some(goroot) = goroot else {
            return Err(format!(
                "package {path} is not in std: no Go SDK was found; \
                 set GOROOT, put go on the PATH, or run cargo xtask sdk in gowex's checkout"
            ));
        };
        let vendored = format!("{goroot}/src/vendor/{path}");
        if importer.is_standard && reader.has_go_files(&vendored) {
            return Ok(Place { path: format!("vendor/{path}"), directory: vendored, is_standard: true });
        }
        let directory = format!("{goroot}/src/{path}");
        if reader.has_go_files(&directory) {
            return Ok(Place { path: path.to_owned(), directory, is_standard: true });
        }
        return Err(format!("package {path} is not in std ({directory})"));
    }
    Err(match importer.module {
        Some(_) => format!(
            "no required module provides package {path}; gowex does not read modules other than the main module yet"
        ),
        None => format!(
            "no required module provides package {path}: \
             go.mod file not found in current directory or any parent directory; see 'go help modules'"
        ),
    })
}

/// A path with an element `internal` can be imported only from below the parent of that element.
fn may_use_internal(importer: Importer<'_>, place: &Place) -> bool {
    let path = &place.path;
    // The index is that of the slash in front of `internal`, one more than in `path`.
    let Some(at) = format!("/{path}/").rfind("/internal/") else { return true };
    if importer.is_standard != place.is_standard {
        return false;
    }
    let parent = &path[..at.saturating_sub(1)];
    let below = |path: &str| path == parent || path.starts_with(&format!("{parent}/"));
    importer.is_standard && parent.is_empty() || below(importer.path) || importer.path == "command-line-arguments"
}
