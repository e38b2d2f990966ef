// JPEG-LS inside DICOM, lossless and near-lossless, one component of 2 to 16 bits (ITU-T T.87, annexes A to C). What is damaged or
// of another kind is refused; work and memory are bounded by the bytes and by the pixels that the DICOM header states.
(function (bmd) {
  "use strict";

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const corrupt = (how) => refuse("BMD-1008", `The DICOM file is damaged: ${how}. Fetch it again.`);
  const truncated = () => refuse("BMD-1004", "The JPEG ends before the DICOM picture does. Fetch the file again.");
  const unsupported = (what) => refuse("BMD-1007", `${what} is not read here. The SDK reads it.`);
  /** Contexts of three gradients of nine classes, without their signs; two more are of interrupted runs. */
  const REGULAR = 365;
  /** How many bits of a run's length a run index stands for, J (A.7.1.2). */
  const RUN_BITS = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

  /** A byte behind 0xFF has seven bits and begins with a stuffed 0; 0xFF with anything else is a marker, which ends the data. */
  class Bits {
    constructor(bytes, start) {
      this.bytes = bytes;
      this.from(start);
    }

    from(start) {
      this.at = start;
      // The next bits, from the highest of 32 on; zeros behind them.
      this.next = 0;
      this.available = 0;
      this.stuffed = false;
    }

    ended() {
      const { bytes, at } = this;
      return at >= bytes.length || (bytes[at] === 0xff && !this.stuffed && (at + 1 === bytes.length || bytes[at + 1] > 127));
    }

    fill() {
      while (this.available <= 24 && !this.ended()) {
        const bits = this.stuffed ? 7 : 8;
        this.next |= this.bytes[this.at] << (32 - bits - this.available);
        this.available += bits;
        this.stuffed = this.bytes[this.at] === 0xff;
        this.at++;
      }
    }

    take(count) {
      if (count > this.available) truncated();
      this.next = count === 32 ? 0 : this.next << count;
      this.available -= count;
    }

    /** Zeros before the next 1, which is taken too; there may be this many of them. */
    zeros(most) {
      for (let total = 0; ; ) {
        this.fill();
        const zeros = Math.clz32(this.next);
        if (this.available === 0) truncated();
        if (zeros < this.available) {
          if (total + zeros > most) corrupt("a JPEG-LS code is longer than any");
          this.take(zeros + 1);
          return total + zeros;
        }
        total += this.available;
        this.take(this.available);
        if (total > most) corrupt("a JPEG-LS code is longer than any");
      }
    }

    /** A number of 0 to 31 bits. */
    read(count) {
      if (count === 0) return 0;
      if (count > 16) {
        const high = this.read(count - 16);
        return high * 65536 + this.read(16);
      }
      this.fill();
      const value = this.next >>> (32 - count);
      this.take(count);
      return value;
    }

    /** Where the marker behind the data begins; only filling may be left before it. */
    end() {
      this.fill();
      if (this.available >= 16 || !this.ended()) corrupt("its JPEG-LS has more data than pixels");
      return this.at;
    }

    /** Begins anew behind the restart marker of this number. */
    restart(number) {
      let marker = this.end();
      while (marker + 1 < this.bytes.length && this.bytes[marker + 1] === 0xff) marker++;
      if (marker + 1 >= this.bytes.length) truncated();
      if (this.bytes[marker + 1] !== 0xd0 + (number % 8)) corrupt("a JPEG restart marker is missing");
      this.from(marker + 2);
    }
  }

  const bitsFor = (count) => 32 - Math.clz32(count - 1);

  /** What an LSE segment states, else the defaults of C.2.4.1.1, and what follows from them. */
  function presetsOf(stated, precision, near) {
    const largest = 2 ** precision - 1;
    const maximum = stated.maximum || largest;
    if (maximum > largest || near > Math.min(255, maximum >> 1)) corrupt(`JPEG-LS with values to ${maximum} and errors to ${near}`);
    let defaults;
    if (maximum >= 128) {
      const factor = (Math.min(maximum, 4095) + 128) >> 8;
      defaults = [factor + 2 + 3 * near, 4 * factor + 3 + 5 * near, 17 * factor + 4 + 7 * near];
    } else {
      const factor = Math.floor(256 / (maximum + 1));
      defaults = [3, 7, 21].map((base, i) => Math.max(i + 2, Math.floor(base / factor) + [3, 5, 7][i] * near));
    }
    const clamped = [near + 1];
    defaults.forEach((value, i) => clamped.push(value > maximum || value < (i === 0 ? near + 1 : clamped[i]) ? clamped[i] : value));
    const thresholds = stated.thresholds.map((value, i) => value || clamped[i + 1]);
    const reset = stated.reset || 64;
    const rising = thresholds[0] > near && thresholds[1] >= thresholds[0] && thresholds[2] >= thresholds[1] && thresholds[2] <= maximum;
    if (!rising || reset < 3 || reset > Math.max(255, maximum)) corrupt(`JPEG-LS with thresholds ${thresholds.join(", ")} and reset ${reset}`);
    const step = 2 * near + 1;
    const range = Math.floor((maximum + 2 * near) / step) + 1;
    const bits = Math.max(2, bitsFor(maximum + 1));
    return { maximum, near, step, range, thresholds, reset, errorBits: bitsFor(range), limit: 2 * (bits + Math.max(8, bits)) };
  }

  /** What a scan has learnt of its errors, and the values that follow. The sums' names are the standard's: A, B, C, N. */
  class Contexts {
    constructor(bits, presets) {
      Object.assign(this, presets);
      this.bits = bits;
      this.a = new Int32Array(REGULAR + 2);
      this.b = new Int32Array(REGULAR);
      this.c = new Int32Array(REGULAR);
      this.n = new Int32Array(REGULAR + 2);
      this.negative = new Int32Array(2);
      // The class of each gradient (A.3.3).
      this.classes = new Int8Array(2 * this.maximum + 1);
      for (let gradient = 0; gradient <= this.maximum; gradient++) {
        const kind = this.thresholds.filter((limit) => gradient >= limit).length;
        const value = kind > 0 ? kind + 1 : gradient > this.near ? 1 : 0;
        this.classes[this.maximum + gradient] = value;
        this.classes[this.maximum - gradient] = -value;
      }
      this.forget();
    }

    /** As at the beginning of a scan (A.2.1). */
    forget() {
      this.a.fill(Math.max(2, (this.range + 32) >> 6));
      this.b.fill(0);
      this.c.fill(0);
      this.n.fill(1);
      this.negative.fill(0);
    }

    /** The context of a value with its sign; 0 where it is flat. */
    context(left, above, corner, right) {
      const { classes, maximum } = this;
      return (classes[maximum + right - above] * 9 + classes[maximum + above - corner]) * 9 + classes[maximum + corner - left];
    }

    /** The next value in regular mode. */
    regular(context, left, above, corner) {
      const sign = context >> 31;
      const q = (context ^ sign) - sign;
      const smaller = Math.min(left, above);
      const larger = Math.max(left, above);
      let predicted = corner >= larger ? smaller : corner <= smaller ? larger : left + above - corner;
      predicted = Math.max(0, Math.min(this.maximum, predicted + (this.c[q] ^ sign) - sign));
      const k = this.k(this.a[q], this.n[q]);
      const mapped = this.mapped(k, this.limit);
      let error = (mapped >> 1) ^ -(mapped & 1);
      if (this.near === 0 && k === 0 && 2 * this.b[q] <= -this.n[q]) error = ~error;
      this.learn(q, error);
      return this.value(predicted, (error ^ sign) - sign);
    }

    /** A.6: the sums, and the correction of the prediction that follows from them. */
    learn(q, error) {
      let bias = this.b[q] + error * this.step;
      let size = this.a[q] + Math.abs(error);
      let count = this.n[q];
      if (count === this.reset) {
        size >>= 1;
        bias >>= 1;
        count >>= 1;
      }
      count++;
      this.a[q] = size;
      this.n[q] = count;
      if (bias <= -count) {
        this.c[q] = Math.max(-128, this.c[q] - 1);
        bias = Math.max(bias + count, 1 - count);
      } else if (bias > 0) {
        this.c[q] = Math.min(127, this.c[q] + 1);
        bias = Math.min(bias - count, 0);
      }
      this.b[q] = bias;
    }

    /** The value that interrupts a run (A.7.2). */
    interruption(runIndex, left, above) {
      const type = Math.abs(left - above) <= this.near ? 1 : 0;
      const q = REGULAR + type;
      const k = this.k(type === 1 ? this.a[q] + (this.n[q] >> 1) : this.a[q], this.n[q]);
      const mapped = this.mapped(k, this.limit - RUN_BITS[runIndex] - 1);
      const doubled = mapped + type;
      const size = (doubled + 1) >> 1;
      const below = (k !== 0 || 2 * this.negative[type] >= this.n[q]) === ((doubled & 1) === 1);
      const error = below ? -size : size;
      this.negative[type] += error < 0 ? 1 : 0;
      this.a[q] += (mapped + 1 - type) >> 1;
      if (this.n[q] === this.reset) {
        this.a[q] >>= 1;
        this.n[q] >>= 1;
        this.negative[type] >>= 1;
      }
      this.n[q]++;
      return this.value(type === 1 ? left : above, type === 0 && left > above ? -error : error);
    }

    /** The parameter of a Golomb code: the least with n times its power of two not below a (A.5.1). */
    k(a, n) {
      const k = Math.max(0, Math.clz32(n) - Math.clz32(a));
      return n << k < a ? k + 1 : k;
    }

    /** A number in a Golomb code of limited length (A.5.3). */
    mapped(k, limit) {
      const most = limit - this.errorBits - 1;
      const zeros = this.bits.zeros(most);
      const mapped = zeros < most ? zeros * 2 ** k + this.bits.read(k) : this.bits.read(this.errorBits) + 1;
      // An error is at most half of the range.
      if (mapped > this.range) corrupt("a JPEG-LS error is larger than any");
      return mapped;
    }

    /** A prediction and its error, round the range (A.4.5). */
    value(predicted, error) {
      let value = predicted + error * this.step;
      if (value < -this.near) value += this.range * this.step;
      else if (value > this.maximum + this.near) value -= this.range * this.step;
      return Math.max(0, Math.min(this.maximum, value));
    }
  }

  /** The lines of a scan; the values beside a line continue the line above. */
  function linesOf(bits, presets, { width, height }, interval) {
    const contexts = new Contexts(bits, presets);
    const cells = new Uint16Array(width * height);
    let up = new Int32Array(width + 2);
    let line = new Int32Array(width + 2);
    let runIndex = 0;
    const runEnd = (start) => {
      let x = start;
      while (x <= width && bits.read(1) === 1) {
        const length = 1 << RUN_BITS[runIndex];
        if (length > width + 1 - x) return width + 1;
        x += length;
        runIndex = Math.min(RUN_BITS.length - 1, runIndex + 1);
        if (x > width) return x;
      }
      x += bits.read(RUN_BITS[runIndex]);
      if (x > width) corrupt("a run of its JPEG-LS goes beyond the line");
      return x;
    };
    for (let y = 0; y < height; y++) {
      if (y > 0 && y % interval === 0) {
        bits.restart(y / interval - 1);
        contexts.forget();
        runIndex = 0;
        up.fill(0);
      }
      up[width + 1] = up[width];
      line[0] = up[1];
      for (let x = 1; x <= width; x++) {
        const context = contexts.context(line[x - 1], up[x], up[x - 1], up[x + 1]);
        if (context !== 0) {
          line[x] = contexts.regular(context, line[x - 1], up[x], up[x - 1]);
          continue;
        }
        const end = runEnd(x);
        line.fill(line[x - 1], x, end);
        if (end <= width) {
          line[end] = contexts.interruption(runIndex, line[end - 1], up[end]);
          runIndex = Math.max(0, runIndex - 1);
        }
        x = end;
      }
      for (let x = 0; x < width; x++) cells[y * width + x] = line[x + 1];
      [up, line] = [line, up];
    }
    bits.end();
    return cells;
  }

  /**
   * The values of a frame.
   *
   * @param bytes the JPEG-LS stream
   * @param size width and height that the DICOM header states
   * @returns {{cells: Uint16Array, precision: number, near: number}}
   * @throws BmdError
   */
  function jpegLs(bytes, size) {
    const segment = bmd.jpegSegments(bytes);
    let stated = { maximum: 0, thresholds: [0, 0, 0], reset: 0 };
    let precision = 0;
    let interval = Infinity;
    for (;;) {
      const marker = segment.next();
      if (marker === 0xf7) {
        precision = segment.u8();
        const [height, width, components] = [segment.u16(), segment.u16(), segment.u8()];
        if (components !== 1 || precision < 2 || precision > 16) unsupported(`JPEG-LS with ${components} components of ${precision} bits`);
        if (width !== size.width || height !== size.height) {
          corrupt(`its header says ${size.width}x${size.height} pixels, its picture ${width}x${height}`);
        }
      } else if (marker === 0xf8) {
        const kind = segment.u8();
        if (kind === 1) stated = { maximum: segment.u16(), thresholds: [segment.u16(), segment.u16(), segment.u16()], reset: segment.u16() };
        else if (kind === 4) unsupported("Oversize JPEG-LS");
        else if (kind !== 2 && kind !== 3) corrupt(`a JPEG-LS extension of kind ${kind}`);
      } else if (marker === 0xdd) {
        const count = segment.left;
        if (count < 2 || count > 4) corrupt(`a JPEG-LS restart interval of ${count} bytes`);
        interval = 0;
        while (segment.left > 0) interval = interval * 256 + segment.u8();
        interval ||= Infinity;
      } else if (marker === 0xda) {
        if (precision === 0) corrupt("a JPEG scan without frame");
        const components = segment.u8();
        segment.u8();
        const [palette, near, interleave, shift] = [segment.u8(), segment.u8(), segment.u8(), segment.u8()];
        if (components !== 1 || interleave !== 0) corrupt(`a JPEG-LS scan of ${components} components, interleaved as ${interleave}`);
        if (palette !== 0 || shift !== 0) unsupported("JPEG-LS with a palette or point transform");
        // A line takes at least one bit.
        if ((bytes.length - segment.end) * 8 < size.height) truncated();
        const presets = presetsOf(stated, precision, near);
        return { cells: linesOf(new Bits(bytes, segment.end), presets, size, interval), precision, near };
      }
    }
  }

  Object.assign(bmd, { jpegLs });
})((globalThis.BMD ??= {}));
