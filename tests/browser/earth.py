"""The hand of a learner on the piles of earth."""

from tests.browser.lesson import probe_of, settled

WORKER = 120_000  # milliseconds that a busy machine may take to start a worker: the piles come from there


class Earth:
    """The piece of an open page."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".earth")
        self.root.locator("td button").first.wait_for(timeout=WORKER)
        self.canvas = self.root.locator("canvas")
        self.canvas.scroll_into_view_if_needed()
        settled(self.canvas)

    def probe(self, key):
        return probe_of(self.root)[key]

    @property
    def moves(self):
        return [tuple(move) for move in self.probe("moves")]

    @property
    def sums(self):
        return self.root.locator(".sums").inner_text()

    @property
    def word(self):
        return self.root.locator(".word").inner_text()

    def press(self, name):
        """undo, clear, change, cancel, own, best or play."""
        self.root.locator(f"button.{name}").click()

    def change(self):
        """Begin to edit the piles: what is drawn next may lie elsewhere."""
        self.press("change")
        self.root.locator(".cancel").wait_for()

    def cell(self, pile, hole):
        return self.root.locator("tbody tr").nth(pile).locator("td button").nth(hole)

    def at(self, place):
        """A place of the canvas, on the page."""
        box = self.canvas.bounding_box()
        return box["x"] + place[0], box["y"] + place[1]

    def pile(self, index):
        return self.at(self.probe("earth")[index])

    def hole(self, index):
        return self.at(self.probe("holes")[index])

    def slot(self, hole, slot):
        """The middle of a hole's slot, counted from the bottom."""
        x, y = self.probe("holes")[hole]
        return self.at((x, y + self.probe("size") * (self.probe("piles")["wanted"][hole] - 1 - slot)))

    def above(self, place, height):
        """Above a place of the ruler, so many blocks high."""
        left, unit = self.probe("ruler")
        return self.at((left + unit * place, self.probe("ground") - self.probe("size") * (height + 0.5)))

    def below(self, place, depth):
        """Below a place of the ruler, so many blocks deep."""
        left, unit = self.probe("ruler")
        return self.at((left + unit * place, self.probe("pit") + self.probe("size") * (depth + 0.5)))

    def drag(self, start, end):
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=6)
        self.page.mouse.up()

    def swipe(self, start, end):
        """The same by a finger."""
        client = self.page.context.new_cdp_session(self.page)
        points = [[a + (b - a) * k / 6 for a, b in zip(start, end, strict=True)] for k in range(7)]
        for k, (x, y) in enumerate(points):
            kind = "touchMove" if k else "touchStart"
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        client.detach()
