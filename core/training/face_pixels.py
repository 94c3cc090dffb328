"""Faces between the screen and the networks, and the known face nearest to one.

Shapes: N faces of S × S pixels; on the screen bytes, in networks float32 in −1…1.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

CHUNK = 512  # known faces that others are compared with at once


def to_network(images: np.ndarray) -> Tensor:
    """Bytes as networks take them: uint8 [N, S, S, 3] → float32 [N, 3, S, S] in −1…1."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).float().contiguous() / 127.5 - 1


def to_pixels(images: Tensor) -> np.ndarray:
    """Networks' images as the screen takes them, cut to what it can show: [N, 3, S, S] → uint8 [N, S·S·3]."""
    levels = ((images.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return flat(levels.permute(0, 2, 3, 1).numpy())


def flat(images: np.ndarray) -> np.ndarray:
    """Images in rows: [N, S, S, 3] → [N, S·S·3]."""
    return np.ascontiguousarray(images.reshape(len(images), -1))


def nearest_images(images: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of the known is nearest to each image, and how far: uint8 [N, P], [M, P] → int64 [N], float32 [N].

    The distance is the root of the mean squared difference of their numbers.
    """
    x, best, place = torch.from_numpy(images).float(), [], []
    for part in torch.from_numpy(known).split(CHUNK):  # so that few are large at a time
        distance, at = torch.cdist(x, part.float()).min(1)
        best.append(distance)
        place.append(at + len(place) * CHUNK)
    distance, which = torch.stack(best).min(0)
    found = torch.stack(place)[which, torch.arange(len(x))]
    return found.numpy(), (distance / x.shape[1] ** 0.5).numpy()
