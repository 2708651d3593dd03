//! What the user names on the command line. Owns the reading of package patterns: files, directories, import paths,
//! `...`, `all`, `std` and `cmd`.
//!
//! Rules of Go's `go help packages`.

use crate::module_graph::Module;
use crate::paths;
use crate::resolve::{Owner, Place, Resolver, is_local};

/// A package that a pattern names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Root {
    /// Where it is.
    pub place: Place,
    /// The files that are the package, if they are listed.
    pub files: Option<Vec<String>>,
    /// Whether it was named itself, so that it is an error if it has no files; matches of `...` need not have any.
    pub is_literal: bool,
}

/// What patterns mean.
#[derive(Debug, Default)]
pub(crate) struct Expansion {
    /// The packages, each once.
    pub roots: Vec<Root>,
    /// Patterns that match nothing.
    pub warnings: Vec<String>,
    /// Patterns that make no sense, in Go's words.
    pub errors: Vec<String>,
    /// Whether everything that the roots import is a root, too.
    pub all: bool,
}

/// The packages that `patterns` name; no pattern names the working directory.
pub(crate) fn expand(resolver: &Resolver<'_>, patterns: &[String]) -> Expansion {
    let mut expansion = Expansion::default();
    let is_file = |pattern: &str| {
        let reader = resolver.reader;
        reader.is_file(&paths::join(reader.working_directory, pattern))
    };
    if patterns.iter().any(|pattern| pattern.ends_with(".go") && is_file(pattern)) {
        match listed_files(resolver, patterns) {
            Ok(root) => expansion.roots.push(root),
            Err(message) => expansion.errors.push(message),
        }
        return expansion;
    }
    let here = [".".to_owned()];
    for pattern in if patterns.is_empty() { &here[..] } else { patterns } {
        let pattern = if pattern == "./" { "." } else { pattern.as_str() };
        let matched = match pattern {
            "std" | "cmd" if resolver.goroot.is_none() => {
                expansion.errors.push(format!("pattern {pattern}: {}", crate::resolve::NO_SDK));
                continue;
            }
            "all" | "std" | "cmd" => by_path(resolver, pattern),
            _ if is_local(pattern) || pattern.starts_with('/') => {
                match if pattern.contains("...") {
                    by_directory(resolver, pattern)
                } else {
                    directory(resolver, pattern)
                } {
                    Ok(matched) => matched,
                    Err(message) => {
                        expansion.errors.push(message);
                        continue;
                    }
                }
            }
            _ if pattern.contains("...") => by_path(resolver, pattern),
            _ => match resolver.named(pattern.trim_end_matches('/')) {
                Ok(place) => vec![Root { place, files: None, is_literal: true }],
                Err(message) => {
                    expansion.errors.push(message);
                    continue;
                }
            },
        };
        expansion.all |= pattern == "all";
        if matched.is_empty() {
            expansion.warnings.push(format!("warning: \"{pattern}\" matched no packages"));
        }
        for root in matched {
            if !expansion.roots.iter().any(|known| known.place == root.place) {
                expansion.roots.push(root);
            }
        }
    }
    expansion
}

fn listed_files(resolver: &Resolver<'_>, patterns: &[String]) -> Result<Root, String> {
    let here = resolver.reader.working_directory;
    let mut files = Vec::new();
    let mut directory: Option<(String, String)> = None;
    for pattern in patterns {
        if !pattern.ends_with(".go") {
            return Err(format!("named files must be .go files: {pattern}"));
        }
        let path = paths::join(here, pattern);
        let parent = paths::parent(&path).unwrap_or("/").to_owned();
        let written = paths::parent(&paths::clean(pattern)).unwrap_or(".").to_owned();
        match &directory {
            Some((first, shown)) if *first != parent => {
                return Err(format!("named files must all be in one directory; have {shown} and {written}"));
            }
            Some(_) => {}
            None => directory = Some((parent, written)),
        }
        files.push(path);
    }
    files.sort();
    files.dedup();
    let directory = directory.map_or_else(|| here.to_owned(), |(directory, _)| directory);
    let owner = resolver.modules.of_directory(&directory).map_or(Owner::Nobody, Owner::Module);
    let place = Place { path: "command-line-arguments".to_owned(), directory, owner };
    Ok(Root { place, files: Some(files), is_literal: true })
}

/// The package in one directory.
fn directory(resolver: &Resolver<'_>, pattern: &str) -> Result<Vec<Root>, String> {
    let directory = paths::join(resolver.reader.working_directory, pattern);
    if resolver.reader.entries(&directory).is_err() {
        return Err(format!("stat {directory}: directory not found"));
    }
    let place = place_of(resolver, &directory)?;
    if !resolver.has_go_files(&directory) {
        return Err(format!("no Go files in {directory}"));
    }
    Ok(vec![Root { place, files: None, is_literal: true }])
}

fn place_of(resolver: &Resolver<'_>, directory: &str) -> Result<Place, String> {
    let directory = directory.to_owned();
    let source_root = resolver.goroot.map(|goroot| paths::join(goroot, "src"));
    if let Some(root) = source_root.filter(|root| paths::is_below(root, &directory)) {
        let path = directory[root.len() + 1..].to_owned();
        return Ok(Place { path, directory, owner: Owner::Standard });
    }
    let here = resolver.reader.working_directory;
    let shown = paths::relative(here, &directory);
    if resolver.modules.is_empty() {
        // Go refuses this; a program of one directory needs no module, though, and is treated as a list of its files.
        return Ok(Place { path: "command-line-arguments".to_owned(), directory, owner: Owner::Nobody });
    }
    let Some(index) = resolver.modules.of_directory(&directory) else {
        let name = if shown == "." { "current directory".to_owned() } else { format!("directory {shown}") };
        if resolver.modules.work_file.is_some() {
            if enclosing_module(resolver, &directory) {
                return Err(format!(
                    "{name} is contained in a module that is not one of the workspace modules listed in go.work. You can \
                     add the module to the workspace using:\n\tgo work use {shown}"
                ));
            }
            if !resolver.has_go_files(&directory) {
                return Err(format!("no Go files in {directory}"));
            }
        }
        return Err(format!("{name} outside main module or its selected dependencies"));
    };
    let module = &resolver.modules.list[index];
    let path = module.import_path(&directory).unwrap_or_else(|| module.path.clone());
    if module.root.as_ref().is_ok_and(|root| resolver.is_in_nested_module(root, &directory)) {
        if resolver.modules.work_file.is_some() {
            return Err(format!(
                "directory {shown} is contained in a module that is not one of the workspace modules listed in go.work. \
                 You can add the module to the workspace using:\n\tgo work use {shown}"
            ));
        }
        return Err(format!("main module ({}) does not contain package {path}", module.path));
    }
    Ok(Place { path, directory, owner: Owner::Module(index) })
}

fn enclosing_module(resolver: &Resolver<'_>, directory: &str) -> bool {
    let mut at = Some(directory);
    while let Some(directory) = at {
        if resolver.reader.is_file(&paths::join(directory, "go.mod")) {
            return true;
        }
        at = paths::parent(directory);
    }
    false
}

/// The packages in directories that match a pattern such as `./...`.
fn by_directory(resolver: &Resolver<'_>, pattern: &str) -> Result<Vec<Root>, String> {
    let here = resolver.reader.working_directory;
    let fixed = &pattern[..pattern.find("...").unwrap_or(0)];
    let fixed = &fixed[..fixed.rfind('/').map_or(0, |at| at + 1)];
    let top = paths::join(here, fixed);
    if resolver.reader.entries(&top).is_err() {
        return Err(format!("pattern {pattern}: lstat {fixed}: no such file or directory"));
    }
    let is_in_sdk = resolver.goroot.is_some_and(|goroot| {
        let root = paths::join(goroot, "src");
        top == root || paths::is_below(&root, &top)
    });
    let in_module = |module: &Module| {
        module
            .root
            .as_ref()
            .is_ok_and(|root| top == *root || paths::is_below(root, &top) || paths::is_below(&top, root))
    };
    if !is_in_sdk && !resolver.modules.list.iter().any(in_module) {
        let wanted = match resolver.modules.work_file {
            Some(_) => "modules listed in go.work or their selected dependencies",
            None => "main module or its selected dependencies",
        };
        let shown = paths::relative(here, &top);
        return Err(format!("pattern {pattern}: directory prefix {shown} does not contain {wanted}"));
    }
    let absolute = absolute_pattern(&top, &pattern[fixed.len()..]);
    let mut roots = Vec::new();
    walk(resolver, &top, true, &mut |directory, has_go_files| {
        let matches = matches(&absolute, directory);
        if has_go_files && matches {
            let root = |place| Root { place, files: None, is_literal: false };
            roots.extend(place_of(resolver, directory).ok().map(root));
        }
        may_match_below(&absolute, directory)
    });
    Ok(roots)
}

fn absolute_pattern(top: &str, rest: &str) -> String {
    if top == "/" { format!("/{rest}") } else { format!("{top}/{rest}") }
}

/// The packages of the SDK and the modules whose import paths match.
fn by_path(resolver: &Resolver<'_>, pattern: &str) -> Vec<Root> {
    let mut roots = Vec::new();
    if let Some(source_root) = resolver.goroot.map(|goroot| paths::join(goroot, "src")).filter(|_| pattern != "all") {
        walk(resolver, &source_root, true, &mut |directory, has_go_files| {
            let path = directory[source_root.len()..].trim_start_matches('/');
            let is_command = path == "cmd" || path.starts_with("cmd/");
            let is_match = match pattern {
                "std" => !is_command && path != "builtin",
                "cmd" => is_command,
                _ => matches(pattern, path),
            };
            // As in Go, what serves cgo only is no match where there is no cgo.
            if has_go_files && is_match && !path.is_empty() && path != "runtime/cgo" {
                let place = Place { path: path.to_owned(), directory: directory.to_owned(), owner: Owner::Standard };
                roots.push(Root { place, files: None, is_literal: false });
            }
            match pattern {
                "std" => !is_command,
                "cmd" => path.is_empty() || is_command,
                _ => path.is_empty() || may_match_below(pattern, path),
            }
        });
    }
    if ["std", "cmd"].contains(&pattern) {
        return roots;
    }
    let wanted = if pattern == "all" { "..." } else { pattern };
    for (index, module) in resolver.modules.list.iter().enumerate() {
        let Ok(root) = &module.root else { continue };
        if pattern == "all" && !module.is_main() || !may_match_below(wanted, &module.path) {
            continue;
        }
        walk(resolver, root, true, &mut |directory, has_go_files| {
            let Some(path) = module.import_path(directory) else { return false };
            if has_go_files && matches(wanted, &path) {
                let place = Place { path: path.clone(), directory: directory.to_owned(), owner: Owner::Module(index) };
                roots.push(Root { place, files: None, is_literal: false });
            }
            may_match_below(wanted, &path)
        });
    }
    roots
}

/// Calls `visit` for every directory at and below `directory`, in order of path, that can hold packages of the same
/// module; what it returns says whether to look below.
fn walk(resolver: &Resolver<'_>, directory: &str, is_top: bool, visit: &mut dyn FnMut(&str, bool) -> bool) {
    // Depth first with an explicit stack, since directories may be nested as deep as the file system allows.
    let mut stack = vec![(directory.to_owned(), is_top)];
    let is_sdk = resolver.goroot.is_some_and(|goroot| directory == paths::join(goroot, "src"));
    while let Some((directory, is_top)) = stack.pop() {
        let Ok(entries) = resolver.reader.entries(&directory) else { continue };
        let is_module = entries.iter().any(|entry| entry.name == "go.mod" && !entry.is_directory);
        let is_command_root = is_sdk && directory.ends_with("/src/cmd");
        if !is_top && is_module && !is_command_root || is_ignored(resolver, &directory) {
            continue;
        }
        let has_go_files = entries.iter().any(|entry| !entry.is_directory && is_go_name(&entry.name));
        if !visit(&directory, has_go_files) {
            continue;
        }
        for entry in entries.iter().rev().filter(|entry| entry.is_directory) {
            if entry.name != "testdata" && !entry.name.starts_with(['_', '.']) {
                stack.push((paths::join(&directory, &entry.name), false));
            }
        }
    }
}

fn is_go_name(name: &str) -> bool {
    name.ends_with(".go") && !name.starts_with(['_', '.'])
}

/// Whether an `ignore` directive names the directory: from the module's root with `./`, anywhere without.
fn is_ignored(resolver: &Resolver<'_>, directory: &str) -> bool {
    let mains = resolver.modules.mains();
    mains.filter(|(_, module)| !module.ignore.is_empty()).any(|(_, module)| {
        let Ok(root) = &module.root else { return false };
        let Some(rest) = directory.strip_prefix(root.as_str()) else { return false };
        let rest = format!("{}/", rest.trim_end_matches('/'));
        module.ignore.iter().any(|ignored| match ignored.strip_prefix("./") {
            Some(from_root) => rest.starts_with(&format!("/{}/", from_root.trim_matches('/'))),
            None => rest.contains(&format!("/{}/", ignored.trim_matches('/'))),
        })
    })
}

/// Whether `path` matches `pattern`, in which `...` stands for any text; `x/...` also matches `x`. An element `vendor`
/// is matched only by a pattern that names it.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    if !pattern.contains("...") {
        return pattern == path;
    }
    let is_vendor = |path: &str| path.starts_with("vendor/") || path.contains("/vendor/");
    let names_vendor = pattern.split('/').any(|element| element == "vendor");
    if is_vendor(path) && !names_vendor {
        return false;
    }
    let with_parent = pattern.strip_suffix("/...").is_some_and(|parent| matches_parts(parent, path));
    with_parent || matches_parts(pattern, path)
}

fn matches_parts(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = pattern.split("...").collect();
    let [first, middle @ .., last] = &parts[..] else { return pattern == path };
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Whether something below `path` may match, so that its directory must be searched.
fn may_match_below(pattern: &str, path: &str) -> bool {
    let fixed = &pattern[..pattern.find("...").unwrap_or(pattern.len())];
    let path = format!("{path}/");
    let names_vendor = pattern.split('/').any(|element| element == "vendor");
    let is_vendor = path.starts_with("vendor/") || path.contains("/vendor/");
    let shared = fixed.len().min(path.len());
    (names_vendor || !is_vendor) && fixed.as_bytes()[..shared] == path.as_bytes()[..shared]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_dots_match_any_text() {
        for (pattern, path, expected) in [
            ("net/...", "net", true),
            ("net/...", "net/http", true),
            ("net/...", "netchan", false),
            ("net...", "netchan", true),
            (".../b", "a/b", true),
            (".../b", "b", false),
            ("a/.../c", "a/b/c", true),
            ("a/.../c", "a/c", false),
            ("...", "vendor/x", false),
            ("vendor/...", "vendor/x", true),
            ("/w/...", "/w/vendor/x", false),
            ("a", "a", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
        assert!(may_match_below("a/b/...", "a") && may_match_below("a/...", "a/b") && !may_match_below("a/...", "b"));
    }
}
