"""Ways for maps to grow, written out: transposed convolution by its definition, and unpooling.

Shapes: N images a batch, C maps in, D maps out, H × W cells a map, a kernel of K × K, stride S, padding P.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import conv2d, max_pool2d, pad

WINDOW = 2  # side of a pooled window


def zero_stuffed(x: Tensor, stride: int) -> Tensor:
    """S − 1 zeros between neighbouring cells: [N, C, H, W] → [N, C, (H − 1) S + 1, (W − 1) S + 1]."""
    n, c, h, w = x.shape
    stuffed = x.new_zeros(n, c, (h - 1) * stride + 1, (w - 1) * stride + 1)
    stuffed[:, :, ::stride, ::stride] = x
    return stuffed


def transposed_convolution(
    x: Tensor, kernel: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Tensor:
    """Transposed convolution as a convolution (Dumoulin and Visin 2016): [N, C, H, W], [C, D, K, K] → [N, D, H', W'].

    The zero-stuffed input, padded by K − 1 − P (a negative number cuts off), is convolved at stride 1 with the kernel
    turned by half a turn. H' = (H − 1) S − 2 P + K + output_padding, whose extra rows and columns are at the far end.
    """
    border = kernel.shape[-1] - 1 - padding
    padded = pad(zero_stuffed(x, stride), (border, border + output_padding) * 2)
    return conv2d(padded, kernel.flip(2, 3).transpose(0, 1))


def pool(x: Tensor) -> tuple[Tensor, Tensor]:
    """The largest number of each 2 × 2 window, and its place, the switch: [N, C, H, W] → twice [N, C, h, w].

    h = ⌈H / 2⌉: windows at the far end may be cut. A place counts the cells of the map row by row.
    """
    return max_pool2d(x, WINDOW, ceil_mode=True, return_indices=True)


def fixed_places(x: Tensor, side: int) -> Tensor:
    """The upper left cell of each window, for maps that grow to side × side: [N, C, h, w] → int64 alike."""
    first = torch.arange(x.shape[-1]) * WINDOW
    return (first[:, None] * side + first).expand(x.shape)


def unpool(x: Tensor, places: Tensor, side: int) -> Tensor:
    """Each number at its place, zeros elsewhere (Zeiler and Fergus 2014): twice [N, C, h, w] → [N, C, side, side]."""
    grown = x.new_zeros(*x.shape[:2], side * side)
    return grown.scatter(2, places.flatten(2), x.flatten(2)).unflatten(2, (side, side))
