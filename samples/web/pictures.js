// Grey pictures from PNG files, and from DICOM by dicom.js, bone bright. Other kinds are refused: the SDK reads many more.
(function (bmd) {
  "use strict";

  const MOST_PIXELS = 2 ** 26;
  const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

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

  /**
   * A file's picture, and what it says of side and pixel size; nothing else of a header is kept.
   *
   * @throws BmdError
   */
  async function read(bytes) {
    if (SIGNATURE.every((byte, i) => bytes[i] === byte)) return png(bytes);
    if (bytes.length > 144 && String.fromCharCode(...bytes.subarray(128, 132)) === "DICM") return bmd.dicom(bytes);
    return refuse("BMD-1003", "Expected a PNG or DICOM file.");
  }

  Object.assign(bmd, { read, checkSize, inflate });
})((globalThis.BMD ??= {}));
