"""What the tests of every lesson do with its page: wait, look at the run bar, find the server's workers."""

import time
from pathlib import Path

from playwright.sync_api import expect

from core.ui.catalog import SECTIONS

PATIENCE = 60  # seconds that a wait may take: a machine may be busy, and what comes sooner is not waited for
REFRESH = 16.7  # milliseconds from one refresh of the screen to the next


def until(ask, seconds=PATIENCE):
    """The first true answer of `ask`; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.05)


def stays(ask, seconds=1.0):
    """The answer is true all the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert ask()
        time.sleep(0.05)


def probe_of(piece):
    """What an in-browser piece tells of itself. Its script runs a while after its markup is there."""
    return until(lambda: piece.evaluate("root => root.probe && { told: root.probe() }"))["told"]


def settled(locator):
    """Wait until the element stays where it is: a page that is still being drawn pushes it about."""
    boxes = []

    def still():
        boxes.append(locator.bounding_box())
        time.sleep(0.1)
        return len(boxes) > 5 and all(box == boxes[-1] for box in boxes[-5:])

    until(still)


def no_trouble(page):
    """No traceback and no message about anything."""
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def go_to(page, lesson):
    """Choose a lesson in the navigation, where it hangs below its section."""
    page.get_by_test_id("stHeader").get_by_text(SECTIONS[lesson.section], exact=True).click()
    page.get_by_role("menuitem", name=lesson.title).click()


def best(measure, bound, rounds=8):
    """The least of a few measurements, or the first that keeps the bound.

    Whatever else the machine does may spoil one or, for a while, a few, so they are taken over a minute; a slow piece
    spoils all.
    """
    answers = [measure()]
    while len(answers) < rounds and min(answers) > bound:
        time.sleep(PATIENCE / rounds)
        answers.append(measure())
    return min(answers)


def hover_p95(canvas, hover, moves=40):
    """95th percentile, in ms, from a pointer event to the end of the drawing it caused, by the page's own clock."""

    def measure():
        canvas.evaluate("canvas => { canvas.hoverLatencies.length = 0 }")
        until(lambda: (hover(), canvas.evaluate("canvas => canvas.hoverLatencies.length"))[1] >= moves)
        latencies = sorted(canvas.evaluate("canvas => canvas.hoverLatencies"))
        return latencies[int(0.95 * (len(latencies) - 1))]

    return best(measure, REFRESH)


class RunBar:
    """The run bar of an open page."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".run-bar")
        self.root.wait_for()

    def probe(self, key):
        return probe_of(self.root)[key]

    def press(self, name):
        """main, step, reset, dice, replay or live."""
        self.page.locator(f".run-bar button.{name}").click()

    def train(self):
        """Press Train and wait for the first steps of a live run; a short one may be at its planned end by then."""
        self.press("main")
        until(
            lambda: not self.probe("hoping") and self.state in ("running", "finished") and (self.probe("step") or 0) > 0
        )

    def pause(self):
        """Stop the training, and wait until the last frame is shown.

        What the button says and the press are one look at the page: a run that has come to its planned end since the
        test last looked would be trained on by a press.
        """
        self.root.evaluate("bar => { if (bar.dataset.main === 'pause') bar.querySelector('.main').click(); }")
        until(lambda: not self.probe("hoping") and self.state in ("paused", "finished"))
        until(lambda: self.probe("step") == self.step)

    @property
    def state(self):
        return self.probe("state")

    @property
    def step(self):
        """The step trained to, as the bar says."""
        return int(self.page.locator(".run-bar .done").inner_text().replace(",", ""))

    @property
    def trouble(self):
        notice = self.page.locator(".run-bar .trouble")
        return notice.inner_text() if notice.is_visible() else ""


def workers_of(url):
    """Process ids of the training processes behind the server at this address."""
    port = f"--server.port={url.rsplit(':', 1)[1]}"
    command = {int(p.name): _read(p / "cmdline") for p in Path("/proc").iterdir() if p.name.isdigit()}
    servers = {pid for pid, line in command.items() if port in line}
    return [pid for pid, line in command.items() if "core.runs.worker" in line and _parent(pid) in servers]


def _read(path):
    try:
        return path.read_bytes().replace(b"\0", b" ").decode()
    except OSError:  # the process has ended meanwhile
        return ""


def _parent(pid):
    status = dict(line.split(":", 1) for line in _read(Path(f"/proc/{pid}/status")).splitlines() if ":" in line)
    return int(status.get("PPid", 0))
