//! Expected errors as the checker's tests write them. Owns `/* ERROR "text" */` and `/* ERRORx "regexp" */`, and the
//! comparison with what was reported: the errors of a line, nearest column first.
//!
//! The comment follows the token at which the error is reported.

use anyhow::{Context, Result, ensure};
use regex::Regex;
use source::LineColumn;

use super::comments::comments;
use super::go_regexp::go_regexp;

/// An expected error.
pub struct Expected {
    /// Which file it is in.
    file: usize,
    at: LineColumn,
    pattern: Pattern,
    shown: String,
}

enum Pattern {
    Text(String),
    Regexp(Regex),
}

impl Pattern {
    fn matches(&self, message: &str) -> bool {
        match self {
            Pattern::Text(text) => message.contains(text.as_str()),
            Pattern::Regexp(regexp) => regexp.is_match(message),
        }
    }
}

/// An error that was reported.
pub struct Reported {
    /// Which file it is in.
    pub file: usize,
    /// Its place.
    pub at: LineColumn,
    /// Its text.
    pub message: String,
}

/// The errors that the comments of `text` expect.
pub fn expected_errors(file: usize, text: &str) -> Result<Vec<Expected>> {
    let mut expected = Vec::new();
    for comment in comments(text) {
        let content =
            comment.text.strip_suffix("*/").filter(|_| comment.text.starts_with("/*")).unwrap_or(comment.text);
        let content = &content[2..];
        let (is_regexp, quoted) = match (content.strip_prefix(" ERROR "), content.strip_prefix(" ERRORx ")) {
            (Some(quoted), _) => (false, quoted.trim()),
            (None, Some(quoted)) => (true, quoted.trim()),
            (None, None) => continue,
        };
        let text = unquote(quoted).with_context(|| format!("cannot unquote {quoted}"))?;
        let pattern = if is_regexp { Pattern::Regexp(go_regexp(&text)?) } else { Pattern::Text(text) };
        let at = comment.token_before.unwrap_or(LineColumn { line: 0, column: 0 });
        expected.push(Expected { file, at, pattern, shown: content.trim().to_owned() });
    }
    Ok(expected)
}

/// The value of a Go string literal.
fn unquote(quoted: &str) -> Option<String> {
    ensure_quoted(quoted).ok()?;
    Some(String::from_utf8_lossy(&lexer::string_value(quoted)).into_owned())
}

fn ensure_quoted(quoted: &str) -> Result<()> {
    let (first, last) = (quoted.chars().next(), quoted.chars().last());
    ensure!(quoted.len() >= 2 && first == last && matches!(first, Some('"' | '`')));
    Ok(())
}

/// What does not agree, one fault a line; columns may differ by `tolerance`.
pub fn compare(names: &[String], mut expected: Vec<Expected>, reported: &[Reported], tolerance: u32) -> Vec<String> {
    let mut faults = Vec::new();
    for error in reported {
        let matches =
            |e: &Expected| e.file == error.file && e.at.line == error.at.line && e.pattern.matches(&error.message);
        let candidates = expected.iter().enumerate().filter(|(_, e)| matches(e));
        let nearest = candidates.min_by_key(|(_, e)| e.at.column.abs_diff(error.at.column)).map(|(index, _)| index);
        let place = format!("{}:{}:{}", names[error.file], error.at.line, error.at.column);
        let Some(index) = nearest else {
            faults.push(format!("unexpected: {place}: {}", error.message));
            continue;
        };
        let wanted = expected.remove(index);
        if wanted.at.column.abs_diff(error.at.column) > tolerance {
            faults.push(format!("column: {place}: {} expected in column {}", error.message, wanted.at.column));
        }
    }
    // Go's compiler, and gowex, report equal messages about one line once; its checker alone reports each.
    let is_repeated = |e: &Expected| {
        let on_line = |r: &&Reported| r.file == e.file && r.at.line == e.at.line;
        reported.iter().filter(on_line).any(|r| e.pattern.matches(&r.message))
    };
    for missing in expected.iter().filter(|e| !is_repeated(e)) {
        let place = format!("{}:{}:{}", names[missing.file], missing.at.line, missing.at.column);
        faults.push(format!("missing: {place}: {}", missing.shown));
    }
    faults
}
