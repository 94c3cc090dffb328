"""The GAN game in a real browser, against the real server."""

import re
import time

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, best, go_to, no_trouble, settled, until
from tests.browser.stage import Stage

LONG = "steps=100000"


@pytest.fixture
def url(serve):
    return serve(ROOT / "explorer.py")


@pytest.fixture
def open_game(page, url):
    """Opens the lesson at an address; returns (page, stage, run bar) once a frame is drawn."""

    def make(query="", **view):
        opened = page(f"{url}/game?{query}", **view)
        stage = Stage(opened)
        until(lambda: stage.steps()[0] is not None)
        return opened, stage, RunBar(opened)

    return make


def test_it_opens_with_its_recording_and_trains_live(open_game):
    page, stage, bar = open_game()
    assert bar.probe("frames") == len(lesson("game").recording.frames)
    expect(page.locator(".run-bar .word")).to_have_text("Recording")
    no_trouble(page)
    drawn = stage.probe("drawCount")
    bar.train()
    until(lambda: stage.probe("drawCount") > drawn + 5)  # the run may be over by the time that this is asked
    assert stage.steps()[0] > 0
    no_trouble(page)


def test_the_recording_replays_by_itself_where_motion_is_welcome(page, url):
    opened = page()
    opened.emulate_media(reduced_motion="no-preference")
    opened.goto(f"{url}/game")
    bar, stage = RunBar(opened), Stage(opened)
    until(lambda: bar.probe("playing"))
    seen = set()
    until(lambda: seen.add(stage.steps()[0]) or len(seen) > 3)


def test_with_half_rounds_each_step_moves_the_other_player_and_says_who(open_game):
    page, stage, bar = open_game("halves=true&seed=3")
    until(lambda: bar.state == "ready")
    flow, who = page.locator(".flow"), page.locator(".flow .who")
    expect(who).to_have_text("Before the first round.")
    for step, half, told in [(1, "1", "D moved"), (2, "2", "G moved"), (3, "1", "D moved"), (4, "2", "G moved")]:
        bar.press("step")
        until(lambda step=step: stage.steps()[0] == step)
        expect(flow).to_have_attribute("data-half", half)
        expect(who).to_contain_text(told)
        expect(who).to_contain_text(f"{'G' if half == '1' else 'D'} stood still")
    no_trouble(page)


def test_slow_motion_goes_at_two_half_rounds_a_second(open_game):
    page, stage, bar = open_game("halves=true&slow=true&seed=3")
    until(lambda: bar.state == "ready")
    bar.press("main")
    until(lambda: stage.steps()[0] >= 2)

    def error():
        first, since = stage.steps()[0], time.monotonic()
        until(lambda: stage.steps()[0] >= first + 8)
        return abs((stage.steps()[0] - first) / (time.monotonic() - since) - 2)

    assert best(error, 0.5) <= 0.5
    page.get_by_role("paragraph").filter(has_text="Slow motion").click()  # off: from now on at full speed
    step = bar.step
    until(lambda: bar.step > step + 100)


def test_a_layer_is_shown_and_hidden(open_game):
    _, stage, _ = open_game("seed=3")
    assert stage.probe("shown")["gradients"] is False
    before = stage.pixels()
    stage.chip("gradients").click()
    assert stage.probe("shown")["gradients"] is True
    assert (stage.pixels() != before).any()
    stage.chip("gradients").click()
    assert (stage.pixels() == before).all()


@pytest.mark.parametrize("panel", ["Scores", "Distances"])
def test_the_charts_follow_the_run(open_game, panel):
    page, _, bar = open_game(f"{LONG}&seed=3&panel={panel}")
    bar.train()
    charts = page.locator(".charts")
    charts.scroll_into_view_if_needed()  # out of sight nothing is drawn
    until(lambda: charts.evaluate("root => root.probe().every(({ words }) => /step [1-9]/.test(words))"))


def test_the_best_d_shows_three_maps(open_game):
    page, _, _ = open_game("panel=The+best+D&loss=non_saturating")
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    expect(page.get_by_text(re.compile(r"Difference: \d\.\d{3} on the mean"))).to_be_visible()


def test_a_drawn_world_is_trained_on(open_game):
    page, stage, bar = open_game("seed=3&world=points")
    board = page.locator("canvas.board")
    board.scroll_into_view_if_needed()
    settled(board)
    box = board.bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.25 * box["height"], steps=20)
    page.mouse.up()
    until(lambda: "points=" in page.evaluate("location.href"))
    places = (
        re.search(r"points=([^&]*)", page.evaluate("location.href"))[1].replace("+", " ").replace("%20", " ").split()
    )
    assert len(places) >= 16
    assert all(float(y) == pytest.approx(1.5, abs=0.5) for y in places[1::2])
    bar.train()
    until(lambda: stage.steps()[0] > 0)
    bar.pause()
    blue = (stage.pixels()[..., :3].astype(int) - (0, 0x72, 0xB2)).__abs__().sum(-1) < 60
    rows = blue.nonzero()[0]
    assert rows.mean() / len(blue) == pytest.approx(0.25, abs=0.08)
    no_trouble(page)


def test_from_lesson_to_lesson_and_back_each_keeps_its_own_settings(page, url):
    opened = page(f"{url}/variational?seed=7&steps=900")
    opened.locator("canvas.map").wait_for()
    go_to(opened, lesson("game"))
    Stage(opened)
    bar = RunBar(opened)
    expect(opened.locator(".run-bar .word")).to_have_text("Recording")
    assert opened.locator(".run-bar .seed input").input_value() == str(lesson("game").opening.seed)
    no_trouble(opened)
    bar.train()
    go_to(opened, lesson("variational"))
    opened.locator("canvas.map").wait_for()
    expect(opened.locator(".run-bar .seed input")).to_have_value("7")
    expect(opened.locator(".run-bar .planned")).to_have_text("900")
    until(lambda: "steps=900" in opened.evaluate("location.href"))
    no_trouble(opened)


def test_reload_in_mid_run_finds_the_run_again(open_game):
    page, _, bar = open_game(LONG)
    bar.train()
    until(lambda: bar.step > 200)
    page.reload()
    again = RunBar(page)
    until(lambda: again.state == "running" and again.step > 200)
    no_trouble(page)


def test_rates_that_are_far_too_high_end_in_a_clear_message(open_game):
    page, _, bar = open_game("lr_g=1&lr_d=1&optimizer_g=sgd&optimizer_d=sgd&loss=least_squares")
    bar.press("main")
    until(lambda: bar.state == "diverged")
    assert "became" in bar.trouble
    assert "at step" in bar.trouble
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_nothing_is_wider_than_a_phone(open_game):
    page, _, _ = open_game("world=points", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
