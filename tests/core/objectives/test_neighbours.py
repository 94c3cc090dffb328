"""Nearest neighbours against SciPy's and against simulated chance."""

import numpy as np
import pytest
import torch
from scipy.spatial import cKDTree

from core.objectives.neighbours import agreement, chance, nearest

CODES = torch.randn(60, 3, generator=torch.Generator().manual_seed(0))
LABELS = torch.randint(4, (60,), generator=torch.Generator().manual_seed(1))


def test_the_nearest_are_those_of_a_tree_and_never_the_point_itself():
    found = cKDTree(CODES.numpy()).query(CODES.numpy(), k=6)[1]
    assert np.array_equal(nearest(CODES, 5).numpy(), found[:, 1:])


def test_agreement_is_the_share_with_the_same_label():
    found = cKDTree(CODES.numpy()).query(CODES.numpy(), k=2)[1][:, 1]
    share = (LABELS.numpy()[found] == LABELS.numpy()).mean()
    assert agreement(CODES, LABELS) == pytest.approx(share)
    assert agreement(LABELS[:, None].float() * 10 + CODES[:, :1] * 1e-3, LABELS) == 1


def test_chance_is_what_random_codes_reach():
    generator = torch.Generator().manual_seed(2)
    reached = [agreement(torch.rand(60, 2, generator=generator), LABELS) for _ in range(400)]
    assert chance(LABELS) == pytest.approx(np.mean(reached), abs=4 * np.std(reached) / 20)
