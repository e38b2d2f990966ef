// node decodings.mjs folder: the greys of each picture in it as WebPageTest compares them with the SDK's, one line of JSON a file.
// With a count behind it, as many damaged forms of each too: all must be read or be refused with a code.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import "./preprocessing.js";
import "./jpeg.js";
import "./jpegls.js";
import "./compressed.js";
import "./header.js";
import "./dicom.js";
import "./pictures.js";

const { BMD } = globalThis;
const [folder, count = "0"] = process.argv.slice(2);

async function outcome(bytes) {
  try {
    const { picture, side, spacing } = await BMD.read(bytes);
    const sha256 = createHash("sha256").update(new Uint8Array(picture.grey.buffer)).digest("hex");
    return { sha256, width: picture.width, side, spacing: String(spacing) };
  } catch (e) {
    if (!(e instanceof BMD.BmdError)) return { bug: String(e.stack ?? e) };
    return { code: e.code, message: e.message };
  }
}

/** Numbers that are the same every time (Park and Miller). */
function numbers(seed) {
  let state = seed;
  return (below) => (state = (state * 48271) % 2147483647) % below;
}

for (const name of (await readdir(folder)).sort()) {
  const bytes = new Uint8Array(await readFile(path.join(folder, name)));
  const next = numbers(bytes.length);
  const damaged = { read: 0, refused: 0, bugs: [] };
  for (let i = 0; i < Number(count); i++) {
    const copy = i % 3 === 0 ? bytes.slice(0, 132 + next(bytes.length - 132)) : bytes.slice();
    for (let change = next(4) + (i % 3 === 0 ? 0 : 1); change > 0; change--) copy[132 + next(copy.length - 132)] = next(256);
    const { code, bug } = await outcome(copy);
    if (bug) damaged.bugs.push(bug);
    else damaged[code ? "refused" : "read"]++;
  }
  console.log(JSON.stringify({ name, ...(await outcome(bytes)), damaged }));
}
