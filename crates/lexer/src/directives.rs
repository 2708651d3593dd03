//! Comments that instruct the compiler. Owns [`Directive`]; decides nothing about what a directive means.

use source::{FileId, LineBase, Span};

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

    /// What a `//line` or `/*line*/` directive says; malformed ones say nothing, and the lexer reported them.
    pub fn line_base(&self) -> Option<LineBase> {
        self.read_line_base()?.ok()
    }

    /// As [`Directive::line_base`], or what is wrong and where.
    pub(crate) fn read_line_base(&self) -> Option<Result<LineBase, (u32, String)>> {
        const NAME: &str = "line ";
        let text = self.text.strip_prefix(NAME)?;
        let marks = self.span.len() as usize - self.text.len();
        // The line's end belongs to a comment that ends its line.
        let is_block = marks == 4;
        let offset = if is_block { self.span.end } else { self.span.end + 1 };
        match LineBase::parse(text, offset) {
            Ok(base) => Some(Ok(base)),
            Err(None) => None,
            Err(Some((at, message))) => Some(Err((self.span.start + 2 + NAME.len() as u32 + at as u32, message))),
        }
    }

    /// The place Go reports: the first byte behind the comment mark.
    pub fn place(&self) -> Span {
        Span::new(self.span.file, self.span.start + 2, self.span.end)
    }
}

/// The directive in the comment `start..end`, if it is one. Only `//` comments hold `go:` directives, and `//line` must
/// start in the first column.
pub(crate) fn read(file: FileId, text: &str, start: u32, end: u32) -> Option<Directive> {
    let comment = &text[start as usize..end as usize];
    let before = &text[..start as usize];
    let content = match comment.strip_prefix("//") {
        Some(content) => content.strip_suffix('\r').unwrap_or(content),
        None => comment.strip_prefix("/*")?.strip_suffix("*/")?,
    };
    let is_line_comment = comment.starts_with("//");
    let in_first_column = before.is_empty() || before.ends_with('\n');
    let is_directive = content.starts_with("go:") && is_line_comment
        || content.starts_with("line ") && (in_first_column || !is_line_comment);
    let indent = before.trim_end_matches([' ', '\t', '\r']);
    is_directive.then(|| Directive {
        span: Span::new(file, start, end),
        text: content.into(),
        starts_line: indent.is_empty() || indent.ends_with('\n'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_arguments() {
        let text = "go:wasmimport  env\tlog ";
        let directive = Directive { span: Span::new(FileId(0), 0, 25), text: text.into(), starts_line: true };
        assert_eq!((directive.name(), directive.arguments()), ("go:wasmimport", "env\tlog"));
        assert!(!directive.is_line());
    }
}
