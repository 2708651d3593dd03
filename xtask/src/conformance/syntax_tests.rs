//! The parser's tests. Owns the suite `syntax`: the files in `src/cmd/compile/internal/syntax/testdata` of the SDK.
//!
//! `/* ERROR regexp */` stands before the token at which the error is reported, to the column; `// ERROR regexp` names the
//! line only. One expression for each token. Labels and branches are checked too, as Go's parser does there.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use diagnostics::{Code, Sink};
use indexmap::IndexMap;

use super::comments::comments;
use super::go_regexp::go_regexp;
use super::workbench::{Input, Library, Workbench};
use super::{Cases, Options, Outcome, goroot};

/// What Go's parser checks and here the checker does.
const BRANCHES: [Code; 8] = [
    Code::MisplacedBreak,
    Code::MisplacedContinue,
    Code::MisplacedFallthrough,
    Code::MisplacedLabel,
    Code::UndeclaredLabel,
    Code::UnusedLabel,
    Code::DuplicateLabel,
    Code::JumpOverDecl,
];

pub fn run(options: &Options) -> Result<()> {
    let testdata = goroot()?.join("src/cmd/compile/internal/syntax/testdata");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&testdata).with_context(|| testdata.display().to_string())? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !name.starts_with('.'));
    let library = Library::load(&testdata, &[])?;
    let cases = Cases { names, list: "syntax" };
    cases.run(options, || Ok(Workbench::new(&library)), |bench, name| case(bench, &testdata, name))
}

fn case(bench: &mut Workbench<'_>, testdata: &Path, name: &str) -> Result<Outcome> {
    let text = String::from_utf8(std::fs::read(testdata.join(name))?).context("not UTF-8")?;
    let mut expected = BTreeMap::new();
    for comment in comments(&text) {
        if let Some(regexp) = comment.text.strip_prefix("// ERROR ") {
            expected.insert((comment.start.line, 0), go_regexp(regexp.trim())?);
        } else if let Some(regexp) = comment.text.strip_prefix("/* ERROR ").and_then(|r| r.strip_suffix("*/")) {
            expected.insert((comment.token_behind.line, comment.token_behind.column), go_regexp(regexp.trim())?);
        }
    }
    let mut sink = Sink::new();
    let id = bench.sources.add(name, text.as_str());
    let tree = parser::parse_file_with_all_errors(id, &text, &mut sink);
    let syntax_errors = sink.len();
    let mut errors = sink.into_sorted();
    let (files, own) = ([tree], IndexMap::new());
    let input = Input { path: "p", files: &files, own: &own, version: (1, 27), is_complete: false };
    let checked = bench.check(&input, Sink::new());
    errors.extend(checked.errors.into_iter().filter(|error| BRANCHES.contains(&error.code)));
    let mut faults = Vec::new();
    for (index, error) in errors.iter().enumerate() {
        let at = bench.sources.line_column(error.span);
        let key = [(at.line, at.column), (at.line, 0)].into_iter().find(|key| expected.contains_key(key));
        let place = format!("{name}:{}:{}", at.line, at.column);
        match key.and_then(|key| Some((key, expected.get(&key)?))) {
            // Errors of branches have no such prefix in Go's harness either.
            Some((key, regexp)) if regexp.is_match(&error.message) => {
                expected.remove(&key);
            }
            Some((_, regexp)) => faults.push(format!("{place}: {} does not match {regexp}", error.message)),
            None => {
                let kind = if index < syntax_errors { "unexpected" } else { "unexpected (branches)" };
                faults.push(format!("{kind}: {place}: {}", error.message));
            }
        }
    }
    for ((line, column), regexp) in expected {
        faults.push(format!("missing: {name}:{line}:{column}: {regexp}"));
    }
    Ok(if faults.is_empty() { Outcome::Pass } else { Outcome::Fail(faults.join("\n")) })
}
