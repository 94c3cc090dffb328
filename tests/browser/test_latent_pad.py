"""The latent pad in a real browser, against numpy."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.harness.made_up import decode, frames
from tests.browser.lesson import REFRESH, hover_p95, until

HARNESS = Path(__file__).parent / "harness"

DRAWN = "canvas => canvas.probe && canvas.probe().step !== null && canvas.probe().manifoldDone && canvas.drawCount > 0"


@pytest.fixture
def pad(serve, page):
    """Open the harness: pad(query, **page options) → (page, map canvas), once everything is drawn."""
    url = serve(HARNESS / "latent_pad_app.py")

    def open_pad(query="", **options):
        opened = page(f"{url}/?{query}", **options)
        canvas = opened.locator("canvas.map")
        canvas.wait_for()
        if "empty" not in query:
            until_on(opened, canvas, DRAWN)
        return opened, canvas

    return open_pad


def until_on(page, canvas, condition):
    page.wait_for_function(condition, arg=canvas.element_handle())


def probe(canvas):
    return canvas.evaluate("canvas => canvas.probe()")


def place(canvas, x, y):
    """Where the point (x, y) of the plane is on the page."""
    box, state = canvas.bounding_box(), probe(canvas)
    left, top, size = state["plot"]
    x0, x1, y0, y1 = state["range"]
    return box["x"] + left + (float(x) - x0) / (x1 - x0) * size, box["y"] + top + (y1 - float(y)) / (y1 - y0) * size


def pixels(locator):
    return locator.evaluate("c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")


@pytest.mark.parametrize(("latent_dim", "depth"), [(2, 1), (5, 3)])
def test_decoder_equals_numpy(pad, latent_dim, depth):
    _, canvas = pad(f"latent_dim={latent_dim}&depth={depth}")
    arrays = frames(latent_dim, depth=depth)[-1].arrays
    for z in np.random.default_rng(2).normal(0, 1.5, (10, latent_dim)):
        seen = canvas.evaluate("(canvas, z) => canvas.decodeAt(z)", z.tolist())
        np.testing.assert_allclose(seen, decode(arrays, z.astype(np.float32)), atol=1e-5)


def test_everything_is_drawn_and_said(pad):
    page, canvas = pad()
    for layer in (canvas, page.locator("canvas.base"), page.locator("canvas.decoded")):
        assert len(set(pixels(layer))) > 4
    assert page.locator(".step").inner_text() == "step 1,860"
    assert page.locator(".classes button").count() == 10
    expect(canvas).to_have_attribute("aria-label", re.compile("z1 0.00, z2 0.00.*Step 1860"))
    assert page.locator(".pad").bounding_box()["height"] <= 520


def test_hover_decodes_within_a_screen_refresh(pad):
    page, canvas = pad()
    picture = page.locator("canvas.decoded")
    before = pixels(picture)
    origin, one = np.array(place(canvas, 0, 0)), np.array(place(canvas, 1, 1))
    ways = np.random.default_rng(3).uniform(-2, 2, (80, 2))

    def hover():
        for way in ways:
            page.mouse.move(*(origin + way * (one - origin)).tolist())

    assert hover_p95(canvas, hover, moves=60) <= REFRESH
    assert pixels(picture) != before
    x, y = ways[-1]
    # what is shown is what the decoder makes of the z shown
    z = probe(canvas)["z"]
    np.testing.assert_allclose(z, [x, y], atol=0.03)
    expected = decode(frames(2)[-1].arrays, np.float32(z))
    ink = 255 - np.array(pixels(picture)).reshape(-1, 4)[:, 0]  # dark on white
    assert np.corrcoef(ink, expected)[0, 1] > 0.999
    assert page.locator(".z dd").first.inner_text() == f"{z[0]:.2f}".replace("-", "−")


def test_z_stays_where_the_pointer_left(pad):
    page, canvas = pad()
    page.mouse.move(*place(canvas, 1, -1))
    page.mouse.move(5, 5)
    np.testing.assert_allclose(probe(canvas)["z"], [1, -1], atol=0.03)


def test_arrow_keys_move_z(pad):
    page, canvas = pad()
    canvas.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown"):
        page.keyboard.press(key)
    np.testing.assert_allclose(probe(canvas)["z"], [0.1, -0.2], atol=1e-6)
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"selected: \d+"))).to_be_visible()


def test_a_click_chooses_a_digit_and_python_hears_it(pad):
    page, canvas = pad()
    mu = frames(2)[-1].arrays["mu"]
    x, y = place(canvas, *mu[42])
    nearest = int(np.argmin(np.hypot(*(mu - mu[42]).T)))
    page.mouse.click(x, y)
    expect(page.get_by_text(f"selected: {nearest}", exact=True)).to_be_visible()
    assert probe(canvas)["selected"] == nearest
    np.testing.assert_allclose(probe(canvas)["mu"], mu[nearest], atol=1e-5)
    expect(page.locator(".chosen .title")).to_have_text(f"Chosen: {nearest % 10}")
    assert len(set(pixels(page.locator(".real canvas")))) > 20
    page.mouse.click(*place(canvas, 2.9, -2.9))  # empty space: the choice stays
    assert probe(canvas)["selected"] == nearest
    page.get_by_role("button", name="Choose 7 from Python").click()
    until_on(page, canvas, "canvas => canvas.probe().selected === 7")


def test_new_epsilon_samples_the_posterior(pad):
    page, canvas = pad()
    canvas.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"selected: \d+"))).to_be_visible()
    epsilons = []
    for _ in range(15):
        page.locator(".epsilon").click()
        state = probe(canvas)
        epsilons.append(state["epsilon"])
    assert len({tuple(e) for e in epsilons}) == 15
    assert np.abs(epsilons).max() < 5
    assert 0.5 < np.std(epsilons) < 1.6
    assert state["trail"] == 12
    expect(page.locator(".which")).to_have_text("15 samples drawn")
    z, mu, sigma, epsilon = (
        np.array([float(v.replace("−", "-")) for v in page.locator(f'[data-vector="{name}"]').inner_text().split()])
        for name in "zμσε"
    )
    np.testing.assert_allclose(z, mu + sigma * epsilon, atol=0.03)  # of numbers rounded to two digits
    np.testing.assert_allclose(epsilon, state["epsilon"], atol=0.006)
    np.testing.assert_allclose(z, np.array(state["mu"]) + np.multiply(state["sigma"], state["epsilon"]), atol=0.006)
    assert len(set(pixels(page.locator(".drawn canvas")))) > 10


def test_two_of_five_coordinates(pad):
    page, canvas = pad("latent_dim=5&axes=1-3")
    assert page.locator(".z dt").all_inner_texts() == ["z₂", "z₄"]
    expect(page.locator(".others")).to_have_text("other 3 coordinates at 0")
    canvas.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".others")).to_have_text("other 3 coordinates as in the chosen digit")
    state = probe(canvas)
    np.testing.assert_allclose([state["z"][i] for i in (0, 2, 4)], [state["mu"][i] for i in (0, 2, 4)], atol=1e-6)


def test_zoom_and_reset(pad):
    page, canvas = pad()
    whole = probe(canvas)["range"]
    page.locator('[data-zoom="in"]').click()
    near = probe(canvas)["range"]
    assert near[1] - near[0] < whole[1] - whole[0]
    x, y = place(canvas, 0.5, 0.5)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)  # the map has no focus: the page scrolls, the map stays
    page.wait_for_timeout(200)
    assert probe(canvas)["range"] == near
    canvas.focus()
    page.mouse.wheel(0, -300)
    until_on(page, canvas, f"canvas => canvas.probe().range[1] - canvas.probe().range[0] < {near[1] - near[0]} - 0.1")
    np.testing.assert_allclose(place(canvas, 0.5, 0.5), [x, y], atol=0.6)  # the point under the pointer stays
    page.mouse.dblclick(x, y)
    until_on(page, canvas, f"canvas => canvas.probe().range[1] === {whole[1]}")


def test_layers_and_classes_can_be_hidden(pad):
    page, canvas = pad()
    base = page.locator("canvas.base")
    full = pixels(base)
    for button in (*page.locator(".layers button").all()[:3], page.locator(".classes button").nth(3)):
        button.click()
        until(lambda: pixels(base) != full)
        button.click()
        until_on(page, canvas, DRAWN)
        until(lambda: pixels(base) == full)


def test_no_frame_yet(pad):
    page, canvas = pad("empty")
    expect(page.locator(".waiting")).to_be_visible()
    until_on(page, canvas, "canvas => Boolean(canvas.decodeAt)")
    assert canvas.evaluate("canvas => canvas.decodeAt([0, 0])") is None


def test_on_a_phone(pad):
    page, canvas = pad(width=390, height=844, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".pad").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.touchscreen.tap(*place(canvas, 1, 1))
    np.testing.assert_allclose(probe(canvas)["z"], [1, 1], atol=0.05)
    panel, stage = page.locator(".panel").bounding_box(), page.locator(".stage").bounding_box()
    assert panel["y"] > stage["y"] + stage["height"]


def test_dark(pad):
    page, _ = pad(dark=True)
    corner = page.locator("canvas.base").evaluate("c => [...c.getContext('2d').getImageData(48, 10, 1, 1).data]")
    assert max(corner[:3]) < 60
