//! Programs for `GOOS=js` under the `wasm_exec.js` of the SDK: those of `tests/hosts/js` under Node, as they are, with a
//! collection at every allocation and with a suspension at every call that may suspend; and a page in Chromium. Owns what is
//! left out where something is missing, and the comparison. Nothing of the SDK is copied into the repository.
//!
//! With `GOWEX_PORT=1` the programs are also compiled by Go's port and run under the same host, to check what their comments
//! expect.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, ensure};
use driver::{HostProfile, Options};
use gowex::disk::Disk;
use testkit::{Case, Directives, Failed, repository, run_all, without_traces};

/// The SDK, or `None`, after saying what is left out.
fn sdk(what: &str) -> Option<PathBuf> {
    let found = gowex::sdk::find();
    if found.is_none() {
        eprintln!("no Go SDK: {what} is left out; run `cargo xtask sdk`, or set GOROOT");
    }
    found
}

#[test]
fn programs_for_node_do_what_their_comments_say() -> Result<(), Failed> {
    let Some(goroot) = sdk("tests/hosts/js") else { return Ok(()) };
    run_all(&repository().join("tests/hosts/js"), |case| run_case(&goroot, case))
}

fn run_case(goroot: &Path, case: &Case) -> anyhow::Result<()> {
    let directives = Directives::parse(&std::fs::read_to_string(&case.main)?)?;
    run_under_node(goroot, &compile(case, goroot, |_| {})?, case, &directives)?;
    if !directives.without_stress {
        let stressed = compile(case, goroot, |options| options.gc_stress = true)?;
        run_under_node(goroot, &stressed, case, &directives).context("with a collection at every allocation")?;
    }
    if !directives.without_suspension {
        let stressed = compile(case, goroot, |options| options.suspend_stress = true)?;
        run_under_node(goroot, &stressed, case, &directives)
            .context("with a suspension at every call that may suspend")?;
    }
    if std::env::var_os("GOWEX_PORT").is_some() && !directives.differs_from_port {
        let module = temporary(case);
        let mut go = Command::new(goroot.join("bin/go"));
        go.args(["build", "-o"]).arg(&module).arg(&case.main);
        go.env("GOROOT", goroot).env("GOOS", "js").env("GOARCH", "wasm").env("GOTOOLCHAIN", "local");
        let output = go.output().context("the SDK's go")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let wasm = std::fs::read(&module)?;
        run_under_node(goroot, &wasm, case, &directives).context("compiled by Go's port")?;
    }
    Ok(())
}

fn compile(case: &Case, goroot: &Path, change: impl FnOnce(&mut Options)) -> anyhow::Result<Vec<u8>> {
    let directory = case.main.parent().and_then(|path| path.to_str()).context("no directory")?;
    let mut options = Options::new(directory);
    options.goroot = Some(goroot.display().to_string());
    options.goos = "js".to_owned();
    options.profile = HostProfile::Js;
    options.verify = true;
    change(&mut options);
    let compiled = driver::compile(&options, &Disk, std::slice::from_ref(&case.name));
    let wasm = compiled.map_err(|failure| anyhow::anyhow!(failure.render(driver::Form::Concise)))?.wasm;
    driver::validate(&wasm).map_err(anyhow::Error::msg)?;
    Ok(wasm)
}

/// A file for a module of the case.
fn temporary(case: &Case) -> PathBuf {
    std::env::temp_dir().join(format!("gowex-js-{}-{}.wasm", std::process::id(), case.name))
}

fn run_under_node(goroot: &Path, wasm: &[u8], case: &Case, directives: &Directives) -> anyhow::Result<()> {
    let module = temporary(case);
    std::fs::write(&module, wasm)?;
    let mut node = Command::new("node");
    node.arg("--stack-size=8192").arg(goroot.join("lib/wasm/wasm_exec_node.js")).arg(&module);
    // The environment must fit into the memory that `wasm_exec.js` has for it.
    node.env_clear();
    node.envs(std::env::vars().filter(|(name, _)| matches!(name.as_str(), "PATH" | "TMPDIR")));
    let output = node.output();
    std::fs::remove_file(&module)?;
    let Output { status, mut stdout, stderr } = output.context("node is needed; cargo xtask setup installs it")?;
    stdout.extend_from_slice(&stderr);
    let (got, expected) = (without_traces(&String::from_utf8_lossy(&stdout)), without_traces(&directives.output));
    ensure!(got == expected, "the output differs\n--- got\n{got}--- expected\n{expected}");
    ensure!(status.code() == Some(directives.exit), "{status}, not {}", directives.exit);
    Ok(())
}

/// What the page of `tests/hosts/browser` shows in the end.
const PAGE: &str = "[page argument] value
1 click on BUTTON
2 click on BUTTON
3 click on BUTTON
counted 3
slept true
200 text from the server &lt;nil&gt;
404  &lt;nil&gt;
random 131072 &lt;nil&gt;
open /none: not implemented on js
exit 4
the program has ended
";

#[test]
fn a_page_in_chromium_runs_a_program() -> Result<(), Failed> {
    let Some(goroot) = sdk("tests/hosts/browser") else { return Ok(()) };
    let Some(chromium) = chromium() else {
        eprintln!("no Chromium: tests/hosts/browser is left out; run `cargo xtask setup`");
        return Ok(());
    };
    Ok(run_page(&goroot, &chromium)?)
}

fn run_page(goroot: &Path, chromium: &Path) -> anyhow::Result<()> {
    let directory = repository().join("tests/hosts/browser");
    let main = directory.join("main.go");
    let case = Case { name: "main.go".to_owned(), path: main.clone(), main };
    let wasm = std::thread::scope(|scope| -> anyhow::Result<Vec<u8>> {
        let compile = || compile(&case, goroot, |_| {});
        let thread = std::thread::Builder::new().stack_size(512 << 20).spawn_scoped(scope, compile)?;
        thread.join().map_err(|_| anyhow::anyhow!("the compiler panicked"))?
    })?;
    let files = vec![
        ("/", "text/html", std::fs::read(directory.join("page.html"))?),
        ("/wasm_exec.js", "text/javascript", std::fs::read(goroot.join("lib/wasm/wasm_exec.js"))?),
        ("/main.wasm", "application/wasm", wasm),
        ("/data.txt", "text/plain", b"text from the server".to_vec()),
    ];
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    // It serves until the process of the tests ends.
    std::thread::spawn(move || serve(&listener, &files));
    let profile = std::env::temp_dir().join(format!("gowex-chromium-{}", std::process::id()));
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("http://{address}/"))
        .output()?;
    std::fs::remove_dir_all(&profile).ok();
    let page = String::from_utf8_lossy(&output.stdout);
    let shown = page.split_once("<pre>").and_then(|(_, rest)| rest.split_once("</pre>")).map(|(text, _)| text);
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(shown == Some(PAGE), "--- got\n{}\n--- expected\n{PAGE}\n{error}", shown.unwrap_or(&page));
    Ok(())
}

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|directory| names.map(|name| directory.join(name)))
        .find(|file| file.is_file())
}

/// Serves files by name, and nothing else.
fn serve(listener: &TcpListener, files: &[(&str, &str, Vec<u8>)]) {
    for connection in listener.incoming() {
        let Ok(connection) = connection else { return };
        // A connection that breaks is the browser's business.
        answer(connection, files).ok();
    }
}

fn answer(mut connection: TcpStream, files: &[(&str, &str, Vec<u8>)]) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    let name = request.split(' ').nth(1).unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let file = files.iter().find(|(file, ..)| *file == name);
    let (status, kind, body) =
        file.map_or(("404 Not Found", "text/plain", &[][..]), |(_, k, body)| ("200 OK", *k, body));
    let length = body.len();
    let head = "Connection: close\r\nCache-Control: no-store";
    write!(connection, "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{head}\r\n\r\n")?;
    connection.write_all(body)
}
