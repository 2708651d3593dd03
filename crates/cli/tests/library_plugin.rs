//! A plugin that uses the standard library, called over and over from Rust and from Node. Owns the events that it gets and what
//! it must answer; the plugin is `tests/hosts/library`, the host for Node `tests/hosts/library.mjs`.
//!
//! `GOWEX_SOAK` says how many calls; by default there are few enough for every run of the tests.

use std::process::Command;

use anyhow::{Context, ensure};
use driver::{BuildMode, Options};
use gowex::disk::Disk;
use gowex::host::{CallError, Host, Plugin, Streams, engine, load_module};
use testkit::{Failed, repository};

fn count() -> anyhow::Result<u32> {
    Ok(std::env::var("GOWEX_SOAK").map_or(Ok(20_000), |count| count.parse())?)
}

/// The module, if there is an SDK.
fn module() -> anyhow::Result<Option<Vec<u8>>> {
    let Some(goroot) = gowex::sdk::find() else {
        eprintln!("no Go SDK: the plugin with the library is left out; run `cargo xtask sdk`, or set GOROOT");
        return Ok(None);
    };
    let directory = repository().join("tests/hosts/library");
    let mut options = Options::new(directory.to_str().context("the path is not UTF-8")?);
    options.goroot = Some(goroot.display().to_string());
    options.build_mode = BuildMode::Reactor;
    let compiled = driver::compile(&options, &Disk, &[]);
    let wasm = compiled.map_err(|failure| anyhow::anyhow!(failure.render(driver::Form::Concise)))?.wasm;
    driver::validate(&wasm).map_err(anyhow::Error::msg)?;
    Ok(Some(wasm))
}

/// One event a second, from the start of a day.
fn event(n: u32) -> String {
    let user = match n % 10 {
        7 => return r#"{"user": nobody}"#.to_owned(),
        8 => format!("Nobody {}", n % 3),
        _ => format!("user-{n}@example.com"),
    };
    let (day, hour, minute, second) = (n / 86400 + 1, n / 3600 % 24, n / 60 % 60, n % 60);
    let sent = format!("2026-01-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    format!(r#"{{"user":"{user}","sent":"{sent}","tags":["tag{}","x"]}}"#, n % 7)
}

fn expected(n: u32) -> String {
    let (count, since) = match n % 10 {
        7 => return r#"{"error":"not read: true"}"#.to_owned(),
        8 => return format!(r#"{{"error":"user \"Nobody {}\": no name"}}"#, n % 3),
        9 => (n - 1 - n / 10 * 2, "3s"),
        _ => (n + 1 - n / 10 * 2, if n == 0 { "0s" } else { "1s" }),
    };
    format!(r#"{{"user":"USER","count":{count},"since":"{since}","tags":"tag{}+x"}}"#, n % 7)
}

fn failures(count: u32) -> u32 {
    (0..count).filter(|n| matches!(n % 10, 7 | 8)).count() as u32
}

#[test]
fn a_plugin_with_the_library_answers_from_rust() -> Result<(), Failed> {
    let (Some(wasm), count) = (module()?, count()?) else { return Ok(()) };
    let mut plugin = Plugin::new(&load_module(&engine()?, &wasm)?, Host::new(Streams::capture()))?;
    plugin.initialize()?;
    plugin.call("start", &[])?;
    let (store, instance) = plugin.parts();
    let memory = instance.get_memory(&mut *store, "memory").context("no memory")?;
    let reserve = instance.get_typed_func::<i32, i32>(&mut *store, "reserve").map_err(CallError::from)?;
    let handle = instance.get_typed_func::<(), i32>(&mut *store, "handle").map_err(CallError::from)?;
    let answer = instance.get_typed_func::<(), i32>(&mut *store, "answer").map_err(CallError::from)?;
    let failed = instance.get_typed_func::<(), i32>(&mut *store, "failures").map_err(CallError::from)?;
    let mut early = 0;
    for n in 0..count {
        let event = event(n);
        let address = reserve.call(&mut *store, event.len() as i32).map_err(CallError::from)?;
        memory.write(&mut *store, address as usize, event.as_bytes())?;
        let length = handle.call(&mut *store, ()).map_err(CallError::from)?;
        let address = answer.call(&mut *store, ()).map_err(CallError::from)? as usize;
        let bytes = memory.data(&*store).get(address..address + length as usize).context("an answer outside memory")?;
        let answered = String::from_utf8_lossy(bytes);
        ensure_eq(&format!("the answer to {event}"), &answered, &expected(n))?;
        if n == count / 5 {
            early = memory.data_size(&*store);
        }
    }
    let late = memory.data_size(&*store);
    println!("{count} calls, {early} bytes after a fifth of them, {late} in the end");
    if late > early + (64 << 10) {
        return Err(anyhow::anyhow!("memory grew from {early} to {late}").into());
    }
    let failed = failed.call(&mut *store, ()).map_err(CallError::from)?;
    ensure_eq("failures", &failed.to_string(), &failures(count).to_string())?;
    Ok(())
}

fn ensure_eq(what: &str, got: &str, expected: &str) -> anyhow::Result<()> {
    ensure!(got == expected, "{what} is {got}, not {expected}");
    Ok(())
}

#[test]
fn a_plugin_with_the_library_answers_from_node() -> Result<(), Failed> {
    let (Some(wasm), count) = (module()?, count()?) else { return Ok(()) };
    let file = std::env::temp_dir().join(format!("gowex-library-{}.wasm", std::process::id()));
    std::fs::write(&file, wasm)?;
    let script = repository().join("tests/hosts/library.mjs");
    let output = Command::new("node").arg("--no-warnings").arg(script).arg(&file).arg(count.to_string()).output();
    std::fs::remove_file(&file)?;
    let output = output.context("node is needed; cargo xtask setup installs it")?;
    let (text, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    print!("{error}");
    ensure_eq("what node printed", &format!("{text}{}", if output.status.success() { "" } else { &error }), &{
        format!("{} failures, memory flat\n", failures(count))
    })?;
    Ok(())
}
