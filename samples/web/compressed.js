// Compressed pixels of DICOM (PS3.5, A.4): which coding a frame has, and run lengths. The frame itself says it: archives recompress
// and leave the old transfer syntax in the header.
(function (bmd) {
  "use strict";

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const corrupt = (how) => refuse("BMD-1008", `The DICOM file is damaged: ${how}. Fetch it again.`);
  const HEADER = 64;
  const ITEM = 0xfffee000;
  const DELIMITER = 0xfffee0dd;

  /** What the page says of transfer syntaxes that it does not read. */
  const OTHERS = {
    "1.2.840.10008.1.2.2": "Big-endian DICOM",
    "1.2.840.10008.1.2.4.51": "JPEG extended",
    "1.2.840.10008.1.2.4.53": "Progressive JPEG",
    "1.2.840.10008.1.2.4.55": "Progressive JPEG",
    "1.2.840.10008.1.2.4.90": "JPEG 2000",
    "1.2.840.10008.1.2.4.91": "JPEG 2000",
    "1.2.840.10008.1.2.4.201": "High-Throughput JPEG 2000",
    "1.2.840.10008.1.2.4.202": "High-Throughput JPEG 2000",
    "1.2.840.10008.1.2.4.203": "High-Throughput JPEG 2000",
  };

  /** The fragments behind the element of the pixels, joined; refused if they are several pictures. */
  function frameOf(bytes, start) {
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const fragments = [];
    let offsets = 0;
    let at = start;
    for (let first = true; ; first = false) {
      if (at + 8 > bytes.length) refuse("BMD-1004", "The DICOM file ends too early or is damaged.");
      const tag = data.getUint16(at, true) * 65536 + data.getUint16(at + 2, true);
      const length = data.getUint32(at + 4, true);
      at += 8;
      if (tag === DELIMITER) break;
      if (tag !== ITEM) corrupt("its pixel data are no fragments");
      if (length > bytes.length - at) refuse("BMD-1004", "The DICOM file ends too early or is damaged.");
      if (first) offsets = length / 4;
      else fragments.push(bytes.subarray(at, at + length));
      at += length;
    }
    const frames = fragments.filter(startsFrame).length;
    if (Math.max(frames, offsets) > 1) refuse("BMD-1007", "Expected one picture, received a series of frames.");
    const frame = new Uint8Array(fragments.reduce((sum, fragment) => sum + fragment.length, 0));
    let filled = 0;
    for (const fragment of fragments) {
      frame.set(fragment, filled);
      filled += fragment.length;
    }
    return frame;
  }

  const isJpeg = (bytes) => bytes.length > 2 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  const isJpeg2000 = (bytes) =>
    bytes.length > 3 && ((bytes[0] === 0xff && bytes[1] === 0x4f && bytes[2] === 0xff && bytes[3] === 0x51) ||
      (bytes.length > 7 && String.fromCharCode(...bytes.subarray(4, 8)) === "jP  "));

  /** A header of segments, of which the first follows at once and the unused are 0. */
  function isRunLength(bytes) {
    if (bytes.length < HEADER) return false;
    const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
    const segments = header.getUint32(0, true);
    if (segments < 1 || segments > 15 || header.getUint32(4, true) !== HEADER) return false;
    for (let unused = segments + 1; unused < HEADER / 4; unused++) if (header.getUint32(4 * unused, true) !== 0) return false;
    return true;
  }

  const startsFrame = (bytes) => isJpeg(bytes) || isJpeg2000(bytes) || isRunLength(bytes);

  /** One PackBits segment a byte of a pixel, the most significant first (PS3.5, annex G). */
  function runLength(frame, planes, pixels) {
    const truncated = () => refuse("BMD-1004", "The RLE data ends before the DICOM picture does. Fetch the file again.");
    if (frame.length < HEADER) truncated();
    const header = new DataView(frame.buffer, frame.byteOffset, HEADER);
    if (header.getUint32(0, true) !== planes) corrupt(`it has ${header.getUint32(0, true)} RLE segments, not ${planes}`);
    // Two bytes make at most 128 pixels; less data than that is not worth allocating for.
    if ((frame.length - HEADER) * 64 < pixels * planes) truncated();
    const cells = new Uint16Array(pixels);
    for (let plane = 0; plane < planes; plane++) {
      const start = header.getUint32(4 + 4 * plane, true);
      const end = plane + 1 < planes ? header.getUint32(8 + 4 * plane, true) : frame.length;
      if (start < HEADER || end < start || end > frame.length) truncated();
      const shift = 8 * (planes - 1 - plane);
      let at = start;
      for (let filled = 0; filled < pixels; ) {
        if (at >= end) truncated();
        const control = frame[at++];
        if (control === 128) continue;
        const run = control > 128;
        const count = run ? 257 - control : control + 1;
        if (at + (run ? 1 : count) > end) truncated();
        for (let i = 0; i < count && filled < pixels; i++) cells[filled++] |= frame[run ? at : at + i] << shift;
        at += run ? 1 : count;
      }
    }
    return { cells, precision: 8 * planes };
  }

  /** Whether the frame is JPEG-LS rather than another JPEG. */
  function isJpegLs(frame) {
    const segment = bmd.jpegSegments(frame);
    for (;;) {
      const marker = segment.next();
      if (marker === 0xf7) return true;
      if (marker === 0xda || (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)) return false;
    }
  }

  /**
   * The stored values of compressed pixels.
   *
   * @param syntax the transfer syntax that the header declares
   * @param size width, height and bits that the header allocates for a pixel
   * @returns {{cells: Uint16Array, precision: number}} precision: bits of a value as the coding has it
   * @throws BmdError
   */
  function decodeFrame(frame, syntax, size) {
    const other = (what) => refuse("BMD-1007", `${what} is not read here. The SDK reads it, or ask the archive for explicit little endian.`);
    if (frame.length === 0) refuse("BMD-1004", "The DICOM file has no pixel data. Fetch it again.");
    if (isJpeg2000(frame)) other(OTHERS[syntax] ?? "JPEG 2000");
    let decoded;
    if (isJpeg(frame)) decoded = isJpegLs(frame) ? bmd.jpegLs(frame, size) : bmd.jpeg(frame, size);
    else if (isRunLength(frame)) decoded = runLength(frame, size.allocated / 8, size.width * size.height);
    else if (OTHERS[syntax]) other(OTHERS[syntax]);
    else corrupt("its pixel data does not fit its transfer syntax");
    if (decoded.precision > size.allocated) corrupt(`its JPEG has ${decoded.precision} bits, its header ${size.allocated}`);
    return decoded;
  }

  Object.assign(bmd, { frameOf, decodeFrame, otherSyntax: (syntax) => OTHERS[syntax] });
})((globalThis.BMD ??= {}));
