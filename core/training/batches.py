"""The order in which a trainer meets its examples."""

from __future__ import annotations

import torch
from torch import Tensor


class Batches:
    """Endless shuffled batches: every example once an epoch, the incomplete last batch left out."""

    def __init__(self, n: int, batch_size: int, generator: torch.Generator):
        self.n, self.batch_size, self.generator = n, min(batch_size, n), generator
        self.order, self.position = torch.empty(0, dtype=torch.int64), 0

    def next(self) -> Tensor:
        """Indices of the next batch: int64 [batch_size]."""
        if self.position + self.batch_size > len(self.order):
            self.order, self.position = torch.randperm(self.n, generator=self.generator), 0
        batch = self.order[self.position : self.position + self.batch_size]
        self.position += self.batch_size
        return batch
