"""The descent race in a real browser, against the real server."""

import numpy as np
import pytest
from playwright.sync_api import expect

from core.settings.distances import RACERS
from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, no_trouble, until
from tests.browser.stage import Stage

GENERATED = np.array([0xD5, 0x5E, 0x00])
PANES = list(RACERS)


@pytest.fixture
def open_race(page, serve):
    """Opens the race at an address; returns (page, stage, run bar) once all panes show the start."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/distances?preset=race&{query}", **view)
        stage = Stage(opened)
        until(lambda: stage.steps() == [0] * 6)
        return opened, stage, RunBar(opened)

    return make


def numbers(stage, racer):
    """What stands above a pane: {W₁, JS, pull}, as text."""
    pane = stage.find(".pane").nth(PANES.index(racer))
    return dict(zip(pane.locator(".numbers dt").all_inner_texts(), pane.locator("dd").all_inner_texts(), strict=True))


def middle(stage, racer):
    """How far to the right of its pane the points of a cloud are on the mean, 0 to 1; arrows and trails hidden."""
    picture = stage.pixels(PANES.index(racer))[..., :3].astype(int)
    columns = np.nonzero(np.abs(picture - GENERATED).sum(-1) < 60)[1]
    return columns.mean() / picture.shape[1]


def test_the_w1_cloud_arrives_while_the_js_cloud_stands_still(open_race):
    page, stage, bar = open_race("race=The+lecture's+table&samples=64")
    assert stage.find(".title").all_inner_texts() == list(RACERS.values())
    for layer in ("gradients", "trails", "real"):
        stage.chip(layer).click()
    start = {racer: middle(stage, racer) for racer in ("w1", "js", "kl")}
    assert {round(place, 3) for place in start.values()} == {round(start["js"], 3)}
    assert start["w1"] > 0.7
    begun = {racer: numbers(stage, racer) for racer in ("w1", "js")}
    assert begun["w1"]["W₁"] == begun["js"]["W₁"]
    bar.press("main")
    until(lambda: bar.state == "finished", 90)
    until(lambda: stage.steps() == [100] * 6)

    assert middle(stage, "js") == pytest.approx(start["js"], abs=0.005)
    assert numbers(stage, "js")["W₁"] == begun["js"]["W₁"]
    assert numbers(stage, "js")["JS"] == "0.693"
    assert "10⁻" in numbers(stage, "js")["pull"]
    assert middle(stage, "w1") < 0.3
    assert float(numbers(stage, "w1")["W₁"]) < 0.1
    assert numbers(stage, "w1")["pull"] == "1"
    expect(stage.find(".pane").nth(PANES.index("kl")).locator(".outside")).to_contain_text("outside")
    page.get_by_test_id("stDataFrame").wait_for()
    no_trouble(page)
    caption = page.get_by_text("on W₁ itself")
    until(lambda: "not known" not in caption.inner_text())
    way = caption.inner_text().split("on W₁ itself, ")[1].rstrip(".").split(" → ")
    assert [float(place) for place in way] == pytest.approx([2.4, 1.2, 0.0], abs=0.1)


def test_panes_are_scrubbed_together_and_every_iteration_is_there(open_race):
    page, stage, bar = open_race("samples=16&steps=20")
    bar.press("main")
    until(lambda: bar.state == "finished")
    slider = page.locator(".run-bar .scrub input")
    for step in (1, 7, 13):
        slider.evaluate("(input, step) => { input.value = step; input.dispatchEvent(new Event('input')); }", step)
        until(lambda step=step: stage.steps() == [step] * 6)


def test_what_the_race_never_has_is_no_chip_and_the_digits_follow(open_race):
    _, stage, _ = open_race("samples=16")
    layers = [chip.get_attribute("data-layer") for chip in stage.find(".layers button").all()]
    assert layers == ["real", "generated", "gradients", "trails"]
    stage.find(".hand").first.focus()
    stage.page.keyboard.press("3")
    assert stage.probe("shown")["gradients"] is False


def test_the_crosshair_is_at_the_same_place_of_every_pane(open_race):
    page, stage, _ = open_race("samples=16")
    box = stage.find(".world").nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(lambda: stage.probe("crosshair"))
    place = stage.probe("crosshair")
    assert (place["x"], place["y"]) == pytest.approx((1.2, 0), abs=0.03)
    until(lambda: set(stage.find(".readout").all_inner_texts()) == {stage.find(".readout").first.inner_text()})
    stage.find(".hand").first.focus()
    page.keyboard.press("ArrowRight")
    assert stage.probe("crosshair")["x"] > place["x"]


def test_at_1280_by_720_all_six_panes_are_seen_at_once(open_race):
    _, stage, _ = open_race("samples=16")
    boxes = [pane.bounding_box() for pane in stage.find(".world").all()]
    assert len({round(box["y"]) for box in boxes}) == 2
    assert max(box["y"] + box["height"] for box in boxes) <= 720
    assert min(box["width"] for box in boxes) >= 220


def test_on_a_phone_nothing_is_wider_than_the_page(open_race):
    page, stage, _ = open_race("samples=16", width=390, height=800)
    assert max(box["x"] + box["width"] for box in (pane.bounding_box() for pane in stage.find(".pane").all())) <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
