//! Go's regular expressions. Owns what they accept and this implementation does not: a `{` that starts no repetition.

use regex::Regex;

/// Compiles an expression in Go's syntax.
///
/// # Errors
/// If it is malformed.
pub fn go_regexp(expression: &str) -> Result<Regex, regex::Error> {
    let mut out = String::with_capacity(expression.len());
    let mut is_escaped = false;
    let mut in_class = false;
    for (at, c) in expression.char_indices() {
        if c == '{' && !is_escaped && !in_class && !is_repetition(&expression[at + 1..]) {
            out.push('\\');
        }
        match c {
            '[' if !is_escaped && !in_class => in_class = true,
            ']' if !is_escaped => in_class = false,
            _ => {}
        }
        out.push(c);
        // `\p{` and `\x{` are one escape.
        is_escaped = c == '\\' && !is_escaped || is_escaped && matches!(c, 'p' | 'P' | 'x');
    }
    Regex::new(&out)
}

/// Whether what stands behind a `{` makes it a repetition.
fn is_repetition(rest: &str) -> bool {
    let Some((range, _)) = rest.split_once('}') else { return false };
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (low, high) = range.split_once(',').unwrap_or((range, ""));
    !low.is_empty() && is_number(low) && is_number(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brace_may_stand_for_itself() -> Result<(), regex::Error> {
        assert!(go_regexp("unexpected {, expected")?.is_match("unexpected {, expected"));
        assert!(go_regexp(r"^a{2,3}b\{[{]$")?.is_match("aab{{"));
        assert!(go_regexp(r"\p{L}$")?.is_match("x"));
        Ok(())
    }
}
