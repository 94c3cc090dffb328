"""Fixtures of the browser tests: a real Streamlit server and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.bar import APP as RUN_BAR
from tests.browser.bar import Bar
from tests.browser.chromium import CHROMIUM_FLAGS
from tests.browser.lesson import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser():
    """Chromium: the one named by CHROMIUM, the system's, or Playwright's own. Missing is a failure, never a skip."""
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        except Error as error:
            how = "apt-get install chromium, or python -m playwright install chromium"
            pytest.fail(f"The browser tests need Chromium ({how}): {error}")
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """Make a page: page(url, width=1280, height=720, dark=False, touch=False). Any uncaught error fails the test."""
    contexts, errors = [], []

    def make(url=None, width=1280, height=720, dark=False, touch=False):
        scheme = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=touch, reduced_motion="reduce"
        )
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        made = context.new_page()
        made.on("pageerror", lambda error: errors.append(str(error)))
        if url:
            made.goto(url)
        return made

    yield make
    for context in contexts:
        for left in context.pages:
            _rest(left)
        context.close()
    assert not errors, f"errors in the page: {errors}"


def _rest(page):
    """Pause what trains on the page: a closed tab's run would take the next tests' time for a minute."""
    from playwright.sync_api import Error

    bar, pause = page.locator(".run-bar"), page.locator(".run-bar[data-main=pause] .main")
    try:
        if pause.count():
            pause.click(timeout=10_000)
            page.locator(".run-bar:not([data-main=pause])").wait_for(timeout=10_000)
        if bar.count():  # until what was asked last is answered, or the bar has stopped hoping
            page.wait_for_function("bar => !bar.probe?.().hoping", arg=bar.element_handle(), timeout=10_000)
    except Error:
        pass  # the page is being left, whatever it was at


@pytest.fixture
def open_bar(page, serve):
    """open_bar("state=running", motion=False, width=…): the harness page with that query."""
    url = serve(RUN_BAR)

    def make(query="", motion=False, **view):
        return Bar(page(**view), f"{url}/?{query}", motion)

    return make


@pytest.fixture(scope="session")
def serve():
    """Serve an app: serve(path, env=None) → its address. One server an app and environment; all stop at the end."""
    servers = {}

    def start(app, env=None):
        key = (str(app), tuple(sorted((env or {}).items())))
        if key not in servers:
            servers[key] = _start(Path(app), env or {})
        process, url, log = servers[key]
        if process.poll() is not None:
            pytest.fail(f"The server of {app} ended (exit status {process.returncode}):\n{_tail(log)}")
        return url

    yield start
    for process, _, log in servers.values():
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _start(app: Path, env: dict[str, str]):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open as long as the server runs)
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    for _ in range(5 * PATIENCE):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return process, url, log
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"{app} did not start:\n{_tail(log)}")


def _tail(log) -> str:
    log.seek(0)
    return log.read()[-3000:]
