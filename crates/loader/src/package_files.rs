//! The files of one package. Owns which files of a directory belong to it, their reading and parsing; follows no import.

use std::sync::{Arc, Mutex, PoisonError};

use diagnostics::{Code, Sink};
use rustc_hash::FxHashMap;
use source::{FileId, Span, Symbol};

use crate::constraints::{BuildContext, is_test_name, matches_constraint, matches_file_name};
use crate::overlay::OverlayPackage;
use crate::paths;
use crate::provider::{DirectoryEntry, FileProvider, ReadError};

/// The parsed files of a package.
#[derive(Debug, Default)]
pub(crate) struct PackageFiles {
    /// The name in the package clauses.
    pub name: Option<Symbol>,
    /// The trees, in order of file name, without tests.
    pub files: Vec<ast::File>,
    /// Test files that are part of the package.
    pub tests: Vec<ast::File>,
    /// Test files of the package `name_test`.
    pub external_tests: Vec<ast::File>,
    /// Syntax errors of files that are no tests.
    pub sink: Sink,
    /// Syntax errors of tests.
    pub test_sink: Sink,
}

/// Why a directory holds no package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NoPackage {
    /// It has no Go files.
    Empty(String),
    /// No file is for this system.
    Excluded(String),
    /// It has tests only.
    TestsOnly(String),
    /// Anything else.
    Other(String),
}

impl NoPackage {
    /// Go's message.
    pub fn message(&self) -> &str {
        match self {
            NoPackage::Empty(message)
            | NoPackage::Excluded(message)
            | NoPackage::TestsOnly(message)
            | NoPackage::Other(message) => message,
        }
    }
}

/// Which tests are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tests {
    /// None, and it does not matter whether they fit the package.
    Skip,
    /// None, but their package clauses must fit.
    CheckNames,
    /// All.
    Load,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct RawFile {
    /// Its absolute path.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
    is_test: bool,
    /// Whether it is the overlay's.
    pub is_overlay: bool,
    /// Whether it is read whole; of other files only the package clause counts.
    pub is_parsed: bool,
    invalid_at: Option<u32>,
    bad_constraint: Option<(u32, String)>,
}

/// A directory's files.
#[derive(Debug)]
pub(crate) struct Scan {
    /// Those that belong to the package, in order of name.
    pub files: Vec<RawFile>,
    has_go_files: bool,
}

impl Scan {
    /// Puts the files of the overlay that are for the system behind those that it leaves.
    pub fn add_overlay(&mut self, context: &BuildContext, path: &str, overlay: &OverlayPackage) {
        let is_left = |file: &RawFile| {
            file.is_test || !overlay.is_whole && !overlay.left_out.contains(&paths::base_name(&file.path))
        };
        self.files.retain(is_left);
        let files = overlay.files.iter().filter(|(name, _)| matches_file_name(context, name));
        self.files.extend(files.map(|(name, text)| RawFile {
            path: format!("overlay/{path}/{name}"),
            text: Arc::from(*text),
            is_test: false,
            is_overlay: true,
            is_parsed: true,
            invalid_at: None,
            bad_constraint: None,
        }));
    }
}

/// Where to read from and what to read.
pub(crate) struct Reader<'a> {
    pub provider: &'a dyn FileProvider,
    pub context: &'a BuildContext,
    pub working_directory: &'a str,
    listings: Mutex<FxHashMap<String, Listing>>,
}

type Listing = Result<Arc<Vec<DirectoryEntry>>, ReadError>;

impl<'a> Reader<'a> {
    pub fn new(provider: &'a dyn FileProvider, context: &'a BuildContext, working_directory: &'a str) -> Reader<'a> {
        Reader { provider, context, working_directory, listings: Mutex::default() }
    }

    /// The entries of `directory`, in order of name; each directory is listed once.
    pub fn entries(&self, directory: &str) -> Listing {
        let known = self.listings.lock().unwrap_or_else(PoisonError::into_inner).get(directory).cloned();
        if let Some(known) = known {
            return known;
        }
        let listing = self.provider.list(directory).map(|mut entries| {
            entries.sort();
            Arc::new(entries)
        });
        let mut listings = self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        listings.insert(directory.to_owned(), listing.clone());
        listing
    }

    /// Whether `path` is a file.
    pub fn is_file(&self, path: &str) -> bool {
        let Some(parent) = paths::parent(path) else { return false };
        let name = paths::base_name(path);
        self.entries(parent).is_ok_and(|entries| entries.iter().any(|e| e.name == name && !e.is_directory))
    }

    /// Whether `directory` has any file whose name ends in `.go`.
    pub fn has_go_files(&self, directory: &str) -> bool {
        self.entries(directory)
            .is_ok_and(|entries| entries.iter().any(|entry| !entry.is_directory && entry.name.ends_with(".go")))
    }

    /// Whether `directory` has assembly files for this system.
    pub fn has_assembly(&self, directory: &str) -> bool {
        let is_assembly = |entry: &DirectoryEntry| {
            let stem = entry.name.strip_suffix(".s").filter(|_| !entry.is_directory);
            stem.is_some_and(|stem| matches_file_name(self.context, &format!("{stem}.go")))
        };
        self.entries(directory).is_ok_and(|entries| entries.iter().any(is_assembly))
    }

    /// The name by which diagnostics call the file at `path`: seen from the working directory, as Go shows it.
    pub fn shown_name(&self, path: &str) -> String {
        let name = paths::relative(self.working_directory, path);
        if name.contains('/') { name } else { format!("./{name}") }
    }

    /// Reads the files of the package in `directory`.
    pub fn scan_directory(&self, directory: &str, tests: Tests) -> Result<Scan, NoPackage> {
        let entries = self.entries(directory).map_err(|error| NoPackage::Other(format!("{directory}: {error}")))?;
        let names = entries.iter().filter(|e| !e.is_directory && e.name.ends_with(".go")).map(|e| e.name.as_str());
        let names: Vec<&str> = names.filter(|name| !name.starts_with(['_', '.'])).collect();
        let has_go_files = !names.is_empty();
        let mut files = Vec::new();
        for name in names {
            let is_test = is_test_name(name);
            if matches_file_name(self.context, name) && (!is_test || tests != Tests::Skip) {
                let mut file = self.read(&paths::join(directory, name))?;
                file.is_parsed = !is_test || tests == Tests::Load;
                match matches_constraint(self.context, &file.text) {
                    Ok(false) => continue,
                    Ok(true) => {}
                    Err(fault) => file.bad_constraint = Some(fault),
                }
                files.push(file);
            }
        }
        Ok(Scan { files, has_go_files })
    }

    /// Reads `paths` as the files of one package, whatever their constraints.
    pub fn scan_files(&self, paths: &[String]) -> Result<Scan, NoPackage> {
        let files = paths.iter().map(|path| self.read(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Scan { files, has_go_files: true })
    }

    fn read(&self, path: &str) -> Result<RawFile, NoPackage> {
        let shown = || paths::relative(self.working_directory, path);
        let bytes = self.provider.read(path).map_err(|error| NoPackage::Other(format!("open {}: {error}", shown())))?;
        let (text, invalid_at) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at as u32))
            }
        };
        if u32::try_from(text.len()).is_err() {
            return Err(NoPackage::Other(format!("{}: file too large", shown())));
        }
        let is_test = is_test_name(paths::base_name(path));
        Ok(RawFile {
            path: path.to_owned(),
            text: text.into(),
            is_test,
            is_overlay: false,
            is_parsed: true,
            invalid_at,
            bad_constraint: None,
        })
    }
}

/// What parsing a file gave.
#[derive(Debug)]
pub(crate) struct ParsedFile {
    name: String,
    package: Option<Symbol>,
    pub(crate) tree: Option<ast::File>,
    is_test: bool,
    imports_c: bool,
    sink: Sink,
}

/// Parses `raw` as the file `id`, with the bodies of functions if they are wanted; without id, the package clause only.
pub(crate) fn parse(id: Option<FileId>, raw: &RawFile, wants_bodies: bool) -> ParsedFile {
    let name = paths::base_name(&raw.path).to_owned();
    let mut sink = Sink::new();
    let Some(id) = id else {
        let package = package_clause(&raw.text).map(Symbol::intern);
        return ParsedFile { name, package, tree: None, is_test: true, imports_c: false, sink };
    };
    if let Some(at) = raw.invalid_at {
        sink.error(Code::InvalidToken, Span::new(id, at, at + 3), "invalid UTF-8 encoding");
    }
    if let Some((at, message)) = &raw.bad_constraint {
        sink.error(Code::MisplacedDirective, Span::point(id, *at), message.as_str());
    }
    let parse = if wants_bodies { parser::parse_file } else { parser::parse_declarations };
    let tree = parse(id, &raw.text, &mut sink);
    let package = tree.package.map(|name| tree.name(name));
    let imports_c = tree.imports.iter().any(|import| &*import.path == "C");
    ParsedFile { name, package, tree: Some(tree), is_test: raw.is_test, imports_c, sink }
}

/// Puts the files of a package together.
pub(crate) fn assemble(directory: &str, scan: &Scan, parsed: Vec<ParsedFile>) -> Result<PackageFiles, NoPackage> {
    let mut package = PackageFiles::default();
    let mut first: Option<(Symbol, String)> = None;
    let mut uses_c = None;
    let mut has_tests = false;
    for file in parsed {
        // Without cgo, which Wasm does not have, a file that imports "C" is left out as if constrained.
        if file.imports_c {
            uses_c.get_or_insert(file.name);
            continue;
        }
        has_tests |= file.is_test;
        let mut is_external = false;
        if let Some(mut name) = file.package {
            if file.is_test {
                let stem = name.as_str().strip_suffix("_test").map(Symbol::intern);
                if let Some(stem) = stem.filter(|_| first.as_ref().is_none_or(|(first, _)| *first != name)) {
                    is_external = true;
                    name = stem;
                }
            }
            match &first {
                Some((other, other_file)) if *other != name => {
                    let message =
                        format!("found packages {other} ({other_file}) and {name} ({}) in {directory}", file.name);
                    return Err(NoPackage::Other(message));
                }
                Some(_) => {}
                None => first = Some((name, file.name)),
            }
        }
        let sink = if file.is_test { &mut package.test_sink } else { &mut package.sink };
        sink.append(file.sink);
        let list = match (file.is_test, is_external) {
            (true, true) => &mut package.external_tests,
            (true, false) => &mut package.tests,
            (false, _) => &mut package.files,
        };
        list.extend(file.tree);
    }
    package.name = first.map(|(name, _)| name);
    if package.files.is_empty() {
        let message = format!("build constraints exclude all Go files in {directory}");
        if let Some(file) = uses_c {
            return Err(NoPackage::Excluded(format!("{message} ({file} imports \"C\", and there is no cgo for Wasm)")));
        }
        if !scan.has_go_files {
            return Err(NoPackage::Empty(format!("no Go files in {directory}")));
        }
        if !has_tests {
            return Err(NoPackage::Excluded(message));
        }
        if package.tests.is_empty() && package.external_tests.is_empty() {
            return Err(NoPackage::TestsOnly(format!("no non-test Go files in {directory}")));
        }
    }
    Ok(package)
}

/// The name in the package clause of `text`, found without reading further.
fn package_clause(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n')?.1;
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/")?.1;
        } else {
            break;
        }
    }
    let name = rest.strip_prefix("package")?.trim_start();
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    (end > 0).then(|| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_clause_is_found_behind_comments() {
        assert_eq!(package_clause("// x\n/* y\n */ package p // z\nfunc"), Some("p"));
        assert_eq!(package_clause("package"), None);
        assert_eq!(package_clause("/* open"), None);
    }
}
