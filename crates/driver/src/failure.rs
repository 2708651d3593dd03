//! Why there is no module. Owns [`Failure`] and its text; decides nothing about colour or where the text goes.

use diagnostics::{Diagnostic, Severity, Sink, render};
use indexmap::IndexSet;
use serde_json::{Map, Value, json};
use source::{SourceMap, Span};

use crate::Statistics;

/// The form of diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// One line each, as `go build` prints them.
    Concise,
    /// With an excerpt of the source.
    Rich {
        /// Whether to use ANSI colours.
        color: bool,
    },
}

/// The errors of one package.
#[derive(Clone, Debug)]
pub struct PackageErrors {
    /// Its import path; `None` for errors that belong to none, such as a package that is not found.
    pub package: Option<String>,
    /// The errors in order; at most ten, unless all were asked for.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there were more.
    pub too_many: bool,
}

/// Why there is no module.
#[derive(Debug, Default)]
pub struct Failure {
    /// The files the errors point into.
    pub sources: SourceMap,
    /// Errors without a place.
    pub messages: Vec<String>,
    /// Errors by package.
    pub packages: Vec<PackageErrors>,
    /// A bug of the compiler, in its own words.
    pub internal: Option<String>,
    /// What is doubtful, but no error: patterns that match nothing.
    pub warnings: Box<[String]>,
    /// How much was read.
    pub statistics: Box<Statistics>,
}

/// Errors shown per package unless all are asked for, as in Go.
const MAX_ERRORS: usize = 10;

impl Failure {
    pub(crate) fn message(message: impl Into<String>) -> Failure {
        Failure { messages: vec![message.into()], ..Failure::default() }
    }

    pub(crate) fn internal(message: impl Into<String>) -> Failure {
        Failure { internal: Some(message.into()), ..Failure::default() }
    }

    /// Adds the errors of a package, without those that are in `reported` already, and adds them there.
    pub(crate) fn add_package(
        &mut self,
        package: Option<String>,
        sink: Sink,
        all_errors: bool,
        reported: &mut IndexSet<(Span, String)>,
    ) {
        let mut diagnostics = sink.into_sorted();
        diagnostics.retain(|diagnostic| reported.insert((diagnostic.span, diagnostic.message.clone())));
        let too_many = !all_errors && diagnostics.len() > MAX_ERRORS;
        if too_many {
            diagnostics.truncate(MAX_ERRORS);
        }
        if !diagnostics.is_empty() {
            self.packages.push(PackageErrors { package, diagnostics, too_many });
        }
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.packages.is_empty() && self.internal.is_none()
    }

    /// All diagnostics, whatever their package.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.packages.iter().flat_map(|package| &package.diagnostics)
    }

    /// The text for a person. Packages have a header `# path`, as `go build` prints it.
    pub fn render(&self, form: Form) -> String {
        let mut out = String::new();
        for message in &self.messages {
            out += message;
            out.push('\n');
        }
        for package in &self.packages {
            if let Some(path) = &package.package {
                out += &format!("# {path}\n");
            }
            for diagnostic in &package.diagnostics {
                out += &match form {
                    // Only the compiler writes `./` in front of a file's name, Go's loader does not.
                    Form::Concise if package.package.is_none() => {
                        let text = render::concise(&self.sources, diagnostic);
                        text.strip_prefix("./").map_or(text.clone(), str::to_owned)
                    }
                    Form::Concise => render::concise(&self.sources, diagnostic),
                    Form::Rich { color } => render::rich(&self.sources, diagnostic, color),
                };
            }
            if package.too_many {
                // Go's compiler names the place at which it gave up.
                if let (Form::Concise, Some(last)) = (form, package.diagnostics.last()) {
                    out += &format!("{}: ", self.sources.place(last.span));
                }
                out += "too many errors\n";
            }
        }
        if let Some(message) = &self.internal {
            out += &format!("internal compiler error: {message}\n");
            out += "This is a bug of gowex, not of the program; please report it with the program.\n";
        }
        out
    }

    /// The errors as JSON, one object a line: `file`, `line`, `column`, `end` (a line and a column), `code`, `severity`,
    /// `message`, `package` and `related` (further places, each with a message); of errors without a place, the
    /// message and severity only. Columns count bytes from 1; 0 is one that a `//line` comment leaves unknown.
    pub fn render_json(&self) -> String {
        let mut out = String::new();
        for message in &self.messages {
            out += &format!("{}\n", json!({ "severity": "error", "message": message }));
        }
        for package in &self.packages {
            for diagnostic in &package.diagnostics {
                let mut object = self.place(diagnostic.span);
                object.insert("code".to_owned(), diagnostic.code.name().into());
                let severity = match diagnostic.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                };
                object.insert("severity".to_owned(), severity.into());
                object.insert("message".to_owned(), diagnostic.message.as_str().into());
                if let Some(path) = &package.package {
                    object.insert("package".to_owned(), path.as_str().into());
                }
                let related = diagnostic.labels.iter().map(|label| {
                    let mut place = self.place(label.span);
                    place.insert("message".to_owned(), label.message.as_str().into());
                    Value::Object(place)
                });
                let related: Vec<Value> = related.collect();
                if !related.is_empty() {
                    object.insert("related".to_owned(), related.into());
                }
                out += &format!("{}\n", Value::Object(object));
            }
        }
        for message in &self.warnings {
            out += &format!("{}\n", json!({ "severity": "warning", "message": message }));
        }
        if let Some(message) = &self.internal {
            let message = format!("internal compiler error: {message}");
            out += &format!("{}\n", json!({ "severity": "error", "message": message }));
        }
        out
    }

    fn place(&self, span: Span) -> Map<String, Value> {
        let start = self.sources.place(span);
        let end = self.sources.place(span.tail());
        let mut place = Map::new();
        place.insert("file".to_owned(), start.name.into());
        place.insert("line".to_owned(), start.line.into());
        place.insert("column".to_owned(), start.column.unwrap_or(0).into());
        place.insert("end".to_owned(), json!({ "line": end.line, "column": end.column.unwrap_or(0) }));
        place
    }
}
