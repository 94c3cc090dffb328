"""Where the clipped weights of a discriminator lie between −c and c."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from core.settings.wgan import BINS

AT_ENDS = 1 - 1e-6  # of c: from here on a weight lies at an end (or beyond it, before D's first step)


def clipped_weights(parameters: Sequence[Tensor], clip: float) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Weights and biases of S copies, [S, …] each → scalars (means over the copies) and arrays.

    at_clip: the share of the weights at −c or c. weight_shares [22]: the first copy's shares at −c, in 20 bins
    between, and at c. weight_ends uint8 [22]: 1 for the two ends. Of several copies also seed_at_clip [S].
    """
    weights = torch.cat([p.flatten(1) for p in parameters], dim=1) / clip  # [S, N]
    at_clip = (weights.abs() >= AT_ENDS).float().mean(1)  # [S]
    first = weights[0].numpy()
    inside = np.histogram(first[np.abs(first) < AT_ENDS], bins=BINS, range=(-1, 1))[0]
    counts = np.array([(first <= -AT_ENDS).sum(), *inside, (first >= AT_ENDS).sum()])
    arrays = {
        "weight_shares": (counts / len(first)).astype(np.float32),
        "weight_ends": np.array([1, *[0] * BINS, 1], np.uint8),
    }
    if len(weights) > 1:
        arrays["seed_at_clip"] = at_clip.numpy()
    return {"at_clip": at_clip.mean().item()}, arrays
