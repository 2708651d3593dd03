//! The one-line form, `file:line:col: message`, as `go build` prints it.

use source::SourceMap;
use std::fmt::Write;

use crate::Diagnostic;

/// Renders `diagnostic` on a line of its own; further places follow, indented by a tab.
pub fn concise(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let mut out = String::new();
    let at = sources.line_column(diagnostic.span);
    let name = &sources.file(diagnostic.span.file).name;
    let _ = writeln!(out, "{name}:{}:{}: {}", at.line, at.column, diagnostic.message);
    for label in &diagnostic.labels {
        let at = sources.line_column(label.span);
        let name = &sources.file(label.span.file).name;
        let _ = writeln!(out, "\t{name}:{}:{}: {}", at.line, at.column, label.message);
    }
    out
}
