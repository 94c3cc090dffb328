"""Commands of the run bar: they come from a browser, so only what is known is done."""

import pytest

from core.ui import run_panel
from core.ui.run_panel import _obey


@pytest.fixture
def put(monkeypatch) -> dict:
    """What the controls are put to."""
    values = {}
    monkeypatch.setattr(run_panel, "set_controls", values.update)
    return values


@pytest.mark.parametrize(("name", "state"), [("play", "running"), ("step", "paused"), ("reset", "ready")])
def test_known_commands_are_carried_out(opened, put, name, state):
    session = opened(seed=1)
    _obey((session,), {"name": name})
    session.tick()
    assert session.status.state == state
    assert put == {}


def test_a_seed_goes_to_its_control(opened, put):
    _obey((opened(),), {"name": "seed", "seed": 999_999})
    assert put == {"seed": 999_999}


def test_a_stored_run_is_resumed_and_the_controls_follow(opened, put):
    before, after = opened(seed=1, rate=0.5), opened()
    _obey((after,), {"name": "resume", "run": before.run.id})
    assert after.run.id == before.run.id
    assert put == before.settings.model_dump()


@pytest.mark.parametrize(
    "command",
    [
        None,
        "play",
        [],
        {},
        {"name": "close"},
        {"name": "__init__"},
        {"name": ["play"]},
        {"name": {}},
        {"name": "seed"},
        {"name": "seed", "seed": -1},
        {"name": "seed", "seed": 1_000_000},
        {"name": "seed", "seed": "7"},
        {"name": "seed", "seed": 1.5},
        {"name": "resume"},
        {"name": "resume", "run": 5},
    ],
    ids=str,
)
def test_anything_else_is_left_alone(opened, put, command):
    session = opened(seed=1)
    before = session.run.id
    _obey((session,), command)
    session.tick()
    assert (session.run.id, session.status.state, session.problems) == (before, "ready", [])
    assert put == {}


# ---- several runs on one clock --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count", "state", "at"),
    [("play", None, "running", 0), ("step", 3, "paused", 3), ("reset", None, "ready", 0)],
)
def test_a_command_goes_to_all_runs(opened, put, name, count, state, at):
    runs = opened(seed=1), opened(seed=2)
    _obey(runs, {"name": name, "count": count})
    for one in runs:
        one.tick()
        assert (one.status.state, one.status.step) == (state, at)


def test_a_trained_model_begins_anew_together_with_what_stands_beside_it(trained, opened, put):
    lead, beside = trained(), opened(seed=2)
    _obey((lead, beside), {"name": "step"})
    for one in (lead, beside):
        one.tick()
        assert one.status.step == 1


def test_trained_models_go_on_together(trained, put):
    runs = trained(), trained()
    _obey(runs, {"name": "step"})
    for one in runs:
        one.tick()
        assert one.status.step == 121


def test_a_pause_goes_to_all_runs(opened, put):
    runs = opened(seed=1), opened(seed=2)
    for name in ("play", "pause"):
        _obey(runs, {"name": name})
    for one in runs:
        one.tick()
        assert one.status.state == "paused"


def test_all_stored_runs_are_resumed_and_the_controls_follow_the_first(opened, put):
    before = opened(seed=1, rate=0.5), opened(seed=1, rate=0.25)
    after = opened(), opened()
    _obey(after, {"name": "resume", "run": " ".join(one.run.id for one in before)})
    assert [one.run.id for one in after] == [one.run.id for one in before]
    assert [one.settings.rate for one in after] == [0.5, 0.25]
    assert put == before[0].settings.model_dump()


def test_where_only_the_first_stored_run_is_left_the_others_stay(opened, put):
    before, after = opened(seed=1), (opened(), opened())
    other = after[1].run.id
    _obey(after, {"name": "resume", "run": f"{before.run.id} gone and more"})
    assert [one.run.id for one in after] == [before.run.id, other]


def test_the_runs_beside_follow_the_first_one_that_the_command_made(opened, put):
    """Else the page would take them for those of the run before, and begin them anew."""
    runs = opened(), opened(seed=2)
    _obey(runs, {"name": "play"})
    assert runs[1].lead == runs[0].generation == runs[0].run.id
