"""Distances against independent solvers, closed forms and published noise floors."""

import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from core.data.points import make_world
from core.objectives.distances import (
    BINS,
    coverage,
    histogram,
    jensen_shannon,
    kullback_leibler,
    wasserstein,
)


@pytest.fixture
def random() -> np.random.RandomState:
    return np.random.RandomState(0)


# ---- W1 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [8, 100, 256])
def test_w1_equals_the_best_assignment(random, n):
    a, b = random.randn(n, 2), random.randn(n, 2) * 2 + 1
    cost = cdist(a, b)
    rows, columns = linear_sum_assignment(cost)
    assert wasserstein(a, b) == pytest.approx(cost[rows, columns].mean(), rel=1e-9)


def test_w1_is_of_the_distance_and_not_of_its_square():
    """By hand: {0, 1} to {2, 5} is 3, and would be 10 with squared distances."""
    assert wasserstein(np.array([[0.0, 0], [1, 0]]), np.array([[2.0, 0], [5, 0]])) == pytest.approx(3)


def test_w1_of_a_shift_is_its_length(random):
    a = random.randn(200, 2)
    assert wasserstein(a, a + np.array([3.0, 4.0])) == pytest.approx(5)


@pytest.mark.parametrize(("n", "floor"), [(256, 0.117), (512, 0.088), (1000, 0.062)])
def test_w1s_noise_floor_on_the_unit_ring(n, floor):
    """Two samples of the same ring with radius 1 and σ 0.02 are as far apart as measured elsewhere."""
    centres = make_world("ring").modes / 2
    random = np.random.RandomState(0)

    def sample() -> np.ndarray:
        return centres[random.randint(8, size=n)] + 0.02 * random.randn(n, 2)

    values = [wasserstein(sample(), sample()) for _ in range(12)]
    error = np.std(values) / len(values) ** 0.5
    assert np.mean(values) == pytest.approx(floor, abs=3 * error + 0.005)


# ---- histograms -----------------------------------------------------------------------------------------------------


def test_a_histogram_counts_every_point_in_its_square():
    points = np.array([[-2.99, -2.99], [2.99, 2.99], [-2.99, 2.99], [0.01, 0.01], [3.5, 0], [0, -9], [1e20, 0]])
    counts = histogram(points, 3.0)
    assert counts.sum() == len(points)
    squares = {0: 1, BINS**2 - 1: 1, BINS * (BINS - 1): 1, BINS * BINS // 2 + BINS // 2: 1, BINS**2: 3}
    assert {i: counts[i] for i in counts.nonzero()[0]} == squares


def test_js_of_disjoint_distributions_is_ln_2_whatever_their_distance():
    a = np.tile([-2.0, -2.0], (100, 1))
    for x in (-1.5, 0.0, 2.5):
        b = np.tile([x, 0.0], (100, 1))
        assert jensen_shannon(histogram(a, 3.0), histogram(b, 3.0)) == pytest.approx(math.log(2))


def test_js_equals_the_closed_form_of_two_bins():
    p, q = 0.7, 0.2
    m = (p + q) / 2

    def kl(a: float, b: float) -> float:
        return a * math.log(a / b) + (1 - a) * math.log((1 - a) / (1 - b))

    expected = 0.5 * kl(p, m) + 0.5 * kl(q, m)
    assert jensen_shannon(np.array([70, 30]), np.array([20, 80])) == pytest.approx(expected)


def test_js_and_kl_of_equal_histograms_are_0():
    counts = np.array([3, 0, 9, 1])
    assert jensen_shannon(counts, counts) == pytest.approx(0)
    assert kullback_leibler(counts, counts) == pytest.approx(0)


def test_kl_adds_half_to_the_occupied_bins_and_to_no_other():
    a, b = np.array([10, 0, 0, 0]), np.array([0, 10, 0, 0])
    p, q = np.array([10.5, 0.5]) / 11, np.array([0.5, 10.5]) / 11
    expected = (p * np.log(p / q)).sum()
    assert kullback_leibler(a, b) == pytest.approx(expected)
    assert kullback_leibler(np.append(a, [0] * 900), np.append(b, [0] * 900)) == pytest.approx(expected)


def test_kl_comes_to_the_closed_form_with_many_samples(random):
    p, q = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.2, 0.6])
    a, b = random.multinomial(1_000_000, p), random.multinomial(1_000_000, q)
    assert kullback_leibler(a, b) == pytest.approx((p * np.log(p / q)).sum(), abs=0.01)


# ---- coverage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ring", "grid"])
def test_a_perfect_generator_has_98_89_percent_of_high_quality(name):
    """1 − e^−4.5 in two dimensions, not 99.7 %."""
    world = make_world(name)
    points = world.sample(200_000, np.random.RandomState(5))
    covered = coverage(points, world.modes, world.sigma)
    error = (0.9889 * 0.0111 / 200_000) ** 0.5
    assert covered.high_quality == pytest.approx(1 - math.exp(-4.5), abs=5 * error)
    assert covered.modes == len(world.modes)
    np.testing.assert_allclose(covered.shares, 1 / len(world.modes), atol=0.003)


def test_a_mode_needs_one_sample_of_high_quality():
    centres = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    points = np.array([[0.29, 0.0], [0.31, 0.0], [1.05, 0.05], [0.1, 0.7]])
    covered = coverage(points, centres, 0.1)
    assert (covered.modes, covered.high_quality) == (2, 0.5)
    assert covered.shares.tolist() == [0.5, 0.25, 0.25]
