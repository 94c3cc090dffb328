"""The four changes of the WGAN in a real browser, against the real server: every switch, and what it does."""

import math

import pytest
from playwright.sync_api import expect

from core.settings.wgan import SWITCHES
from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import no_trouble, probe_of, until
from tests.browser.stage import Stage, both_train, two_panes

LONG = "steps=100000&g_width=16&d_width=32"
LABELS = {switch.name: switch.label for switch in SWITCHES}


@pytest.fixture
def open_wgan(page, serve):
    """Opens the lesson at an address; returns (page, stage, run bar) once both panes show a frame."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        return two_panes(page(f"{url}/wgan?{query}", **view))

    return make


def turn(page, name, count):
    """Press the switch; `count` are then on."""
    page.get_by_test_id("stCheckbox").filter(has_text=LABELS[name]).locator("label").first.click()
    titles = ["no change", "One change", "Two changes", "Three changes", "The WGAN"]
    expect(page.locator(".stage .title").first).to_contain_text(titles[count])


def address(page):
    return page.evaluate("location.search")


def words(page, index):
    """What the chart of that number says it shows."""
    charts = page.locator(".charts")
    until(lambda: charts.count() and len(probe_of(charts)) > index)
    return probe_of(charts)[index]["words"]


def number(text):
    """The last number of a chart's words; none while there are no frames."""
    try:
        return float(text.rpartition(" ")[2].replace(",", "").replace("−", "-"))
    except ValueError:
        return math.nan


def test_both_panes_draw_their_recordings(open_wgan):
    page, stage, _ = open_wgan()
    item = lesson("wgan")
    ends = [run.recording.frames[-1].step for run in (item, item.beside("gp"))]
    until(lambda: stage.steps() == ends)
    no_trouble(page)


def test_every_switch_is_pressed_and_does_what_it_says(open_wgan):
    # high enough for stage and charts: what is out of sight is not drawn
    page, stage, bar = open_wgan(f"{LONG}&panel=Slope", width=1280, height=1700)
    assert page.get_by_role("switch", name=LABELS["linear"]).is_disabled()
    bar.train()
    both_train(stage)

    turn(page, "means", 1)
    until(lambda: "loss=total_variation" in address(page))
    both_train(stage)
    turn(page, "linear", 2)
    until(lambda: "loss=wasserstein" in address(page))
    assert page.get_by_role("switch", name=LABELS["means"]).is_disabled()
    both_train(stage)
    until(lambda: "step" in words(page, 0) and number(words(page, 0)) > 5)  # nothing bounds its slope

    turn(page, "clipped", 3)
    until(lambda: "weight_clipping=true" in address(page).lower())
    both_train(stage)
    until(lambda: number(words(page, 0)) < 0.5)
    page.get_by_role("button", name="Weights", exact=True).or_(page.get_by_text("Weights", exact=True)).first.click()
    until(lambda: page.get_by_text("of D's weights lie at ±c").count() == 1)
    until(lambda: number(words(page, 1)) > 0.1)  # piled up at the ends

    turn(page, "plain", 4)
    until(lambda: "optimizer_d=rmsprop" in address(page) and "optimizer_g=rmsprop" in address(page))
    both_train(stage)
    no_trouble(page)


def test_a_reload_keeps_the_switches(open_wgan):
    page, _, _ = open_wgan(LONG)
    turn(page, "clipped", 1)
    until(lambda: "weight_clipping=true" in address(page).lower())
    page.reload()
    again = Stage(page)
    until(lambda: len(steps := again.steps()) == 2 and None not in steps)
    assert page.get_by_role("switch", name=LABELS["clipped"]).is_checked()
    assert not page.get_by_role("switch", name=LABELS["means"]).is_checked()
    no_trouble(page)


def test_the_losses_are_drawn_with_their_correlations(open_wgan):
    page, _, _ = open_wgan("panel=Loss+against+distance")
    expect(page.get_by_text("correlation r =")).to_have_count(2)
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    no_trouble(page)


def test_nothing_is_wider_than_a_phone(open_wgan):
    page, _, _ = open_wgan("panel=Loss+against+distance", width=390, height=844)
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
