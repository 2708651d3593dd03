//! Prints the nanoseconds that calls of a module's exports take under wasmtime: `export_calls MODULE`. See `benches/exports`.

use std::time::Instant;

use gowex::host::{CallError, Host, Plugin, Streams, engine, load_module};
use wasmtime::{WasmParams, WasmResults};

const RUNS: usize = 5;

fn main() -> anyhow::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let wasm = std::fs::read(&name)?;
    // Guests need more stack than the main thread has.
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(move || measure(&wasm))?;
    Ok(thread.join().map_err(|_| anyhow::anyhow!("the host panicked"))??)
}

fn measure(wasm: &[u8]) -> Result<(), CallError> {
    let module = load_module(&engine()?, wasm)?;
    let mut plugin = Plugin::new(&module, Host::new(Streams::capture()))?;
    plugin.initialize()?;
    row::<(i32, i32), i32>(&mut plugin, "add", 10_000_000, |i| (3, i))?;
    row::<i32, i32>(&mut plugin, "wake", 1_000_000, |_| 1)?;
    row::<i32, i32>(&mut plugin, "spawn", 1_000_000, |_| 1)
}

fn row<P: WasmParams, R: WasmResults>(
    plugin: &mut Plugin,
    name: &str,
    count: i32,
    parameters: impl Fn(i32) -> P,
) -> Result<(), CallError> {
    if !plugin.has_export(name) {
        return Ok(());
    }
    let (store, instance) = plugin.parts();
    let function = instance.get_typed_func::<P, R>(&mut *store, name)?;
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        for i in 0..count {
            function.call(&mut *store, parameters(i))?;
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(count));
    }
    println!("{name} {best:.1}");
    Ok(())
}
