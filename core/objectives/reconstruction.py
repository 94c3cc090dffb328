"""How far a reconstruction is from what it should be."""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn.functional import mse_loss

BEST = 120.0  # dB: beyond it nothing can be told apart, and an error of 0 would be infinite


def mean_squared_error(reconstruction: Tensor, x: Tensor) -> Tensor:
    """1/NP Σ (x̂ − x)²: a pixel, or a coordinate: [N, P], [N, P] → []."""
    return mse_loss(reconstruction, x)


def psnr(mse: float, peak: float) -> float:
    """Peak signal-to-noise ratio 10 log₁₀(peak²/MSE), in dB, at most BEST.   peak: the largest signal."""
    floor = peak**2 * 10 ** (-BEST / 10)
    return 10 * math.log10(peak**2 / max(mse, floor))
