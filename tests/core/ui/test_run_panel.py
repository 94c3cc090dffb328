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
