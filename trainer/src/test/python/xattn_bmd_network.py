"""XAttn-BMD in plain PyTorch, its parameters by the names that org.xattnbmd.trainer.checkpoint.NamedParameters gives."""

import torch
from torch import nn
from torch.nn import functional as F

UNITS = {"RESNET18": (2, 2, 2, 2), "RESNET34": (3, 4, 6, 3)}
STATISTICS_SHARE = 0.9
SMALLEST_VARIANCE = 1e-4
SMALLEST_SPREAD = 0.005
COARSE, GRID, CHANNELS = 64, 16, 24


def batch_norm(channels):
    return nn.BatchNorm2d(channels, momentum=STATISTICS_SHARE)


def constant(*shape):
    return torch.zeros(*shape)


class ResidualUnit(nn.Module):
    def __init__(self, channels, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, planes, 3, stride, 1, bias=False)
        self.bn1 = batch_norm(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = batch_norm(planes)
        project = stride != 1 or channels != planes
        self.downsample = (
            nn.Sequential(nn.Conv2d(channels, planes, 1, stride, bias=False), batch_norm(planes)) if project else None
        )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        return F.relu(y.add_(x if self.downsample is None else self.downsample(x)), inplace=True)


class ResNet(nn.Module):
    def __init__(self, units, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(1, width, 7, 2, 3, bias=False)
        self.bn1 = batch_norm(width)
        channels = width
        for stage, count in enumerate(units):
            planes = width << stage
            first = 1 if stage == 0 or stage == len(units) - 1 and stride == 16 else 2
            layer = [ResidualUnit(channels if u == 0 else planes, planes, first if u == 0 else 1) for u in range(count)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))
            channels = planes
        self.channels = channels

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x)), inplace=True), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class ImageEncoder(nn.Module):
    def __init__(self, config, tokens):
        super().__init__()
        self.resnet = ResNet(UNITS[config["backbone"]], config["baseWidth"], config["outputStride"])
        self.projection = nn.Linear(self.resnet.channels, config["tokenSize"])
        self.norm = nn.LayerNorm(config["tokenSize"])
        self.position = nn.Parameter(torch.empty(1, tokens, config["tokenSize"]))

    def forward(self, picture):
        variance, mean = torch.var_mean(picture, (1, 2, 3), correction=0, keepdim=True)
        map_ = self.resnet((picture - mean) * torch.rsqrt(variance + SMALLEST_VARIANCE))
        return self.norm(self.projection(map_.flatten(2).transpose(1, 2))) + self.position


class Localizer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.shrink = (config["imageHeight"] // COARSE, config["imageWidth"] // COARSE)
        self.size_range = config["sizeRange"]
        layers, channels = [], 1
        for k, stride in enumerate((2, 2, 1, 1, 1)):
            filters = CHANNELS // 2 if k == 0 else CHANNELS
            dilation = 2 if stride == 1 else 1
            layers += [nn.Conv2d(channels, filters, 3, stride, dilation, dilation), batch_norm(filters), nn.ReLU(True)]
            channels = filters
        self.features = nn.Sequential(*layers)
        self.heat = nn.Conv2d(CHANNELS, 1, 1)
        self.size = nn.Linear(CHANNELS, 2)
        self.register_buffer("mean_size", constant(1, 2))
        cells = (torch.arange(GRID) + 0.5) / GRID
        centres = torch.stack(torch.meshgrid(cells, cells, indexing="xy"), -1).reshape(-1, 2)
        self.register_buffer("centres", centres, persistent=False)

    def forward(self, picture):
        map_ = self.features(F.avg_pool2d(picture, self.shrink))
        centre = self.heat(map_).flatten(1).softmax(-1) @ self.centres
        change = torch.tanh(self.size(map_.mean((2, 3))))
        return torch.cat((centre, torch.exp(change * self.size_range) * self.mean_size), 1)


def neck_crop(picture, box, size):
    """Boxes [N, 4] of centre and half size, in fractions, cut out bilinearly; beyond the picture its edge repeats."""
    zero = torch.zeros_like(box[:, 0])
    rows = (2 * box[:, 2], zero, 2 * box[:, 0] - 1, zero, 2 * box[:, 3], 2 * box[:, 1] - 1)
    grid = F.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), (len(box), 1, size, size), align_corners=False)
    return F.grid_sample(picture, grid, padding_mode="border", align_corners=False)


class FeedForward(nn.Module):
    def __init__(self, size, dropout):
        super().__init__()
        self.expand = nn.Linear(size, 2 * size)
        self.contract = nn.Linear(2 * size, size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(self.contract(F.gelu(self.expand(x))))


class TableEncoder(nn.Module):
    def __init__(self, fields, size, dropout):
        super().__init__()
        if any(f.get("log") or f.get("filling") is not None for f in fields):
            raise ValueError("expected fields that enter as they are")
        spans = [max(1, f["categories"]) for f in fields]
        columns = sum(spans)
        self.basis = nn.Parameter(torch.empty(columns, size))
        self.bias = nn.Parameter(torch.empty(1, len(fields), size))
        self.missing = nn.Parameter(torch.empty(1, len(fields), size))
        self.bend = FeedForward(size, dropout)
        owner = torch.repeat_interleave(torch.arange(len(fields)), torch.tensor(spans))
        category = torch.tensor([f["categories"] > 0 for f in fields])
        place = torch.cat([torch.arange(s) for s in spans]).float()
        mean = torch.tensor([float(f["mean"]) for f in fields])
        sd = torch.tensor([float(f["sd"]) for f in fields])
        for name, value in (
            ("fill", torch.where(category, 0, mean)),
            ("column", owner),
            ("categorical", category[owner]),
            ("centre", torch.where(category[owner], place, mean[owner])),
            ("scale", torch.where(category[owner], 1, sd[owner])),
            ("owner", F.one_hot(owner, len(fields)).T.float().contiguous()),
        ):
            self.register_buffer(name, value, persistent=False)

    def forward(self, raw):
        absent = raw.isnan()
        centred = torch.where(absent, self.fill, raw)[:, self.column] - self.centre
        encoded = torch.where(self.categorical, (centred.abs() < 0.5).to(raw.dtype), centred / self.scale)
        tokens = (encoded.unsqueeze(1) * self.owner) @ self.basis + self.bias
        mixed = torch.where(absent.unsqueeze(2), self.missing, tokens)
        return mixed + self.bend(mixed)


class MultiHeadAttention(nn.Module):
    def __init__(self, size, heads, dropout):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(size, size) for _ in range(4))
        self.dropout = nn.Dropout(dropout)

    def forward(self, queries, attended):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer, x in ((self.query, queries), (self.key, attended), (self.value, attended))
        )
        weights = None
        if self.training:
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            weights = (q @ k.mT / q.shape[-1] ** 0.5).softmax(-1)
            mixed = weights @ v
            weights = weights.mean(1)
        return self.dropout(self.output(mixed.transpose(1, 2).flatten(2))), weights


class ChannelGate(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.factor = nn.Parameter(torch.empty(1, 1, size))


class AttentionStep(nn.Module):
    def __init__(self, size, heads, dropout):
        super().__init__()
        self.norm_query, self.norm_keys, self.norm_forward = (nn.LayerNorm(size) for _ in range(3))
        self.attention = MultiHeadAttention(size, heads, dropout)
        self.feed_forward = FeedForward(size, dropout)
        self.gate = nn.Linear(2 * size, size)
        self.attended_gate, self.forward_gate = ChannelGate(size), ChannelGate(size)

    def forward(self, tokens, own, other):
        attended, weights = self.attention(self.norm_query(tokens), self.norm_keys(other))
        x = torch.addcmul(tokens, attended, self.attended_gate.factor)
        x = torch.addcmul(x, self.feed_forward(self.norm_forward(x)), self.forward_gate.factor)
        refreshed = torch.lerp(own, x, torch.sigmoid(self.gate(torch.cat((own, x), 2))).to(x.dtype))
        return x, refreshed, weights


class CrossAttention(nn.Module):
    def __init__(self, layers, *settings):
        super().__init__()
        self.layers = []
        for k in range(layers):
            both = nn.ModuleDict({side: AttentionStep(*settings) for side in ("image", "clinical")})
            setattr(self, f"layer{k}", both)
            self.layers.append(both)
        self.mix = nn.Parameter(torch.empty(layers))

    def forward(self, image, clinical):
        mix = self.mix.softmax(0)
        image_keys, clinical_keys = image, clinical
        images, tables, fields, cells = [], [], [], []
        for layer in self.layers:
            before = image_keys
            image, image_keys, to_fields = layer["image"](image, image_keys, clinical_keys)
            clinical, clinical_keys, to_cells = layer["clinical"](clinical, clinical_keys, before)
            images.append(image)
            tables.append(clinical)
            if not self.training:
                fields.append(to_fields.mean(1))
                cells.append(to_cells.mean(1))
        return tuple(
            torch.tensordot(torch.stack(each, -1), mix, 1) if each else None for each in (images, tables, fields, cells)
        )


class Regressor(nn.Module):
    def __init__(self, fused, size, dropout):
        super().__init__()
        self.norm = nn.LayerNorm(fused)
        self.hidden = nn.Linear(fused, size)
        self.dropout = nn.Dropout(dropout)
        self.bmd, self.spread, self.image = (nn.Linear(size, 1) for _ in range(3))
        self.linear = nn.Linear(fused, 1, bias=False)
        self.register_buffer("target_mean", constant(1))
        self.register_buffer("target_sd", constant(1))

    def forward(self, fused, image):
        features = self.dropout(F.gelu(self.hidden(self.norm(fused))))
        # Grams per cm² are computed in float32 under autocast too.
        estimate = (self.bmd(features) + self.linear(fused)).float().flatten() * self.target_sd + self.target_mean
        spread = F.softplus(self.spread(features.detach()).float().flatten()) * self.target_sd + SMALLEST_SPREAD
        alone = self.image(image).float().flatten() * self.target_sd + self.target_mean if self.training else None
        return estimate, spread, alone


class OutlierScore(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer("centre", constant(1, size))
        self.register_buffer("whitening", constant(size, size))

    def forward(self, features):
        return ((features - self.centre) @ self.whitening).square().mean(1).sqrt()


class Network(nn.Module):
    """XAttnBmd with FusionStrategy.BOTH and AttentionGate.ZERO; in training without what only estimates put out."""

    def __init__(self, config, dropout):
        super().__init__()
        if config["fusion"] != "BOTH" or config["gate"] != "ZERO" or config.get("further"):
            raise ValueError("expected both directions, gates from zero and one target")
        size, stride, self.crop = config["tokenSize"], config["outputStride"], config["cropSize"]
        rows, columns = (self.crop or config[side] for side in ("imageHeight", "imageWidth"))
        self.grid = (rows // stride, columns // stride)
        self.localizer = Localizer(config) if self.crop else None
        self.image = ImageEncoder(config, self.grid[0] * self.grid[1])
        self.clinical = TableEncoder(config["fields"], size, dropout)
        self.cross = CrossAttention(config["layers"], size, config["heads"], dropout)
        self.regressor = Regressor(2 * size, size, dropout)
        self.outlier = OutlierScore(size)

    def forward(self, picture, clinical, boxes=None):
        found = self.localizer(picture).float() if self.crop else None
        if self.crop:
            picture = neck_crop(picture, found if boxes is None else boxes, self.crop)
        tokens = self.image(picture)
        image, table, fields, cells = self.cross(tokens, self.clinical(clinical))
        pooled = tokens.mean(1)
        estimate, spread, alone = self.regressor(torch.cat((image.mean(1), table.mean(1)), 1), pooled)
        if self.training:
            return estimate, spread, found, alone
        named = {
            "bmd": estimate,
            "clinical_attention": fields,
            "image_attention": cells.unflatten(1, self.grid),
            "bmd_spread": spread,
            "outlier_score": self.outlier(pooled),
            "neck_box": found,
        }
        return {name: value for name, value in named.items() if value is not None}
