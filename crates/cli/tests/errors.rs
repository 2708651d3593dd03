//! Every program of `tests/errors`: compiled, and the errors compared with the `// ERROR` comments. Owns the comparison.

use anyhow::{Context, ensure};
use driver::Options;
use gowex::disk::Disk;
use testkit::{Case, Failed, check_annotations, expected_errors, repository, run_all};

#[test]
fn errors_are_those_the_comments_expect() -> Result<(), Failed> {
    run_all(&repository().join("tests/errors"), run_case)
}

fn run_case(case: &Case) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&case.main)?;
    ensure!(!expected_errors(&text)?.is_empty(), "the file expects no error");
    let directory = case.main.parent().and_then(|path| path.to_str()).context("no directory")?;
    let mut options = Options::new(directory);
    options.all_errors = true;
    let pattern = if case.path.is_dir() { "." } else { case.name.as_str() };
    let failure = driver::compile(&options, &Disk, &[pattern.to_owned()]).err();
    let name = case.main.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    check_annotations(&text, &name, failure.as_ref())
}
