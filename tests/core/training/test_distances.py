"""The trainer of distances: q carried past p, notch by notch."""

import math

import numpy as np
import pytest

from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.settings.distances import NOTCHES, PRESETS, WAY, DistancesSettings
from core.training.distances import DistancesTrainer, chosen_pair
from core.training.sweep import theta_at
from core.training.trainer import Frame


def trainer(**changes) -> DistancesTrainer:
    return DistancesTrainer(trainer_spec("distances").parse({"samples": 32} | changes))


def frame_at(run: DistancesTrainer, step: int) -> Frame:
    run.step_count = step
    return run.observe()


def test_q_goes_from_one_end_to_the_other_and_back():
    places = [theta_at(step) for step in range(2 * NOTCHES + 1)]
    assert places[0] == places[-1] == -WAY
    assert places[NOTCHES] == WAY
    assert places[NOTCHES // 2] == 0
    assert np.allclose(np.diff(places[: NOTCHES + 1]), 2 * WAY / NOTCHES)
    assert np.allclose(np.diff(places[NOTCHES:]), -2 * WAY / NOTCHES)


def test_a_step_is_a_notch_and_its_frame_has_all_measures_there():
    run = trainer(pair="discs")
    run.step()
    frame = run.observe()
    assert frame.step == 1
    assert frame.scalars["theta"] == theta_at(1)
    assert {"w1", "w2", "sinkhorn", "js", "tv", "grad_w1", "grad_js", "w1_closed", "w1_floor"} <= frame.scalars.keys()
    gaussians = trainer(pair="gaussians_2d").observe()
    assert {"kl", "reverse_kl", "grad_kl"} <= gaussians.scalars.keys()


def test_the_plan_of_a_frame_carries_all_of_q_to_p_at_the_cost_that_is_said():
    run = trainer(pair="discs")
    facts, arrays = run.static()
    frame = frame_at(run, 70)
    rows, columns, mass = (frame.arrays[name] for name in ("rows", "columns", "mass"))
    moved = arrays["q"].astype(float) + np.array([frame.scalars["theta"], 0])
    far = np.linalg.norm(moved[rows] - arrays["p"].astype(float)[columns], axis=1)
    assert mass.sum() == pytest.approx(1, abs=1e-3)
    assert mass.astype(float) @ far == pytest.approx(frame.scalars["w1"], abs=5e-3)  # float16
    assert (facts["pair"], facts["dimension"], facts["atoms"]) == ("discs", 2, False)


def test_a_whole_sweep_shows_the_lesson():
    """JS is flat wherever the discs are apart, W₁'s slope is 1 there."""
    run = trainer(pair="discs", samples=64)
    for step in range(0, NOTCHES + 1, 10):
        scalars = frame_at(run, step).scalars
        if abs(scalars["theta"]) > 1.1:
            assert scalars["js"] == pytest.approx(math.log(2), abs=1e-9)
            assert scalars["grad_js"] == pytest.approx(0, abs=1e-9)
            assert "kl" not in scalars
            assert abs(scalars["grad_w1"]) == pytest.approx(1, abs=0.01)


def test_densities_on_the_line_come_with_the_run():
    _, arrays = trainer(pair="histograms").static()
    width = float(arrays["ticks"][-1] - arrays["ticks"][0]) / (len(arrays["ticks"]) - 1)  # float16: not one by one
    for name in ("density_p", "density_q"):
        assert arrays[name].astype(float).sum() * width == pytest.approx(1, abs=0.02)
    _, flat = trainer(pair="discs").static()
    assert "ticks" not in flat


def test_a_larger_epsilon_blurs_more_and_is_another_run():
    run, blurred = trainer(pair="discs"), trainer(pair="discs", epsilon=1.0)
    assert blurred.observe().scalars["sinkhorn"] > run.observe().scalars["sinkhorn"]
    assert blurred.observe().scalars["w1"] == run.observe().scalars["w1"]
    with pytest.raises(ValueError, match="these settings need a new model"):
        run.apply(blurred.settings)


def test_each_experiment_has_its_own_planned_number_of_steps():
    spec = trainer_spec("distances")
    planned = [spec.parse({"experiment": name}).steps for name in ("apart", "race", "microscope")]
    assert planned == [NOTCHES, 100, 2000]
    assert spec.parse({"experiment": "race", "steps": 7}).steps == 7


def test_its_own_points_and_widths_are_the_pair():
    drawn = chosen_pair(DistancesSettings(pair="drawn"))
    assert (len(drawn.p.places), len(drawn.q.places)) == (8, 9)
    wide = chosen_pair(DistancesSettings(pair="gaussians_1d", sigma=0.3, sigma_q=0.9))
    assert (wide.dimension, wide.p.sigma, wide.q.sigma) == (1, 0.3, 0.9)


def test_state_is_taken_and_the_same_settings_give_the_same_frames():
    run, again = trainer(pair="lines"), trainer(pair="lines")
    again.load(run.state())
    assert frame_at(run, 40).scalars == frame_at(again, 40).scalars


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_runs(preset):
    run = trainer(preset=preset.name)
    run.step()
    assert run.observe().step == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pair": "circles"}, "pair=circles: allowed is one of points, lines"),
        ({"epsilon": 0}, "epsilon=0: allowed is a number from 0.02 to 5"),
        ({"pair": "lines", "sigma": 0.3}, "sigma=0.3: only with two Gaussians"),
        ({"pair": "drawn", "points_q": "1 2 3"}, "points_q=1 2 3: 3 numbers, so the last x has no y"),
        ({"pair": "points", "samples": 64}, "samples=64: these are all the points there are"),
        ({"theta": 1}, "theta=1: q is carried across here"),
    ],
)
def test_what_cannot_be_taken_is_said(given, said):
    with pytest.raises(SettingsError, match="^" + said.replace("(", r"\(")):
        trainer_spec("distances").parse(given)
