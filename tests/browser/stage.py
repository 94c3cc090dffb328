"""The stage of an open page: what it draws, and where."""

from base64 import b64decode
from io import BytesIO

import numpy as np
from PIL import Image

from core.data.points import EXTENT
from tests.browser.lesson import RunBar, probe_of, until


class Stage:
    """The page as a learner meets it."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".stage")
        self.root.locator(".pane").first.wait_for()

    def find(self, selector):
        return self.root.locator(selector)

    def chip(self, layer):
        return self.find(f'.layers [data-layer="{layer}"]')

    def probe(self, key):
        return probe_of(self.root)[key]

    def steps(self):
        return [pane["step"] for pane in self.probe("panes")]

    def rests(self):
        """Wait until nothing is drawn any more."""
        counts = []
        # what is to be drawn is drawn at the screen's next refresh
        count = "async (stage) => { await new Promise(requestAnimationFrame); return stage.probe().drawCount; }"
        until(lambda: counts.append(self.root.evaluate(count)) or (len(counts) > 4 and len(set(counts[-4:])) == 1))

    def pixels(self, pane=0):
        """The picture of a pane, [side, side, rgba]."""
        self.rests()
        url = self.find(".picture").nth(pane).evaluate("canvas => canvas.toDataURL()")
        return np.array(Image.open(BytesIO(b64decode(url.partition(",")[2]))))

    def color(self, x, y, pane=0):
        """The colour at that place of the world, as (r, g, b)."""
        picture = self.pixels(pane)
        side = len(picture)
        column, row = (x / EXTENT + 1) / 2 * side, (1 - y / EXTENT) / 2 * side
        return picture[min(side - 1, int(row)), min(side - 1, int(column)), :3]

    def place(self, x, y, pane=0):
        """Where that place of the world is on the page."""
        box = self.find(".hand").nth(pane).bounding_box()
        return box["x"] + (x / EXTENT + 1) / 2 * box["width"], box["y"] + (1 - y / EXTENT) / 2 * box["height"]

    def clock(self, script, name="run 0"):
        """Evaluate script with `clock`, as the run bar does what a hand on it asks."""
        return self.page.evaluate(
            f"(name) => {{ const clock = globalThis[Symbol.for('explorer.clocks')].get(name); return {script}; }}", name
        )


def two_panes(page):
    """(page, stage, run bar) of a lesson with two runs side by side, once both show a frame."""
    stage = Stage(page)
    until(lambda: len(steps := stage.steps()) == 2 and None not in steps)
    return page, stage, RunBar(page)


def both_train(stage):
    """Wait until both runs have gone on, also where they begin anew meanwhile."""
    least = [float("inf")] * 2  # the earliest steps seen

    def gone_on():
        now = stage.steps()
        if None in now:  # panes that have just been made
            return False
        least[:] = map(min, least, now)
        return all(step > first for step, first in zip(now, least, strict=True))

    until(gone_on)
