"""The run bar's timeline in a real browser: scrubbed, replayed, held and followed, on made-up runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import best, stays, until


def test_scrub_by_keyboard(open_bar):
    bar = open_bar("state=paused&step=600")
    until(lambda: bar.probe("index") == 30)
    bar.slider.focus()
    for _ in range(3):
        bar.page.keyboard.press("ArrowLeft")
    until(lambda: bar.probe("index") == 27 and bar.shown() == 540)
    until(lambda: bar.written("at") == 540)
    bar.page.keyboard.press("ArrowRight")  # the slider's own, not a training step
    until(lambda: bar.written("at") == 560)
    bar.page.keyboard.press("End")
    until(lambda: bar.written("at") is None)
    assert bar.probe("following")
    assert bar.commands() == []


def test_scrub_by_mouse_while_training(open_bar):
    bar = open_bar("state=running&rate=200&planned=100000")
    until(lambda: bar.probe("frames") > 30)
    box = bar.slider.bounding_box()
    y, half = box["y"] + box["height"] / 2, box["x"] + box["width"] / 2
    bar.page.mouse.move(box["x"] + box["width"] * 0.8, y)
    bar.page.mouse.down()
    bar.page.mouse.move(half, y, steps=5)
    step = until(lambda: not bar.probe("following") and bar.probe("step"))
    frames = bar.probe("frames")
    until(lambda: bar.probe("frames") > frames + 10)  # training goes on
    assert bar.probe("step") == step  # and the thumb holds its step
    assert bar.written("at") is None
    bar.page.mouse.up()
    until(lambda: bar.written("at") == step and bar.shown() == step)
    expect(bar.find(".live")).to_have_attribute("aria-pressed", "false")
    bar.find(".live").click()
    expect(bar.find(".live")).to_have_attribute("aria-pressed", "true")
    until(lambda: bar.written("at") is None)
    until(lambda: bar.probe("step") > step + 200)
    assert bar.commands() == []


def replay_seconds(bar):
    """By the page's own clock: a short replay may be over before a test looks."""
    return bar.page.locator(".run-bar").evaluate(
        """bar => new Promise((done) => {
          const started = performance.now();
          bar.querySelector(".replay").click();
          if (!bar.probe().playing) throw new Error("it does not replay");
          const look = () => {
            if (bar.probe().playing) requestAnimationFrame(look);
            else done((performance.now() - started) / 1000);
          };
          look();
        })"""
    )


def test_replay_plays_the_frames_and_stops_at_the_end(open_bar):
    bar = open_bar("state=paused&step=580")  # 30 frames at 12 a second
    assert 2.2 < best(lambda: replay_seconds(bar), 4.5) < 4.5
    assert bar.probe("index") == 29
    bar.find(".speed").select_option("10")
    assert best(lambda: replay_seconds(bar), 1.2) < 1.2
    assert bar.written("at") is None
    assert bar.commands() == []


def test_replay_can_be_held_and_slowed(open_bar):
    bar = open_bar("state=paused&step=2000")
    bar.find(".speed").select_option("0.1")
    passed = bar.page.locator(".run-bar").evaluate(
        """bar => new Promise((done) => {
          const started = performance.now();
          bar.querySelector(".replay").click();
          const look = () => {
            if (bar.probe().position < 1) requestAnimationFrame(look);
            else done((performance.now() - started) / 1000);
          };
          look();
        })"""
    )
    assert passed > 0.6  # a frame and a fifth a second, twelve without being slowed
    bar.find(".replay").click()
    until(lambda: not bar.probe("playing"))
    step = bar.probe("step")
    until(lambda: bar.written("at") == step)
    bar.find(".speed").select_option("10")
    bar.find(".loop").click()
    bar.find(".replay").click()
    until(lambda: bar.probe("index") > 80)
    until(lambda: bar.probe("index") < 40)  # from the start again
    assert bar.probe("playing")


def test_rewind_goes_to_the_first_frame_and_a_replay_goes_on_from_there(open_bar):
    bar = open_bar("state=paused&step=600")
    until(lambda: bar.probe("index") == 30)
    bar.find(".rewind").click()
    until(lambda: bar.probe("index") == 0 and bar.shown() == 0)
    until(lambda: bar.written("at") == 0)
    assert not bar.probe("playing")
    bar.find(".speed").select_option("0.5")
    bar.find(".replay").click()
    until(lambda: bar.probe("index") > 3)
    again = "bar => { bar.querySelector('.rewind').click(); return [bar.probe().index, bar.probe().playing]; }"
    assert bar.page.locator(".run-bar").evaluate(again) == [0, True]
    until(lambda: bar.probe("index") > 3)
    assert bar.commands() == []


def test_a_recording_plays_on_opening(open_bar):
    bar = open_bar("source=recording", motion=True)
    bar.says("Recording")
    expect(bar.find(".numbers")).to_have_text("Recorded run, seed 0", use_inner_text=True)
    expect(bar.main).to_have_text("Train")
    assert bar.probe("playing")
    index = bar.probe("index")
    until(lambda: not index <= bar.probe("index") <= index + 5)  # it loops
    assert bar.written("at") is None
    assert bar.commands() == []
    bar.main.click()
    bar.says("Training")
    until(lambda: not bar.probe("playing") and bar.probe("following") and bar.probe("step") > 0)
    expect(bar.find(".live")).to_have_text("Live")
    expect(bar.find(".loop")).to_have_attribute("aria-pressed", "false")
    until(lambda: bar.commands() == ["play"])
    assert bar.written("at") is None


def test_reduced_motion_stays_at_the_last_frame(open_bar):
    bar = open_bar("source=recording")
    bar.says("Recording")
    stays(lambda: not bar.probe("playing") and bar.probe("index") == 59, 0.5)
    expect(bar.find(".live")).to_have_text("Newest")


@pytest.mark.parametrize("source", ["live", "recording"])
def test_the_timeline_takes_two_rows_on_a_phone(open_bar, source):
    bar = open_bar(f"source={source}", width=390, height=844)
    rows = bar.find(".timeline button").evaluate_all("all => all.map((e) => Math.round(e.getBoundingClientRect().y))")
    assert len(set(rows)) == 1  # under the slider
