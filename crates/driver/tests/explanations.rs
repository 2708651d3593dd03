//! The examples of the codes of diagnostics: each is compiled and must have the error it explains, and no other.

use driver::{Code, MemoryFiles, Options};

/// Codes that no short text has: a limit of the compiler, what it does not support, and what only files of tests have.
const WITHOUT_EXAMPLE: &[Code] = &[Code::NestingTooDeep, Code::Unsupported, Code::WrongTestSignature];

fn codes_of(example: &str) -> Vec<String> {
    let mut files = MemoryFiles::new();
    let version = if example.contains("go.mod says go 1.20") { "1.20" } else { "1.27" };
    files.add("/w/go.mod", format!("module example.com/w\n\ngo {version}\n"));
    files.add("/w/example.go", example);
    files.add(
        "/goroot/src/errors/errors.go",
        "package errors\n\nvar hidden int\n\nfunc New(string) error { return nil }\n",
    );
    files.add("/goroot/src/shapes/shapes.go", "package shapes\n\ntype Square struct{ side int }\n");
    let mut options = Options::new("/w");
    options.goroot = Some("/goroot".to_owned());
    options.all_errors = true;
    match driver::check(&options, &files, &[".".to_owned()]) {
        Ok(_) => Vec::new(),
        Err(failure) => {
            let codes = failure.diagnostics().map(|diagnostic| diagnostic.code.name().to_owned());
            codes.chain(failure.messages.iter().cloned()).collect()
        }
    }
}

#[test]
fn every_code_has_an_example_with_exactly_this_error() {
    let work = || {
        let mut faults = Vec::new();
        for &code in Code::ALL {
            let is_without = WITHOUT_EXAMPLE.contains(&code);
            match code.example() {
                Some(_) if is_without => faults.push(format!("{code} has an example after all")),
                None if is_without => {}
                None => faults.push(format!("{code} has no example")),
                Some(example) => {
                    let codes = codes_of(example);
                    if codes.is_empty() || codes.iter().any(|found| found != code.name()) {
                        faults.push(format!("{code}: found {codes:?}"));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    };
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(work);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()), "see above");
}
