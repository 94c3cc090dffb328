"""Divergences of densities and atoms against quadrature, SciPy and sums by hand."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy, norm

from core.objectives.divergences import of_atoms, of_densities, of_log_densities

LN2 = math.log(2)
TICKS = np.arange(-12, 12, 0.01) + 0.005


def by_quadrature(p, q) -> dict[str, float]:
    """KL both ways, JS and TV of two of SciPy's distributions."""

    def over(f) -> float:
        return quad(f, -12, 12, points=[p.mean(), q.mean()], limit=400)[0]

    def entropy_from(one, log_other) -> float:
        return over(lambda x: one.pdf(x) * (one.logpdf(x) - log_other(x)))

    def log_m(x: float) -> float:
        return math.log((p.pdf(x) + q.pdf(x)) / 2)

    return {
        "kl": entropy_from(p, q.logpdf),
        "reverse_kl": entropy_from(q, p.logpdf),
        "js": (entropy_from(p, log_m) + entropy_from(q, log_m)) / 2,
        "tv": over(lambda x: abs(p.pdf(x) - q.pdf(x))) / 2,
    }


@pytest.mark.parametrize(("shift", "sigma"), [(0.0, 2.0), (1.0, 1.0), (3.0, 0.5)])
def test_gaussians_equal_quadrature(shift, sigma):
    p, q = norm(0, 1), norm(shift, sigma)
    found = of_log_densities(p.logpdf(TICKS), q.logpdf(TICKS), 0.01)
    for name, expected in by_quadrature(p, q).items():
        assert getattr(found, name) == pytest.approx(expected, rel=1e-5, abs=1e-9), name


def test_densities_and_their_logarithms_give_the_same():
    p, q = norm(0, 1), norm(1, 1.5)
    found = of_densities(p.pdf(TICKS), q.pdf(TICKS), 0.01)
    again = of_log_densities(p.logpdf(TICKS), q.logpdf(TICKS), 0.01)
    assert found.kl == pytest.approx(again.kl)
    assert found.js == pytest.approx(again.js)


def test_logarithms_reach_where_densities_are_0():
    """KL of N(−6, 0.1²) from N(6, 0.1²) is 7200 nats; exp(−7200) is 0 in float64."""
    p, q = norm(-6, 0.1), norm(6, 0.1)
    assert of_log_densities(p.logpdf(TICKS), q.logpdf(TICKS), 0.01).kl == pytest.approx(7200, rel=1e-4)
    assert of_densities(p.pdf(TICKS), q.pdf(TICKS), 0.01).kl == math.inf


def test_nothing_is_smoothed():
    """(½, ½, 0) and (0, ½, ½): half of each is missed."""
    found = of_densities(np.array([1.0, 1, 0]), np.array([0, 1.0, 1]), 0.5)
    assert (found.kl, found.reverse_kl) == (math.inf, math.inf)
    assert found.js == pytest.approx(LN2 / 2)
    assert found.tv == pytest.approx(0.5)


def test_kl_is_infinite_only_the_way_that_misses():
    found = of_densities(np.array([2.0, 0]), np.array([1.0, 1]), 0.5)
    assert found.kl == pytest.approx(LN2)
    assert found.reverse_kl == math.inf


def test_a_grid_may_have_any_shape():
    random = np.random.RandomState(0)
    p, q = random.dirichlet(np.ones(12)), random.dirichlet(np.ones(12))
    found = of_densities(p.reshape(3, 4) / 0.25, q.reshape(3, 4) / 0.25, 0.25)
    assert found.kl == pytest.approx(entropy(p, q))
    assert found.reverse_kl == pytest.approx(entropy(q, p))
    assert found.js == pytest.approx(jensenshannon(p, q) ** 2)
    assert found.tv == pytest.approx(np.maximum(p - q, 0).sum())


@pytest.mark.parametrize("cell", [0.005, 0.02, math.nan])
def test_a_grid_that_misses_mass_is_named(cell):
    density = norm(0, 1).pdf(TICKS)
    with pytest.raises(ValueError, match="p integrates to"):
        of_densities(density, density, cell)
    with pytest.raises(ValueError, match=r"q integrates to 0\.5 "):
        of_densities(density, density / 2, 0.01)


def test_what_a_grid_misses_within_1_percent_is_shared_out():
    density = norm(0, 1).pdf(TICKS)
    found = of_densities(density, 0.993 * density, 0.01)
    assert found.kl == pytest.approx(0, abs=1e-12)
    assert found.tv == pytest.approx(0, abs=1e-12)


# ---- atoms ----------------------------------------------------------------------------------------------------------


def test_atoms_in_other_places_share_nothing():
    x = np.array([[0.0, 0.0], [0.0, 1.0]])
    for shift in (1e-6, 0.3, 5.0):
        found = of_atoms(x, np.ones(2), x + np.array([shift, 0]), np.ones(2))
        assert (found.kl, found.reverse_kl) == (math.inf, math.inf)
        assert found.js == pytest.approx(LN2, abs=1e-15)
        assert found.tv == pytest.approx(1)


def test_atoms_in_the_same_places_are_compared_by_mass():
    """In another order, one of them twice, and −0 beside 0."""
    x = np.array([[0.0, 5.0], [0.0, 6.0], [2.0, 5.0]])
    y = np.array([[2.0, 5.0], [-0.0, 5.0], [-0.0, 6.0], [0.0, 5.0]])
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.1, 0.6])
    found = of_atoms(x, 7 * p, y, np.array([0.6, 0.1, 0.1, 0.2]))
    assert found.kl == pytest.approx(entropy(p, q))
    assert found.reverse_kl == pytest.approx(entropy(q, p))
    assert found.js == pytest.approx(jensenshannon(p, q) ** 2)
    assert found.tv == pytest.approx(0.4)


def test_half_of_the_atoms_shared():
    found = of_atoms(np.array([[0.0], [1.0]]), np.ones(2), np.array([[1.0], [2.0]]), np.ones(2))
    assert found.js == pytest.approx(LN2 / 2)
    assert found.tv == pytest.approx(0.5)
    assert found.kl == math.inf
