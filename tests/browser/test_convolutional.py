"""The convolutional autoencoder in a real browser: maps that follow the run, and both examples by hand."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, no_trouble, probe_of, settled, until


@pytest.fixture
def open_lesson(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/convolutional?{query}", **view)
        return opened, RunBar(opened)

    return make


def numbers(page, grid):
    """What the cells of a map say, row by row."""
    return page.locator(f".{grid} .cell").evaluate_all(
        "cells => cells.map((cell) => Number((cell.value ?? cell.textContent).replace('−', '-')))"
    )


def test_maps_follow_a_live_run_and_a_click_chooses_another_image(open_lesson):
    page, bar = open_lesson("seed=5")
    sheets = page.locator(".rows")
    until(lambda: sheets.count() == 3)
    bar.train()
    until(lambda: (probe_of(sheets.nth(1)).get("step") or 0) > 0)
    bar.pause()
    expect(sheets.nth(1)).to_contain_text("Down 2: 16 maps of 2×2")
    images = sheets.first.locator("canvas").first
    box = images.bounding_box()
    images.click(position={"x": box["width"] * 0.35, "y": box["height"] / 2})
    expect(page.get_by_text("Test image 3 on its way.")).to_be_visible()
    no_trouble(page)


def test_pooling_by_hand(open_lesson):
    page, _ = open_lesson("panel=Pooling+by+hand")
    page.locator(".pooling .unpooled .cell").first.wait_for()
    assert numbers(page, "pooled") == [5, 6, 7, 8]
    assert numbers(page, "unpooled") == [0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4]
    first = page.locator(".pooling .input .cell").first
    first.fill("9")
    assert numbers(page, "pooled") == [9, 6, 7, 8]
    assert numbers(page, "unpooled")[:6] == [1, 0, 2, 0, 0, 0]
    expect(page.locator(".pooling .said")).to_contain_text("largest is 9, in row 1, column 1")
    assert page.locator(".pooling .unpooled .lit").count() == 4
    first.press("ArrowRight")
    page.keyboard.type("x")
    expect(page.locator(".pooling .input .cell").nth(1)).to_have_attribute("aria-invalid", "true")
    assert numbers(page, "pooled") == [9, 6, 7, 8]  # what is no number changes nothing
    page.locator(".pooling .returned .cell").nth(3).fill("-2.5")
    assert numbers(page, "unpooled")[15] == -2.5
    page.locator(".pooling .lecture").click()
    assert numbers(page, "pooled") == [5, 6, 7, 8]


def test_transposed_convolution_by_hand_both_ways_and_pytorchs(open_lesson):
    page, _ = open_lesson("panel=Transposed+convolution+by+hand")
    verdict = page.locator(".transposed .verdict")
    verdict.wait_for()
    expect(verdict).to_have_text("The two results differ by at most 0, and from PyTorch's own by at most 0.")
    for selects in ({"k": "4"}, {"n": "2", "padding": "0"}, {"stride": "3", "k": "2"}, {"stride": "1", "k": "3"}):
        for name, value in selects.items():
            page.locator(f".transposed select.{name}").select_option(value)
        page.locator(".transposed .x .cell").first.fill("-7")
        assert numbers(page, "stamped") == numbers(page, "convolved")
        expect(verdict).to_have_text("The two results differ by at most 0, and from PyTorch's own by at most 0.")


def test_a_cell_of_the_result_says_what_meets_in_it_and_the_coverage_is_counted(open_lesson):
    page, _ = open_lesson("panel=Transposed+convolution+by+hand")
    page.locator(".transposed .stamped .cell").first.wait_for()
    settled(page.locator(".transposed"))
    page.locator(".transposed .stamped .cell").nth(6).hover()  # row 2, column 2: four stamps meet
    said = page.locator(".transposed .sum")
    expect(said).to_have_text("Row 2, column 2: 1 · −1 + 2 · 2 + 3 · 1 + 1 · 1 = 7")
    assert page.locator(".transposed .x .lit").count() == 4
    page.locator(".transposed .step").click()
    expect(said).to_contain_text("Row 2, column 3")
    page.locator(".transposed .convolved .cell").nth(7).press("ArrowDown")
    expect(said).to_contain_text("Row 3, column 3")
    assert set(numbers(page, "coverage")) == {1, 2, 4}
    page.locator(".transposed select.k").select_option("4")
    expect(page.locator(".transposed .even")).to_contain_text("every cell is reached 4 times")


def test_it_fits_a_telephone_in_the_dark(open_lesson):
    page, _ = open_lesson("panel=Transposed+convolution+by+hand", width=390, height=844, dark=True)
    page.locator(".transposed .stuffed .cell").first.wait_for()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    box = page.locator(".transposed .stuffed").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
