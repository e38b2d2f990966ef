"""A peer in Python: ONNX Runtime with its inputs kept on the device. The same conversation as PeerChild's.

Arguments: model, crop, threads, row as JSON, device (CPU, CUDA or CUDA_TF32), plain or graph (CUDA graph).
"""

import json
import statistics
import sys
import time

import numpy
import onnxruntime

SIDE = 224


class Peer:
    def __init__(self, model, crop, threads, row, device, graph):
        self.crop = numpy.fromfile(crop, dtype="<f4").reshape(1, 1, SIDE, SIDE)
        self.row = numpy.asarray([row], dtype=numpy.float32)
        self.model, self.threads, self.device, self.graph = model, threads, device, graph
        self.bound = {}
        self.session = None if graph else self.open()

    def open(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if self.device == "CPU":
            providers = ["CPUExecutionProvider"]
        else:
            settings = {"use_tf32": "1" if self.device == "CUDA_TF32" else "0"}
            if self.graph:
                settings["enable_cuda_graph"] = "1"
            providers = [("CUDAExecutionProvider", settings)]
        session = onnxruntime.InferenceSession(self.model, options, providers=providers)
        if self.device != "CPU" and session.get_providers()[0] != "CUDAExecutionProvider":
            raise RuntimeError("Error: this onnxruntime runs on " + session.get_providers()[0] + " only")
        return session

    def bind(self, batch):
        # A CUDA graph is of one shape, and of its session.
        session = self.open() if self.graph else self.session
        place = "cpu" if self.device == "CPU" else "cuda"
        binding = session.io_binding()
        inputs = {"radiograph": numpy.repeat(self.crop, batch, 0), "clinical": numpy.repeat(self.row, batch, 0)}
        kept = [onnxruntime.OrtValue.ortvalue_from_numpy(value, place, 0) for value in inputs.values()]
        for name, value in zip(inputs, kept):
            binding.bind_ortvalue_input(name, value)
        if self.graph:
            # Outputs too must stay where they are.
            found = self.open_plain().run(None, inputs)
            for output, value in zip(session.get_outputs(), found):
                kept.append(onnxruntime.OrtValue.ortvalue_from_numpy(value, place, 0))
                binding.bind_ortvalue_output(output.name, kept[-1])
        else:
            for output in session.get_outputs():
                binding.bind_output(output.name, place)
        self.bound[batch] = (session, binding, kept)
        return self.bound[batch]

    def open_plain(self):
        return onnxruntime.InferenceSession(self.model, providers=["CPUExecutionProvider"])

    def answer(self, batch):
        session, binding, _ = self.bound.get(batch) or self.bind(batch)
        session.run_with_iobinding(binding)
        binding.synchronize_outputs()
        # As Java's peer: the estimates come back to the host.
        return binding.get_outputs()[0].numpy()[batch - 1]


def main():
    model, crop, threads, row, device, kind = sys.argv[1:]
    peer = Peer(model, crop, int(threads), json.loads(row), device, kind == "graph")
    print("@ready", float(peer.answer(1)), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "run":
            print("@done", float(peer.answer(int(words[1]))), flush=True)
        elif words[0] == "time":
            taken = []
            for _ in range(int(words[2])):
                start = time.perf_counter()
                peer.answer(int(words[1]))
                taken.append(1e3 * (time.perf_counter() - start))
            print("@time", statistics.median(taken), flush=True)
        else:
            raise ValueError("Expected run or time, received " + line)


main()
