"""Quantises networks with onnx-tools and with ONNX Runtime's own quantiser, and prints a table of both.

    python quantizer_peer.py ONNX_TOOLS_JAR NETWORK...

Each NETWORK is a folder with source.onnx (opset 21) and samples as .npz in cal and eval. Needs the packages onnxruntime and
onnx; no part of the build. Both start from the network as `onnx-tools optimize` leaves it, quantise the same operators,
calibrate on cal by the smallest and largest value and leave no layer out; errors are those on eval, in sessions as anybody
opens them; times are medians of runs in alternation with float32.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnxruntime import quantization
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

RUNS = 15
INTEGER = ["Conv", "Gemm", "MatMul"]


def samples(folder):
    return [dict(numpy.load(f)) for f in sorted(Path(folder).glob("*.npz"))]


class Reader(quantization.CalibrationDataReader):
    def __init__(self, folder):
        self.rest = iter(samples(folder))

    def get_next(self):
        return next(self.rest, None)


def tools(jar, *arguments):
    done = subprocess.run(["java", "-jar", jar, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or done.stdout.strip())
    return done.stdout


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def ours(folder):
    fixed = ["--budget", 100, "--min-speedup", 0, "--calibration", folder / "cal"]
    integer = [a for o in INTEGER for a in ("--only-operator", o)]
    yield "int8, exact", ["quantize", *fixed, *integer]
    yield "int8, full range", ["quantize", *fixed, *integer, "--scheme", "FULL_RANGE"]
    yield "int8, 16-bit activations", ["quantize", *fixed, *integer, "--activations", "STATIC_16_BIT"]
    yield "int8, dynamic, exact", ["quantize", *fixed, "--activations", "DYNAMIC"]
    yield "int8, dynamic, MatMul alone, exact", ["quantize", *fixed, "--activations", "DYNAMIC", "--only-operator", "MatMul"]
    yield "4-bit weights, blocks of 32", ["quantize-weights", "--budget", 100, "--samples", folder / "eval"]


def theirs(folder, source):
    def static(out, **more):
        quantization.quantize_static(
            source, out, Reader(folder / "cal"), per_channel=True, op_types_to_quantize=INTEGER, **more
        )

    bytes_ = {"activation_type": quantization.QuantType.QUInt8, "weight_type": quantization.QuantType.QInt8}
    words = {"activation_type": quantization.QuantType.QUInt16, "weight_type": quantization.QuantType.QInt8}
    yield "int8", lambda out: static(out, **bytes_)
    yield "int8, reduce_range", lambda out: static(out, reduce_range=True, **bytes_)
    yield "int8, 16-bit activations", lambda out: static(out, **words)
    yield "int8, dynamic, MatMul alone", lambda out: quantization.quantize_dynamic(
        source, out, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=quantization.QuantType.QInt8
    )
    yield "int8, dynamic, uint8 weights", lambda out: quantization.quantize_dynamic(
        source, out, op_types_to_quantize=INTEGER, per_channel=False, weight_type=quantization.QuantType.QUInt8
    )

    def weights(out):
        made = MatMulNBitsQuantizer(
            onnx.load(source), algo_config=DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True)
        )
        made.process()
        made.model.save_model_to_file(str(out))

    yield "4-bit weights, blocks of 32", weights


def measure(model, reference, inputs):
    one, other = session(reference), session(model)
    squares = energy = largest = top = 0.0
    for sample in inputs:
        for a, b in zip(other.run(None, sample), one.run(None, sample)):
            difference = a.astype(float) - b
            squares += (difference**2).sum()
            energy += (b.astype(float) ** 2).sum()
            largest = max(largest, abs(difference).max())
            top = max(top, abs(b).max())
    times = [[], []]
    for run in range(RUNS):
        for which, s in enumerate((one, other)):
            start = time.perf_counter()
            s.run(None, inputs[run % len(inputs)])
            times[which].append(time.perf_counter() - start)
    return (squares / energy) ** 0.5, largest / top, numpy.median(times[0]) / numpy.median(times[1])


def row(jar, name, by, form, model, reference, inputs):
    rms, most, speed = measure(model, reference, inputs)
    sums = json.loads(tools(jar, "check", model, "--json"))["integerSums"]
    exact = "" if not sums["layers"] else "yes" if not sums["saturating"] else f"no ({len(sums['saturating'])})"
    size = model.stat().st_size / reference.stat().st_size
    print(
        f"| {name} | {by} | {form} | {100 * rms:.2f} % | {100 * most:.2f} % | {100 * size:.1f} % | {speed:.2f} | {exact} |",
        flush=True,
    )


def main():
    jar, networks = sys.argv[1], [Path(n) for n in sys.argv[2:]]
    print(f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}\n")
    print("| network | by | form | rms error | largest | size | times float32 | exact |\n|---|---|---|---|---|---|---|---|")
    for folder in networks:
        source = folder / "optimized.onnx"
        tools(jar, "optimize", folder / "source.onnx", source, "--samples", folder / "eval")
        inputs = samples(folder / "eval")
        for form, arguments in ours(folder):
            out = folder / "ours.onnx"
            try:
                tools(jar, arguments[0], source, out, *arguments[1:])
                row(jar, folder.name, "ours", form, out, source, inputs)
            except Exception as e:  # noqa: BLE001 a form that a network has not
                print(f"| {folder.name} | ours | {form} | {str(e)[:90]} |", flush=True)
        for form, make in theirs(folder, source):
            out = folder / "theirs.onnx"
            try:
                make(out)
                row(jar, folder.name, "ONNX Runtime", form, out, source, inputs)
            except Exception as e:  # noqa: BLE001
                print(f"| {folder.name} | ONNX Runtime | {form} | {str(e)[:90]} |", flush=True)


if __name__ == "__main__":
    main()
