// Runs the event plugin built with the profile `plain`, which needs no imports: node plain.mjs MODULE.
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
instance.exports._initialize();
const { start, process_a, seen } = instance.exports;
start();
for (let i = 1; i <= 3; i++) {
  process_a(i);
  console.log(`sent ${i}, seen ${seen()}`);
}
