// Grey single-frame DICOM, little endian, bone bright and upright; compressed.js, jpeg.js and jpegls.js read what is compressed,
// header.js what the header means. What is not read is refused by name: the SDK reads many more (sdk/DICOM.md), and a page is no
// place for a dozen decoders.
(function (bmd) {
  "use strict";

  const IMPLICIT = "1.2.840.10008.1.2";
  const DEFLATED = "1.2.840.10008.1.2.1.99";
  /** Explicit little endian, and what is written so around compressed pixels; the pixels themselves say how. */
  const READ = new Set([
    IMPLICIT, DEFLATED, "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5",
    ...[50, 51, 53, 55, 57, 70, 80, 81, 90, 91, 201, 202, 203].map((last) => `1.2.840.10008.1.2.4.${last}`),
  ]);
  /** Share of a picture's pixels that may be darker than its darkest grey. */
  const DEAD = 0.0005;
  /** Of a deflated data set. */
  const MOST_BYTES = 2 ** 28;
  const LONG_VRS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const damaged = () => refuse("BMD-1004", "The DICOM file ends too early or is damaged.");

  /** The elements of a little-endian data set up to the pixels, or of one group; sequences as the bytes of their items. */
  function elements(bytes, from, explicit, group = null) {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = new Map();
    let at = from;
    const skipUndefined = (start, nested) => {
      // Items of undefined length nest; delimiters end them.
      let depth = nested;
      let i = start;
      while (depth > 0) {
        if (i + 8 > bytes.length) damaged();
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
      if (i + 8 > bytes.length) damaged();
      const tag = data.getUint16(i, true) * 65536 + data.getUint16(i + 2, true);
      if (!explicit) return { tag, vr: "", length: data.getUint32(i + 4, true), value: i + 8 };
      const vr = String.fromCharCode(bytes[i + 4], bytes[i + 5]);
      if (!LONG_VRS.has(vr)) return { tag, vr, length: data.getUint16(i + 6, true), value: i + 8 };
      if (i + 12 > bytes.length) damaged();
      return { tag, vr, length: data.getUint32(i + 8, true), value: i + 12 };
    };
    while (at + 8 <= bytes.length) {
      const one = element(at);
      // An item's delimiter ends what is read of a sequence.
      if (one.tag >= 0xfffee000 || (group !== null && Math.floor(one.tag / 65536) !== group)) break;
      if (one.length === 0xffffffff) {
        if (one.tag === 0x7fe00010) return { found, end: at, frame: bmd.frameOf(bytes, one.value) };
        at = skipUndefined(one.value, 1);
        found.set(one.tag, bytes.subarray(one.value, at));
        continue;
      }
      if (one.length > bytes.length - one.value) damaged();
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
      whole = await bmd.inflate([bytes.subarray(end)], MOST_BYTES, "deflate-raw");
    } catch {
      damaged();
    }
    if (whole.length === MOST_BYTES) refuse("BMD-1006", "Expected a smaller file.");
    return elements(whole, 0, true);
  }

  /** The items of a sequence, each as its elements. */
  function items(sequence, explicit) {
    const data = new DataView(sequence.buffer, sequence.byteOffset, sequence.byteLength);
    const found = [];
    for (let at = 0; at + 8 <= sequence.length; ) {
      if (data.getUint16(at, true) * 65536 + data.getUint16(at + 2, true) !== 0xfffee000) break;
      const length = data.getUint32(at + 4, true);
      at += 8;
      if (length !== 0xffffffff && length > sequence.length - at) damaged();
      const end = length === 0xffffffff ? sequence.length : at + length;
      const item = elements(sequence.subarray(0, end), at, explicit);
      found.push(item.found);
      at = length === 0xffffffff ? item.end + 8 : end;
    }
    return found;
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

  async function dicom(bytes) {
    const { found: meta, end } = elements(bytes, 132, true, 2);
    const syntax = new bmd.Header(meta, items, true).text(0x00020010);
    if (!READ.has(syntax)) {
      const named = bmd.otherSyntax(syntax) ?? `Transfer syntax ${/^[0-9.]{1,64}$/.test(syntax) ? syntax : "(not a UID)"}`;
      refuse("BMD-1007", `${named} is not read here. The SDK reads many more, or ask the archive for explicit little endian.`);
    }
    const { found, frame } = await dataSet(bytes, end, syntax);
    const header = new bmd.Header(found, items, syntax !== IMPLICIT);
    const format = header.format();
    const { width, height, allocated, stored, high, signed } = format;
    bmd.checkSize(width, height);
    const pixels = found.get(0x7fe00010);
    const cells = frame ? cellsOf(frame, syntax, format) : null;
    if (!cells && (!pixels || pixels.length < (width * height * allocated) / 8)) damaged();
    const padded = header.padding(format);
    const shift = high + 1 - stored;
    const white = 2 ** stored - 1;
    // Two's complement is a rank from dark to bright by its sign bit flipped.
    const flip = (signed ? 2 ** (stored - 1) : 0) ^ (header.inverted() ? white : 0);
    const grey = new Uint16Array(width * height);
    const outside = [];
    for (let i = 0; i < grey.length; i++) {
      const raw = cells ? cells[i] : allocated === 8 ? pixels[i] : pixels[2 * i] + 256 * pixels[2 * i + 1];
      const value = (raw >> shift) & white;
      if (padded(value)) outside.push(i);
      grey[i] = stretch(value ^ flip, stored);
    }
    if (outside.length > 0) darken(grey, outside);
    return { picture: header.orientation().upright({ grey, width, height }), side: header.side(), spacing: header.spacing() };
  }

  /** Gives pixels outside of the picture the darkest grey of the others, single dead pixels aside. */
  function darken(grey, outside) {
    const counts = new Uint32Array(65536);
    for (const value of grey) counts[value]++;
    for (const i of outside) counts[grey[i]]--;
    const count = grey.length - outside.length;
    let darkest = 0;
    for (let darker = 0; darkest < 65536 && darker + counts[darkest] <= DEAD * count; darkest++) darker += counts[darkest];
    for (const i of outside) grey[i] = count === 0 ? 0 : darkest;
  }

  Object.assign(bmd, { dicom });
})((globalThis.BMD ??= {}));
