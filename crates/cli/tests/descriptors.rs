//! Descriptors of the command's host that goroutines wait for: sockets and standard input. Owns the other side; the programs are
//! in `tests/hosts`, and need an SDK.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use driver::Options;
use gowex::disk::Disk;
use gowex::host::{Host, Plugin, Streams, engine, load_module};
use testkit::{Failed, repository};

/// The SDK, or `None`, after saying what is left out.
fn sdk(what: &str) -> Option<PathBuf> {
    let found = gowex::sdk::find();
    if found.is_none() {
        eprintln!("no Go SDK: {what} is left out; run `cargo xtask sdk`, or set GOROOT");
    }
    found
}

/// What the server of `tests/hosts/sockets` prints; Go's port prints the same.
const SERVER: &str = "true true
true
map[hello 0:2 hello 1:2 hello 2:2]
8388608 <nil> true
accept tcp :0: use of closed file
";

#[test]
fn goroutines_wait_for_sockets() -> Result<(), Failed> {
    let Some(goroot) = sdk("tests/hosts/sockets") else { return Ok(()) };
    for (gc_stress, suspend_stress) in [(false, false), (false, true)] {
        let output = std::thread::scope(|scope| -> anyhow::Result<String> {
            let run = || serve(&goroot, gc_stress, suspend_stress);
            let server = std::thread::Builder::new().stack_size(512 << 20).spawn_scoped(scope, run)?;
            server.join().map_err(|_| anyhow::anyhow!("the host panicked"))?
        })?;
        ensure_equal(&output, SERVER)?;
    }
    Ok(())
}

fn ensure_equal(got: &str, expected: &str) -> anyhow::Result<()> {
    ensure!(got == expected, "--- got\n{got}--- expected\n{expected}");
    Ok(())
}

/// Runs the server, and a client for it.
fn serve(goroot: &Path, gc_stress: bool, suspend_stress: bool) -> anyhow::Result<String> {
    let directory = repository().join("tests/hosts/sockets");
    let mut options = Options::new(directory.to_str().context("the path is not UTF-8")?);
    options.goroot = Some(goroot.display().to_string());
    options.gc_stress = gc_stress;
    options.suspend_stress = suspend_stress;
    let compiled = driver::compile(&options, &Disk, &[]);
    let wasm = compiled.map_err(|failure| anyhow::anyhow!(failure.render(driver::Form::Concise)))?.wasm;
    let module = load_module(&engine()?, &wasm)?;
    let mut host = Host::new(Streams::capture());
    let address = host.listen("127.0.0.1:0")?;
    let client = std::thread::spawn(move || visit(address));
    let mut plugin = Plugin::new(&module, host)?;
    let status = plugin.start()?;
    let (output, error) = plugin.host().streams.take();
    ensure!(status == 0, "exit status {status}: {}", String::from_utf8_lossy(&error));
    client.join().map_err(|_| anyhow::anyhow!("the client panicked"))??;
    Ok(String::from_utf8_lossy(&output).into_owned())
}

/// The client: says nothing, then talks on three connections in turn, then reads late what it is sent.
fn visit(address: SocketAddr) -> anyhow::Result<()> {
    let mut silent = TcpStream::connect(address)?;
    let ended = silent.read(&mut [0])?;
    ensure!(ended == 0, "the silent connection was not closed");
    let mut connections = (0..3).map(|_| TcpStream::connect(address)).collect::<std::io::Result<Vec<_>>>()?;
    for _ in 0..2 {
        for index in [2, 0, 1] {
            writeln!(connections[index], "hello {index}")?;
            let mut line = String::new();
            BufReader::new(&connections[index]).read_line(&mut line)?;
            ensure!(line == format!("echo hello {index}\n"), "connection {index} got {line:?}");
        }
    }
    for mut connection in connections {
        connection.shutdown(Shutdown::Write)?;
        ensure!(connection.read(&mut [0])? == 0, "the connection was not closed");
    }
    let mut late = TcpStream::connect(address)?;
    std::thread::sleep(Duration::from_millis(100));
    let mut bytes = Vec::new();
    late.read_to_end(&mut bytes)?;
    ensure!(bytes.len() == 8 << 20, "{} bytes were sent", bytes.len());
    Ok(())
}

#[test]
#[cfg(unix)]
fn goroutines_wait_for_standard_input() -> Result<(), Failed> {
    let Some(goroot) = sdk("tests/hosts/input") else { return Ok(()) };
    let mut program = Command::new(env!("CARGO_BIN_EXE_gowex"))
        .args(["run", "."])
        .current_dir(repository().join("tests/hosts/input"))
        .env("GOROOT", goroot)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut input), Some(output)) = (program.stdin.take(), program.stdout.take()) else {
        return Err("no pipes".into());
    };
    let mut lines = BufReader::new(output).lines();
    // Each line comes after the program had time for something else.
    for text in ["one", "two"] {
        let tick = lines.next().transpose()?;
        if tick.as_deref() != Some("tick") {
            return Err(format!("{tick:?}, not a tick").into());
        }
        writeln!(input, "{text}")?;
        let read = lines.by_ref().map_while(Result::ok).find(|line| line != "tick");
        if read != Some(format!("read {text}")) {
            return Err(format!("{read:?} for {text}").into());
        }
    }
    drop(input);
    let last = lines.map_while(Result::ok).find(|line| line != "tick");
    if last.as_deref() != Some("end") || !program.wait()?.success() {
        return Err(format!("{last:?} in the end").into());
    }
    Ok(())
}
