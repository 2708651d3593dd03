//! The Go SDK. Owns the search for it: `$GOROOT`, `go` on the `PATH`, the usual places, then what `cargo xtask sdk` made.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the SDK is, if there is one.
pub fn find() -> Option<PathBuf> {
    from_environment().or_else(from_go_command).or_else(from_usual_places).or_else(from_target_directory)
}

/// Whether `root` holds the sources of the standard library.
pub fn is_goroot(root: &Path) -> bool {
    root.join("src/unsafe/unsafe.go").is_file()
}

fn from_environment() -> Option<PathBuf> {
    let root = PathBuf::from(std::env::var_os("GOROOT")?);
    is_goroot(&root).then_some(root)
}

/// `go` usually lies in the SDK's `bin`; if not, it is asked.
fn from_go_command() -> Option<PathBuf> {
    let name = if cfg!(windows) { "go.exe" } else { "go" };
    let path = std::env::var_os("PATH")?;
    let command = std::env::split_paths(&path).map(|directory| directory.join(name)).find(|file| file.is_file())?;
    let target = command.canonicalize().ok()?;
    if let Some(root) = target.parent().and_then(Path::parent).filter(|root| is_goroot(root)) {
        return Some(root.to_owned());
    }
    let output = Command::new(command).args(["env", "GOROOT"]).env("GOTOOLCHAIN", "local").output().ok()?;
    let root = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    is_goroot(&root).then_some(root)
}

fn from_usual_places() -> Option<PathBuf> {
    let usual = ["/usr/local/go", "/usr/lib/go", "/usr/share/go", "/opt/homebrew/opt/go/libexec"];
    usual.iter().map(PathBuf::from).find(|root| is_goroot(root))
}

/// `target/sdk/go` above the working directory, or beside the command itself when it runs from a build directory.
fn from_target_directory() -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let exe = std::env::current_exe().ok();
    let above = here.iter().flat_map(|dir| dir.ancestors()).map(|dir| dir.join("target/sdk/go"));
    let beside = exe.iter().flat_map(|exe| exe.ancestors().skip(1)).map(|dir| dir.join("sdk/go"));
    above.chain(beside).find(|root| is_goroot(root))
}
