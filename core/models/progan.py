"""ProGAN: a generator and a discriminator that begin at 4 × 4 pixels and grow, block by block (Karras et al. 2018).

Shapes: N images a batch, Z numbers of a latent, C maps; level l works on S × S pixels, S = 4·2^l. Images: [N, 3, S, S].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from core.models.equalized import (
    Equalized,
    EqualizedConv,
    EqualizedLinear,
    activate,
    downsample,
    minibatch_deviation,
    pixel_norm,
    upsample,
)
from core.models.multiplications import uses

SMALLEST = 4  # side of the images of level 0
RGB = 3
PAPER = (512, 512, 512, 512, 256, 128, 64, 32, 16)  # maps of its levels, 4 × 4 … 1024 × 1024
PAPER_LATENT = 512


class Growing(nn.Module):
    """What both networks are: one block a level, and how far they have grown."""

    def __init__(self, channels: Sequence[int]):
        """channels: maps of each level, 4 × 4 first. The network begins fully grown."""
        super().__init__()
        self.sides = tuple(SMALLEST * 2**level for level in range(len(channels)))
        # Level and alpha: kept with the weights, which mean nothing at another level.
        self.register_buffer("growth", torch.tensor([len(channels) - 1, 1.0]))

    def grow(self, level: int, alpha: float) -> None:
        """Work at this level. alpha: how far its block has faded in, 0…1; below 1 the level before has a say too.

        Raises ValueError where there is no such level or alpha.
        """
        if not 0 <= level < len(self.sides):
            raise ValueError(f"level {level}: allowed is a whole number from 0 to {len(self.sides) - 1}")
        if not 0 <= alpha <= 1:
            raise ValueError(f"alpha {alpha}: allowed is a number from 0 to 1")
        self.growth.copy_(torch.tensor([level, alpha]))

    @property
    def level(self) -> int:
        """How many times it has grown."""
        return int(self.growth[0])

    @property
    def alpha(self) -> float:
        """How far the level's own block has faded in: 0…1."""
        return float(self.growth[1])

    @property
    def side(self) -> int:
        """Pixels along an image's side, now."""
        return self.sides[self.level]

    @property
    def fades(self) -> bool:
        """Whether two branches are blended."""
        return self.level > 0 and self.alpha < 1


class Generator(Growing):
    """Latents → images in about −1…1: [N, Z] → [N, 3, S, S]."""

    def __init__(
        self,
        channels: Sequence[int],  # maps of each level, 4 × 4 first
        latent_dim: int,  # Z
        generator: torch.Generator | None,  # of the initial weights; None: shapes only, on the meta device
        equalized: bool = True,
        normalised: bool = True,  # PixelNorm on the latent and behind every convolution
    ):
        super().__init__(channels)
        self.normalise = pixel_norm if normalised else nn.Identity()
        first, n_in = nn.ModuleDict({"start": Start(latent_dim, channels[0], generator, equalized)}), channels[0]
        first["conv"] = EqualizedConv(n_in, n_in, 3, generator, equalized=equalized)
        self.blocks = nn.ModuleList([first])
        for n_out in channels[1:]:
            self.blocks.append(_convolutions(n_in, n_out, n_out, generator, equalized))
            n_in = n_out
        self.to_rgb = nn.ModuleList(EqualizedConv(n, RGB, 1, generator, gain=1, equalized=equalized) for n in channels)

    def forward(self, z: Tensor) -> Tensor:
        """[N, Z] → [N, 3, S, S]: the blend of the branches while a level fades in, else the level's own image."""
        if not self.fades:
            return self.to_rgb[self.level](self.features(z)[-1])
        return torch.lerp(*self.branches(z), self.alpha)

    def branches(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """The image of the level before, upsampled, and this level's own: [N, Z] → [N, 3, S, S] each."""
        *_, before, now = self.features(z)
        return upsample(self.to_rgb[self.level - 1](before)), self.to_rgb[self.level](now)

    def features(self, z: Tensor) -> list[Tensor]:
        """The maps of every level up to this one: [N, Z] → [N, C, S, S] each."""
        return list({level: normalised for level, _, normalised in self.signals(z)}.values())

    def signals(self, z: Tensor) -> Iterator[tuple[int, Tensor, Tensor]]:
        """Behind every convolution: its level, and the maps before and after PixelNorm, [N, C, S, S] each."""
        h = self.normalise(z)
        for level, block in enumerate(self.blocks[: self.level + 1]):
            if level > 0:
                h = upsample(h)
            for layer in block.values():
                active = activate(layer(h))
                h = self.normalise(active)
                yield level, active, h


class Discriminator(Growing):
    """Images → one number each, before any sigmoid: [N, 3, S, S] → [N]. The generator's mirror image."""

    def __init__(
        self,
        channels: Sequence[int],  # maps of each level, 4 × 4 first
        generator: torch.Generator | None,  # of the initial weights; None: shapes only, on the meta device
        equalized: bool = True,
        statistics: bool = True,  # minibatch standard deviation before the last block
    ):
        super().__init__(channels)
        self.statistics = minibatch_deviation if statistics else nn.Identity()
        n = channels[0]
        last = nn.ModuleDict({"conv": EqualizedConv(n + statistics, n, 3, generator, equalized=equalized)})
        last["dense"] = EqualizedLinear(n * SMALLEST**2, n, generator, equalized=equalized)
        last["output"] = EqualizedLinear(n, 1, generator, gain=1, equalized=equalized)
        self.blocks = nn.ModuleList([last])
        for n_out, n_in in pairwise(channels):
            self.blocks.append(_convolutions(n_in, n_in, n_out, generator, equalized))
        self.from_rgb = nn.ModuleList(EqualizedConv(RGB, n, 1, generator, equalized=equalized) for n in channels)

    def forward(self, x: Tensor) -> Tensor:
        """[N, 3, S, S] → [N]. N: at most 4 or a multiple of 4, where minibatch statistics are taken."""
        return self.judged(self.condensed(x))

    def condensed(self, x: Tensor) -> Tensor:
        """The maps that the last block judges: [N, 3, S, S] → [N, C, 4, 4]."""
        if self.level == 0:
            return self.seen(x, 0)
        if self.fades:
            h = torch.lerp(*self.branches(x), self.alpha)
        else:
            h = self.shrunk(self.seen(x, self.level), self.level)
        for level in range(self.level - 1, 0, -1):
            h = self.shrunk(h, level)
        return h

    def branches(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What the level before gets to see, of the shrunk image and by way of this level: [N, C, S/2, S/2] each."""
        return self.seen(downsample(x), self.level - 1), self.shrunk(self.seen(x, self.level), self.level)

    def seen(self, x: Tensor, level: int) -> Tensor:
        """An image as the maps that a level begins with: [N, 3, S, S] → [N, C, S, S]."""
        return activate(self.from_rgb[level](x))

    def shrunk(self, h: Tensor, level: int) -> Tensor:
        """The maps that a level hands to the one below: [N, C, S, S] → [N, C', S/2, S/2]."""
        for layer in self.blocks[level].values():
            h = activate(layer(h))
        return downsample(h)

    def judged(self, h: Tensor) -> Tensor:
        """The last block, behind the statistics of the batch: [N, C, 4, 4] → [N]."""
        return self.verdict(self.statistics(h))

    def verdict(self, h: Tensor) -> Tensor:
        """The last block's layers: [N, C (+ 1 with statistics), 4, 4] → [N]."""
        last = self.blocks[0]
        h = activate(last["conv"](h))
        return last["output"](activate(last["dense"](h.flatten(1)))).squeeze(1)


class Start(Equalized):
    """A latent as maps of 4 × 4 cells: [N, Z] → [N, C, 4, 4].

    The paper convolves it, as one cell in a field of zeros, with 4 × 4 kernels; this leaves the zeros out.
    """

    def __init__(self, n_in: int, n_out: int, generator: torch.Generator | None, equalized: bool):
        super().__init__((n_out, n_in, SMALLEST, SMALLEST), 2**0.5, 1.0, equalized, True, generator)

    def forward(self, z: Tensor) -> Tensor:
        """[N, Z] → [N, C, 4, 4]."""
        weight, bias = self.scaled()
        return torch.einsum("nz,czij->ncij", z, weight) + bias[:, None, None]


def _convolutions(
    n_in: int, n_between: int, n_out: int, generator: torch.Generator | None, equalized: bool
) -> nn.ModuleDict:
    """The two 3 × 3 convolutions of a level."""
    how = dict(kernel=3, generator=generator, equalized=equalized)
    return nn.ModuleDict(
        {"conv0": EqualizedConv(n_in, n_between, **how), "conv1": EqualizedConv(n_between, n_out, **how)}
    )


# ---- what a network is made of ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LayerRow:
    """One layer as a table shows it."""

    side: int  # of the level it belongs to
    name: str
    takes: tuple[int, ...]  # shape of what goes in, without N
    gives: tuple[int, ...]  # and of what comes out
    parameters: int
    multiplications: int  # of one image


def layer_rows(network: Generator | Discriminator, x: Tensor) -> list[LayerRow]:
    """Every layer that takes part when x goes through the network as it stands, in that order."""
    rows = []
    for use in uses(network, x):
        part, level, *rest = use.name.split(".")
        name, parameters = rest[0] if rest else part, sum(p.numel() for p in use.layer.parameters())
        side = network.sides[int(level)]
        rows.append(LayerRow(side, name, use.takes, use.gives, parameters, use.multiplications))
    return rows


def paper_rows(level: int) -> tuple[list[LayerRow], list[LayerRow]]:
    """The layers of the paper's generator and discriminator grown to a level; no number is computed."""
    generator, discriminator = Generator(PAPER, PAPER_LATENT, None), Discriminator(PAPER, None)
    for network in (generator, discriminator):
        network.grow(level, 1.0)
    z = torch.empty(1, PAPER_LATENT, device="meta")
    x = torch.empty(1, RGB, discriminator.side, discriminator.side, device="meta")
    return layer_rows(generator, z), layer_rows(discriminator, x)
