//! The syntax that `go.mod` and `go.work` share: lines of words, and blocks of such lines. Owns the reading of lines;
//! knows no directive.
//!
//! Grammar: Go modules reference, "Lexical elements" and "Grammar".

/// A directive: a line of its own, or a line in a block, with the block's verb in front.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    /// The verb.
    pub verb: String,
    /// The words behind it, unquoted.
    pub words: Vec<String>,
    /// Its comments on the same line, without marks.
    pub comment: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Whether it stands in a block.
    pub in_block: bool,
}

/// A fault in a `go.mod`, a `go.work` or a `vendor/modules.txt`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoModError {
    /// The line, from 1; 0 if the file as a whole is at fault.
    pub line: u32,
    /// The column in characters, from 1; shown unless it is 1, as in Go.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl GoModError {
    /// The error with the name of its file, as Go prints it.
    pub fn render(&self, file: &str) -> String {
        match (self.line, self.column) {
            (0, _) => format!("{file}: {}", self.message),
            (line, 0 | 1) => format!("{file}:{line}: {}", self.message),
            (line, column) => format!("{file}:{line}:{column}: {}", self.message),
        }
    }
}

impl Line {
    /// An error at this line.
    pub fn error(&self, message: impl Into<String>) -> GoModError {
        GoModError { line: self.line, column: self.column, message: message.into() }
    }
}

struct Words<'a> {
    words: Vec<String>,
    comment: &'a str,
    column: u32,
}

/// The lines of `text`; `blocks` are the verbs that may have one.
///
/// # Errors
/// The first violation of the grammar.
pub(crate) fn read_lines(text: &str, file: &str, blocks: &[&str]) -> Result<Vec<Line>, GoModError> {
    let mut out = Vec::new();
    let mut block: Option<(String, u32, u32)> = None;
    let mut number = 0;
    for (index, line) in text.split('\n').enumerate() {
        number = index as u32 + 1;
        let words = split_words(line, number)?;
        if words.words.is_empty() {
            continue;
        }
        let fail = |message: String| GoModError { line: number, column: words.column, message };
        if let Some((verb, ..)) = &block {
            if words.words == [")"] {
                block = None;
                continue;
            }
            let comment = words.comment.to_owned();
            let verb = verb.clone();
            out.push(Line { verb, words: words.words, comment, line: number, column: words.column, in_block: true });
            continue;
        }
        let opens = words.words.last().is_some_and(|last| last == "(");
        let is_empty_block = words.words.ends_with(&["(".to_owned(), ")".to_owned()]);
        if opens || is_empty_block {
            let head = &words.words[..words.words.len() - if opens { 1 } else { 2 }];
            let verb = head.join(" ");
            if !blocks.contains(&verb.as_str()) {
                return Err(fail(format!("unknown block type: {verb}")));
            }
            if opens {
                block = Some((verb, number, words.column));
            }
            continue;
        }
        let mut rest = words.words;
        let verb = rest.remove(0);
        let comment = words.comment.to_owned();
        out.push(Line { verb, words: rest, comment, line: number, column: words.column, in_block: false });
    }
    match block {
        Some((_, line, column)) => Err(GoModError {
            line: number,
            column: 1,
            message: format!("syntax error (unterminated block started at {file}:{line}:{column})"),
        }),
        None => Ok(out),
    }
}

fn split_words(line: &str, number: u32) -> Result<Words<'_>, GoModError> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut words = Vec::new();
    let mut comment = "";
    let mut first = 1;
    let mut at = 0;
    let column = |at: usize| line[..at].chars().count() as u32 + 1;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        let fail = |column: u32, message: &str| GoModError { line: number, column, message: message.to_owned() };
        if c == ' ' || c == '\t' {
            at += 1;
            continue;
        }
        if let Some(text) = rest.strip_prefix("//") {
            comment = text.trim();
            break;
        }
        if rest.starts_with("/*") {
            return Err(fail(column(at), "mod files must use // comments (not /* */ comments)"));
        }
        if words.is_empty() {
            first = column(at);
        }
        match c {
            '(' | ')' | '[' | ']' | '{' | '}' | ',' => {
                words.push(c.to_string());
                at += 1;
            }
            '"' | '`' => {
                let Some(len) = quoted_length(rest) else {
                    return Err(fail(column(line.len()), "unexpected newline in string"));
                };
                let Some(word) = unquote(&rest[..len]) else {
                    return Err(fail(column(at), &format!("invalid quoted string: {}", &rest[..len])));
                };
                words.push(word);
                at += len;
            }
            c if c < ' ' => return Err(fail(column(at), &format!("unexpected input character {c:?}"))),
            _ => {
                let mut len = 0;
                for (offset, c) in rest.char_indices() {
                    if c <= ' '
                        || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',')
                        || rest[offset..].starts_with("//")
                    {
                        break;
                    }
                    if rest[offset..].starts_with("/*") {
                        let message = "mod files must use // comments (not /* */ comments)";
                        return Err(fail(column(at + offset), message));
                    }
                    len = offset + c.len_utf8();
                }
                words.push(rest[..len].to_owned());
                at += len;
            }
        }
    }
    Ok(Words { words, comment, column: first })
}

/// The length of the quoted string at the start of `text`, quotes included.
pub(crate) fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    for (offset, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if quote == '"' => is_escaped = true,
            '\n' if quote == '"' => return None,
            c if c == quote => return Some(offset + 1),
            _ => {}
        }
    }
    None
}

/// The value of a quoted string; only the escapes that paths need are known.
pub(crate) fn unquote(text: &str) -> Option<String> {
    if let Some(raw) = text.strip_prefix('`') {
        return raw.strip_suffix('`').map(str::to_owned);
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let code = |chars: &mut std::str::Chars<'_>, digits: usize| {
            let text: String = chars.take(digits).collect();
            (text.len() == digits).then(|| u32::from_str_radix(&text, 16).ok().and_then(char::from_u32)).flatten()
        };
        out.push(match chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            c @ ('"' | '\\') => c,
            'x' => code(&mut chars, 2)?,
            'u' => code(&mut chars, 4)?,
            'U' => code(&mut chars, 8)?,
            _ => return None,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, Vec<String>, String)>, String> {
        let lines = read_lines(text, "/m/go.mod", &["require"]).map_err(|error| error.render("go.mod"))?;
        Ok(lines.into_iter().map(|line| (line.verb, line.words, line.comment)).collect())
    }

    #[test]
    fn lines_and_blocks_are_read() {
        let lines = read("module \"a b\" // x\nrequire (\n\tp v1 // indirect\n)\nretract [v1, v2]\n");
        let expected = [
            ("module", vec!["a b"], "x"),
            ("require", vec!["p", "v1"], "indirect"),
            ("retract", vec!["[", "v1", ",", "v2", "]"], ""),
        ];
        let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let expected: Vec<_> = expected.iter().map(|(v, w, c)| ((*v).to_owned(), owned(w), (*c).to_owned())).collect();
        assert_eq!(lines, Ok(expected));
    }

    #[test]
    fn violations_are_located() {
        for (text, message) in [
            ("module m\nrequire (\n a v1\n", "go.mod:4: syntax error (unterminated block started at /m/go.mod:2:1)"),
            ("module \"m\n", "go.mod:1:10: unexpected newline in string"),
            ("module m\n/* x */\n", "go.mod:2: mod files must use // comments (not /* */ comments)"),
            ("module m\nfoo (\n)\n", "go.mod:2: unknown block type: foo"),
        ] {
            assert_eq!(read(text), Err(message.to_owned()));
        }
    }
}
