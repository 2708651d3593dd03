//! Every tree of `tests/modules`: loaded into memory, commands run on it, and what they print compared. Owns the format,
//! which `tests/modules/README.md` explains.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use driver::{Failure, Form, MemoryFiles, ModMode, Options, WorkFile};

/// The directory that a case's files are in.
const TREE: &str = "/w";

/// The section with the commands and what they print.
const EXPECTED: &str = "expected";

struct Case {
    files: MemoryFiles,
    has_goroot: bool,
    /// Everything up to the line behind the header of the last section.
    head: String,
    expected: String,
}

fn read_case(text: &str) -> Result<Case, String> {
    let mut case = Case { files: MemoryFiles::new(), has_goroot: false, head: String::new(), expected: String::new() };
    let mut section: Option<(String, String)> = None;
    let add = |case: &mut Case, section: Option<(String, String)>| {
        if let Some((name, text)) = section {
            let is_outside = name.starts_with("goroot/") || name.starts_with("modcache/");
            case.has_goroot |= name.starts_with("goroot/");
            let path = if is_outside { format!("/{name}") } else { format!("{TREE}/{name}") };
            case.files.add(path, text);
        }
    };
    let mut lines = text.split_inclusive('\n');
    for line in lines.by_ref() {
        case.head += line;
        let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (name, &mut section) {
            (Some(EXPECTED), _) => {
                add(&mut case, section.take());
                case.expected = lines.collect();
                return Ok(case);
            }
            (Some(name), _) => {
                add(&mut case, section.take());
                section = Some((name.to_owned(), String::new()));
            }
            (None, Some((_, text))) => *text += line,
            (None, None) => {}
        }
    }
    Err(format!("there is no section {EXPECTED}"))
}

/// Runs `command`, without the `$ ` in front, in `directory`.
fn run(case: &Case, directory: &str, command: &str) -> Result<String, String> {
    let mut words = command.split_whitespace();
    let verb = words.next().unwrap_or("");
    let mut options = Options::new(directory);
    options.goroot = case.has_goroot.then(|| "/goroot".to_owned());
    options.module_cache = Some("/modcache".to_owned());
    let mut patterns = Vec::new();
    for word in words {
        match word.split_once('=').unwrap_or((word, "")) {
            ("-test", _) => options.tests = true,
            ("-e", _) => options.all_errors = true,
            ("-tags", tags) => options.tags = tags.split(',').map(str::to_owned).collect(),
            ("-goos", system) => options.goos = system.to_owned(),
            ("-mod", "mod") => options.mod_mode = Some(ModMode::Mod),
            ("-mod", "vendor") => options.mod_mode = Some(ModMode::Vendor),
            ("-mod", "readonly") => options.mod_mode = Some(ModMode::Readonly),
            ("-work", "off") => options.work_file = WorkFile::Off,
            (flag, _) if flag.starts_with('-') => return Err(format!("unknown flag {flag}")),
            _ => patterns.push(word.to_owned()),
        }
    }
    let checked = match driver::check(&options, &case.files, &patterns) {
        Ok(checked) => checked,
        Err(failure) => return Ok(show_failure(&failure)),
    };
    let mut out = String::new();
    for warning in &checked.warnings {
        let _ = writeln!(out, "gowex: {warning}");
    }
    let package = |index: &usize| &checked.packages[*index];
    match verb {
        "check" => {
            let labels: Vec<String> = checked.roots.iter().map(|root| package(root).label()).collect();
            let _ = writeln!(out, "ok {}", labels.join(", "));
        }
        "deps" => {
            for package in &checked.packages {
                let (major, minor) = package.go_version;
                let _ = writeln!(out, "{} go{major}.{minor} {}", package.label(), package.directory);
            }
        }
        "files" => {
            for package in checked.roots.iter().map(package) {
                let names = package.files.iter().map(|file| checked.sources.file(file.file).name.as_str());
                let _ = writeln!(out, "{}: {}", package.label(), names.collect::<Vec<_>>().join(" "));
                for embed in &package.embeds {
                    let name = package.files[embed.file].name(embed.name);
                    let files = embed.files.iter().map(|file| format!(" {}={}", file.name, file.bytes.len()));
                    let _ = writeln!(out, "  {name}:{}", files.collect::<String>());
                }
            }
        }
        _ => return Err(format!("unknown command {verb}")),
    }
    Ok(out)
}

fn show_failure(failure: &Failure) -> String {
    let mut out = String::new();
    for warning in &failure.warnings {
        let _ = writeln!(out, "gowex: {warning}");
    }
    out + &failure.render(Form::Concise)
}

fn actual(case: &Case) -> Result<String, String> {
    let mut out = String::new();
    let mut directory = TREE.to_owned();
    let mut count = 0;
    for line in case.expected.lines() {
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let _ = writeln!(out, "$ {command}");
        count += 1;
        match command.strip_prefix("cd ") {
            Some(to) if to.starts_with('/') => directory = to.to_owned(),
            Some(to) => directory = format!("{TREE}/{to}").trim_end_matches("/.").to_owned(),
            None => out += &run(case, &directory, command)?,
        }
    }
    if count == 0 { Err("there is no command".to_owned()) } else { Ok(out) }
}

fn cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/modules");
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    paths
}

/// The checker's recursion follows the nesting of the source.
fn on_large_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(work);
    if let Err(error) =
        thread.map_err(|error| error.to_string()).and_then(|t| t.join().map_err(|_| "failed".to_owned()))
    {
        panic!("{error}");
    }
}

#[test]
fn module_trees_are_loaded_as_expected() {
    on_large_stack(|| {
        let filter = std::env::var("GOWEX_TEST").unwrap_or_default();
        let is_blessing = std::env::var_os("GOWEX_BLESS").is_some();
        let paths = cases();
        assert!(!paths.is_empty(), "tests/modules holds no case");
        let mut failures = String::new();
        for path in paths {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            if !name.contains(&filter) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let result = read_case(&text).and_then(|case| Ok((actual(&case)?, case)));
            match result {
                Ok((printed, case)) if printed != case.expected => {
                    if is_blessing {
                        let _ = std::fs::write(&path, case.head + &printed);
                    } else {
                        let _ = writeln!(failures, "{name}: expected\n{}printed\n{printed}", case.expected);
                    }
                }
                Ok(_) => {}
                Err(message) => drop(writeln!(failures, "{name}: {message}")),
            }
        }
        assert!(failures.is_empty(), "{failures}");
    });
}
