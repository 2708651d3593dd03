//! Parses and checks the given `.go` files as one package and prints what is wrong with them.
//!
//! `check_file [-strict] file.go…`; only `unsafe` can be imported. Exit status 1 if there is an error.

use std::process::ExitCode;

use diagnostics::{Sink, render};
use indexmap::IndexMap;
use source::{SourceMap, Symbol};
use types::{Gc64, PackageInput, Program, check_package};

fn main() -> ExitCode {
    // Nested source needs a deep stack.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    match thread.map(|thread| thread.join()) {
        Ok(Ok(code)) => code,
        _ => ExitCode::from(2),
    }
}

fn run() -> ExitCode {
    let mut sources = SourceMap::new();
    let mut sink = Sink::new();
    let mut files = Vec::new();
    let mut strict_wasm = false;
    for name in std::env::args().skip(1) {
        if name == "-strict" {
            strict_wasm = true;
            continue;
        }
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{name}: {error}");
                return ExitCode::from(2);
            }
        };
        let id = sources.add(name, String::from_utf8_lossy(&bytes).into_owned());
        let text = sources.file(id).text.clone();
        files.push(parser::parse_file(id, &text, &mut sink));
    }
    let Some(package) = files.first() else { return ExitCode::SUCCESS };
    let name = package.package.map_or_else(|| Symbol::intern("main"), |ident| package.name(ident));
    // As in Go, only what does not follow the grammar stops here.
    let stops = sink.clone().into_sorted().iter().any(|d| d.message.starts_with("syntax error"));
    if !stops {
        let mut program = Program::new();
        let imports = IndexMap::new();
        let input = PackageInput {
            path: name.as_str(),
            name,
            files: &files,
            sources: &sources,
            imports: &imports,
            go_version: (1, 27),
            allow_missing_bodies: false,
            allow_unused_imports: false,
            strict_wasm,
        };
        check_package(&mut program, &input, &Gc64, &mut sink);
    }
    let failed = sink.has_errors();
    for diagnostic in sink.into_sorted() {
        print!("{}", render::concise(&sources, &diagnostic));
    }
    if failed { ExitCode::from(1) } else { ExitCode::SUCCESS }
}
