// A model file's card, and from a picture and a person's facts to an estimate, as sdk/conformance/README.md says. ONNX Runtime
// is the caller's: `runtime` is onnxruntime-web's or onnxruntime-node's module.
(function (bmd) {
  "use strict";

  const CARD = "bmd.card";
  const FINDER = "bmd.neck_finder";
  const NEWEST_SCHEMA = 2;
  const BMD_RANGE = [0.2, 2.0];
  const LEAST_AGE = 50;
  const LEAST_NECK_PIXELS = 64;
  const MOST_SATURATED = 0.4;
  const LEAST_COVERAGE = 0.1;
  const UNUSUAL_DEVIATIONS = 3;
  const NOT_USABLE = new Set(["far_from_training", "too_coarse", "no_neck", "other_side", "implant"]);

  const refuse = (code, message) => {
    throw new bmd.BmdError(code, message);
  };

  /** The metadata of an ONNX file (ModelProto.metadata_props, field 14), as a map of texts. */
  function metadata(bytes) {
    const found = {};
    const text = new TextDecoder();
    const read = (from, to, each) => {
      let at = from;
      const varint = () => {
        let value = 0;
        for (let factor = 1; ; factor *= 128) {
          if (at >= to || factor > 2 ** 49) refuse("BMD-3004", "Expected an ONNX file.");
          const byte = bytes[at++];
          value += (byte & 127) * factor;
          if (byte < 128) return value;
        }
      };
      while (at < to) {
        const tag = varint();
        const wire = tag % 8;
        if (wire === 0) varint();
        else if (wire === 1) at += 8;
        else if (wire === 5) at += 4;
        else if (wire === 2) {
          const length = varint();
          if (length > to - at) refuse("BMD-3004", "Expected an ONNX file.");
          each((tag - wire) / 8, at, at + length);
          at += length;
        } else refuse("BMD-3004", "Expected an ONNX file.");
      }
    };
    read(0, bytes.length, (field, from, to) => {
      if (field !== 14) return;
      const entry = {};
      read(from, to, (part, a, b) => {
        entry[part] = text.decode(bytes.subarray(a, b));
      });
      found[entry[1] ?? ""] = entry[2] ?? "";
    });
    return found;
  }

  /** A field's name without its unit: `height` for `height_cm`. */
  function bareName(field) {
    const suffix = "_" + field.unit.trim().toLowerCase().replace("/", "_per_");
    return field.name.endsWith(suffix) ? field.name.slice(0, -suffix.length) : field.name;
  }

  /** The card's fields as the network takes them: numbers in the card's units, a category's place, NaN for what is not given. */
  function encode(card, given) {
    for (const name of Object.keys(given)) {
      if (!card.clinical_fields.some((field) => field.name === name)) {
        refuse("BMD-2001", `The model knows no field "${name}".`);
      }
    }
    return Float32Array.from(card.clinical_fields, (field) => {
      const value = given[field.name];
      if (value === undefined || value === null || value === "") return NaN;
      if (field.categories.length > 0) {
        const place = field.categories.indexOf(value);
        if (place < 0) refuse("BMD-2004", `${field.name}: expected ${field.categories.join(", ")}.`);
        return place;
      }
      if (typeof value !== "number" || !Number.isFinite(value)) {
        refuse("BMD-2003", `${field.name}: expected a number.`);
      }
      if (value < field.minimum || value > field.maximum) {
        refuse("BMD-2002", `${field.name}: expected ${field.minimum} to ${field.maximum} ${field.unit}.`.trimEnd());
      }
      return value;
    });
  }

  /** One decimal, halves away from zero, read off the shortest decimal number that is this double; never -0. */
  function rounded(score) {
    if (Number.isNaN(score)) return score;
    const tenths = score * 10;
    if (Math.abs(tenths - Math.floor(tenths) - 0.5) > 1e-6) return Math.round(tenths) / 10 + 0;
    const [whole, part = ""] = String(Math.abs(score)).split(".");
    const up = (part[1] ?? "0") >= "5" ? 1 : 0;
    return (Math.sign(score) * (Number(whole + (part[0] ?? "0")) + up)) / 10 + 0;
  }

  function category(card, clinical, tScore) {
    const place = card.clinical_fields.findIndex((field) => bareName(field) === "age");
    const age = place < 0 ? NaN : clinical[place];
    if (!(age >= LEAST_AGE)) return "not_applicable";
    const score = rounded(tScore);
    return score >= -1 ? "normal" : score > -2.5 ? "low_bone_mass" : "osteoporosis";
  }

  function implausible(card, clinical) {
    const value = (name, unit) => {
      const place = card.clinical_fields.findIndex((field) => bareName(field) === name || field.name === name);
      const known = place >= 0 && card.clinical_fields[place].unit.trim().toLowerCase().replace("²", "2") === unit;
      return known ? clinical[place] : NaN;
    };
    const height = value("height", "cm") / 100;
    const implied = value("weight", "kg") / (height * height);
    const findings = [];
    if (Math.abs(value("bmi", "kg/m2") - implied) > 1) {
      findings.push("Body mass index, height and weight contradict each other. Check all three.");
    }
    if (implied < 12 || implied > 60) {
      findings.push("Height and weight together are implausible in an adult. Check them and their units.");
    }
    if (Math.abs(value("age_at_scan", "years") - value("age", "years")) > 5) {
      findings.push("Age at the radiograph and age at densitometry lie more than five years apart. Check both.");
    }
    return findings;
  }

  /** An open model. Make one with `open`; `release` frees its sessions. */
  class Estimator {
    constructor(runtime, card, session, finder) {
      Object.assign(this, { runtime, card, session, finder });
    }

    /** Looks for the neck; see "Version 2" in the text. */
    async search(view) {
      const search = this.card.preprocessing.search;
      const side = search.side;
      const spec = {
        ...this.card.preprocessing, version: 1, width: side, height: side, analysis_side: 2 * side, crop_to_field: true,
        shutter_fraction: 0.9, saturation_tolerance: 0.02, lower_percentile: 1, upper_percentile: 99, field_of_view_mm: 0,
        padding: 0,
      };
      const whole = view.region ?? { x: 0, y: 0, width: view.picture.width, height: view.picture.height };
      const given = view.neck;
      let frame = given ? bmd.frameAround(given, search.region_boxes) : null;
      let found = null;
      const prepared = (look) => {
        if (frame && !bmd.within(frame, whole)) return null;
        try {
          return bmd.prepare(spec, view, frame);
        } catch (e) {
          if (e.code === "BMD-1010" && look > 0) return null;
          throw e;
        }
      };
      for (let look = 0; look < search.looks; look++) {
        const seen = prepared(look);
        if (!seen) {
          frame = null;
          break;
        }
        const answer = await this.finder.run({
          overview: new this.runtime.Tensor("float32", seen.output, [1, 1, side, side]),
        });
        const box = given ?? bmd.toPicture(seen.placement, answer.neck_box.data);
        found = {
          box,
          confidence: answer.neck_confidence.data[0],
          other: answer.other_side_confidence.data[0],
          implant: answer.implant_confidence.data[0],
        };
        frame = bmd.frameAround(box, search.region_boxes);
        if (given) break;
      }
      let lost = !frame || (!given && !bmd.within(frame, whole));
      if (!lost && !given && found.confidence < search.least_confidence) lost = !prepared(search.looks);
      if (!lost) return found;
      const size = Math.max(whole.width, whole.height) / search.region_boxes;
      const box = {
        x: whole.x + (whole.width - size) / 2, y: whole.y + (whole.height - size) / 2, width: size, height: size,
      };
      return { box, confidence: 0, other: 0, implant: 0 };
    }

    /**
     * @param view `{picture, side, region, spacing, neck}`; side LEFT, RIGHT or UNKNOWN
     * @param given the person's facts by field name, in the card's units
     * @param returnUnusable whether what is not usable is returned, without T-score, category and screening
     * @returns the estimate as the SDK's JSON has it
     * @throws BmdError
     */
    async estimate(view, given, returnUnusable = false) {
      const { card, runtime } = this;
      const spec = card.preprocessing;
      if (view.region) bmd.checkRegion(view.picture, view.region);
      const clinical = encode(card, given);
      const neck = this.finder ? await this.search(view) : null;
      const takesBox = this.session.inputNames.includes("given_neck_box");
      if (view.neck && !takesBox && !neck) refuse("BMD-5001", "This model takes no box of the femoral neck.");
      const prepared = bmd.prepare(spec, view, neck ? bmd.frameAround(neck.box, spec.search.region_boxes) : null);
      const feeds = {
        radiograph: new runtime.Tensor("float32", prepared.output, [1, 1, spec.height, spec.width]),
        clinical: new runtime.Tensor("float32", clinical, [1, clinical.length]),
      };
      if (takesBox) {
        const box = view.neck ? bmd.fromPicture(prepared.placement, view.neck) : [NaN, NaN, NaN, NaN];
        feeds.given_neck_box = new runtime.Tensor("float32", Float32Array.from(box), [1, 4]);
      }
      const answer = await this.session.run(feeds);
      return this.assemble(view, clinical, neck, prepared, answer, returnUnusable);
    }

    assemble(view, clinical, neck, prepared, answer, returnUnusable) {
      const { card } = this;
      const spec = card.preprocessing;
      const value = answer.bmd.data[0];
      const spread = answer.bmd_spread.data[0];
      const score = answer.outlier_score.data[0];
      const box = answer.neck_box ? bmd.toPicture(prepared.placement, answer.neck_box.data) : null;
      const reasons = this.reasons(score, prepared, box, neck, view);
      const usable = !reasons.some((reason) => NOT_USABLE.has(reason));
      if (!usable && !returnUnusable) refuse("BMD-4010", `Not usable: ${reasons.join(", ")}.`);
      if (!(value >= BMD_RANGE[0] && value <= BMD_RANGE[1] && spread > 0 && spread <= BMD_RANGE[1])) {
        refuse("BMD-4009", "Expected a BMD that a femoral neck can have. Check that the radiograph shows one hip, AP.");
      }
      const widening = reasons.length > 0 ? (card.trust?.unusual_widening ?? 1) : 1;
      const tScore = (value - card.reference.mean) / card.reference.sd;
      const [rows, columns] = answer.image_attention.dims.slice(1);
      const cells = answer.image_attention.data;
      const { mirrored, ...whole } = prepared.placement;
      const estimate = {
        schema_version: 1,
        model: { id: card.model_id, version: card.model_version, simulated: card.simulated },
        bmd_g_per_cm2: value,
        spread_g_per_cm2: spread,
        t_score_rounding: "half_up",
        t_score_reference: {
          name: card.reference.name, densitometer: card.reference.densitometer,
          mean_g_per_cm2: card.reference.mean, sd_g_per_cm2: card.reference.sd,
        },
        category: usable ? category(card, clinical, tScore) : "not_applicable",
        intervals: Object.entries(card.conformal_quantiles)
          .map(([coverage, quantile]) => [Number(coverage), quantile * spread * widening])
          .sort((a, b) => a[0] - b[0])
          .map(([coverage, half]) => ({ coverage, lower_g_per_cm2: value - half, upper_g_per_cm2: value + half })),
        screening: usable
          ? card.thresholds.map((threshold) => ({
              name: threshold.name, threshold_g_per_cm2: threshold.bmd_g_per_cm2, below: value < threshold.bmd_g_per_cm2,
            }))
          : [],
        clinical_attention: Object.fromEntries(
          card.clinical_fields.map((field, i) => [field.name, answer.clinical_attention.data[i]])),
        image_attention: {
          rows,
          columns,
          area_px: box ?? whole,
          values: Array.from(cells, (_, i) => {
            const column = i % columns;
            return cells[i - column + (mirrored ? columns - 1 - column : column)];
          }),
        },
        outlier_score: { value: score, limit: card.outlier_threshold },
        trust: {
          level: reasons.length === 0 ? "fine" : usable ? "unusual" : "not_usable", reasons, interval_widening: widening,
        },
        warnings: this.warnings(view, clinical, reasons),
      };
      if (usable) estimate.t_score = rounded(tScore);
      if (box) estimate.femoral_neck_px = box;
      if (card.trust) estimate.outlier_score.hard_limit = card.trust.outlier_hard_limit;
      return estimate;
    }

    /** What speaks against an estimate, in this order. */
    reasons(score, prepared, box, neck, view) {
      const { card } = this;
      const spec = card.preprocessing;
      const reasons = [];
      if (card.trust && score > card.trust.outlier_hard_limit) reasons.push("far_from_training");
      else if (score > card.outlier_threshold) reasons.push("unlike_training");
      if (prepared.field.saturatedShare > MOST_SATURATED || prepared.field.coverage < LEAST_COVERAGE) {
        reasons.push("poor_exposure");
      }
      const pixels = Math.round(box ? box.width : prepared.placement.width);
      const least = box ? LEAST_NECK_PIXELS : spec.width;
      if (card.trust && pixels < 0.5 * least) reasons.push("too_coarse");
      else if (pixels < least) reasons.push("coarse");
      if (neck) {
        const search = spec.search;
        if (neck.implant > search.most_implant) reasons.push("implant");
        else if (neck.implant > search.usual_implant) reasons.push("maybe_implant");
        if (neck.confidence < search.least_confidence && !view.neck) {
          reasons.push(neck.other >= search.usual_confidence ? "other_side" : "no_neck");
        } else if (neck.confidence < search.usual_confidence) reasons.push("neck_unsure");
      }
      return reasons;
    }

    warnings(view, clinical, reasons) {
      const { card } = this;
      const warnings = [];
      const warn = (kind, message) => warnings.push({ kind, message });
      const has = (...names) => names.some((name) => reasons.includes(name));
      if (card.simulated) warn("simulated_model", "SIMULATED: this model was trained on simulated subjects only.");
      const names = (test) => card.clinical_fields.filter((field, i) => test(field, clinical[i])).map((field) => field.name);
      const missing = names((field, v) => Number.isNaN(v));
      const unusual = names(
        (field, v) => field.categories.length === 0 && Math.abs(v - field.mean) > UNUSUAL_DEVIATIONS * field.sd);
      if (missing.length) warn("missing_fields", `Not given: ${missing.join(", ")}. The estimate is less certain.`);
      if (unusual.length) {
        warn("unusual_clinical_value", `Hardly any training subject had such a value: ${unusual.join(", ")}.`);
      }
      for (const finding of implausible(card, clinical)) warn("implausible_combination", finding);
      if (has("unlike_training", "far_from_training")) {
        warn("unusual_radiograph", "The radiograph does not look like those the model was trained on. Check that it shows one hip, AP.");
      }
      if (has("implant")) warn("implant", "There is metal in this hip: its density cannot be told from the picture.");
      if (has("maybe_implant")) warn("implant", "There may be metal in this hip. Look at the picture.");
      if (has("other_side")) warn("other_side", "The hip looks like one of the other side. Check the side that was given.");
      if (has("no_neck")) warn("neck_not_found", "No femoral neck was found. Check that the picture shows a hip or pelvis, AP, upright.");
      if (has("neck_unsure")) warn("neck_not_found", "What was taken for the femoral neck looks unusual. Look where it was found.");
      if (has("poor_exposure")) warn("poor_exposure", "Poor exposure: much of the picture is saturated or not exposed.");
      if (view.side === "UNKNOWN") warn("unknown_side", "It was not said which hip this is; it was treated as a left one.");
      if (card.preprocessing.field_of_view_mm > 0 && !(view.spacing > 0)) {
        warn("unknown_pixel_size", "The pixel size is not known, so the picture could not be brought to the model's scale.");
      }
      if (has("coarse", "too_coarse")) warn("low_resolution", "The picture is too coarse. Supply the original, not a thumbnail.");
      return warnings;
    }

    async release() {
      await this.session.release();
      await this.finder?.release();
    }
  }

  function parsed(json) {
    try {
      return JSON.parse(json);
    } catch {
      return refuse("BMD-3008", "The model's card is not valid JSON.");
    }
  }

  /** Opens a model file. @throws BmdError */
  async function open(runtime, bytes) {
    const meta = metadata(bytes);
    if (!(CARD in meta)) refuse("BMD-3007", "Expected a model with a card of XAttn-BMD, received an ONNX file without.");
    const card = parsed(meta[CARD]);
    if (card.schema_version > NEWEST_SCHEMA) refuse("BMD-3009", "The model's card is newer than this page.");
    const session = await runtime.InferenceSession.create(bytes);
    let finder = null;
    if (FINDER in meta) {
      const raw = Uint8Array.from(atob(meta[FINDER]), (c) => c.charCodeAt(0));
      finder = await runtime.InferenceSession.create(raw);
    }
    return new Estimator(runtime, card, session, finder);
  }

  Object.assign(bmd, { open, metadata, encode, rounded, Estimator });
})((globalThis.BMD ??= {}));
