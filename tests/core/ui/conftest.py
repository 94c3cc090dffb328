"""A lesson with the toy trainer, on an engine in this process."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import settings
from core.runs.inline import InlineEngine
from core.runs.recording import Recording
from core.settings.base import Preset
from core.training.trainer import Frame
from core.ui import session as session_module
from core.ui.catalog import Lesson
from core.ui.session import Session
from tests.core.runs import toy

SPEC = replace(
    toy.SPECS["toy"],
    presets=(Preset("calm", "Calm", "Watch it.", {}), Preset("quick", "Quick", "Watch it go.", {"rate": 0.5})),
)


class ToyLesson(Lesson):
    """Its recording is not on the disk."""

    @property
    def recording(self) -> Recording:
        return RECORDING


def draw(frame: Frame, facts: dict, arrays: dict) -> Image.Image:
    """The step as a grey."""
    return Image.new("L", (4, 4), frame.step % 256)


def recorded() -> Recording:
    """A genuine run of the opening settings, a frame every 10 steps, up to 120."""
    trainer = toy.ToyTrainer(toy.ToySettings())
    facts, arrays = trainer.static()
    recording = Recording("toy", trainer.settings.model_dump(), facts, arrays, meta={"command": "toy"})
    recording.add(trainer.observe())
    for _ in range(120):
        trainer.step()
        if trainer.step_count % 10 == 0:
            recording.add(trainer.observe())
    recording.weights = trainer.state()
    return recording


RECORDING = recorded()
LESSON = ToyLesson(
    "toy", "autoencoders", "Toy", ":material/toys:", "It shrinks.", "toy", draw, ("calm",), ("calm", "quick")
)


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    """The engine that sessions find, with the toy trainer registered."""
    monkeypatch.setitem(settings.TRAINERS, "toy", SPEC)
    monkeypatch.setattr(toy.ToyTrainer, "spend", staticmethod(lambda seconds: None))
    engine = InlineEngine()
    monkeypatch.setattr(session_module, "engine", lambda: engine)
    return engine


@pytest.fixture
def opened():
    """Opens a session at the toy lesson with these changes to its opening settings."""

    def opened(**changes) -> Session:
        session = Session(LESSON, LESSON.opening.model_copy(update=changes), [])
        session.open()
        return session

    return opened


@pytest.fixture
def trained():
    """Opens a session at a toy lesson that goes on from its recording."""

    def trained(**changes) -> Session:
        session = Session(replace(LESSON, goes_on=True), LESSON.opening.model_copy(update=changes), [])
        session.open()
        return session

    return trained


@pytest.fixture
def memory(monkeypatch) -> dict:
    """What the browser tab remembers between two runs of a page's script."""
    state = {}
    monkeypatch.setattr(session_module.st, "session_state", state)
    return state


@pytest.fixture
def components() -> list[Path]:
    """The folders of the in-browser pieces."""
    folder = Path(__file__).resolve().parents[3] / "assets" / "components"
    return sorted(path.parent for path in folder.glob("*/index.js"))


@pytest.fixture
def big(monkeypatch):
    """Frames that also carry an array too large for the charts."""
    observe = toy.ToyTrainer.observe

    def observed(self) -> Frame:
        frame = observe(self)
        return replace(frame, arrays=frame.arrays | {"large": np.zeros(5000, np.uint8)})

    monkeypatch.setattr(toy.ToyTrainer, "observe", observed)
