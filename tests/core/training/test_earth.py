"""Piles, their best plan and its prices against independent solvers; Sinkhorn's way to the exact plan."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from core.data.pairs import gaussian_pair, make_pair
from core.objectives.transport import score
from core.settings import trainer_spec
from core.settings.distances import EPSILONS
from core.settings.piles import EXAMPLES
from core.training import earth
from core.training.distances import DistancesTrainer
from core.training.earth import best_plan, chosen_piles, exact_and_entropic, plans_side_by_side

PAIR = make_pair("histograms")
SOME = [
    *[(name, {}) for name in EXAMPLES],
    *[("random", {"draw": draw}) for draw in range(6)],
    *[("pair", {"theta": theta}) for theta in (-3.0, -0.2, 0.0, 1.5)],
    ("own", {"blocks": "0:3 4:1 9:10 | 4:4 6:5 12:5"}),
]
every_pile = pytest.mark.parametrize(("name", "further"), SOME, ids=lambda value: str(value))
both_powers = pytest.mark.parametrize("power", [1, 2])


@pytest.fixture
def trainer() -> DistancesTrainer:
    return DistancesTrainer(trainer_spec("distances").parse({"pair": "histograms", "samples": 64}))


def asked(name, power=1, theta=0.0, draw=0, blocks=""):
    return best_plan(chosen_piles(name, PAIR, theta, draw, blocks), power)


def units(found) -> np.ndarray:
    """The best moves as a matrix [N, M] of blocks."""
    plan = np.zeros(found["costs"].shape)
    np.add.at(plan, (found["rows"], found["columns"]), 1)
    return plan


# ---- piles ----------------------------------------------------------------------------------------------------------


def test_the_lectures_piles_cost_three_a_block():
    """{0, 1} → {2, 5}: ways 2 + 4 = 6 of two blocks; their squares 4 + 16 = 20."""
    assert asked("lecture")["cost"] == pytest.approx(6)
    assert asked("lecture", power=2)["cost"] == pytest.approx(20)


def test_filling_the_nearest_hole_first_is_a_trap():
    found = asked("trap")
    left, open_, greedy = found["blocks"].copy(), found["wanted"].copy(), 0.0
    while left.sum():
        free = np.where((left[:, None] > 0) & (open_ > 0), found["costs"], np.inf)
        i, j = np.unravel_index(free.argmin(), free.shape)
        left[i], open_[j], greedy = left[i] - 1, open_[j] - 1, greedy + found["costs"][i, j]
    assert (greedy, found["cost"]) == (26, pytest.approx(18))


@every_pile
@both_powers
def test_the_best_cost_is_that_of_assigning_single_blocks(name, further, power):
    found = asked(name, power, **further)
    one, other = np.repeat(found["earth"], found["blocks"]), np.repeat(found["holes"], found["wanted"])
    costs = np.abs(one[:, None] - other) ** power
    rows, columns = linear_sum_assignment(costs)
    assert found["cost"] == pytest.approx(costs[rows, columns].sum(), abs=1e-9)
    if power == 1:
        assert found["cost"] / len(one) == pytest.approx(wasserstein_distance(one, other), abs=1e-9)


@every_pile
@both_powers
def test_the_best_moves_are_a_plan_of_that_cost_and_overtake_nobody(name, further, power):
    found = asked(name, power, **further)
    plan = units(found)
    np.testing.assert_array_equal(plan.sum(1), found["blocks"])
    np.testing.assert_array_equal(plan.sum(0), found["wanted"])
    assert (plan * found["costs"]).sum() == pytest.approx(found["cost"], abs=1e-9)
    assert (np.diff(found["rows"]) >= 0).all()
    assert (np.diff(found["columns"]) >= 0).all()


@every_pile
@both_powers
def test_the_prices_prove_it(name, further, power):
    found = asked(name, power, **further)
    beyond = found["costs"] - found["f"][:, None] - found["g"]
    assert beyond.min() >= -1e-9
    assert np.abs(beyond[found["rows"], found["columns"]]).max() <= 1e-9
    paid = found["blocks"] @ found["f"] + found["wanted"] @ found["g"]
    assert paid == pytest.approx(found["cost"], abs=1e-9)
    assert found["dual"] == pytest.approx(found["cost"], abs=1e-9)
    assert found["g"].min() == pytest.approx(0, abs=1e-12)


@both_powers
@pytest.mark.parametrize("seed", range(5))
def test_the_waste_of_any_plan_by_these_prices_is_its_excess(seed, power):
    """What the browser sums up for a plan made by hand."""
    found = asked("random", power, draw=seed)
    random = np.random.RandomState(seed)
    columns = random.permutation(np.repeat(np.arange(len(found["wanted"])), found["wanted"]))
    plan = np.zeros(found["costs"].shape)
    np.add.at(plan, (np.repeat(np.arange(len(found["blocks"])), found["blocks"]), columns), 1)
    waste = (plan * (found["costs"] - found["f"][:, None] - found["g"])).sum()
    scored = score(plan, found["costs"], found["blocks"], found["wanted"])
    assert waste == pytest.approx((plan * found["costs"]).sum() - found["cost"], abs=1e-9)
    assert waste == pytest.approx(scored.excess, abs=1e-9)


@pytest.mark.parametrize(
    ("asked_for", "reason"),
    [
        ({"name": "heap"}, "piles 'heap': one of pair, random, lecture, trap, own is allowed"),
        ({"name": "own", "blocks": "0 1.5 | 2:2"}, "'1.5' is no place"),
        ({"name": "own", "blocks": "0 | 2:2"}, "1 blocks of earth and 2 holes"),
        ({"name": "lecture", "power": 3}, "p = 3: 1 (cost |x − y|) and 2 (cost |x − y|²) are allowed"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(trainer, asked_for, reason):
    with pytest.raises(ValueError) as caught:
        trainer.piles(**asked_for)
    assert str(caught.value) == reason


def test_the_trainer_answers_for_its_own_pair(trainer):
    here, there = trainer.piles("pair", theta=0.0), trainer.piles("pair", theta=2.0)
    np.testing.assert_array_equal(there["earth"], here["earth"] + 2)
    np.testing.assert_array_equal(there["holes"], here["holes"])


# ---- exact and entropic ---------------------------------------------------------------------------------------------


def test_the_blurred_value_falls_to_the_exact_one(trainer):
    runs = [trainer.entropic(theta=1.0, epsilon=epsilon) for epsilon in EPSILONS]
    assert list(EPSILONS) == sorted(EPSILONS, reverse=True)
    assert runs[0]["points"] == [64, 64]
    assert all(run["converged"] for run in runs[:5])
    excess = [run["value"] - run["exact"] for run in runs if run["converged"]]
    assert (np.diff(excess) <= 1e-5).all()
    assert excess[0] > 10 * abs(excess[-1])
    assert abs(excess[-1]) < 0.01 * runs[0]["exact"]


def test_the_exact_value_is_scipys(trainer):
    x, y = PAIR.samples(64, 1.0, seed=0)
    found = trainer.entropic(theta=1.0, epsilon=1.0)["exact"]
    assert found == pytest.approx(wasserstein_distance(x[:, 0], y[:, 0]), abs=1e-9)


def test_a_smaller_epsilon_takes_more_iterations_and_at_most_256_points_are_compared():
    pair = gaussian_pair("gaussians_2d", 2, 0.5, 0.3)
    wide, narrow = (exact_and_entropic(pair, 2.5, 512, 0, epsilon) for epsilon in (5.0, 0.02))
    assert wide["points"] == narrow["points"] == [256, 256]
    assert min(wide["exact_ms"], wide["ms"], narrow["ms"]) > 0
    assert narrow["iterations"] > wide["iterations"]


def test_what_has_not_converged_says_so():
    found = exact_and_entropic(gaussian_pair("gaussians_1d", 1, 0.5, 0.5), 0.0, 64, 0, EPSILONS[-1])
    assert not found["converged"]
    assert found["iterations"] == earth.SINKHORN["iterations"]


@pytest.mark.parametrize("pair", ["points", "gaussians_2d"])  # whose best plans have no rivals
def test_the_plans_go_from_everywhere_to_the_exact_one(pair):
    pair = make_pair(pair)
    blurred, sharp = (plans_side_by_side(pair, 0.7, epsilon, seed=0) for epsilon in (5.0, 0.02))
    np.testing.assert_allclose(blurred["chosen"], blurred["blurred"])
    count = len(sharp["exact"])
    even = np.full((count, count), 1 / count**2)
    away = {name: np.abs(sharp[name] - sharp["exact"]).sum() for name in ("blurred", "chosen")}
    assert np.abs(sharp["blurred"] - even).max() < 0.5 / count**2
    assert away["chosen"] < 0.8 * away["blurred"]
    assert sharp["cost_exact"] <= sharp["cost_chosen"] + 1e-6
    assert sharp["cost_chosen"] < sharp["cost_blurred"]
    for name in ("blurred", "chosen", "exact"):
        np.testing.assert_allclose(sharp[name].sum(1), 1 / count, atol=1e-4)
    np.testing.assert_allclose(sharp["exact"], np.eye(count) / count, atol=1e-12)
