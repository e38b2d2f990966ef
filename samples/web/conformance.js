// Holds the implementation beside it to sdk/conformance, in Node (conformance.mjs) and in a browser (test.html).
(function (bmd) {
  "use strict";

  const GREY = 1e-5;
  const NUMBER = 1e-4;
  const FREE = new Set(["message", "statement", "sha256"]);
  const box = (array) => (array ? { x: array[0], y: array[1], width: array[2], height: array[3] } : null);

  /** Numbers within their tolerance, all else alike. A warning's words are free, its kind is not; a page knows no file's hash. */
  function differences(where, expected, received) {
    if (typeof expected === "number" && typeof received === "number") {
      return Math.abs(expected - received) > NUMBER ? [`${where}: ${expected} and ${received}`] : [];
    }
    if (expected !== null && typeof expected === "object" && received !== null && typeof received === "object") {
      const names = new Set([...Object.keys(expected), ...Object.keys(received)]);
      return [...names]
        .filter((name) => !FREE.has(name))
        .flatMap((name) => differences(`${where}/${name}`, expected[name], received[name]));
    }
    return expected === received ? [] : [`${where}: ${expected} and ${received}`];
  }

  /**
   * Runs all cases.
   *
   * @param bytes from a name in the pack to a promise of its bytes
   * @param ort onnxruntime-web's module
   * @returns `{count, failed: [text], largest}`
   */
  async function conformance(bytes, ort) {
    const result = { count: 0, failed: [], largest: 0 };
    const cases = async (name) => JSON.parse(new TextDecoder().decode(await bytes(name))).cases;
    const view = async (one) => {
      const { picture } = await bmd.read(await bytes(one.picture));
      return {
        picture, side: one.side, spacing: one.spacing_mm ?? NaN, region: box(one.region_px), neck: box(one.given_neck_px),
      };
    };
    const preprocessing = async (one) => {
      try {
        const seen = await view(one);
        if (seen.region) bmd.checkRegion(seen.picture, seen.region);
        const frame = one.neck_px ? bmd.frameAround(box(one.neck_px), one.spec.search.region_boxes) : null;
        const { output, placement } = bmd.prepare(one.spec, seen, frame);
        if (one.code) return [`expected ${one.code}`];
        const raw = await bytes(one.tensor);
        const tensor = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
        const worst = tensor.reduce((most, v, i) => Math.max(most, Math.abs(v - output[i])), 0);
        const area = [placement.x, placement.y, placement.width, placement.height];
        const off = Math.max(...area.map((v, i) => Math.abs(v - one.area_px[i])));
        result.largest = Math.max(result.largest, worst);
        return [...(worst > GREY ? [`tensor differs by ${worst}`] : []), ...(off > 1e-6 ? [`area differs by ${off}`] : [])];
      } catch (e) {
        return e.code && e.code === one.code ? [] : [e.code ?? String(e.stack)];
      }
    };
    const estimate = async (one) => {
      let model = null;
      let received;
      try {
        model = await bmd.open(ort, await bytes(one.model));
        received = await model.estimate(await view(one), one.clinical, one.return_unusable === true);
      } catch (e) {
        if (!e.code) throw e;
        received = { code: e.code };
      } finally {
        await model?.release();
      }
      return differences("", one.expected, received);
    };
    for (const [file, check] of [["preprocessing.json", preprocessing], ["estimates.json", estimate]]) {
      for (const one of await cases(file)) {
        result.count++;
        const found = await check(one);
        if (found.length > 0) result.failed.push(`${file} ${one.name}: ${found.join("; ")}`);
      }
    }
    return result;
  }

  Object.assign(bmd, { conformance });
})((globalThis.BMD ??= {}));
