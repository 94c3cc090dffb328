"""Pages without a browser, on real workers, offline: MNIST is a small made-up one, Fashion-MNIST can't be had."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.data import mnist
from core.ui.catalog import ROOT
from core.ui.engine import engine
from tests.core.data.idx_files import write_family

Visit = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _workers(tmp_path_factory):
    """The engine that all pages share. Its workers see the small MNIST, since they have this environment."""
    folder = tmp_path_factory.mktemp("data")
    write_family(folder / "mnist")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_DATA", str(folder))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        engine().close()
        engine.clear()
        engine()
        yield
        engine().close()
        engine.clear()


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    """Nothing listens where data sets are downloaded from."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    offline = {name: replace(family, url="http://127.0.0.1:1/") for name, family in mnist.FAMILIES.items()}
    for name, family in offline.items():
        monkeypatch.setitem(mnist.FAMILIES, name, family)


@pytest.fixture
def visit():
    """Opens a lesson at an address, as a new browser tab would; its run is stopped afterwards."""
    tabs = []

    def visit(page: str = "", **address: str) -> AppTest:
        tab = AppTest.from_file(str(ROOT / "explorer.py"), default_timeout=60).run()
        tabs.append(tab)
        if page:
            for name, value in address.items():
                tab.query_params[name] = value
            tab.switch_page(f"pages/{page}.py").run()
        assert not tab.exception
        return tab

    yield visit
    for tab in tabs:
        for key in tab.session_state.keys():  # noqa: SIM118 (iterating over it gives no keys)
            if key.startswith(("session of ", "beside ")):
                tab.session_state[key].close()
