// Grey pictures from PNG and from uncompressed DICOM files, bone bright. Other kinds are refused: the SDK reads many more
// (sdk/DICOM.md), and a page is no place for a dozen decoders.
(function (bmd) {
  "use strict";

  const MOST_PIXELS = 2 ** 26;
  const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  const IMPLICIT = "1.2.840.10008.1.2";
  const EXPLICIT = "1.2.840.10008.1.2.1";
  const LONG_VRS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const damaged = (what) => refuse("BMD-1004", `The ${what} file ends too early or is damaged.`);

  function checkSize(width, height) {
    if (width < 32 || height < 32) refuse("BMD-1005", "Expected at least 32 by 32 pixels.");
    if (width * height > MOST_PIXELS) refuse("BMD-1006", "Expected fewer pixels.");
  }

  async function inflate(parts) {
    const stream = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
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
      rows = await inflate(packed);
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
        if (one.tag === 0x7fe00010) refuse("BMD-1007", "Expected uncompressed DICOM. The SDK reads compressed ones.");
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

  /** Uncompressed single-frame grey DICOM in either little-endian transfer syntax. */
  function dicom(bytes) {
    const latin = new TextDecoder("latin1");
    const trim = (value) => latin.decode(value).replace(/[\0 ]+$/, "").trim();
    const { found: meta, end } = elements(bytes, 132, true, 2);
    const syntax = meta.has(0x00020010) ? trim(meta.get(0x00020010)) : "";
    if (syntax !== IMPLICIT && syntax !== EXPLICIT) {
      refuse("BMD-1007", "Expected uncompressed little-endian DICOM. The SDK reads compressed ones.");
    }
    const set = elements(bytes, end, syntax === EXPLICIT).found;
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
    if (set.has(0x00283000) || stored > allocated || high < stored - 1 || high >= allocated) {
      refuse("BMD-1007", "Expected plain grey values. The SDK reads look-up tables and packed values.");
    }
    if (!pixels || pixels.length < (width * height * allocated) / 8) damaged("DICOM");
    const slope = decimal(0x00281053, 1);
    const negative = (polarity === "MONOCHROME1") !== slope < 0;
    const values = new Float64Array(width * height);
    let least = Infinity;
    let greatest = -Infinity;
    const shift = high + 1 - stored;
    const range = 2 ** stored;
    for (let i = 0; i < values.length; i++) {
      const raw = allocated === 8 ? pixels[i] : pixels[2 * i] + 256 * pixels[2 * i + 1];
      let value = Math.floor(raw / 2 ** shift) % range;
      if (signed && value >= range / 2) value -= range;
      values[i] = negative ? -value : value;
      least = Math.min(least, values[i]);
      greatest = Math.max(greatest, values[i]);
    }
    const grey = new Uint16Array(values.length);
    const scale = greatest > least ? 65535 / (greatest - least) : 0;
    for (let i = 0; i < grey.length; i++) grey[i] = Math.round((values[i] - least) * scale);
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
