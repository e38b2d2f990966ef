// Puts ONNX Runtime beside the page, in runtime/: as scripts, because a page opened from a folder may load scripts and nothing
// else. Run `npm ci && npm run prepare-page` once.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "node_modules/onnxruntime-web/dist");
const target = path.join(here, "runtime");

async function put(name, text) {
  const half = path.join(target, `${name}.part`);
  await writeFile(half, text);
  await rename(half, path.join(target, name));
}

await mkdir(target, { recursive: true });
const glue = await readFile(path.join(dist, "ort-wasm-simd-threaded.mjs"), "utf8");
const wasm = await readFile(path.join(dist, "ort-wasm-simd-threaded.wasm"));
await put("ort.js", await readFile(path.join(dist, "ort.wasm.min.js"), "utf8"));
await put(
  "wasm.js",
  `globalThis.BMD_RUNTIME = { glue: ${JSON.stringify(glue)}, wasm: "${wasm.toString("base64")}" };\n`);
console.log(`runtime/ is ready: ${(wasm.length / 1e6).toFixed(1)} MB of WebAssembly`);
