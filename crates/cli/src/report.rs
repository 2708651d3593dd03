//! Errors on the terminal. Owns the choice between the one-line form and the form with excerpts and colour.

use std::io::IsTerminal;

use driver::{Failure, Form};

/// Prints `failure` to standard error, as JSON to standard output if that is asked for.
pub(crate) fn print_failure(failure: &Failure, as_json: bool) {
    if as_json {
        print!("{}", failure.render_json());
        return;
    }
    let form = if std::io::stderr().is_terminal() {
        Form::Rich { color: std::env::var_os("NO_COLOR").is_none() }
    } else {
        Form::Concise
    };
    eprint!("{}", failure.render(form));
}
