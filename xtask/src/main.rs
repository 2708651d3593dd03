//! Development tasks of the gowex repository.

mod runtime_image;

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
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().task {
        Task::Runtime { check: true } => runtime_image::check(),
        Task::Runtime { check: false } => runtime_image::build(),
    }
}
