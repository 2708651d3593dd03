//! The form for terminals: the message with an excerpt of the source, drawn by `annotate-snippets`.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use source::{SourceMap, Span};

use crate::{Diagnostic, Severity};

/// Renders `diagnostic` with source excerpts; `color` adds ANSI colours.
pub fn rich(sources: &SourceMap, diagnostic: &Diagnostic, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let snippet = |span: Span| {
        let file = sources.file(span.file);
        Snippet::source(&*file.text).path(file.name.as_str()).line_start(1)
    };
    let range = |span: Span| span.start as usize..span.end as usize;
    let mut first = snippet(diagnostic.span).annotation(AnnotationKind::Primary.span(range(diagnostic.span)));
    let mut others = Vec::new();
    for label in &diagnostic.labels {
        let annotation = AnnotationKind::Context.span(range(label.span)).label(label.message.as_str());
        if label.span.file == diagnostic.span.file {
            first = first.annotation(annotation);
        } else {
            others.push(snippet(label.span).annotation(annotation));
        }
    }
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let mut group = title.element(first);
    for other in others {
        group = group.element(other);
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}
