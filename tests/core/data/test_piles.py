"""Piles of a pair stand where its mass does, and random ones are what they say."""

import numpy as np
import pytest

from core.data.pairs import PAIRS, make_pair
from core.data.piles import PAIR_BLOCKS, PAIR_STEP, piles_of, random_piles
from core.objectives.transport_1d import wasserstein_1d


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
@pytest.mark.parametrize("theta", [-3.0, 0.3, 2.5])
def test_the_piles_of_a_pair_have_its_distance_but_for_the_ruler(pair, theta):
    piles = piles_of(pair, theta)
    assert piles.blocks.sum() == piles.wanted.sum() == PAIR_BLOCKS
    x, y = pair.samples(4000, theta)
    exact = wasserstein_1d(x[:, 0], y[:, 0])
    rounded = wasserstein_1d(piles.holes, piles.earth, piles.wanted, piles.blocks)
    assert abs(rounded - exact) <= PAIR_STEP  # each end of a way is off by half a step at most


@pytest.mark.parametrize("theta", [-3.0, 0.3, 0.25, 2.5])
def test_the_places_of_a_pair_are_on_the_ruler_upwards_and_each_once(theta):
    piles = piles_of(make_pair("histograms"), theta)
    for places in (piles.earth, piles.holes):
        assert (np.diff(places) > 0).all()
        np.testing.assert_array_equal(places / PAIR_STEP, np.round(places / PAIR_STEP))


def test_the_bars_of_a_histogram_are_its_piles():
    """Shares 1, 3, 5, 2, 1 of 12 as ten blocks."""
    piles = piles_of(make_pair("histograms"), 0.0)
    np.testing.assert_array_equal(piles.holes, [-1.0, -0.5, 0.0, 0.5, 1.0])
    assert np.abs(piles.wanted / 10 - np.array([1, 3, 5, 2, 1]) / 12).max() < 0.1


@pytest.mark.parametrize("seed", range(20))
def test_random_piles_are_as_many_blocks_as_holes_at_places_of_their_own(seed):
    piles = random_piles(seed, last=12)
    places = [*piles.earth, *piles.holes]
    assert len(set(places)) == len(places) == 8
    assert set(places) <= set(range(13))
    assert piles.blocks.sum() == piles.wanted.sum() == 12
    assert min(*piles.blocks, *piles.wanted) >= 1


def test_random_piles_are_those_of_their_seed():
    first, again, other = (random_piles(seed, last=12) for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(vars(first).values(), vars(again).values(), strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(vars(first).values(), vars(other).values(), strict=True))
