"""Transport on the line against SciPy, POT and the plane's solver."""

import numpy as np
import ot
import pytest
from scipy.stats import wasserstein_distance

from core.objectives.transport import optimal_transport
from core.objectives.transport_1d import monotone_plan, wasserstein_1d


@pytest.fixture
def random() -> np.random.RandomState:
    return np.random.RandomState(0)


def test_two_piles_by_hand():
    x, y = np.array([1.0, 0.0]), np.array([2.0, 5.0])
    assert wasserstein_1d(x, y) == 3
    assert wasserstein_1d(x, y, p=2) == pytest.approx(10**0.5)
    assert wasserstein_1d(x, y, np.array([1, 3]), np.array([1, 1])) == pytest.approx((2 * 2 + 5 + 4) / 4)


@pytest.mark.parametrize(("n", "m"), [(50, 50), (50, 71), (1, 9)])
@pytest.mark.parametrize("weighted", [False, True])
def test_w1_equals_scipys(random, n, m, weighted):
    x, y = random.randn(n), 2 * random.randn(m) + 1
    a, b = (random.rand(n), random.rand(m)) if weighted else (None, None)
    assert wasserstein_1d(x, y, a, b) == pytest.approx(wasserstein_distance(x, y, a, b), rel=1e-9)


@pytest.mark.parametrize("p", [1, 2, 3])
def test_wp_equals_pots(random, p):
    x, y, a, b = random.randn(40), random.randn(60) + 2, random.dirichlet(np.ones(40)), random.dirichlet(np.ones(60))
    assert wasserstein_1d(x, y, a, b, p) == pytest.approx(ot.wasserstein_1d(x, y, a, b, p) ** (1 / p), rel=1e-9)
    assert wasserstein_1d(x, y[:40], p=p) == pytest.approx(ot.wasserstein_1d(x, y[:40], p=p) ** (1 / p), rel=1e-9)


def test_the_monotone_plan_is_a_plan_and_as_cheap_as_any(random):
    a, b = random.dirichlet(np.ones(30)), random.dirichlet(np.ones(45))
    a[4] = b[[0, 7]] = 0
    a, b = a / a.sum(), b / b.sum()
    x, y = random.randn(30).round(1), random.randn(45).round(1)  # with ties
    rows, columns, mass = monotone_plan(x, y, a, b)
    np.testing.assert_allclose(np.bincount(rows, mass, 30), a, atol=1e-12)
    np.testing.assert_allclose(np.bincount(columns, mass, 45), b, atol=1e-12)
    assert (mass > 0).all()
    assert len(mass) < 30 + 45
    assert (np.diff(x[rows]) >= 0).all()
    assert (np.diff(y[columns]) >= 0).all()
    for p in (1, 2):
        cost = mass @ np.abs(x[rows] - y[columns]) ** p
        assert cost == pytest.approx(optimal_transport(x[:, None], y[:, None], a, b, p).cost, rel=1e-9)


def test_bad_masses_are_named():
    x = np.array([0.0, 1.0])
    for bad in ([-1.0, 2.0], [0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]):
        with pytest.raises(ValueError, match="0 or more, not all 0"):
            wasserstein_1d(x, x, np.array(bad))
