import pytest

from core import settings
from core.runs.inline import InlineEngine
from core.runs.worker import Worker
from tests.core.runs import toy
from tests.core.runs.inline import Clock


@pytest.fixture(autouse=True)
def _toys(monkeypatch):
    """The toy trainer is registered in this process while a test of this folder runs."""
    for name, spec in toy.SPECS.items():
        monkeypatch.setitem(settings.TRAINERS, name, spec)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(toy.ToyTrainer, "spend", staticmethod(clock.pass_by))
    return clock


@pytest.fixture
def engine(clock):
    return InlineEngine(Worker(clock=clock))
