"""Formulas against other libraries', samples, areas counted, and their slopes against finite differences."""

import math

import numpy as np
import ot
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm, wasserstein_distance
from torch.distributions import MultivariateNormal, kl_divergence

from core.objectives.closed_forms import FORMS, discs, gaussian_kl, gaussian_w1, gaussian_w2, gaussians, singular

LN2 = math.log(2)
CASES = {
    "singular": {},
    "intervals": {"width": 0.8},
    "discs": {"radius": 0.7},
    "gaussians": {"sigma": 0.5, "sigma_q": 0.5, "dimension": 2},
}


def gaussian(d: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.RandomState(seed)
    root = random.randn(d, d)
    return random.randn(d), root @ root.T + 0.3 * np.eye(d)


# ---- Gaussians ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", [1, 2, 5])
def test_kl_of_gaussians_equals_torchs(d):
    p, q = gaussian(d, 1), gaussian(d, 2)
    expected = kl_divergence(*(MultivariateNormal(*map(torch.from_numpy, one)) for one in (p, q)))
    assert gaussian_kl(*p, *q) == pytest.approx(expected.item(), rel=1e-9)
    assert gaussian_kl(*p, *p) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_w2_of_gaussians_equals_pots(d):
    p, q = gaussian(d, 1), gaussian(d, 2)
    expected = ot.gaussian.bures_wasserstein_distance(p[0], q[0], p[1], q[1])
    assert gaussian_w2(*p, *q) == pytest.approx(expected, rel=1e-9)
    assert gaussian_w2(*p, *p) == pytest.approx(0, abs=1e-6)


def test_w2_of_gaussians_on_the_line_equals_the_quantiles():
    p, q = norm(0.3, 1.2), norm(-1, 0.4)
    square = quad(lambda u: (p.ppf(u) - q.ppf(u)) ** 2, 0, 1)[0]
    found = gaussian_w2(np.array([0.3]), np.array([[1.2**2]]), np.array([-1.0]), np.array([[0.4**2]]))
    assert found == pytest.approx(square**0.5, rel=1e-6)


def test_w1_of_gaussians_is_the_way_between_their_means_if_they_are_alike():
    mean, cov = gaussian(2, 1)
    assert gaussian_w1(mean, cov, mean + np.array([3, 4]), cov) == pytest.approx(5)
    with pytest.raises(ValueError, match="equal covariances"):
        gaussian_w1(mean, cov, mean, 2 * cov)


def test_a_pair_of_gaussians_equals_quadrature():
    p, q = norm(0, 0.5), norm(1.3, 0.5)
    found = gaussians(1.3, 0.5, 0.5, 1)
    kl = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), -5, 5)[0]
    tv = quad(lambda x: abs(p.pdf(x) - q.pdf(x)) / 2, -5, 6, points=[0.65])[0]
    w1 = quad(lambda x: abs(p.cdf(x) - q.cdf(x)), -5, 6)[0]
    assert found["kl"].value == pytest.approx(kl, rel=1e-7)
    assert found["tv"].value == pytest.approx(tv, rel=1e-7)
    assert found["w1"].value == pytest.approx(w1, rel=1e-7)


def test_unlike_gaussians_promise_only_what_has_a_formula():
    found = gaussians(1.0, 0.5, 0.3, 2)
    assert set(found) == {"kl", "reverse_kl", "w2"}
    assert found["w2"].value == pytest.approx(math.sqrt(1 + 2 * 0.2**2))
    q_from_p = gaussian_kl(np.array([1.0, 0]), np.eye(2) * 0.09, np.zeros(2), np.eye(2) * 0.25)
    assert found["reverse_kl"].value == pytest.approx(q_from_p)
    assert found["kl"].value != pytest.approx(q_from_p)


# ---- the lines, intervals, discs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("theta", [-2.0, -1e-9, 0.3, 1.0])
def test_arjovskys_lines_exactly(theta):
    found = singular(theta)
    assert {name: form.value for name, form in found.items()} == {
        "kl": math.inf,
        "reverse_kl": math.inf,
        "js": LN2,
        "tv": 1,
        "w1": abs(theta),
        "w2": abs(theta),
    }
    assert (found["js"].slope, found["tv"].slope) == (0, 0)
    assert found["w1"].slope == math.copysign(1, theta)
    assert math.isnan(found["kl"].slope)


@pytest.mark.parametrize(("name", "parameters"), CASES.items())
def test_equal_ones_are_0_apart_in_every_way_and_have_a_kink_there(name, parameters):
    found = FORMS[name](0.0, **parameters)
    assert all(form.value == pytest.approx(0, abs=1e-12) for form in found.values())
    assert all(math.isnan(found[distance].slope) for distance in ("tv", "w1", "w2"))


def test_what_two_discs_share_is_counted():
    ticks = np.linspace(-0.7, 0.7, 1401)
    x, y = np.meshgrid(ticks, ticks)
    inside = x**2 + y**2 < 0.7**2
    for theta in (0.2, 0.9, 1.3):
        both = inside & ((x - theta) ** 2 + y**2 < 0.7**2)
        found = discs(theta, 0.7)
        assert found["tv"].value == pytest.approx(1 - both.sum() / inside.sum(), abs=2e-3)
        assert found["js"].value == pytest.approx(LN2 * found["tv"].value)
    assert discs(1.4, 0.7)["tv"].value == discs(-9.0, 0.7)["tv"].value == 1


def test_what_two_intervals_share_is_their_overlap():
    form = FORMS["intervals"]
    assert form(0.2, 0.8)["tv"].value == pytest.approx(0.25)
    assert form(-0.6, 0.8)["js"].value == pytest.approx(0.75 * LN2)
    assert form(3.0, 0.8)["js"] == (LN2, 0)
    assert math.isnan(form(0.8, 0.8)["tv"].slope)
    ticks = np.linspace(0, 0.8, 10_001)
    assert form(0.2, 0.8)["w1"].value == pytest.approx(wasserstein_distance(ticks, ticks + 0.2))


# ---- slopes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theta", [-1.7, -0.5, 0.3, 0.75, 1.1, 3.0])
@pytest.mark.parametrize(
    ("name", "parameters"), [*CASES.items(), ("gaussians", {**CASES["gaussians"], "sigma_q": 0.3})]
)
def test_every_slope_equals_finite_differences(name, parameters, theta):
    step = 1e-6
    low, high = (FORMS[name](theta + sign * step, **parameters) for sign in (-1, 1))
    for distance, form in FORMS[name](theta, **parameters).items():
        if math.isinf(form.value):
            assert math.isnan(form.slope)
        else:
            expected = (high[distance].value - low[distance].value) / (2 * step)
            assert form.slope == pytest.approx(expected, abs=1e-6, rel=1e-6), distance
