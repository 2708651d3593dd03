//! Comments that instruct the compiler. Owns [`Directive`]; decides nothing about what a directive means.

use source::Span;

/// A `//go:…` or `//line …` comment (the latter also as `/*line …*/`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// The whole comment, comment marks included. Go reports directives two bytes further, behind the mark.
    pub span: Span,
    /// The comment's text without its marks, e.g. `go:wasmexport run`.
    pub text: Box<str>,
    /// Whether nothing but white space precedes the comment on its line.
    pub starts_line: bool,
}

impl Directive {
    /// The directive's name, e.g. `go:wasmexport` or `line`.
    pub fn name(&self) -> &str {
        self.text.split([' ', '\t']).next().unwrap_or("")
    }

    /// What follows the name, without surrounding white space.
    pub fn arguments(&self) -> &str {
        self.text[self.name().len()..].trim()
    }

    /// Whether this is a `//line` or `/*line*/` directive.
    pub fn is_line(&self) -> bool {
        !self.text.starts_with("go:")
    }

    /// The place Go reports: the first byte behind the comment mark.
    pub fn place(&self) -> Span {
        Span::new(self.span.file, self.span.start + 2, self.span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use source::FileId;

    #[test]
    fn name_and_arguments() {
        let text = "go:wasmimport  env\tlog ";
        let directive = Directive { span: Span::new(FileId(0), 0, 25), text: text.into(), starts_line: true };
        assert_eq!((directive.name(), directive.arguments()), ("go:wasmimport", "env\tlog"));
        assert!(!directive.is_line());
    }
}
