//! One diagnostic. Owns [`Diagnostic`]; renders nothing.

use source::Span;

use crate::Code;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// The program is rejected.
    Error,
    /// The program is accepted, but something is doubtful.
    Warning,
}

/// A further place that explains a diagnostic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, as in "other declaration of x".
    pub message: String,
}

/// A message about a place in the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub code: Code,
    /// The place; its start is what `file:line:col` shows.
    pub span: Span,
    /// The message, in Go's wording where Go has one, without position.
    pub message: String,
    /// Further places.
    pub labels: Vec<Label>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Error, code, span, message: message.into(), labels: Vec::new() }
    }

    /// Adds a further place.
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }
}
