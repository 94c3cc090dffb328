"""The clouds lie where they say, and a seed is a cloud."""

import numpy as np
import pytest

from core.data.clouds import HELD_OUT, NAMES, NOISE, TRAIN, make_cloud


def spread(points: np.ndarray) -> np.ndarray:
    """Standard deviations along the principal axes, the longest first."""
    return np.linalg.svd(points - points.mean(0), compute_uv=False) / len(points) ** 0.5


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_is_a_cloud(name):
    first, again, other = (make_cloud(name, seed) for seed in (3, 3, 4))
    assert first.train.shape == (TRAIN, 3)
    assert first.test.shape == (HELD_OUT, 3)
    assert np.array_equal(first.train, again.train)
    assert not np.array_equal(first.train, other.train)
    assert not np.array_equal(first.train[:HELD_OUT], first.test)


@pytest.mark.parametrize("seed", range(3))
def test_the_plane_is_as_wide_as_it_says_and_as_thick_as_the_noise(seed):
    assert spread(make_cloud("plane", seed).train) == pytest.approx([2, 1, NOISE], rel=0.08)


@pytest.mark.parametrize("seed", range(3))
def test_the_bowl_is_bent(seed):
    assert spread(make_cloud("bowl", seed).train)[-1] > 5 * NOISE
