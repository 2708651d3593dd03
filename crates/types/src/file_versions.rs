//! Language versions of files. Owns what a `//go:build` line says about a file's version, which takes precedence over the
//! module's, and the gates for features that are newer.

use source::Span;

use diagnostics::Code;

use crate::checker::Checker;

/// A file cannot have an older version than this, the first in which constraints set versions.
const OLDEST: u32 = 21;

/// Deeper nesting than this in a constraint is given up.
const MAX_DEPTH: u32 = 100;

/// The version `1.N` that the constraint above the package clause of `text` implies, as Go's `go/build/constraint` has it.
pub(crate) fn declared_version(text: &str) -> Option<u32> {
    let expression = text
        .lines()
        .map(str::trim)
        .take_while(|line| line.is_empty() || line.starts_with("//") || line.starts_with('\u{feff}'))
        .find_map(|line| line.strip_prefix("//go:build "))?;
    let mut constraint = Constraint { rest: expression, depth: 0 };
    constraint.disjunction(true)
}

struct Constraint<'t> {
    rest: &'t str,
    depth: u32,
}

impl Constraint<'_> {
    fn accept(&mut self, token: &str) -> bool {
        match self.rest.trim_start().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The least version with which the expression holds, or does not hold if it is negated.
    fn disjunction(&mut self, positive: bool) -> Option<u32> {
        let mut version = self.conjunction(positive);
        while self.accept("||") {
            let other = self.conjunction(positive);
            version = if positive { version.min(other) } else { version.max(other) };
        }
        version
    }

    fn conjunction(&mut self, positive: bool) -> Option<u32> {
        let mut version = self.negation(positive);
        while self.accept("&&") {
            let other = self.negation(positive);
            version = if positive { version.max(other) } else { version.min(other) };
        }
        version
    }

    fn negation(&mut self, positive: bool) -> Option<u32> {
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let version = if self.accept("!") {
            self.negation(!positive)
        } else if self.accept("(") {
            let version = self.disjunction(positive);
            self.accept(")");
            version
        } else {
            let rest = self.rest.trim_start();
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
            let (tag, rest) = rest.split_at(end);
            self.rest = rest;
            let minor = if tag == "go1" { Some(0) } else { tag.strip_prefix("go1.").and_then(|n| n.parse().ok()) };
            minor.filter(|_| positive)
        };
        self.depth -= 1;
        version
    }
}

impl Checker<'_> {
    /// The language version of the file being checked.
    pub fn go_version(&self) -> (u32, u32) {
        self.declared_versions[self.env.file as usize].map_or(self.input.go_version, |minor| (1, minor.max(OLDEST)))
    }

    /// Whether the file's language version is at least `minimum`; otherwise says that `what` requires it.
    pub fn require_version(&mut self, minimum: (u32, u32), span: Span, what: &str) -> bool {
        let is_allowed = self.go_version() >= minimum;
        if !is_allowed {
            let message = format!("{what} requires go{}.{} or later", minimum.0, minimum.1);
            self.error(span, Code::UnsupportedFeature, message);
        }
        is_allowed
    }

    /// What decided about the language version, for messages that say it is too old.
    pub fn version_origin(&self) -> String {
        let (major, minor) = self.go_version();
        match self.declared_versions[self.env.file as usize] {
            Some(declared) if declared == minor => format!("(file declares //go:build go{major}.{minor})"),
            _ => {
                let (major, minor) = self.input.go_version;
                format!("(-lang was set to go{major}.{minor}; check go.mod)")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_imply_versions() {
        let version =
            |expression: &str| declared_version(&format!("// A comment.\n\n//go:build {expression}\n\npackage p\n"));
        assert_eq!(version("go1.21"), Some(21));
        assert_eq!(version("linux"), None);
        assert_eq!(version("linux && go1.22"), Some(22));
        assert_eq!(version("linux || go1.22"), None);
        assert_eq!(version("go1.20 || go1.22"), Some(20));
        assert_eq!(version("!go1.22"), None);
        assert_eq!(version("!(linux && !go1.23)"), None);
        assert_eq!(version("go1.19 && !(windows || !go1.24)"), Some(24));
        assert_eq!(declared_version("package p\n//go:build go1.21\n"), None);
    }
}
