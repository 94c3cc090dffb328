"""The lesson on stacked autoencoders in a real browser, against the real server."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, no_trouble, probe_of, until


class Sandwich:
    """The layers on the stage; the first of them, or that one."""

    def __init__(self, page, index=0):
        self.root = page.locator(".sandwich").nth(index)
        expect(self.root.locator(".layer").first).to_be_visible()

    @property
    def words(self):
        return self.root.locator("figcaption").inner_text()

    @property
    def sizes(self):
        return self.root.locator(".layer text").all_text_contents()

    def heights(self):
        return [float(rect.get_attribute("height")) for rect in self.root.locator(".layer rect").all()]

    def states(self):
        return [group.get_attribute("class").split()[1] for group in self.root.locator(".weights").all()]


@pytest.fixture
def open_stacked(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/stacked?{query}", **view)
        return opened, RunBar(opened)

    return make


def test_the_sandwich_is_to_scale_and_says_what_happens(open_stacked):
    page, _ = open_stacked()
    sandwich = Sandwich(page)
    assert sandwich.sizes == ["64", "32", "8", "32", "64"]
    heights = sandwich.heights()
    assert [height / heights[0] for height in heights] == pytest.approx([1, 0.5, 0.125, 0.5, 1], rel=1e-3)
    assert sandwich.states() == ["lit"] * 4
    until(lambda: "4,744 parameters learn together" in sandwich.words)
    page.get_by_role("textbox", name="Layers").fill("16-4")
    page.get_by_role("textbox", name="Layers").press("Enter")
    until(lambda: sandwich.sizes == ["64", "16", "4", "16", "64"])
    no_trouble(page)


def test_stages_are_lit_one_after_the_other_while_it_trains(open_stacked):
    page, bar = open_stacked("training=greedy&stage_steps=8000&steps=30000&seed=4")
    sandwich = Sandwich(page)
    assert sandwich.states() == ["lit", "later", "later", "lit"]
    bar.train()
    until(lambda: "Stage 1 of 2: 64-32-64" in sandwich.words)
    until(lambda: "Stage 2 of 2: 32-8-32" in sandwich.words and sandwich.states() == ["still", "lit", "lit", "still"])
    until(lambda: "Fine-tuning" in sandwich.words)
    assert sandwich.states() == ["lit"] * 4
    no_trouble(page)


def test_a_rival_is_replayed_on_the_same_clock(open_stacked):
    page, _ = open_stacked("beside=greedy")
    left, right = Sandwich(page, 0), Sandwich(page, 1)
    until(lambda: "All at once" in left.words and "Fine-tuning" in right.words)
    timeline = page.locator(".run-bar input[type=range]")
    timeline.press("Home")
    until(lambda: "Before the first step" in left.words and "Before the first step" in right.words)
    for _ in range(4):
        timeline.press("ArrowRight")
    until(lambda: "Stage 1 of 2" in right.words)
    assert right.states() == ["lit", "later", "later", "lit"]
    assert left.states() == ["lit"] * 4
    timeline.press("End")
    until(lambda: "Fine-tuning" in right.words)
    rows = page.locator(".rows").nth(1)
    until(lambda: probe_of(rows)["step"] == 3000)


def test_a_click_on_an_image_shows_its_neighbours(open_stacked):
    page, _ = open_stacked("panel=Neighbours")
    rows = page.locator(".rows").first
    until(lambda: probe_of(rows)["rows"][0]["count"] == 10)
    canvas = rows.locator("canvas").first
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 3.5 / 10, "y": box["height"] / 2})
    expect(page.get_by_text("Of image 3, a ")).to_be_visible()
    until(lambda: "image=3" in page.evaluate("location.search"))
    no_trouble(page)


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(open_stacked, dark):
    page, _ = open_stacked("layers=9-8-7-6-5&beside=tied", width=390, height=844, dark=dark)
    sandwich = Sandwich(page)
    assert len(sandwich.sizes) == 11
    sides = "texts => texts.map((text) => text.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    for (_, end), (start, _) in pairwise(sandwich.root.locator(".layer text").evaluate_all(sides)):
        assert end <= start
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
