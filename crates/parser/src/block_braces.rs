//! The token adapter in front of the grammar. Owns what needs more than one token of lookahead: matching brackets, the
//! braces that open bodies, the brackets that open type parameters, and the limit of nesting.
//!
//! The Go specification ("Composite literals") bars a literal whose type is a bare name between the keyword and the
//! body of `if`, `for` and `switch`. So the body's brace is the first `{` outside brackets that belongs neither to a
//! literal type (`[]T{`, `map[K]V{`, `struct{…}{`), nor to `struct` or `interface`, nor to a function literal.

use lexer::{Lexeme, Token};

/// How deep brackets may nest.
const MAX_BRACKETS: usize = 1_000;

/// Tokens with the tags the grammar expects, and what was found out about them.
pub(crate) struct Marked {
    /// The tokens, tagged.
    pub(crate) tokens: Vec<Lexeme>,
    /// For each `{` whether it opens a function's body.
    pub(crate) is_function_body: Vec<bool>,
    /// The first bracket that is nested too deeply.
    pub(crate) too_deep: Option<usize>,
    matching: Vec<Index>,
    /// For each token the keyword of the `if`, `for` or `switch` whose header it is in; the body's brace included.
    header: Vec<Index>,
    /// For each `func` without a name the index behind its signature, once known.
    signature_ends: Vec<Index>,
}

/// The index of a token, or none; a file has fewer tokens than bytes.
type Index = u32;

const NONE: Index = Index::MAX;

fn known(index: Index) -> Option<usize> {
    (index != NONE).then_some(index as usize)
}

impl Marked {
    /// Tags `tokens`.
    pub(crate) fn new(tokens: Vec<Lexeme>) -> Self {
        let (matching, too_deep) = match_brackets(&tokens);
        let count = tokens.len();
        let (header, is_function_body) = (vec![NONE; count], vec![false; count]);
        let signature_ends = vec![NONE; count];
        let mut marked = Marked { tokens, header, is_function_body, too_deep, matching, signature_ends };
        if too_deep.is_none() {
            // From the end, so that chains of function types take linear time.
            for i in (0..count).rev().filter(|i| marked.tokens[*i].token == Token::Func).collect::<Vec<_>>() {
                marked.mark_function(i);
            }
            for i in 0..count {
                match marked.tokens[i].token {
                    Token::LeftBrace if marked.follows_indexed_value(i) => marked.tokens[i].token = Token::BodyBrace,
                    Token::If | Token::For | Token::Switch => marked.mark_header(i),
                    Token::Type => marked.mark_type_params(i),
                    Token::Interface => marked.mark_method_params(i),
                    _ => {}
                }
            }
        }
        marked
    }

    /// Matches the brackets of `tokens` and tags nothing.
    pub(crate) fn brackets(tokens: Vec<Lexeme>) -> Self {
        let (matching, too_deep) = match_brackets(&tokens);
        let (header, is_function_body, signature_ends) = (Vec::new(), Vec::new(), Vec::new());
        Marked { tokens, header, is_function_body, too_deep, matching, signature_ends }
    }

    /// The tokens without tags, to be changed and marked again.
    pub(crate) fn untagged(self) -> Vec<Lexeme> {
        let mut tokens = self.tokens;
        for lexeme in &mut tokens {
            match lexeme.token {
                Token::BodyBrace => lexeme.token = Token::LeftBrace,
                Token::TypeParamBracket => lexeme.token = Token::LeftBracket,
                _ => {}
            }
        }
        tokens
    }

    /// The token at `i`.
    pub(crate) fn token(&self, i: usize) -> Option<Token> {
        self.tokens.get(i).map(|lexeme| lexeme.token)
    }

    /// The bracket that belongs to the bracket at `i`.
    pub(crate) fn partner(&self, i: usize) -> Option<usize> {
        self.matching.get(i).copied().and_then(known)
    }

    /// The keyword of the `if`, `for` or `switch` whose header the token at `i` is in; the body's brace included.
    pub(crate) fn header(&self, i: usize) -> Option<usize> {
        self.header.get(i).copied().and_then(known)
    }

    /// The index behind the bracket that closes the one at `i`; the end if nothing closes it.
    fn behind(&self, i: usize) -> usize {
        self.partner(i).map_or(self.tokens.len(), |close| close + 1)
    }

    /// The index behind the type that starts at `i`.
    fn skip_type(&self, mut i: usize) -> usize {
        loop {
            match self.token(i) {
                Some(Token::Name) => {
                    i += 1;
                    if self.token(i) == Some(Token::Dot) && self.token(i + 1) == Some(Token::Name) {
                        i += 2;
                    }
                    return if self.token(i) == Some(Token::LeftBracket) { self.behind(i) } else { i };
                }
                Some(Token::Star | Token::Chan | Token::Arrow) => i += 1,
                Some(Token::LeftBracket) => i = self.behind(i),
                Some(Token::Map) if self.token(i + 1) == Some(Token::LeftBracket) => i = self.behind(i + 1),
                Some(Token::Struct | Token::Interface) if self.token(i + 1) == Some(Token::LeftBrace) => {
                    return self.behind(i + 1);
                }
                Some(Token::LeftParen) => return self.behind(i),
                Some(Token::Func) => match known(self.signature_ends[i]) {
                    Some(end) => return end,
                    None if self.token(i + 1) == Some(Token::LeftParen) => i = self.behind(i + 1),
                    None => return i + 1,
                },
                _ => return i,
            }
        }
    }

    /// The index behind the signature whose parameters start at `i`.
    fn skip_signature(&self, i: usize) -> usize {
        if self.token(i) == Some(Token::LeftParen) { self.skip_type(self.behind(i)) } else { i }
    }

    fn mark_function(&mut self, func: usize) {
        let mut i = func + 1;
        let is_name = |marked: &Self, i| marked.token(i) == Some(Token::Name);
        if self.token(i) == Some(Token::LeftParen) && is_name(self, self.behind(i)) {
            let name = self.behind(i);
            let mut next = name + 1;
            if self.token(next) == Some(Token::LeftBracket) {
                next = self.behind(next);
            }
            if self.token(next) == Some(Token::LeftParen) {
                i = next;
            }
        } else if is_name(self, i) {
            i += 1;
            if self.token(i) == Some(Token::LeftBracket) {
                i = self.behind(i);
            }
        }
        if i == func + 1 && self.token(i) == Some(Token::LeftBracket) {
            i = self.behind(i);
        }
        let brace = self.skip_signature(i);
        self.signature_ends[func] = brace as Index;
        if self.token(brace) == Some(Token::LeftBrace) {
            self.is_function_body[brace] = true;
        }
    }

    /// Whether the brace at `i` stands behind an index that is a literal: then it cannot open a composite literal, as no
    /// type has such an index.
    fn follows_indexed_value(&self, i: usize) -> bool {
        let Some(open) = i.checked_sub(1).and_then(|close| self.partner(close)).filter(|open| *open + 3 == i) else {
            return false;
        };
        let is_index = matches!(
            open.checked_sub(1).and_then(|before| self.token(before)),
            Some(Token::Name | Token::RightParen | Token::RightBracket | Token::String(_))
        );
        let is_literal = matches!(self.token(open + 1), Some(Token::Number(_) | Token::String(_) | Token::Rune(_)));
        // Behind a bracket the name is that of an element type: its argument is no type, but it is a literal's type.
        let is_element = open.checked_sub(2).and_then(|i| self.token(i)) == Some(Token::RightBracket);
        self.token(open) == Some(Token::LeftBracket) && is_index && is_literal && !is_element
    }

    /// Finds the brace that opens the body of the `if`, `for` or `switch` at `keyword`.
    fn mark_header(&mut self, keyword: usize) {
        let mut i = keyword + 1;
        let mut wants_operand = true;
        while let Some(token) = self.token(i) {
            let is_operand = std::mem::replace(&mut wants_operand, false);
            match token {
                Token::LeftBrace | Token::BodyBrace => {
                    self.tokens[i].token = Token::BodyBrace;
                    for slot in &mut self.header[keyword + 1..=i] {
                        if *slot == NONE {
                            *slot = keyword as Index;
                        }
                    }
                    return;
                }
                Token::LeftBracket | Token::Map | Token::Struct if is_operand => {
                    i = self.skip_type(i).max(i + 1);
                    if self.token(i) == Some(Token::LeftBrace) {
                        i = self.behind(i);
                    }
                }
                Token::Func => {
                    i = self.skip_type(i);
                    if self.token(i) == Some(Token::LeftBrace) {
                        i = self.behind(i);
                    }
                }
                Token::Interface | Token::Chan => i = self.skip_type(i).max(i + 1),
                Token::LeftParen | Token::LeftBracket => i = self.behind(i),
                Token::RightParen | Token::RightBracket | Token::RightBrace => return,
                Token::Name
                | Token::Number(_)
                | Token::Rune(_)
                | Token::String(_)
                | Token::Dot
                | Token::Increment
                | Token::Decrement => i += 1,
                Token::Range | Token::Var => {
                    wants_operand = true;
                    i += 1;
                }
                token if token.is_keyword() => return,
                _ => {
                    wants_operand = true;
                    i += 1;
                }
            }
        }
    }

    /// Tags brackets of type parameters behind the `type` at `keyword`.
    fn mark_type_params(&mut self, keyword: usize) {
        if self.token(keyword + 1) != Some(Token::LeftParen) {
            return self.mark_type_spec(keyword + 1);
        }
        let end = self.behind(keyword + 1);
        let mut i = keyword + 2;
        self.mark_type_spec(i);
        while i < end {
            match self.token(i) {
                Some(Token::Semicolon(_)) => {
                    self.mark_type_spec(i + 1);
                    i += 1;
                }
                Some(Token::LeftParen | Token::LeftBracket | Token::LeftBrace) => i = self.behind(i),
                _ => i += 1,
            }
        }
    }

    /// Tags brackets of type parameters, which methods may not have, in the interface type at `keyword`.
    fn mark_method_params(&mut self, keyword: usize) {
        if self.token(keyword + 1) != Some(Token::LeftBrace) {
            return;
        }
        let end = self.behind(keyword + 1);
        let mut i = keyword + 2;
        let mut starts_element = true;
        while i < end {
            let has_brackets = self.token(i) == Some(Token::Name) && self.token(i + 1) == Some(Token::LeftBracket);
            if std::mem::replace(&mut starts_element, false) && has_brackets {
                // Without parameters it is an instantiated type.
                if self.token(i + 2) == Some(Token::RightBracket) {
                    self.tokens[i + 1].token = Token::TypeParamBracket;
                } else if self.token(self.behind(i + 1)) == Some(Token::LeftParen) {
                    self.mark_type_spec(i);
                }
            }
            match self.token(i) {
                Some(Token::Semicolon(_)) => {
                    starts_element = true;
                    i += 1;
                }
                Some(Token::LeftParen | Token::LeftBracket | Token::TypeParamBracket | Token::LeftBrace) => {
                    i = self.behind(i);
                }
                _ => i += 1,
            }
        }
    }

    fn mark_type_spec(&mut self, name: usize) {
        let heads = [self.token(name), self.token(name + 1), self.token(name + 2)];
        if heads != [Some(Token::Name), Some(Token::LeftBracket), Some(Token::Name)] {
            return;
        }
        // What cannot continue an expression, or not one that is a constant.
        if let Some(
            Token::Name
            | Token::Comma
            | Token::LeftBracket
            | Token::Tilde
            | Token::Interface
            | Token::Struct
            | Token::Chan
            | Token::Map
            | Token::Func
            | Token::Arrow
            | Token::Dots,
        ) = self.token(name + 3)
        {
            self.tokens[name + 1].token = Token::TypeParamBracket;
        }
    }
}

fn match_brackets(tokens: &[Lexeme]) -> (Vec<Index>, Option<usize>) {
    let mut matching = vec![NONE; tokens.len()];
    let mut open: Vec<(usize, Token)> = Vec::new();
    let mut too_deep = None;
    for (i, lexeme) in tokens.iter().enumerate() {
        let close = match lexeme.token {
            Token::LeftParen => Token::RightParen,
            Token::LeftBracket | Token::TypeParamBracket => Token::RightBracket,
            Token::LeftBrace | Token::BodyBrace => Token::RightBrace,
            Token::RightParen | Token::RightBracket | Token::RightBrace => {
                // A closing bracket closes what is open inside its partner too.
                if let Some(depth) = open.iter().rposition(|(_, close)| *close == lexeme.token) {
                    let partner = open[depth].0;
                    matching[partner] = i as Index;
                    matching[i] = partner as Index;
                    open.truncate(depth);
                }
                continue;
            }
            _ => continue,
        };
        open.push((i, close));
        if open.len() > MAX_BRACKETS && too_deep.is_none() {
            too_deep = Some(i);
        }
    }
    (matching, too_deep)
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnostics::Sink;
    use source::FileId;

    /// The text with `◆` in front of each body brace and each bracket of type parameters.
    fn mark(text: &str) -> String {
        let marked = Marked::new(lexer::lex(FileId(0), text, &mut Sink::new()).tokens);
        let mut out = text.to_string();
        for lexeme in marked.tokens.iter().rev() {
            if matches!(lexeme.token, Token::BodyBrace | Token::TypeParamBracket) {
                out.insert(lexeme.start as usize, '◆');
            }
        }
        out
    }

    #[test]
    fn body_braces() {
        let cases = [
            "if x ◆{ }",
            "for _, x := range []T{a, b} ◆{ }",
            "if x := (T{1}); x ◆{ }",
            "if m := map[K][]V{}; len(m) == 0 ◆{ }",
            "for range func(yield func() bool) []T { if x ◆{ } ; return T{} }(1) ◆{ }",
            "if x[i] ◆{ y = T{} } else if z == struct{ a int }{1} ◆{ }",
            "switch v := x.(type) ◆{ case interface{}: }",
            "switch ◆{ }",
            "if <-chan int(c) == nil ◆{ }",
            "for i := [...]int{1}[0]; i < 10; i++ ◆{ }",
        ];
        for case in cases {
            assert_eq!(mark(&case.replace('◆', "")), case);
        }
    }

    #[test]
    fn type_parameter_brackets() {
        let cases = [
            "type T◆[P any] struct{}",
            "type T[P *C] int",
            "type ( A [n]int; B◆[P []int, Q ~int] int; C[n] int )",
            "type T◆[P, Q any] = int",
        ];
        for case in cases {
            assert_eq!(mark(&case.replace('◆', "")), case);
        }
    }
}
