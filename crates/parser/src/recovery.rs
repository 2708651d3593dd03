//! Recovery. Owns what is left out of an item's tokens after a syntax error, so that the rest can be parsed again.
//!
//! The smallest statement, field or grouped declaration around the error is dropped; if the error is in the header of
//! an `if`, `for` or `switch`, only the header. Each round drops at least one token, so recovery ends.

use lexer::{Lexeme, Token};

use crate::block_braces::Marked;

/// What the innermost open bracket is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Container {
    /// No bracket is open.
    TopLevel,
    /// Braces of a block, a `switch` or a `select`.
    Statements,
    /// Braces of a struct type.
    Struct,
    /// Braces of an interface type.
    Interface,
    /// Braces of a composite literal.
    Literal,
    /// Parentheses of grouped declarations.
    Group,
    /// Parentheses of parameters or results.
    Parameters,
    /// Parentheses of arguments.
    Call,
    /// Parentheses around an expression or a type.
    Parentheses,
    /// Brackets of type parameters.
    TypeParameters,
    /// Brackets of an index or a length.
    Index,
}

impl Container {
    /// Whether the container holds elements that semicolons separate.
    fn has_elements(self) -> bool {
        matches!(self, Container::Statements | Container::Struct | Container::Interface | Container::Group)
    }
}

/// The innermost bracket that is open before `at`.
fn opener_before(marked: &Marked, at: usize) -> Option<usize> {
    let mut i = at.min(marked.tokens.len());
    while i > 0 {
        i -= 1;
        match marked.tokens[i].token {
            Token::RightParen | Token::RightBracket | Token::RightBrace => match marked.partner(i) {
                Some(open) => i = open,
                None => continue,
            },
            Token::LeftParen | Token::LeftBracket | Token::LeftBrace | Token::BodyBrace | Token::TypeParamBracket => {
                return Some(i);
            }
            _ => {}
        }
    }
    None
}

fn role(marked: &Marked, open: usize) -> Container {
    let before = open.checked_sub(1).and_then(|i| marked.token(i));
    let second = open.checked_sub(2).and_then(|i| marked.token(i));
    match marked.tokens[open].token {
        Token::BodyBrace => Container::Statements,
        Token::TypeParamBracket => Container::TypeParameters,
        Token::LeftBrace if marked.is_function_body[open] => Container::Statements,
        Token::LeftBrace => match before {
            Some(Token::Struct) => Container::Struct,
            Some(Token::Interface) => Container::Interface,
            Some(Token::Select | Token::Else | Token::Semicolon(_) | Token::BodyBrace | Token::RightParen) | None => {
                Container::Statements
            }
            Some(Token::LeftBrace) if role(marked, open - 1) == Container::Statements => Container::Statements,
            Some(Token::Colon)
                if opener_before(marked, open).is_some_and(|o| matches!(role(marked, o), Container::Statements)) =>
            {
                Container::Statements
            }
            _ => Container::Literal,
        },
        Token::LeftParen => match before {
            Some(Token::Import | Token::Const | Token::Var | Token::Type) => Container::Group,
            Some(Token::Func) => Container::Parameters,
            Some(Token::Name) if second == Some(Token::Func) => Container::Parameters,
            Some(Token::Name | Token::RightParen | Token::RightBracket | Token::RightBrace) => {
                let is_declaration = match opener_before(marked, open) {
                    None => marked.token(0) == Some(Token::Func),
                    Some(outer) => {
                        marked.tokens[outer].token == Token::LeftBrace
                            && before == Some(Token::Name)
                            && role(marked, outer) == Container::Interface
                    }
                };
                if is_declaration { Container::Parameters } else { Container::Call }
            }
            _ => Container::Parentheses,
        },
        _ if second == Some(Token::Func) => Container::TypeParameters,
        _ => Container::Index,
    }
}

/// What the innermost bracket open before `at` is for.
pub(crate) fn container_of(marked: &Marked, at: usize) -> Container {
    opener_before(marked, at).map_or(Container::TopLevel, |open| role(marked, open))
}

/// The tokens without the element that contains the error at `at`; `None` if nothing of the item can be kept.
pub(crate) fn without_element(marked: &Marked, at: usize) -> Option<Vec<Lexeme>> {
    let tokens = &marked.tokens;
    let mut open = opener_before(marked, at)?;
    while !role(marked, open).has_elements() {
        let Some(outer) = opener_before(marked, open) else { return without_parameters(marked, open) };
        open = outer;
    }
    let role = role(marked, open);
    let is_separator = |i: usize| {
        matches!(tokens[i].token, Token::Semicolon(_)) && marked.header(i).is_none_or(|keyword| keyword < open)
    };
    // The element's start: behind the last separator in front of the error.
    let (mut start, mut i) = (open + 1, open + 1);
    let mut end = None;
    while i < tokens.len() {
        match tokens[i].token {
            Token::Semicolon(_) if is_separator(i) => {
                if i >= at {
                    end = Some(i);
                    break;
                }
                start = i + 1;
                i += 1;
            }
            Token::Colon if role == Container::Statements && i < at && is_clause(tokens, start) => {
                start = i + 1;
                i += 1;
            }
            Token::Case | Token::Default if role == Container::Statements && i > start && i >= at => {
                end = Some(i);
                break;
            }
            Token::LeftParen | Token::LeftBracket | Token::LeftBrace | Token::BodyBrace | Token::TypeParamBracket => {
                let Some(close) = marked.partner(i) else {
                    // A bracket that nothing closes ends with its element; a brace takes the rest of the item.
                    if matches!(tokens[i].token, Token::LeftBrace | Token::BodyBrace) {
                        return None;
                    }
                    i += 1;
                    continue;
                };
                let is_body_behind_error = tokens[i].token == Token::BodyBrace && i >= at;
                if is_body_behind_error && let Some(keyword) = marked.header(i) {
                    return Some(without_header(tokens, keyword, i)).filter(|kept| kept.len() < tokens.len());
                }
                i = close + 1;
            }
            Token::RightParen | Token::RightBracket | Token::RightBrace
                if i >= at || Some(i) == marked.partner(open) =>
            {
                end = Some(i);
                break;
            }
            _ => i += 1,
        }
    }
    let mut end = end?;
    let is_next_clause = role == Container::Statements && start < at && is_clause(tokens, at);
    if end <= at && start < tokens.len() && Some(at) != marked.partner(open) && !is_next_clause {
        end = end.max(at + 1);
    }
    let leaves_nothing = matches!(role, Container::Struct | Container::Interface | Container::Group);
    if leaves_nothing && matches!(tokens.get(end).map(|l| l.token), Some(Token::Semicolon(_))) {
        // Between semicolons there must be an element, other than in a block.
        end += 1;
    }
    if start >= end {
        return None;
    }
    let mut kept = tokens[..start].to_vec();
    kept.extend_from_slice(&tokens[end..]);
    Some(kept)
}

/// The tokens as Go's parser goes on with them where it does not look for a partner of what it takes for a bracket:
/// what is in error counts as the token that was wanted, or as the end of its list. What follows may then belong to
/// another item.
pub(crate) fn rewritten(marked: &Marked, at: usize, expected: &[String]) -> Option<Vec<Lexeme>> {
    let accepts = |name: &str| expected.iter().any(|e| e.trim_matches('"') == name);
    let lexeme = *marked.tokens.get(at)?;
    let with = |token: Token, start: u32, replaced: std::ops::Range<usize>| {
        let mut tokens = marked.tokens.clone();
        tokens.splice(replaced, [Lexeme { token, start, end: start }]);
        Some(tokens)
    };
    let open = opener_before(marked, at)?;
    match role(marked, open) {
        Container::Statements
            if matches!(lexeme.token, Token::LeftBrace | Token::BodyBrace) && accepts(":") && in_case(marked, at) =>
        {
            with(Token::Colon, lexeme.start, at..at + 1)
        }
        Container::Parentheses
            if accepts(")") && !accepts(",") && container_of(marked, open) == Container::Interface =>
        {
            with(Token::RightParen, lexeme.start, at..at + 1)
        }
        role @ (Container::Struct | Container::Interface | Container::Group) if accepts(";") => {
            let is_close = |i: &usize| {
                matches!(marked.tokens[*i].token, Token::RightParen | Token::RightBracket | Token::RightBrace)
            };
            let close = if role == Container::Group { Token::RightParen } else { Token::RightBrace };
            let stray = (at..marked.tokens.len()).find(is_close)?;
            let ends_list = marked.partner(stray).is_none()
                && marked.tokens[stray].token != close
                && accepts(if role == Container::Group { ")" } else { "}" });
            if ends_list { with(close, marked.tokens[stray].start, at..stray) } else { None }
        }
        _ => None,
    }
}

/// Whether the token at `at` follows the expressions of a `case`.
fn in_case(marked: &Marked, at: usize) -> bool {
    let mut i = at;
    while i > 0 {
        i -= 1;
        match marked.tokens[i].token {
            Token::Case => return true,
            Token::RightParen | Token::RightBracket | Token::RightBrace => match marked.partner(i) {
                Some(open) => i = open,
                None => return false,
            },
            Token::Semicolon(_) | Token::Colon | Token::LeftBrace | Token::BodyBrace => return false,
            _ => {}
        }
    }
    false
}

/// The tokens without the parameters between the bracket at `open` and its partner; the function's body is kept.
fn without_parameters(marked: &Marked, open: usize) -> Option<Vec<Lexeme>> {
    let close = marked.partner(open).filter(|close| *close > open + 1)?;
    // A method without a receiver, or a function without a name, would be errors of their own.
    let is_behind_name = open.checked_sub(1).and_then(|i| marked.token(i)) == Some(Token::Name);
    if !is_behind_name || role(marked, open) != Container::Parameters {
        return None;
    }
    let mut kept = marked.tokens[..=open].to_vec();
    kept.extend_from_slice(&marked.tokens[close..]);
    Some(kept)
}

fn is_clause(tokens: &[Lexeme], start: usize) -> bool {
    matches!(tokens.get(start).map(|l| l.token), Some(Token::Case | Token::Default))
}

/// The tokens without what stands between a keyword and the body's brace; an `if` gets a nameless condition.
fn without_header(tokens: &[Lexeme], keyword: usize, brace: usize) -> Vec<Lexeme> {
    let mut kept = tokens[..=keyword].to_vec();
    if tokens[keyword].token == Token::If {
        let end = tokens[keyword].end;
        kept.push(Lexeme { token: Token::Name, start: end, end });
    }
    kept.extend_from_slice(&tokens[brace..]);
    kept
}
