"""The square between four faces in a real browser: dragged, walked by keys, and what it shows."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import hover_p95, until

APP = Path(__file__).parent / "harness" / "walk_app.py"


@pytest.fixture
def walk(serve, page):
    def make(**view):
        opened = page(serve(APP), **view)
        until(lambda: probe(opened).get("size") == 5)
        return opened

    return make


def probe(page):
    return page.locator(".walk").evaluate("root => root.probe?.() ?? {}")


def place(page):
    return probe(page)["column"], probe(page)["row"]


def color(page, canvas, x, y):
    """Red, green and blue of a canvas's own pixel."""
    read = "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3)"
    return page.locator(f".walk {canvas}").evaluate(read, [x, y])


def test_the_sheet_holds_every_face_and_the_one_at_the_point_is_shown(walk):
    page = walk()
    assert color(page, ".sheet", 4 * 3 + 1, 4 * 1 + 2) == [60, 30, 100]
    assert place(page) == (2, 2)
    assert color(page, ".face", 1, 1) == [40, 60, 100]
    expect(page.locator(".walk figcaption")).to_have_text("50 % of the way to the right, 50 % down. Said below.")


def test_a_drag_moves_the_point_and_stops_at_the_edge(walk):
    page = walk()
    box = page.locator(".walk .sheet").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.9 * box["height"])
    assert place(page) == (2, 2)  # only pointed at
    page.mouse.down()
    assert place(page) == (1, 4)
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"])
    assert place(page) == (3, 2)
    assert color(page, ".face", 1, 1) == [60, 60, 100]
    page.mouse.move(box["x"] + box["width"] + 50, box["y"] - 50)
    assert place(page) == (4, 0)
    page.mouse.up()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    assert place(page) == (4, 0)
    mark = page.locator(".walk .mark").bounding_box()
    assert mark["x"] + mark["width"] == pytest.approx(box["x"] + box["width"], abs=1)


def test_keys_move_the_point_a_face_at_a_time(walk):
    page = walk()
    sheet = page.locator(".walk .sheet")
    for key, at in (("ArrowRight", (3, 2)), ("ArrowUp", (3, 1)), ("ArrowLeft", (2, 1)), ("ArrowDown", (2, 2))):
        sheet.press(key)
        assert place(page) == at


def test_other_faces_are_shown_at_the_same_place(walk):
    page = walk()
    page.locator(".walk .sheet").press("ArrowRight")
    page.get_by_role("button", name="Others").click()
    until(lambda: color(page, ".face", 1, 1) == [60, 60, 200])
    assert color(page, ".sheet", 1, 1) == [0, 0, 200]
    assert place(page) == (3, 2)


def test_dragging_answers_within_a_frame_of_the_screen(walk):
    page = walk()
    box = page.locator(".walk .sheet").bounding_box()

    def drag():
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 280, box["y"] + 280, steps=45)
        page.mouse.up()

    assert hover_p95(page.locator(".walk .sheet"), drag) <= 16.7


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone_and_follows_a_finger(walk, dark):
    page = walk(width=390, height=844, dark=dark, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(".walk .sheet").bounding_box()
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + 0.1 * box["height"])
    assert place(page) == (4, 0)
