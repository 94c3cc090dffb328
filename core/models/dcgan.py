"""DCGAN: a generator and a discriminator of images by the guidelines of Radford et al. 2016, which can be broken.

Shapes: N images a batch, S pixels along a side (32 or 64), Z numbers a latent, C maps of the layers nearest to the
image.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, leaky_relu, max_pool2d, relu

SMALLEST = 4  # cells along a side of the smallest maps
SPREAD = 0.02  # standard deviation of the initial weights
SLOPE = 0.2  # of the leaky ReLU
HIDDEN = 256  # units of a dense hidden layer, where there is one


@dataclass(frozen=True)
class Guidelines:
    """Which of the paper's five guidelines are kept."""

    strides: bool = True  # convolutions with stride 2; broken: pooling in D, and cells drawn twice in G
    batch_norm: bool = True  # in every layer but G's last and D's first
    no_dense: bool = True  # broken: a dense hidden layer at G's start and at D's end
    tanh: bool = True  # at G's end; broken: nothing
    leaky: bool = True  # leaky ReLU in D; broken: ReLU


def widths(side: int, channels: int) -> list[int]:
    """Maps of the layers from the image's side to the smallest: C at S/2, 2·C at S/4, at most 4·C down to 4."""
    layers = (side // SMALLEST).bit_length() - 1
    return [channels * min(2**i, 4) for i in range(layers)]


def normal(layer: nn.Module, generator: torch.Generator) -> nn.Module:
    """The layer with weights from N(0, 0.02²) and biases 0, as in the paper."""
    nn.init.normal_(layer.weight, 0, SPREAD, generator=generator)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


class Generator(nn.Module):
    """Latents → images in −1…1: [N, Z] → [N, 3, S, S]. Each layer doubles the side of the maps."""

    def __init__(self, side: int, channels: int, latent_dim: int, rules: Guidelines, generator: torch.Generator):
        super().__init__()
        self.rules = rules
        sizes = widths(side, channels)[::-1]
        self.deepest = (sizes[0], SMALLEST, SMALLEST)
        self.hidden = None if rules.no_dense else normal(_make(nn.Linear, latent_dim, HIDDEN), generator)
        n_in = latent_dim if rules.no_dense else HIDDEN
        bias = not rules.batch_norm  # a normalisation takes any away again
        # The paper's projection of the latent: a transposed convolution of one cell is a dense layer to the first maps.
        self.project = normal(_make(nn.Linear, n_in, sizes[0] * SMALLEST**2, bias=bias), generator)
        grows = [*pairwise(sizes), (sizes[-1], 3)]
        self.layers = nn.ModuleList(normal(self._growing(a, b, bias or b == 3), generator) for a, b in grows)
        self.norms = nn.ModuleList(nn.BatchNorm2d(size) if rules.batch_norm else nn.Identity() for size in sizes)

    def _growing(self, n_in: int, n_out: int, bias: bool) -> nn.Module:
        if self.rules.strides:
            return _make(nn.ConvTranspose2d, n_in, n_out, 4, stride=2, padding=1, bias=bias)
        return _make(nn.Conv2d, n_in, n_out, 3, padding=1, bias=bias)

    def maps(self, z: Tensor) -> list[Tensor]:
        """The maps of every layer, the image last: [N, Z] → [N, C, h, h] each."""
        h = z if self.hidden is None else relu(self.hidden(z))
        h = relu(self.norms[0](self.project(h).unflatten(1, self.deepest)))
        maps = [h]
        for layer, norm in zip(self.layers, [*self.norms[1:], None], strict=True):
            if not self.rules.strides:
                h = interpolate(h, scale_factor=2)
            h = layer(h)
            if norm is not None:
                h = relu(norm(h))
            maps.append(h)
        if self.rules.tanh:
            maps[-1] = torch.tanh(maps[-1])
        return maps

    def forward(self, z: Tensor) -> Tensor:
        """[N, Z] → [N, 3, S, S]."""
        return self.maps(z)[-1]


class Discriminator(nn.Module):
    """Images → outputs before any sigmoid: [N, 3, S, S] → [N]. Each layer halves the side of the maps.

    Its normalisations always use the batch at hand, so it judges a batch of one kind at a time.
    """

    def __init__(self, side: int, channels: int, rules: Guidelines, generator: torch.Generator):
        super().__init__()
        self.rules = rules
        sizes = widths(side, channels)
        kernel, stride = (4, 2) if rules.strides else (3, 1)
        self.layers, norms = nn.ModuleList(), []
        for a, b in pairwise([3, *sizes]):
            normed = rules.batch_norm and a != 3
            conv = _make(nn.Conv2d, a, b, kernel, stride=stride, padding=1, bias=not normed)
            self.layers.append(normal(conv, generator))
            norms.append(nn.BatchNorm2d(b, track_running_stats=False) if normed else nn.Identity())
        self.norms = nn.ModuleList(norms)
        flat = sizes[-1] * SMALLEST**2
        self.hidden = None if rules.no_dense else normal(_make(nn.Linear, flat, HIDDEN), generator)
        self.last = normal(_make(nn.Linear, flat if rules.no_dense else HIDDEN, 1), generator)

    def activation(self, h: Tensor) -> Tensor:
        """What every layer but the last does to its sums."""
        return leaky_relu(h, SLOPE) if self.rules.leaky else relu(h)

    def forward(self, images: Tensor) -> Tensor:
        """[N, 3, S, S] → [N]."""
        h = images
        for layer, norm in zip(self.layers, self.norms, strict=True):
            h = norm(layer(h))
            if not self.rules.strides:
                h = max_pool2d(h, 2)
            h = self.activation(h)
        h = h.flatten(1)
        if self.hidden is not None:
            h = self.activation(self.hidden(h))
        return self.last(h)[:, 0]


def _make(kind: type[nn.Module], *sizes: int, **how) -> nn.Module:
    """A layer whose weights are still to be drawn: its own way would draw from the global generator."""
    return nn.utils.skip_init(kind, *sizes, **how)
