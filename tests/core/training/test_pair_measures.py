"""All measures of a pair at a distance, against formulas, other solvers and finite differences."""

import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from core.data.pairs import PAIRS, make_pair
from core.objectives.closed_forms import FORMS
from core.objectives.entropic import sinkhorn
from core.objectives.transport import costs_between
from core.training.pair_measures import ENTROPIC, PairMeasures

EPSILON = 0.1
NAMES = [pair.name for pair in PAIRS]
DRAWN = np.array([[0.0, 0.5], [0.2, -0.1]]), np.array([[1.0, 0.5], [1.2, -0.1], [0.7, 0.7]])


def measures_of(name: str, samples: int = 128, seed: int = 0) -> PairMeasures:
    return PairMeasures(make_pair(name, DRAWN), samples, seed)


@pytest.mark.parametrize("theta", [-2.0, -0.35, 0.5, 1.25, 3.0])
@pytest.mark.parametrize("name", [pair.name for pair in PAIRS if pair.closed])
def test_divergences_and_their_slopes_are_those_of_the_formulas(name, theta):
    pair = make_pair(name)
    found, _ = measures_of(name).at(theta, EPSILON)
    for measure, (value, slope) in FORMS[pair.closed](theta, **pair.parameters).items():
        if measure in ("w1", "w2"):
            continue
        if math.isinf(value):
            assert measure not in found, measure
            assert f"grad_{measure}" not in found, measure
            continue
        assert found[measure] == pytest.approx(value, abs=2e-3), measure
        assert found[f"{measure}_closed"] == value
        if not math.isnan(slope):
            assert found[f"grad_{measure}"] == pytest.approx(slope, rel=0.02, abs=0.01), measure


@pytest.mark.parametrize("name", [name for name in NAMES if name != "histograms"])
def test_transport_is_the_distance_between_the_two_but_for_the_samples(name):
    """All pairs but the histograms and the Gaussians of two widths are copies of each other, moved."""
    measures = measures_of(name, samples=400)
    found, _ = measures.at(2.0, EPSILON)
    assert found["w1"] == pytest.approx(2.0, abs=3 * max(found["w1_floor"], 1e-9))
    assert found["grad_w1"] == pytest.approx(1.0, abs=0.02)
    back, _ = measures.at(-2.0, EPSILON)
    assert back["grad_w1"] == pytest.approx(-1.0, abs=0.02)


def test_two_lines_are_the_papers_example():
    """Arjovsky et al. 2017, example 1: W₁ = |θ|; JS = ln 2 and KL = ∞ unless θ = 0."""
    measures = measures_of("lines")
    for theta in (-3.0, -0.05, 0.05, 1.0):
        found, _ = measures.at(theta, EPSILON)
        assert found["js"] == math.log(2)
        assert found["tv"] == 1
        assert found["grad_js"] == found["grad_tv"] == 0
        assert "kl" not in found
        assert "reverse_kl" not in found
        assert found["w1_closed"] == abs(theta)
    together, _ = measures.at(0.0, EPSILON)
    assert together["js"] == together["kl"] == together["tv"] == 0
    assert "grad_js" not in together  # a jump has no slope


def test_points_are_the_distribution_itself_and_not_a_sample_of_it():
    measures = measures_of("points")
    assert measures.exact
    found, plan = measures.at(1.5, EPSILON)
    assert found["w1"] == pytest.approx(1.5, abs=1e-12)
    assert found["w2"] == pytest.approx(1.5, abs=1e-12)
    assert found["w1_floor"] == 0
    assert plan.mass.sum() == pytest.approx(1)


@pytest.mark.parametrize("theta", [-1.0, 0.3])
def test_w1_on_the_line_is_scipys(theta):
    for name in ("gaussians_1d", "intervals", "histograms"):
        measures = measures_of(name)
        x, y = measures.pair.samples(128, theta)
        assert measures.at(theta, EPSILON)[0]["w1"] == pytest.approx(wasserstein_distance(x[:, 0], y[:, 0]), abs=1e-12)


@pytest.mark.parametrize("theta", [-1.0, 0.3])
def test_w1_and_w2_in_the_plane_are_those_of_the_best_assignment(theta):
    measures = measures_of("discs")
    x, y = measures.pair.samples(128, theta)
    found, plan = measures.at(theta, EPSILON)
    for p, name in ((1, "w1"), (2, "w2")):
        costs = costs_between(y, x, p)
        assert found[name] == pytest.approx(costs[linear_sum_assignment(costs)].mean() ** (1 / p), abs=1e-12)
    far = np.linalg.norm(y[plan.rows] - x[plan.columns], axis=1)
    assert plan.mass @ far == pytest.approx(found["w1"], abs=1e-12)


@pytest.mark.parametrize("name", ["discs", "gaussians_1d", "drawn"])
def test_slopes_of_transport_are_finite_differences_of_the_same_points(name):
    measures, step = measures_of(name, samples=64), 1e-6
    for theta in (-1.2, 0.4, 2.0):
        found, _ = measures.at(theta, EPSILON)
        lower, upper = (measures.at(theta + nudge, EPSILON)[0] for nudge in (-step, step))
        for measure in ("w1", "w2"):
            assert found[f"grad_{measure}"] == pytest.approx((upper[measure] - lower[measure]) / (2 * step), abs=1e-5)


def test_sinkhorns_slope_is_that_of_the_objective_it_minimises():
    """⟨P, C⟩ + ε Σ P ln P, solved to the end on either side."""
    measures, step, theta = measures_of("discs", samples=24), 1e-4, 0.6

    def objective(at: float) -> float:
        costs = costs_between(measures.y + measures.pair.offset(at), measures.x)
        plan = sinkhorn(costs, measures.b, measures.a, EPSILON, tolerance=1e-12).plan
        return float((plan * costs).sum() + EPSILON * (plan[plan > 0] * np.log(plan[plan > 0])).sum())

    slope = (objective(theta + step) - objective(theta - step)) / (2 * step)
    assert measures.at(theta, EPSILON)[0]["grad_sinkhorn"] == pytest.approx(slope, abs=ENTROPIC["tolerance"])


def test_sinkhorn_goes_to_the_exact_cost_as_epsilon_falls():
    measures = measures_of("discs", samples=64)
    costs = [measures.at(1.0, epsilon)[0]["sinkhorn"] for epsilon in (1.0, 0.2, 0.05)]
    exact = measures.at(1.0, EPSILON)[0]["w1"]
    assert costs[0] > costs[1] > costs[2] > exact
    assert costs[2] == pytest.approx(exact, rel=0.05)


def test_the_floor_is_what_two_samples_of_p_score():
    measures = measures_of("discs", samples=256)
    far = []
    for seed in range(5, 15):
        one, _ = measures.pair.samples(256, 0.0, seed)
        other, _ = measures.pair.samples(256, 0.0, seed + 100)
        costs = costs_between(one, other)
        far.append(costs[linear_sum_assignment(costs)].mean())
    assert measures.floors["w1_floor"] == pytest.approx(np.mean(far), rel=0.15)


@pytest.mark.parametrize("name", [*NAMES, "drawn"])
def test_the_same_seed_gives_the_same_numbers_and_all_are_finite(name):
    found, plan = measures_of(name, seed=3).at(0.7, EPSILON)
    again, same = measures_of(name, seed=3).at(0.7, EPSILON)
    assert found == again
    assert np.array_equal(plan.mass, same.mass)
    assert all(math.isfinite(value) for value in found.values())


def test_drawn_points_meet_where_decimals_say_so_and_jump_there_without_a_slope():
    p, q = np.array([[0.12, 0.0], [0.5, 0.2]]), np.array([[0.07, 0.0], [0.4, 0.3]])
    measures = PairMeasures(make_pair("drawn", (p, q)), 16, 0)
    met, near = (measures.at(theta, EPSILON)[0] for theta in (0.05, 0.07))
    assert met["tv"] == pytest.approx(0.5)
    assert "grad_js" not in met
    assert near["js"] == pytest.approx(math.log(2))
    assert near["grad_js"] == 0


def test_on_the_line_no_mass_of_the_plan_overtakes_another():
    measures = measures_of("histograms", samples=64)
    found, plan = measures.at(-1.5, EPSILON)
    q, p = measures.y[plan.rows, 0] - 1.5, measures.x[plan.columns, 0]
    order = np.argsort(q, kind="stable")
    assert (np.diff(p[order]) >= 0).all()
    assert plan.mass @ np.abs(q - p) == pytest.approx(found["w1"], abs=1e-12)  # and it is a best one of W₁
