//! Parses and checks texts for tests, on a thread with a deep stack.
#![allow(dead_code, reason = "each test uses a part")]

use diagnostics::{Sink, render};
use indexmap::IndexMap;
use source::{SourceMap, Symbol};
use types::{Gc64, PackageId, PackageInput, Program, check_package};

/// A package that was checked.
pub struct Checked {
    pub program: Program,
    pub package: PackageId,
    pub files: Vec<ast::File>,
    /// The errors, one a line.
    pub reported: String,
}

/// Checks files, the first of which names the package.
pub fn check_files(texts: &[(&str, &str)], ignore_syntax: bool) -> Checked {
    check_files_as(texts, ignore_syntax, (1, 27))
}

/// As [`check_files`], written in an older language version.
pub fn check_files_as(texts: &[(&str, &str)], ignore_syntax: bool, go_version: (u32, u32)) -> Checked {
    let mut sources = SourceMap::new();
    let mut sink = Sink::new();
    let mut files = Vec::new();
    for (name, text) in texts {
        let id = sources.add(*name, *text);
        files.push(parser::parse_file(id, text, &mut sink));
    }
    assert!(ignore_syntax || !sink.has_errors(), "syntax: {:?}", sink.into_sorted());
    let mut program = Program::new();
    let name = files[0].package.map_or_else(|| Symbol::intern("main"), |ident| files[0].name(ident));
    let imports = IndexMap::new();
    let input = PackageInput {
        path: name.as_str(),
        name,
        files: &files,
        sources: &sources,
        imports: &imports,
        go_version,
        allow_missing_bodies: false,
        allow_unused_imports: false,
        strict_wasm: false,
    };
    let package = check_package(&mut program, &input, &Gc64, &mut sink);
    let reported = sink.into_sorted().iter().map(|d| render::concise(&sources, d)).collect();
    Checked { program, package, files, reported }
}

fn on_deep_stack<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, f).expect("thread");
        thread.join().expect("no panic")
    })
}

/// What is reported about one file.
pub fn check(name: &str, text: &str) -> String {
    on_deep_stack(|| check_files(&[(name, text)], true).reported)
}

/// Checks the tree of a text that may not parse.
pub fn check_whatever_parses(name: &str, text: &str) {
    on_deep_stack(|| {
        check_files(&[(name, text)], true);
    });
}
