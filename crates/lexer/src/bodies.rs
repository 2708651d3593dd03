//! What of a file only its own package needs. Owns [`BodySkipper`], which finds the bodies of declared functions and the
//! elements of composite literals that initialise package variables; makes no token.

use crate::token::Token;

/// Follows the tokens of a file from its start.
#[derive(Debug)]
pub(crate) struct BodySkipper {
    /// How many brackets are open.
    depth: usize,
    /// The last token, line ends and comments not counted.
    last: Option<Token>,
    /// Whether a line ended behind it.
    is_line_end: bool,
    item: Item,
}

/// What the declaration is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    /// A function whose body is still to come.
    Function,
    /// Variables.
    Variables {
        /// How many brackets are open around each.
        depth: usize,
        /// Whether the elements of a literal may be those that an array type's length is counted by.
        has_dots: bool,
    },
    /// Anything else.
    Other,
}

impl Default for BodySkipper {
    fn default() -> Self {
        BodySkipper { depth: 0, last: None, is_line_end: true, item: Item::Other }
    }
}

impl BodySkipper {
    /// The number of bytes at the start of `rest` that are to be left out behind `token`.
    pub(crate) fn body_behind(&mut self, token: Token, rest: &str) -> usize {
        match token {
            Token::Newline => {
                self.is_line_end = true;
                return 0;
            }
            Token::Comment => return 0,
            _ => {}
        }
        let last = self.last.replace(token);
        let is_line_end = std::mem::replace(&mut self.is_line_end, false);
        let starts_item = match last {
            Some(Token::Semicolon(_)) | None => true,
            Some(last) => is_line_end && last.ends_statement(),
        };
        if self.depth == 0 && starts_item {
            self.item = match token {
                Token::Func => Item::Function,
                Token::Var => Item::Variables { depth: 0, has_dots: false },
                _ => Item::Other,
            };
        }
        if let Item::Variables { depth, has_dots } = &mut self.item {
            match token {
                Token::LeftParen if last == Some(Token::Var) => *depth = 1,
                Token::Dots => *has_dots = true,
                Token::Comma | Token::Assign | Token::Semicolon(_) if self.depth == *depth => *has_dots = false,
                _ if self.depth == *depth && starts_item => *has_dots = false,
                _ => {}
            }
        }
        let mut skipped = 0;
        match token {
            Token::LeftBrace => {
                let is_left_out = match self.item {
                    Item::Function => self.depth == 0,
                    Item::Variables { depth, has_dots } => self.depth == depth && !has_dots,
                    Item::Other => false,
                };
                if is_left_out && !opens_type(last) {
                    skipped = body_length(rest).unwrap_or(0);
                    if self.item == Item::Function {
                        self.item = Item::Other;
                    }
                }
                self.depth += 1;
            }
            Token::LeftParen | Token::LeftBracket => self.depth += 1,
            Token::RightParen | Token::RightBracket | Token::RightBrace => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        skipped
    }
}

fn opens_type(before_brace: Option<Token>) -> bool {
    matches!(before_brace, Some(Token::Struct | Token::Interface))
}

/// The length of the text up to the brace that closes the block it is in; `None` if there is none, or a `//line`
/// directive, which must be read.
fn body_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            quote @ (b'"' | b'\'') => at = quoted_end(bytes, at + 1, quote)?,
            b'`' => at += 1 + memchr::memchr(b'`', &bytes[at + 1..])?,
            b'/' => match bytes.get(at + 1) {
                Some(b'/') if bytes[at + 2..].starts_with(b"line ") => return None,
                Some(b'/') => at += memchr::memchr(b'\n', &bytes[at..])?,
                Some(b'*') if bytes[at + 2..].starts_with(b"line ") => return None,
                Some(b'*') => at += 3 + text[at + 2..].find("*/")?,
                _ => {}
            },
            _ => {}
        }
        at += 1;
    }
}

/// The index of the quote that ends a literal of one line.
fn quoted_end(bytes: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            b'\n' => return None,
            b'\\' => at += 2,
            byte if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
}
