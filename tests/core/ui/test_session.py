"""One learner at one lesson: what becomes of the run, and what is remembered of it."""

from dataclasses import replace

import numpy as np
import pytest

from core.settings.base import Fields, setting
from core.training.trainer import Frame
from core.ui import session as session_module
from core.ui.controls import WISHES
from core.ui.session import KEPT, open_session
from tests.core.runs.toy import ToySettings
from tests.core.ui.conftest import LESSON
from tests.core.ui.sessions import seen, step, vanish

# ---- opening --------------------------------------------------------------------------------------------------------


def test_with_the_lessons_settings_it_opens_on_the_recording(opened):
    session = opened()
    recording = session.lesson.recording
    assert session.recorded
    assert (session.status.state, session.status.step) == ("finished", 120)
    assert session.latest is recording.frames[-1]
    assert seen(session) == [frame.step for frame in recording.frames]
    assert session.address == "/recordings/toy"
    assert np.array_equal(session.run.checkpoint()["x"], recording.weights["x"])  # questions go to the trained model
    assert session.run.status().step == 120


def test_with_other_settings_it_opens_on_a_new_model_at_rest(opened):
    session = opened(rate=0.5)
    assert not session.recorded
    session.tick()
    assert seen(session) == [0]
    assert session.status.state == "ready"
    assert session.address == f"/runs/{session.run.id}"
    assert session.run.settings.rate == 0.5


# ---- the run --------------------------------------------------------------------------------------------------------


def test_a_start_frees_the_run_before_and_forgets_what_was_seen(opened, engine):
    session = opened(rate=0.5)
    step(session, 3)
    session.at = 3
    before = session.run.id
    session.start(ToySettings(size=2), play=False)
    assert engine.attach(before) is None
    assert (session.latest, session.at, seen(session)) == (None, None, [])
    session.tick()
    assert seen(session) == [0]
    assert session.settings.size == 2


def test_a_start_may_play_at_once(opened, engine):
    session = opened()
    session.start(ToySettings(rate=0.5, steps=50), play=True)
    session.tick()
    assert session.status.state == "running"
    assert engine.drive(session.run).step == 50


def test_unchanged_settings_change_nothing(opened):
    session = opened()
    before = session.run.id
    session.change(session.settings.model_copy())
    assert (session.run.id, session.recorded) == (before, True)


def test_a_live_setting_reaches_the_running_model(opened):
    session = opened(seed=1)
    before = session.run.id
    session.change(session.settings.model_copy(update={"rate": 0.25}))
    session.tick()
    assert session.run.id == before
    assert session.status.settings["rate"] == 0.25


@pytest.mark.parametrize("playing", [True, False])
def test_another_model_goes_on_as_the_one_before(opened, playing):
    session = opened(seed=1)
    if playing:
        session.command("play")
    session.tick()
    before = session.run.id
    session.change(session.settings.model_copy(update={"size": 7}))
    assert session.run.id != before
    session.tick()
    assert session.status.state == ("running" if playing else "ready")
    assert session.static[0] == {"size": 7}


def test_any_change_to_the_recording_starts_a_model_at_rest(opened):
    session = opened()
    session.change(session.settings.model_copy(update={"rate": 0.25}))
    session.tick()
    assert not session.recorded
    assert (session.status.state, session.status.step) == ("ready", 0)


@pytest.mark.parametrize(
    ("name", "state", "at"), [("play", "running", 0), ("step", "paused", 1), ("reset", "ready", 0)]
)
def test_a_command_to_the_recording_goes_to_a_new_model(opened, name, state, at):
    session = opened()
    session.command(name)
    session.tick()
    assert not session.recorded
    assert (session.status.state, session.status.step) == (state, at)


def test_a_pause_leaves_the_recording_alone(opened):
    session = opened()
    session.command("pause")
    assert session.recorded
    assert not session.problems


def test_commands_reach_the_run(opened):
    session = opened(seed=1)
    run = session.run.id
    for name, state in [("play", "running"), ("pause", "paused"), ("step", "paused"), ("play", "running")]:
        session.command(name)
        session.tick()
        assert session.status.state == state
    assert session.run.id == run
    session.command("reset")
    session.tick()
    assert session.run.id != run
    assert (session.status.state, session.status.step) == ("ready", 0)


def test_a_reload_finds_its_run_again(opened):
    before = opened(seed=1)
    step(before, 5)
    after = opened()
    after.resume(before.run.id)
    assert (after.run.id, after.settings, after.recorded) == (before.run.id, before.settings, False)
    after.tick()
    assert seen(after) == [0, 5]


def test_a_run_with_other_settings_than_the_address_asks_for_is_not_resumed(opened):
    before = opened(seed=1)
    after = opened(rate=0.5)
    own = after.run.id
    after.resume(before.run.id)
    assert (after.run.id, after.settings.rate) == (own, 0.5)


def test_a_model_behind_a_recording_that_was_dropped_is_there_again(opened):
    session = opened()
    assert session.recorded
    session.run.stop()
    session.tick()
    assert session.run.status().state != "failed"
    assert session.recorded


def test_a_run_that_is_gone_is_not_resumed(opened):
    session = opened()
    before = session.run.id
    session.resume("not there")
    assert (session.run.id, session.recorded) == (before, True)


def test_a_run_of_another_lesson_is_not_resumed(opened, engine):
    session = opened()
    other = engine.open("toy", ToySettings())
    other.trainer = "vae"
    before = session.run.id
    session.resume(other.id)
    assert session.run.id == before


# ---- problems -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["play", "pause", "step"])
def test_a_command_to_a_run_that_is_gone_is_a_problem_and_no_exception(opened, name):
    session = opened(seed=1)
    vanish(session)
    session.command(name)
    session.tick()
    assert session.status.state == "failed"
    (problem,) = session.problems
    assert problem == session.status.reason


def test_a_live_setting_for_a_run_that_is_gone_is_a_problem(opened):
    session = opened(seed=1)
    vanish(session)
    session.change(session.settings.model_copy(update={"rate": 0.5}))
    assert len(session.problems) == 1


def test_the_next_command_does_away_with_old_problems(opened):
    session = opened(seed=1)
    vanish(session)
    session.command("play")
    session.command("play")
    assert len(session.problems) == 1
    session.command("reset")
    assert session.problems == []


def test_a_question_that_cannot_be_answered_is_none(opened):
    session = opened(seed=1)
    assert session.ask("scale", by=2, offset=np.zeros(4))["values"].tolist() == [2.0] * 4
    assert session.ask("scale", by=0, offset=np.zeros(4)) is None
    assert session.ask("no_such_question") is None


def test_a_run_that_failed_at_once_has_no_facts(opened):
    session = opened(seed=1)
    vanish(session)
    assert session.static is None


# ---- what has been seen ---------------------------------------------------------------------------------------------


def test_a_look_brings_what_is_new(opened):
    session = opened(seed=1)
    session.tick()
    assert seen(session) == [0]
    session.run.step(1)
    session.run.step(1)
    session.tick()
    assert seen(session) == [0, 1, 2]


def test_after_a_new_start_nothing_old_is_left(opened):
    session = opened(seed=1)
    for _ in range(5):
        step(session)
    session.command("reset")
    session.tick()
    assert seen(session) == [0]


@pytest.mark.usefixtures("big")
def test_the_newest_frame_is_whole_and_older_ones_leave_large_arrays_out(opened):
    session = opened(seed=1)
    step(session, 2)
    assert session.latest.arrays.keys() == {"x", "large"}
    assert all(frame.arrays.keys() == {"x"} for frame in session.history.values())
    assert session.shown.step == 2


def test_what_is_remembered_is_bounded_and_spans_the_whole_run(opened):
    session = opened(seed=1)
    for number in range(5 * KEPT):
        session.take([Frame(number, {"loss": 1.0 / (1 + number)})])
        assert len(session.history) <= KEPT
    steps = seen(session)
    assert (steps[0], steps[-1]) == (0, 5 * KEPT - 1)
    assert len(steps) >= KEPT / 2


@pytest.mark.parametrize(("at", "shown"), [(None, 120), (120, 120), (43, 40), (47, 50), (0, 0), (999, 120)])
def test_the_timeline_shows_the_nearest_frame(opened, at, shown):
    session = opened()
    session.at = at
    assert session.shown.step == shown


def test_nothing_is_shown_before_the_first_frame(opened):
    assert opened(seed=1).shown is None


def test_the_frames_on_the_stage_have_a_name_of_their_own(opened):
    session = opened()
    assert session.generation == "recording toy"
    session.command("reset")
    first = session.generation
    session.command("reset")
    assert len({first, session.generation, "recording toy"}) == 3


# ---- a run that still starts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("commands", "trains"), [((), False), (("play",), True), (("play", "pause"), False)])
def test_a_run_that_still_starts_trains_only_if_it_was_asked_to(opened, commands, trains):
    session = opened(seed=1)
    for name in commands:
        session.command(name)
    assert (session.status.state, session.trains) == ("starting", trains)
    session.change(session.settings.model_copy(update={"size": 7}))
    session.tick()
    assert session.status.state == ("running" if trains else "ready")


# ---- from lesson to lesson ------------------------------------------------------------------------------------------


class View(Fields):
    """What a lesson looks at."""

    panel: int = setting(0, "Panel", "Which.", ge=0, le=9, live=True, group="View")


def test_controls_of_another_lesson_are_not_taken_for_this_ones(monkeypatch, memory):
    """They have the same names: what they stand at belongs to the lesson that they were drawn in."""
    monkeypatch.setattr(session_module, "lesson", lambda name: replace(LESSON, name=name))
    monkeypatch.setattr(session_module.st, "query_params", {})
    first = open_session("one", View)
    memory |= {"steps": 7, "panel": 3, "mine": "kept", WISHES: {"steps": 7}}
    assert open_session("one", View) is first
    assert memory["steps"] == 7  # at the same lesson they stay
    second = open_session("two", View)
    assert second.settings == LESSON.opening
    assert memory.keys().isdisjoint({"steps", "panel", WISHES})
    assert memory["mine"] == "kept"
    assert open_session("one", View) is first
