//! The file `go.mod`. Owns its directives and the wording of what is wrong with them; reads no other file.
//!
//! Go modules reference, "go.mod files".

use crate::mod_syntax::{GoModError, Line, read_lines};
use crate::version::{LanguageVersion, NEWEST, UNSTATED, check_major, is_canonical, parse_language};

/// A module that another needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requirement {
    /// The module's path.
    pub path: String,
    /// The least version.
    pub version: String,
    /// Whether no package of the requiring module imports it directly.
    pub is_indirect: bool,
}

/// A module that takes another's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// The module replaced.
    pub path: String,
    /// The one version that is replaced; `None` for all.
    pub version: Option<String>,
    /// The module or, without version, the directory that takes its place.
    pub new_path: String,
    /// The version of that module.
    pub new_version: Option<String>,
}

/// What a `go.mod` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GoMod {
    /// The module's path.
    pub module: String,
    /// The language version, if stated.
    pub go: Option<LanguageVersion>,
    /// The toolchain suggested.
    pub toolchain: Option<String>,
    /// The modules needed.
    pub require: Vec<Requirement>,
    /// Modules that take others' places, in effect only in a main module.
    pub replace: Vec<Replacement>,
    /// Versions that must not be used, in effect only in a main module.
    pub exclude: Vec<(String, String)>,
    /// Versions of this module that were published by mistake: lowest and highest.
    pub retract: Vec<(String, String)>,
    /// Packages that are tools.
    pub tool: Vec<String>,
    /// Directories that patterns do not match.
    pub ignore: Vec<String>,
    /// Settings of the run-time system.
    pub godebug: Vec<(String, String)>,
}

/// Verbs that may have a block.
const BLOCKS: &[&str] = &["module", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore"];

const USAGE_REPLACE: &str = "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory";

impl GoMod {
    /// Reads the `go.mod` of a main module; `file` is its full name.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(text: &str, file: &str) -> Result<GoMod, Vec<GoModError>> {
        read(text, file, true)
    }

    /// Reads the `go.mod` of another module, in which directives that are unknown, or have no effect there, are skipped.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse_dependency(text: &str, file: &str) -> Result<GoMod, Vec<GoModError>> {
        read(text, file, false)
    }

    /// The language version.
    pub fn language(&self) -> LanguageVersion {
        self.go.unwrap_or(UNSTATED)
    }

    /// Whether the module states all modules its packages need, indirectly too, as since Go 1.17.
    pub fn is_pruned(&self) -> bool {
        self.language() >= (1, 17)
    }
}

fn read(text: &str, file: &str, is_main: bool) -> Result<GoMod, Vec<GoModError>> {
    let lines = match read_lines(text, file, BLOCKS) {
        Ok(lines) => lines,
        // A block that only a later version of Go knows is no fault of a dependency; nothing else can be read then.
        Err(error) => return Err(vec![error]),
    };
    let mut go_mod = GoMod::default();
    let mut errors = Vec::new();
    let mut seen = Vec::new();
    for line in &lines {
        if let Err(message) = directive(&mut go_mod, line, is_main, &mut seen) {
            errors.push(line.error(message));
        }
    }
    if go_mod.module.is_empty() && errors.is_empty() {
        let message =
            "missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod".to_owned();
        errors.push(GoModError { line: 0, column: 0, message });
    }
    if errors.is_empty() { Ok(go_mod) } else { Err(errors) }
}

fn directive(go_mod: &mut GoMod, line: &Line, is_main: bool, seen: &mut Vec<String>) -> Result<(), String> {
    let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
    if ["module", "go", "toolchain"].contains(&line.verb.as_str()) {
        if seen.contains(&line.verb) {
            return Err(format!("repeated {} statement", line.verb));
        }
        seen.push(line.verb.clone());
    }
    if !is_main && !["module", "go", "require"].contains(&line.verb.as_str()) {
        return Ok(());
    }
    match line.verb.as_str() {
        "module" => match words[..] {
            [path] if !path.is_empty() => {
                check_path(path)?;
                go_mod.module = path.to_owned();
            }
            _ => return Err("usage: module module/path".to_owned()),
        },
        "go" => go_mod.go = Some(language(&words)?),
        "toolchain" => match words[..] {
            [name] if name == "default" || name.strip_prefix("go").is_some_and(|v| parse_language(v).is_some()) => {
                go_mod.toolchain = Some(name.to_owned());
            }
            [name] => {
                return Err(format!("invalid toolchain version '{name}': must match format go1.23.0 or default"));
            }
            _ => return Err("toolchain directive expects exactly one argument".to_owned()),
        },
        "require" => {
            let (path, version) = module_version(&line.verb, &words)?;
            let is_indirect = line.comment == "indirect" || line.comment.starts_with("indirect;");
            go_mod.require.push(Requirement { path, version, is_indirect });
        }
        "exclude" => go_mod.exclude.push(module_version(&line.verb, &words)?),
        "replace" => go_mod.replace.push(replacement(&words)?),
        "retract" => go_mod.retract.push(retraction(&words)?),
        "tool" => go_mod.tool.push(only(&line.verb, &words)?),
        "ignore" => go_mod.ignore.push(only(&line.verb, &words)?),
        "godebug" => go_mod.godebug.push(setting(&words)?),
        verb => return Err(format!("unknown directive: {verb}")),
    }
    Ok(())
}

/// The version of a `go` line.
pub(crate) fn language(words: &[&str]) -> Result<LanguageVersion, String> {
    let [version] = *words else { return Err("go directive expects exactly one argument".to_owned()) };
    let language =
        parse_language(version).ok_or_else(|| format!("invalid go version '{version}': must match format 1.23.0"))?;
    if language > NEWEST {
        return Err(format!("go.mod requires go >= {version} (running go {}.{})", NEWEST.0, NEWEST.1));
    }
    Ok(language)
}

/// The one word of a directive.
pub(crate) fn only(verb: &str, words: &[&str]) -> Result<String, String> {
    match *words {
        [word] => Ok(word.to_owned()),
        _ => Err(format!("{verb} directive expects exactly one argument")),
    }
}

/// `key=value`
pub(crate) fn setting(words: &[&str]) -> Result<(String, String), String> {
    match *words {
        [setting] if !setting.contains(['"', '`', '\'', ',']) => {
            let pair = setting.split_once('=').filter(|(key, _)| !key.is_empty());
            pair.map(|(key, value)| (key.to_owned(), value.to_owned()))
        }
        _ => None,
    }
    .ok_or_else(|| "usage: godebug key=value".to_owned())
}

fn module_version(verb: &str, words: &[&str]) -> Result<(String, String), String> {
    let [path, version] = *words else { return Err(format!("usage: {verb} module/path v1.2.3")) };
    check_path(path)?;
    check_major(path, version).map_err(|message| format!("{verb} {path}: {message}"))?;
    Ok((path.to_owned(), version.to_owned()))
}

/// `old [version] => new [version]`
pub(crate) fn replacement(words: &[&str]) -> Result<Replacement, String> {
    let Some(arrow) = words.iter().position(|word| *word == "=>") else { return Err(USAGE_REPLACE.to_owned()) };
    let (path, version) = match words[..arrow] {
        [path] => (path, None),
        [path, version] => (path, Some(version)),
        _ => return Err(USAGE_REPLACE.to_owned()),
    };
    let (new_path, new_version) = match words[arrow + 1..] {
        [path] => (path, None),
        [path, version] => (path, Some(version)),
        _ => return Err(USAGE_REPLACE.to_owned()),
    };
    check_path(path)?;
    if let Some(version) = version {
        check_major(path, version)?;
    }
    let is_directory = new_path.starts_with('/')
        || [".", ".."].contains(&new_path)
        || ["./", "../", ".\\", "..\\"].iter().any(|prefix| new_path.starts_with(prefix));
    match new_version {
        None if new_path.contains('@') => {
            return Err("replacement module must match format 'path version', not 'path@version'".to_owned());
        }
        None if !is_directory => {
            return Err("replacement module without version must be directory path (rooted or starting with . or ..)"
                .to_owned());
        }
        Some(_) if is_directory => {
            return Err(format!("replacement module directory path {new_path:?} cannot have version"));
        }
        Some(version) => check_major(new_path, version)?,
        None => {}
    }
    Ok(Replacement {
        path: path.to_owned(),
        version: version.map(str::to_owned),
        new_path: new_path.to_owned(),
        new_version: new_version.map(str::to_owned),
    })
}

fn retraction(words: &[&str]) -> Result<(String, String), String> {
    let check = |version: &str| match is_canonical(version) {
        true => Ok(version.to_owned()),
        false => Err(format!("version {version:?} invalid: must be of the form v1.2.3")),
    };
    match *words {
        [version] if version != "[" => Ok((check(version)?, check(version)?)),
        ["[", low, ",", high, "]"] => Ok((check(low)?, check(high)?)),
        ["[", _, ",", _] => Err("expected ']' after version".to_owned()),
        ["[", _, ..] if words.get(2) != Some(&",") => Err("expected ',' after version".to_owned()),
        _ => Err("expected '[' or version".to_owned()),
    }
}

/// Go's rules for characters of module paths; a main module's path need not have a dot in its first element.
pub(crate) fn check_path(path: &str) -> Result<(), String> {
    let malformed = |why: &str| Err(format!("malformed module path {path:?}: {why}"));
    if path.is_empty() {
        return malformed("empty string");
    }
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '/');
    if let Some(bad) = path.chars().find(|c| !is_allowed(*c)) {
        return malformed(&format!("invalid char {bad:?}"));
    }
    for element in path.split('/') {
        if element.is_empty() {
            return malformed(if path.starts_with('/') || path.ends_with('/') {
                if path.ends_with('/') { "trailing slash" } else { "leading slash" }
            } else {
                "double slash"
            });
        }
        if element.starts_with('.') {
            return malformed("leading dot in path element");
        }
        if element.ends_with('.') {
            return malformed("trailing dot in path element");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<GoMod, Vec<String>> {
        GoMod::parse(text, "/m/go.mod").map_err(|errors| errors.iter().map(|e| e.render("go.mod")).collect())
    }

    #[test]
    fn every_directive_is_read() {
        let go_mod = parse(
            "// A module.\nmodule example.com/m // here\n\ngo 1.27.3\ntoolchain go1.27.3\n\nrequire (\n\ta.b/x v1.0.0\n\t\
             a.b/y v1.1.0 // indirect\n)\nreplace a.b/x => ../x\nreplace a.b/y v1.1.0 => a.b/z v1.2.0\n\
             exclude a.b/x v0.9.0\nretract [v1.0.0, v1.1.0] // oops\nretract v1.3.0\ntool a.b/x/cmd\nignore ./web\n\
             godebug (\n\tdefault=go1.21\n)\n",
        );
        let go_mod = go_mod.unwrap_or_default();
        assert_eq!(go_mod.module, "example.com/m");
        assert_eq!(go_mod.language(), (1, 27));
        assert_eq!(go_mod.toolchain.as_deref(), Some("go1.27.3"));
        let require: Vec<_> = go_mod.require.iter().map(|r| (&*r.path, &*r.version, r.is_indirect)).collect();
        assert_eq!(require, [("a.b/x", "v1.0.0", false), ("a.b/y", "v1.1.0", true)]);
        assert_eq!(go_mod.replace.len(), 2);
        assert_eq!(go_mod.replace[0].new_version, None);
        assert_eq!(go_mod.replace[1].version.as_deref(), Some("v1.1.0"));
        assert_eq!(go_mod.exclude, [("a.b/x".to_owned(), "v0.9.0".to_owned())]);
        assert_eq!(go_mod.retract.len(), 2);
        assert_eq!(go_mod.tool, ["a.b/x/cmd"]);
        assert_eq!(go_mod.ignore, ["./web"]);
        assert_eq!(go_mod.godebug, [("default".to_owned(), "go1.21".to_owned())]);
    }

    #[test]
    fn faults_are_worded_as_in_go() {
        for (text, message) in [
            ("module m\nmodule n\n", "go.mod:2: repeated module statement"),
            ("module\n", "go.mod:1: usage: module module/path"),
            ("module m x\n", "go.mod:1: usage: module module/path"),
            ("module m\ngo x\n", "go.mod:2: invalid go version 'x': must match format 1.23.0"),
            ("module m\ngo 1.27 1\n", "go.mod:2: go directive expects exactly one argument"),
            ("module m\ngo 1.27\ngo 1.26\n", "go.mod:3: repeated go statement"),
            ("module m\nfoo bar\n", "go.mod:2: unknown directive: foo"),
            ("module m\nrequire a.b/x\n", "go.mod:2: usage: require module/path v1.2.3"),
            (
                "module m\nrequire a.b/x v2.0.0\n",
                "go.mod:2: require a.b/x: version \"v2.0.0\" invalid: should be v0 or v1, not v2",
            ),
            (
                "module m\nreplace a => b\n",
                "go.mod:2: replacement module without version must be directory path (rooted or starting with . or ..)",
            ),
            (
                "module m\nreplace a v1.0.0 => ../b v1.0.0\n",
                "go.mod:2: replacement module directory path \"../b\" cannot have version",
            ),
            ("module m\nexclude a\n", "go.mod:2: usage: exclude module/path v1.2.3"),
            ("module m\nretract [v1.0.0, v1.1.0\n", "go.mod:2: expected ']' after version"),
            ("module m\ntool\n", "go.mod:2: tool directive expects exactly one argument"),
            ("module m\nignore\n", "go.mod:2: ignore directive expects exactly one argument"),
            ("module m\ngodebug x\n", "go.mod:2: usage: godebug key=value"),
            (
                "module m\ntoolchain z\n",
                "go.mod:2: invalid toolchain version 'z': must match format go1.23.0 or default",
            ),
            ("module m\nmodule (\n n\n)\n", "go.mod:3:2: repeated module statement"),
            ("module m@v\n", "go.mod:1: malformed module path \"m@v\": invalid char '@'"),
        ] {
            assert_eq!(parse(text), Err(vec![message.to_owned()]), "{text}");
        }
        assert!(parse("go 1.27\n").is_err_and(|e| e[0].contains("missing module declaration")));
        assert!(parse("module m\ngo 1.99\n").is_err_and(|e| e[0].contains("go.mod requires go >= 1.99")));
    }

    #[test]
    fn a_dependency_may_say_what_is_not_known() {
        let text = "module a.b/x\ngo 1.20\nfuture thing\nreplace y => ../y\n";
        assert!(GoMod::parse_dependency(text, "go.mod").is_ok_and(|go_mod| go_mod.replace.is_empty()));
    }
}
