"""The α slider in a real browser: the blend is torch's, the schedule moves it until a hand takes it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from core.models.equalized import downsample, upsample
from core.settings.progan import ProGANSettings
from core.training.face_pixels import to_pixels
from tests.browser.harness.made_up_branches import fading
from tests.browser.lesson import hover_p95, until

APP = Path(__file__).parent / "harness" / "blend_app.py"


@pytest.fixture
def blend(serve, page):
    url = serve(APP)

    def make(query="", **view):
        opened = page(f"{url}/?{query}", **view)
        until(lambda: (seen := probe(opened)).get("shown") == 500 and seen.get("side"))
        return opened

    return make


def probe(page):
    return page.locator(".blend").evaluate("root => root.probe?.() ?? {}")


def pixels(page):
    return page.locator(".blend").evaluate("root => root.pixels()")


def slide(page, alpha):
    page.locator(".blend input").evaluate(
        "(input, alpha) => { input.value = alpha; input.dispatchEvent(new Event('input')); }", alpha
    )


def levels(pictures):
    """Red, green and blue of pictures on canvases: [N, S·S·3]."""
    return np.array([np.array(picture).reshape(-1, 4)[:, :3].ravel() for picture in pictures], float)


def branches(frame):
    arrays = {name: torch.from_numpy(array.astype(np.float32)) for name, array in frame.arrays.items()}
    return upsample(arrays["old"]), arrays["new"], arrays


@pytest.mark.parametrize("alpha", [0, 0.31, 1])
def test_the_blend_is_that_of_torch(blend, alpha):
    page = blend()
    slide(page, alpha)
    old, new, arrays = branches(fading(500, 8, 0.25))
    seen = pixels(page)
    expected = {"old": old, "new": new, "blend": torch.lerp(old, new, alpha), "added": alpha * (new - old)}
    for row, images in expected.items():
        assert np.abs(levels(seen["generator"][row]) - to_pixels(images[:5])).max() <= 1, row
    faces = {"new": arrays["d_face"], "old": downsample(arrays["d_face"][None])[0]}
    for row, face in faces.items():
        assert np.abs(levels(seen["discriminator"][row][:1]) - to_pixels(face[None])).max() <= 1, row


def test_maps_of_the_discriminator_are_blended_in_the_same_way(blend):
    """Paper is 0, blue the largest of both branches, orange the least."""
    page = blend()
    slide(page, 0.31)
    _, _, arrays = branches(fading(500, 8, 0.25))
    old, new = arrays["d_old"], arrays["d_new"]
    most = torch.stack([old, new]).abs().amax((0, 2, 3))[:3, None]  # of each map by itself
    seen = pixels(page)
    ends = {1: (0x00, 0x72, 0xB2), -1: (0xD5, 0x5E, 0x00)}
    for row, maps in {"old": old, "new": new, "blend": torch.lerp(old, new, 0.31), "added": 0.31 * (new - old)}.items():
        strength = (maps[:3].flatten(1) / most)[..., None].numpy()
        color = np.where(strength > 0, ends[1], ends[-1])
        expected = 255 + np.abs(strength) * (color - 255)
        found = levels(seen["discriminator"][row][1:]).reshape(3, -1, 3)
        assert np.abs(found - expected).max() <= 2.5, row  # 127 steps of a colour


def test_the_schedule_moves_alpha_until_a_hand_takes_it_and_again_when_it_is_let_go(blend):
    page = blend()
    assert (probe(page)["alpha"], probe(page)["held"]) == (0.25, None)
    page.get_by_role("button", name="More").click()
    until(lambda: probe(page)["shown"] == 600)
    assert probe(page)["alpha"] == 0.5
    expect(page.locator(".blend .which")).to_have_text("Step 600: 8 × 8 pixels fade in, α = 0.50 by the schedule.")
    page.locator(".blend input").focus()
    page.keyboard.press("Home")
    assert probe(page)["alpha"] == 0
    assert pixels(page)["generator"]["blend"] == pixels(page)["generator"]["old"]
    expect(page.locator(".blend .which")).to_contain_text("0.00 by hand")
    page.get_by_role("button", name="Back to the schedule").click()
    assert probe(page)["alpha"] == 0.5
    expect(page.get_by_role("button", name="Back to the schedule")).to_be_hidden()


def test_where_nothing_fades_a_recorded_frame_is_blended(blend):
    page = blend()
    page.get_by_role("button", name="Done").click()
    until(lambda: probe(page)["shown"] == 900)
    assert (probe(page)["step"], probe(page)["side"], probe(page)["fades"]) == (2200, 32, False)
    expect(page.locator(".blend .which")).to_contain_text("the recorded run at step 2,200, where 32 × 32 fade in")
    slide(page, 0.7)
    old, new, _ = branches(fading(2200, 32, 0.5))
    expected = to_pixels(torch.lerp(old, new, 0.7)[:5])
    assert np.abs(levels(pixels(page)["generator"]["blend"]) - expected).max() <= 1


def test_where_nothing_was_recorded_nothing_is_shown(blend):
    page = blend("rest=no")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".blend .which")).to_have_text("Step 900: 8 × 8 pixels. Nothing fades yet.")
    expect(page.locator(".blend .boards")).to_be_hidden()
    expect(page.locator(".blend input")).to_be_disabled()


def test_the_staircase_is_the_schedule(blend):
    """400 steps each, up to the planned number: plateaus and ramps."""
    assert probe(blend())["corners"] == [
        [0, 0], [400, 0], [800, 1], [1200, 1], [1600, 2], [2000, 2], [2400, 3], [ProGANSettings().steps, 3]
    ]  # fmt: skip


def test_a_drag_is_drawn_at_the_screens_rate(blend):
    page = blend()
    slider = page.locator(".blend input")
    box = slider.bounding_box()

    def drag():
        page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
        page.mouse.down()
        for i in range(50):
            page.mouse.move(box["x"] + 10 + i * (box["width"] - 20) / 50, box["y"] + box["height"] / 2)
            page.wait_for_timeout(17)
        page.mouse.up()

    assert hover_p95(slider, drag) <= 16.7
    assert probe(page)["alpha"] > 0.9


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(blend, dark):
    page = blend(width=390, height=844, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".blend .generator canvas").first.bounding_box()["width"] >= 50
