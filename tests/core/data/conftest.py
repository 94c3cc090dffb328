"""A private cache and a server of our own: no test leaves this machine."""

import hashlib
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from core.data import mnist
from tests.core.data.idx_files import write_family


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, EXPLORER_DATA not set, and nothing listening where the data sets are downloaded from."""
    monkeypatch.delenv("EXPLORER_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(mnist, "cache_dir", lambda: tmp_path / "cache")
    offline = {name: replace(family, url="http://127.0.0.1:1/") for name, family in mnist.FAMILIES.items()}
    monkeypatch.setattr(mnist, "FAMILIES", offline)
    return tmp_path / "cache"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A server on this machine that publishes a small MNIST, whose digests are the ones expected; its folder."""
    folder = tmp_path / "published"
    write_family(folder)
    data = {name: (folder / name).read_bytes() for name in mnist.FAMILIES["mnist"].files}
    files = {name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in data.items()}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setitem(mnist.FAMILIES, "mnist", replace(mnist.FAMILIES["mnist"], url=url, files=files))
        yield folder
        server.shutdown()
