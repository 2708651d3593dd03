//! `cargo xtask examples`: each front-end crate used alone. Owns the list of their examples and the comparison of what they
//! print about one program with what they should.

use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, root};

/// Crates and examples that read a program from standard input.
const EXAMPLES: [(&str, &str); 3] =
    [("gowex-lexer", "tokens"), ("gowex-parser", "outline"), ("gowex-types", "exports")];

/// Runs each on `tests/examples/plugin.go` and compares what it prints with the file of its name beside it.
///
/// # Errors
/// If one does not build, fails or prints something else.
pub fn examples() -> Result<()> {
    let directory = root().join("tests/examples");
    for (package, example) in EXAMPLES {
        let mut command = cargo(&["run", "--quiet", "--locked", "--package", package, "--example", example]);
        let sample = std::fs::File::open(directory.join("plugin.go"))?;
        let output = command.stdin(sample).stderr(Stdio::inherit()).output().context("cannot start cargo")?;
        if !output.status.success() {
            bail!("{example}: {}", output.status);
        }
        let expected = std::fs::read_to_string(directory.join(example).with_extension("out"))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if printed != expected {
            bail!("{example} prints\n{printed}\ninstead of\n{expected}");
        }
        println!("{example}: as expected");
    }
    Ok(())
}
