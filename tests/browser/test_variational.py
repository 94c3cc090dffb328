"""The lesson on variational autoencoders in a real browser, against the real server."""

import os
import signal

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from core.settings import trainer_spec
from core.training.vae import VAETrainer
from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import PATIENCE, REFRESH, RunBar, hover_p95, probe_of, settled, until, workers_of

DRAWN = "canvas => canvas.probe && canvas.probe().step !== null && canvas.probe().manifoldDone && canvas.drawCount > 0"


@pytest.fixture
def url(serve):
    return serve(ROOT / "explorer.py")


@pytest.fixture
def open_lesson(page, url):
    """Opens the lesson at an address; returns (page, map, run bar) once the map is drawn."""

    def make(query="", **view):
        opened = page(f"{url}/variational{query}", **view)
        canvas = opened.locator("canvas.map")
        canvas.wait_for()
        until(lambda: canvas.evaluate(DRAWN))
        return opened, canvas, RunBar(opened)

    return make


def address(page):
    """The page's address as the browser has it now."""
    return page.evaluate("location.href")


def test_it_opens_with_the_recording_and_trains_at_once(open_lesson):
    page, canvas, bar = open_lesson()
    assert bar.probe("frames") == len(lesson("variational").recording.frames)
    expect(page.locator(".run-bar .word")).to_have_text("Recording")
    bar.train()
    until(lambda: bar.state == "finished", 3 * PATIENCE)
    assert bar.step == 3000
    assert bar.probe("frames") > 5
    until(lambda: canvas.evaluate("canvas => canvas.probe().step") == 3000)


def test_the_decoder_in_the_browser_equals_torch(open_lesson):
    _, canvas, bar = open_lesson()
    bar.press("live")  # the newest frame of the recording, whose weights the file holds
    until(lambda: canvas.evaluate("canvas => canvas.probe().step") == 3000)
    recording = lesson("variational").recording
    trainer = VAETrainer(trainer_spec("vae").settings(**recording.settings))
    trainer.load(recording.weights)
    codes = np.random.default_rng(0).uniform(-3, 3, (50, 2))
    with torch.no_grad():
        expected = torch.sigmoid(trainer.model.decode(torch.from_numpy(codes).float())).numpy()
    seen = np.array([canvas.evaluate("(canvas, z) => canvas.decodeAt(z)", z.tolist()) for z in codes])
    np.testing.assert_allclose(seen, expected, atol=1e-3)


def test_hover_decodes_within_a_screen_refresh(open_lesson):
    """From the pointer's event to the end of drawing, by performance.now in the page: p95 at most 16.7 ms."""
    page, canvas, _ = open_lesson()
    settled(canvas)
    box = canvas.bounding_box()
    before = page.locator("canvas.decoded").evaluate("c => c.toDataURL()")

    def hover():
        for i in range(90):
            x, y = 0.5 + 0.35 * np.cos(i / 14), 0.5 + 0.35 * np.sin(i / 14)
            page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)

    assert hover_p95(canvas, hover) <= REFRESH
    assert page.locator("canvas.decoded").evaluate("c => c.toDataURL()") != before


def test_a_digit_chosen_on_the_map_goes_into_the_address(open_lesson):
    page, canvas, bar = open_lesson()
    bar.press("live")
    canvas.scroll_into_view_if_needed()
    settled(canvas)
    mu = np.asarray(lesson("variational").recording.frames[-1].arrays["mu"], float)
    place, state = canvas.bounding_box(), canvas.evaluate("canvas => canvas.probe()")
    (left, top, size), (x0, x1, y0, y1) = state["plot"], state["range"]
    digit = int(np.argmin(np.linalg.norm(mu - [0.9, -1.7], axis=1)))
    x = place["x"] + left + (mu[digit, 0] - x0) / (x1 - x0) * size
    y = place["y"] + top + (y1 - mu[digit, 1]) / (y1 - y0) * size
    page.mouse.click(x, y)
    until(lambda: "digit=" in address(page))
    chosen = int(address(page).split("digit=")[1].split("&")[0])
    assert np.linalg.norm(mu[chosen] - mu[digit]) < 0.2
    page.reload()
    canvas.wait_for()
    until(lambda: probe_of(canvas)["selected"] == chosen)


def test_new_noise_shows_the_reparameterization_trick(open_lesson):
    page, canvas, _ = open_lesson()
    page.locator(".epsilon").click()
    state = canvas.evaluate("canvas => canvas.probe()")
    expect(page.locator(".which")).to_contain_text("sample")
    assert state["mu"] is not None


def test_reload_in_mid_run_finds_the_run_again(open_lesson):
    page, canvas, bar = open_lesson("?steps=100000")
    bar.train()
    until(lambda: bar.step > 200)
    page.reload()
    canvas.wait_for()
    again = RunBar(page)
    until(lambda: again.state == "running" and again.step > 200)
    until(lambda: again.probe("frames") > 3)
    step = again.step
    until(lambda: again.step > step)
    again.pause()


def test_a_duplicated_tab_trains_a_run_of_its_own(open_lesson):
    page, _, bar = open_lesson("?steps=100000")
    bar.train()
    with page.expect_popup() as caught:
        page.evaluate("() => { window.open(location.href); }")  # given a copy of the storage, like a duplicate
    stored = "sessionStorage.getItem('explorer.run.variational')"
    assert caught.value.evaluate(stored) == page.evaluate(stored)
    other = RunBar(caught.value)
    other.train()
    until(lambda: caught.value.evaluate(stored) != page.evaluate(stored))
    other.press("reset")
    until(lambda: other.state == "ready" and other.step == 0)
    step = bar.step
    until(lambda: bar.state == "running" and bar.step > step)
    bar.pause()


def test_a_killed_worker_is_reported_and_a_new_run_starts(open_lesson, url):
    page, _, bar = open_lesson("?steps=100000&seed=1")
    bar.train()
    for pid in workers_of(url):
        os.kill(pid, signal.SIGKILL)
    until(lambda: bar.state == "failed")
    assert "training process stopped" in bar.trouble
    bar.press("main")  # Restart
    until(lambda: bar.state == "ready")
    bar.train()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_learning_rate_of_ten_diverges_and_can_be_mended(open_lesson):
    page, _, bar = open_lesson("?learning_rate=10")
    bar.press("main")
    until(lambda: bar.state == "diverged")
    assert "became" in bar.trouble
    assert "at step" in bar.trouble
    page.get_by_role("button", name="ELBO balance").click()
    until(lambda: bar.state == "running" or bar.state == "finished")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?beta=abc", "beta=abc: allowed is a number from 0 to 20"),
        ("?latent_dim=99", "latent_dim=99: allowed is a whole number from 2 to 32"),
    ],
)
def test_a_bad_address_is_named_and_the_page_usable(open_lesson, query, message):
    page, _, bar = open_lesson(query)
    expect(page.get_by_role("alert").filter(has_text=message)).to_be_visible()
    bar.train()
    assert query[1:] not in address(page)


def test_a_link_gives_the_same_settings(open_lesson):
    page, canvas, bar = open_lesson("?latent_dim=3&beta=4&seed=7&axis_x=3")
    until(lambda: bar.state == "ready")
    assert canvas.evaluate("canvas => canvas.probe().z.length") == 3
    assert page.locator(".run-bar .seed input").input_value() == "7"
    expect(page.get_by_role("slider", name="β")).to_have_value("4")


def test_a_preset_trains_and_goes_into_the_address(open_lesson):
    page, _, bar = open_lesson()
    page.get_by_role("button", name="Posterior collapse").click()
    until(lambda: bar.state in ("running", "finished") and bar.step > 0)
    until(lambda: "latent_dim=8" in address(page) and "beta=2" in address(page))
    expect(page.get_by_test_id("stCaptionContainer").filter(has_text="KL falls to zero")).to_be_visible()


def test_a_live_setting_goes_into_the_running_model(open_lesson):
    page, _, bar = open_lesson("?steps=100000")
    bar.train()
    step = until(lambda: bar.step > 300 and bar.step)
    page.get_by_role("slider", name="β").press("ArrowRight")
    until(lambda: "beta=1.1" in address(page))
    until(lambda: bar.step > step + 100)  # the same run goes on: a new model would begin at 0
    bar.pause()


def test_space_trains_and_pauses_and_r_resets(open_lesson):
    page, canvas, bar = open_lesson("?steps=100000")
    canvas.evaluate("canvas => canvas.blur()")
    for key, state in (("Space", "running"), ("Space", "paused"), ("r", "ready")):
        page.keyboard.press(key)
        until(lambda state=state: not bar.probe("hoping") and bar.state == state)
    until(lambda: bar.step == 0)


def test_keys_work_after_a_panel_is_chosen_by_hand(open_lesson):
    page, _, bar = open_lesson("?steps=100000")
    page.get_by_role("radio", name="Sampling").click()
    page.get_by_role("img", name="64 draws of the prior").wait_for()
    for key, state in (("Space", "running"), ("Space", "paused"), ("r", "ready")):
        page.keyboard.press(key)
        until(lambda state=state: not bar.probe("hoping") and bar.state == state)
    page.get_by_role("img", name="64 draws of the prior").wait_for()  # still the panel


def test_the_exact_elbo_closes(open_lesson):
    page, _, _ = open_lesson("?panel=Exact+ELBO")
    sentence = page.get_by_text("They differ by")
    expect(sentence).to_be_visible()
    gap, kl = (float(part.inner_text()) for part in sentence.locator("strong").all())
    assert gap >= 0
    assert gap == pytest.approx(kl, abs=1e-2)
    expect(page.locator(".js-plotly-plot")).to_have_count(2)


def test_sampling_shows_draws_holes_and_ways(open_lesson):
    page, _, _ = open_lesson("?panel=Sampling")
    for name in ("64 draws of the prior", "On the straight line", "Turning evenly"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(1)


def test_a_drawn_digit_is_reconstructed(open_lesson):
    page, _, _ = open_lesson("?panel=Reconstruction")
    board = page.locator("canvas.board")
    board.scroll_into_view_if_needed()
    settled(board)
    box = board.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    for i in range(12):
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * (0.2 + 0.05 * i))
    page.mouse.up()
    expect(page.get_by_role("img", name="Its reconstruction: 1 picture")).to_be_visible()


def test_the_code_tab_shows_the_running_source(open_lesson):
    page, _, _ = open_lesson()
    page.get_by_role("tab", name="Code").click()
    expect(page.get_by_text("def encode")).to_be_visible()


def test_the_recording_can_be_taken_away(open_lesson, tmp_path):
    page, _, _ = open_lesson()
    page.get_by_role("tab", name="Export").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Recording").click()
    caught.value.save_as(tmp_path / "run.safetensors")
    assert type(lesson("variational").recording).load(tmp_path / "run.safetensors") == lesson("variational").recording


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_a_phone(open_lesson, dark):
    page, _, _ = open_lesson(width=390, height=844, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] *')].filter(e => e.scrollWidth > 0 && "
        "e.getBoundingClientRect().right > 391).length"
    )
    assert wide == 0


def test_the_home_page_leads_to_the_lesson(page, url):
    home = page(url)
    expect(home.get_by_alt_text("Variational: a recorded run", exact=False)).to_be_visible()
    # every card has such a link, and the cards after this one may be drawn by now
    home.get_by_test_id("stMain").locator("a[href='variational']").click()
    home.locator("canvas.map").wait_for()
    assert home.url.endswith("/variational")
