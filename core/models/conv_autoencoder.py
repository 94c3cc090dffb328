"""Convolutional autoencoder: maps shrink and deepen, a dense code of K numbers, and back (Masci et al. 2011).

Shapes: N images a batch, P = side² pixels an image, C maps of h × h cells a layer, K numbers a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from core.models.autoencoder import ACTIVATIONS
from core.models.layers import conv, linear, transposed_conv
from core.models.transposed import fixed_places, pool, unpool

KERNEL = 3  # side of the kernels that keep a map's size, or halve it


class ConvAutoencoder(nn.Module):
    """Each layer halves the side of the maps and doubles their number; the decoder is the encoder's mirror image.

    The code and the pixels have no activation.
    """

    def __init__(
        self,
        side: int,  # of an image, in pixels
        channels: int,  # maps of the first layer
        layers: int,  # that halve the maps, and as many that double them
        latent_dim: int,  # K
        shrink: str,  # "strided": convolution with stride 2; "pooling": convolution, then the largest of 2 × 2 cells
        grow: str,  # "transposed": convolution; "unpooling" or "upsampling", then a convolution
        kernel: int,  # side of the transposed convolution's kernel
        remember: bool,  # whether unpooling puts numbers where pooling took them from
        activation: str,
        generator: torch.Generator,
    ):
        super().__init__()
        self.shrink, self.grow, self.activation = shrink, grow, ACTIVATIONS[activation]
        self.remembers = remember and (shrink, grow) == ("pooling", "unpooling")
        self.sides = [side]
        for _ in range(layers):
            self.sides.append((self.sides[-1] + 1) // 2)  # 28, 14, 7, 4: what is odd is rounded up
        widths = [1, *(channels * 2**i for i in range(layers))]
        self.deepest = (widths[-1], self.sides[-1], self.sides[-1])
        flat = widths[-1] * self.sides[-1] ** 2

        stride = 2 if shrink == "strided" else 1
        self.down = nn.ModuleList(
            conv(a, b, KERNEL, generator, stride=stride, padding=KERNEL // 2) for a, b in pairwise(widths)
        )
        self.to_code = linear(flat, latent_dim, generator)
        self.from_code = linear(latent_dim, flat, generator)
        self.up = nn.ModuleList(
            self._growing(a, b, kernel, h, large, generator)
            for (a, b), (h, large) in zip(pairwise(widths[::-1]), pairwise(self.sides[::-1]), strict=True)
        )

    def _growing(
        self, n_in: int, n_out: int, kernel: int, h: int, side: int, generator: torch.Generator
    ) -> nn.Conv2d | nn.ConvTranspose2d:
        """The convolution of a layer whose maps grow from h × h to side × side."""
        if self.grow != "transposed":
            return conv(n_in, n_out, KERNEL, generator, padding=KERNEL // 2)
        excess = 2 * (h - 1) + kernel - side  # rows that stamping the kernel at stride 2 makes too many
        padding = (excess + 1) // 2
        how = dict(stride=2, padding=padding, output_padding=2 * padding - excess)
        return transposed_conv(n_in, n_out, kernel, generator, **how)

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Maps, and cells along a side, of each layer from the first to the last before the code."""
        return [(layer.out_channels, side) for layer, side in zip(self.down, self.sides[1:], strict=True)]

    # ---- there ----------------------------------------------------------------------------------------------------

    def shrunk(self, x: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """The maps of every layer, and the places that pooling took them from: [N, P] → [N, C, h, h] each."""
        maps, places = [], []
        h = x.unflatten(1, (1, self.sides[0], self.sides[0]))
        for layer in self.down:
            h = layer(h)
            if self.shrink == "pooling":
                h, taken = pool(h)
                places.append(taken)
            h = self.activation(h)  # after pooling: they change places, for the activation is monotonic
            maps.append(h)
        return maps, places

    def coded(self, maps: list[Tensor]) -> Tensor:
        """The code of the last layer's maps: [N, C, h, h] → [N, K]."""
        return self.to_code(maps[-1].flatten(1))

    def encode(self, x: Tensor) -> Tensor:
        """[N, P] → [N, K]."""
        return self.coded(self.shrunk(x)[0])

    # ---- and back -------------------------------------------------------------------------------------------------

    def grown(self, code: Tensor, places: Sequence[Tensor] = ()) -> list[Tensor]:
        """The maps of every layer, the picture last: [N, K] → [N, C, h, h] each.

        places: those of `shrunk`, where the model remembers them; none: the fixed ones.
        """
        h = self.activation(self.from_code(code)).unflatten(1, self.deepest)
        maps = [h]
        for i, (layer, side) in enumerate(zip(self.up, self.sides[-2::-1], strict=True)):
            if self.grow == "unpooling":
                h = unpool(h, places[-1 - i] if places else fixed_places(h, side), side)
            elif self.grow == "upsampling":
                h = interpolate(h, size=(side, side))  # each cell twice in both directions
            h = layer(h)
            if layer is not self.up[-1]:
                h = self.activation(h)
            maps.append(h)
        return maps

    def decode(self, code: Tensor, places: Sequence[Tensor] = ()) -> Tensor:
        """[N, K] → [N, P]."""
        return self.grown(code, places)[-1].flatten(1)

    def forward(self, x: Tensor) -> Tensor:
        """What comes back, by way of the code and, where the model remembers them, of the places: [N, P] → [N, P]."""
        maps, places = self.shrunk(x)
        return self.decode(self.coded(maps), places if self.remembers else ())

    def multiplications(self) -> int:
        """Multiply-adds that take one image there and back."""
        large, small = self.sides[:-1], self.sides[1:]
        met_down = small if self.shrink == "strided" else large  # sides of the maps whose cells each meet a kernel
        met_up = (small if self.grow == "transposed" else large)[::-1]
        layers = zip((*self.down, *self.up), (*met_down, *met_up), strict=True)
        dense = self.to_code.weight.numel() + self.from_code.weight.numel()
        return dense + sum(layer.weight.numel() * side**2 for layer, side in layers)
