import pytest

from core import settings
from tests.core.runs import toy


@pytest.fixture(autouse=True)
def _toys(monkeypatch):
    """The toy trainer is registered in this process while a test of this folder runs."""
    for name, spec in toy.SPECS.items():
        monkeypatch.setitem(settings.TRAINERS, name, spec)
