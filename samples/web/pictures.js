// Grey pictures from PNG and DICOM files, bone bright; compressed.js, jpeg.js and jpegls.js read what is compressed. Other kinds are
// refused by name: the SDK reads many more (sdk/DICOM.md), and a page is no place for a dozen decoders.
(function (bmd) {
  "use strict";

  const MOST_PIXELS = 2 ** 26;
  const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  const IMPLICIT = "1.2.840.10008.1.2";
  const DEFLATED = "1.2.840.10008.1.2.1.99";
  /** Explicit little endian, and what is written so around compressed pixels; the pixels themselves say how. */
  const READ = new Set([
    IMPLICIT, DEFLATED, "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5",
    ...[50, 51, 53, 55, 57, 70, 80, 81, 90, 91, 201, 202, 203].map((last) => `1.2.840.10008.1.2.4.${last}`),
  ]);
  /** Of a deflated data set. */
  const MOST_BYTES = 2 ** 28;
  const LONG_VRS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const damaged = (what) => refuse("BMD-1004", `The ${what} file ends too early or is damaged.`);

  function checkSize(width, height) {
    if (width < 32 || height < 32) refuse("BMD-1005", "Expected at least 32 by 32 pixels.");
    if (width * height > MOST_PIXELS) refuse("BMD-1006", "Expected fewer pixels.");
  }

  /** The first so many bytes; what is behind them is not inflated. */
  async function inflate(parts, most, format = "deflate") {
    const reader = new Blob(parts).stream().pipeThrough(new DecompressionStream(format)).getReader();
    const chunks = [];
    let length = 0;
    while (length < most) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value.subarray(0, most - length));
      length += chunks.at(-1).length;
    }
    reader.cancel().catch(() => {});
    const whole = new Uint8Array(length);
    for (let at = 0; chunks.length > 0; at += chunks.shift().length) whole.set(chunks[0], at);
    return whole;
  }

  /** Grey PNG of 8 or 16 bits, not interlaced. */
  async function png(bytes) {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let header = null;
    const packed = [];
    for (let at = 8; at + 12 <= bytes.length; ) {
      const length = data.getUint32(at);
      const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      if (length > bytes.length - at - 12) damaged("PNG");
      if (type === "IHDR") {
        header = {
          width: data.getUint32(at + 8), height: data.getUint32(at + 12), bits: bytes[at + 16], colour: bytes[at + 17],
          interlaced: bytes[at + 20] !== 0,
        };
      } else if (type === "IDAT") packed.push(bytes.subarray(at + 8, at + 8 + length));
      else if (type === "IEND") break;
      at += 12 + length;
    }
    if (!header) damaged("PNG");
    const { width, height, bits } = header;
    if (header.colour !== 0 || (bits !== 8 && bits !== 16) || header.interlaced) {
      refuse("BMD-1007", "Expected a grey PNG of 8 or 16 bits, not interlaced.");
    }
    checkSize(width, height);
    const size = bits / 8;
    const stride = width * size;
    let rows;
    try {
      rows = await inflate(packed, height * (stride + 1));
    } catch {
      damaged("PNG");
    }
    if (rows.length < height * (stride + 1)) damaged("PNG");
    const grey = new Uint16Array(width * height);
    let above = new Uint8Array(stride);
    for (let y = 0; y < height; y++) {
      const filter = rows[y * (stride + 1)];
      const row = rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
      unfilter(filter, row, above, size);
      for (let x = 0; x < width; x++) grey[y * width + x] = size === 1 ? row[x] * 257 : row[2 * x] * 256 + row[2 * x + 1];
      above = row;
    }
    return { picture: { grey, width, height }, side: "UNKNOWN", spacing: NaN };
  }

  function unfilter(filter, row, above, size) {
    if (filter > 4) damaged("PNG");
    for (let i = 0; i < row.length; i++) {
      const left = i >= size ? row[i - size] : 0;
      const up = above[i];
      const corner = i >= size ? above[i - size] : 0;
      if (filter === 1) row[i] += left;
      else if (filter === 2) row[i] += up;
      else if (filter === 3) row[i] += (left + up) >> 1;
      else if (filter === 4) {
        const p = left + up - corner;
        const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
        row[i] += a <= b && a <= c ? left : b <= c ? up : corner;
      }
    }
  }

  /** The elements of a little-endian data set up to the pixels, or of one group; sequences are passed over. */
  function elements(bytes, from, explicit, group = null) {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = new Map();
    let at = from;
    const skipUndefined = (start, nested) => {
      // Items of undefined length nest; delimiters end them.
      let depth = nested;
      let i = start;
      while (depth > 0) {
        if (i + 8 > bytes.length) damaged("DICOM");
        const tag = data.getUint16(i, true) * 65536 + data.getUint16(i + 2, true);
        if (tag === 0xfffee0dd || tag === 0xfffee00d) {
          depth--;
          i += 8;
        } else if (tag === 0xfffee000) {
          const length = data.getUint32(i + 4, true);
          i += 8;
          if (length === 0xffffffff) depth++;
          else i += length;
        } else {
          const inner = element(i);
          i = inner.value;
          if (inner.length === 0xffffffff) depth++;
          else i += inner.length;
        }
      }
      return i;
    };
    const element = (i) => {
      if (i + 8 > bytes.length) damaged("DICOM");
      const tag = data.getUint16(i, true) * 65536 + data.getUint16(i + 2, true);
      if (!explicit) return { tag, vr: "", length: data.getUint32(i + 4, true), value: i + 8 };
      const vr = String.fromCharCode(bytes[i + 4], bytes[i + 5]);
      if (!LONG_VRS.has(vr)) return { tag, vr, length: data.getUint16(i + 6, true), value: i + 8 };
      if (i + 12 > bytes.length) damaged("DICOM");
      return { tag, vr, length: data.getUint32(i + 8, true), value: i + 12 };
    };
    while (at + 8 <= bytes.length) {
      const one = element(at);
      if (group !== null && Math.floor(one.tag / 65536) !== group) break;
      if (one.length === 0xffffffff) {
        if (one.tag === 0x7fe00010) return { found, end: at, frame: bmd.frameOf(bytes, one.value) };
        at = skipUndefined(one.value, 1);
        continue;
      }
      if (one.length > bytes.length - one.value) damaged("DICOM");
      found.set(one.tag, bytes.subarray(one.value, one.value + one.length));
      if (one.tag === 0x7fe00010) break;
      at = one.value + one.length;
    }
    return { found, end: at };
  }

  /** What the file is behind its first part. */
  async function dataSet(bytes, end, syntax) {
    if (syntax !== DEFLATED) return elements(bytes, end, syntax !== IMPLICIT);
    let whole;
    try {
      whole = await inflate([bytes.subarray(end)], MOST_BYTES, "deflate-raw");
    } catch {
      damaged("DICOM");
    }
    if (whole.length === MOST_BYTES) refuse("BMD-1006", "Expected a smaller file.");
    return elements(whole, 0, true);
  }

  /** Values of compressed pixels as a cell of the header's has them: the high bit of what is stored where the header says. */
  function cellsOf(frame, syntax, { width, height, allocated, stored, high, signed }) {
    const decoded = bmd.decodeFrame(frame, syntax, { width, height, allocated });
    const { cells, precision, near } = decoded;
    if (decoded.sequential && stored !== 8) refuse("BMD-1007", "Expected 8 bits stored where the JPEG has 8.");
    const largest = 2 ** stored - 1;
    for (let i = 0; i < cells.length; i++) {
      // What near-lossless coding made of the largest value is that value again.
      if (near > 0 && !signed && high === stored - 1 && cells[i] > largest && cells[i] - largest <= near) cells[i] = largest;
      const above = cells[i] >> (high + 1);
      const copies = signed && (cells[i] >> high) === 2 ** (precision - high) - 1;
      if (above !== 0 && !copies) refuse("BMD-1008", "The DICOM header is wrong about its pixels: they use bits above the high one.");
      if (signed && precision < stored && cells[i] >= 2 ** (precision - 1)) cells[i] += 2 ** stored - 2 ** precision;
      // A codestream of fewer bits has the values themselves.
      if (precision <= high) cells[i] <<= high + 1 - stored;
    }
    return cells;
  }

  /** A value of so many bits as 16, so that black stays 0 and white becomes 65535. */
  function stretch(value, bits) {
    let stretched = value << (16 - bits);
    for (let filled = bits; filled < 16; filled *= 2) stretched |= stretched >> filled;
    return stretched;
  }

  /** Single-frame grey DICOM, little endian. */
  async function dicom(bytes) {
    const latin = new TextDecoder("latin1");
    const trim = (value) => latin.decode(value).replace(/[\0 ]+$/, "").trim();
    const { found: meta, end } = elements(bytes, 132, true, 2);
    const syntax = meta.has(0x00020010) ? trim(meta.get(0x00020010)) : "";
    if (!READ.has(syntax)) {
      const named = bmd.otherSyntax(syntax) ?? `Transfer syntax ${/^[0-9.]{1,64}$/.test(syntax) ? syntax : "(not a UID)"}`;
      refuse("BMD-1007", `${named} is not read here. The SDK reads many more, or ask the archive for explicit little endian.`);
    }
    const { found: set, frame } = await dataSet(bytes, end, syntax);
    const number = (tag, otherwise) => {
      if (!set.has(tag)) {
        if (otherwise === undefined) damaged("DICOM");
        return otherwise;
      }
      const value = set.get(tag);
      return value[0] + 256 * value[1];
    };
    const decimal = (tag, otherwise) => {
      if (!set.has(tag) || trim(set.get(tag)) === "") return otherwise;
      const value = Number(trim(set.get(tag)).split("\\")[0]);
      if (!Number.isFinite(value)) refuse("BMD-1008", "A number of the DICOM header cannot be read.");
      return value;
    };
    const text = (tag) => (set.has(tag) ? trim(set.get(tag)) : "");
    const height = number(0x00280010);
    const width = number(0x00280011);
    checkSize(width, height);
    const allocated = number(0x00280100);
    const stored = number(0x00280101, allocated);
    const high = number(0x00280102, stored - 1);
    const signed = number(0x00280103, 0) === 1;
    const polarity = text(0x00280004);
    const pixels = set.get(0x7fe00010);
    const frames = text(0x00280008);
    if (number(0x00280002, 1) !== 1 || !polarity.startsWith("MONOCHROME") || (allocated !== 8 && allocated !== 16)) {
      refuse("BMD-1007", "Expected a grey DICOM picture of 8 or 16 bits.");
    }
    if (frames !== "" && Number(frames) !== 1) refuse("BMD-1007", "Expected one picture, received a series of frames.");
    if (set.has(0x00283000) || stored < 1 || stored > allocated || high < stored - 1 || high >= allocated) {
      refuse("BMD-1007", "Expected plain grey values. The SDK reads look-up tables and packed values.");
    }
    const cells = frame ? cellsOf(frame, syntax, { width, height, allocated, stored, high, signed }) : null;
    if (!cells && (!pixels || pixels.length < (width * height * allocated) / 8)) damaged("DICOM");
    const slope = decimal(0x00281053, 1);
    const inverted = (polarity === "MONOCHROME1") !== slope < 0;
    const shift = high + 1 - stored;
    const white = 2 ** stored - 1;
    const sign = signed ? 2 ** (stored - 1) : 0;
    const grey = new Uint16Array(width * height);
    for (let i = 0; i < grey.length; i++) {
      const raw = cells ? cells[i] : allocated === 8 ? pixels[i] : pixels[2 * i] + 256 * pixels[2 * i + 1];
      // Two's complement is a rank from dark to bright by its sign bit flipped.
      const rank = ((raw >> shift) & white) ^ sign ^ (inverted ? white : 0);
      grey[i] = stretch(rank, stored);
    }
    const spacing = decimal(0x00181164, NaN) / decimal(0x00181114, 1);
    const laterality = text(0x00200062) || text(0x00200060);
    const side = laterality === "L" ? "LEFT" : laterality === "R" ? "RIGHT" : "UNKNOWN";
    return { picture: { grey, width, height }, side, spacing };
  }

  /**
   * A file's picture, and what it says of side and pixel size; nothing else of a header is kept.
   *
   * @throws BmdError
   */
  async function read(bytes) {
    if (SIGNATURE.every((byte, i) => bytes[i] === byte)) return png(bytes);
    if (bytes.length > 144 && String.fromCharCode(...bytes.subarray(128, 132)) === "DICM") return dicom(bytes);
    return refuse("BMD-1003", "Expected a PNG or DICOM file.");
  }

  Object.assign(bmd, { read });
})((globalThis.BMD ??= {}));
