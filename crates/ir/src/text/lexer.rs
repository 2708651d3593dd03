//! Tokens of textual IR. Owns [`Token`] and [`tokenize`].

/// A token with the line it stands on.
#[derive(Clone, PartialEq, Debug)]
pub enum Token {
    /// A word: a keyword, an opcode with its suffixes, or an entity.
    Word(String),
    /// A quoted string, unescaped.
    Text(String),
    /// An integer, decimal or hexadecimal.
    Number(i64),
    /// One punctuation character; `->` is `>`.
    Punct(char),
}

/// Splits `text` into tokens with their lines, from 1. `;` starts a comment.
///
/// # Errors
/// The line and a message, at a character that starts no token.
pub fn tokenize(text: &str) -> Result<Vec<(u32, Token)>, (u32, String)> {
    let mut tokens = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let number = i as u32 + 1;
        let mut chars = line.chars().peekable();
        while let Some(&c) = chars.peek() {
            match c {
                ' ' | '\t' | '\r' => {
                    chars.next();
                }
                ';' => break,
                '"' => {
                    chars.next();
                    let mut out = String::new();
                    loop {
                        match chars.next() {
                            Some('"') => break,
                            Some('\\') => match chars.next() {
                                Some('n') => out.push('\n'),
                                Some(c) => out.push(c),
                                None => return Err((number, "unfinished string".into())),
                            },
                            Some(c) => out.push(c),
                            None => return Err((number, "unfinished string".into())),
                        }
                    }
                    tokens.push((number, Token::Text(out)));
                }
                '0'..='9' | '-' => {
                    let mut word = String::from(c);
                    chars.next();
                    if c == '-' && chars.peek() == Some(&'>') {
                        chars.next();
                        tokens.push((number, Token::Punct('>')));
                        continue;
                    }
                    while let Some(&c) = chars.peek().filter(|c| c.is_ascii_alphanumeric()) {
                        word.push(c);
                        chars.next();
                    }
                    let value = match word.strip_prefix("0x") {
                        Some(digits) => u64::from_str_radix(digits, 16).map(|v| v as i64).ok(),
                        None => word.parse().ok(),
                    };
                    let value = value.or_else(|| {
                        let digits = word.strip_prefix("-0x")?;
                        u64::from_str_radix(digits, 16).ok().map(|v| (v as i64).wrapping_neg())
                    });
                    match value {
                        Some(value) => tokens.push((number, Token::Number(value))),
                        None => return Err((number, format!("bad number {word}"))),
                    }
                }
                c if c.is_ascii_alphabetic() || c == '_' => {
                    let mut word = String::new();
                    while let Some(&c) = chars.peek().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) {
                        word.push(c);
                        chars.next();
                    }
                    tokens.push((number, Token::Word(word)));
                }
                '(' | ')' | '{' | '}' | '[' | ']' | ',' | ':' | '=' | '+' => {
                    tokens.push((number, Token::Punct(c)));
                    chars.next();
                }
                c => return Err((number, format!("unexpected {c:?}"))),
            }
        }
    }
    Ok(tokens)
}
