//! Checks packages listed on standard input in dependency order, for trying the checker on large bodies of code.
//!
//! One package a line, as `go list -deps` prints it with
//! `-f '{{.ImportPath}}|{{.Name}}|{{.Dir}}|{{join .GoFiles ","}}|{{range $k,$v := .ImportMap}}{{$k}}={{$v}},{{end}}|{{len .SFiles}}'`.

use std::io::{BufRead, stdin};
use std::process::ExitCode;

use diagnostics::{Sink, render};
use indexmap::IndexMap;
use source::{SourceMap, Symbol};
use types::{Gc64, PackageId, PackageInput, Program, check_package};

fn main() -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    match thread.map(|thread| thread.join()) {
        Ok(Ok(code)) => code,
        _ => ExitCode::from(2),
    }
}

fn run() -> ExitCode {
    let mut sources = SourceMap::new();
    let mut program = Program::new();
    let mut known: IndexMap<String, PackageId> = IndexMap::new();
    let (mut checked, mut failed) = (0, 0);
    let (mut parsing, mut checking) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
    for line in stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::from(2) };
        let parts: Vec<&str> = line.split('|').collect();
        let [path, name, directory, names, map, assembly] = parts[..] else { continue };
        if path == "unsafe" {
            continue;
        }
        let mut sink = Sink::new();
        let mut files = Vec::new();
        for name in names.split(',').filter(|name| !name.is_empty()) {
            let name = format!("{directory}/{name}");
            let Ok(text) = std::fs::read_to_string(&name) else { return ExitCode::from(2) };
            let id = sources.add(name, text.as_str());
            let start = std::time::Instant::now();
            files.push(parser::parse_file(id, &text, &mut sink));
            parsing += start.elapsed();
        }
        let mut imports = known.clone();
        for (from, to) in map.split(',').filter_map(|entry| entry.split_once('=')) {
            imports.extend(known.get(to).map(|package| (from.to_owned(), *package)));
        }
        let input = PackageInput {
            path,
            name: Symbol::intern(name),
            files: &files,
            sources: &sources,
            imports: &imports,
            go_version: (1, 27),
            allow_missing_bodies: assembly != "0" || path == "runtime" || path.starts_with("internal/"),
            allow_unused_imports: false,
            strict_wasm: false,
        };
        let start = std::time::Instant::now();
        let package = check_package(&mut program, &input, &Gc64, &mut sink);
        checking += start.elapsed();
        known.insert(path.to_owned(), package);
        checked += 1;
        failed += usize::from(sink.has_errors());
        for diagnostic in sink.into_sorted() {
            print!("{}", render::concise(&sources, &diagnostic));
        }
    }
    println!("{checked} packages, {failed} with errors; parsing {parsing:?}, checking {checking:?}");
    ExitCode::from(u8::from(failed > 0))
}
