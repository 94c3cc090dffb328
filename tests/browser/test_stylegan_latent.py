"""StyleGAN's latent spaces in a real browser, on the recorded model: a slider, a walk, a projection."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT
from tests.browser.lesson import RunBar, no_trouble, probe_of, until

PATIENCE = 180_000  # ms: some thousand faces are read first


@pytest.fixture
def open_panel(page, serve):
    """Opens a panel of the lesson."""
    url = serve(ROOT / "explorer.py")

    def make(panel, **view):
        opened = page(f"{url}/stylegan?panel={panel}", **view)
        return opened, RunBar(opened)

    return make


def picture(page, name):
    return page.get_by_role("img", name=f"A face: {name}").first  # a page drawn anew may hold it twice


def test_a_slider_moves_the_face_and_the_address(open_panel):
    page, _ = open_panel("Directions")
    after = picture(page, "After")
    after.wait_for(timeout=PATIENCE)
    before = after.get_attribute("src")
    page.locator(".st-key-move_skin").get_by_role("slider").press("ArrowRight")
    until(lambda: after.get_attribute("src") != before)
    assert "move_skin=0.25" in page.url
    page.locator(".js-plotly-plot").last.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="All sliders to 0").click()
    until(lambda: after.get_attribute("src") == picture(page, "Before").get_attribute("src"))
    no_trouble(page)


def test_both_walks_are_dragged_and_no_step_is_taken(open_panel):
    page, bar = open_panel("Walk")
    step = bar.step
    for place in range(2):
        walk = page.locator(".walk").nth(place)
        walk.wait_for(timeout=PATIENCE)
        until(lambda walk=walk: probe_of(walk)["drawn"])
        face = walk.locator(".face")
        middle = face.evaluate("canvas => canvas.toDataURL()")
        walk.locator(".sheet").press("ArrowRight")
        assert face.evaluate("canvas => canvas.toDataURL()") != middle
    assert bar.step == step
    no_trouble(page)


def test_a_projection_is_seen_to_come_nearer_also_on_a_phone(open_panel):
    page, _ = open_panel("Projection", width=390, height=844)
    page.get_by_role("button", name="Project", exact=True).click(timeout=PATIENCE)
    seen = set()

    def over():
        caption = page.get_by_text("After ").first
        if caption.count():
            seen.add(caption.inner_text())
        return "After 150 steps" in seen

    until(over, 180)
    assert len(seen) > 2
    expect(page.get_by_text("Pixels differ by")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    no_trouble(page)


def test_an_upload_that_is_no_picture_is_refused_in_a_line(open_panel):
    page, _ = open_panel("Projection&source=Your picture")
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached", timeout=PATIENCE)
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"<img src=x onerror=alert(1)>"})
    expect(page.get_by_text("The file is no picture that can be read")).to_be_visible()
    chooser.set_input_files(ROOT / "assets" / "icon.png")
    expect(page.get_by_text("The file is no picture that can be read")).to_have_count(0)
    wanted = picture(page, "Wanted").get_attribute("src")
    page.get_by_role("radio", name="Truncation").click()
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_role("radio", name="Projection").click()  # Streamlit has forgotten the file by now
    expect(page.get_by_text("The picture of before")).to_be_visible()
    assert picture(page, "Wanted").get_attribute("src") == wanted
