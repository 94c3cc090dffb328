"""The linear autoencoder in a real browser, against the real server: the plane swings into PCA's."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, probe_of, until


class Space:
    """The cloud in space."""

    def __init__(self, page):
        self.root = page.locator(".space")
        self.canvas = self.root.locator("canvas")
        until(lambda: self.probe()["pieces"] > 0)

    def probe(self):
        return probe_of(self.root)

    @property
    def angle(self):
        return self.probe()["scalars"]["principal_angle"]


@pytest.fixture
def open_linear(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/linear?{query}", **view)
        return opened, RunBar(opened)

    return make


def test_it_opens_with_the_recorded_plane_in_pcas(open_linear):
    page, bar = open_linear()
    space = Space(page)
    assert bar.state == "recording"
    assert space.probe()["step"] == lesson("linear").recording.frames[-1].step
    assert space.angle < 0.01
    expect(page.locator(".space figcaption")).to_contain_text("error 1.0000 × PCA's")
    no_trouble(page)


def test_training_swings_the_plane_into_pcas_and_the_camera_stays(open_linear):
    page, bar = open_linear("seed=5&slow=true")
    space = Space(page)
    before = space.probe()
    assert before["scalars"]["principal_angle"] > 10
    space.canvas.press("ArrowLeft")
    box = space.canvas.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 130, steps=4)
    page.mouse.up()
    turned = space.probe()
    assert turned["azimuth"] < before["azimuth"] - 0.12
    assert turned["elevation"] != before["elevation"]
    bar.train()
    until(lambda: space.angle < before["scalars"]["principal_angle"] / 2)
    page.get_by_test_id("stCheckbox").filter(has_text="Slow motion").locator("label").first.click()
    until(lambda: space.angle < 1)
    now = space.probe()
    assert (now["azimuth"], now["elevation"]) == (turned["azimuth"], turned["elevation"])
    no_trouble(page)


def test_layers_are_switched(open_linear):
    page, _ = open_linear()
    space = Space(page)
    everything = space.probe()["pieces"]
    assert everything == 2 * 300 + 2 * 12 * 12
    page.get_by_role("button", name="PCA's plane").click()
    until(lambda: space.probe()["pieces"] == everything - 144)
    page.get_by_role("button", name="reconstructions").click()
    until(lambda: space.probe()["pieces"] == 300 + 144)


def test_digits_with_another_size_of_code_train_beside_pca(open_linear):
    page, bar = open_linear()
    page.get_by_role("button", name="Digits, k = 8", exact=True).click()
    expect(page.get_by_alt_text("Learned axes")).to_be_visible()
    expect(page.locator(".space")).to_have_count(0)
    until(lambda: bar.step > 0)
    page.get_by_role("slider", name="Code size k").press("ArrowRight")
    until(lambda: "latent_dim=9" in page.evaluate("location.search"))
    until(lambda: bar.state in ("running", "finished") and bar.step > 20)
    page.get_by_role("radio", name="Size of the code").click()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    no_trouble(page)


def test_a_bent_surface_has_no_angle(open_linear):
    page, bar = open_linear("preset=bowl")
    bar.train()
    until(lambda: "bent" in page.locator(".space figcaption").inner_text())
    page.get_by_role("radio", name="Axes").click()
    expect(page.get_by_text("A bent decoder has no axes")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(open_linear, dark):
    page, _ = open_linear(width=390, height=844, dark=dark)
    Space(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
