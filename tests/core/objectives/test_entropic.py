"""Sinkhorn: marginals, its closed form of two points, and its way to the exact plan."""

import math
from itertools import pairwise

import numpy as np
import pytest

from core.objectives.entropic import sinkhorn
from core.objectives.transport import costs_between, solve


@pytest.fixture
def problem() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.RandomState(0)
    x, y = random.randn(15, 2), random.randn(20, 2) + 1
    return costs_between(x, y), random.dirichlet(np.ones(15)), random.dirichlet(np.ones(20))


def test_marginals_hold(problem):
    found = sinkhorn(*problem, 0.1)
    assert found.converged
    np.testing.assert_allclose(found.plan.sum(1), problem[1], atol=1e-12)
    np.testing.assert_allclose(found.plan.sum(0), problem[2], atol=1e-8)
    assert (found.plan > 0).all()
    assert found.cost == pytest.approx((found.plan * problem[0]).sum())


def test_two_points_equal_the_closed_form():
    """At cost 1 for the other place, ½ and ½: P₁₂/P₁₁ = e^(−1/ε)."""
    for epsilon in (0.2, 1.0, 5.0):
        ratio = math.exp(-1 / epsilon)
        found = sinkhorn(1 - np.eye(2), np.full(2, 0.5), np.full(2, 0.5), epsilon)
        assert found.cost == pytest.approx(ratio / (1 + ratio), abs=1e-9)


def test_the_smaller_epsilon_the_nearer_to_the_exact_plan(problem):
    exact = solve(*problem)
    found = [sinkhorn(*problem, epsilon, iterations=50_000) for epsilon in (1.0, 0.3, 0.1, 0.03, 0.01, 0.003)]
    excess = [one.cost - exact.cost for one in found]
    assert all(later < earlier for earlier, later in pairwise(excess))
    assert excess[-1] < 1e-3 < 0.1 < excess[0]
    assert excess[-1] > -1e-7
    apart = [np.abs(one.plan - exact.plan).sum() for one in found]
    assert apart[-1] < 0.1 < 1 < apart[0]


def test_a_large_epsilon_blurs_to_the_product(problem):
    np.testing.assert_allclose(sinkhorn(*problem, 1e4).plan, np.outer(*problem[1:]), atol=1e-5)


def test_empty_places_stay_empty_and_totals_are_kept(problem):
    costs, a, b = problem
    a[0] = b[1] = 0
    a, b = 3 * a / a.sum(), 3 * b / b.sum()
    found = sinkhorn(costs, a, b, 0.2)
    assert (found.plan[0] == 0).all()
    assert (found.plan[:, 1] == 0).all()
    np.testing.assert_allclose(found.plan.sum(1), a, atol=1e-12)
    assert found.plan.sum() == pytest.approx(3)
    third = sinkhorn(costs, a / 3, b / 3, 0.2)
    np.testing.assert_allclose(found.plan, 3 * third.plan, atol=1e-12)


def test_too_few_iterations_are_owned_up_to(problem):
    found = sinkhorn(*problem, 0.01, iterations=5)
    assert (found.iterations, found.converged) == (5, False)
    assert found.error > 1e-9
    done = sinkhorn(*problem, 0.3)
    assert 5 < done.iterations < 10_000
    assert done.error < 1e-9


@pytest.mark.parametrize("epsilon", [0, -1.0, np.nan, np.inf, 1e-12])
def test_a_bad_epsilon_is_named(problem, epsilon):
    with pytest.raises(ValueError, match=f"ε = {epsilon:g}") as caught:
        sinkhorn(*problem, epsilon)
    assert "\n" not in str(caught.value)
