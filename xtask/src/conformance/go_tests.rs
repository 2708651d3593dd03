//! Programs of Go's `test` directory. Owns the suite `gotest` and its checking modes: which programs there are, the
//! packages in a directory, and `// ERROR "regexp"` comments compared line by line.
//!
//! Rules: those of the test driver in Go's distribution. An expression consumes every error on its line that it matches.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use diagnostics::{Diagnostic, Sink};
use indexmap::IndexMap;
use regex::Regex;

use super::go_regexp::go_regexp;
use super::oracle::Oracle;
use super::recipe::{Recipe, is_built};
use super::type_tests::{go_version, imports_of};
use super::workbench::{Input, Library, Workbench};
use super::{Cases, Mode, Options, Outcome, execution, goroot};

/// Where Debian's package puts the directory.
const PACKAGED: &str = "/usr/share/go-1.19/test";

/// Directories whose programs Go's test driver does not run.
const FOREIGN_DIRECTORIES: [&str; 1] = ["bench"];

/// An expected error.
struct Wanted {
    file: String,
    line: u32,
    regexp: Regex,
}

/// An error that was reported.
pub struct Found {
    pub file: String,
    pub line: u32,
    pub message: String,
}

/// A package of a test directory.
pub struct TestPackage {
    /// Its name.
    pub name: String,
    /// Its first file's name without extension, by which others import it.
    pub stem: String,
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// Where the test programs are.
fn test_directory(options: &Options) -> Result<PathBuf> {
    let named = options.dir.clone().or_else(|| std::env::var_os("GOTEST_DIR").map(PathBuf::from));
    let directory = named.unwrap_or_else(|| PathBuf::from(PACKAGED));
    ensure!(
        directory.join("fixedbugs").is_dir(),
        "{} is not Go's test directory; install Debian's package golang-1.19-src, or name one with --dir or GOTEST_DIR",
        directory.display()
    );
    Ok(directory)
}

/// Whether a mode is about programs with this action.
fn belongs(mode: Mode, recipe: &Recipe) -> bool {
    match mode {
        Mode::Errorcheck => matches!(recipe.action.as_str(), "errorcheck" | "errorcheckdir" | "errorcheckandrundir"),
        Mode::Compile => matches!(
            recipe.action.as_str(),
            "compile"
                | "build"
                | "run"
                | "buildrun"
                | "runoutput"
                | "compiledir"
                | "rundir"
                | "builddir"
                | "buildrundir"
        ),
        Mode::Run => matches!(recipe.action.as_str(), "run" | "buildrun"),
        Mode::Rundir => matches!(recipe.action.as_str(), "rundir" | "errorcheckandrundir"),
    }
}

pub fn run(options: &Options) -> Result<()> {
    let directory = test_directory(options)?;
    let mut names = Vec::new();
    let mut imports = Vec::new();
    collect(&directory, &directory, &mut |name, text| {
        if Recipe::parse(text).is_some_and(|recipe| belongs(options.mode, &recipe)) {
            imports.extend(imports_of(text));
            names.push(name.to_owned());
        }
    })?;
    let lang = go_version(&options.lang).with_context(|| format!("-lang={}", options.lang))?;
    match options.mode {
        Mode::Errorcheck | Mode::Compile => {
            for name in &names {
                let inner = directory.join(name.replace(".go", ".dir"));
                collect(&directory, &inner, &mut |_, text| imports.extend(imports_of(text)))?;
            }
            let goroot = goroot()?;
            let library = Library::load(&goroot, &imports)?;
            let list = if options.mode == Mode::Compile { "gotest-compile" } else { "gotest-errorcheck" };
            let oracle = Oracle::new(&goroot, &imports, &options.lang)?;
            let cases = Cases { names, list };
            cases.run(
                options,
                || Ok(Workbench::new(&library)),
                |bench, name| checking_case(bench, &directory, name, lang, &oracle, options.oracle),
            )
        }
        Mode::Run | Mode::Rundir => execution::run(options, &directory, names),
    }
}

/// Hands the name and text of every program in `directory` itself, or below it where Go's driver looks, to `visit`.
fn collect(top: &Path, directory: &Path, visit: &mut dyn FnMut(&str, &str)) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Ok(()) };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            // Directories with this extension belong to the program of the same name.
            let is_foreign = FOREIGN_DIRECTORIES.iter().any(|name| path.ends_with(name));
            if path.extension().is_none_or(|extension| extension != "dir") && !is_foreign {
                collect(top, &path, visit)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "go") {
            let name = path.strip_prefix(top).unwrap_or(&path).display().to_string();
            visit(&name, &String::from_utf8_lossy(&std::fs::read(&path)?));
        }
    }
    Ok(())
}

/// The packages in `directory`, in order of their first files.
pub fn packages(directory: &Path, single_file_packages: bool) -> Result<Vec<TestPackage>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "go") && is_built(&String::from_utf8_lossy(&std::fs::read(&path)?)) {
            files.push(path);
        }
    }
    files.sort();
    let mut packages: Vec<TestPackage> = Vec::new();
    for path in files {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let tree = parser::parse_file(source::FileId(0), &text, &mut Sink::new());
        let name = tree.package.map_or_else(String::new, |name| tree.name(name).as_str().to_owned());
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        match packages.iter_mut().find(|package| package.name == name && !single_file_packages) {
            Some(package) => package.files.push(path),
            None => packages.push(TestPackage { name, stem, files: vec![path] }),
        }
    }
    Ok(packages)
}

/// The base name of a path.
fn base_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn checking_case(
    bench: &mut Workbench<'_>,
    directory: &Path,
    name: &str,
    lang: (u32, u32),
    oracle: &Oracle,
    shows_differences: bool,
) -> Result<Outcome> {
    let path = directory.join(name);
    let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
    let recipe = Recipe::parse(&text).context("no recipe")?;
    if !is_built(&text) {
        return Ok(Outcome::Skip("its constraints exclude it"));
    }
    let is_checked_for_errors = recipe.action.starts_with("errorcheck");
    if is_checked_for_errors && recipe.foreign_flag.is_some() {
        return Ok(Outcome::Skip("it is about a flag of Go's compiler"));
    }
    let is_directory = recipe.action.ends_with("dir");
    let packages = if is_directory {
        packages(&path.with_extension("dir"), recipe.single_file_packages)?
    } else {
        let further = recipe.further_files().map(|name| path.with_file_name(name));
        let files = std::iter::once(path.clone()).chain(further).collect();
        vec![TestPackage { name: String::new(), stem: String::new(), files }]
    };
    let mut own = IndexMap::new();
    let mut faults = Vec::new();
    let mut outputs = Vec::new();
    for package in &packages {
        let mut sink = Sink::new();
        let (mut trees, mut wanted) = (Vec::new(), Vec::new());
        for file in &package.files {
            let bytes = std::fs::read(file)?;
            let invalid_at = std::str::from_utf8(&bytes).err().map(|error| error.valid_up_to());
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let (id, tree) = bench.parse(&base_name(file), &text, &mut sink);
            if let Some(at) = invalid_at {
                let span = source::Span::point(id, at as u32);
                sink.report(Diagnostic::error(diagnostics::Code::InvalidToken, span, "invalid UTF-8 encoding"));
            }
            if is_checked_for_errors {
                wanted.extend(wanted_errors(&base_name(file), &text)?);
            }
            trees.push(tree);
        }
        let import_path = match package.name.as_str() {
            "" | "main" => "main".to_owned(),
            _ => format!("test/{}", package.stem),
        };
        // As in Go, a package whose text breaks the grammar is not checked.
        let errors = if sink.has_syntax_errors() {
            sink.into_sorted()
        } else {
            let version = recipe.lang.unwrap_or(lang);
            let input =
                Input { path: &import_path, files: &trees, own: &own, version, is_complete: recipe.is_complete };
            let checked = bench.check(&input, sink);
            if let Some(what) = checked.unsupported() {
                return Ok(Outcome::Unsupported(what));
            }
            own.insert(format!("./{}", package.stem), checked.id);
            own.insert(import_path, checked.id);
            checked.errors
        };
        let found = errors.iter().map(|error| {
            let place = bench.sources.place(error.span);
            let file = place.name.rsplit('/').next().unwrap_or(place.name).to_owned();
            Found { file, line: place.line, message: bench.full_message(error) }
        });
        let mut found: Vec<Found> = found.collect();
        outputs.extend(found.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)));
        faults.extend(compare(&wanted, &mut found));
    }
    if recipe.action == "errorcheck" && recipe.wants_errors && outputs.is_empty() {
        faults.push("no error at all".to_owned());
    }
    if faults.is_empty() {
        return Ok(Outcome::Pass);
    }
    let found = oracle.errors(&packages, recipe.lang)?;
    let theirs: Vec<String> = found.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
    let only = |these: &[String], those: &[String], sign: char| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).map(|line| format!("  {sign} {line}")).collect()
    };
    let differences = [only(&theirs, &outputs, '+'), only(&outputs, &theirs, '-')].concat();
    if differences.is_empty() {
        return Ok(Outcome::AsGo);
    }
    if shows_differences {
        faults.push(format!("Go says:\n{}", differences.join("\n")));
    }
    Ok(Outcome::Fail(faults.join("\n")))
}

/// The errors that comments in `text` want.
fn wanted_errors(file: &str, text: &str) -> Result<Vec<Wanted>> {
    let comment = Regex::new(r"// (?:GC_)?ERROR (.*)")?;
    let quoted = Regex::new(r#""([^"]*)""#)?;
    let place = Regex::new(r"LINE(?:([+-])([0-9]+))?")?;
    let mut wanted = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let number = index as u32 + 1;
        // A doubled comment disables the expectation.
        let Some(found) = comment.captures(line).filter(|_| !line.contains("////")) else { continue };
        for expression in quoted.captures_iter(&found[1]) {
            let expression = place.replace_all(&expression[1], |captures: &regex::Captures<'_>| {
                let offset: u32 = captures.get(2).and_then(|digits| digits.as_str().parse().ok()).unwrap_or(0);
                let is_before = captures.get(1).is_some_and(|sign| sign.as_str() == "-");
                format!("{file}:{}", if is_before { number - offset.min(number) } else { number + offset })
            });
            let regexp = go_regexp(&expression).with_context(|| format!("{file}:{number}"))?;
            wanted.push(Wanted { file: file.to_owned(), line: number, regexp });
        }
    }
    Ok(wanted)
}

/// What does not agree, one fault a line.
fn compare(wanted: &[Wanted], found: &mut Vec<Found>) -> Vec<String> {
    let mut faults = Vec::new();
    for want in wanted {
        let on_line = |f: &Found| f.file == want.file && f.line == want.line;
        let before = found.len();
        let others: Vec<String> = found.iter().filter(|f| on_line(f)).map(|f| f.message.clone()).collect();
        found.retain(|f| !(on_line(f) && want.regexp.is_match(&f.message)));
        if found.len() == before {
            let others = if others.is_empty() { "nothing".to_owned() } else { others.join("; ") };
            faults.push(format!("missing: {}:{}: {} (found {others})", want.file, want.line, want.regexp));
        }
    }
    faults.extend(found.iter().map(|f| format!("unexpected: {}:{}: {}", f.file, f.line, f.message)));
    faults
}
