//! What the first lines of a program of Go's `test` directory ask for. Owns [`Recipe`]: the action, its flags, and the
//! program's arguments.

use std::sync::OnceLock;

use loader::{BuildContext, matches_constraint};

/// The first comment of a test program.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recipe {
    /// `errorcheck`, `run` and so on.
    pub action: String,
    /// Whether checking is to find errors.
    pub wants_errors: bool,
    /// Whether each file of a directory is a package.
    pub single_file_packages: bool,
    /// Whether every function must have a body.
    pub is_complete: bool,
    /// The language version that `-lang` names.
    pub lang: Option<(u32, u32)>,
    /// The first flag that gowex has no counterpart for.
    pub foreign_flag: Option<String>,
    /// The program's arguments.
    pub arguments: Vec<String>,
}

/// Flags that change nothing about the errors of a program.
const IRRELEVANT: [&str; 5] = ["-d=panic", "-d=ssa/check/on", "-gcflags=-l", "-N", "-l"];

/// Whether the build constraints of `text` hold for gowex under Go's test driver.
pub fn is_built(text: &str) -> bool {
    static CONTEXT: OnceLock<BuildContext> = OnceLock::new();
    let context = CONTEXT.get_or_init(|| {
        let mut context = BuildContext::default();
        context.tags.push("test_run".to_owned());
        context
    });
    matches_constraint(context, text) != Ok(false)
}

impl Recipe {
    /// Files of the program besides the one with the recipe.
    pub fn further_files(&self) -> impl Iterator<Item = &String> {
        self.arguments.iter().take_while(|argument| argument.ends_with(".go"))
    }

    /// Reads the recipe of a program, if it has one.
    pub fn parse(text: &str) -> Option<Recipe> {
        let block = text.split("\n\n").next()?;
        let line = block.lines().find(|line| !line.contains("+build") && !line.starts_with("//go:build"))?;
        let mut words = split_quoted(line.strip_prefix("//")?).into_iter().peekable();
        let action = words.next()?;
        let mut recipe = Recipe { wants_errors: action.starts_with("errorcheck"), action, ..Recipe::default() };
        recipe.wants_errors &= recipe.action != "errorcheckandrundir";
        while let Some(flag) = words.next_if(|word| word.starts_with('-')) {
            match flag.as_str() {
                "-0" => recipe.wants_errors = false,
                "-1" => recipe.wants_errors = true,
                "-s" => recipe.single_file_packages = true,
                "-complete" => recipe.is_complete = true,
                "-t" => drop(words.next()),
                flag if IRRELEVANT.contains(&flag) => {}
                flag => match flag.strip_prefix("-lang=").and_then(super::type_tests::go_version) {
                    Some(version) => recipe.lang = Some(version),
                    None => {
                        recipe.foreign_flag.get_or_insert(flag.to_owned());
                        if flag == "-goexperiment" || flag == "-gcflags" || flag == "-ldflags" {
                            words.next();
                        }
                    }
                },
            }
        }
        recipe.arguments = words.collect();
        Some(recipe)
    }
}

/// Splits at white space outside quotes.
fn split_quoted(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_have_an_action_flags_and_arguments() {
        let text = "// +build linux\n// run -t 10 -lang=go1.17 -race arg1 \"arg 2\"\n\npackage main\n";
        let recipe = Recipe::parse(text).unwrap_or_default();
        assert_eq!((recipe.action.as_str(), recipe.lang), ("run", Some((1, 17))));
        assert_eq!(recipe.foreign_flag.as_deref(), Some("-race"));
        assert_eq!(recipe.arguments, ["arg1", "arg 2"]);
        assert!(Recipe::parse("// errorcheck -0\n\npackage p\n").is_some_and(|r| !r.wants_errors));
        assert_eq!(Recipe::parse("package main\n"), None);
    }
}
