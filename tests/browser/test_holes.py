"""The plain autoencoder beside the VAE in a real browser: two maps, one clock, a picture under the pointer."""

import numpy as np
import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, no_trouble, until

DRAWN = "canvas => canvas.probe && canvas.probe().step !== null && canvas.drawCount > 0"
PROBE = "canvas => canvas.probe()"


@pytest.fixture
def open_holes(page, serve):
    """Opens the lesson at an address; returns (page, both maps, run bar) once the maps are drawn."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/holes?{query}", **view)
        maps = opened.locator("canvas.map")
        until(lambda: maps.count() == 2)
        both = [maps.nth(0), maps.nth(1)]
        until(lambda: all(one.evaluate(DRAWN) for one in both))
        return opened, both, RunBar(opened)

    return make


def picture(page, index):
    return page.locator("canvas.decoded").nth(index).evaluate("canvas => canvas.toDataURL()")


def test_pointing_decodes_on_the_map_that_is_pointed_at(open_holes):
    page, (left, right), bar = open_holes()
    bar.press("live")
    until(lambda: left.evaluate(PROBE)["step"] == right.evaluate(PROBE)["step"] == 3000)
    box = left.bounding_box()
    page.mouse.move(box["x"] + 300, 5)  # so that the way to the left map does not cross the right one
    shown, there = picture(page, 0), right.evaluate(PROBE)["z"]
    page.mouse.move(box["x"] + 300, box["y"] + 250, steps=3)
    until(lambda: picture(page, 0) != shown)
    assert right.evaluate(PROBE)["z"] == there
    z = left.evaluate(PROBE)["z"]
    assert len(z) == 8
    assert not np.allclose(z, there)


def test_the_picture_gives_way_to_the_pointer(open_holes):
    page, (left, _), _ = open_holes()
    shown = page.locator("canvas.decoded").first
    box = left.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100, steps=3)
    until(lambda: shown.bounding_box()["x"] > box["x"] + box["width"] / 2)
    page.mouse.move(box["x"] + 300, box["y"] + 300, steps=3)
    until(lambda: shown.bounding_box()["x"] < box["x"] + box["width"] / 2)


def test_a_plain_code_has_neither_prior_nor_posterior(open_holes):
    page, _, _ = open_holes()
    chips = [page.locator(".pad").nth(i).locator(".layers button").all_inner_texts() for i in (0, 1)]
    assert chips == [["manifold", "codes μ"], ["manifold", "codes μ", "prior 1σ, 2σ", "posterior"]]


def test_both_train_on_one_clock_and_a_preset_changes_both(open_holes):
    page, maps, bar = open_holes("seed=4")
    bar.train()
    until(lambda: all(one.evaluate(PROBE)["step"] > 50 for one in maps))
    bar.pause()
    page.get_by_role("button", name="Two numbers", exact=True).click()
    until(lambda: all(len(one.evaluate(PROBE)["z"]) == 2 for one in maps))
    until(lambda: bar.state in ("running", "finished") and bar.step > 0)
    bar.pause()
    no_trouble(page)


def test_a_click_chooses_the_digit_on_both(open_holes):
    page, (left, right), bar = open_holes()
    bar.press("live")
    until(lambda: left.evaluate(PROBE)["step"] == 3000)
    left_, top, size = left.evaluate(PROBE)["plot"]
    left.click(position={"x": left_ + size / 2, "y": top + size / 2})
    left.press("Enter")  # the nearest picture, wherever it is
    until(lambda: left.evaluate(PROBE)["selected"] not in (None, 0))
    until(lambda: right.evaluate(PROBE)["selected"] == left.evaluate(PROBE)["selected"])
    expect(page.locator(".stException")).to_have_count(0)


def test_it_fits_a_phone(open_holes):
    page, _, _ = open_holes(width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
