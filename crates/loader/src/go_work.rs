//! The file `go.work`. Owns its directives and their wording; the modules it names are read elsewhere.
//!
//! Go modules reference, "go.work files".

use crate::go_mod::{Replacement, language, replacement, setting};
use crate::mod_syntax::{GoModError, Line, read_lines};
use crate::version::LanguageVersion;

/// What a `go.work` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct GoWork {
    /// The language version, if stated.
    pub go: Option<LanguageVersion>,
    /// The directories of the main modules, as written.
    pub uses: Vec<(String, Line)>,
    /// Modules that take others' places.
    pub replace: Vec<Replacement>,
}

impl GoWork {
    /// Reads the text of the `go.work` called `file`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(text: &str, file: &str) -> Result<GoWork, Vec<GoModError>> {
        let lines = read_lines(text, file, &["use", "replace", "godebug"]).map_err(|error| vec![error])?;
        let mut work = GoWork::default();
        let mut errors = Vec::new();
        for line in &lines {
            if let Err(message) = work.directive(line) {
                errors.push(line.error(message));
            }
        }
        if errors.is_empty() { Ok(work) } else { Err(errors) }
    }

    fn directive(&mut self, line: &Line) -> Result<(), String> {
        let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
        match line.verb.as_str() {
            "go" if self.go.is_some() => return Err("repeated go statement".to_owned()),
            "go" => self.go = Some(language(&words).map_err(|message| message.replace("go.mod", "go.work"))?),
            "toolchain" if words.len() == 1 => {}
            "toolchain" => return Err("toolchain directive expects exactly one argument".to_owned()),
            "use" => match words[..] {
                [directory] => self.uses.push((directory.to_owned(), line.clone())),
                _ => return Err("usage: use local/dir".to_owned()),
            },
            "replace" => self.replace.push(replacement(&words)?),
            "godebug" => drop(setting(&words)?),
            verb => return Err(format!("unknown directive: {verb}")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read() {
        let text = "go 1.27\nuse ./a\nuse (\n\t./b\n)\nreplace x.y/z => ./z\n";
        let work = GoWork::parse(text, "go.work").unwrap_or_default();
        assert_eq!(work.go, Some((1, 27)));
        assert_eq!(work.uses.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["./a", "./b"]);
        assert_eq!(work.replace.len(), 1);
        let render = |text: &str| GoWork::parse(text, "go.work").map_err(|e| e[0].render("go.work"));
        assert_eq!(render("go 1.27\nuse\n").err().as_deref(), Some("go.work:2: usage: use local/dir"));
        assert_eq!(render("foo\n").err().as_deref(), Some("go.work:1: unknown directive: foo"));
    }
}
