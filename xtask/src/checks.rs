//! `cargo xtask test` and `cargo xtask ci`: everything that must hold before a change lands. Owns the order.

use anyhow::Result;

use crate::process::{cargo, run};
use crate::{examples, runtime_image, setup, tidy};

/// All tests: the workspace's, the examples, the runtime's own, and whether the embedded image is built from the sources beside it.
pub fn test() -> Result<()> {
    setup::setup()?;
    runtime_image::check()?;
    tidy::tidy()?;
    run(&mut cargo(&["test", "--workspace", "--locked", "--quiet"]))?;
    examples::examples()?;
    run(&mut cargo(&["test", "--manifest-path", "crates/runtime/Cargo.toml", "--locked", "--quiet"]))
}

/// What the workflow runs: formatting, lints, all tests, documentation.
pub fn ci() -> Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    run(&mut cargo(&["fmt", "--all", "--check", "--manifest-path", "fuzz/Cargo.toml"]))?;
    run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "--deny", "warnings"]))?;
    test()?;
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--locked", "--quiet"]);
    run(doc.env("RUSTDOCFLAGS", "--deny warnings"))
}
