"""Exact transport against independent solvers, its own certificate, finite differences and plans made by hand."""

import numpy as np
import ot
import pytest
from scipy.optimize import linear_sum_assignment, linprog

from core.objectives import transport as module
from core.objectives.transport import costs_between, critic, gradient, optimal_transport, score, solve

PILES = np.array([[0.0], [1.0]]), np.array([[2.0], [5.0]])


@pytest.fixture
def random() -> np.random.RandomState:
    return np.random.RandomState(0)


def masses(n: int, random: np.random.RandomState) -> np.ndarray:
    values = random.rand(n)
    return values / values.sum()


def clouds(random: np.random.RandomState, n: int = 30, m: int = 40, d: int = 2) -> tuple[np.ndarray, ...]:
    """Points and unequal masses."""
    return random.randn(n, d), random.randn(m, d) + 1.5, masses(n, random), masses(m, random)


# ---- plan and certificate -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [1, 2])
def test_costs_are_powers_of_the_euclidean_distance_also_of_float32_points(p):
    random = np.random.RandomState(0)
    x, y = random.randn(7, 2).astype(np.float32), random.randn(5, 2).astype(np.float32)
    expected = [[np.hypot(*(a.astype(np.float64) - b.astype(np.float64))) ** p for b in y] for a in x]
    np.testing.assert_allclose(costs_between(x, y, p), expected, rtol=1e-12)


def test_two_piles_by_hand():
    """{0, 1} to {2, 5}: 3 for distances; (2² + 4²)/2 = 10 for their squares."""
    assert optimal_transport(*PILES).cost == pytest.approx(3)
    assert optimal_transport(*PILES, p=2).cost == pytest.approx(10)


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_cost_is_that_of_a_linear_program_solved_otherwise(random, d, p):
    x, y, a, b = clouds(random, 9, 7, d)
    costs = (np.sqrt(((x[:, None] - y) ** 2).sum(-1))) ** p
    rows = np.kron(np.eye(9), np.ones(7))
    columns = np.kron(np.ones(9), np.eye(7))
    answer = linprog(costs.ravel(), A_eq=np.vstack([rows, columns]), b_eq=np.concatenate([a, b]), method="highs")
    assert optimal_transport(x, y, a, b, p).cost == pytest.approx(answer.fun, rel=1e-9)


@pytest.mark.parametrize("n", [64, 256])
def test_equal_masses_are_assigned(random, n):
    x, y = random.randn(n, 2), 2 * random.randn(n, 2) + 1
    costs = costs_between(x, y)
    rows, columns = linear_sum_assignment(costs)
    found = optimal_transport(x, y)
    assert found.cost == pytest.approx(costs[rows, columns].mean(), rel=1e-9)
    assert sorted(found.columns) == list(range(n))


@pytest.mark.parametrize("p", [1, 2])
def test_strong_duality_and_complementary_slackness(random, p):
    x, y, a, b = clouds(random, 200, 150)
    found = optimal_transport(x, y, a, b, p)
    assert abs(found.gap) < 1e-9
    assert found.dual == pytest.approx(found.cost, abs=1e-9)
    assert found.infeasibility < 1e-9
    np.testing.assert_allclose(found.reduced_costs[found.rows, found.columns], 0, atol=1e-9)
    assert len(found.rows) < 200 + 150
    np.testing.assert_allclose(found.plan.sum(1), a, atol=1e-12)
    np.testing.assert_allclose(found.plan.sum(0), b, atol=1e-12)
    assert b @ found.g == pytest.approx(0, abs=1e-12)


def test_places_without_mass_take_part_in_the_certificate(random):
    x, y, a, b = clouds(random)
    a[:7], b[3:9] = 0, 0
    a, b = a / a.sum(), b / b.sum()
    found = optimal_transport(x, y, a, b)
    assert abs(found.gap) < 1e-9
    assert found.infeasibility < 1e-9
    assert found.cost == pytest.approx(optimal_transport(x[a > 0], y[b > 0], a[a > 0], b[b > 0]).cost)


def test_a_wrong_certificate_is_seen(random):
    x, y, a, b = clouds(random)
    found = optimal_transport(x, y, a, b)
    found.f[0] += 0.5
    assert found.infeasibility == pytest.approx(0.5)
    assert found.gap == pytest.approx(-0.5 * a[0])


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ([0.5, 0.5], [1.5, -0.5], "b holds the mass -0.5"),
        ([0.5, np.nan], [0.5, 0.5], "a holds the mass nan"),
        ([0.5, 0.5], [0.5, 0.4], "sum to 1 and 0.9"),
        ([0.0, 0.0], [0.0, 0.0], "sum to 0 and 0"),
        ([1.0], [0.5, 0.5], r"\(1, 2\) is needed"),
    ],
)
def test_bad_masses_are_named(a, b, said):
    with pytest.raises(ValueError, match=said):
        optimal_transport(*PILES, np.array(a), np.array(b))


def test_bad_costs_and_powers_are_named():
    with pytest.raises(ValueError, match="finite"):
        optimal_transport(np.array([[0.0], [np.inf]]), PILES[1])
    with pytest.raises(ValueError, match="p = 3"):
        optimal_transport(*PILES, p=3)


def test_a_solver_that_gives_up_says_so(random, monkeypatch):
    monkeypatch.setattr(module, "ITERATIONS", 1)
    with pytest.warns(UserWarning, match="numItermax"), pytest.raises(RuntimeError, match="of 30 to 40 points"):
        optimal_transport(*clouds(random))


# ---- gradient -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [1, 2])
def test_the_gradient_equals_finite_differences_of_pots_distance(random, p):
    x, y, a, b = clouds(random, 12, 15)
    found = gradient(x, y, optimal_transport(x, y, a, b, p), p)
    metric, step = ("euclidean", "sqeuclidean")[p - 1], 1e-6
    for i, k in np.ndindex(x.shape):
        values = []
        for sign in (1, -1):
            moved = x.copy()
            moved[i, k] += sign * step
            values.append(ot.emd2(a, b, ot.dist(moved, y, metric=metric)))
        assert found[i, k] == pytest.approx((values[0] - values[1]) / (2 * step), abs=1e-6)


def test_the_gradient_of_a_shift_is_one_for_w1_and_grows_for_w2(random):
    x = random.randn(50, 2)
    for length in (0.5, 4.0):
        y = x + np.array([length, 0])
        np.testing.assert_allclose(gradient(x, y, optimal_transport(x, y, p=2), 2).sum(0), [-2 * length, 0], atol=1e-9)
    # so far away that all go about the same way
    y = x + np.array([1e4, 0])
    np.testing.assert_allclose(gradient(x, y, optimal_transport(x, y)).sum(0), [-1, 0], atol=1e-3)


def test_points_that_have_arrived_are_not_moved(random):
    x = random.randn(20, 2)
    assert (gradient(x, x, optimal_transport(x, x)) == 0).all()


# ---- critic ---------------------------------------------------------------------------------------------------------


def test_the_critic_attains_the_dual_value(random):
    x, y, a, b = clouds(random)
    found = optimal_transport(x, y, a, b)
    assert a @ critic(x, y, found.g) - b @ critic(y, y, found.g) == pytest.approx(found.cost, abs=1e-9)


def test_the_critic_is_1_lipschitz_and_somewhere_as_steep(random):
    x, y, a, b = clouds(random)
    g = optimal_transport(x, y, a, b).g
    points = np.concatenate([4 * random.randn(300, 2), x, y])
    rise = np.abs(np.subtract.outer(values := critic(points, y, g), values))
    run = np.sqrt(((points[:, None] - points) ** 2).sum(-1))
    assert (rise <= run + 1e-9).all()
    assert (rise / np.maximum(run, 1e-12)).max() > 0.999


# ---- plans made by hand ---------------------------------------------------------------------------------------------

# Piles at 0 and 4, wanted at 1 and 5: straight on costs 1, crosswise (5 + 3)/2 = 4
COSTS = np.array([[1.0, 5.0], [3.0, 1.0]])
HALF = np.array([0.5, 0.5])


def test_a_best_plan_has_no_excess():
    found = score(np.eye(2) / 2, COSTS, HALF, HALF)
    assert (found.cost, found.best.cost, found.excess) == (1, 1, pytest.approx(0))
    np.testing.assert_allclose(found.waste, 0, atol=1e-12)


def test_the_waste_of_a_poor_plan_is_its_excess():
    found = score(np.array([[0.3, 0.2], [0.2, 0.3]]), COSTS, HALF, HALF)
    assert found.cost == pytest.approx(0.3 + 1.0 + 0.6 + 0.3)
    assert found.excess == pytest.approx(found.cost - 1)
    assert (found.waste >= -1e-12).all()
    np.testing.assert_allclose(np.diag(found.waste), 0, atol=1e-12)


def test_any_plan_scores_its_cost_beyond_the_optimum(random):
    x, y, a, b = clouds(random, 6, 8)
    costs = costs_between(x, y)
    found = score(np.outer(a, b), costs, a, b)
    assert found.cost == pytest.approx(a @ costs @ b)
    assert found.excess == pytest.approx(found.cost - ot.emd2(a, b, costs), abs=1e-9)
    assert found.excess > 0.01


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ([[0.6, -0.1], [-0.1, 0.6]], "from 1 to 2 carries -0.1"),
        ([[0.5, 0.0], [np.nan, 0.5]], "from 2 to 1 carries nan"),
        ([[0.5, np.inf], [0.0, 0.5]], "from 1 to 2 carries inf"),
        ([[0.5, 0.0], [0.0, 0.4]], "0.4 leaves place 2: 0.5 is needed"),
        ([[0.5, 0.0], [0.5, 0.0]], "1 reaches place 1: 0.5 is needed"),
        ([[0.5, 0.5]], r"shape \(1, 2\)"),
    ],
)
def test_what_is_wrong_with_a_plan_is_named(plan, said):
    with pytest.raises(ValueError, match=said) as caught:
        score(np.array(plan), COSTS, HALF, HALF)
    assert "\n" not in str(caught.value)


def test_piles_may_be_counted_in_whole_numbers():
    a, b = np.array([3, 1]), np.array([2, 2])
    found = solve(COSTS, a, b)
    assert found.cost == pytest.approx(2 * 1 + 1 * 5 + 1 * 1)
    assert abs(found.gap) < 1e-9
    assert b @ found.g == pytest.approx(0, abs=1e-12)
    assert score(np.array([[2, 1], [0, 1]]), COSTS, a, b).excess == pytest.approx(0, abs=1e-12)
    assert score(np.array([[1, 2], [1, 0]]), COSTS, a, b).excess == pytest.approx(14 - 8)
