//! Errors a test file expects. Owns `// ERROR "regexp"` comments and their comparison with what was reported.
//!
//! A comment applies to its own line, and may hold several quoted expressions, one for each error. `// ERROR-ABOVE`
//! applies to the line above, for directives, which take their line to its end.

use std::collections::BTreeMap;

use driver::Failure;
use regex::Regex;

/// The expressions by line.
///
/// # Errors
/// If an expression is malformed.
pub fn expected_errors(text: &str) -> anyhow::Result<BTreeMap<u32, Vec<Regex>>> {
    let quoted = Regex::new(r#""((?:[^"\\]|\\.)*)""#)?;
    let mut expected: BTreeMap<u32, Vec<Regex>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let own = index as u32 + 1;
        let (at, list) = match (line.split_once("// ERROR-ABOVE "), line.split_once("// ERROR ")) {
            (Some((_, list)), _) => (own - 1, list),
            (None, Some((_, list))) => (own, list),
            (None, None) => continue,
        };
        let before = expected.get(&at).map_or(0, Vec::len);
        for expression in quoted.captures_iter(list) {
            expected.entry(at).or_default().push(Regex::new(&expression[1])?);
        }
        let after = expected.get(&at).map_or(0, Vec::len);
        anyhow::ensure!(after > before, "line {own}: no quoted expression behind ERROR");
    }
    Ok(expected)
}

/// Compares the errors in `failure` that lie in the file named `name` with the annotations in its `text`.
///
/// # Errors
/// Names every error that is missing, and every one that is not expected.
pub fn check_annotations(text: &str, name: &str, failure: Option<&Failure>) -> anyhow::Result<()> {
    let mut expected = expected_errors(text)?;
    let mut faults = Vec::new();
    if let Some(failure) = failure {
        faults.extend(failure.messages.iter().map(|message| format!("unexpected: {message}")));
        faults.extend(failure.internal.iter().map(|message| format!("internal compiler error: {message}")));
        for diagnostic in failure.diagnostics() {
            let file = failure.sources.file(diagnostic.span.file);
            let line = failure.sources.line_column(diagnostic.span).line;
            let list = expected.get_mut(&line).filter(|_| file.name.ends_with(name));
            let found = list.and_then(|list| {
                let at = list.iter().position(|expression| expression.is_match(&diagnostic.message))?;
                Some(list.remove(at))
            });
            if found.is_none() {
                faults.push(format!("unexpected: {}:{line}: {}", file.name, diagnostic.message));
            }
        }
    }
    for (line, expressions) in expected {
        faults.extend(expressions.iter().map(|expression| format!("missing: line {line}: {expression}")));
    }
    anyhow::ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
