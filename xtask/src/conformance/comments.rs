//! Comments between tokens. Owns the places that Go's test harnesses give a comment: the token before it, or the one
//! behind it. The lexer drops comments, so they are what lies between its tokens.

use diagnostics::Sink;
use lexer::{SemicolonKind, Token};
use source::{FileId, LineColumn, LineIndex};

/// A comment and the tokens around it.
pub struct Comment<'t> {
    /// Its text, comment marks included.
    pub text: &'t str,
    /// Where it starts.
    pub start: LineColumn,
    /// Where the token before it starts, automatic semicolons not counted.
    pub token_before: Option<LineColumn>,
    /// Where the token behind it starts, automatic semicolons counted.
    pub token_behind: LineColumn,
}

/// All comments of `text`, in order.
pub fn comments(text: &str) -> Vec<Comment<'_>> {
    let lines = LineIndex::new(text);
    let tokens = lexer::lex(FileId(0), text, &mut Sink::new()).tokens;
    let is_automatic = |token| matches!(token, Token::Semicolon(SemicolonKind::Newline | SemicolonKind::EndOfFile));
    let mut found = Vec::new();
    let mut gap_start = 0;
    let mut before = None;
    let written = tokens.iter().filter(|lexeme| !is_automatic(lexeme.token)).map(|l| (l.start, l.end));
    for (start, end) in written.chain([(text.len() as u32, text.len() as u32)]) {
        let gap = &text[gap_start as usize..start as usize];
        for (at, comment) in in_gap(gap) {
            let offset = gap_start + at as u32;
            let behind = tokens.partition_point(|lexeme| lexeme.start < offset + comment.len() as u32);
            let behind = tokens.get(behind).map_or(text.len() as u32, |lexeme| lexeme.start);
            found.push(Comment {
                text: comment,
                start: lines.line_column(offset),
                token_before: before,
                token_behind: lines.line_column(behind),
            });
        }
        gap_start = end;
        before = Some(lines.line_column(start));
    }
    found
}

/// The comments in a text without tokens, with their offsets.
fn in_gap(gap: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(slash) = gap[at..].find('/') {
        let start = at + slash;
        let rest = &gap[start..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            at = start + 1;
            continue;
        };
        found.push((start, &gap[start..start + length]));
        at = start + length;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_know_the_tokens_around_them() {
        let found = comments("x /* a */ y // b\n/* c */ z");
        let shown: Vec<_> = found
            .iter()
            .map(|c| (c.text, c.token_before.map(|p| (p.line, p.column)), (c.token_behind.line, c.token_behind.column)))
            .collect();
        let expected =
            [("/* a */", Some((1, 1)), (1, 11)), ("// b", Some((1, 11)), (1, 17)), ("/* c */", Some((1, 11)), (2, 9))];
        assert_eq!(shown, expected);
    }
}
