"""XAttn-BMD and its training step in plain PyTorch, as a Python author would write them for speed.

    python xattn_bmd_peer.py FOLDER THREADS

Started by org.xattnbmd.trainer.training.TrainingPeerBenchmark, which writes FOLDER, compares what comes out, and asks in turns.
Needs torch (2.4 or newer) and numpy; no part of the build. FOLDER has peer.json (network and training as runs record them),
weights.safetensors, batch.safetensors and examples.safetensors. Answers are lines that begin with @, one to each line read:

    prove DEVICE             writes proof-DEVICE.safetensors: outputs, loss, gradients, weights and averages after three steps
    ready VARIANT            steps on batches that are ready in host memory; answers with seconds
    loaded VARIANT           steps on batches that a DataLoader's workers shuffle and augment; answers with seconds
    device VARIANT           steps on batches that the training device itself shuffles and augments; answers with seconds
    memory                   resident bytes of this process

VARIANT is plain (float32, what PyTorch allows by default), channels_last (the same in that memory layout) or bf16 (autocast).
"""

import json
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = sys.argv[2]

import numpy
import torch

from xattn_bmd_training import Augmentation, Training


def read_safetensors(path):
    """Named float32 tensors of a file."""
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            if entry["dtype"] != "F32":
                raise ValueError(f"expected float32, received {entry['dtype']} of {name}")
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(data, "<f4", (end - begin) // 4, start + begin)
            tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors


def write_safetensors(path, tensors):
    arrays = {n: t.detach().to("cpu", torch.float32).contiguous().numpy() for n, t in tensors.items()}
    header, end = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(array.astype("<f4").tobytes())


class Examples(torch.utils.data.Dataset):
    """Examples in memory; a worker takes and augments a whole batch at once."""

    def __init__(self, tensors, augmentation):
        self.tensors, self.augmentation = tensors, augmentation

    def __len__(self):
        return len(self.tensors[0])

    def __getitems__(self, indices):
        chosen = torch.tensor(indices)
        return self.augmentation(*(t[chosen] for t in self.tensors))


def whole(batch):
    return batch


def room_for_workers(batch_bytes):
    """Each has up to three batches in shared memory, which containers often have little of."""
    shared = os.statvfs("/dev/shm")
    return shared.f_bavail * shared.f_frsize // (3 * batch_bytes)


class Peer:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.settings = json.loads((self.folder / "peer.json").read_text())
        self.weights = read_safetensors(self.folder / "weights.safetensors")
        self.device, self.cuda = self.settings["device"], self.settings["device"] != "cpu"
        self.size = self.settings["training"]["batchSize"]
        torch.backends.cudnn.benchmark = True  # shapes stay as they are
        augmentation = Augmentation(self.settings["training"]["augmentation"], self.settings["network"]["fields"])
        read = read_safetensors(self.folder / "examples.safetensors")
        self.examples = Examples([read[n] for n in ("crops", "clinical", "bmd", "weights", "boxes")], augmentation)
        self.trainings = {}
        self.workers = min(self.settings["workers"], room_for_workers(self.size * self.examples.tensors[0][0].nbytes))
        # Workers are forked on first use, and stay.
        self.loader = torch.utils.data.DataLoader(
            self.examples,
            batch_size=self.size,
            shuffle=True,
            drop_last=True,
            collate_fn=whole,
            num_workers=self.workers,
            persistent_workers=self.workers > 0,
            pin_memory=self.cuda,
        )
        self.ready = self.resident = None

    def training(self, variant):
        if variant not in ("plain", "channels_last", "bf16"):
            raise ValueError(f"expected plain, channels_last or bf16, received {variant}")
        if variant not in self.trainings:
            self.trainings[variant] = Training(self.settings, self.weights, self.device, variant)
        return self.trainings[variant]

    def ready_batches(self):
        if self.ready is None:
            made = [[t.clone() for t in batch] for batch in self.loader]
            self.ready = [[t.pin_memory() for t in batch] for batch in made] if self.cuda else made
        return self.ready

    def batches_of_the_device(self):
        if self.resident is None:
            self.resident = [t.to(self.device) for t in self.examples.tensors]
        order = torch.randperm(len(self.examples), device=self.device)
        for at in range(0, len(order) - self.size + 1, self.size):
            chosen = order[at : at + self.size]
            yield self.examples.augmentation(*(t[chosen] for t in self.resident))

    def prove(self, device):
        training = Training(self.settings, self.weights, device, "plain", dropout=0)
        batch = read_safetensors(self.folder / "batch.safetensors")
        names = ("crops", "clinical", "bmd", "weights", "boxes", "crop_boxes")
        batch = training.on_device([batch[n] for n in names])
        training.network.eval()
        with torch.no_grad():
            found = {f"output.{n}": v for n, v in training.network(*batch[:2]).items()}
        training.network.train()
        statistics = [t.clone() for t in training.network.buffers()]
        found["loss"] = training.backward(batch).reshape(1)
        for name, parameter in training.network.named_parameters():
            gradient = parameter.grad
            found[f"gradient.{name}"] = torch.zeros_like(parameter) if gradient is None else gradient.clone()
        for buffer, before in zip(training.network.buffers(), statistics):
            buffer.copy_(before)
        for _ in range(3):
            training.step(batch)
        for name, now, average in zip(training.averaged_names, training.averaged, training.average):
            found[f"after.{name}"], found[f"average.{name}"] = now, average
        write_safetensors(self.folder / f"proof-{device.replace(':', '')}.safetensors", found)
        return 0

    def answer(self, request, *words):
        if request == "prove":
            return self.prove(*words)
        if request == "ready":
            return self.training(*words).epoch(self.ready_batches())
        if request == "loaded":
            return self.training(*words).epoch(self.loader)
        if request == "device":
            return self.training(*words).epoch(self.batches_of_the_device())
        if request == "memory":
            lines = Path("/proc/self/status").read_text().splitlines()
            return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
        raise ValueError(f"expected prove, ready, loaded, device or memory, received {request}")


def main(folder, threads):
    torch.set_num_threads(int(threads))
    peer = Peer(folder)
    software = {
        "python": sys.version.split()[0],
        "pytorch": torch.__version__,
        "threads": torch.get_num_threads(),
        "workers": peer.workers,
        "device": torch.cuda.get_device_name(peer.device) if peer.cuda else "cpu",
        "cudnn_tf32": torch.backends.cudnn.allow_tf32,
        "matmul_tf32": torch.backends.cuda.matmul.allow_tf32,
    }
    (peer.folder / "software.json").write_text(json.dumps(software))
    print("@ready 0", flush=True)
    for line in sys.stdin:
        print("@done", float(peer.answer(*line.split())), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
