// node conformance.mjs [folder of the pack]: exit code 0 if every case passes.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as ort from "onnxruntime-web";
import "./preprocessing.js";
import "./jpeg.js";
import "./jpegls.js";
import "./compressed.js";
import "./header.js";
import "./dicom.js";
import "./pictures.js";
import "./model.js";
import "./conformance.js";

const pack = process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "../../sdk/conformance");
ort.env.wasm.numThreads = 1;
const result = await globalThis.BMD.conformance(async (name) => new Uint8Array(await readFile(path.join(pack, name))), ort);
result.failed.forEach((line) => console.log(line));
console.log(
  `${result.count - result.failed.length} of ${result.count} cases pass; largest difference of a tensor ${result.largest.toExponential(1)}`);
process.exit(result.failed.length === 0 && result.count > 40 ? 0 : 1);
