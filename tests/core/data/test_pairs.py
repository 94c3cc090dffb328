"""The pairs: that samples, densities and closed forms tell of the same two distributions."""

import math

import numpy as np
import pytest
from scipy.stats import kstest

from core.data.pairs import PAIRS, Disc, Gaussian, Histogram, gaussian_pair, make_pair
from core.objectives.closed_forms import FORMS
from core.objectives.divergences import of_atoms, of_log_densities
from core.objectives.transport import optimal_transport

NAMES = [pair.name for pair in PAIRS]
DENSE = [pair.name for pair in PAIRS if pair.has_density]
DRAWN = np.array([[0.0, 0.5], [0.2, -0.1]]), np.array([[1.0, 0.5], [1.2, -0.1], [0.7, 0.7]])


def pair_of(name: str):
    return make_pair(name, DRAWN)


@pytest.mark.parametrize("name", [*NAMES, "drawn"])
def test_samples_are_the_same_every_time_and_differ_by_seed_and_side(name):
    pair = pair_of(name)
    p, q = pair.samples(200, 0.0, seed=3)
    assert p.shape == q.shape == (200, pair.dimension)
    again = pair.samples(200, 0.0, seed=3)
    assert np.array_equal(p, again[0])
    assert np.array_equal(q, again[1])
    assert not np.array_equal(p, pair.samples(200, 0.0, seed=4)[0])
    assert not np.array_equal(p, q)
    assert pair.note.endswith(".")


@pytest.mark.parametrize("name", [*NAMES, "drawn"])
def test_theta_moves_q_along_the_first_axis_and_nothing_else(name):
    pair = pair_of(name)
    p, q = pair.samples(50, 0.0)
    for theta in (-1.5, 2.0):
        fixed, moved = pair.samples(50, theta)
        assert np.array_equal(p, fixed)
        np.testing.assert_allclose(moved - q, np.tile(theta * np.eye(pair.dimension)[0], (50, 1)), atol=1e-12)


@pytest.mark.parametrize("name", [*NAMES, "drawn"])
def test_all_samples_are_within_reach(name):
    pair = pair_of(name)
    p, q = pair.samples(5000, 0.0)
    assert np.abs(p).max() <= pair.p.reach
    assert np.abs(q).max() <= pair.q.reach


@pytest.mark.parametrize("theta", [-2.0, 0.0, 1.3])
@pytest.mark.parametrize("name", DENSE)
def test_the_grid_holds_both_densities_and_samples_follow_them(name, theta):
    pair = pair_of(name)
    points, cell = pair.grid(theta, 200)
    for log_density, sample in zip(pair.log_densities(points, theta), pair.samples(20_000, theta), strict=True):
        density = np.exp(log_density)
        assert density.sum() * cell == pytest.approx(1, abs=0.005)
        mean = (density[..., None] * points).reshape(-1, pair.dimension).sum(0) * cell
        square = (density[..., None] * (points - mean) ** 2).reshape(-1, pair.dimension).sum(0) * cell
        np.testing.assert_allclose(sample.mean(0), mean, atol=5 * np.sqrt(square.max() / 20_000) + 0.005)
        np.testing.assert_allclose(sample.var(0), square, rtol=0.06)


def test_shapes_are_what_they_are_called():
    random = np.random.RandomState(0)
    away = np.hypot(*Disc(0.5).sample(5000, random).T)
    assert kstest((away / 0.5) ** 2, "uniform").pvalue > 0.001
    assert kstest(Gaussian(1, 0.3).sample(5000, random)[:, 0] / 0.3, "norm").pvalue > 0.001
    line = make_pair("lines").p.sample(5000, random)
    assert (line[:, 0] == 0).all()
    assert kstest(line[:, 1] + 0.5, "uniform").pvalue > 0.001
    bars = Histogram(np.array([1.0, 0, 3]), 2.0).sample(40_000, random)[:, 0]
    counts = np.histogram(bars, [-3, -1, 1, 3])[0] / 40_000
    np.testing.assert_allclose(counts, [0.25, 0, 0.75], atol=0.01)


def test_the_density_of_a_histogram_is_its_bars():
    points = np.array([[-3.1], [-2.0], [0.0], [1.1], [3.1]])
    log_density = Histogram(np.array([1.0, 0, 3]), 2.0).log_density(points)
    np.testing.assert_allclose(np.exp(log_density), [0, 0.125, 0, 0.375, 0])
    assert log_density[0] == -math.inf


@pytest.mark.parametrize("theta", [0.2, -0.9, 2.5])
@pytest.mark.parametrize("name", [pair.name for pair in PAIRS if pair.closed and pair.has_density])
def test_closed_forms_equal_the_densities(name, theta):
    pair = pair_of(name)
    points, cell = pair.grid(theta, 1000)
    found = of_log_densities(*pair.log_densities(points, theta), cell)
    forms = FORMS[pair.closed](theta, **pair.parameters)
    for distance in {"kl", "reverse_kl", "js", "tv"} & set(forms):
        assert getattr(found, distance) == pytest.approx(forms[distance].value, rel=1e-3, abs=2e-3), distance


@pytest.mark.parametrize("theta", [0.0, 0.2, -2.5])
def test_closed_forms_of_points_are_exact(theta):
    pair = make_pair("points")
    moved = pair.q.places + pair.offset(theta)
    forms = FORMS[pair.closed](theta, **pair.parameters)
    found = of_atoms(pair.p.places, pair.p.shares, moved, pair.q.shares)
    assert (found.kl, found.reverse_kl) == (forms["kl"].value, forms["reverse_kl"].value)
    assert found.js == pytest.approx(forms["js"].value)
    assert found.tv == pytest.approx(forms["tv"].value)
    for p, name in ((1, "w1"), (2, "w2")):
        cost = optimal_transport(pair.p.places, moved, p=p).cost
        assert cost ** (1 / p) == pytest.approx(forms[name].value, abs=1e-9)


def test_closed_forms_of_lines_equal_the_transport_of_their_samples():
    pair = make_pair("lines")
    p, q = pair.samples(400, 2.0)
    forms = FORMS[pair.closed](2.0, **pair.parameters)
    assert optimal_transport(p, q).cost == pytest.approx(forms["w1"].value, abs=0.01)
    assert of_atoms(p, np.ones(400), q, np.ones(400)).js == pytest.approx(forms["js"].value)


def test_drawn_points_are_taken_as_they_are():
    pair = make_pair("drawn", DRAWN)
    assert np.array_equal(pair.p.places, DRAWN[0])
    np.testing.assert_allclose(pair.q.shares, 1 / 3)
    assert not pair.has_density
    counts = np.unique(pair.samples(3000, 0.0)[1], axis=0, return_counts=True)[1]
    np.testing.assert_allclose(counts / 3000, 1 / 3, atol=0.04)


@pytest.mark.parametrize("bad", [np.zeros((0, 2)), np.zeros((3, 1)), np.array([[0.0, np.nan]]), np.zeros(2)])
def test_drawn_points_that_are_none_are_named(bad):
    with pytest.raises(ValueError, match=r"finite \(x, y\) are needed"):
        make_pair("drawn", (DRAWN[0], bad))


def test_gaussians_of_any_width():
    pair = gaussian_pair("own", 2, 0.2, 0.7)
    assert (pair.p, pair.q) == (Gaussian(2, 0.2), Gaussian(2, 0.7))
    assert pair.parameters == {"sigma": 0.2, "sigma_q": 0.7, "dimension": 2}
