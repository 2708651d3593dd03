//! Modules under hosts other than the command: a Rust host with callbacks, Node's WASI, bare `WebAssembly.instantiate`.
//! Owns what a host observes; the modules' sources are in `tests/hosts` and `examples`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use driver::{BuildMode, HostProfile, Options};
use gowex::disk::Disk;
use gowex::host::{CallError, Host, Plugin, Streams, engine, load_module};
use testkit::{Failed, repository};
use wasmtime::{Caller, Extern, Func, Val};

fn compile(directory: &Path, profile: HostProfile, gc_stress: bool) -> anyhow::Result<Vec<u8>> {
    let mut options = Options::new(directory.to_str().context("the path is not UTF-8")?);
    options.build_mode = BuildMode::Reactor;
    options.profile = profile;
    options.gc_stress = gc_stress;
    let compiled = driver::compile(&options, &Disk, &[]);
    let wasm = compiled.map_err(|failure| anyhow::anyhow!(failure.render(driver::Form::Concise)))?.wasm;
    driver::validate(&wasm).map_err(anyhow::Error::msg)?;
    Ok(wasm)
}

/// Guests need more stack than a test's thread has.
fn on_large_stack(run: impl FnOnce() -> anyhow::Result<()> + Send) -> Result<(), Failed> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(512 << 20).spawn_scoped(scope, run)?;
        thread.join().map_err(|_| "the host panicked")??;
        Ok(())
    })
}

fn exported(caller: &mut Caller<'_, Host>, name: &str) -> wasmtime::Result<Func> {
    let export = caller.get_export(name).and_then(Extern::into_func);
    export.ok_or_else(|| wasmtime::Error::msg(format!("no export {name}")))
}

fn int32(value: i32) -> [Val; 1] {
    [Val::I32(value)]
}

fn result(values: &[Val]) -> Option<i32> {
    values.first().and_then(Val::i32)
}

/// What `callback` returns if the guest has no room for another call.
const TOO_DEEP: i32 = -1_000_000_000;

/// `callback(n)` enters the guest again with `n - 1`, and at the bottom makes an export trap.
fn nested_plugin(gc_stress: bool) -> anyhow::Result<Plugin> {
    let wasm = compile(&repository().join("tests/hosts/nested"), HostProfile::Wasip1, gc_stress)?;
    let module = load_module(&engine()?, &wasm)?;
    let plugin = Plugin::with_imports(&module, Host::new(Streams::capture()), |linker| {
        linker.func_wrap("host", "callback", |mut caller: Caller<'_, Host>, depth: i32| -> wasmtime::Result<i32> {
            if depth == 0 {
                let fail = exported(&mut caller, "fail")?;
                return Ok(i32::from(fail.call(&mut caller, &[], &mut []).is_err()));
            }
            let enter = exported(&mut caller, "enter")?;
            let mut results = int32(0);
            let called = enter.call(&mut caller, &int32(depth - 1), &mut results);
            Ok(if called.is_ok() { result(&results).unwrap_or(-1) } else { TOO_DEEP })
        })?;
        Ok(())
    })?;
    Ok(plugin)
}

#[test]
fn a_host_function_may_call_exports() -> Result<(), Failed> {
    on_large_stack(|| {
        for gc_stress in [false, true] {
            let mut plugin = nested_plugin(gc_stress)?;
            plugin.initialize()?;
            plugin.call("start", &[])?;
            // enter(n) = 3n + 3n + enter(n - 1) + 4n, where the callback of enter(0) yields 1 for the trap.
            let (mut expected, mut queued) = (1, 1);
            for depth in 1..=5 {
                queued += expected;
                expected += 10 * depth;
            }
            let got = result(&plugin.call("enter", &int32(5))?);
            ensure!(got == Some(expected), "enter(5) is {got:?}, not {expected}");
            let got = result(&plugin.call("total", &[])?);
            ensure!(got == Some(queued), "total() is {got:?}, not {queued}");
            let (_, error) = plugin.host().streams.take();
            let error = String::from_utf8_lossy(&error).into_owned();
            ensure!(error.contains("assignment to entry in nil map"), "no message of the panic: {error}");
        }
        Ok(())
    })
}

#[test]
fn an_export_may_end_while_another_one_runs() -> Result<(), Failed> {
    on_large_stack(|| {
        let mut plugin = nested_plugin(false)?;
        plugin.initialize()?;
        plugin.call("start", &[])?;
        let got = result(&plugin.call("overtaken", &[])?);
        ensure!(got == Some(7), "overtaken() is {got:?}, not 7");
        // callback(1) is enter(0), which is 1, and queues what callback(0) yields.
        let got = result(&plugin.call("total", &[])?);
        ensure!(got == Some(2), "total() is {got:?}, not 2");
        Ok(())
    })
}

#[test]
fn calls_nested_too_deeply_are_taken_for_cut_off() -> Result<(), Failed> {
    on_large_stack(|| {
        let mut plugin = nested_plugin(false)?;
        plugin.initialize()?;
        plugin.call("start", &[])?;
        let got = plugin.call("enter", &int32(2000));
        ensure!(matches!(got, Err(CallError::Trap(_))), "enter(2000) is {got:?}");
        let (_, error) = plugin.host().streams.take();
        let error = String::from_utf8_lossy(&error).into_owned();
        ensure!(error.contains("too many calls in progress"), "no report: {error}");
        let got = result(&plugin.call("enter", &int32(5))?);
        ensure!(got == Some(151), "enter(5) is {got:?} afterwards, not 151");
        Ok(())
    })
}

#[test]
fn a_trap_leaves_the_instance_in_order() -> Result<(), Failed> {
    on_large_stack(|| {
        let mut plugin = nested_plugin(false)?;
        plugin.initialize()?;
        plugin.call("start", &[])?;
        for _ in 0..1000 {
            ensure!(matches!(plugin.call("fail", &[]), Err(CallError::Trap(_))), "fail() does not trap");
        }
        let before = plugin.memory_bytes();
        for _ in 0..10_000 {
            ensure!(plugin.call("fail", &[]).is_err(), "fail() does not trap");
        }
        ensure!(plugin.memory_bytes() <= before + (1 << 20), "traps leak memory");
        ensure!(plugin.call("enter", &int32(3)).is_ok(), "a call after traps fails");
        Ok(())
    })
}

/// Exports of `tests/hosts/thrown` that `attempt` calls, by number.
const ATTEMPTS: [&str; 6] = ["ask", "discuss", "pass", "open", "exhaust", "deepen"];

/// `refuse` fails for odd numbers; `attempt` calls an export and goes on if that fails.
fn thrown_plugin(gc_stress: bool) -> anyhow::Result<Plugin> {
    let wasm = compile(&repository().join("tests/hosts/thrown"), HostProfile::Wasip1, gc_stress)?;
    let module = load_module(&engine()?, &wasm)?;
    let mut plugin =
        Plugin::with_imports(&module, Host::new(Streams::capture()), |linker| {
            linker.func_wrap("host", "refuse", |n: i32| {
                if n % 2 == 0 { Ok(n) } else { Err(wasmtime::Error::msg("refused")) }
            })?;
            linker.func_wrap(
                "host",
                "attempt",
                |mut caller: Caller<'_, Host>, export: i32, n: i32| -> wasmtime::Result<i32> {
                    let export = exported(&mut caller, ATTEMPTS[export as usize])?;
                    let mut results = int32(0);
                    let called = export.call(&mut caller, &int32(n), &mut results);
                    Ok(if called.is_ok() { result(&results).unwrap_or(-1) } else { -1 })
                },
            )?;
            Ok(())
        })?;
    plugin.initialize()?;
    plugin.call("start", &[])?;
    Ok(plugin)
}

fn ensure_result(plugin: &mut Plugin, export: &str, args: &[i32], expected: i32) -> anyhow::Result<()> {
    let args: Vec<Val> = args.iter().map(|n| Val::I32(*n)).collect();
    let got = plugin.call(export, &args);
    let (_, error) = plugin.host().streams.take();
    let got = got.with_context(|| String::from_utf8_lossy(&error).into_owned())?;
    ensure!(result(&got) == Some(expected), "{export}({args:?}) is {got:?}, not {expected}");
    Ok(())
}

/// Everything that the plugin does is as it should be, for an even number.
fn ensure_in_order(plugin: &mut Plugin, n: i32) -> anyhow::Result<()> {
    let total = result(&plugin.call("total", &[])?).context("no total")?;
    ensure_result(plugin, "add", &[n, 3], n + 3)?;
    ensure_result(plugin, "ask", &[n], 2 * n)?;
    ensure_result(plugin, "discuss", &[n], 9 * n)?;
    ensure_result(plugin, "pass", &[n], n)?;
    ensure_result(plugin, "surprise", &[n], n + 5)?;
    ensure_result(plugin, "deepen", &[100], 100)?;
    ensure_result(plugin, "total", &[], total + n)
}

#[test]
fn a_host_function_that_throws_ends_the_call() -> Result<(), Failed> {
    on_large_stack(|| {
        for (gc_stress, count) in [(false, 50_000), (true, 600)] {
            let mut plugin = thrown_plugin(gc_stress)?;
            ensure_in_order(&mut plugin, 8)?;
            let mut after_start = 0;
            for n in 0..count {
                for export in ["ask", "discuss"] {
                    ensure!(plugin.call(export, &int32(2 * n + 1)).is_err(), "{export} does not fail");
                }
                if n % 50 == 0 {
                    ensure_in_order(&mut plugin, n)?;
                }
                if n == count / 2 {
                    after_start = plugin.memory_bytes();
                }
            }
            let bytes = plugin.memory_bytes();
            println!("{count} calls were cut off, {after_start} bytes after half of them, {bytes} in the end");
            ensure!(bytes <= after_start + (64 << 10), "memory grew from {after_start} to {bytes}");
            ensure_in_order(&mut plugin, 8)?;
        }
        Ok(())
    })
}

#[test]
fn a_host_function_goes_on_when_a_call_of_its_own_is_cut_off() -> Result<(), Failed> {
    on_large_stack(|| {
        for (gc_stress, count) in [(false, 20_000), (true, 600)] {
            let mut plugin = thrown_plugin(gc_stress)?;
            let mut after_start = 0;
            for round in 0..4 {
                for export in [0, 1] {
                    for times in [count, 1, 0] {
                        ensure_result(&mut plugin, "try", &[export, times], times / 2 * 1000 + 6)?;
                        ensure_result(&mut plugin, "try_talking", &[export, times], times / 2 * 1000 + 6)?;
                    }
                }
                ensure_in_order(&mut plugin, 8)?;
                // Whatever is below has been cut off, too, but nobody can know.
                ensure!(plugin.call("ask", &int32(3)).is_err(), "ask(3) does not fail");
                if round == 0 {
                    after_start = plugin.memory_bytes();
                }
            }
            let bytes = plugin.memory_bytes();
            ensure!(bytes <= after_start + (64 << 10), "memory grew from {after_start} to {bytes}");
        }
        Ok(())
    })
}

#[test]
fn a_call_that_the_stack_ends_leaves_those_around_it() -> Result<(), Failed> {
    on_large_stack(|| {
        let mut plugin = thrown_plugin(false)?;
        ensure_result(&mut plugin, "try", &[4, 6], 3006)?;
        ensure_result(&mut plugin, "try_talking", &[4, 6], 3006)?;
        ensure!(plugin.call("ask", &int32(3)).is_err(), "ask(3) does not fail");
        ensure_result(&mut plugin, "try", &[4, 6], 3006)?;
        ensure_in_order(&mut plugin, 8)?;
        ensure!(plugin.call("exhaust", &int32(1)).is_err(), "exhaust(1) does not fail");
        ensure_in_order(&mut plugin, 8)
    })
}

#[test]
fn a_call_whose_goroutine_is_cut_off_in_another_one_fails() -> Result<(), Failed> {
    on_large_stack(|| {
        for gc_stress in [false, true] {
            let mut plugin = thrown_plugin(gc_stress)?;
            ensure!(plugin.call("surprise", &int32(3)).is_err(), "surprise(3) does not fail");
            let (_, error) = plugin.host().streams.take();
            let error = String::from_utf8_lossy(&error).into_owned();
            ensure!(error.contains("ran in another one that the host cut off"), "no report: {error}");
            ensure_in_order(&mut plugin, 8)?;
        }
        Ok(())
    })
}

#[test]
fn parked_goroutines_are_small() -> Result<(), Failed> {
    on_large_stack(|| {
        let wasm = compile(&repository().join("tests/hosts/parked"), HostProfile::Wasip1, false)?;
        let mut plugin = Plugin::new(&load_module(&engine()?, &wasm)?, Host::new(Streams::capture()))?;
        plugin.initialize()?;
        let before = plugin.memory_bytes();
        let count = 100_000;
        plugin.call("spawn", &int32(count))?;
        let each = (plugin.memory_bytes() - before) / count as usize;
        println!("{each} bytes for each of {count} parked goroutines");
        ensure!(each < 400, "{each} bytes for each parked goroutine");
        plugin.call("release", &int32(count))?;
        let sum = plugin.call("total", &[])?;
        let expected = i64::from(count) * i64::from(count - 1) / 2;
        ensure!(sum.first().and_then(Val::i64) == Some(expected), "total() is {sum:?}, not {expected}");
        Ok(())
    })
}

/// What `step(n)` of the soak returns if all calls since `step(0)` have returned.
fn soak_step(n: i64) -> i64 {
    let keys = 4096;
    let replaced = if n < keys { 0 } else { (n - keys) % 16 + 1 };
    (n % 1000).pow(2) + replaced + if n % 100 == 0 { 7 } else { 0 }
}

/// As many calls as `GOWEX_SOAK` says, by default few enough for every run of the tests: ten million take a minute.
#[test]
fn memory_stays_flat_over_many_calls() -> Result<(), Failed> {
    let count: i64 = match std::env::var("GOWEX_SOAK") {
        Ok(count) => count.parse()?,
        Err(_) => 100_000,
    };
    on_large_stack(|| {
        let wasm = compile(&repository().join("tests/hosts/soak"), HostProfile::Wasip1, false)?;
        let mut plugin = Plugin::new(&load_module(&engine()?, &wasm)?, Host::new(Streams::capture()))?;
        plugin.initialize()?;
        let step = {
            let (store, instance) = plugin.parts();
            instance.get_typed_func::<i64, i64>(store, "step").map_err(CallError::from)?
        };
        // Memory grows by steps, now and then also later, as maps hash with random numbers.
        let start = (count / 10).max(20_000);
        let mut after_start = 0;
        for n in 0..count {
            let got = step.call(plugin.parts().0, n).map_err(CallError::from)?;
            ensure!(got == soak_step(n), "step({n}) is {got}, not {}", soak_step(n));
            if n == start {
                after_start = plugin.memory_bytes();
            }
        }
        let bytes = plugin.memory_bytes();
        println!("{count} calls, {after_start} bytes after {start} of them, {bytes} in the end");
        // Where collections come differs a little for millions of calls; a byte lost by each call would show.
        ensure!(after_start == 0 || bytes <= after_start * 3 / 2, "memory grew from {after_start} to {bytes}");
        let done = plugin.call("done", &[])?.first().and_then(Val::i64);
        ensure!(done == Some((count - 1) / 64 + 1), "{done:?} goroutines have finished");
        let entries = result(&plugin.call("entries", &[])?);
        ensure!(entries == Some(count.min(4096) as i32), "{entries:?} entries");
        Ok(())
    })
}

fn run_under_node(script: &str, profile: HostProfile) -> anyhow::Result<()> {
    let wasm = compile(&repository().join("examples/events"), profile, false)?;
    let file = std::env::temp_dir().join(format!("gowex-events-{}-{}.wasm", profile.name(), std::process::id()));
    std::fs::write(&file, wasm)?;
    let script = repository().join("tests/hosts").join(script);
    let output = Command::new("node").arg("--no-warnings").arg(script).arg(&file).output();
    std::fs::remove_file(&file)?;
    let output = output.context("node is needed; cargo xtask setup installs it")?;
    let (text, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "node failed: {error}");
    ensure!(text == "sent 1, seen 1\nsent 2, seen 2\nsent 3, seen 3\n", "node printed {text}");
    Ok(())
}

#[test]
fn the_event_plugin_runs_under_the_wasi_of_node() -> Result<(), Failed> {
    Ok(run_under_node("wasi.mjs", HostProfile::Wasip1)?)
}

#[test]
fn the_event_plugin_runs_without_imports() -> Result<(), Failed> {
    Ok(run_under_node("plain.mjs", HostProfile::Plain)?)
}
