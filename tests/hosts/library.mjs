// Calls the plugin of tests/hosts/library under Node's WASI: node library.mjs MODULE CALLS. Prints the answers to the first
// events, the number of failures and whether the memory grew after a fifth of the calls.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const wasi = new WASI({ version: "preview1", returnOnExit: true });
const imports = {};
for (const [name, f] of Object.entries(wasi.wasiImport)) {
  imports[name] = (...args) => f.apply(wasi.wasiImport, args);
}
const calls = Number(process.argv[3]);
const module = await WebAssembly.compile(await readFile(process.argv[2]));
const { exports } = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports });
wasi.initialize({ exports });
exports.start();

function event(n) {
  if (n % 10 === 7) return '{"user": nobody}';
  const user = n % 10 === 8 ? `Nobody ${n % 3}` : `user-${n}@example.com`;
  const sent = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString().replace(".000Z", "Z");
  return JSON.stringify({ user, sent, tags: [`tag${n % 7}`, "x"] });
}

function expected(n) {
  if (n % 10 === 7) return '{"error":"not read: true"}';
  if (n % 10 === 8) return `{"error":"user \\"Nobody ${n % 3}\\": no name"}`;
  const count = n + 1 - 2 * Math.floor(n / 10) - (n % 10 === 9 ? 2 : 0);
  const since = n === 0 ? "0s" : n % 10 === 9 ? "3s" : "1s";
  return `{"user":"USER","count":${count},"since":"${since}","tags":"tag${n % 7}+x"}`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let early = 0;
for (let n = 0; n < calls; n++) {
  const bytes = encoder.encode(event(n));
  const address = exports.reserve(bytes.length);
  new Uint8Array(exports.memory.buffer, address, bytes.length).set(bytes);
  const length = exports.handle();
  const answer = decoder.decode(new Uint8Array(exports.memory.buffer, exports.answer(), length));
  if (answer !== expected(n)) throw new Error(`event ${n}: ${answer}, not ${expected(n)}`);
  if (n === Math.floor(calls / 5)) early = exports.memory.buffer.byteLength;
}
const late = exports.memory.buffer.byteLength;
console.error(`${calls} calls, ${early} bytes after a fifth of them, ${late} in the end`);
console.log(`${exports.failures()} failures, memory ${late <= early + 65536 ? "flat" : `grew from ${early} to ${late}`}`);
