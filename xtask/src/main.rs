//! Development tasks of the gowex repository.

mod bench;
mod checks;
mod conformance;
mod differential;
mod examples;
mod fuzz;
mod process;
mod runtime_image;
mod setup;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Development tasks of the gowex repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the runtime image that `emit` embeds.
    Runtime {
        /// Builds nothing; fails if the image is older than its sources.
        #[arg(long)]
        check: bool,
    },
    /// Installs what the tests need on a bare machine.
    Setup,
    /// Puts a Go SDK into `target/sdk`.
    Sdk,
    /// Runs all tests.
    Test,
    /// Runs everything the workflow runs.
    Ci,
    /// Checks rules about the repository that no compiler checks.
    Tidy,
    /// Runs Go's own tests of its front end, or the programs of its `test` directory.
    Conformance(conformance::Options),
    /// Runs the examples of the front end's crates.
    Examples,
    /// Feeds mutated programs to the front end.
    Fuzz(fuzz::Options),
    /// Compares what generated programs print with what Go's compiler makes of them.
    Differential(differential::Options),
    /// Prints sizes and times of `benches/programs` against Go's port and native Go.
    Bench {
        /// The programs, all by default; `goroutines`: nanoseconds of what goroutines do; `exports`: of calls; or
        /// `builds`: seconds of builds.
        programs: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    match task {
        Task::Runtime { check: true } => runtime_image::check(),
        Task::Runtime { check: false } => runtime_image::build(),
        Task::Setup => setup::setup(),
        Task::Sdk => setup::sdk(),
        Task::Test => checks::test(),
        Task::Ci => checks::ci(),
        Task::Tidy => tidy::tidy(),
        Task::Conformance(options) => conformance::conformance(&options),
        Task::Examples => examples::examples(),
        Task::Differential(options) => differential::differential(&options),
        Task::Fuzz(options) => fuzz::fuzz(&options),
        Task::Bench { programs } => bench::bench(&programs),
    }
}
