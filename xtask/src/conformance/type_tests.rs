//! The checker's tests. Owns the suite `types`: the files below `src/internal/types/testdata` of the SDK, whose comments
//! say which errors are expected where.
//!
//! A directory is a package of several files. The first line may have flags: `// -lang=go1.17`. Columns may differ from
//! the comments' as much as in Go's own run of these tests, which says for each directory by how much.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use diagnostics::Sink;
use indexmap::IndexMap;
use loader::{BuildContext, matches_constraint};

use super::error_comments::{Reported, compare, expected_errors};
use super::workbench::{Input, Library, Workbench};
use super::{Cases, Options, Outcome, goroot};

/// Directories with the tolerance of columns.
const DIRECTORIES: [(&str, u32); 4] = [("check", 50), ("examples", 125), ("fixedbugs", 100), ("spec", 20)];

/// The language version of files that name none.
const NEWEST: (u32, u32) = (1, 27);

/// What the first line of a file asks for.
struct Flags {
    go_version: (u32, u32),
    /// A flag that gowex has no counterpart for.
    foreign: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let goroot = goroot()?;
    let testdata = goroot.join("src/internal/types/testdata");
    let mut names = Vec::new();
    let mut imports = Vec::new();
    for (directory, _) in DIRECTORIES {
        for entry in std::fs::read_dir(testdata.join(directory))? {
            let name = format!("{directory}/{}", entry?.file_name().to_string_lossy());
            for file in files(&testdata.join(&name))? {
                imports.extend(imports_of(&String::from_utf8_lossy(&std::fs::read(file)?)));
            }
            names.push(name);
        }
    }
    let library = Library::load(&goroot, &imports)?;
    let cases = Cases { names, list: "types" };
    let make_state = || {
        let mut bench = Workbench::new(&library);
        bench.declare_test_functions();
        Ok(bench)
    };
    cases.run(options, make_state, |bench, name| case(bench, &testdata, name))
}

/// The paths that `text` imports.
pub fn imports_of(text: &str) -> Vec<String> {
    let file = parser::parse_file(source::FileId(0), text, &mut Sink::new());
    file.imports.iter().map(|import| import.path.to_string()).collect()
}

/// The file itself, or the files of a directory.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

fn flags(text: &str) -> Flags {
    let mut flags = Flags { go_version: NEWEST, foreign: false };
    let first = text.lines().next().unwrap_or_default();
    let Some(line) = first.strip_prefix("//").map(str::trim_start).filter(|line| line.starts_with('-')) else {
        return flags;
    };
    for flag in line.split_whitespace() {
        match flag.strip_prefix("-lang=").and_then(go_version) {
            Some(version) => flags.go_version = version,
            None => flags.foreign |= flag.starts_with("-fake") || flag.starts_with("-goexperiment"),
        }
    }
    flags
}

/// `go1.17` as numbers.
pub fn go_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.strip_prefix("go")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn case(bench: &mut Workbench<'_>, testdata: &Path, name: &str) -> Result<Outcome> {
    let directory = name.split('/').next().unwrap_or_default();
    let tolerance = DIRECTORIES.iter().find(|(d, _)| *d == directory).map_or(0, |(_, tolerance)| *tolerance);
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for path in files(&testdata.join(name))? {
        let text = String::from_utf8(std::fs::read(&path)?).context("not UTF-8")?;
        if matches_constraint(&BuildContext::default(), &text) != Ok(false) {
            names.push(path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()));
            texts.push(text);
        }
    }
    let Some(first) = texts.first() else { return Ok(Outcome::Skip("its constraints exclude all files")) };
    let flags = flags(first);
    if flags.foreign {
        return Ok(Outcome::Skip("it needs cgo or an experiment"));
    }
    let mut sink = Sink::new();
    let mut expected = Vec::new();
    let (mut ids, mut trees) = (Vec::new(), Vec::new());
    for (index, (name, text)) in names.iter().zip(&texts).enumerate() {
        let (id, tree) = bench.parse(name, text, &mut sink);
        ids.push(id);
        trees.push(tree);
        expected.extend(expected_errors(index, text)?);
    }
    let package = trees.first().and_then(|tree| tree.package.map(|name| tree.name(name).as_str()));
    let own = IndexMap::new();
    let (path, version) = (package.unwrap_or("p"), flags.go_version);
    let input = Input { path, files: &trees, own: &own, version, is_complete: false };
    let checked = bench.check(&input, sink);
    if let Some(what) = checked.unsupported() {
        return Ok(Outcome::Unsupported(what));
    }
    let mut reported = Vec::new();
    for error in &checked.errors {
        let file = ids.iter().position(|id| *id == error.span.file).context("an error in another file")?;
        let at = bench.sources.line_column(error.span);
        reported.push(Reported { file, at, message: bench.full_message(error) });
    }
    let faults = compare(&names, expected, &reported, tolerance);
    Ok(if faults.is_empty() { Outcome::Pass } else { Outcome::Fail(faults.join("\n")) })
}
