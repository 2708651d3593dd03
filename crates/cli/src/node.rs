//! Modules for `GOOS=js` under Node, with the SDK's `wasm_exec_node.js`, as Go's `go_js_wasm_exec` runs them. Owns how Node is
//! found and told; never reads what `wasm_exec.js` says.

use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

/// The most of V8's stack in KiB, as in Go: by default it has less than 1 MiB.
const STACK_SIZE: &str = "--stack-size=8192";

/// A module in a file of its own, for as long as this lives.
#[derive(Debug)]
pub(crate) struct ModuleFile {
    directory: PathBuf,
    path: PathBuf,
}

impl ModuleFile {
    /// Writes the module to a directory of temporary files, as `name`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(name: &str, wasm: &[u8]) -> anyhow::Result<ModuleFile> {
        let temporary = std::env::temp_dir();
        for number in 0.. {
            let directory = temporary.join(format!("gowex-{}-{number}", std::process::id()));
            match std::fs::create_dir(&directory) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                made => {
                    made.with_context(|| directory.display().to_string())?;
                    let path = directory.join(name);
                    std::fs::write(&path, wasm).with_context(|| path.display().to_string())?;
                    return Ok(ModuleFile { directory, path });
                }
            }
        }
        anyhow::bail!("{}: too many temporary directories", temporary.display())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ModuleFile {
    fn drop(&mut self) {
        // A file that stays in the directory of temporary files does no harm.
        std::fs::remove_dir_all(&self.directory).ok();
    }
}

/// The command that runs `module` with `arguments`.
///
/// # Errors
/// If the SDK, whose `goroot` this is, lacks the script.
pub(crate) fn command(goroot: Option<&str>, module: &Path, arguments: &[String]) -> anyhow::Result<Command> {
    let goroot = goroot
        .context("modules for GOOS=js run under the Go SDK's wasm_exec_node.js, and there is no SDK: set GOROOT")?;
    let script = Path::new(goroot).join("lib/wasm/wasm_exec_node.js");
    ensure!(script.is_file(), "modules for GOOS=js run under {}, which is missing", script.display());
    let mut command = Command::new("node");
    command.arg(STACK_SIZE).arg(script).arg(module).args(arguments);
    Ok(command)
}

/// Starts Node.
///
/// # Errors
/// If it is not there.
pub(crate) fn start(command: &mut Command) -> anyhow::Result<Child> {
    command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("modules for GOOS=js are run by Node, and there is no command node"),
        _ => anyhow::Error::new(error).context("node"),
    })
}

/// How a captured run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// With an exit status.
    Status(i32),
    /// By a signal.
    Signal,
    /// It took too long.
    Killed,
}

/// Runs `command` to its end, or for as long as it may take; what it prints to standard output and error, as it comes, and how
/// it ended. With `shows` that is printed, too.
///
/// # Errors
/// If Node cannot be started, or its output not read.
pub(crate) fn capture(mut command: Command, shows: bool, limit: Option<Duration>) -> anyhow::Result<(Vec<u8>, End)> {
    let (reader, writer) = std::io::pipe().context("a pipe")?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = start(&mut command)?;
    // What writes to the pipe must be closed here, or reading would never end.
    drop(command);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || forward(reader, &sender));
    let end = limit.map(|limit| Instant::now() + limit);
    let mut output = Vec::new();
    loop {
        let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
        match receiver.recv_timeout(left) {
            Ok(part) => {
                let part = part?;
                output.extend_from_slice(&part);
                if shows {
                    std::io::stdout().write_all(&part)?;
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.kill()?;
                child.wait()?;
                return Ok((output, End::Killed));
            }
        }
    }
    Ok((output, child.wait()?.code().map_or(End::Signal, End::Status)))
}

/// Sends on what can be read, up to its end or an error.
fn forward(mut reader: impl Read, sender: &mpsc::Sender<std::io::Result<Vec<u8>>>) {
    let mut part = [0; 4096];
    loop {
        let read = match reader.read(&mut part) {
            Ok(0) => return,
            Ok(n) => Ok(part[..n].to_vec()),
            Err(error) => Err(error),
        };
        let is_last = read.is_err();
        if sender.send(read).is_err() || is_last {
            return;
        }
    }
}
