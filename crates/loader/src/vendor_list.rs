//! The file `vendor/modules.txt`. Owns its reading and the comparison with `go.mod`, in Go's words.
//!
//! Go modules reference, "Vendoring".

use indexmap::IndexMap;

use crate::go_mod::{Replacement, Requirement};
use crate::version::{LanguageVersion, UNSTATED, parse_language};

/// A module whose packages are vendored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct VendoredModule {
    /// Its path.
    pub path: String,
    /// Its version; empty for a replacement of all versions that nothing uses.
    pub version: String,
    /// Whether `go.mod` requires it.
    pub is_explicit: bool,
    /// The language version.
    pub language: Option<LanguageVersion>,
    /// What takes its place: a path and, unless it is a directory, a version.
    pub replacement: Option<(String, Option<String>)>,
}

/// What `vendor/modules.txt` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct VendorList {
    /// The modules, in order.
    pub modules: Vec<VendoredModule>,
    /// The module of each vendored package.
    pub packages: IndexMap<String, usize>,
}

impl VendorList {
    /// Reads the text; lines that make no sense are skipped, as in Go.
    pub fn parse(text: &str) -> VendorList {
        let mut list = VendorList::default();
        for line in text.lines() {
            if let Some(annotations) = line.strip_prefix("## ") {
                let Some(module) = list.modules.last_mut() else { continue };
                for annotation in annotations.split(';').map(str::trim) {
                    module.is_explicit |= annotation == "explicit";
                    if let Some(version) = annotation.strip_prefix("go ") {
                        module.language = parse_language(version);
                    }
                }
            } else if let Some(module) = line.strip_prefix("# ") {
                let words: Vec<&str> = module.split_whitespace().collect();
                let arrow = words.iter().position(|word| *word == "=>");
                let (old, new) = words.split_at(arrow.unwrap_or(words.len()));
                let (path, version) = match *old {
                    [path] if arrow.is_some() => (path, ""),
                    [path, version] => (path, version),
                    _ => continue,
                };
                let replacement = match *new {
                    [_, path] => Some((path.to_owned(), None)),
                    [_, path, version] => Some((path.to_owned(), Some(version.to_owned()))),
                    _ => None,
                };
                list.modules.push(VendoredModule {
                    path: path.to_owned(),
                    version: version.to_owned(),
                    replacement,
                    ..VendoredModule::default()
                });
            } else if !line.trim().is_empty() && !list.modules.is_empty() {
                list.packages.insert(line.trim().to_owned(), list.modules.len() - 1);
            }
        }
        list
    }

    /// The language version of `module`.
    pub fn language(&self, module: usize) -> LanguageVersion {
        self.modules[module].language.unwrap_or(UNSTATED)
    }

    /// What differs between the list and the requirements and replacements of `file`: a line for each.
    pub fn inconsistencies(&self, require: &[Requirement], replace: &[Replacement], file: &str) -> Vec<String> {
        let mut out = Vec::new();
        let at = |path: &str, version: &str| match version {
            "" => path.to_owned(),
            version => format!("{path}@{version}"),
        };
        for needed in require {
            let is_marked = |m: &&VendoredModule| m.path == needed.path && m.version == needed.version && m.is_explicit;
            if !self.modules.iter().any(|m| is_marked(&m)) {
                out.push(format!(
                    "{}: is explicitly required in {file}, but not marked as explicit in vendor/modules.txt",
                    at(&needed.path, &needed.version)
                ));
            }
        }
        let show =
            |path: &str, version: Option<&str>| version.map_or_else(|| path.to_owned(), |v| format!("{path} {v}"));
        for replacement in replace {
            let version = replacement.version.as_deref().unwrap_or("");
            let name = at(&replacement.path, version);
            let marked = self.modules.iter().filter(|m| m.path == replacement.path && m.version == version);
            match marked.filter_map(|m| m.replacement.as_ref()).next() {
                None => {
                    out.push(format!("{name}: is replaced in {file}, but not marked as replaced in vendor/modules.txt"))
                }
                Some((path, new_version)) => {
                    let is_same = *path == replacement.new_path && *new_version == replacement.new_version;
                    if !is_same {
                        out.push(format!(
                            "{name}: is replaced by {} in {file}, but marked as replaced by {} in vendor/modules.txt",
                            show(&replacement.new_path, replacement.new_version.as_deref()),
                            show(path, new_version.as_deref())
                        ));
                    }
                }
            }
        }
        for module in &self.modules {
            let name = at(&module.path, &module.version);
            let is_required = require.iter().any(|r| r.path == module.path && r.version == module.version);
            if module.is_explicit && !is_required {
                out.push(format!(
                    "{name}: is marked as explicit in vendor/modules.txt, but not explicitly required in {file}"
                ));
            }
            let is_replaced = replace
                .iter()
                .any(|r| r.path == module.path && r.version.as_ref().is_none_or(|version| *version == module.version));
            if module.replacement.is_some() && !is_replaced {
                out.push(format!("{name}: is marked as replaced in vendor/modules.txt, but not replaced in {file}"));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_and_packages_are_read() {
        let list = VendorList::parse(
            "# a.b/c v1.0.0\n## explicit; go 1.20\na.b/c\na.b/c/d\n# x.y v0.1.0 => ./x\n## explicit\nx.y\n# x.y => ./x\n",
        );
        assert_eq!(list.modules.len(), 3);
        assert_eq!((list.language(0), list.language(1)), ((1, 20), UNSTATED));
        assert_eq!(list.packages.get("a.b/c/d"), Some(&0));
        assert_eq!(list.modules[2].replacement, Some(("./x".to_owned(), None)));
        let require = Requirement { path: "a.b/c".to_owned(), version: "v1.1.0".to_owned(), is_indirect: false };
        let lines = list.inconsistencies(&[require], &[], "go.mod");
        assert!(lines[0].contains("a.b/c@v1.1.0: is explicitly required in go.mod, but not marked"), "{lines:?}");
    }
}
