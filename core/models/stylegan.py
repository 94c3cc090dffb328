"""StyleGAN: a face is what its styles say, layer by layer (Karras et al. 2019).

Shapes: N images, Z numbers a latent z, W numbers a style vector w, L layers, C maps of h × h cells, S pixels a side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import group_norm, interpolate

from core.models.equalized import (
    EqualizedConv,
    EqualizedLinear,
    activate,
    downsample,
    minibatch_deviation,
    pixel_norm,
)

MULTIPLIER = 0.01  # learning rate of the mapping network, relative to the others'
TRUNCATED = 8  # layers, from the first, whose styles are truncated: those up to 32 × 32
SMALLEST = 4  # side of the learned constant
EPSILON = 1e-8  # added to variances
HALF = math.sqrt(0.5)


def instance_norm(x: Tensor) -> Tensor:
    """Every map of every image with mean 0 and deviation 1 over its cells: [N, C, h, h] → [N, C, h, h]."""
    return group_norm(x, x.shape[1], eps=EPSILON)  # every map its own group: several times as fast as by hand


def adain(x: Tensor, style: Tensor) -> Tensor:
    """Adaptive instance normalization: maps [N, C, h, h] with style [N, 2C] = (s, b) become x̂·(s + 1) + b.

    So a map's deviation is |s + 1| and its mean b, whatever they were before: earlier styles leave only its pattern.
    """
    scale, shift = style[:, :, None, None].chunk(2, dim=1)
    return instance_norm(x) * (scale + 1) + shift


def grow(x: Tensor) -> Tensor:
    """Twice the side, bilinear: [N, C, h, h] → [N, C, 2h, 2h]. The same as cells copied, then blurred by [1, 2, 1]."""
    return interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def truncate(rows: Tensor, middle: Tensor, psi: float) -> Tensor:
    """Styles moved to their middle w̄: w̄ + ψ·(w − w̄) in the first layers, [N, L, W] and [W] → [N, L, W]."""
    first = rows[:, :TRUNCATED]
    return torch.cat([middle + psi * (first - middle), rows[:, TRUNCATED:]], dim=1)


def mix(a: Tensor, b: Tensor, from_b: Tensor) -> Tensor:
    """Rows of B where the mask says so, else of A: rows [N, L, W] twice, mask bool [L] or [N, L] → [N, L, W]."""
    return torch.where(from_b[..., None], b, a)


def spread(w: Tensor, layers: int) -> Tensor:
    """The same style for every layer: [N, W] → [N, L, W]."""
    return w[:, None].expand(-1, layers, -1)


def crossover_mask(crossovers: Tensor, layers: int) -> Tensor:
    """Rows before the crossover come from A, the others from B: [N] whole numbers from 0 to L → bool [N, L]."""
    return torch.arange(layers) >= crossovers[:, None]


class Mapping(nn.Module):
    """z → w: dense layers that may bend the round cloud of z into the shape that the faces have."""

    def __init__(self, latent_dim: int, style_dim: int, depth: int, generator: torch.Generator | None):
        super().__init__()
        sizes = [latent_dim] + [style_dim] * depth
        self.layers = nn.ModuleList(EqualizedLinear(a, b, generator, multiplier=MULTIPLIER) for a, b in pairwise(sizes))

    def forward(self, z: Tensor) -> Tensor:
        """[N, Z] → [N, W]. z is first brought to one length."""
        w = pixel_norm(z)
        for layer in self.layers:
            w = activate(layer(w))
        return w


class StyledLayer(nn.Module):
    """Convolution, noise, bias, leaky ReLU, then AdaIN: in this order."""

    def __init__(
        self,
        n_in: int | None,  # None: the layer of the learned constant, without a convolution
        n_out: int,
        style_dim: int,
        grows: bool,  # whether the maps' side doubles first
        generator: torch.Generator | None,
    ):
        super().__init__()
        self.grows = grows
        self.conv = EqualizedConv(n_in, n_out, 3, generator, bias=False) if n_in else None
        zeros = torch.zeros(n_out, device="meta" if generator is None else None)
        self.noise_weight = nn.Parameter(zeros.clone())  # how much noise each map gets: at first none
        self.bias = nn.Parameter(zeros.clone())
        self.style = EqualizedLinear(style_dim, 2 * n_out, generator, gain=1)  # the paper's A

    def activated(self, x: Tensor, noise: Tensor | None) -> Tensor:
        """The maps before AdaIN: [N, n_in, h, h] and noise [N or 1, 1, h', h'] → [N, n_out, h', h']."""
        if self.conv is not None:
            x = self.conv(x)
            if self.grows:
                x = grow(x)
        if noise is not None:
            x = x + self.noise_weight[:, None, None] * noise
        return activate(x + self.bias[:, None, None])

    def forward(self, x: Tensor, w: Tensor, noise: Tensor | None) -> Tensor:
        """Maps [N, n_in, h, h], styles [N, W] → [N, n_out, h', h']. noise: None for none."""
        return adain(self.activated(x, noise), self.style(w))


class Synthesis(nn.Module):
    """Styles → pictures: two layers a side, from a learned constant of 4 × 4 cells on."""

    def __init__(
        self,
        channels: Sequence[int],  # maps of each side, from 4 × 4 on
        style_dim: int,
        generator: torch.Generator | None,
        every_side: bool = False,  # pictures of every side, as a network that grows needs them; else of the last one
    ):
        super().__init__()
        self.sides = [SMALLEST * 2**i for i in range(len(channels))]
        shape = (1, channels[0], SMALLEST, SMALLEST)
        self.constant = nn.Parameter(torch.ones(shape, device="meta" if generator is None else None))
        self.layers = nn.ModuleList()
        for n_in, n_out in pairwise([None, *channels]):
            grows = n_in is not None
            self.layers.append(StyledLayer(n_in, n_out, style_dim, grows, generator))
            self.layers.append(StyledLayer(n_out, n_out, style_dim, False, generator))
        drawn = self.sides if every_side else self.sides[-1:]
        self.to_rgb = nn.ModuleDict(
            {
                str(h): EqualizedConv(c, 3, 1, generator, gain=1)
                for h, c in zip(self.sides, channels, strict=True)
                if h in drawn
            }
        )

    @property
    def layer_sides(self) -> list[int]:
        """Cells along a side of each layer's maps: [L]."""
        return [side for side in self.sides for _ in range(2)]

    def maps(self, rows: Tensor, noise: Sequence[Tensor | None] | None) -> list[Tensor]:
        """What each layer makes: styles [N, L, W] and noise a layer (None: none at all) → [N, C, h, h] each."""
        x, made = self.constant.expand(len(rows), -1, -1, -1), []
        for layer, w, of_layer in zip(self.layers, rows.unbind(1), noise or [None] * len(self.layers), strict=True):
            x = layer(x, w, of_layer)
            made.append(x)
        return made

    def forward(self, rows: Tensor, noise: Sequence[Tensor | None] | None, side: int | None = None) -> Tensor:
        """Styles [N, L, W], noise as in `maps` → pictures [N, 3, S, S], about −1 to 1. side: None for the largest."""
        side = side or self.sides[-1]
        last = 2 * self.sides.index(side) + 1  # of the two layers of that side
        return self.to_rgb[str(side)](self.maps(rows, noise)[last])

    def draw_noise(self, n: int, generator: torch.Generator) -> list[Tensor]:
        """Fresh noise of every layer for n pictures, N(0, 1): [n, 1, h, h] each."""
        return [torch.randn(n, 1, h, h, generator=generator) for h in self.layer_sides]


class StyleGenerator(nn.Module):
    """z → w → pictures, with the running middle of w that truncation moves towards."""

    def __init__(
        self,
        latent_dim: int,
        style_dim: int,
        depth: int,  # layers of the mapping network
        channels: Sequence[int],
        generator: torch.Generator | None,
        every_side: bool = False,
    ):
        super().__init__()
        self.mapping = Mapping(latent_dim, style_dim, depth, generator)
        self.synthesis = Synthesis(channels, style_dim, generator, every_side)
        self.register_buffer("middle", torch.zeros(style_dim))

    @property
    def layers(self) -> int:
        """Rows of w that a picture takes."""
        return len(self.synthesis.layers)

    def styles(self, z: Tensor, psi: float = 1.0) -> Tensor:
        """The same w for every layer: [N, Z] → [N, L, W]. psi: truncation, 1 for none."""
        rows = spread(self.mapping(z), self.layers)
        return rows if psi == 1 else truncate(rows, self.middle, psi)

    def forward(self, z: Tensor, psi: float = 1.0, noise: Sequence[Tensor | None] | None = None) -> Tensor:
        """[N, Z] → pictures [N, 3, S, S]. noise: a layer each; None for none at all."""
        return self.synthesis(self.styles(z, psi), noise)

    @torch.no_grad()
    def follow(self, w: Tensor, decay: float) -> None:
        """Let the middle follow the mean of w: [N, W]."""
        self.middle.lerp_(w.mean(0), 1 - decay)


class Downwards(nn.Module):
    """Half the side: two convolutions beside a plain one, added (He et al. 2016; in StyleGAN2's D, Karras 2020)."""

    def __init__(self, n_in: int, n_out: int, generator: torch.Generator | None):
        super().__init__()
        self.first = EqualizedConv(n_in, n_in, 3, generator)
        self.second = EqualizedConv(n_in, n_out, 3, generator)
        self.skip = EqualizedConv(n_in, n_out, 1, generator, gain=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """[N, n_in, h, h] → [N, n_out, h/2, h/2]. Its square stays as large as it was: hence the root of ½."""
        return (activate(self.second(downsample(activate(self.first(x))))) + self.skip(downsample(x))) * HALF


class StyleDiscriminator(nn.Module):
    """Pictures → one number each: blocks that halve the side, then what a batch's pictures have in common."""

    def __init__(self, channels: Sequence[int], generator: torch.Generator | None):
        """channels: maps of each side, from 4 × 4 on, as the generator's."""
        super().__init__()
        smallest, largest = channels[0], channels[-1]
        self.from_rgb = EqualizedConv(3, largest, 1, generator)
        self.blocks = nn.ModuleList(Downwards(a, b, generator) for a, b in pairwise(channels[::-1]))
        self.conv = EqualizedConv(smallest + 1, smallest, 3, generator)
        self.dense = EqualizedLinear(smallest * SMALLEST**2, smallest, generator)
        self.verdict = EqualizedLinear(smallest, 1, generator, gain=1)

    def forward(self, x: Tensor) -> Tensor:
        """[N, 3, S, S] → [N]: above 0 for real."""
        x = x.contiguous(memory_format=torch.channels_last)  # convolutions are a quarter faster where maps lie so
        h = activate(self.from_rgb(x))
        for block in self.blocks:
            h = block(h)
        h = activate(self.conv(minibatch_deviation(h)))
        return self.verdict(activate(self.dense(h.flatten(1))))[:, 0]
