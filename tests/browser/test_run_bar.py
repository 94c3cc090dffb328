"""The run bar in a real browser, on a page that plays made-up runs and shows what the bar asked for."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.bar import APP, Bar, rests
from tests.browser.lesson import stays, until


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
