//! The IR of each `tests/sources/*.go`, one feature a file: it verifies, its text round-trips, and it is the same each time.

use diagnostics::{Sink, render};
use indexmap::IndexMap;
use lower::{BuildMode, LowerOptions, PackageSource};
use source::SourceMap;
use types::{Gc64, PackageInput, Program, check_package};

/// The IR of a package of one file, as a reactor.
///
/// # Errors
/// What is reported, one error a line.
fn lowered(name: &str, text: &str) -> Result<ir::Module, String> {
    let mut sources = SourceMap::new();
    let mut sink = Sink::new();
    let file = sources.add(name, text);
    let files = [parser::parse_file(file, text, &mut sink)];
    let package = files[0].name(files[0].package.expect("a package clause"));
    let imports = IndexMap::new();
    let input = PackageInput {
        path: package.as_str(),
        name: package,
        files: &files,
        sources: &sources,
        imports: &imports,
        go_version: (1, 27),
        allow_missing_bodies: false,
        allow_unused_imports: false,
        strict_wasm: false,
    };
    let mut program = Program::new();
    let id = check_package(&mut program, &input, &Gc64, &mut sink);
    let mut module = None;
    if !sink.has_errors() {
        let options = LowerOptions { build_mode: BuildMode::Reactor, ..LowerOptions::default() };
        let package =
            PackageSource { id, files: &files, is_overlaid: false, directory: String::new(), embedded: Vec::new() };
        module = lower::lower(&program, &sources, &[package], &options, &mut sink);
    }
    module.ok_or_else(|| sink.into_sorted().iter().map(|d| render::concise(&sources, d)).collect())
}

fn inputs() -> Vec<(String, String)> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sources");
    let mut inputs: Vec<(String, String)> = std::fs::read_dir(directory)
        .expect("directory of inputs")
        .map(|entry| {
            let path = entry.expect("entry").path();
            let name = path.file_stem().and_then(|n| n.to_str()).expect("name").to_owned();
            (name, std::fs::read_to_string(&path).expect("input"))
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 10, "inputs are missing");
    inputs
}

/// The functions of package `main`; the rest of a module is the same in all.
fn functions_of_main(module: &ir::Module) -> String {
    module
        .defined()
        .filter(|(func, _)| module.funcs[*func].name.starts_with("main."))
        .map(|(func, body)| with_names(module, &ir::text::write_function(func, &module.funcs[func], body)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text with functions named instead of numbered: numbers change with whatever else is lowered.
fn with_names(module: &ir::Module, text: &str) -> String {
    let named = |word: &str| {
        let number: u32 = word.strip_prefix('f')?.parse().ok()?;
        Some(module.funcs.get(ir::Func::from_u32(number))?.name.clone())
    };
    let mut out = String::new();
    for line in text.lines() {
        let words: Vec<String> = line
            .split(' ')
            .map(|word| {
                let bare = word.trim_end_matches(',');
                named(bare).map_or_else(|| word.to_owned(), |name| format!("{name}{}", &word[bare.len()..]))
            })
            .collect();
        out.push_str(&words.join(" "));
        out.push('\n');
    }
    out
}

#[test]
fn each_feature_becomes_ir_that_verifies() {
    for (name, text) in inputs() {
        let module = lowered(&name, &text).unwrap_or_else(|e| panic!("{e}"));
        if let Err(errors) = ir::verify::verify_module(&module) {
            panic!("{name}: {}", errors[0]);
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, functions_of_main(&module));
        });
    }
}

#[test]
fn lowering_twice_gives_the_same_text_and_the_text_parses() {
    for (name, text) in inputs() {
        let once = || ir::text::write_module(&lowered(&name, &text).unwrap_or_else(|e| panic!("{e}")));
        let printed = once();
        assert_eq!(once(), printed, "{name}");
        let parsed = ir::text::parse_module(&printed).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(ir::text::write_module(&parsed), printed, "{name}");
    }
}

#[test]
fn what_no_export_reaches_is_not_lowered() {
    let text = "package main\n\nfunc unused() int32 { return 1 }\n\n//go:wasmexport f\nfunc f() int32 { return 2 }\n";
    let module = lowered("unused.go", text).expect("module");
    assert!(module.funcs.values().all(|f| f.name != "main.unused"));
    assert!(module.funcs.values().any(|f| f.name == "main.f"));
}
