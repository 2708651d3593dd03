//! Literals. Owns their scanning, with Go's messages for malformed ones, and the values of runes and strings; the
//! values of numbers are the constant evaluator's.
//!
//! Rules: Go specification, "Integer literals" to "String literals".

use logos::Lexer;

use crate::token::{Faults, NumberKind, Token, Validity};

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// `c` as Go's `%#U` prints it.
pub(crate) fn unicode_name(c: u32) -> String {
    match char::from_u32(c) {
        Some(shown) if !shown.is_control() && c != 0xfeff => format!("U+{c:04X} '{shown}'"),
        _ => format!("U+{c:04X}"),
    }
}

/// `c` as Go's `%q` prints it.
fn quoted(c: char) -> String {
    match c {
        '\'' => r"'\''".into(),
        '\\' => r"'\\'".into(),
        '\n' => r"'\n'".into(),
        '\t' => r"'\t'".into(),
        '\r' => r"'\r'".into(),
        _ => format!("'{c}'"),
    }
}

/// A position in a literal and the messages about it.
struct Cursor<'t, 'f> {
    text: &'t str,
    start: usize,
    at: usize,
    faults: &'f mut Faults,
    is_good: bool,
}

impl Cursor<'_, '_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Reports the first fault of the literal only.
    fn fault(&mut self, offset: usize, message: impl Into<String>) {
        if std::mem::replace(&mut self.is_good, false) {
            // A line's end is not shown: the fault is a point.
            let length = self.text[offset..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
            self.faults.push(self.start + offset, self.start + offset + length, message);
        }
    }
}

/// Runs `scan` on the literal that starts at the current token and extends the token to where it stops.
fn with_cursor<'t, R>(lexer: &mut Lexer<'t, Token>, scan: impl FnOnce(&mut Cursor<'t, '_>) -> R) -> (R, bool) {
    let (start, matched) = (lexer.span().start, lexer.span().len());
    let text = &lexer.source()[start..];
    let mut faults = std::mem::take(&mut lexer.extras);
    let mut cursor = Cursor { text, start, at: 0, faults: &mut faults, is_good: true };
    let result = scan(&mut cursor);
    let (at, is_good) = (cursor.at, cursor.is_good);
    lexer.extras = faults;
    lexer.bump(at - matched);
    (result, is_good)
}

fn validity(is_good: bool) -> Validity {
    if is_good { Validity::Good } else { Validity::Bad }
}

/// Digits and separators; returns whether there were any of each, and the first digit that the base does not have.
fn scan_digits(c: &mut Cursor<'_, '_>, base: u32) -> (bool, bool, Option<usize>) {
    let (mut digits, mut separators, mut invalid) = (false, false, None);
    while let Some(next) = c.peek() {
        match next {
            '_' => separators = true,
            _ if next.is_digit(base.max(10)) => {
                digits = true;
                if !next.is_digit(base) && invalid.is_none() {
                    invalid = Some(c.at);
                }
            }
            _ => break,
        }
        c.bump();
    }
    (digits, separators, invalid)
}

/// The index of the first `_` that does not separate successive digits; a base prefix counts as a digit.
fn misplaced_separator(text: &str) -> Option<usize> {
    #[derive(PartialEq)]
    enum Before {
        Separator,
        Digit,
        Other,
    }
    let bytes = text.as_bytes();
    let prefix = (bytes.first() == Some(&b'0')).then(|| bytes.get(1).map(u8::to_ascii_lowercase)).flatten();
    let has_prefix = matches!(prefix, Some(b'x' | b'o' | b'b'));
    let is_hex = prefix == Some(b'x');
    let mut before = if has_prefix { Before::Digit } else { Before::Other };
    for (i, byte) in bytes.iter().enumerate().skip(if has_prefix { 2 } else { 0 }) {
        match byte {
            b'_' if before != Before::Digit => return Some(i),
            b'_' => before = Before::Separator,
            _ if byte.is_ascii_digit() || is_hex && byte.is_ascii_hexdigit() => before = Before::Digit,
            _ if before == Before::Separator => return Some(i - 1),
            _ => before = Before::Other,
        }
    }
    (before == Before::Separator).then(|| text.len() - 1)
}

/// Scans a number whose first digit, or point and digit, are matched.
pub(crate) fn scan_number(lexer: &mut Lexer<'_, Token>) -> NumberKind {
    let (kind, is_good) = with_cursor(lexer, |c| {
        let mut kind = NumberKind::Int;
        let (mut base, mut prefix) = (10, None);
        let (mut digits, mut separators, mut invalid) = (false, false, None);
        if c.peek() == Some('0') {
            c.bump();
            match c.peek().map(|p| p.to_ascii_lowercase()) {
                Some(p @ ('x' | 'o' | 'b')) => {
                    c.bump();
                    base = [('x', 16), ('o', 8), ('b', 2)].iter().find(|(q, _)| *q == p).map_or(10, |(_, b)| *b);
                    prefix = Some(p);
                }
                _ => (base, prefix, digits) = (8, Some('0'), true),
            }
        }
        if c.peek() != Some('.') {
            let found = scan_digits(c, base);
            (digits, separators, invalid) = (digits | found.0, found.1, found.2);
        }
        if c.peek() == Some('.') {
            if matches!(prefix, Some('o' | 'b')) {
                let offset = c.at;
                c.fault(offset, format!("invalid radix point in {} literal", base_name(base)));
            }
            c.bump();
            kind = NumberKind::Float;
            let found = scan_digits(c, base);
            (digits, separators) = (digits | found.0, separators | found.1);
        }
        if !digits {
            let offset = c.at;
            c.fault(offset, format!("{} literal has no digits", base_name(base)));
        }
        let exponent = c.peek().filter(|e| matches!(e.to_ascii_lowercase(), 'e' | 'p'));
        if let Some(e) = exponent {
            let offset = c.at;
            if e.eq_ignore_ascii_case(&'e') && matches!(prefix, Some('x' | 'o' | 'b')) {
                c.fault(offset, format!("{} exponent requires decimal mantissa", quoted(e)));
            } else if e.eq_ignore_ascii_case(&'p') && prefix != Some('x') {
                c.fault(offset, format!("{} exponent requires hexadecimal mantissa", quoted(e)));
            }
            c.bump();
            kind = NumberKind::Float;
            if matches!(c.peek(), Some('+' | '-')) {
                c.bump();
            }
            let found = scan_digits(c, 10);
            separators |= found.1;
            if !found.0 {
                let offset = c.at;
                c.fault(offset, "exponent has no digits");
            }
        } else if prefix == Some('x') && kind == NumberKind::Float {
            let offset = c.at;
            c.fault(offset, "hexadecimal mantissa requires a 'p' exponent");
        }
        if c.peek() == Some('i') {
            c.bump();
            kind = NumberKind::Imaginary;
        }
        if let Some(offset) = invalid.filter(|_| kind == NumberKind::Int) {
            let digit = c.text[offset..].chars().next().unwrap_or('?');
            c.fault(offset, format!("invalid digit {} in {} literal", quoted(digit), base_name(base)));
        }
        if let Some(offset) = misplaced_separator(&c.text[..c.at]).filter(|_| separators) {
            c.fault(offset, "'_' must separate successive digits");
        }
        kind
    });
    if is_good { kind } else { NumberKind::Bad }
}

/// Scans an escape behind its backslash.
fn scan_escape(c: &mut Cursor<'_, '_>, quote: char) {
    let (count, base, max) = match c.peek() {
        Some(e) if e == quote || "abfnrtv\\".contains(e) => return c.bump(),
        Some('0'..='7') => (3, 8, 255),
        Some('x') => (2, 16, 255),
        Some('u') => (4, 16, 0x10ffff),
        Some('U') => (8, 16, 0x10ffff),
        None => return,
        Some(_) => {
            let offset = c.at;
            return c.fault(offset, "unknown escape");
        }
    };
    if base == 16 {
        c.bump();
    }
    let mut value = 0u32;
    for _ in 0..count {
        let offset = c.at;
        let Some(next) = c.peek() else { return };
        let Some(digit) = next.to_digit(base) else {
            return c.fault(offset, format!("invalid character {} in {} escape", quoted(next), base_name(base)));
        };
        value = value.wrapping_mul(base).wrapping_add(digit);
        c.bump();
    }
    let offset = c.at;
    if value > max && base == 8 {
        c.fault(offset, format!("octal escape value {value} > 255"));
    } else if value > max || (0xd800..0xe000).contains(&value) {
        c.fault(offset, format!("escape is invalid Unicode code point {}", unicode_name(value)));
    }
}

/// Scans a rune literal whose opening quote is matched.
pub(crate) fn scan_rune(lexer: &mut Lexer<'_, Token>) -> Validity {
    let (_, is_good) = with_cursor(lexer, |c| {
        c.bump();
        let mut count = 0;
        loop {
            let offset = c.at;
            match c.peek() {
                Some('\'') => {
                    match count {
                        0 => c.fault(offset, "empty rune literal or unescaped '"),
                        1 => {}
                        _ => c.fault(0, "more than one character in rune literal"),
                    }
                    return c.bump();
                }
                Some('\\') => {
                    c.bump();
                    scan_escape(c, '\'');
                }
                Some('\n') => return c.fault(offset, "newline in rune literal"),
                None => return c.fault(0, "rune literal not terminated"),
                Some(_) => c.bump(),
            }
            count += 1;
        }
    });
    validity(is_good)
}

/// Scans an interpreted string whose opening quote is matched.
pub(crate) fn scan_string(lexer: &mut Lexer<'_, Token>) -> Validity {
    let (_, is_good) = with_cursor(lexer, |c| {
        c.bump();
        loop {
            let offset = c.at;
            match c.peek() {
                Some('"') => return c.bump(),
                Some('\\') => {
                    c.bump();
                    scan_escape(c, '"');
                }
                Some('\n') => return c.fault(offset, "newline in string"),
                None => return c.fault(0, "string not terminated"),
                Some(_) => c.bump(),
            }
        }
    });
    validity(is_good)
}

/// Scans a raw string whose opening quote is matched.
pub(crate) fn scan_raw_string(lexer: &mut Lexer<'_, Token>) -> Validity {
    let (_, is_good) = with_cursor(lexer, |c| match c.text[1..].find('`') {
        Some(length) => c.at = length + 2,
        None => {
            c.at = c.text.len();
            c.fault(0, "string not terminated");
        }
    });
    validity(is_good)
}

/// Appends what the escape at the start of `rest` (behind the backslash) stands for; returns the escape's length and,
/// for escapes of one code point, that code point.
fn decode_escape(rest: &str, bytes: &mut Vec<u8>) -> (usize, u32) {
    let digits = |range: std::ops::Range<usize>, base| {
        rest.get(range).and_then(|d| u32::from_str_radix(d, base).ok()).unwrap_or(0xfffd)
    };
    let byte = |b: u8| (1, u32::from(b));
    let (length, value) = match rest.as_bytes().first() {
        Some(b'a') => byte(7),
        Some(b'b') => byte(8),
        Some(b'f') => byte(12),
        Some(b'n') => byte(b'\n'),
        Some(b'r') => byte(b'\r'),
        Some(b't') => byte(b'\t'),
        Some(b'v') => byte(11),
        Some(b'0'..=b'7') => (3, digits(0..3, 8)),
        Some(b'x') => (3, digits(1..3, 16)),
        Some(b'u') => (5, digits(1..5, 16)),
        Some(b'U') => (9, digits(1..9, 16)),
        Some(other) => byte(*other),
        None => (0, 0),
    };
    if matches!(rest.as_bytes().first(), Some(b'u' | b'U')) {
        let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    } else if length > 0 {
        bytes.push(value as u8);
    }
    (length, value)
}

/// The bytes a well-formed string literal stands for. A malformed one yields something, never a panic.
pub fn string_value(literal: &str) -> Vec<u8> {
    if let Some(raw) = literal.strip_prefix('`') {
        return raw.strip_suffix('`').unwrap_or(raw).bytes().filter(|b| *b != b'\r').collect();
    }
    let text = literal.strip_prefix('"').unwrap_or(literal);
    let mut rest = text.strip_suffix('"').unwrap_or(text);
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some(backslash) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..backslash]);
        rest = &rest[backslash + 1..];
        let (length, _) = decode_escape(rest, &mut bytes);
        rest = rest.get(length..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The code point a well-formed rune literal stands for. A malformed one yields something, never a panic.
pub fn rune_value(literal: &str) -> u32 {
    let text = literal.strip_prefix('\'').unwrap_or(literal);
    match text.strip_prefix('\\') {
        Some(escape) => decode_escape(escape, &mut Vec::new()).1,
        None => text.chars().next().map_or(0xfffd, u32::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_bytes() {
        assert_eq!(string_value(r#""a\xff\377\u00e9\n\"""#), b"a\xff\xff\xc3\xa9\n\"");
        assert_eq!(string_value("`a\\n\r\n`"), b"a\\n\n");
        assert_eq!(string_value(r#""\U0001F600""#), "😀".as_bytes());
    }

    #[test]
    fn runes_are_code_points() {
        let values = [r"'a'", r"'é'", r"'\''", r"'\x41'", r"'\377'", r"'\u00e9'", r"'\\'"].map(rune_value);
        assert_eq!(values, [97, 0xe9, 39, 0x41, 0xff, 0xe9, 92]);
    }

    #[test]
    fn separators_stand_between_digits() {
        let texts = ["1_000", "0x_f", "1__0", "1_", "0_7", "1_.5", "0x1_p3"];
        let found = texts.map(misplaced_separator);
        assert_eq!(found, [None, None, Some(2), Some(1), None, Some(1), Some(3)]);
    }
}
