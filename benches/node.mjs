// Runs a WASI command under Node: node --no-warnings benches/node.mjs MODULE. Ends with the command's exit code.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [path] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args: [path], env: {}, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(path));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
