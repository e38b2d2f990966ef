// ONNX Runtime from the scripts in runtime/: its WebAssembly is in them, so that nothing is fetched and a page from a folder works.
(function (bmd) {
  "use strict";

  /** onnxruntime-web's module, on one thread. @throws Error if build.mjs has not been run */
  function runtime() {
    if (!globalThis.ort || !globalThis.BMD_RUNTIME) {
      throw new Error("ONNX Runtime is not there. Run: npm ci && npm run prepare-page");
    }
    const { glue, wasm } = globalThis.BMD_RUNTIME;
    const env = globalThis.ort.env.wasm;
    env.numThreads = 1;
    env.wasmBinary = Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0)).buffer;
    env.wasmPaths = { mjs: URL.createObjectURL(new Blob([glue], { type: "text/javascript" })) };
    delete globalThis.BMD_RUNTIME;
    return globalThis.ort;
  }

  Object.assign(bmd, { runtime });
})((globalThis.BMD ??= {}));
