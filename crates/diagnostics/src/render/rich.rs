//! The form for terminals: the message with an excerpt of the source, drawn by `annotate-snippets`.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use source::{Place, SourceMap, Span};

use crate::{Diagnostic, Severity};

/// Renders `diagnostic` with source excerpts; `color` adds ANSI colours.
pub fn rich(sources: &SourceMap, diagnostic: &Diagnostic, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let snippet = |span: Span| {
        let (from, place) = stretch(sources, span);
        let text = &sources.file(span.file).text[from as usize..];
        Snippet::source(text).path(place.name).line_start(place.line as usize)
    };
    let range = |span: Span| {
        let (from, _) = stretch(sources, span);
        (span.start - from) as usize..(span.end.max(span.start) - from) as usize
    };
    let mut first = snippet(diagnostic.span).annotation(AnnotationKind::Primary.span(range(diagnostic.span)));
    let mut others = Vec::new();
    for label in &diagnostic.labels {
        let annotation = AnnotationKind::Context.span(range(label.span)).label(label.message.as_str());
        if label.span.file == diagnostic.span.file && stretch(sources, label.span) == stretch(sources, diagnostic.span)
        {
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

/// Where the stretch of text begins whose places count on with those of `span`, and the place there.
fn stretch(sources: &SourceMap, span: Span) -> (u32, Place<'_>) {
    let file = sources.file(span.file);
    let bases = file.line_bases();
    let behind = bases.partition_point(|base| base.offset <= span.start);
    let from = behind.checked_sub(1).map_or(0, |index| bases[index].offset);
    (from, file.place(from))
}
