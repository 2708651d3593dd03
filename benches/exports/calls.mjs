// Prints the nanoseconds that calls of a module's exports take under V8: node calls.mjs MODULE.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", returnOnExit: true });
// A plain function around each import: Node's own fast path fails once memory has grown.
const imports = Object.fromEntries(
  Object.entries(wasi.wasiImport).map(([name, call]) => [name, (...values) => call(...values)]),
);
const module = await WebAssembly.compile(await readFile(process.argv[2]));
const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports });
if (instance.exports._initialize) {
  wasi.initialize(instance);
}

const { add, wake, spawn } = instance.exports;

// A loop of its own for each export, so that the engine can specialise the call.
const loops = [
  ["add", add, 10_000_000, (count) => { let sum = 0; for (let i = 0; i < count; i++) sum = add(sum, i) | 0; return sum; }],
  ["wake", wake, 1_000_000, (count) => { let sum = 0; for (let i = 0; i < count; i++) sum = wake(1); return sum; }],
  ["spawn", spawn, 1_000_000, (count) => { let sum = 0; for (let i = 0; i < count; i++) sum = spawn(1); return sum; }],
];

for (const [name, exported, count, loop] of loops) {
  if (!exported) continue;
  let best = Infinity;
  for (let run = 0; run < 5; run++) {
    const start = process.hrtime.bigint();
    loop(count);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  console.log(`${name} ${best.toFixed(1)}`);
}
