"""Rows of pictures and the map of codes in a real browser: drawn from the clock, chosen by hand and by keys."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness.made_up import colors, pictures
from tests.browser.lesson import settled, until

APP = Path(__file__).parent / "harness" / "codes_app.py"


@pytest.fixture
def rows(serve, page):
    url = serve(APP)

    def make(query="selected=2", **view):
        opened = page(f"{url}/?{query}", **view)
        until(lambda: probe(opened).get("step") == 100)
        until(lambda: all(row["count"] for row in probe(opened)["rows"]))
        return opened

    return make


def probe(page, piece=".rows"):
    return page.locator(piece).evaluate("root => root.probe?.() ?? {}")


def pixel(page, row, picture, x, y, size=(8, 8)):
    """Red, green and blue of a picture's own pixel."""
    of_row = probe(page)["rows"][row]
    line, column = divmod(picture, of_row["columns"])
    x = column * (size[0] * of_row["scale"] + of_row["gap"]) + (x + 0.5) * of_row["scale"]
    y = line * (size[1] * of_row["scale"] + of_row["gap"]) + (y + 0.5) * of_row["scale"]
    return (
        page.locator(".rows section")
        .nth(row)
        .locator("canvas")
        .evaluate("(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3)", [x, y])
    )


def test_ink_and_signs_have_their_colours(rows):
    page = rows()
    paper, ink = (255, 255, 255), (27, 36, 48)
    _, images = pictures()
    for i, x, y in ((0, 0, 0), (3, 5, 4)):
        value = images[i, y * 8 + x] / 255
        expected = [p + (i - p) * value for p, i in zip(paper, ink, strict=True)]
        assert pixel(page, 0, i, x, y) == pytest.approx(expected, abs=2)
    assert pixel(page, 2, 0, 0, 0, size=(6, 5)) == pytest.approx([0xD5, 0x5E, 0x00], abs=2)  # the least is full orange
    red, _, blue = pixel(page, 2, 23, 0, 0, size=(6, 5))
    assert blue > red + 60  # the largest is blue


@pytest.mark.parametrize("dark", [False, True])
def test_colours_are_drawn_as_they_are_whatever_the_theme(rows, dark):
    page = rows(dark=dark)
    for i, x, y in ((0, 0, 0), (2, 7, 3)):
        assert tuple(pixel(page, 3, i, x, y)) == tuple(colors()[i].reshape(8, 8, 3)[y, x])


def test_only_rows_of_the_run_are_drawn_anew_and_once_a_frame(rows):
    """A clock that moves tells its pieces so sixty times a second; the run comes with fewer frames."""
    page = rows()
    settled(page.locator(".rows").first)
    page.evaluate("""() => {
      const draw = CanvasRenderingContext2D.prototype.clearRect; // the first thing done to draw a row
      CanvasRenderingContext2D.prototype.clearRect = function (...area) {
        this.canvas.drawings = (this.canvas.drawings ?? 0) + 1;
        draw.apply(this, area);
      };
    }""")
    page.get_by_role("button", name="More").click()
    until(lambda: probe(page)["step"] == 200)
    settled(page.locator(".rows").first)
    of_data, of_run = (
        page.locator(".rows section").nth(row).locator("canvas").evaluate("canvas => canvas.drawings ?? 0")
        for row in (0, 1)
    )
    assert of_data < of_run <= of_data + 2  # all are drawn where the page itself comes anew


def test_what_comes_while_it_is_out_of_sight_is_drawn_once_it_is_seen(rows):
    page = rows()
    before = pixel(page, 1, 0, 3, 3)
    page.locator(".rows").evaluate("root => { root.style.marginTop = '5000px'; }")
    until(lambda: page.locator(".rows").bounding_box()["y"] > 4000)
    page.get_by_role("button", name="More").click()
    until(lambda: probe(page)["step"] == 200)
    assert pixel(page, 1, 0, 3, 3) == before
    page.locator(".rows").evaluate("root => { root.style.marginTop = ''; }")
    until(lambda: pixel(page, 1, 0, 3, 3)[0] < before[0] - 30)  # darker: more ink
    label = page.locator(".rows canvas").nth(1).get_attribute("aria-label")
    assert label == "Reconstructions: 10 pictures, step 200"
    assert page.locator(".rows canvas").first.get_attribute("aria-label") == "Images: 10 pictures"


def test_a_new_frame_is_drawn_with_its_numbers(rows):
    page = rows()
    captions = page.locator(".rows section").nth(1).locator(".numbers span")
    expect(captions.first).to_have_text("100.0")
    before = pixel(page, 1, 0, 3, 3)
    page.get_by_role("button", name="More").click()
    until(lambda: probe(page)["step"] == 200)
    assert pixel(page, 1, 0, 3, 3)[0] < before[0] - 30  # darker: more ink
    expect(captions.nth(9)).to_have_text("209.0")


def test_words_stand_below_their_pictures_as_text(rows):
    page = rows()
    assert page.locator(".rows section").nth(4).locator(".numbers span").all_inner_texts() == ["3 → 8", "<b>bold</b>"]


def test_pointing_names_the_picture_and_marks_its_column(rows):
    page = rows()
    canvas = page.locator(".rows section").nth(1).locator("canvas")
    canvas.hover(position={"x": canvas.bounding_box()["width"] * 0.35, "y": 10})
    expect(page.locator(".rows figcaption")).to_have_text("Reconstructions: test image 3 (3)")
    expect(page.locator(".rows .mark.hover:visible")).to_have_count(2)  # not in the row of filters
    page.locator(".rows section").nth(2).locator("canvas").hover(position={"x": 2, "y": 2})
    expect(page.locator(".rows figcaption")).to_have_text("Filters: filter 1")


def test_a_click_or_a_key_chooses_and_the_page_hears_of_it(rows):
    page = rows()
    canvas = page.locator(".rows section").first.locator("canvas")
    canvas.click(position={"x": canvas.bounding_box()["width"] * 0.55, "y": 10})
    expect(page.get_by_text("chosen: 5")).to_be_visible()
    canvas.press("ArrowRight")
    expect(page.get_by_text("chosen: 6")).to_be_visible()
    page.locator(".rows section").nth(2).locator("canvas").click(position={"x": 2, "y": 2})
    assert probe(page)["selected"] == 6  # a filter is no test image


def test_without_a_choice_nothing_is_chosen(rows):
    page = rows("")
    page.locator(".rows section").first.locator("canvas").click(position={"x": 5, "y": 5})
    assert probe(page)["selected"] is None
    expect(page.locator(".rows .mark.chosen:visible")).to_have_count(0)


def test_the_map_follows_the_dots_and_shows_the_picture_pointed_at(rows):
    page = rows()
    map_ = page.locator(".codes .dots")
    until(lambda: (seen := probe(page, ".codes")).get("dots") == 300 and seen["drawn"])
    before = probe(page, ".codes")
    assert all(0 < c < before["size"] for place in before["places"] for c in place)
    x, y = before["places"][0]
    map_.hover(position={"x": x, "y": y})
    expect(page.locator(".codes .which")).to_contain_text("Held-out image 0: 0")
    expect(page.locator(".codes .picture")).to_be_visible()
    page.get_by_role("button", name="More").click()
    until(lambda: probe(page, ".codes")["step"] == 200)
    after = probe(page, ".codes")  # twice as wide: the window has grown with it
    assert all(0 < c < after["size"] for place in after["places"] for c in place)
    page.locator(".codes .chips button").nth(1).click()  # only ones can be pointed at
    map_.hover(position={"x": x - 40, "y": y + 40})
    map_.hover(position={"x": after["places"][0][0], "y": after["places"][0][1] + 3})
    expect(page.locator(".codes .which")).to_contain_text(": 1")


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(rows, dark):
    page = rows(width=390, height=844, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    lines = [row["lines"] for row in probe(page)["rows"]]
    assert lines == [1, 1, 3, 2, 1]  # one line is cut, filters and large pictures go to further lines
