"""How much of a picture is a pattern that repeats every two pixels, as transposed convolutions like to draw."""

from __future__ import annotations

from torch import Tensor

PERIOD = 2  # pixels: the stride of the layer that draws the picture


def checkerboard(x: Tensor, side: int) -> float:
    """Share of the variance within pictures that says only whether a pixel's row and column are even or odd.

    [N, P] → 0 … 1, all pictures' variances added up before they are divided. A picture's pixels fall into four kinds
    (even or odd row, even or odd column); the share is the variance between the kinds' means over the variance of all.
    By Parseval it is the energy of the three Fourier components of period 2, (½, 0), (0, ½) and (½, ½), over that of
    all but the mean. White noise has 3 / (P − 1); a picture of one colour has nothing, and counts as 0.
    """
    pictures = x.unflatten(1, (side, side))
    pictures = pictures - pictures.mean((1, 2), keepdim=True)
    kinds = pictures.unflatten(1, (-1, PERIOD)).unflatten(3, (-1, PERIOD)).mean((1, 3))  # [N, 2, 2]
    total = pictures.square().mean((1, 2)).sum()
    return float(kinds.square().mean((1, 2)).sum() / total) if total > 0 else 0.0
