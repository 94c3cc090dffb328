"""Fits of one bump to two, against closed forms, adaptive quadrature and what is known of bumps far apart."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from core.objectives.closed_forms import gaussian_kl
from core.objectives.reverse_kl import OBJECTIVES, Bump, TwoBumps, answer, fits, theorem

PLACES = [(0.5, 0.1, 0.6), (2.0, 1.0, 0.7), (4.0, 1.0, 0.7), (6.0, -2.5, 1.5)]  # separation, mean, width


def density(log_density):
    return lambda x: math.exp(log_density(np.array(x)))


@pytest.mark.parametrize(("separation", "mean", "width"), PLACES)
def test_objectives_are_their_integrals(separation, mean, width):
    target, q = TwoBumps(separation), Bump(mean, width)
    p_of, q_of = density(target.log_density), density(q.log_density)

    def kl(one, other):
        return quad(lambda x: one(x) * math.log(one(x) / other(x)), -13, 13, limit=400, epsabs=1e-11)[0]

    def middle(x):
        return (p_of(x) + q_of(x)) / 2

    assert OBJECTIVES["forward_kl"](target, q) == pytest.approx(kl(p_of, q_of), abs=1e-7)
    assert OBJECTIVES["reverse_kl"](target, q) == pytest.approx(kl(q_of, p_of), abs=1e-7)
    js = (kl(p_of, middle) + kl(q_of, middle)) / 2
    found = OBJECTIVES["non_saturating"](target, q)
    assert found == pytest.approx(kl(q_of, p_of) - 2 * js, abs=1e-7)
    assert found == pytest.approx(2 * kl(middle, p_of), abs=1e-7)  # as the module's docstring has it


def test_one_bump_has_the_closed_form():
    target, q = TwoBumps(0.0), Bump(0.8, 0.9)
    p, other = (np.zeros(1), np.eye(1) * target.width**2), (np.array([q.mean]), np.eye(1) * q.width**2)
    assert OBJECTIVES["forward_kl"](target, q) == pytest.approx(gaussian_kl(*p, *other), abs=1e-9)
    assert OBJECTIVES["reverse_kl"](target, q) == pytest.approx(gaussian_kl(*other, *p), abs=1e-9)


@pytest.mark.parametrize(("separation", "mean", "width"), PLACES)
def test_the_theorem_on_the_non_saturating_loss(separation, mean, width):
    """Arjovsky and Bottou 2017, theorem 2.5, with D* held still on the one side and not there on the other."""
    sides = theorem(TwoBumps(separation), Bump(mean, width))
    assert max(map(abs, sides["loss"])) > 0.01
    assert sides["loss"] == pytest.approx(sides["divergence"], rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("separation", [0.0, 1.0, 2.5, 4.0, 8.0])
@pytest.mark.parametrize("name", list(OBJECTIVES))
def test_no_neighbour_of_an_optimum_is_better(name, separation):
    target = TwoBumps(separation)
    found = fits(name, target)
    assert found[0].value == pytest.approx(min(fit.value for fit in found), abs=1e-6)
    for fit in found:
        for angle in np.linspace(0, 2 * np.pi, 16, endpoint=False):
            near = Bump(fit.bump.mean + 0.02 * math.cos(angle), fit.bump.width * (1 + 0.02 * math.sin(angle)))
            assert OBJECTIVES[name](target, near) > fit.value, (fit, angle)


def test_one_way_covers_both_bumps_and_the_other_ways_take_one():
    target = TwoBumps(6.0)
    (cover,) = fits("forward_kl", target)
    assert cover.bump == pytest.approx((0.0, math.hypot(3.0, target.width)), abs=1e-4)  # p's own mean and variance
    # Far apart, q on one bump and p/q = ½ there: ln 2, and 2 KL of shares (¾, ¼) from (½, ½).
    values = {"reverse_kl": math.log(2), "non_saturating": 1.5 * math.log(1.5) - 0.5 * math.log(2)}
    for name, value in values.items():
        left, right = fits(name, target)[:2]
        assert left.bump == pytest.approx((-3.0, target.width), abs=1e-3)
        assert right.bump == pytest.approx((3.0, target.width), abs=1e-3)
        assert [left.value, right.value] == pytest.approx([value, value], abs=1e-4)


def test_an_answer_holds_it_all_and_refuses_what_is_out_of_range():
    found = answer(4.0)
    assert np.trapezoid(found["p"], found["x"]) == pytest.approx(1, abs=1e-4)
    assert found["fits"].keys() == OBJECTIVES.keys()
    assert found["theorem"]["loss"] == pytest.approx(found["theorem"]["divergence"], rel=1e-6)
    with pytest.raises(ValueError, match="separation=9: allowed is a number from 0 to 8"):
        answer(9)
