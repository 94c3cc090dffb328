"""What the benchmarks share: the printed table, a server in a process, a browser, and the processor's accounts."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from tests.browser.chromium import CHROMIUM_FLAGS

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "explorer.py"
STAGES = {  # the lessons whose pages are measured, and the in-browser piece that draws each one's stage
    "stacked": ".rows",
    "convolutional": ".rows",
    "recurrent": ".reading",
    "denoising": ".rows",
    "sparse": ".activations",
    "variational": "canvas.map",
    "dcgan": ".rows",
    "progan": ".rows",
    "stylegan": ".rows",  # of the panel below its stage, which follows the run frame by frame
}
LESSON = "variational"  # where no other is asked for
TICKS = os.sysconf("SC_CLK_TCK")  # units of processor time a second
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def arguments(description: str | None, **defaults: int) -> argparse.ArgumentParser:
    """The grammar of a benchmark's command line: --quick, and a whole number for each default."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a short run that shows it works; its numbers say little")
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value, help=f"default {value}")
    return parser


def page_options(description: str | None, **defaults: int) -> argparse.Namespace:
    """The same where a lesson's page is measured: which one, too."""
    parser = arguments(description, **defaults)
    parser.add_argument("--lesson", choices=STAGES, default=LESSON, help=f"its name; default {LESSON}")
    return parser.parse_args()


def options(description: str | None, **defaults: int) -> argparse.Namespace:
    """What the command line says, where there is nothing more to it."""
    return arguments(description, **defaults).parse_args()


# ---- printing -----------------------------------------------------------------------------------------------------


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """'median (min–max)'."""
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def ratios(above: Iterable[float], below: Iterable[float]) -> list[float]:
    """One ratio a round: what disturbed a round disturbed both."""
    return [a / b for a, b in zip(above, below, strict=True)]


def percentile(values: Sequence[float], percent: int) -> float:
    """That percentile, by interpolation."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def table(title: str, rows: Iterable[Sequence[str]]) -> None:
    """Print rows of (what, measured, target), aligned."""
    cells = [("", "median (min–max)", "target"), *((*row, "")[:3] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(3)]
    print(f"\n{title}")
    for row in cells:
        print("  " + "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    sys.stdout.flush()


# ---- server and browser -------------------------------------------------------------------------------------------


class Server:
    """`streamlit run` in a process of its own; ends with the `with` block."""

    def __init__(self, app: Path, *flags: str):
        """Starts it and returns at once. Bare apps run in their own folder, so without this project's config."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self.url = f"http://{self.address}"
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open as long as the server runs)
        command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", *flags]
        command += ["--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none"]
        command += ["--browser.gatherUsageStats=false"]
        self.process = subprocess.Popen(command, cwd=app.parent, stdout=self._log, stderr=subprocess.STDOUT)

    def wait(self, seconds: float = 60) -> Server:
        """Until it answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return self
            except OSError:
                time.sleep(0.02)
        raise SystemExit(f"{self.process.args[4]} did not start:\n{self.log[-3000:]}")

    @property
    def log(self) -> str:
        """What it has written."""
        self._log.seek(0)
        return self._log.read()

    def workers(self) -> list[int]:
        """Its training processes."""
        return [pid for pid in family(self.process.pid) if "core.runs.worker" in command_of(pid)]

    def complaints(self) -> list[str]:
        """Lines of its log that tell of an error or a warning."""
        return [line for line in self.log.splitlines() if any(w in line for w in ("Error", "rror:", "Warn", "WARN"))]

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


@contextmanager
def chromium():
    """A real Chromium: the one named by CHROMIUM, the system's, or Playwright's own."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def new_tab(browser, problems: list[str] | None = None):
    """A tab with an empty cache, as on a first visit; errors on its console are added to `problems`."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(60_000)
    page = context.new_page()
    if problems is not None:
        page.on("pageerror", lambda error: problems.append(f"page: {error}"))
        page.on("console", lambda line: problems.append(f"console: {line.text}") if line.type == "error" else None)
    yield page
    context.close()


# The in-browser pieces live in shadow roots; `find` gives the first match in any of them. `stage` is what the lesson's
# own piece says of itself: the step it shows, and how often it has drawn.
LOOK = """
window.find = (selector, root = document) => {
  const here = root.querySelector(selector);
  if (here) return here;
  for (const element of root.querySelectorAll('*')) {
    const there = element.shadowRoot && window.find(selector, element.shadowRoot);
    if (there) return there;
  }
  return null;
};
window.stage = () => {
  const selector = STAGES[location.pathname.slice(1)];
  const { step, drawCount, drawn } = (selector && find(selector)?.probe?.()) ?? {};
  return { step: step ?? 0, draws: drawCount ?? drawn ?? 0 };
};
""".replace("STAGES", json.dumps(STAGES))
STAGE_DRAWN = "() => find('.run-bar .main')?.disabled === false && stage().draws > 0"


def until(page, condition: str) -> None:
    """Wait until a JavaScript function gives true, looking at every screen refresh."""
    page.wait_for_function(condition, polling="raf")


def seconds_of(action: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


# ---- processes (Linux) --------------------------------------------------------------------------------------------


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:  # grows as it goes
        found += children.get(parent, [])
    return found


def command_of(pid: int) -> str:
    """A process's command line; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time these processes have used so far, user and system."""
    return sum((int(fields[11]) + int(fields[12])) / TICKS for pid in pids if (fields := _stat(pid)))


def memory(pids: Iterable[int]) -> float:
    """Resident MB of these processes."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
        except OSError:
            pass  # gone
    return total / 1e6


def _stat(pid: int) -> list[str]:
    """/proc/<pid>/stat from the state on; the name before it may hold blanks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
