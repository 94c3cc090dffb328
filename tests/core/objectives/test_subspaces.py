"""Principal angles against SciPy's and against angles that are known."""

import math

import numpy as np
import pytest
import torch
from scipy.linalg import subspace_angles

from core.objectives.subspaces import angles_between, principal_angles


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("k", [1, 2, 8])
@pytest.mark.parametrize("seed", range(3))
def test_they_are_scipys(k, seed):
    a, b = drawn(k, 20, seed=seed), drawn(k, 20, seed=100 + seed)
    theirs = np.degrees(subspace_angles(a.T.numpy(), b.T.numpy()))
    assert principal_angles(a, b).numpy() == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("angle", [1e-9, 1e-4, 1.0, 44.0, 46.0, 89.9999, 90.0])
def test_a_turned_plane_has_the_angle_it_was_turned_by(angle):
    """Also where a cosine alone would be 1, and where a sine alone would be."""
    turn = math.radians(angle)
    flat = torch.tensor([[1.0, 0, 0], [0, 1, 0]], dtype=torch.float64)
    turned = torch.tensor([[1.0, 0, 0], [0, math.cos(turn), math.sin(turn)]], dtype=torch.float64)
    assert principal_angles(turned, flat).numpy() == pytest.approx([angle, 0], rel=1e-6, abs=1e-13)


def test_other_axes_of_the_same_plane_make_no_angle():
    a = drawn(4, 12)
    assert float(principal_angles(drawn(4, 4, seed=1) @ a, a)[0]) < 1e-10


def test_angles_between_lines():
    a = torch.tensor([[2.0, 0], [1, 1], [0, 0]], dtype=torch.float64)
    b = torch.tensor([[-1.0, 0], [0, 5]], dtype=torch.float64)
    assert angles_between(a, b).flatten().numpy() == pytest.approx([0, 90, 45, 45, 90, 90])
