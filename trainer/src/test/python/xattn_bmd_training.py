"""A training step of XAttn-BMD in plain PyTorch, and the changes of its examples."""

import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

from xattn_bmd_network import Network

SPREAD_SHARE, BOX_SHARE, IMAGE_SHARE = 0.25, 20, 0.5
EPSILON = 1e-8


class Training:
    """A network, its optimiser and its averaged weights on one device."""

    def __init__(self, settings, weights, device, variant, dropout=None):
        config, training = settings["network"], settings["training"]
        if training["loss"]["kind"] != "WEIGHTED_SMOOTH_L1":
            raise ValueError("expected the weighted smooth L1 loss")
        self.device, self.bf16 = torch.device(device), variant == "bf16"
        # Tensor cores want channels last; elsewhere it is a variant of its own.
        last = variant == "channels_last" or self.bf16 and self.device.type == "cuda"
        self.layout = torch.channels_last if last else torch.contiguous_format
        self.beta, self.sd = training["loss"]["beta"], settings["labelSd"]
        self.clip, self.decay = training["clipNorm"], training["averageDecay"]
        network = Network(config, config["dropout"] if dropout is None else dropout)
        unlike = network.load_state_dict(weights, strict=False)
        lost = [n for n in unlike.missing_keys if not n.endswith("num_batches_tracked")]
        if lost or unlike.unexpected_keys:
            raise ValueError(f"other weights than this network's: {lost}, {unlike.unexpected_keys}")
        self.network = network.to(self.device, memory_format=self.layout)
        named = dict(self.network.named_parameters())
        matrices = [p for n, p in named.items() if p.dim() > 1 and n.endswith("weight")]
        rest = [p for n, p in named.items() if not (p.dim() > 1 and n.endswith("weight"))]
        groups = [{"params": matrices, "weight_decay": training["weightDecay"]}, {"params": rest, "weight_decay": 0.0}]
        self.parameters = list(named.values())
        self.optimizer = torch.optim.AdamW(groups, lr=settings["rate"], fused=True)
        statistics = {n: b for n, b in self.network.named_buffers() if n.rpartition(".")[2].startswith("running_")}
        self.averaged_names = [*named, *statistics]
        self.averaged = [t.detach() for t in (*named.values(), *statistics.values())]
        self.average = [t.clone() for t in self.averaged]
        self.steps = 0
        self.total = torch.zeros((), device=self.device)

    def on_device(self, batch):
        """Copies a batch; waits for none of it where its memory is pinned."""
        crops, *rest = (t.to(self.device, non_blocking=True) for t in batch)
        return crops.contiguous(memory_format=self.layout), *rest

    def backward(self, batch):
        """Batches of crops, clinical values, labels, weights, boxes, boxes to crop by; returns the loss on BMD."""
        crops, clinical, label, weight, boxes, crop_boxes = batch
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
            estimate, spread, found, alone = self.network(crops, clinical, crop_boxes)
        main = self.weighted(estimate, label, weight)
        error = (estimate.detach() - label).abs()
        total = main + SPREAD_SHARE * (error / spread + torch.log(spread / self.sd)).mean()
        total = total + IMAGE_SHARE * self.weighted(alone, label, weight)
        if found is not None:
            total = total + BOX_SHARE * F.l1_loss(found, boxes)
        total.backward()
        return main.detach()

    def weighted(self, estimate, label, weight):
        return (F.smooth_l1_loss(estimate / self.sd, label / self.sd, reduction="none", beta=self.beta) * weight).mean()

    def step(self, batch):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.backward(batch)
        for parameter in self.parameters:
            if parameter.grad is None:  # the last layer's refreshed keys go nowhere; their weights decay all the same
                parameter.grad = torch.zeros_like(parameter)
        nn.utils.clip_grad_norm_(self.parameters, self.clip, foreach=True)
        self.steps += 1
        for group in self.optimizer.param_groups:  # beside the uncorrected root (Kingma and Ba 2015, end of section 2)
            group["eps"] = EPSILON / (1 - group["betas"][1] ** self.steps) ** 0.5
        self.optimizer.step()
        kept = min(self.decay, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.average, self.averaged, 1 - kept)
        return loss

    def epoch(self, batches):
        """Steps, timed until the device has done the last; the losses are read once, at the end."""
        self.network.train()
        self.synchronize()
        start = time.perf_counter()
        self.total.zero_()
        for batch in batches:
            self.total += self.step(self.on_device(batch))
        loss = float(self.total)
        self.synchronize()
        seconds = time.perf_counter() - start
        if not numpy.isfinite(loss):
            raise ValueError("the loss is no longer a number")
        return seconds

    def synchronize(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)


class Augmentation:
    """What org.xattnbmd.trainer.training.Augmentation does to an example, for a batch at once and on any device."""

    def __init__(self, config, fields):
        if config["missingImage"] or config.get("sharpness"):
            raise ValueError("expected an augmentation that leaves no picture out and sharpens none")
        self.config = config
        self.noise = torch.tensor([config["clinicalNoise"] * f["sd"] if f["categories"] == 0 else 0.0 for f in fields])

    def __call__(self, crops, clinical, label, weight, boxes):
        n, device = len(crops), crops.device
        config, (height, width) = self.config, crops.shape[2:]

        def symmetric(size, *more):
            return (2 * torch.rand(n, *more, device=device) - 1) * size

        angle = symmetric(torch.pi / 180 * config["rotationDegrees"])
        zoom = 1 + symmetric(config["scale"])
        x, y = symmetric(config["shift"]), symmetric(config["shift"])
        cos, sin, ratio = torch.cos(angle), torch.sin(angle), height / width
        rows = (
            cos / zoom,
            sin / zoom * ratio,
            -(cos * 2 * x + sin * 2 * y * ratio) / zoom,
            -sin / zoom / ratio,
            cos / zoom,
            -(cos * 2 * y - sin * 2 * x / ratio) / zoom,
        )
        grid = F.affine_grid(torch.stack(rows, 1).view(n, 2, 3), crops.shape, align_corners=False)
        crops = F.grid_sample(crops, grid, padding_mode="border", align_corners=False)
        dx, dy = boxes[:, 0] - 0.5, boxes[:, 1] - 0.5
        centre = ((cos * dx - sin * ratio * dy) * zoom + x + 0.5, (sin / ratio * dx + cos * dy) * zoom + y + 0.5)
        boxes = torch.stack((*centre, boxes[:, 2] * zoom, boxes[:, 3] * zoom), 1)

        gamma = torch.exp(symmetric(config["gamma"], 1, 1, 1))
        gain, offset = 1 + symmetric(config["gain"], 1, 1, 1), symmetric(config["gain"] / 2, 1, 1, 1)
        sd = torch.rand(n, 1, 1, 1, device=device) * config["noise"]
        crops = crops.clamp_(0, 1).pow(gamma).mul_(gain).add_(offset).add_(torch.randn_like(crops).mul_(sd)).clamp_(0, 1)
        self.cut(crops, boxes)

        jitter = symmetric(config["boxJitter"], 4)
        crop_boxes = torch.cat((boxes[:, :2] + jitter[:, :2] * boxes[:, 2:], boxes[:, 2:] * (1 + jitter[:, 2:])), 1)
        missing = torch.rand(clinical.shape, device=device) < config["missingField"]
        missing |= torch.rand(n, 1, device=device) < config["missingAll"]
        noisy = clinical + torch.randn_like(clinical) * self.noise.to(device)
        return crops, torch.where(missing, torch.nan, noisy), label, weight, boxes, crop_boxes

    def cut(self, crops, boxes):
        """Erases a square somewhere in the neck's box of one of two pictures, in place."""
        n, device = len(crops), crops.device
        height, width = crops.shape[2:]
        side = torch.round(self.config["cutout"] * width * 2 * boxes[:, 2])
        side = torch.where(torch.rand(n, device=device) < 0.5, side, 0)
        place = boxes[:, :2] + boxes[:, 2:] * (2 * torch.rand(n, 2, device=device) - 1)
        inside = []
        for k, length in enumerate((width, height)):
            begin = torch.floor((place[:, k] * length - side / 2).clamp(min=0).minimum(length - side)).unsqueeze(1)
            pixel = torch.arange(length, device=device)
            inside.append((pixel >= begin) & (pixel < begin + side.unsqueeze(1)))
        crops.masked_fill_((inside[1].unsqueeze(2) & inside[0].unsqueeze(1)).unsqueeze(1), 0.5)
