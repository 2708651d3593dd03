//! What the user names on the command line. Owns the reading of package patterns: files, directories, import paths and
//! `...`.

use crate::package_files::Reader;
use crate::paths;

/// What a list of patterns means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Root {
    /// These files, all in one directory, are the package.
    Files(String, Vec<String>),
    /// The package in this directory.
    Directory(String),
    /// The package with this import path.
    ImportPath(String),
}

/// The roots that `patterns` name; none names the working directory.
///
/// # Errors
/// Go's message if a pattern makes no sense.
pub(crate) fn roots(reader: &Reader<'_>, patterns: &[String]) -> Result<Vec<Root>, String> {
    let here = reader.working_directory;
    if patterns.is_empty() {
        return Ok(vec![Root::Directory(here.to_owned())]);
    }
    if patterns.iter().any(|pattern| pattern.ends_with(".go")) {
        return file_root(here, patterns).map(|root| vec![root]);
    }
    let mut roots = Vec::new();
    for pattern in patterns {
        let is_local = pattern == "." || pattern == ".." || pattern.starts_with('/');
        let is_local = is_local || pattern.starts_with("./") || pattern.starts_with("../");
        if let Some(prefix) = pattern.strip_suffix("...") {
            let top = paths::join(here, prefix);
            let before = roots.len();
            collect(reader, &top, true, &mut roots);
            if roots.len() == before {
                return Err(format!("pattern {pattern}: no packages"));
            }
        } else if is_local || reader.provider.list(&paths::join(here, pattern)).is_ok() {
            let directory = paths::join(here, pattern);
            if reader.provider.list(&directory).is_err() {
                return Err(format!("stat {directory}: directory not found"));
            }
            roots.push(Root::Directory(directory));
        } else {
            roots.push(Root::ImportPath(pattern.clone()));
        }
    }
    Ok(roots)
}

fn file_root(here: &str, patterns: &[String]) -> Result<Root, String> {
    let mut files = Vec::new();
    let mut directory: Option<String> = None;
    for pattern in patterns {
        if !pattern.ends_with(".go") {
            return Err(format!("named files must be .go files: {pattern}"));
        }
        let path = paths::join(here, pattern);
        let parent = paths::parent(&path).unwrap_or("/").to_owned();
        match &directory {
            Some(first) if *first != parent => {
                return Err(format!("named files must all be in one directory; have {first} and {parent}"));
            }
            _ => directory = Some(parent),
        }
        files.push(path);
    }
    files.sort();
    files.dedup();
    Ok(Root::Files(directory.unwrap_or_else(|| here.to_owned()), files))
}

/// All directories at and below `directory` that hold Go files, in order; as in Go, without `testdata`, hidden ones, and
/// other modules.
fn collect(reader: &Reader<'_>, directory: &str, is_top: bool, roots: &mut Vec<Root>) {
    let Ok(mut entries) = reader.provider.list(directory) else { return };
    if !is_top && entries.iter().any(|entry| entry.name == "go.mod") {
        return;
    }
    if reader.has_go_files(directory) {
        roots.push(Root::Directory(directory.to_owned()));
    }
    entries.sort();
    for entry in entries.into_iter().filter(|entry| entry.is_directory) {
        if entry.name != "testdata" && !entry.name.starts_with(['_', '.']) {
            collect(reader, &paths::join(directory, &entry.name), false, roots);
        }
    }
}
