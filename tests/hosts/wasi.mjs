// Runs the event plugin under Node's WASI: node wasi.mjs MODULE. Each import is wrapped in a closure, because the fast calls
// of Node 20's WASI crash after the memory has grown.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", returnOnExit: true });
const imports = {};
for (const [name, f] of Object.entries(wasi.wasiImport)) {
  imports[name] = (...args) => f.apply(wasi.wasiImport, args);
}
const module = await WebAssembly.compile(await readFile(process.argv[2]));
const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports });
wasi.initialize(instance);
const { start, process_a, seen } = instance.exports;
start();
for (let i = 1; i <= 3; i++) {
  process_a(i);
  console.log(`sent ${i}, seen ${seen()}`);
}
