//! Errors on the terminal. Owns the choice between the one-line form and the form with excerpts and colour.

use std::io::IsTerminal;

use driver::{Failure, Form};

use crate::arguments::{BuildOptions, ColorName};

/// How errors are printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    as_json: bool,
    color: ColorName,
}

impl Report {
    /// As the command line says.
    pub fn new(build: &BuildOptions) -> Report {
        Report { as_json: build.json, color: build.common.color }
    }

    /// Prints `failure` to standard error, as JSON to standard output if that is asked for.
    pub fn failure(self, failure: &Failure) {
        if self.as_json {
            print!("{}", failure.render_json());
            return;
        }
        self.warnings(&failure.warnings);
        eprint!("{}", failure.render(self.form()));
    }

    /// Prints warnings to standard error.
    pub fn warnings(self, warnings: &[String]) {
        for warning in warnings {
            eprintln!("gowex: {warning}");
        }
    }

    fn form(self) -> Form {
        match self.color {
            ColorName::Always => Form::Rich { color: true },
            ColorName::Never => Form::Concise,
            ColorName::Auto if std::io::stderr().is_terminal() => {
                Form::Rich { color: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
            }
            ColorName::Auto => Form::Concise,
        }
    }
}
