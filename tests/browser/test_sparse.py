"""The sparse autoencoder in a real browser: activations live, a unit chosen, and set by hand."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from core.settings import trainer_spec
from core.training.sparse_ae import SparseAETrainer
from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, probe_of, settled, until


class Activations:
    """The map of units and images."""

    def __init__(self, page, index=0):
        self.page, self.root = page, page.locator(".activations").nth(index)
        self.canvas = self.root.locator(".map")
        until(lambda: self.probe().get("box"))

    def probe(self):
        return probe_of(self.root)

    def place(self, row, column):
        """Where a cell of the map lies on the page."""
        settled(self.canvas)
        box, at = self.probe()["box"], self.canvas.bounding_box()
        x = box["left"] + (column + 0.5) / 200 * (box["right"] - box["left"])
        y = box["top"] + (row + 0.5) / len(self.probe()["order"]) * (box["bottom"] - box["top"])
        return at["x"] + x, at["y"] + y


@pytest.fixture
def open_sparse(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/sparse?{query}", **view)
        return opened, RunBar(opened)

    return make


def newest(page, seen):
    """Rest at the last frame of the recording; returns it."""
    page.get_by_role("button", name="Newest").click()
    last = lesson("sparse").recording.frames[-1]
    until(lambda: seen.probe()["step"] == last.step)
    return last


def test_pointing_tells_the_activation_and_a_click_chooses_unit_and_image(open_sparse):
    page, _ = open_sparse()
    seen = Activations(page)
    recording, last = lesson("sparse").recording, newest(page, seen)
    unit, column = 42, 117
    image, label = (int(recording.static_arrays[name][column]) for name in ("columns", "column_labels"))
    page.mouse.move(*seen.place(unit, column))
    value = f"{last.arrays['units'][unit, column] / 255:.2f}"
    expect(seen.root.locator(".at")).to_contain_text(f"Unit {unit}: mean")
    expect(seen.root.locator(".at")).to_contain_text(f"test image {image} ({label}): {value}.")
    page.mouse.click(*seen.place(unit, column))
    expect(page.locator(".clamp h4")).to_have_text(f"Set unit {unit} by hand, on test image {image} ({label})")
    seen.canvas.press("ArrowDown")
    expect(page.locator(".clamp h4")).to_contain_text("unit 43")
    no_trouble(page)


def test_units_are_sorted_by_use_and_by_class(open_sparse):
    page, _ = open_sparse()
    seen = Activations(page)
    frame = newest(page, seen)
    assert seen.probe()["order"] == list(range(100))
    seen.root.get_by_role("button", name="by use").click()
    means = frame.arrays["means"].astype(float)[seen.probe()["order"]]
    assert (np.diff(means) <= 0).all()
    seen.root.get_by_role("button", name="by class").click()
    labels = lesson("sparse").recording.static_arrays["column_labels"]
    by_class = np.stack([frame.arrays["units"][:, labels == c].mean(1) for c in range(10)], axis=1)
    assert (np.diff(by_class.argmax(1)[seen.probe()["order"]]) >= 0).all()


def test_a_unit_set_by_hand_gives_the_picture_that_torch_gives(open_sparse):
    page, _ = open_sparse("unit=12&image=30")
    clamp = page.locator(".clamp")
    until(lambda: len(probe_of(clamp)["after"]) == 64)
    recording, spec = lesson("sparse").recording, trainer_spec("sparse_ae")
    trainer = SparseAETrainer(spec.parse(recording.settings))
    trainer.load(recording.weights)

    def expected(value=None):
        with torch.no_grad():
            code = trainer.model.encode(trainer.test[30:31])
            if value is not None:
                code[0, 12] = value
            return trainer.model.decode(code)[0].numpy()

    def seen():
        return np.array(clamp.evaluate("root => root.probe().after"))

    assert np.abs(seen() - expected()).max() < 1e-3
    slider = clamp.locator("input")
    for value in (0.75, 0.0):
        slider.evaluate("(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value)
        until(lambda value=value: np.abs(seen() - expected(value)).max() < 1e-3, 5)
        expect(clamp.locator("figcaption")).to_contain_text(f"set to {value:.2f}")
    slider.press("ArrowRight")
    assert clamp.evaluate("root => root.probe().value") == pytest.approx(0.01)
    clamp.get_by_role("button", name="Let go").click()
    assert np.abs(seen() - expected()).max() < 1e-3


def test_two_penalties_train_on_one_clock_and_part(open_sparse):
    page, bar = open_sparse("seed=4&steps=100000&beside=none&panel=Compare")
    kl, none = Activations(page), Activations(page, 1)
    bar.train()
    until(lambda: min(one.probe()["step"] for one in (kl, none)) > 300, 90)
    bar.pause()
    words = [one.root.locator(".now").inner_text() for one in (kl, none)]
    means = [float(re.search(r"mean activation ([\d.]+)", said)[1]) for said in words]
    assert means[0] < 0.2 < 0.4 < means[1]
    expect(page.locator(".charts canvas")).to_have_count(6)
    no_trouble(page)


def test_a_click_on_a_filter_chooses_its_unit(open_sparse):
    page, _ = open_sparse("panel=Filters")
    seen = Activations(page)
    last = newest(page, seen)
    expect(page.locator(".rows")).to_have_count(2)  # those of the stage, and of the panel
    filters = page.locator(".rows").nth(1).locator("canvas").last
    filters.scroll_into_view_if_needed()
    settled(filters)
    filters.click(position={"x": 5, "y": 5})  # the first: of the busiest unit
    until(lambda: seen.probe()["selected"] == int(last.arrays["by_use"][0]))
    no_trouble(page)


def test_map_and_pictures_fit_on_the_first_screen(open_sparse):
    page, _ = open_sparse()
    Activations(page)
    rows = page.locator(".rows").first
    until(lambda: all(row["count"] for row in probe_of(rows)["rows"]))
    last = rows.locator("canvas").last
    settled(last)
    box, title = last.bounding_box(), rows.locator("h4").last.bounding_box()
    assert box["y"] + box["height"] <= 720
    assert title["x"] + title["width"] <= box["x"]
    page.set_viewport_size({"width": 390, "height": 844})  # no room beside: the title goes above its row
    until(lambda: rows.locator("h4").last.bounding_box()["y"] < last.bounding_box()["y"] - 10)


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(open_sparse, dark):
    page, _ = open_sparse(width=390, height=844, dark=dark)
    Activations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
