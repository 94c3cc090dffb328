"""Codes in whole bytes: what a file would hold of them."""

from __future__ import annotations

import torch
from torch import Tensor

LEVELS = 255  # steps between the ends of a number's range: a byte


class Quantiser:
    """Each number of a code as one byte, evenly spaced over its range in the training codes.

    The ranges belong to the decoder, as its weights do: a file of codes holds the bytes only.
    """

    def __init__(self, codes: Tensor):
        """codes: [N, K], of training examples."""
        self.low = codes.amin(0)
        self.step = ((codes.amax(0) - self.low) / LEVELS).clamp_min(1e-12)

    def to_bytes(self, codes: Tensor) -> Tensor:
        """[N, K] → uint8 [N, K]; what lies beyond a range becomes its end."""
        return ((codes - self.low) / self.step).round().clamp(0, LEVELS).to(torch.uint8)

    def from_bytes(self, data: Tensor) -> Tensor:
        """uint8 [N, K] → [N, K]: off by half a step at most, within the ranges."""
        return data * self.step + self.low
