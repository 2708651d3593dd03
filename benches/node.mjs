// Runs a WASI command under Node: node --no-warnings benches/node.mjs MODULE. Ends with the command's exit code.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [path] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [path], env: {}, returnOnExit: true });
// Functions of ours in between: calls that V8 makes to Node's directly corrupt its heap (nodejs/node issues 46777 and 53087).
const imports = {};
for (const [name, f] of Object.entries(wasi.wasiImport)) {
  imports[name] = (...args) => f.apply(wasi.wasiImport, args);
}
const module = await WebAssembly.compile(await readFile(path));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports }));
