"""The gradient microscope in a real browser, against the real server."""

import pytest
from playwright.sync_api import expect

from core.__main__ import make_trainer
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.distance_views import DistancesView
from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, no_trouble, until

PANELS = next(control.choices for control in controls_of(DistancesView) if control.name == "microscope")


@pytest.fixture
def open_lesson(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/distances?{query}", **view)
        return opened, RunBar(opened)

    return make


def chart_of(page, title):
    """What the chart of that title says of itself, once it is drawn; its words name the step and every number."""

    def found():
        rows = page.locator(".charts").all()
        plots = [plot for row in rows for plot in row.evaluate("root => root.drawCount ? root.probe() : []")]
        return next((plot for plot in plots if plot["words"] and plot["words"].startswith(title)), None)

    return until(found)


def trained(bar):
    """Press Train and wait for the end of a short run."""
    bar.press("main")
    until(lambda: bar.state == "finished", 120)


def show(page, panel):
    page.get_by_test_id("stButtonGroup").get_by_role("radio", name=panel, exact=True).click()


def test_the_preset_trains_and_the_saturating_gradient_falls(open_lesson):
    page, bar = open_lesson()
    page.get_by_role("button", name="Vanishing gradient", exact=True).click()
    until(lambda: bar.state in ("running", "finished") and bar.step > 150, 120)
    bar.pause()
    chart = chart_of(page, "Gradient that reaches the generator")
    low, high = chart["y"]
    assert high / low > 1e3  # all began at about the same: the curves have parted
    no_trouble(page)


def test_a_scrub_takes_the_pictures_of_the_networks_with_it(open_lesson):
    page, bar = open_lesson("preset=microscope&steps=60&d_width=16")
    trained(bar)
    step = page.get_by_text("Green: the network")
    expect(step).to_contain_text("Step 60.")
    slider = page.locator(".run-bar .scrub input")
    slider.evaluate("input => { input.value = 0; input.dispatchEvent(new Event('input')); }")
    expect(step).to_contain_text("Step 0.")
    assert "step 0:" in chart_of(page, "Gradient that reaches the generator")["words"]
    no_trouble(page)


def test_every_panel_opens_and_says_what_it_measured(open_lesson):
    page, bar = open_lesson("preset=microscope&steps=200")
    trained(bar)
    spec = trainer_spec("distances")
    w1 = make_trainer(spec, spec.parse({"preset": "microscope"})).observe().scalars["w1"]
    said = {
        "Gradients": "Green: the network",
        "Direction": "0° is straight there",
        "D": "A critic has no boundary of its own",
        "Critics": f"Exact W₁ = {w1:.3f}",
        "Reverse KL": "Checked at μ = 1, σ = 0.7",
    }
    assert set(said) == set(PANELS)
    for panel, words in said.items():
        show(page, panel)
        expect(page.get_by_text(words)).to_be_visible()
        no_trouble(page)
    show(page, "Direction")
    assert "Wasserstein, penalty" in chart_of(page, "Angle to the way")["words"]


def test_the_bumps_follow_their_slider_and_the_address_keeps_it(open_lesson):
    page, _ = open_lesson("preset=microscope&microscope=Reverse+KL")
    expect(page.get_by_text("Checked at μ = 1, σ = 0.7")).to_be_visible()
    slider = page.get_by_role("slider", name="Between the bumps")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    expect(page.get_by_text("Checked at μ = 1.25, σ = 0.7")).to_be_visible()
    until(lambda: "separation=5" in page.url)
    page.reload()
    expect(page.get_by_text("Checked at μ = 1.25, σ = 0.7")).to_be_visible()
    no_trouble(page)


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_is_wider_than_a_phone(open_lesson, panel):
    page, bar = open_lesson(f"preset=microscope&steps=20&microscope={panel.replace(' ', '+')}", width=390, height=844)
    trained(bar)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
