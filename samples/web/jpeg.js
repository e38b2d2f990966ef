// JPEG inside DICOM, one component: lossless (process 14, ITU-T T.81 annexes F and H) and sequential of 8 bits, whose cosine
// transform is that of the Independent JPEG Group's "islow", so that greys are those of decoders built on it. What is damaged or
// of another kind is refused; work and memory are bounded by the bytes and by the pixels that the DICOM header states.
(function (bmd) {
  "use strict";

  const [DHT, SOI, EOI, SOS, DQT, DNL, DRI] = [0xc4, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd];
  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const corrupt = (how) => refuse("BMD-1008", `The DICOM file is damaged: ${how}. Fetch it again.`);
  const truncated = () => refuse("BMD-1004", "The JPEG ends before the DICOM picture does. Fetch the file again.");
  const unsupported = (what) => refuse("BMD-1007", `${what} is not read here. The SDK reads it.`);

  /** Goes from marker segment to marker segment and reads each within its length. */
  class Segments {
    constructor(bytes) {
      if (bytes.length < 2 || bytes[0] !== 0xff || bytes[1] !== SOI) corrupt("its pixel data is not JPEG");
      this.bytes = bytes;
      this.at = 2;
      this.end = 2;
    }

    /** Enters the next segment and returns its marker. */
    next() {
      this.at = this.end;
      this.end = this.bytes.length;
      if (this.u8() !== 0xff) corrupt("a JPEG marker is missing");
      let marker = this.u8();
      while (marker === 0xff) marker = this.u8();
      if (marker === EOI) truncated();
      const start = this.at;
      this.end = start + Math.max(2, this.u16());
      return marker;
    }

    get left() {
      return this.end - this.at;
    }

    u8() {
      if (this.at >= this.bytes.length) truncated();
      if (this.at >= this.end) corrupt("a JPEG segment ends within its values");
      return this.bytes[this.at++];
    }

    u16() {
      return this.u8() * 256 + this.u8();
    }
  }

  /** Annex C: limits of the codes of each length, aligned to 16 bits. */
  class Huffman {
    constructor(segment) {
      const counts = Array.from({ length: 16 }, () => segment.u8());
      this.values = Uint8Array.from({ length: counts.reduce((sum, count) => sum + count, 0) }, () => segment.u8());
      this.limits = new Int32Array(17);
      this.offsets = new Int32Array(17);
      let code = 0;
      let index = 0;
      for (let length = 1; length <= 16; length++) {
        this.offsets[length] = index - code;
        code += counts[length - 1];
        index += counts[length - 1];
        if (code > 1 << length) corrupt("a Huffman table with too many codes");
        this.limits[length] = code << (16 - length);
        code <<= 1;
      }
    }
  }

  /** The bits of a scan: stuffed bytes are taken out, and a marker ends the data. */
  class Bits {
    constructor(bytes, start) {
      this.bytes = bytes;
      this.at = start;
      this.clear();
    }

    clear() {
      this.bits = 0;
      this.available = 0;
      // Zeros that were supplied beyond the data, to look ahead; using one of them is an error.
      this.supplied = 0;
    }

    fill() {
      const { bytes } = this;
      while (this.available <= 24) {
        let next = 0;
        if (this.at < bytes.length && bytes[this.at] !== 0xff) next = bytes[this.at++];
        else if (this.at + 1 < bytes.length && bytes[this.at + 1] === 0) {
          next = 0xff;
          this.at += 2;
        } else this.supplied += 8;
        this.bits = (this.bits << 8) | next;
        this.available += 8;
      }
    }

    take(count) {
      this.available -= count;
      if (this.available < this.supplied) truncated();
    }

    /** What the next code stands for. */
    symbol(table) {
      this.fill();
      const next = (this.bits >>> (this.available - 16)) & 0xffff;
      let length = 1;
      while (length <= 16 && next >= table.limits[length]) length++;
      if (length > 16) corrupt("a code that its Huffman table does not have");
      this.take(length);
      return table.values[table.offsets[length] + (next >> (16 - length))];
    }

    /** The number of a category, in that many bits. */
    value(category) {
      if (category === 0) return 0;
      this.fill();
      const value = (this.bits >>> (this.available - category)) & ((1 << category) - 1);
      this.take(category);
      return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
    }

    /** Begins anew behind the restart marker, which is to be here. */
    restart() {
      this.clear();
      if (this.at + 1 >= this.bytes.length) truncated();
      if (this.bytes[this.at] !== 0xff || (this.bytes[this.at + 1] & 0xf8) !== 0xd0) corrupt("a JPEG restart marker is missing");
      this.at += 2;
    }
  }

  const PROCESSES = {
    0xc2: "Progressive JPEG", 0xc5: "Hierarchical JPEG", 0xc6: "Hierarchical JPEG", 0xc7: "Hierarchical JPEG",
    0xc9: "Arithmetic JPEG", 0xca: "Arithmetic JPEG", 0xcb: "Arithmetic JPEG", 0xcd: "Arithmetic JPEG",
    0xce: "Arithmetic JPEG", 0xcf: "Arithmetic JPEG",
  };

  function frameOf(segment, marker, size) {
    const frame = { lossless: marker === 0xc3, precision: segment.u8(), height: segment.u16(), width: segment.u16() };
    const components = segment.u8();
    if (frame.height === 0) frame.height = definedLines(segment);
    if (components !== 1) unsupported(`JPEG with ${components} components`);
    if (frame.lossless ? frame.precision < 2 || frame.precision > 16 : frame.precision !== 8) {
      unsupported(`${frame.lossless ? "Lossless" : "Sequential"} JPEG of ${frame.precision} bits`);
    }
    if (frame.width !== size.width || frame.height !== size.height) {
      corrupt(`its header says ${size.width}x${size.height} pixels, its picture ${frame.width}x${frame.height}`);
    }
    segment.u16();
    frame.table = segment.u8();
    return frame;
  }

  /** The height that a DNL marker behind the scan defines where the frame says 0. */
  function definedLines({ bytes, at }) {
    for (let i = at; i + 5 < bytes.length; i++) {
      if (bytes[i] === 0xff && bytes[i + 1] === DNL && bytes[i + 2] === 0 && bytes[i + 3] === 4) return bytes[i + 4] * 256 + bytes[i + 5];
    }
    return corrupt("neither the frame nor a DNL marker of its JPEG says how high it is");
  }

  /**
   * The values of a frame.
   *
   * @param bytes the JPEG stream
   * @param size width and height that the DICOM header states
   * @returns {{cells: Uint16Array, precision: number, sequential: boolean}}
   * @throws BmdError
   */
  function jpeg(bytes, size) {
    const segment = new Segments(bytes);
    const tables = new Map();
    const quantisation = new Map();
    let frame = null;
    let interval = 0;
    for (;;) {
      const marker = segment.next();
      if (PROCESSES[marker]) unsupported(PROCESSES[marker]);
      if (marker === 0xc0 || marker === 0xc1 || marker === 0xc3) frame = frameOf(segment, marker, size);
      else if (marker === DHT) {
        while (segment.left > 0) {
          const kind = segment.u8();
          if ((kind & 0xef) > 3) corrupt(`a Huffman table of kind ${kind}`);
          tables.set(kind, new Huffman(segment));
        }
      } else if (marker === DQT) {
        while (segment.left > 0) {
          const kind = segment.u8();
          quantisation.set(kind & 15, Int32Array.from({ length: 64 }, () => (kind >> 4 ? segment.u16() : segment.u8())));
        }
      } else if (marker === DRI) interval = segment.u16();
      else if (marker === SOS) {
        if (!frame) corrupt("a JPEG scan without frame");
        const components = segment.u8();
        segment.u8();
        const table = segment.u8();
        const scan = { first: segment.u8(), last: segment.u8(), shift: segment.u8() & 15, interval };
        if (components !== 1) corrupt(`a JPEG scan of ${components} components`);
        scan.dc = tables.get(table >> 4);
        scan.ac = tables.get(0x10 | (table & 15));
        scan.quantisation = quantisation.get(frame.table);
        const bits = new Bits(bytes, segment.end);
        // A pixel takes at least one bit, a block of cosines two.
        const least = frame.lossless ? frame.width * frame.height : 2 * Math.ceil(frame.width / 8) * Math.ceil(frame.height / 8);
        if ((bytes.length - segment.end) * 8 < least) truncated();
        const cells = frame.lossless ? lossless(bits, frame, scan) : sequential(bits, frame, scan);
        return { cells, precision: frame.precision, sequential: !frame.lossless };
      }
    }
  }

  /** Prediction and differences as in H.1.2; the first line after a restart predicts from the left alone. */
  function lossless(bits, { width, height, precision }, { first: predictor, shift, dc, interval }) {
    if (!dc || predictor < 1 || predictor > 7 || shift >= precision) corrupt(`a lossless scan of predictor ${predictor}, shift ${shift}`);
    const cells = new Uint16Array(width * height);
    let untilRestart = interval;
    let firstLine = 0;
    let fresh = true;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (interval > 0 && untilRestart-- === 0) {
          bits.restart();
          untilRestart = interval - 1;
          firstLine = y;
          fresh = true;
        }
        let prediction;
        if (fresh) {
          prediction = 1 << (precision - shift - 1);
          fresh = false;
        } else if (x === 0) prediction = cells[i - width];
        else if (y === firstLine) prediction = cells[i - 1];
        else prediction = predict(predictor, cells[i - 1], cells[i - width], cells[i - width - 1]);
        const category = bits.symbol(dc);
        if (category > 16) corrupt(`a difference of ${category} bits`);
        cells[i] = prediction + (category === 16 ? 32768 : bits.value(category));
      }
    }
    if (shift > 0) for (let i = 0; i < cells.length; i++) cells[i] <<= shift;
    return cells;
  }

  /** Table H.1: a is left, b above, c above left. */
  function predict(predictor, a, b, c) {
    switch (predictor) {
      case 1: return a;
      case 2: return b;
      case 3: return c;
      case 4: return a + b - c;
      case 5: return a + ((b - c) >> 1);
      case 6: return b + ((a - c) >> 1);
      default: return (a + b) >> 1;
    }
  }

  const ZIGZAG = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
  ];

  /** Blocks of 8 by 8 cosines, F.2. */
  function sequential(bits, { width, height }, { first, last, shift, dc, ac, quantisation, interval }) {
    if (!dc || !ac || !quantisation || first !== 0 || last !== 63 || shift !== 0) corrupt("a JPEG scan without its tables");
    const cells = new Uint16Array(width * height);
    const block = new Int32Array(64);
    let untilRestart = interval;
    let level = 0;
    for (let top = 0; top < height; top += 8) {
      for (let left = 0; left < width; left += 8) {
        if (interval > 0 && untilRestart-- === 0) {
          bits.restart();
          untilRestart = interval - 1;
          level = 0;
        }
        block.fill(0);
        const category = bits.symbol(dc);
        if (category > 15) corrupt(`a coefficient of ${category} bits`);
        level += bits.value(category);
        block[0] = level * quantisation[0];
        for (let k = 1; k < 64; k++) {
          const symbol = bits.symbol(ac);
          const size = symbol & 15;
          if (size === 0 && symbol !== 0xf0) break;
          k += symbol >> 4;
          if (k > 63) corrupt("a block of more than 64 coefficients");
          if (size > 0) block[ZIGZAG[k]] = bits.value(size) * quantisation[k];
        }
        inverseCosine(block);
        for (let y = 0; y < 8 && top + y < height; y++) {
          for (let x = 0; x < 8 && left + x < width; x++) cells[(top + y) * width + left + x] = block[8 * y + x];
        }
      }
    }
    return cells;
  }

  /** Columns, then rows, in whole numbers of 13 bits behind the point: jidctint.c of the Independent JPEG Group, in place. */
  function inverseCosine(block) {
    for (let i = 0; i < 8; i++) cosines(block, i, 8, 11, 0);
    for (let i = 0; i < 64; i += 8) cosines(block, i, 1, 18, 128);
    for (let i = 0; i < 64; i++) block[i] = block[i] < 0 ? 0 : block[i] > 255 ? 255 : block[i];
  }

  function cosines(block, at, step, shift, centre) {
    const mul = Math.imul;
    const [in1, in2, in3] = [block[at + step], block[at + 2 * step], block[at + 3 * step]];
    const [in5, in6, in7] = [block[at + 5 * step], block[at + 6 * step], block[at + 7 * step]];
    const z = mul(in2 + in6, 4433);
    const low = z - mul(in6, 15137);
    const high = z + mul(in2, 6270);
    const sum = (block[at] + block[at + 4 * step]) << 13;
    const difference = (block[at] - block[at + 4 * step]) << 13;
    const even = [sum + high, difference + low, difference - low, sum - high];
    const z5 = mul(in7 + in3 + in5 + in1, 9633);
    const z1 = mul(in7 + in1, -7373);
    const z2 = mul(in5 + in3, -20995);
    const z3 = mul(in7 + in3, -16069) + z5;
    const z4 = mul(in5 + in1, -3196) + z5;
    const odd = [mul(in1, 12299) + z1 + z4, mul(in3, 25172) + z2 + z3, mul(in5, 16819) + z2 + z4, mul(in7, 2446) + z1 + z3];
    const half = 1 << (shift - 1);
    for (let i = 0; i < 4; i++) {
      block[at + i * step] = ((even[i] + odd[i] + half) >> shift) + centre;
      block[at + (7 - i) * step] = ((even[i] - odd[i] + half) >> shift) + centre;
    }
  }

  Object.assign(bmd, { jpeg, jpegSegments: (bytes) => new Segments(bytes) });
})((globalThis.BMD ??= {}));
