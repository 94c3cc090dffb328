"""The DCGAN in a real browser: training goes on from the recording, a broken guideline stands beside all five."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, until

TINY = "channels=8&batch_size=8&examples=50"


@pytest.fixture
def open_lesson(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/dcgan?{query}", **view)
        return opened, RunBar(opened)

    return make


def probe(page, sheet=0):
    return page.locator(".rows").nth(sheet).evaluate("rows => rows.probe?.() ?? {}")


def test_train_on_goes_on_from_the_recorded_model_and_reset_begins_from_noise(open_lesson):
    page, bar = open_lesson()
    last = lesson("dcgan").recording.frames[-1].step
    until(lambda: bar.state == "recording")
    bar.press("main")
    until(lambda: bar.state == "running" and bar.step > last)
    until(lambda: probe(page)["step"] > last)
    bar.press("main")
    until(lambda: bar.state == "paused")
    page.locator(".run-bar button.replay").click()
    until(lambda: probe(page)["step"] < last)  # what was recorded is still on the clock
    bar.press("reset")
    until(lambda: bar.state == "ready" and bar.step == 0)
    no_trouble(page)


def test_a_click_on_a_face_shows_its_maps(open_lesson):
    page, _ = open_lesson("panel=Feature+maps")
    expect(page.get_by_text("Face 0 on the stage")).to_be_visible()
    faces = page.locator(".rows").first.locator("canvas").first
    row = until(lambda: next((row for row in probe(page).get("rows", []) if row["count"]), None))
    assert (row["columns"], row["scale"]) == (7, 3)  # 96 pixels of the screen each
    faces.click(position={"x": 2.5 * 99, "y": 150})
    expect(page.get_by_text("Face 9 on the stage")).to_be_visible()
    no_trouble(page)


def test_a_broken_guideline_trains_beside_all_five(open_lesson):
    page, bar = open_lesson(f"{TINY}&tanh=false")
    until(lambda: page.locator(".rows").count() == 2)
    bar.train()
    until(lambda: all((probe(page, sheet).get("step") or 0) > 0 for sheet in (0, 1)))
    expect(page.locator(".rows").first).to_contain_text("Without: tanh at G's end")
    expect(page.locator(".rows").nth(1)).to_contain_text("All five guidelines")
    bar.pause()
    no_trouble(page)


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone_with_faces_that_can_be_seen(open_lesson, dark):
    page, _ = open_lesson(width=390, height=844, dark=dark)
    row = until(lambda: next((row for row in probe(page).get("rows", []) if row["count"]), None))
    assert row["scale"] >= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
