"""Principal component analysis (Pearson 1901; Hotelling 1933): the flat code with the least squared error."""

from __future__ import annotations

import torch
from torch import Tensor

CHUNK = 5000  # examples in double precision at a time: bounds the memory


class PCA:
    """N examples of P numbers each; the first K components are the code.

    mean [P]; components [P, P], a row each, the longest axis first; variances [P] along them.
    """

    def __init__(self, x: Tensor):
        """x: [N, P], of any float type; all is kept in double precision.

        From the covariance's eigenvectors: the right singular vectors of the centred examples, at far less cost where
        N is much larger than P. Squaring loses digits of variances below 1e-16 of the largest only.
        """
        parts = x.split(CHUNK)
        self.mean = torch.stack([part.double().sum(0) for part in parts]).sum(0) / len(x)
        centred = ((part - self.mean) for part in parts)
        covariance = sum(part.T @ part for part in centred) / len(x)
        variances, vectors = torch.linalg.eigh(covariance)  # the smallest first
        self.variances, self.components = variances.flip(0).clamp_min(0), vectors.T.flip(0)

    def encode(self, x: Tensor, k: int) -> Tensor:
        """[N, P] → [N, K]."""
        return (x - self.mean) @ self.components[:k].T

    def decode(self, code: Tensor) -> Tensor:
        """[N, K] → [N, P]."""
        return code @ self.components[: code.shape[1]] + self.mean

    def errors(self, x: Tensor, most: int) -> Tensor:
        """Mean squared error a number, for codes of 0, 1, …, `most` numbers: [N, P] → [most + 1].

        What a component keeps of the squared length is its score's square (Pythagoras), so one pass gives them all.
        """
        x = x.double()
        total = (x - self.mean).square().sum(1).mean()
        kept = self.encode(x, most).square().mean(0).cumsum(0)
        return (torch.cat([total[None], total - kept]) / x.shape[1]).clamp_min(0)
