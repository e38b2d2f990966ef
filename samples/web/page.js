// The page: files in, picture and estimate out. What it computes is in preprocessing.js and model.js.
(function (bmd) {
  "use strict";

  const $ = (id) => document.getElementById(id);
  /** What the interval's bar spans, g/cm². */
  const BAR = [0.3, 1.5];
  /** The window at first: all but the darkest and brightest of this share of the pixels. */
  const USUAL = 0.005;
  const state = { runtime: null, model: null, view: null, greys: null, estimate: null };

  function say(text, refused = false) {
    $("status").textContent = text;
    $("status").classList.toggle("refused", refused);
  }

  /** One thing at a time; a refusal is said, with its code. */
  async function doing(what, work) {
    say(what);
    document.body.setAttribute("aria-busy", "true");
    try {
      await new Promise((next) => setTimeout(next));
      await work();
    } catch (e) {
      say(e.code ? `${e.code}: ${e.message}` : String(e.message ?? e), true);
    } finally {
      document.body.removeAttribute("aria-busy");
      $("estimate").disabled = !(state.model && state.view);
    }
  }

  function forget() {
    state.estimate = null;
    $("result").hidden = true;
  }

  async function openModel(file) {
    await doing("Opening the model …", async () => {
      state.runtime ??= bmd.runtime();
      const model = await bmd.open(state.runtime, new Uint8Array(await file.arrayBuffer()));
      await state.model?.release();
      state.model = model;
      forget();
      const { card } = model;
      $("model-name").textContent =
        `${card.model_id} ${card.model_version}${card.simulated ? ", SIMULATED" : ""}, ${card.densitometer} scale`;
      $("simulated").hidden = !card.simulated;
      $("fields").replaceChildren(...card.clinical_fields.map(control));
      draw();
      say(state.view ? "Ready to estimate." : "Model open. Now a radiograph.");
    });
  }

  function control(field) {
    const label = document.createElement("label");
    label.append(`${field.label}${field.unit ? `, ${field.unit}` : ""} `);
    let input;
    if (field.categories.length > 0) {
      input = document.createElement("select");
      input.add(new Option("not known", ""));
      field.categories.forEach((category) => input.add(new Option(category.replaceAll("_", " "), category)));
    } else {
      input = document.createElement("input");
      input.type = "number";
      input.step = "any";
      input.min = field.minimum;
      input.max = field.maximum;
      input.placeholder = "not known";
    }
    input.name = field.name;
    input.addEventListener("input", forget);
    label.append(input);
    return label;
  }

  async function openPicture(file) {
    await doing("Reading the radiograph …", async () => {
      const read = await bmd.read(new Uint8Array(await file.arrayBuffer()));
      state.view = { ...read, region: null, neck: null };
      $("side").value = read.side;
      $("hint").hidden = true;
      $("stage").setAttribute("aria-label", `Radiograph, ${read.picture.width} by ${read.picture.height} pixels`);
      forget();
      resetWindow();
      say(state.model ? "Ready to estimate." : "Radiograph open. Now a model.");
    });
  }

  function facts() {
    const given = {};
    for (const input of $("fields").querySelectorAll("input, select")) {
      if (input.validity && !input.validity.valid && !input.validity.rangeOverflow && !input.validity.rangeUnderflow) {
        throw new bmd.BmdError("BMD-2003", `${input.name}: expected a number.`);
      }
      if (input.value !== "") given[input.name] = input.tagName === "SELECT" ? input.value : Number(input.value);
    }
    return given;
  }

  async function estimate() {
    await doing("Estimating …", async () => {
      forget();
      const view = { ...state.view, side: $("side").value };
      const started = performance.now();
      const found = await state.model.estimate(view, facts(), $("unusable").checked);
      const took = performance.now() - started;
      state.estimate = found;
      show(found);
      draw();
      say(`Estimated in ${took.toFixed(0)} ms.`);
    });
  }

  const plain = (number, digits) => number.toFixed(digits).replace("-", "−");

  function figure(name, text) {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = name;
    description.textContent = text;
    return [term, description];
  }

  function show(e) {
    const interval = e.intervals.find((one) => one.coverage === 0.9) ?? e.intervals.at(-1);
    const usable = e.trust.level !== "not_usable";
    $("bmd").innerHTML = "";
    const unit = document.createElement("small");
    unit.textContent = ` g/cm², ${e.model.simulated ? "SIMULATED, " : ""}estimated, not measured`;
    $("bmd").append(plain(e.bmd_g_per_cm2, 3), unit);
    const at = (value) => `${Math.max(0, Math.min(100, (100 * (value - BAR[0])) / (BAR[1] - BAR[0])))}%`;
    $("range").style.left = at(interval.lower_g_per_cm2);
    $("range").style.right = `calc(100% - ${at(interval.upper_g_per_cm2)})`;
    $("mark").style.left = at(e.bmd_g_per_cm2);
    $("scale").replaceChildren(...[0.3, 0.6, 0.9, 1.2, 1.5].map((tick) => {
      const span = document.createElement("span");
      span.textContent = tick.toFixed(1);
      return span;
    }));
    $("figures").replaceChildren(
      ...figure(
        `${Math.round(100 * interval.coverage)} % interval`,
        `${plain(interval.lower_g_per_cm2, 3)} to ${plain(interval.upper_g_per_cm2, 3)} g/cm²`),
      ...(usable ? figure("T-score", `${plain(e.t_score, 1)} against ${e.t_score_reference.name}`) : []),
      ...figure("WHO range", e.category.replaceAll("_", " ")),
      ...e.screening.flatMap((s) => figure(s.name, s.below ? `below ${s.threshold_g_per_cm2} g/cm²` : "not below the threshold")),
      ...figure("Outlier score", `${plain(e.outlier_score.value, 2)}, limit ${plain(e.outlier_score.limit, 2)}`),
      ...figure("Trust", e.trust.level.replaceAll("_", " ")),
      ...figure("Model", `${e.model.id} ${e.model.version}`));
    $("warnings").replaceChildren(...e.warnings.map((warning) => {
      const item = document.createElement("li");
      const kind = document.createElement("b");
      kind.textContent = `${warning.kind.replaceAll("_", " ")}: `;
      item.append(kind, warning.message);
      item.classList.toggle("refused", !usable && warning.kind !== "simulated_model");
      return item;
    }));
    $("result").hidden = false;
  }

  /** The greys below which so many of the pixels lie, for each share. */
  function quantiles(grey, shares) {
    const counts = new Uint32Array(65536);
    for (const value of grey) counts[value]++;
    return shares.map((share) => {
      let below = 0;
      return counts.findIndex((count) => (below += count) > share * grey.length);
    });
  }

  /** The sliders in thousandths of what the picture's greys span. */
  function resetWindow() {
    const [least, low, high, greatest] = quantiles(state.view.picture.grey, [0, USUAL, 1 - USUAL, 1 - 1e-9]);
    state.greys = { least, span: Math.max(1, greatest - least) };
    $("centre").value = (1000 * ((low + high) / 2 - least)) / state.greys.span;
    $("width").value = Math.max(1, (1000 * (high - low)) / state.greys.span);
    draw();
  }

  /** The picture in its window, with what is asked for over it. */
  function draw() {
    if (!state.view) return;
    const { grey, width, height } = state.view.picture;
    const canvas = $("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const middle = state.greys.least + ($("centre").value / 1000) * state.greys.span;
    const wide = ($("width").value / 1000) * state.greys.span;
    for (let i = 0; i < grey.length; i++) {
      const value = 255 * ((grey[i] - middle) / wide + 0.5);
      image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = value;
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    const found = state.estimate;
    if (found && $("show-attention").checked) {
      const { rows, columns, values, area_px: area } = found.image_attention;
      const most = Math.max(...values);
      values.forEach((share, i) => {
        context.fillStyle = `rgba(255, 120, 0, ${0.6 * (share / most)})`;
        context.fillRect(
          area.x + ((i % columns) * area.width) / columns, area.y + (Math.floor(i / columns) * area.height) / rows,
          area.width / columns, area.height / rows);
      });
    }
    if (found?.femoral_neck_px && $("show-neck").checked) {
      const box = found.femoral_neck_px;
      context.strokeStyle = "#ffd479";
      context.lineWidth = Math.max(1.5, width / 320);
      context.strokeRect(box.x, box.y, box.width, box.height);
    }
  }

  function dropped(files) {
    for (const file of files) (file.name.toLowerCase().endsWith(".onnx") ? openModel : openPicture)(file);
  }

  function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(state.estimate, null, 2)], { type: "application/json" }));
    link.download = "estimate.json";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  $("model-file").addEventListener("change", (e) => e.target.files[0] && openModel(e.target.files[0]));
  $("picture-file").addEventListener("change", (e) => e.target.files[0] && openPicture(e.target.files[0]));
  $("side").addEventListener("change", forget);
  $("unusable").addEventListener("change", forget);
  $("facts").noValidate = true;
  $("facts").addEventListener("submit", (e) => {
    e.preventDefault();
    estimate();
  });
  for (const id of ["centre", "width", "show-neck", "show-attention"]) $(id).addEventListener("input", draw);
  $("reset").addEventListener("click", () => state.view && resetWindow());
  $("save").addEventListener("click", save);
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (e) => {
      e.preventDefault();
      $("stage").classList.toggle("over", type === "dragover");
      if (type === "drop") dropped(e.dataTransfer.files);
    });
  }
  if (!globalThis.ort || !globalThis.BMD_RUNTIME) say("ONNX Runtime is not there. Run: npm ci && npm run prepare-page", true);
})((globalThis.BMD ??= {}));
