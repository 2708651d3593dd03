//! What is emitted for each `tests/modules/*.ir`: the text of the compiled functions, which must validate.
//!
//! Numbers that depend on the runtime image (type numbers, addresses behind it) are left out of the snapshots.

use std::path::Path;

use emit::{HostProfile, Options};
use ir::Module;

fn modules() -> Vec<(String, Module)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/modules");
    let mut modules: Vec<(String, Module)> = std::fs::read_dir(directory)
        .expect("directory of modules")
        .map(|entry| {
            let path = entry.expect("entry").path();
            let name = path.file_stem().and_then(|n| n.to_str()).expect("name").to_owned();
            let text = std::fs::read_to_string(&path).expect("module");
            let module = ir::text::parse_module(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            if let Err(errors) = ir::verify::verify_module(&module) {
                panic!("{name}: {}", errors[0]);
            }
            (name, module)
        })
        .collect();
    modules.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(modules.len() >= 10, "inputs are missing");
    modules
}

fn emitted(module: &Module, options: &Options) -> Vec<u8> {
    let wasm = emit::emit(module, options).unwrap_or_else(|e| panic!("{e}")).wasm;
    emit::validate(&wasm).unwrap_or_else(|e| panic!("{e}"));
    wasm
}

/// The text of the functions that `module` defines.
fn functions(module: &Module, wasm: &[u8]) -> String {
    let text = wasmprinter::print_bytes(wasm).expect("printable");
    let mut out = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("  (func ") {
            inside = module.defined().any(|(f, _)| {
                let name = &module.funcs[f].name;
                line.starts_with(&format!("  (func ${name} "))
            });
        } else if !line.starts_with("   ") && line != "  )" {
            inside = false;
        }
        if inside {
            out.push_str(&without_numbers(line.strip_prefix("  ").unwrap_or(line)));
            out.push('\n');
        }
    }
    out
}

/// Leaves out comments, type numbers and addresses of static data.
fn without_numbers(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(" (;").or_else(|| rest.find(" (type ")) {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    for instruction in ["i32.const ", "i32.load offset=", "i64.load offset=", "i32.store offset="] {
        if let Some((before, number)) = out.split_once(instruction)
            && number
                .split(' ')
                .next()
                .and_then(|n| n.parse::<u32>().ok())
                .is_some_and(|n| n >= abi::memory::IMAGE_BASE)
        {
            return format!("{before}{instruction}<address>");
        }
    }
    out
}

#[test]
fn functions_become_structured_code() {
    for (name, module) in modules() {
        let wasm = emitted(&module, &Options::default());
        let text = functions(&module, &wasm);
        assert_eq!(text.matches("(func ").count(), module.defined().count(), "{name}:\n{text}");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn every_option_gives_a_valid_module_and_the_same_one_twice() {
    for (_, module) in modules() {
        for profile in [HostProfile::Wasip1, HostProfile::Plain, HostProfile::Js] {
            for (gc_stress, strip) in [(false, false), (true, false), (false, true)] {
                let options = Options { profile, gc_stress, strip, suspend_stress: false, debug_info: !strip };
                assert_eq!(emitted(&module, &options), emitted(&module, &options));
            }
        }
    }
}

#[test]
fn stripping_leaves_the_names_out() {
    let (_, module) = modules().remove(0);
    let size = |strip| emitted(&module, &Options { strip, ..Options::default() }).len();
    assert!(size(true) < size(false));
}

#[test]
fn the_plain_profile_imports_nothing() {
    for (name, module) in modules() {
        let wasm = emitted(&module, &Options { profile: HostProfile::Plain, ..Options::default() });
        let text = wasmprinter::print_bytes(&wasm).expect("printable");
        assert!(!text.contains("(import "), "{name}");
    }
}

#[test]
fn a_runtime_function_the_image_lacks_is_an_error() {
    let text =
        "runtime f0 \"no_such_function\" ()\nexport \"f\" f1\n\nfunc f1 \"f\" () {\nb0:\n  call f0\n  return\n}\n";
    let module = ir::text::parse_module(text).expect("module");
    let error = emit::emit(&module, &Options::default()).expect_err("not linked");
    assert!(error.to_string().contains("no_such_function"), "{error}");
}
