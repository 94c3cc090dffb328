"""The sketch in a real browser: what is drawn reaches Python at the data set's size and place."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

HARNESS = Path(__file__).parent / "harness"
SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.6), (0.4, 0.8)]


@pytest.fixture
def sheet(serve, page):
    url = serve(HARNESS / "sketch_app.py")

    def open_sheet(side=8, **options):
        opened = page(f"{url}/?side={side}", **options)
        opened.locator(".board").wait_for()
        expect(opened.locator(".hint")).to_have_text("Draw a digit")
        expect(opened.get_by_role("button", name="Clear")).to_be_disabled()  # the empty sheet is drawn
        return opened

    return open_sheet


def draw(page, points):
    box = page.locator(".sketch .board").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def image(page, side):
    expect(page.get_by_text(re.compile(rf"pixels: {side * side},"))).to_be_visible()
    return np.array(json.loads(page.locator("code").last.inner_text())).reshape(side, side)


def test_digits_fill_all_rows(sheet):
    page = sheet(8)
    draw(page, SEVEN)
    picture = image(page, 8)
    assert picture.dtype.kind == "i"
    assert 0 <= picture.min() < picture.max() <= 255
    assert picture[0].max() > 60  # the first and the last row have ink, as in the data set
    assert picture[7].max() > 60
    assert picture[:, 0].max() < picture[:, 4].max()
    ink = page.locator(".small").evaluate("c => [...c.getContext('2d').getImageData(0, 0, 8, 8).data]")
    assert np.corrcoef(255 - np.array(ink).reshape(-1, 4)[:, 0], picture.ravel())[0, 1] > 0.999  # the preview is it


@pytest.mark.parametrize("shrink", [1.0, 0.4])
def test_mnist_box_and_centre_of_mass(sheet, shrink):
    page = sheet(28)
    draw(page, [(0.1 + x * shrink, 0.1 + y * shrink) for x, y in SEVEN])
    picture = image(page, 28)
    rows, columns = np.flatnonzero(picture.max(1) > 40), np.flatnonzero(picture.max(0) > 40)
    assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    places = np.arange(28) + 0.5
    np.testing.assert_allclose(
        [picture.sum(0) @ places / picture.sum(), picture.sum(1) @ places / picture.sum()], 14, atol=0.3
    )


def test_clear_and_undo(sheet):
    page = sheet(8)
    draw(page, SEVEN)
    seven = image(page, 8)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("pixels: 0, ink: 0")).to_be_visible()
    expect(page.locator(".hint")).to_be_visible()
    page.get_by_role("button", name="Undo").click()  # the cleared drawing comes back
    np.testing.assert_array_equal(image(page, 8), seven)
    page.locator(".board").focus()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("pixels: 0, ink: 0")).to_be_visible()
    draw(page, SEVEN)
    image(page, 8)
    page.keyboard.press("Delete")
    expect(page.get_by_text("pixels: 0, ink: 0")).to_be_visible()


def test_eraser_takes_ink_away(sheet):
    page = sheet(28)
    draw(page, [(0.5, 0.1), (0.5, 0.9)])
    line = image(page, 28)
    page.get_by_role("button", name="Eraser").click()
    draw(page, [(0.2, 0.5), (0.8, 0.5)])
    page.wait_for_function("text => !document.body.innerText.includes(text)", arg=f"ink: {line.sum()}")
    assert image(page, 28)[13:15].sum() < line[13:15].sum() / 4


def test_on_a_phone_in_the_dark(sheet):
    page = sheet(8, width=390, height=844, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    draw(page, SEVEN)
    image(page, 8)
    pixels = page.locator(".board").evaluate("c => [...c.getContext('2d').getImageData(0, 0, 220, 220).data]")
    assert max(pixels[0::4]) > 200  # light ink


# ------------------------------------------------------------------------------------------- a world of points


@pytest.fixture
def world(serve, page):
    url = serve(HARNESS / "sketch_app.py")

    def open_world(seed=0, more="", **options):
        opened = page(f"{url}/?mode=points&seed={seed}{more}", **options)
        opened.locator(".board").wait_for()
        expect(opened.locator(".hint")).to_have_text("Draw a world")
        expect(opened.locator(".count")).to_contain_text("of 400 points")  # the empty sheet is drawn
        return opened

    return open_world


def points(page, more_than=0):
    """The points that Python has, [n, 2], once there are more than that."""
    page.wait_for_function(
        "least => Number(document.body.innerText.match(/points: (\\d+)/)?.[1]) > least", arg=more_than
    )
    return np.array(json.loads(page.locator("code").last.inner_text())).reshape(-1, 2)


def test_points_lie_along_the_stroke(world):
    page = world()
    draw(page, [(0.25, 0.25), (0.75, 0.25)])  # 3 of the world's units from left to right, above the middle
    drawn = points(page)
    assert 45 <= len(drawn) <= 55
    expect(page.locator(".count")).to_have_text(f"{len(drawn)} of 400 points")
    np.testing.assert_allclose(drawn.mean(0), [0, 1.5], atol=0.08)
    assert 0.04 < drawn[:, 1].std() < 0.12  # scattered
    assert np.ptp(drawn[:, 0]) == pytest.approx(3, abs=0.4)
    assert (drawn == drawn.round(2)).all()
    picture = page.locator(".board").evaluate("c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")
    blue = np.array(picture).reshape(320, 320, 4)[..., :3] - np.array([0x00, 0x72, 0xB2])
    rows, columns = np.nonzero(np.abs(blue).sum(-1) < 30)
    np.testing.assert_allclose([columns.mean() / 320, rows.mean() / 320], [0.5, 0.25], atol=0.02)


def test_the_same_stroke_and_seed_give_the_same_points(world):
    drawn = []
    for seed in (0, 0, 1):
        page = world(seed)
        draw(page, SEVEN)
        drawn.append(points(page))
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert (drawn[0] != drawn[2]).any()


def test_points_that_the_page_has_lie_on_the_sheet_and_new_ones_join_them(world):
    page = world(more="&given")
    expect(page.locator(".count")).to_have_text("2 of 400 points")
    draw(page, [(0.25, 0.25), (0.75, 0.25)])
    np.testing.assert_array_equal(points(page)[:2], [[-1.5, 0.5], [2.25, -0.75]])
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("points: 0", exact=True)).to_be_visible()
    draw(page, [(0.2, 0.2), (0.4, 0.2)])
    assert (points(page)[:2] != [[-1.5, 0.5], [2.25, -0.75]]).all()


def test_points_can_be_taken_back_and_cleared(world):
    page = world()
    expect(page.get_by_role("button", name="Eraser")).to_be_hidden()
    draw(page, [(0.2, 0.2), (0.4, 0.2)])
    first = points(page)
    draw(page, [(0.2, 0.8), (0.4, 0.8)])
    both = points(page, len(first))
    np.testing.assert_array_equal(both[: len(first)], first)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(f"points: {len(first)}", exact=True)).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("points: 0", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    np.testing.assert_array_equal(points(page), first)


def test_a_world_holds_400_points_within_its_square(world):
    page = world()
    draw(page, [(x, y) for i in range(10) for x, y in ((0.02, 0.03 + i / 10), (0.99, 0.03 + i / 10))])
    drawn = points(page, 399)
    assert drawn.shape == (400, 2)
    assert np.abs(drawn).max() <= 3
    expect(page.locator(".count")).to_have_text("400 of 400 points: the world is full")


def test_a_world_is_drawn_with_a_finger_on_a_phone(world):
    page = world(width=390, height=844, touch=True, dark=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator(".sketch .board").bounding_box()
    assert box["x"] + box["width"] <= 390
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    np.testing.assert_allclose(points(page), [[0, 1.5]], atol=0.35)
