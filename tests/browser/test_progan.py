"""The ProGAN's page in a real browser: it grows while it trains, the schedule moves α, a hand takes it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import RunBar, no_trouble, probe_of, settled, until

APP = Path(__file__).parents[2] / "explorer.py"
TINY = "channels=4&batch_size=8&examples=50&latent_dim=8"


@pytest.fixture
def lesson(serve, page):
    url = serve(APP)

    def make(query="", **view):
        opened = page(f"{url}/progan?{query}", **view)
        opened.locator(".blend").wait_for()
        until(lambda: probe(opened).get("shown") is not None)
        return opened

    return make


def probe(page):
    return page.locator(".blend").evaluate("root => root.probe?.() ?? {}")


def rows(page):
    return probe_of(page.locator(".rows").first)["rows"]


def test_it_opens_on_its_recording_with_large_faces_and_a_blend_that_follows_the_hand(lesson):
    page = lesson()
    until(lambda: rows(page)[0]["count"] == 12)
    assert rows(page)[0]["scale"] == 2  # 64 pixels of the screen for 32 of the picture
    page.locator(".blend input").focus()
    page.keyboard.press("End")
    assert (probe(page)["alpha"], probe(page)["held"]) == (1, 1)
    expect(page.locator(".blend .which")).to_contain_text("1.00 by hand")
    no_trouble(page)


def test_faces_schedule_slider_and_blend_fit_on_the_first_screen(lesson):
    page = lesson()
    until(lambda: rows(page)[0]["count"] == 12)
    blended = page.locator(".blend .generator canvas").nth(14)  # the last of the third row
    settled(blended)
    box = blended.bounding_box()
    assert box["y"] + box["height"] <= 720


def test_it_grows_while_it_trains_and_the_schedule_moves_alpha(lesson):
    page = lesson(f"{TINY}&stable=5&fading=20000&steps=100000")
    bar = RunBar(page)
    bar.train()
    until(lambda: probe(page)["fades"])
    before = probe(page)["alpha"]
    until(lambda: probe(page)["alpha"] > before)
    assert probe(page)["side"] == 8
    expect(page.locator(".blend .which")).to_contain_text("8 × 8 pixels fade in")
    page.locator(".blend input").focus()
    page.keyboard.press("End")
    shown = probe(page)["shown"]
    until(lambda: probe(page)["shown"] > shown)
    assert probe(page)["alpha"] == 1  # the hand's, while the schedule goes on
    bar.pause()
    no_trouble(page)


def test_full_size_trains_beside_it(lesson):
    page = lesson(f"{TINY}&stable=5")
    page.get_by_text("Beside it: full size at once").click()
    expect(page.get_by_text("At full size from the start")).to_be_visible()
    RunBar(page).train()
    until(lambda: all(row["count"] == 12 for row in rows(page)))
    no_trouble(page)


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(lesson, dark):
    page = lesson(width=390, height=844, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    until(lambda: rows(page)[0]["columns"] == 5)
    assert rows(page)[0]["scale"] == 2
