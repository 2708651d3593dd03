//! The one-line form, `file:line:col: message`, as `go build` prints it. Places are those that `//line` comments
//! make.

use source::SourceMap;
use std::fmt::Write;

use crate::Diagnostic;

/// Renders `diagnostic` on a line of its own; further places follow, indented by a tab.
pub fn concise(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", sources.place(diagnostic.span), diagnostic.message);
    for label in &diagnostic.labels {
        let _ = writeln!(out, "\t{}: {}", sources.place(label.span), label.message);
    }
    out
}
