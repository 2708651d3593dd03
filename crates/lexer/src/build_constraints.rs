//! The expressions of `//go:build` lines. Owns [`BuildConstraint`], its reading, and what it implies about the language
//! version; knows no tag.
//!
//! Grammar and limits of Go's `go/build/constraint`.

/// Expressions of more terms are refused.
const MAX_TERMS: usize = 1000;

/// What a `//go:build` line demands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildConstraint {
    /// The tag must be set.
    Tag(Box<str>),
    /// The expression must not hold.
    Not(Box<BuildConstraint>),
    /// All must hold; there are at least two.
    All(Vec<BuildConstraint>),
    /// One must hold; there are at least two.
    Any(Vec<BuildConstraint>),
}

impl BuildConstraint {
    /// Reads what follows `//go:build`.
    ///
    /// # Errors
    /// What is wrong, in Go's words.
    pub fn parse(text: &str) -> Result<BuildConstraint, String> {
        let mut parser = Parser { rest: text, terms: 0 };
        let constraint = parser.disjunction()?;
        match parser.next() {
            None => Ok(constraint),
            Some(token) => Err(format!("unexpected token {token}")),
        }
    }

    /// Whether the constraint holds if `is_set` says which tags are set.
    pub fn holds(&self, is_set: &dyn Fn(&str) -> bool) -> bool {
        match self {
            BuildConstraint::Tag(tag) => is_set(tag),
            BuildConstraint::Not(inner) => !inner.holds(is_set),
            BuildConstraint::All(list) => list.iter().all(|inner| inner.holds(is_set)),
            BuildConstraint::Any(list) => list.iter().any(|inner| inner.holds(is_set)),
        }
    }

    /// The `N` of the least language version `1.N` with which the constraint can hold, if it implies one.
    pub fn minimum_version(&self) -> Option<u32> {
        self.version(true)
    }

    /// The least version with which the expression holds, or does not hold if it is negated.
    fn version(&self, positive: bool) -> Option<u32> {
        match self {
            BuildConstraint::Tag(tag) if positive => match &**tag {
                "go1" => Some(0),
                tag => tag.strip_prefix("go1.")?.parse().ok(),
            },
            BuildConstraint::Tag(_) => None,
            BuildConstraint::Not(inner) => inner.version(!positive),
            BuildConstraint::All(list) | BuildConstraint::Any(list) => {
                let versions = list.iter().map(|inner| inner.version(positive));
                let wants_all = matches!(self, BuildConstraint::All(_)) == positive;
                // Nothing implied is less than any version.
                if wants_all { versions.max() } else { versions.min() }.flatten()
            }
        }
    }
}

struct Parser<'t> {
    rest: &'t str,
    terms: usize,
}

fn is_in_tag(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

impl<'t> Parser<'t> {
    fn peek(&mut self) -> Option<&'t str> {
        self.rest = self.rest.trim_start();
        let first = self.rest.chars().next().filter(|_| !self.rest.starts_with("//"))?;
        let operator = ["&&", "||"].into_iter().find(|operator| self.rest.starts_with(operator));
        let length = match operator {
            Some(operator) => operator.len(),
            None if is_in_tag(first) => self.rest.find(|c| !is_in_tag(c)).unwrap_or(self.rest.len()),
            None => first.len_utf8(),
        };
        Some(&self.rest[..length])
    }

    fn next(&mut self) -> Option<&'t str> {
        let token = self.peek()?;
        self.rest = &self.rest[token.len()..];
        Some(token)
    }

    fn disjunction(&mut self) -> Result<BuildConstraint, String> {
        self.list("||", Parser::conjunction, BuildConstraint::Any)
    }

    fn conjunction(&mut self) -> Result<BuildConstraint, String> {
        self.list("&&", Parser::negation, BuildConstraint::All)
    }

    fn list(
        &mut self,
        operator: &str,
        operand: impl Fn(&mut Self) -> Result<BuildConstraint, String>,
        join: impl FnOnce(Vec<BuildConstraint>) -> BuildConstraint,
    ) -> Result<BuildConstraint, String> {
        let first = operand(self)?;
        if self.peek() != Some(operator) {
            return Ok(first);
        }
        let mut list = vec![first];
        while self.peek() == Some(operator) {
            self.next();
            list.push(operand(self)?);
        }
        Ok(join(list))
    }

    fn negation(&mut self) -> Result<BuildConstraint, String> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err("build expression too large".to_owned());
        }
        if self.peek() != Some("!") {
            return self.term();
        }
        self.next();
        if self.peek() == Some("!") {
            return Err("double negation not allowed".to_owned());
        }
        Ok(BuildConstraint::Not(Box::new(self.term()?)))
    }

    fn term(&mut self) -> Result<BuildConstraint, String> {
        match self.next() {
            Some("(") => {
                let missing = || "missing close paren".to_owned();
                let inner = self.disjunction().map_err(|message| match message.as_str() {
                    END => missing(),
                    _ => message,
                })?;
                if self.next() == Some(")") { Ok(inner) } else { Err(missing()) }
            }
            Some(tag) if tag.starts_with(is_in_tag) => Ok(BuildConstraint::Tag(tag.into())),
            Some(token) => Err(format!("unexpected token {token}")),
            None => Err(END.to_owned()),
        }
    }
}

const END: &str = "unexpected end of expression";

#[cfg(test)]
mod tests {
    use super::*;

    fn version(expression: &str) -> Option<u32> {
        BuildConstraint::parse(expression).ok().and_then(|constraint| constraint.minimum_version())
    }

    #[test]
    fn constraints_imply_versions() {
        assert_eq!(version("go1.21"), Some(21));
        assert_eq!(version("go1"), Some(0));
        assert_eq!(version("linux"), None);
        assert_eq!(version("linux && go1.22"), Some(22));
        assert_eq!(version("linux || go1.22"), None);
        assert_eq!(version("go1.20 || go1.22"), Some(20));
        assert_eq!(version("!go1.22"), None);
        assert_eq!(version("!(linux && !go1.23)"), None);
        assert_eq!(version("go1.19 && !(windows || !go1.24)"), Some(24));
    }

    #[test]
    fn malformed_constraints_are_told_as_by_go() {
        let fault = |text: &str| BuildConstraint::parse(text).err().unwrap_or_default();
        for (text, expected) in [
            ("", END),
            ("wasm &&", END),
            ("(wasm", "missing close paren"),
            ("(wasm &&", "missing close paren"),
            ("!!wasm", "double negation not allowed"),
            ("wasm js", "unexpected token js"),
            ("%", "unexpected token %"),
            ("a & b", "unexpected token &"),
            ("a || b // c", ""),
        ] {
            assert_eq!(fault(text), expected, "{text}");
        }
        assert_eq!(fault(&"(".repeat(100_000)), "build expression too large");
        assert_eq!(fault(&"a && ".repeat(2_000)), "build expression too large");
    }
}
