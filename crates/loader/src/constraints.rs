//! Build constraints. Owns the tags that hold, the lines that ask for them and file name suffixes; what a constraint
//! excludes is not parsed.
//!
//! Rules of Go's `go help buildconstraint`.

use ast::BuildConstraint;

use crate::version::NEWEST;

/// The tags for which a package is built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BuildContext {
    /// The operating system, `wasip1` or `js`.
    pub goos: String,
    /// The architecture, `wasm`.
    pub goarch: String,
    /// The newest language version `1.N` whose tag `go1.N` holds.
    pub go_minor: u32,
    /// Tags that the toolchain sets.
    pub tool_tags: Vec<String>,
    /// Tags of the user, as given by `-tags`.
    pub tags: Vec<String>,
}

/// What `go list -f '{{context.ToolTags}}'` says for this architecture, and the tag of Go's own compiler: the standard
/// library is written for exactly these.
const TOOL_TAGS: &[&str] = &[
    "gc",
    "goexperiment.dwarf5",
    "goexperiment.greenteagc",
    "goexperiment.jsonv2",
    "goexperiment.randomizedheapbase64",
    "goexperiment.sizespecializedmalloc",
    "wasm.satconv",
    "wasm.signext",
];

impl Default for BuildContext {
    fn default() -> Self {
        BuildContext {
            goos: "wasip1".to_owned(),
            goarch: "wasm".to_owned(),
            go_minor: NEWEST.1,
            tool_tags: TOOL_TAGS.iter().map(|tag| (*tag).to_owned()).collect(),
            tags: Vec::new(),
        }
    }
}

impl BuildContext {
    fn has_tag(&self, tag: &str) -> bool {
        let is_implied = match tag {
            "unix" => UNIX.contains(&self.goos.as_str()),
            "linux" => self.goos == "android",
            "solaris" => self.goos == "illumos",
            "darwin" => self.goos == "ios",
            "boringcrypto" => self.has_tag("goexperiment.boringcrypto"),
            _ => false,
        };
        let is_set = |tags: &[String]| tags.iter().any(|t| t == tag);
        if is_implied || tag == self.goos || tag == self.goarch || is_set(&self.tool_tags) || is_set(&self.tags) {
            return true;
        }
        let digits = tag.strip_prefix("go1.").filter(|digits| !digits.starts_with(['0', '+']));
        let minor = digits.and_then(|minor| minor.parse::<u32>().ok());
        minor.is_some_and(|minor| (1..=self.go_minor).contains(&minor))
    }
}

/// Systems for which the tag `unix` holds.
const UNIX: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];

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

/// Whether a file of this name is a Go file for this system and architecture.
pub fn matches_file_name(context: &BuildContext, name: &str) -> bool {
    if !name.ends_with(".go") || name.starts_with(['_', '.']) {
        return false;
    }
    // What follows the first dot does not count, and neither does what precedes the first underscore.
    let stem = name.split('.').next().unwrap_or(name);
    let mut elements: Vec<&str> = stem.split('_').skip(1).collect();
    if elements.last() == Some(&"test") {
        elements.pop();
    }
    let architecture = elements.last().copied().filter(|last| ARCHITECTURES.contains(last));
    if let Some(architecture) = architecture {
        if !context.has_tag(architecture) {
            return false;
        }
        elements.pop();
    }
    let system = elements.last().copied().filter(|last| SYSTEMS.contains(last));
    system.is_none_or(|system| context.has_tag(system))
}

/// Whether a Go file of this name is a test.
pub fn is_test_name(name: &str) -> bool {
    name.ends_with("_test.go")
}

/// Whether the `//go:build` line of `text`, if it has one, is satisfied.
///
/// # Errors
/// The offset of a malformed constraint and what is wrong with it.
pub fn matches_constraint(context: &BuildContext, text: &str) -> Result<bool, (u32, String)> {
    let lines = constraint_lines(text);
    if let [_, (offset, _), ..] = lines.go_build[..] {
        return Err((offset, "multiple //go:build comments".to_owned()));
    }
    let Some(&(offset, expression)) = lines.go_build.first() else {
        // Each `// +build` line must hold: alternatives are separated by blanks, what must hold together by commas.
        let holds = |option: &str| {
            option.split(',').all(|tag| match tag.strip_prefix('!') {
                Some(tag) => !tag.starts_with('!') && !context.has_tag(tag),
                None => context.has_tag(tag),
            })
        };
        return Ok(lines.plus_build.iter().all(|line| line.split_whitespace().any(holds)));
    };
    let constraint = BuildConstraint::parse(expression);
    let result = constraint.map(|constraint| constraint.holds(&|tag| context.has_tag(tag)));
    result.map_err(|message| (offset, format!("parsing //go:build line: {message}")))
}

/// The constraints above a package clause.
#[derive(Default)]
struct ConstraintLines<'a> {
    /// The expressions of `//go:build` lines, each with the offset of its line.
    go_build: Vec<(u32, &'a str)>,
    /// What follows `+build`, of lines that a blank line separates from the package clause.
    plus_build: Vec<&'a str>,
}

fn constraint_lines(text: &str) -> ConstraintLines<'_> {
    let mut lines = ConstraintLines::default();
    let mut pending = Vec::new();
    let mut offset = 0;
    let mut in_comment = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim().trim_start_matches('\u{feff}');
        if in_comment {
            in_comment = !trimmed.contains("*/");
        } else if let Some(expression) = trimmed.strip_prefix("//go:build") {
            if expression.is_empty() || expression.starts_with([' ', '\t']) {
                lines.go_build.push((offset, expression));
            }
        } else if let Some(comment) = trimmed.strip_prefix("//") {
            let rest = comment.trim_start().strip_prefix("+build");
            pending.extend(rest.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])));
        } else if trimmed.starts_with("/*") {
            in_comment = !trimmed.contains("*/");
        } else if trimmed.is_empty() {
            lines.plus_build.append(&mut pending);
        } else {
            break;
        }
        offset += line.len() as u32;
    }
    lines
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
            ("cgo", false),
            ("goexperiment.jsonv2 && !goexperiment.synctest", true),
        ] {
            assert_eq!(holds(expression), Ok(expected), "{expression}");
        }
        assert_eq!(holds("wasm js"), Err((15, "parsing //go:build line: unexpected token js".to_owned())));
    }

    #[test]
    fn a_constraint_below_the_package_clause_is_a_comment() {
        let text = "package p\n\n//go:build ignore\n";
        assert_eq!(matches_constraint(&BuildContext::default(), text), Ok(true));
    }

    #[test]
    fn lines_of_the_old_form_count_unless_there_is_a_new_one() {
        let context = BuildContext { tags: vec!["mine".to_owned()], ..BuildContext::default() };
        for (text, expected) in [
            ("// +build linux\n\npackage p\n", Ok(false)),
            ("// +build linux wasm,mine\n\npackage p\n", Ok(true)),
            ("// +build wasm\n// +build !mine\n\npackage p\n", Ok(false)),
            ("// +build linux\npackage p\n", Ok(true)),
            ("//go:build mine\n// +build linux\n\npackage p\n", Ok(true)),
        ] {
            assert_eq!(matches_constraint(&context, text), expected, "{text}");
        }
        let twice = "//go:build wasm\n//go:build js\npackage p\n";
        assert!(matches_constraint(&context, twice).is_err_and(|(_, message)| message.contains("multiple")));
    }

    #[test]
    fn file_names_select_system_and_architecture() {
        let context = BuildContext::default();
        for name in ["a.go", "a_wasm.go", "a_wasip1.go", "a_wasip1_wasm.go", "wasm.go", "linux.go", "a_unix.go"] {
            assert!(matches_file_name(&context, name), "{name}");
        }
        for name in [
            "_a.go",
            ".a.go",
            "a_linux_test.go",
            "a_linux.pb.go",
            "a_linux.go",
            "a_js_wasm.go",
            "a_amd64.go",
            "a.txt",
            "a_linux_wasm.go",
        ] {
            assert!(!matches_file_name(&context, name), "{name}");
        }
    }
}
