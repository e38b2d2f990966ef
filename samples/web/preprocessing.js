// From a picture to the network's input, as sdk/conformance/README.md says. A second implementation, written from that text
// and held to its vectors; where the text says float32, Math.fround does. Nothing here touches the page.
(function (bmd) {
  "use strict";

  const f32 = Math.fround;
  const BINS = 4096;
  const EXTREME = 0.0005;
  const LEAST_UNSATURATED = 0.05;
  const LEAST_SIDE = 0.2;
  /** OpenCV leaves out what covers less of a source pixel. */
  const LEAST_COVER = 1e-3;
  const SMALLEST_SIDE = 32;
  const LEAST_FRAME = 8;

  /** A refusal with the SDK's code (sdk/ERRORS.md). */
  class BmdError extends Error {
    constructor(code, message) {
      super(message);
      this.name = "BmdError";
      this.code = code;
    }
  }

  const blank = () =>
    new BmdError("BMD-1010", "Expected a radiograph, received a picture or region of one single grey.");
  const outside = () => new BmdError("BMD-1009", "Expected a femoral neck on the picture and in the region of interest.");

  /** Block averages of a region: the largest whole factor that leaves the long side at least leastSide. */
  function reduce(picture, region, leastSide, mirrored) {
    const least = Math.floor(Math.max(region.width, region.height) / leastSide);
    const factor = Math.max(1, Math.min(least, Math.min(region.width, region.height), 256));
    const width = Math.floor(region.width / factor);
    const height = Math.floor(region.height / factor);
    const originX = region.x + (mirrored ? region.width - width * factor : 0);
    const share = f32(1 / f32(f32(factor) * factor));
    const values = new Float32Array(width * height);
    const sums = new Float64Array(width);
    let smallest = Infinity;
    let greatest = -Infinity;
    for (let row = 0; row < height; row++) {
      sums.fill(0);
      for (let line = 0; line < factor; line++) {
        let at = (region.y + row * factor + line) * picture.width + originX;
        for (let column = 0; column < width; column++) {
          for (let i = 0; i < factor; i++) sums[column] += picture.grey[at++];
        }
      }
      for (let column = 0; column < width; column++) {
        const sum = sums[column];
        smallest = Math.min(smallest, sum);
        greatest = Math.max(greatest, sum);
        values[row * width + (mirrored ? width - 1 - column : column)] = f32(f32(sum) * share);
      }
    }
    return {
      values, width, height, factor, originX, originY: region.y,
      minimum: f32(f32(smallest) * share), maximum: f32(f32(greatest) * share),
    };
  }

  class Histogram {
    constructor(minimum, maximum) {
      this.minimum = minimum;
      this.scale = BINS / (maximum - minimum);
      this.bins = new Int32Array(BINS);
      this.count = 0;
    }

    add(value) {
      this.bins[Math.min(BINS - 1, Math.trunc((value - this.minimum) * this.scale))]++;
      this.count++;
    }

    /** The grey below which this share of pixels lies, with pixels spread evenly over their bin. */
    quantile(share) {
      const wanted = share * this.count;
      let below = 0;
      for (let bin = 0; bin < BINS; bin++) {
        const pixels = this.bins[bin];
        if (pixels > 0 && below + pixels >= wanted) {
          return this.minimum + (bin + (wanted - below) / pixels) / this.scale;
        }
        below += pixels;
      }
      return this.minimum + BINS / this.scale;
    }
  }

  /** Takes saturated border lines off, and says which greys are the window. */
  function exposedField(picture, spec) {
    if (!(picture.maximum > picture.minimum)) throw blank();
    const { values, width, height } = picture;
    const all = new Histogram(picture.minimum, picture.maximum);
    for (let i = 0; i < width * height; i++) all.add(values[i]);
    const darkest = all.quantile(EXTREME);
    const brightest = all.quantile(1 - EXTREME);
    const tolerance = spec.saturation_tolerance * (brightest - darkest);
    const dark = f32(darkest + tolerance);
    const bright = f32(brightest - tolerance);
    const box = peel(picture, dark, bright, spec.shutter_fraction);
    const boxWidth = box.right - box.left;
    const boxHeight = box.bottom - box.top;
    const pixels = boxWidth * boxHeight;
    const count = (above, below) => {
      const histogram = new Histogram(picture.minimum, picture.maximum);
      for (let y = box.top; y < box.bottom; y++) {
        for (let x = box.left; x < box.right; x++) {
          const value = values[y * width + x];
          if (value > above && value < below) histogram.add(value);
        }
      }
      return histogram;
    };
    let basis = count(dark, bright);
    const saturatedShare = 1 - basis.count / pixels;
    if (basis.count < LEAST_UNSATURATED * pixels) basis = count(-Infinity, Infinity);
    let low = basis.quantile(spec.lower_percentile / 100);
    let high = basis.quantile(spec.upper_percentile / 100);
    if (!(high - low > 0)) {
      low = picture.minimum;
      high = picture.maximum;
    }
    return {
      x: box.left, y: box.top, width: boxWidth, height: boxHeight, low, high, saturatedShare,
      coverage: pixels / (width * height),
    };
  }

  /** All four sides are judged on the same rectangle, then those that are outside the field give way together. */
  function peel(picture, dark, bright, fraction) {
    const { values, width, height } = picture;
    const saturated = (left, right, top, bottom) => {
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const value = values[y * width + x];
          if (value <= dark || value >= bright) count++;
        }
      }
      return count >= fraction * (right - left) * (bottom - top);
    };
    const leastWidth = Math.max(2, Math.trunc(LEAST_SIDE * width));
    const leastHeight = Math.max(2, Math.trunc(LEAST_SIDE * height));
    let [left, right, top, bottom] = [0, width, 0, height];
    for (;;) {
      const offLeft = saturated(left, left + 1, top, bottom);
      const offRight = saturated(right - 1, right, top, bottom);
      const offTop = saturated(left, right, top, top + 1);
      const offBottom = saturated(left, right, bottom - 1, bottom);
      if (!(offLeft || offRight || offTop || offBottom)) return { left, right, top, bottom };
      left += offLeft;
      right -= offRight;
      top += offTop;
      bottom -= offBottom;
      if (right - left < leastWidth || bottom - top < leastHeight) return { left: 0, right: width, top: 0, bottom: height };
    }
  }

  /** For each output pixel of one axis the source pixels and their weights, as OpenCV's INTER_AREA has them. */
  function areaAxis(source, target) {
    const scale = source / target;
    const axis = [];
    for (let i = 0; i < target; i++) {
      const from = i * scale;
      const to = from + scale;
      const cell = Math.min(scale, source - from);
      const last = Math.min(Math.floor(to), source - 1);
      const first = Math.min(Math.ceil(from), last);
      const taps = [];
      if (first - from > LEAST_COVER) taps.push([first - 1, (first - from) / cell]);
      for (let s = first; s < last; s++) taps.push([s, 1 / cell]);
      if (to - last > LEAST_COVER) taps.push([last, Math.min(Math.min(to - last, 1), cell) / cell]);
      axis.push(taps);
    }
    return axis;
  }

  /** As above for INTER_LINEAR: pixel centres on pixel centres, the edge repeats. */
  function linearAxis(source, target) {
    const scale = source / target;
    const axis = [];
    for (let i = 0; i < target; i++) {
      const at = (i + 0.5) * scale - 0.5;
      const first = Math.floor(at);
      if (first < 0) axis.push([[0, 1]]);
      else if (first >= source - 1) axis.push([[source - 1, 1]]);
      else axis.push([[first, 1 - (at - first)], [first + 1, at - first]]);
    }
    return axis;
  }

  function weigh(values, stride, columns, rows, offsetX, offsetY) {
    const out = new Float64Array(columns.length * rows.length);
    rows.forEach((rowTaps, j) => {
      columns.forEach((columnTaps, i) => {
        let sum = 0;
        for (const [y, rowWeight] of rowTaps) {
          for (const [x, weight] of columnTaps) sum += rowWeight * weight * values[(offsetY + y) * stride + offsetX + x];
        }
        out[j * columns.length + i] = sum;
      });
    });
    return out;
  }

  const windowed = (grey, field) => Math.max(0, Math.min(1, (grey - f32(field.low)) * f32(1 / (field.high - field.low))));

  /** What is cut out of the reduced picture, and where it goes in the output. */
  function geometry(spec, reduced, field, spacing) {
    let { x, y, width, height } = spec.crop_to_field
      ? field
      : { x: 0, y: 0, width: reduced.width, height: reduced.height };
    let scale = Math.min(spec.width / width, spec.height / height);
    if (spec.field_of_view_mm > 0 && spacing > 0) {
      scale = (spec.width * spacing * reduced.factor) / spec.field_of_view_mm;
      const wide = Math.min(width, Math.max(1, Math.round(spec.width / scale)));
      const high = Math.min(height, Math.max(1, Math.round(spec.height / scale)));
      x += Math.trunc((width - wide) / 2);
      y += Math.trunc((height - high) / 2);
      width = wide;
      height = high;
    }
    const outWidth = Math.min(spec.width, Math.max(1, Math.round(width * scale)));
    const outHeight = Math.min(spec.height, Math.max(1, Math.round(height * scale)));
    return {
      x, y, width, height, outWidth, outHeight,
      offsetX: Math.trunc((spec.width - outWidth) / 2), offsetY: Math.trunc((spec.height - outHeight) / 2),
    };
  }

  /** The square that is given to a version 2 network: so many means of the sides of the neck's box around its middle. */
  function frameAround(neck, boxes) {
    const side = (boxes * (neck.width + neck.height)) / 2;
    return { x: neck.x + (neck.width - side) / 2, y: neck.y + (neck.height - side) / 2, side };
  }

  /** The whole pixels of the region that the frame touches; null where that is next to nothing. */
  function within(frame, region) {
    const left = Math.floor(Math.max(region.x, Math.min(frame.x, region.x + region.width)));
    const top = Math.floor(Math.max(region.y, Math.min(frame.y, region.y + region.height)));
    const width = Math.ceil(Math.max(Math.min(frame.x + frame.side, region.x + region.width), region.x)) - left;
    const height = Math.ceil(Math.max(Math.min(frame.y + frame.side, region.y + region.height), region.y)) - top;
    return width >= LEAST_FRAME && height >= LEAST_FRAME ? { x: left, y: top, width, height } : null;
  }

  /** Source pixels of one axis of a frame, float32 weights; null where an output pixel's middle is beyond the picture. */
  function frameAxis(start, step, count, length) {
    const axis = [];
    for (let i = 0; i < count; i++) {
      const from = start + i * step;
      const to = from + step;
      const middle = (from + to) / 2;
      if (middle < 0 || middle >= length) {
        axis.push(null);
      } else if (step < 1) {
        const at = Math.max(0, Math.min(length - 1, middle - 0.5));
        const first = Math.min(Math.trunc(at), Math.max(0, length - 2));
        const share = f32(at - first);
        axis.push(length === 1 ? [[0, 1]] : [[first, f32(1 - share)], [first + 1, share]]);
      } else {
        const a = Math.max(0, from);
        const b = Math.min(length, to);
        const first = Math.trunc(a);
        const taps = [];
        for (let k = 0; k < Math.max(1, Math.ceil(b) - first); k++) {
          taps.push([first + k, f32((Math.min(b, first + k + 1) - Math.max(a, first + k)) / (b - a))]);
        }
        axis.push(taps);
      }
    }
    return axis;
  }

  function framed(spec, frame, reduced, field, mirrored) {
    const factor = reduced.factor;
    const wide = reduced.width * factor;
    const left = mirrored ? reduced.originX + wide - frame.x - frame.side : frame.x - reduced.originX;
    const columns = frameAxis(left / factor, frame.side / (spec.width * factor), spec.width, reduced.width);
    const rows = frameAxis(
      (frame.y - reduced.originY) / factor, frame.side / (spec.height * factor), spec.height, reduced.height);
    const output = new Float32Array(spec.width * spec.height);
    rows.forEach((rowTaps, j) => {
      columns.forEach((columnTaps, i) => {
        if (!rowTaps || !columnTaps) {
          output[j * spec.width + i] = spec.padding;
          return;
        }
        let sum = 0;
        for (const [y, rowWeight] of rowTaps) {
          for (const [x, weight] of columnTaps) sum += rowWeight * weight * reduced.values[y * reduced.width + x];
        }
        output[j * spec.width + i] = windowed(sum, field);
      });
    });
    return { output, field, placement: { x: frame.x, y: frame.y, width: frame.side, height: frame.side, mirrored } };
  }

  /**
   * The network's input, where it lies on the picture, and the exposed field.
   *
   * @param spec a card's `preprocessing`
   * @param view `{picture: {grey, width, height}, side, region, spacing}`; region null: the whole
   * @param frame for version 2, else null
   */
  function prepare(spec, view, frame) {
    const whole = view.region ?? { x: 0, y: 0, width: view.picture.width, height: view.picture.height };
    const mirrored = view.side === "RIGHT";
    let region = whole;
    let analysed = spec.analysis_side;
    if (frame) {
      region = within(frame, whole);
      if (!region) throw outside();
      analysed = Math.max(1, Math.ceil((spec.analysis_side * Math.max(region.width, region.height)) / frame.side));
    }
    const reduced = reduce(view.picture, region, analysed, mirrored);
    const field = exposedField(reduced, spec);
    if (frame) return framed(spec, frame, reduced, field, mirrored);
    const g = geometry(spec, reduced, field, view.spacing);
    const axis = g.outWidth <= g.width && g.outHeight <= g.height ? areaAxis : linearAxis;
    const resampled = weigh(
      reduced.values, reduced.width, axis(g.width, g.outWidth), axis(g.height, g.outHeight), g.x, g.y);
    const output = new Float32Array(spec.width * spec.height).fill(spec.padding);
    for (let y = 0; y < g.outHeight; y++) {
      for (let x = 0; x < g.outWidth; x++) {
        output[(g.offsetY + y) * spec.width + g.offsetX + x] = windowed(resampled[y * g.outWidth + x], field);
      }
    }
    const perColumn = (g.width * reduced.factor) / g.outWidth;
    const perRow = (g.height * reduced.factor) / g.outHeight;
    const left = g.x * reduced.factor - g.offsetX * perColumn;
    const wide = spec.width * perColumn;
    return {
      output,
      field,
      placement: {
        x: reduced.originX + (mirrored ? reduced.width * reduced.factor - left - wide : left),
        y: reduced.originY + g.y * reduced.factor - g.offsetY * perRow,
        width: wide,
        height: spec.height * perRow,
        mirrored,
      },
    };
  }

  /** A box of the network's input, centre and half size as fractions of it, on the picture. */
  function toPicture(placement, [centreX, centreY, halfWidth, halfHeight]) {
    const across = placement.mirrored ? 1 - centreX : centreX;
    return {
      x: placement.x + (across - halfWidth) * placement.width,
      y: placement.y + (centreY - halfHeight) * placement.height,
      width: 2 * halfWidth * placement.width,
      height: 2 * halfHeight * placement.height,
    };
  }

  /** The other way: a box of the picture as the network's input has it. */
  function fromPicture(placement, box) {
    const x = (box.x + box.width / 2 - placement.x) / placement.width;
    const y = (box.y + box.height / 2 - placement.y) / placement.height;
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) throw outside();
    return [placement.mirrored ? 1 - x : x, y, box.width / 2 / placement.width, box.height / 2 / placement.height];
  }

  /** @throws BmdError if a region is too small, or not on the picture */
  function checkRegion(picture, region) {
    if (region.x < 0 || region.y < 0 || region.x + region.width > picture.width || region.y + region.height > picture.height) {
      throw new BmdError("BMD-1009", "Expected a region inside the picture.");
    }
    if (region.width < SMALLEST_SIDE || region.height < SMALLEST_SIDE) {
      throw new BmdError("BMD-1005", `Expected at least ${SMALLEST_SIDE} by ${SMALLEST_SIDE} pixels.`);
    }
  }

  Object.assign(bmd, { BmdError, prepare, frameAround, within, toPicture, fromPicture, checkRegion });
})((globalThis.BMD ??= {}));
