//! What a program says about its run. Owns the comments `// Output:`, `// Exit:`, `// Call:` and `// Flags:`.
//!
//! ```text
//! // Call: start
//! // Call: seen() = 3
//! // Call: blocks() traps
//! // Exit: 2
//! // Output:
//! // all lines to the end of the file
//! ```

/// How a call is to end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    /// With these results, as `gowex call` prints them; empty for none.
    Results(String),
    /// In a trap.
    Trap,
}

/// A call of a reactor's export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallExpectation {
    /// The call as on the command line, `process_a(1)`.
    pub call: String,
    /// How it is to end.
    pub expected: Expected,
}

/// What a program is expected to do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Directives {
    /// What it writes to standard output, followed by what it writes to standard error.
    pub output: String,
    /// Its exit status.
    pub exit: i32,
    /// Calls; if there are any, the program is a reactor.
    pub calls: Vec<CallExpectation>,
    /// Whether a run with a collection at every allocation is left out, for programs that would take minutes.
    pub without_stress: bool,
    /// Whether a run in which goroutines are suspended at every call is left out, for programs whose output it changes.
    pub without_suspension: bool,
    /// Whether the module of that run keeps its names and places, for programs that look for their callers.
    pub without_strip: bool,
    /// Whether stack traces are compared, too.
    pub has_traces: bool,
    /// Whether Go's port does something else.
    pub differs_from_port: bool,
}

impl Directives {
    /// Reads the directives in `text`.
    ///
    /// # Errors
    /// If one is malformed, or the program has no `// Output:`.
    pub fn parse(text: &str) -> anyhow::Result<Directives> {
        let mut directives = Directives::default();
        let mut has_output = false;
        for line in text.lines() {
            let Some(comment) = line.strip_prefix("//") else {
                anyhow::ensure!(!has_output || line.is_empty(), "// Output: must be the last comment: {line}");
                continue;
            };
            let comment = comment.strip_prefix(' ').unwrap_or(comment);
            if has_output {
                directives.output += comment;
                directives.output.push('\n');
            } else if comment.trim_end() == "Output:" {
                has_output = true;
            } else if let Some(status) = comment.strip_prefix("Exit:") {
                directives.exit = status.trim().parse()?;
            } else if let Some(call) = comment.strip_prefix("Call:") {
                directives.calls.push(parse_call(call));
            } else if let Some(flags) = comment.strip_prefix("Flags:") {
                for flag in flags.split_ascii_whitespace() {
                    match flag {
                        "no-stress" => directives.without_stress = true,
                        "no-suspend" => directives.without_suspension = true,
                        "no-strip" => directives.without_strip = true,
                        "traces" => directives.has_traces = true,
                        "no-port" => directives.differs_from_port = true,
                        other => anyhow::bail!("unknown flag {other}"),
                    }
                }
            }
        }
        anyhow::ensure!(has_output, "there is no // Output: comment");
        Ok(directives)
    }
}

fn parse_call(text: &str) -> CallExpectation {
    let text = text.trim();
    if let Some(call) = text.strip_suffix(" traps") {
        return CallExpectation { call: call.trim().to_owned(), expected: Expected::Trap };
    }
    let (call, results) = text.split_once(" = ").unwrap_or((text, ""));
    CallExpectation { call: call.trim().to_owned(), expected: Expected::Results(results.trim().to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read() -> anyhow::Result<()> {
        let text = "package main\n// Call: start\n// Call: f(1) = 2\n// Call: g traps\n// Exit: 2\n// Output:\n// a\n//\n// b\n";
        let directives = Directives::parse(text)?;
        assert_eq!(directives.output, "a\n\nb\n");
        assert_eq!(directives.exit, 2);
        let calls: Vec<_> = directives.calls.iter().map(|call| (call.call.as_str(), call.expected.clone())).collect();
        let results = |text: &str| Expected::Results(text.to_owned());
        assert_eq!(calls, [("start", results("")), ("f(1)", results("2")), ("g", Expected::Trap)]);
        assert!(Directives::parse("package main\n").is_err());
        Ok(())
    }
}
