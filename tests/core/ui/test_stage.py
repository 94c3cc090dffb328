"""What the stage in the browser is told."""

import numpy as np
import pytest

from core.runs.engine import RunError, Status
from core.runs.wire import unpack
from core.ui import stage as stage_module
from core.ui.session import Session
from core.ui.stage import stage

REAL = np.arange(8, dtype=np.float16).reshape(4, 2)


@pytest.fixture
def told(monkeypatch) -> dict:
    """What the piece was mounted with, and the errors that were shown instead."""
    mounted = {"errors": []}
    monkeypatch.setattr(stage_module, "piece", lambda name: lambda **given: mounted.update(given, name=name))
    monkeypatch.setattr(stage_module.st, "error", lambda text, **_: mounted["errors"].append(text))
    return mounted


class World(Session):
    """A session whose settings have copies, in a world."""

    def __init__(self, item, seeds, facts, there=True):
        super().__init__(item, type("Settings", (), {"seeds": seeds}), [])
        self._static = (facts, {"real": REAL + seeds}) if there else None
        self.run = Gone()


class Gone:
    """A run that failed at once."""

    def static(self):
        raise RunError("no such world")

    def status(self):
        return Status("failed", reason="no such world")


@pytest.fixture
def worlds(opened):
    item = opened().lesson
    return World(item, 1, {"extent": 3, "modes": 8}), World(item.beside("quick"), 4, {"extent": 3, "modes": 8})


def test_each_run_is_a_pane_with_its_facts_copies_and_real_points(told, worlds):
    left, right = worlds
    stage({"One": left, "Other": right}, layers=("real", "mesh"))
    header, arrays = unpack(told["data"])
    assert (told["name"], told["key"], told["errors"]) == ("stage", "stage of toy", [])
    assert header["panes"] == [
        {"clock": "toy", "title": "One", "facts": {"extent": 3, "modes": 8, "seeds": 1}},
        {"clock": "toy-quick", "title": "Other", "facts": {"extent": 3, "modes": 8, "seeds": 4}},
    ]
    assert (header["extent"], header["layers"]) == (3, ["real", "mesh"])
    assert np.array_equal(arrays["0/real"], REAL + 1)
    assert np.array_equal(arrays["1/real"], REAL + 4)


def test_panes_may_be_parts_of_one_run_of_which_only_some_is_seen(told, worlds, opened):
    one = World(opened().lesson, 1, {"extent": 2, "centre": [1, 0], "tallness": 0.5})
    stage({"A": one, "B": one}, parts={"A": "a", "B": "b"}, words={"mesh": None}, arrow=0.5)
    header, arrays = unpack(told["data"])
    assert [(pane["title"], pane["clock"], pane["part"]) for pane in header["panes"]] == [
        ("A", "toy", "a"),
        ("B", "toy", "b"),
    ]
    assert (header["extent"], header["centre"], header["tallness"]) == (2, [1, 0], 0.5)
    assert (header["words"], header["arrow"]) == ({"mesh": None}, 0.5)
    assert np.array_equal(arrays["0/real"], arrays["1/real"])


def test_a_run_without_a_world_says_why_and_the_other_is_drawn(told, worlds, opened):
    lost = World(opened().lesson, 1, {}, there=False)
    stage({"Lost": lost, "Other": worlds[1]})
    header, arrays = unpack(told["data"])
    assert told["errors"] == ["no such world"]
    assert [pane["title"] for pane in header["panes"]] == ["Other"]
    assert list(arrays) == ["0/real"]


def test_where_no_run_has_a_world_there_is_no_stage(told, opened):
    stage({"Lost": World(opened().lesson, 1, {}, there=False)})
    assert told == {"errors": ["no such world"]}
