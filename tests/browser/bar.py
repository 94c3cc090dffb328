"""The run bar on the page of made-up runs, as a learner meets it."""

import json
import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.lesson import probe_of, until

APP = Path(__file__).parent / "harness" / "run_bar_app.py"


class Bar:
    """The page as a learner meets it."""

    def __init__(self, page, url, motion=False):
        self.page = page
        if motion:
            page.emulate_media(reduced_motion="no-preference")
        page.goto(url)
        expect(self.main).to_be_enabled()
        until(lambda: self.probe("frames"))
        expect(self.find(".shown")).not_to_have_text("no frames yet")  # the timeline is drawn

    def find(self, selector):
        return self.page.locator(f".run-bar {selector}")

    @property
    def main(self):
        return self.find(".main")

    @property
    def slider(self):
        return self.find("input[type=range]")

    @property
    def seed(self):
        return self.find(".seed input")

    def probe(self, key):
        return probe_of(self.page.locator(".run-bar"))[key]

    def shown(self):
        return int(re.sub(r"\D", "", self.find(".shown").inner_text()))

    def written(self, name):
        """What the harness writes as "name: value", as JSON or Python's None."""
        text = self.page.get_by_text(re.compile(f"^{name}: ")).inner_text().partition(": ")[2]
        return None if text == "None" else json.loads(text)

    def commands(self):
        return [command["name"] for command in self.written("commands")]

    def says(self, word):
        expect(self.find(".word")).to_have_text(word)

    def leave(self):
        """Take the focus from every control."""
        self.page.evaluate("document.activeElement?.blur()")


def rests(ask, seconds=0.6):
    """The answer once it has stayed the same for so long."""
    last, since = ask(), time.monotonic()
    deadline = since + 45
    while time.monotonic() - since < seconds:
        assert time.monotonic() < deadline, "it goes on changing"
        time.sleep(0.05)
        if (now := ask()) != last:
            last, since = now, time.monotonic()
    return last
