//! Runs every `tests/ir/<pass>/*.ir` of the repository through its pass; `tests/ir/README.md` says how to write one.

use std::path::{Path, PathBuf};

use ir::Module;
use ir::text::{parse_module, write_module};

/// The line between a case's input and what the pass must make of it.
const SEPARATOR: &str = "; EXPECT\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ir")
}

fn verified(text: &str) -> Result<Module, String> {
    let module = parse_module(text).map_err(|e| format!("line {e}"))?;
    match ir::verify::verify_module(&module) {
        Ok(()) => Ok(module),
        Err(errors) => Err(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// What the pass named on the first line makes of the case's input.
fn result(text: &str) -> Result<String, String> {
    let (first, input) = text.split_once('\n').ok_or("empty case")?;
    let name = first.strip_prefix("; pass: ").ok_or("the first line is not `; pass: <name>`")?;
    let mut module = verified(input)?;
    if !opt::run_pass(&mut module, name) {
        return Err(format!("there is no pass {name}"));
    }
    let printed = write_module(&module);
    verified(&printed).map_err(|e| format!("after {name}: {e}\n{printed}"))?;
    Ok(printed)
}

/// Compares a case with its expectation, or writes the expectation if `GOWEX_BLESS` is set.
fn check(text: &str) -> Result<Option<String>, String> {
    let (input, expected) = match text.split_once(SEPARATOR) {
        Some((input, expected)) => (input, Some(expected)),
        None => (text, None),
    };
    let found = result(input)?;
    if expected == Some(found.as_str()) {
        return Ok(None);
    }
    if std::env::var_os("GOWEX_BLESS").is_some() {
        return Ok(Some(format!("{input}{SEPARATOR}{found}")));
    }
    Err(format!("expected:\n{}\nfound:\n{found}", expected.unwrap_or("(nothing: no `; EXPECT` line)")))
}

#[test]
fn every_case_of_every_pass() {
    let mut failures = Vec::new();
    for pass in opt::PASSES {
        let directory = root().join(pass.name);
        let mut cases = 0;
        for entry in std::fs::read_dir(&directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display())) {
            let path = entry.expect("entry").path();
            if path.extension().is_none_or(|e| e != "ir") {
                continue;
            }
            cases += 1;
            let text = std::fs::read_to_string(&path).expect("case");
            assert!(
                text.starts_with(&format!("; pass: {}\n", pass.name)),
                "{} is in the directory of another pass",
                path.display()
            );
            match check(&text) {
                Ok(None) => {}
                Ok(Some(blessed)) => std::fs::write(&path, blessed).expect("writable case"),
                Err(message) => failures.push(format!("{}:\n{message}", path.display())),
            }
        }
        assert!(cases >= 5, "{} has {cases} cases", pass.name);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_directory_is_a_pass() {
    for entry in std::fs::read_dir(root()).expect("tests/ir") {
        let entry = entry.expect("entry");
        if entry.file_type().expect("type").is_dir() {
            let name = entry.file_name();
            assert!(opt::PASSES.iter().any(|p| Some(p.name) == name.to_str()), "{} is no pass", name.display());
        }
    }
}

#[test]
fn the_example_of_the_readme_is_a_case_that_passes() {
    let page = std::fs::read_to_string(root().join("README.md")).expect("page");
    let example = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    assert_eq!(check(example), Ok(None));
}

#[test]
fn a_case_that_does_not_verify_fails() {
    let text = "; pass: dead_code\nfunc f0 \"f\" () -> (i32) {\nb0:\n  return\n}\n";
    assert!(check(text).expect_err("refused").contains("operands of return"));
    assert!(check("; pass: nothing\n").expect_err("refused").contains("no pass nothing"));
}

/// Running the passes again finds little, but must never go wrong or depend on anything but the input.
#[test]
fn all_passes_give_the_same_text_each_time() {
    for pass in opt::PASSES {
        for entry in std::fs::read_dir(root().join(pass.name)).expect("directory") {
            let text = std::fs::read_to_string(entry.expect("entry").path()).expect("case");
            let input = text.split(SEPARATOR).next().unwrap_or_default();
            let optimized = || {
                let mut module = parse_module(input).expect("module");
                opt::optimize(&mut module);
                write_module(&module)
            };
            assert_eq!(optimized(), optimized());
        }
    }
}
