"""One learner at a lesson whose training goes on from its recording."""

import numpy as np
import pytest

from tests.core.ui.sessions import seen, step, vanish


@pytest.mark.parametrize(("name", "count", "state"), [("play", 1, "running"), ("step", 3, "paused")])
def test_training_goes_on_from_the_recorded_weights_and_keeps_what_was_recorded(trained, engine, name, count, state):
    session = trained()
    recorded, trained_to = seen(session), session.lesson.recording.weights["x"]
    before = session.run.id
    session.command(name, n=count)
    session.tick()
    assert (session.recorded, session.run.id, session.status.state) == (False, before, state)
    if name == "play":
        engine.drive(session.run)
        session.tick()
    steps = session.status.step - 120
    assert steps == (count if name == "step" else 880)
    assert seen(session)[: len(recorded)] == recorded
    assert seen(session)[-1] == session.status.step
    rate = np.float32(session.settings.rate)
    assert session.latest.arrays["x"] == pytest.approx(trained_to * (1 - rate) ** steps, rel=2e-3)
    assert session.address == f"/recordings/toy/runs/{before}"
    assert session.generation == before


def test_a_reset_begins_from_scratch_and_training_with_it(trained):
    session = trained()
    session.command("play")
    session.command("reset")
    session.tick()
    assert (session.status.state, session.status.step, seen(session)) == ("ready", 0, [0])
    assert session.address == f"/runs/{session.run.id}"
    session.command("step")
    session.tick()
    assert session.status.step == 1


def test_a_live_setting_reaches_the_recorded_model_and_another_one_begins_anew(trained):
    session = trained()
    session.change(session.settings.model_copy(update={"rate": 0.25}))
    session.command("step")
    session.tick()
    assert (session.status.step, session.status.settings["rate"]) == (121, 0.25)
    session = trained()
    session.change(session.settings.model_copy(update={"size": 7}))
    session.tick()
    assert (session.recorded, session.status.step) == (False, 0)


def test_a_trained_model_that_was_dropped_is_opened_again_to_go_on(trained):
    session = trained()
    vanish(session)
    session.command("step")
    session.tick()
    assert (session.status.state, session.status.step, session.problems) == ("paused", 121, [])


def test_the_trained_model_can_be_had_again(trained, engine):
    session = trained()
    session.start(session.settings.model_copy(update={"size": 7}), play=True)
    other = session.run.id
    session.reopen(session.lesson.opening)
    session.command("step")
    session.tick()
    assert engine.attach(other) is None
    assert session.status.step == 121


def test_a_reload_finds_a_run_that_went_on_and_what_was_recorded_before(trained):
    before, fresh = trained(), trained(seed=1)
    before.command("step", n=5)
    after = trained()
    after.resume(before.run.id)
    after.tick()
    assert seen(after) == [*(frame.step for frame in after.lesson.recording.frames), 125]
    assert after.address == before.address
    step(fresh, 2)
    after = trained()
    after.resume(fresh.run.id)
    after.tick()
    assert (seen(after), after.continued) == ([0, 2], False)
