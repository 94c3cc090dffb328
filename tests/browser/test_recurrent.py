"""The recurrent autoencoder in a real browser: an image is read and written row by row, played and scrubbed by hand."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, probe_of, settled, until

ROWS = 8


class Reading:
    """The picture of one image being read and written."""

    def __init__(self, page):
        self.page, self.root = page, page.locator(".reading")
        self.canvas, self.slider = self.root.locator("canvas"), self.root.locator("input[type=range]")
        until(lambda: self.probe()["drawn"] > 0)

    def probe(self):
        return probe_of(self.root)

    @property
    def at(self):
        return self.probe()["at"]

    @property
    def words(self):
        return self.root.locator("figcaption").inner_text()

    def blank(self, box, row):
        """Whether nothing is drawn in the middle of that row of a part of the picture."""
        part = self.probe()["boxes"][box]
        return self.canvas.evaluate(
            """(canvas, [part, y]) => {
                const ratio = canvas.width / canvas.clientWidth;
                const [x, top] = [(part.left + 4) * ratio, y * ratio].map(Math.round);
                const { data } = canvas.getContext("2d").getImageData(x, top, Math.round((part.width - 8) * ratio), 1);
                return data.every((value) => value === 0);
            }""",
            [part, part["top"] + (row + 0.5) * part["height"] / ROWS],
        )


def choose(rows, position):
    """Click at that place of the second row of pictures; they are drawn once they are in sight."""
    rows.scroll_into_view_if_needed()
    until(lambda: probe_of(rows)["rows"][1]["count"])
    rows.locator("section").nth(1).locator("canvas").click(position=position)


@pytest.fixture
def open_recurrent(page, serve):
    """Opens the lesson at an address; returns (page, run bar, reading)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/recurrent?{query}", **view)
        return opened, RunBar(opened), Reading(opened)

    return make


def test_it_opens_with_the_recorded_network_and_all_rows_written(open_recurrent):
    page, bar, reading = open_recurrent()
    assert bar.state == "recording"
    assert reading.probe()["step"] == lesson("recurrent").recording.frames[-1].step
    assert reading.at == 2 * ROWS
    assert not reading.blank("written", ROWS - 2)
    expect(page.locator(".reading figcaption")).to_contain_text("comes back with an MSE of")
    no_trouble(page)


def test_rows_are_read_then_written_as_the_hand_goes(open_recurrent):
    page, _, reading = open_recurrent()
    reading.slider.focus()
    reading.slider.press("Home")
    assert reading.at == 0
    assert "Nothing has been read" in reading.words
    assert reading.blank("reader_hidden", 0)
    for _ in range(3):
        reading.slider.press("ArrowRight")
    assert reading.at == 3
    assert "Row 3 of 8 is read" in reading.words
    assert [reading.blank("reader_cell", row) for row in range(ROWS)] == [False] * 3 + [True] * 5
    assert reading.blank("written", 0)
    reading.canvas.focus()
    for _ in range(ROWS):
        reading.canvas.press("ArrowRight")
    assert reading.at == 11
    assert "Row 3 of 8 is written from the code and" in reading.words
    assert [reading.blank("writer_hidden", row) for row in range(ROWS)] == [False] * 3 + [True] * 5
    reading.canvas.press("ArrowLeft")
    assert reading.at == 10
    no_trouble(page)


def test_it_plays_to_the_end_and_pauses(open_recurrent):
    _, _, reading = open_recurrent()
    reading.root.locator("select").select_option("4")
    reading.root.get_by_role("button", name="Play the reading").click()
    until(lambda: 0 < reading.at < 2 * ROWS)
    until(lambda: reading.at == 2 * ROWS and not reading.probe()["playing"])
    reading.root.locator("select").select_option("1")
    reading.root.get_by_role("button", name="Play the reading").click()
    until(lambda: reading.probe()["playing"])
    reading.root.get_by_role("button", name="Pause the reading").click()
    assert not reading.probe()["playing"]
    assert reading.at < 2 * ROWS


def test_a_unit_that_is_pointed_at_is_chosen(open_recurrent):
    page, _, reading = open_recurrent()
    reading.canvas.scroll_into_view_if_needed()
    settled(reading.canvas)
    strip = reading.probe()["boxes"]["writer_cell"]
    canvas = reading.canvas.bounding_box()
    x = canvas["x"] + strip["left"] + strip["width"] * 5.5 / 32
    page.mouse.move(x, canvas["y"] + strip["top"] + 20)
    until(lambda: reading.probe()["chosen"] == {"name": "writer_cell", "unit": 5})
    page.mouse.move(canvas["x"] + 5, canvas["y"] + 40)
    until(lambda: reading.probe()["chosen"] is None)


def test_the_picture_follows_the_training(open_recurrent):
    page, bar, reading = open_recurrent("seed=4&decoder=feedback&order=reversed")
    before = reading.words
    bar.train()
    until(lambda: reading.probe()["step"] > 20, 90)
    assert reading.words != before
    reading.slider.focus()
    reading.slider.press("Home")
    for _ in range(ROWS + 2):
        reading.slider.press("ArrowRight")
    assert "Row 2 of 8 (the 7th from above) is written from the code, the writer's memory and the row" in reading.words
    assert [reading.blank("writer_hidden", row) for row in range(ROWS)] == [True] * 6 + [False] * 2
    no_trouble(page)


def test_another_image_is_chosen_by_its_picture_and_the_reading_stays_at_its_row(open_recurrent):
    page, _, reading = open_recurrent()
    reading.slider.focus()
    reading.slider.press("Home")
    reading.slider.press("ArrowRight")
    before = reading.canvas.screenshot()
    choose(page.locator(".rows").first, {"x": 120, "y": 10})
    until(lambda: "image=1" in page.evaluate("location.search"))
    until(lambda: reading.canvas.screenshot() != before)
    assert reading.at == 1
    no_trouble(page)


def test_a_prefix_is_chosen_by_its_picture(open_recurrent):
    page, _, _ = open_recurrent("panel=Prefix")
    choose(page.locator(".rows").nth(1), {"x": 5, "y": 5})
    expect(page.get_by_text("After 0 of 8 rows")).to_be_visible()
    no_trouble(page)


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(open_recurrent, dark):
    page, _, reading = open_recurrent(width=390, height=844, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes, width = reading.root.evaluate("root => [root.probe().boxes, root.querySelector('canvas').clientWidth]")
    assert max(box["left"] + box["width"] for box in boxes.values()) <= width
