"""The run bar in a real browser, on a page that plays made-up runs and shows what the bar asked for."""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lesson import best, probe_of, stays, until

APP = Path(__file__).parent / "harness" / "run_bar_app.py"


class Bar:
    """The page as a learner meets it."""

    def __init__(self, page, url, motion=False):
        self.page = page
        if motion:
            page.emulate_media(reduced_motion="no-preference")
        page.goto(url)
        expect(self.main).to_be_enabled()
        until(lambda: self.probe("frames"))
        expect(self.find(".shown")).not_to_have_text("no frames yet")  # the timeline is drawn

    def find(self, selector):
        return self.page.locator(f".run-bar {selector}")

    @property
    def main(self):
        return self.find(".main")

    @property
    def slider(self):
        return self.find("input[type=range]")

    @property
    def seed(self):
        return self.find(".seed input")

    def probe(self, key):
        return probe_of(self.page.locator(".run-bar"))[key]

    def shown(self):
        return int(re.sub(r"\D", "", self.find(".shown").inner_text()))

    def written(self, name):
        """What the harness writes as "name: value", as JSON or Python's None."""
        text = self.page.get_by_text(re.compile(f"^{name}: ")).inner_text().partition(": ")[2]
        return None if text == "None" else json.loads(text)

    def commands(self):
        return [command["name"] for command in self.written("commands")]

    def says(self, word):
        expect(self.find(".word")).to_have_text(word)

    def leave(self):
        """Take the focus from every control."""
        self.page.evaluate("document.activeElement?.blur()")


def rests(ask, seconds=0.6):
    """The answer once it has stayed the same for so long."""
    last, since = ask(), time.monotonic()
    deadline = since + 45
    while time.monotonic() - since < seconds:
        assert time.monotonic() < deadline, "it goes on changing"
        time.sleep(0.05)
        if (now := ask()) != last:
            last, since = now, time.monotonic()
    return last


@pytest.fixture
def open_bar(page, serve):
    """open_bar("state=running", motion=False, width=…): the harness page with that query."""
    url = serve(APP)

    def make(query="", motion=False, **view):
        return Bar(page(**view), f"{url}/?{query}", motion)

    return make


def test_train_and_pause(open_bar):
    bar = open_bar("rate=100")
    bar.says("Ready")
    expect(bar.main).to_have_text("Train")
    bar.main.click()
    expect(bar.main).to_have_text("Pause", timeout=500)  # at once
    bar.says("Training")
    until(lambda: bar.commands() == ["play"])
    until(lambda: bar.probe("step") > 100)
    expect(bar.find(".numbers")).to_have_text(re.compile(r"step [\d,]+ of 3,000\s*· 100 steps/s\s*· \d+ s left"))
    assert bar.probe("following")
    bar.main.click()
    until(lambda: not bar.probe("hoping") and bar.probe("state") == "paused")
    bar.says("Paused")
    until(lambda: bar.commands() == ["play", "pause"])
    expect(bar.main).to_have_text("Train")
    expect(bar.find(".pace")).to_be_hidden()
    stays(lambda: bar.probe("state") == "paused", 0.5)


def test_while_it_streams_the_numbers_and_the_timeline_move(open_bar):
    bar = open_bar("state=running&rate=300&planned=100000")
    done = bar.find(".done")
    before, shown, frames = done.inner_text(), bar.shown(), bar.probe("frames")
    until(lambda: done.inner_text() != before and bar.shown() > shown and bar.probe("frames") > frames)
    until(lambda: bar.slider.get_attribute("aria-valuetext") == f"step {bar.shown():,}")
    until(lambda: float(bar.find(".progress").get_attribute("aria-valuenow")) >= 1)


def test_finished_and_train_on(open_bar):
    bar = open_bar("state=running&rate=1000&planned=600")
    bar.says("Finished")
    expect(bar.find(".numbers")).to_have_text("step 600 of 600", use_inner_text=True)
    expect(bar.main).to_have_text("Train on")
    until(lambda: bar.probe("step") == 600)
    bar.main.click()
    until(lambda: bar.commands() == ["play"])
    until(lambda: bar.probe("step") > 600)


def test_no_step_is_lost_when_pressed_fast(open_bar):
    bar = open_bar()
    for _ in range(5):
        bar.find(".step").click()
    until(lambda: sum(command.get("count", 1) for command in bar.written("commands")) == 5)
    assert set(bar.commands()) == {"step"}
    until(lambda: bar.probe("step") == 5)
    bar.says("Paused")


def test_reset_starts_a_new_run(open_bar):
    bar = open_bar("state=paused&step=400")
    until(lambda: bar.probe("step") == 400)
    bar.find(".reset").click()
    until(lambda: bar.commands() == ["reset"])
    until(lambda: bar.probe("step") == 0 and bar.probe("frames") == 1)
    bar.says("Ready")
    expect(bar.seed).to_have_value("42")


def test_dice_draws_another_seed(open_bar):
    bar = open_bar()
    expect(bar.seed).to_have_value("42")
    bar.find(".dice").click()
    command = until(lambda: bar.written("commands"))[0]
    assert command["name"] == "seed"
    assert 0 <= command["seed"] <= 999_999
    expect(bar.seed).to_have_value(str(command["seed"]))


def test_typed_seeds(open_bar):
    bar = open_bar()
    error = bar.find(".seed-error")
    for bad in ("1000000", "-3", "1.5", "seven", ""):
        bar.seed.fill(bad)
        bar.seed.press("Enter")
        expect(error).to_contain_text("from 0 to 999,999")
        expect(bar.seed).to_have_value("42")
        expect(bar.seed).to_have_attribute("aria-invalid", "true")
    bar.seed.fill("7")
    expect(error).to_be_hidden()
    bar.seed.press("Enter")
    until(lambda: bar.written("commands") == [{"name": "seed", "seed": 7}])
    bar.seed.fill("8")
    bar.leave()
    until(lambda: bar.written("commands")[1:] == [{"name": "seed", "seed": 8}])
    bar.seed.fill("9")
    bar.seed.press("Escape")
    expect(bar.seed).to_have_value("8")


def test_a_seed_being_typed_is_left_alone_and_train_after_it_loses_nothing(open_bar):
    bar = open_bar("state=running&rate=100&planned=100000")
    bar.seed.click()
    bar.seed.fill("12")
    step = bar.probe("step")
    until(lambda: bar.probe("step") > step + 60)
    expect(bar.seed).to_have_value("12")
    bar.main.click()  # leaves the field: both are asked for, one after the other
    until(lambda: bar.commands() == ["seed", "pause"])
    expect(bar.seed).to_have_value("12")


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
    bar.find(".replay").click()
    until(lambda: bar.probe("position") > 0.5)
    bar.find(".replay").click()
    until(lambda: not bar.probe("playing"))
    step = bar.probe("step")
    assert step <= 200
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


def test_keys(open_bar):
    bar = open_bar("rate=100")
    bar.page.keyboard.press("ArrowRight")
    until(lambda: bar.commands() == ["step"])
    bar.page.keyboard.press(" ")
    until(lambda: bar.commands() == ["step", "play"])
    bar.says("Training")
    bar.page.keyboard.press(" ")
    until(lambda: bar.commands() == ["step", "play", "pause"])
    bar.says("Paused")
    scripts = rests(lambda: bar.written("scripts"), 2)
    bar.page.keyboard.press("r")
    until(lambda: bar.commands() == ["step", "play", "pause", "reset"])
    for chord in ("Control+ArrowRight", "Alt+ArrowRight", "Shift+ArrowRight"):
        bar.page.keyboard.press(chord)
    stays(lambda: len(bar.commands()) == 4 and bar.written("scripts") == scripts)  # r is not Streamlit's rerun


def test_space_on_a_focused_button_presses_that_button(open_bar):
    bar = open_bar()
    bar.find(".step").focus()
    bar.page.keyboard.press(" ")
    until(lambda: bar.commands() == ["step"])
    bar.page.keyboard.press("ArrowRight")
    until(lambda: bar.commands() == ["step", "step"])


def test_keys_are_left_alone_while_typing(open_bar):
    bar = open_bar()
    scripts = bar.written("scripts")
    bar.seed.click()
    bar.seed.press("End")
    bar.page.keyboard.type(" rc")
    bar.seed.press("ArrowRight")
    expect(bar.seed).to_have_value("42 rc")
    stays(lambda: bar.commands() == [] and bar.written("scripts") == scripts, 0.6)
    assert bar.page.get_by_role("dialog").count() == 0  # c would be Streamlit's "clear caches"
    bar.seed.press("Escape")
    field = bar.page.get_by_label("Another field")
    field.click()
    bar.page.keyboard.type("a r ")
    bar.page.keyboard.press("ArrowRight")
    expect(field).to_have_value("a r ")
    stays(lambda: bar.commands() == [], 0.6)


def test_keys_are_left_to_canvases_and_dialogs(open_bar):
    bar = open_bar()
    bar.page.evaluate(
        """() => {
          const places = [["canvas"], ["div", "slider"], ["div", "tab"], ["div"], ["div", "dialog"]];
          window.places = places.map(([tag, role]) =>
            document.body.appendChild(Object.assign(document.createElement(tag), { tabIndex: 0, role })));
        }"""
    )
    for i in range(5):
        bar.page.evaluate("i => window.places[i].focus()", i)
        bar.page.keyboard.press("ArrowRight")
    stays(lambda: bar.commands() == [], 0.6)
    bar.page.locator("[data-testid=stMain]").focus()
    bar.page.keyboard.press("ArrowRight")
    until(lambda: bar.commands() == ["step"])


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


def test_a_reload_finds_the_run_again(open_bar):
    bar = open_bar("source=recording&planned=100000")
    bar.main.click()
    until(lambda: (bar.probe("step") or 0) > 100)
    run = until(lambda: bar.page.evaluate("sessionStorage.getItem('explorer.run.made_up')"))
    bar.page.reload()
    expect(bar.main).to_be_enabled()
    until(lambda: bar.written("commands") == [{"name": "resume", "run": run}])
    bar.says("Training")
    until(lambda: (bar.probe("step") or 0) > 200)
    stays(lambda: bar.commands() == ["resume"], 0.5)


def test_without_session_storage_it_works(open_bar, page, serve):
    made = page()
    made.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })")
    bar = Bar(made, f"{serve(APP)}/?rate=100")
    bar.main.click()
    bar.says("Training")


@pytest.mark.parametrize("state", ["diverged", "failed"])
def test_trouble_is_told_in_words(open_bar, state):
    bar = open_bar(f"state={state}&step=300&reason=loss+became+nan+at+step+310")
    alert = bar.find(".trouble")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("loss became nan at step 310")
    expect(alert).to_contain_text("press Restart" if state == "diverged" else "Press Restart")
    expect(bar.main).to_have_text("Restart")
    bar.main.click()
    until(lambda: bar.commands() == ["reset"])
    bar.says("Ready")
    expect(alert).to_be_hidden()


def test_divergence_while_training(open_bar):
    bar = open_bar("state=running&rate=400&diverge=300")
    bar.says("Diverged")
    expect(bar.find(".trouble")).to_contain_text("A smaller learning rate usually helps; press Restart.")


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_no_horizontal_scroll(open_bar, width):
    query = "state=diverged&step=120000&planned=1000000&reason=" + "x" * 120
    bar = open_bar(query, width=width, height=844, touch=True)
    assert bar.page.evaluate("document.documentElement.scrollWidth") <= width
    right = bar.page.locator(".run-bar").evaluate(
        """bar => Math.max(
             ...[...bar.querySelectorAll("button, input, select, p")].map((e) => e.getBoundingClientRect().right))"""
    )
    assert right <= width
    sizes = bar.page.locator(".run-bar").evaluate(
        "bar => [...bar.querySelectorAll('button, select, .seed input')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44


@pytest.mark.parametrize("source", ["live", "recording"])
def test_the_timeline_takes_two_rows_on_a_phone(open_bar, source):
    bar = open_bar(f"source={source}", width=390, height=844)
    rows = bar.find(".timeline button").evaluate_all("all => all.map((e) => Math.round(e.getBoundingClientRect().y))")
    assert len(set(rows)) == 1  # under the slider


def test_every_control_says_what_it_does_and_text_is_large_enough(open_bar):
    bar = open_bar("state=running&rate=100&planned=100000")
    found = bar.page.locator(".run-bar").evaluate(
        """bar => [...bar.querySelectorAll("button, input, select")]
             .filter((e) => !e.title || !(e.textContent.trim() || e.ariaLabel || e.labels?.length))
             .map((e) => e.className)"""
    )
    assert found == []
    small = bar.page.locator(".run-bar").evaluate(
        """bar => [...bar.querySelectorAll("*")]
             .filter((e) => e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 14).length"""
    )
    assert small == 0


def test_one_listener_however_often_the_data_change(open_bar):
    bar = open_bar("state=running&rate=400&planned=100000")
    until(lambda: bar.probe("frames") > 20)
    bar.page.keyboard.press(" ")
    bar.says("Paused")
    until(lambda: bar.commands() == ["pause"])
    stays(lambda: bar.commands() == ["pause"], 0.8)
