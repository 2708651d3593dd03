//! Why there is no module. Owns [`Failure`] and its text; decides nothing about colour or where the text goes.

use diagnostics::{Diagnostic, Sink, render};
use source::SourceMap;

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

    pub(crate) fn add_package(&mut self, package: Option<String>, sink: Sink, all_errors: bool) {
        let mut diagnostics = sink.into_sorted();
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
                    Form::Concise => render::concise(&self.sources, diagnostic),
                    Form::Rich { color } => render::rich(&self.sources, diagnostic, color),
                };
            }
            if package.too_many {
                out += "too many errors\n";
            }
        }
        if let Some(message) = &self.internal {
            out += &format!("internal compiler error: {message}\n");
            out += "This is a bug of gowex, not of the program; please report it with the program.\n";
        }
        out
    }

    /// The errors as JSON, one object a line: `{"package","file","line","column","code","message"}`; column 0 is an
    /// unknown one.
    pub fn render_json(&self) -> String {
        let mut out = String::new();
        for message in &self.messages {
            out += &format!("{{\"message\":{}}}\n", json_string(message));
        }
        for package in &self.packages {
            let path = package.package.as_deref().unwrap_or("");
            for diagnostic in &package.diagnostics {
                let at = self.sources.place(diagnostic.span);
                out += &format!(
                    "{{\"package\":{},\"file\":{},\"line\":{},\"column\":{},\"code\":\"{}\",\"message\":{}}}\n",
                    json_string(path),
                    json_string(at.name),
                    at.line,
                    at.column.unwrap_or(0),
                    diagnostic.code.name(),
                    json_string(&diagnostic.message),
                );
            }
        }
        if let Some(message) = &self.internal {
            out += &format!("{{\"message\":{}}}\n", json_string(&format!("internal compiler error: {message}")));
        }
        out
    }
}

fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            c if u32::from(c) < 0x20 => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_strings_are_escaped() {
        assert_eq!(json_string("a\"b\\c\n\u{1}"), r#""a\"b\\c\n\u0001""#);
    }
}
