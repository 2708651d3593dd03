//! Collects diagnostics. Owns [`Sink`]; the order in which a pass reports does not matter.

use crate::{Code, Diagnostic, Severity};
use source::Span;

/// The diagnostics reported so far.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reports `diagnostic`.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    /// Whether any error was reported.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether any error is about the grammar: only then can trees lack what the text has, and only then does Go not
    /// check a package.
    pub fn has_syntax_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error && d.message.starts_with("syntax error"))
    }

    /// Number of diagnostics so far.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether nothing was reported.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Moves everything of `other` into this sink.
    pub fn append(&mut self, other: Sink) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// All diagnostics in order of file, position and message, each once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        self.diagnostics.dedup();
        self.diagnostics
    }
}
