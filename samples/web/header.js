// What a DICOM header means: bits, which way is bright, which way is up, how large a pixel is. Where a file says something that is
// not understood here, it is refused rather than passed over.
(function (bmd) {
  "use strict";

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };
  const corrupt = (how) => refuse("BMD-1008", `The DICOM file is damaged: ${how}. Fetch it again.`);
  const unsupported = (what) => refuse("BMD-1007", `${what} is not read here. The SDK reads it.`);
  /** A table that follows neither direction better than this (correlation) has none. */
  const CLEAR = 0.3;
  /** Spacings that differ by no more are one. */
  const SAME_SPACING = 0.005;
  const MOST_MAGNIFIED = 3;
  const latin = new TextDecoder("latin1");

  class Header {
    /**
     * @param set elements by tag
     * @param items reads the items of a sequence
     * @param explicit how they are written
     */
    constructor(set, items, explicit) {
      this.set = set;
      this.items = (tag) => (set.has(tag) ? items(set.get(tag), explicit) : []);
    }

    text(tag) {
      return this.set.has(tag) ? latin.decode(this.set.get(tag)).replace(/[\0 ]+$/, "").trim() : "";
    }

    /** A whole number of 16 bits. */
    number(tag, otherwise) {
      const value = this.set.get(tag);
      if (value && value.length >= 2) return value[0] + 256 * value[1];
      if (otherwise === undefined) corrupt("its header lacks what says how to read its pixels");
      return otherwise;
    }

    /** The nth of some numbers in text; 0 where there is none. */
    decimal(tag, n = 0) {
      const value = this.text(tag).split("\\")[n]?.trim() ?? "";
      if (value === "") return 0;
      if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(value)) corrupt("a number of its header cannot be read");
      return Number(value);
    }

    /** Size and bits of grey pixels. */
    format() {
      const allocated = this.number(0x00280100);
      const stored = this.number(0x00280101, allocated);
      const format = {
        width: this.number(0x00280011), height: this.number(0x00280010), allocated, stored,
        high: this.number(0x00280102, stored - 1), signed: this.number(0x00280103, 0) === 1,
      };
      const grey = /^MONOCHROME[12]$/i.test(this.text(0x00280004)) && this.number(0x00280002, 1) === 1;
      if (!grey || (allocated !== 8 && allocated !== 16)) refuse("BMD-1007", "Expected a grey DICOM picture of 8 or 16 bits.");
      const frames = this.text(0x00280008);
      if (frames !== "" && !/^0*1?$/.test(frames)) refuse("BMD-1007", "Expected one picture, received a series of frames.");
      if (this.number(0x00280103, 0) > 1 || stored < 1 || stored > allocated || format.high < stored - 1 || format.high >= allocated) {
        corrupt("its header contradicts itself about its bits");
      }
      if (this.tables(0x00283000).length > 0) unsupported("A Modality LUT");
      if (this.set.has(0x52009229) || this.set.has(0x52009230)) unsupported("DICOM with functional groups");
      return format;
    }

    /** The items of a LUT sequence that have a table. */
    tables(tag) {
      return this.items(tag).filter((item) => [0x00283002, 0x00283006].some((part) => (item.get(part)?.length ?? 0) > 0));
    }

    /** Whether larger stored values are darker: by kind of grey, by presentation, by the direction of tables, by the slope. */
    inverted() {
      const slope = this.decimal(0x00281053);
      const voi = this.tables(0x00283010);
      const falling = voi.length > 0 && falls(voi[0]);
      return (falling !== this.presentedInverted()) !== slope < 0;
    }

    presentedInverted() {
      const tables = this.tables(0x20500010);
      if (tables.length > 0) return falls(tables[0]);
      const shape = this.text(0x20500020);
      if (shape === "") return this.text(0x00280004).toUpperCase() === "MONOCHROME1";
      if (shape !== "IDENTITY" && shape !== "INVERSE") corrupt("its Presentation LUT Shape is neither IDENTITY nor INVERSE");
      return shape === "INVERSE";
    }

    /** Whether a stored value marks what is outside of the picture. */
    padding({ stored, signed }) {
      if (!(this.set.get(0x00280120)?.length >= 2)) return () => false;
      const unused = 32 - stored;
      const meant = (bits) => (signed ? (bits << unused) >> unused : (bits << unused) >>> unused);
      const value = meant(this.number(0x00280120));
      const limit = meant(this.number(0x00280121, this.number(0x00280120)));
      const [least, greatest] = [Math.min(value, limit), Math.max(value, limit)];
      return (bits) => meant(bits) >= least && meant(bits) <= greatest;
    }

    side() {
      const laterality = this.text(0x00200062) || this.text(0x00209072) || this.text(0x00200060);
      return laterality === "L" ? "LEFT" : laterality === "R" ? "RIGHT" : "UNKNOWN";
    }

    /** The size of a pixel in the plane of the hip, millimetres: as calibrated, else the detector's by the magnification. */
    spacing() {
      const imager = this.square(0x00181164);
      const detector = Number.isNaN(imager) ? this.square(0x00182010) : imager;
      const pixel = this.square(0x00280030);
      if (Number.isNaN(detector) && Number.isNaN(pixel)) {
        const [down, across] = [this.decimal(0x00280034), this.decimal(0x00280034, 1)];
        if (down > 0 && across > 0) checkSquare(down, across);
        return NaN;
      }
      const calibrated = ["GEOMETRY", "FIDUCIAL"].includes(this.text(0x00280a02));
      if (!Number.isNaN(pixel) && (calibrated || Number.isNaN(detector) || Math.abs(pixel / detector - 1) > SAME_SPACING)) return pixel;
      return detector / this.magnification();
    }

    magnification() {
      const stated = this.decimal(0x00181114);
      if (stated >= 1 && stated <= MOST_MAGNIFIED) return stated;
      const toPatient = this.decimal(0x00181111);
      const followed = toPatient > 0 ? this.decimal(0x00181110) / toPatient : 1;
      return followed >= 1 && followed <= MOST_MAGNIFIED ? followed : 1;
    }

    square(tag) {
      const [row, column] = [this.decimal(tag), this.decimal(tag, 1)];
      if (![row, column].every((size) => size >= 0.01 && size <= 10)) return NaN;
      checkSquare(row, column);
      return row;
    }

    /** How the stored picture lies, by where its rows and columns point. */
    orientation() {
      const text = this.text(0x00200020);
      if (text.replaceAll("\\", " ").trim() === "" || this.text(0x00102210) === "QUADRUPED") return turned(false, false, false);
      const directions = text.split("\\").map((direction) => direction.trim());
      if (directions.length !== 2 || !directions.every((direction) => /^[APRLHF]{1,3}$/.test(direction))) {
        corrupt("its Patient Orientation is no pair of directions");
      }
      const [row, column] = directions.map((direction) => direction[0]);
      const axis = (letter) => ("LR".includes(letter) ? 0 : "HF".includes(letter) ? 1 : 2);
      if (axis(row) === 0 && axis(column) === 1) return turned(false, row === "R", column === "H");
      if (axis(row) === 1 && axis(column) === 0) return turned(true, row === "H", column === "R");
      if (axis(row) === axis(column)) corrupt("its Patient Orientation has both directions on one axis");
      if (axis(row) === 1 || column === "H") refuse("BMD-1007", "Expected an upright or anteroposterior radiograph.");
      return turned(false, false, false);
    }
  }

  function checkSquare(down, across) {
    if (Math.abs(down / across - 1) > 0.01) refuse("BMD-1007", "Expected square pixels. Resample the picture first.");
  }

  /** Whether a table gives smaller outputs to larger inputs. */
  function falls(item) {
    const descriptor = item.get(0x00283002);
    const data = item.get(0x00283006);
    if (!(descriptor?.length >= 6) || !data) corrupt("a lookup table without its data");
    const count = descriptor[0] + 256 * descriptor[1] || 65536;
    const words = data.length >= 2 * count;
    if (!words && data.length !== count && data.length !== count + (count % 2)) corrupt("a lookup table of another length");
    const entries = Array.from({ length: count }, (_, i) => (words ? data[2 * i] + 256 * data[2 * i + 1] : data[i]));
    const centre = (count - 1) / 2;
    const mean = entries.reduce((sum, entry) => sum + entry, 0) / count;
    let [along, positions, values] = [0, 0, 0];
    entries.forEach((entry, i) => {
      along += (i - centre) * (entry - mean);
      positions += (i - centre) ** 2;
      values += (entry - mean) ** 2;
    });
    const correlation = along / Math.sqrt(positions * values);
    if (!(Math.abs(correlation) >= CLEAR)) refuse("BMD-1007", "Expected a VOI or Presentation LUT that rises or falls.");
    return correlation < 0;
  }

  /**
   * Stored rows are upright columns if transposed; either may be read from its end.
   *
   * @returns what makes a stored picture upright
   */
  function turned(transposed, columnsReversed, rowsReversed) {
    const upright = (picture) => {
      if (!transposed && !columnsReversed && !rowsReversed) return picture;
      const { grey: stored, width, height } = picture;
      const [across, down] = transposed ? [height, width] : [width, height];
      const grey = new Uint16Array(stored.length);
      for (let y = 0, i = 0; y < down; y++) {
        for (let x = 0; x < across; x++, i++) {
          const [column, row] = transposed ? [y, x] : [x, y];
          grey[i] = stored[(rowsReversed ? height - 1 - row : row) * width + (columnsReversed ? width - 1 - column : column)];
        }
      }
      return { grey, width: across, height: down };
    };
    return { upright };
  }

  Object.assign(bmd, { Header });
})((globalThis.BMD ??= {}));
