"""Arithmetic with the latents of faces: faces that have something, minus faces that lack it, plus another face.

Shapes: N faces, Z numbers a latent. What a face has is told by the attribute reader; Radford et al. 2016
(section 6.3.2) picked faces by eye.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from core.data.faces import BY_NAME
from core.settings.face_arithmetic import CLEARLY, Addition
from core.training.face_agreement import Values


def has(addition: Addition, values: Values) -> np.ndarray:
    """Which faces of these attributes have it: bool [N]."""
    found = values[addition.attribute]
    return found >= CLEARLY if addition.choice is None else found == addition.choice


def lacks(addition: Addition, values: Values) -> np.ndarray:
    """Which faces clearly don't have it: bool [N]."""
    found = values[addition.attribute]
    return found <= -CLEARLY if addition.choice is None else found != addition.choice


def the_rest(addition: Addition, values: Values) -> Tensor:
    """What else faces show, as numbers whose distances (L1) say how unlike they are: [N, K].

    A choice or flag that differs counts 1, a number as much as it differs.
    """
    columns = []
    for name, array in values.items():
        if name == addition.attribute:
            continue
        found = torch.from_numpy(array)
        numeric = BY_NAME[name].kind == "number"
        columns.append(found[:, None] if numeric else one_hot(found.long(), len(BY_NAME[name].choices)) / 2)
    return torch.cat(columns, dim=1)


@dataclass(frozen=True, eq=False)
class Trials:
    """Faces before and after, and those that the difference was taken from."""

    having: np.ndarray  # int64 [T, n]: the faces of each trial that are added, among the known ones
    lacking: np.ndarray  # int64 [T, n]: the most alike of those that lack it, which are taken away
    changed: np.ndarray  # int64 [T]: that the difference is added to
    after: Tensor  # [T, Z]: the latents that come out
    control: Tensor  # [T, Z]: the same with a difference of random direction


def add(
    z: Tensor,  # [N, Z]: the latents of known faces
    having: np.ndarray,  # bool [N]: which of them have what is to be added
    lacking: np.ndarray,  # bool [N]: which clearly don't
    rest: Tensor,  # [N, K]: what else they show, as `the_rest` tells it
    averaged: int,  # n: faces in a mean, or as many as there are
    strength: float,  # what the difference of the means is multiplied with
    trials: int,  # T
    generator: torch.Generator,
) -> Trials:
    """z' = z + strength · (mean of n that have it − mean of n that lack it), brought back to the length of z.

    Each that has it is paired with the one most like it that lacks it: so the means differ in little else. Latents of a
    normal distribution lie near a sphere; without the last step the sum would lie outside, where G has learned
    nothing. The control adds a difference of the same length in a random direction.

    Raises ValueError where no face has it, or none lacks it.
    """
    have, lack = (torch.from_numpy(np.flatnonzero(flags)) for flags in (having, lacking))
    if not len(have) or not len(lack):
        raise ValueError(f"of {len(z):,} faces {len(have)} have it and {len(lack)} lack it: there must be both")
    most_alike = lack[torch.cdist(rest[have], rest[lack], p=1).argmin(1)]
    picked = torch.rand(trials, len(have), generator=generator).argsort(1)[:, :averaged]
    changed = lack[torch.randint(len(lack), (trials,), generator=generator)]
    groups = have[picked], most_alike[picked]
    difference = strength * (z[groups[0]].mean(1) - z[groups[1]].mean(1))
    other = torch.randn(difference.shape, generator=generator)
    other = other * (difference.norm(dim=1, keepdim=True) / other.norm(dim=1, keepdim=True))
    start = z[changed]
    after, control = (_as_long(start + moved, start) for moved in (difference, other))
    return Trials(groups[0].numpy(), groups[1].numpy(), changed.numpy(), after, control)


def _as_long(moved: Tensor, start: Tensor) -> Tensor:
    return moved * (start.norm(dim=1, keepdim=True) / moved.norm(dim=1, keepdim=True))
