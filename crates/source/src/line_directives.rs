//! Places as `//line` comments make them. Owns [`LineBase`], from which places count on, and [`Place`], what messages show;
//! reads no comment itself.
//!
//! Rules: Go's `cmd/compile`, "Compiler Directives".

use std::fmt;

use crate::LineColumn;

/// From here on places are those of another text, from which this one was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineBase {
    /// The offset from which this applies: behind the comment and, if it ends its line, behind the line's end.
    pub offset: u32,
    /// The other file's name; empty with a column for the one before.
    pub name: Box<str>,
    /// The line at `offset`, from 1.
    pub line: u32,
    /// The column at `offset`, from 1; without one, places have no column until the next base.
    pub column: Option<u32>,
}

/// A place as messages show it: `file:line:column`, or `file:line`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'m> {
    /// The file's name.
    pub name: &'m str,
    /// The line, from 1.
    pub line: u32,
    /// The column in bytes, from 1, where it is known.
    pub column: Option<u32>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ":{column}"))
    }
}

impl LineBase {
    /// Reads the text behind `line ` of a directive in the file `file`, which applies from `offset` on.
    ///
    /// # Errors
    /// What is wrong and at which byte of the text; `None` if the text names no line at all, and the comment is no
    /// directive.
    pub fn parse(text: &str, offset: u32) -> Result<LineBase, Option<(usize, String)>> {
        let (at, digits) = behind_last_colon(text).ok_or(None)?;
        let number = |digits: &str| digits.parse::<u32>().ok().filter(|n| *n > 0 && *n < 1 << 30);
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let bad_line = |at: usize| Some((at, format!("invalid line number: {}", &text[at..])));
        if !is_number(digits) {
            return Err(bad_line(at));
        }
        let (line_at, line, column, name) = match behind_last_colon(&text[..at - 1]) {
            Some((line_at, line)) if is_number(line) => {
                let column = number(digits).ok_or_else(|| Some((at, format!("invalid column number: {digits}"))))?;
                (line_at, line, Some(column), &text[..line_at - 1])
            }
            _ => (at, digits, None, &text[..at - 1]),
        };
        let line = number(line).ok_or_else(|| bad_line(line_at))?;
        Ok(LineBase { offset, name: name.into(), line, column })
    }

    /// The place at `at`, where this base starts at `start` and names `name`.
    pub(crate) fn place<'m>(&self, name: &'m str, start: LineColumn, at: LineColumn) -> Place<'m> {
        let column = self.column.map(|column| match at.line == start.line {
            true => column + (at.column - start.column),
            false => at.column,
        });
        Place { name, line: self.line + (at.line - start.line), column }
    }
}

fn behind_last_colon(text: &str) -> Option<(usize, &str)> {
    let at = text.rfind(':')? + 1;
    Some((at, &text[at..]))
}

/// The name `name` in a directive of the file `file`: relative ones are beside the file.
pub(crate) fn resolve_name(file: &str, name: &str) -> String {
    let directory = file.rfind('/').map_or("", |slash| &file[..=slash]);
    if name.is_empty() || name.starts_with('/') { name.to_owned() } else { format!("{directory}{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SourceMap, Span};

    #[test]
    fn places_count_on_from_a_directive() {
        let text = "a\n//line x.y:10\nb c\nd /*line :7:3*/e f\ng\n";
        let mut map = SourceMap::new();
        let id = map.add("./m/a.go", text);
        let parse = |written: &str, offset: usize| LineBase::parse(written, offset as u32).ok();
        let first = parse("x.y:10", text.find("b c").unwrap_or(0));
        let second = parse(":7:3", text.find("e f").unwrap_or(0));
        map.set_line_bases(id, first.into_iter().chain(second).collect());
        let shown = |c: char| map.place(Span::point(id, text.find(c).unwrap_or(0) as u32)).to_string();
        assert_eq!(['a', 'c', 'd', 'f'].map(shown), ["./m/a.go:1:1", "./m/x.y:10", "./m/x.y:11", "./m/x.y:7:5"]);
        assert_eq!(shown('g'), "./m/x.y:8:1");
    }

    #[test]
    fn malformed_directives() {
        let parse = |text: &str| LineBase::parse(text, 0).map(|base| (base.line, base.column));
        assert_eq!(parse("foo"), Err(None));
        assert_eq!(parse("foo:"), Err(Some((4, "invalid line number: ".into()))));
        assert_eq!(parse("foo:0"), Err(Some((4, "invalid line number: 0".into()))));
        assert_eq!(parse("foo:1:0"), Err(Some((6, "invalid column number: 0".into()))));
        assert_eq!(parse("foo:bar:2"), Ok((2, None)));
        assert_eq!(parse("a:1:2"), Ok((1, Some(2))));
    }
}
