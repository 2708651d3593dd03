//! Build constraints. Owns `//go:build` expressions and file name suffixes; what a constraint excludes is not parsed.
//!
//! Rules of Go's `go help buildconstraint`.

/// The tags for which a package is built.
#[derive(Clone, Debug)]
pub struct BuildContext {
    /// The operating system, `wasip1`.
    pub goos: String,
    /// The architecture, `wasm`.
    pub goarch: String,
    /// The newest language version `1.N` whose tag `go1.N` holds.
    pub go_minor: u32,
    /// Further tags.
    pub tags: Vec<String>,
}

impl Default for BuildContext {
    fn default() -> Self {
        BuildContext { goos: "wasip1".to_owned(), goarch: "wasm".to_owned(), go_minor: 27, tags: vec!["gc".to_owned()] }
    }
}

impl BuildContext {
    fn has_tag(&self, tag: &str) -> bool {
        if tag == self.goos || tag == self.goarch || self.tags.iter().any(|t| t == tag) {
            return true;
        }
        let minor = tag.strip_prefix("go1.").and_then(|minor| minor.parse::<u32>().ok());
        minor.is_some_and(|minor| (1..=self.go_minor).contains(&minor))
    }
}

/// Operating systems that count in file names, whether they can be built for or not.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Architectures that count in file names.
const ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Whether a file of this name is a Go file that is part of its package: no test, not hidden, right system and
/// architecture.
pub fn matches_file_name(context: &BuildContext, name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".go") else { return false };
    if name.starts_with(['_', '.']) || stem.ends_with("_test") {
        return false;
    }
    let mut elements: Vec<&str> = stem.split('_').skip(1).collect();
    let architecture = elements.last().copied().filter(|last| ARCHITECTURES.contains(last));
    if let Some(architecture) = architecture {
        if architecture != context.goarch {
            return false;
        }
        elements.pop();
    }
    let system = elements.last().copied().filter(|last| SYSTEMS.contains(last));
    system.is_none_or(|system| system == context.goos)
}

/// Whether the `//go:build` line of `text`, if it has one, is satisfied.
///
/// # Errors
/// The offset of a malformed constraint and what is wrong with it.
pub fn matches_constraint(context: &BuildContext, text: &str) -> Result<bool, (u32, String)> {
    let Some((offset, expression)) = constraint_line(text) else { return Ok(true) };
    let mut parser = Parser { context, text: expression, at: 0 };
    let result = parser.disjunction().and_then(|value| match parser.next_token() {
        None => Ok(value),
        Some(token) => Err(format!("unexpected token {token}")),
    });
    result.map_err(|message| (offset, format!("parsing //go:build line: {message}")))
}

/// The expression of the `//go:build` line above the package clause, and the offset of that line.
fn constraint_line(text: &str) -> Option<(u32, &str)> {
    let mut offset = 0;
    let mut in_comment = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if in_comment {
            in_comment = !trimmed.contains("*/");
        } else if let Some(expression) = trimmed.strip_prefix("//go:build") {
            if expression.is_empty() || expression.starts_with([' ', '\t']) {
                return Some((offset, expression));
            }
        } else if trimmed.starts_with("/*") {
            in_comment = !trimmed.contains("*/");
        } else if !trimmed.is_empty() && !trimmed.starts_with("//") && !trimmed.starts_with('\u{feff}') {
            return None;
        }
        offset += line.len() as u32;
    }
    None
}

struct Parser<'a> {
    context: &'a BuildContext,
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with("//") {
            return None;
        }
        let operator = ["&&", "||", "!", "(", ")"].into_iter().find(|op| rest.starts_with(op));
        let is_tag = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let len = match operator {
            Some(operator) => operator.len(),
            None => rest.find(|c| !is_tag(c)).unwrap_or(rest.len()),
        };
        let len = if len == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { len };
        Some(&rest[..len])
    }

    fn next_token(&mut self) -> Option<&'a str> {
        let token = self.peek()?;
        self.at += token.len();
        Some(token)
    }

    fn disjunction(&mut self) -> Result<bool, String> {
        let mut value = self.conjunction()?;
        while self.peek() == Some("||") {
            self.next_token();
            value |= self.conjunction()?;
        }
        Ok(value)
    }

    fn conjunction(&mut self) -> Result<bool, String> {
        let mut value = self.negation()?;
        while self.peek() == Some("&&") {
            self.next_token();
            value &= self.negation()?;
        }
        Ok(value)
    }

    /// Any number of `!`, which Go allows only once in a row, before a tag or a group.
    fn negation(&mut self) -> Result<bool, String> {
        let mut is_negated = false;
        loop {
            match self.next_token() {
                Some("!") if is_negated => return Err("double negation not allowed".to_owned()),
                Some("!") => is_negated = true,
                Some("(") => {
                    let value = self.disjunction()?;
                    if self.next_token() != Some(")") {
                        return Err("missing close paren".to_owned());
                    }
                    return Ok(value != is_negated);
                }
                Some(token) if token.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.') => {
                    return Ok(self.context.has_tag(token) != is_negated);
                }
                Some(token) => return Err(format!("unexpected token {token}")),
                None => return Err("unexpected end of expression".to_owned()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(expression: &str) -> Result<bool, (u32, String)> {
        matches_constraint(
            &BuildContext::default(),
            &format!("// A comment.\n\n//go:build {expression}\n\npackage p\n"),
        )
    }

    #[test]
    fn expressions_are_evaluated_for_wasm() {
        for (expression, expected) in [
            ("wasm", true),
            ("wasip1 && !js", true),
            ("linux || darwin", false),
            ("!(linux || (darwin && arm64))", true),
            ("go1.27", true),
            ("go1.28", false),
            ("ignore", false),
            ("gc && go1.1", true),
            ("unix", false),
        ] {
            assert_eq!(holds(expression), Ok(expected), "{expression}");
        }
        for bad in ["", "wasm &&", "(wasm", "!!wasm", "wasm js", "%"] {
            assert!(holds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_constraint_below_the_package_clause_is_a_comment() {
        let text = "package p\n\n//go:build ignore\n";
        assert_eq!(matches_constraint(&BuildContext::default(), text), Ok(true));
    }

    #[test]
    fn file_names_select_system_and_architecture() {
        let context = BuildContext::default();
        for name in ["a.go", "a_wasm.go", "a_wasip1.go", "a_wasip1_wasm.go", "wasm.go", "linux.go", "a_unix.go"] {
            assert!(matches_file_name(&context, name), "{name}");
        }
        for name in
            ["a_test.go", "_a.go", ".a.go", "a_linux.go", "a_js_wasm.go", "a_amd64.go", "a.txt", "a_linux_wasm.go"]
        {
            assert!(!matches_file_name(&context, name), "{name}");
        }
    }
}
