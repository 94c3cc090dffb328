"""Runs that are given settings or weights, and those that go wrong."""

import numpy as np
import pytest

from core.runs.engine import RunError
from core.runs.worker import Worker
from tests.core.runs.inline import exact, finished, opened
from tests.core.runs.toy import ToyTrainer

# ---- settings -------------------------------------------------------------------------------------------------------


def test_live_settings_reach_the_running_model(engine):
    run = opened(engine)
    run.step(1)
    run.apply(run.settings.model_copy(update={"rate": 0.5}))
    run.step(1)
    np.testing.assert_allclose(run.checkpoint()["x"], exact(1) / 2)
    assert run.status().settings["rate"] == 0.5
    assert run.recording().settings["rate"] == 0.5


def test_other_settings_need_a_new_model(engine):
    run = opened(engine)
    with pytest.raises(RunError, match="need a new model"):
        run.apply(run.settings.model_copy(update={"size": 5}))
    assert run.settings.size == 4


def test_the_planned_steps_may_change_while_running(engine):
    run = opened(engine)
    run.play()
    engine.worker.tick()
    run.apply(run.settings.model_copy(update={"steps": 300}))
    assert run.status().planned == 300
    assert engine.drive(run).step == 300
    run.apply(run.settings.model_copy(update={"steps": 400}))
    run.play()
    assert (engine.drive(run).step, run.status().state) == (400, "finished")


# ---- starting from weights --------------------------------------------------------------------------------------


def test_a_run_starts_from_given_weights(engine):
    first = opened(engine)
    first.step(10)
    second = engine.open("toy", first.settings, first.checkpoint(), step=10)
    assert second.frames()[1][0].step == 10
    second.step(5)
    np.testing.assert_array_equal(second.checkpoint()["x"], np.full(4, exact(15)))


@pytest.mark.parametrize(
    ("trainer", "settings", "state", "reason"),
    [
        ("toy", {"rate": -1}, {}, "rate=-1: allowed is a number from 0 to 10"),
        ("toy", {"colour": 1}, {}, "colour: no such setting; allowed: "),
        ("toy", {"size": 2}, {"x": np.ones(3)}, r"ValueError: x: expected an array of shape \(2,\), found \(3,\)"),
        ("toy", {"size": 2}, {}, ""),
        ("toy", {"size": 2}, {"x": np.array([1.0, np.nan])}, "Diverged: x became nan at step 0"),
        ("nothing", {}, {}, "nothing: no such trainer; allowed: "),
    ],
)
def test_opening_with_what_does_not_fit_fails_in_the_status(clock, trainer, settings, state, reason):
    worker = Worker(clock=clock)
    worker.open("a", trainer, settings, 0, state)
    status = worker.request("a", "frames", {"since": -1}, {})[0]["status"]
    assert status["state"] == ("failed" if reason else "ready")
    if reason:
        with pytest.raises(RunError, match=reason):
            worker.request("a", "play", {"until": None, "pace": None}, {})
        with pytest.raises(RunError, match=reason):
            worker.request("a", "checkpoint", {}, {})
        assert worker.request("a", "recording", {}, {})[0]["frames"] == []


# ---- when training goes wrong -----------------------------------------------------------------------------------


def test_an_infinite_loss_goes_back_to_the_last_good_frame(engine):
    run = finished(engine, inf_loss_at=130)
    status, frames = run.frames()
    assert (status.state, status.reason, status.step) == ("diverged", "kl became inf at step 130", 100)
    assert frames[-1].step == 100
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(100)))


def test_a_spoilt_weight_is_found_at_the_next_frame(engine):
    run = finished(engine, nan_weight_at=130)
    status, frames = run.frames()
    assert (status.state, status.reason, status.step) == ("diverged", "x became nan at step 150", 100)
    assert frames[-1].step == 100
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(100)))
    np.testing.assert_array_equal(run.recording().weights["x"], np.full(4, exact(100)))


def test_a_spoilt_weight_is_found_on_pause(engine):
    run = opened(engine, nan_weight_at=10)
    run.play()
    engine.worker.tick()
    run.pause()
    assert run.status().reason == "x became nan at step 20"
    assert run.status().state == "diverged"


def test_a_diverged_run_goes_on_with_other_settings(engine):
    run = finished(engine, inf_loss_at=130)
    run.apply(run.settings.model_copy(update={"inf_loss_at": 0}))
    run.play()
    status = engine.drive(run)
    assert (status.state, status.reason, status.step) == ("finished", "", 1000)
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(1000)))


def test_an_exception_fails_the_run_with_one_line_and_leaves_the_rest(engine):
    other = opened(engine)
    other.play()
    run = finished(engine, raise_at=130)
    status, frames = run.frames()
    assert (status.state, status.step) == ("failed", 100)
    assert status.reason == r"KeyError: 'no such\nweight'"
    assert frames[-1].step == 100
    np.testing.assert_array_equal(run.checkpoint()["x"], np.full(4, exact(100)))
    for refused in (run.play, run.step, lambda: run.apply(run.settings)):
        with pytest.raises(RunError, match="KeyError"):
            refused()
    assert engine.drive(other).state == "finished"


def test_a_failing_observation_fails_the_run(engine, monkeypatch):
    run = opened(engine)
    monkeypatch.setattr(ToyTrainer, "observe", lambda self: {}["gone"])
    run.play()
    assert engine.drive(run).reason == "KeyError: 'gone'"
