"""Mode collapse beside a cure in a real browser, against the real server."""

import pytest
from playwright.sync_api import expect

from core.settings.base import controls_of
from core.settings.gan2d_presets import CURES
from core.settings.gan_views import CollapseView
from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, probe_of, until
from tests.browser.stage import Stage, both_train, two_panes

LONG = "steps=100000"
CURE = next(control.label for control in controls_of(CollapseView) if control.name == "cure")


@pytest.fixture
def open_collapse(page, serve):
    """Opens the lesson at an address; returns (page, stage, run bar) once both panes show a frame."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        return two_panes(page(f"{url}/collapse?{query}", **view))

    return make


def test_both_panes_draw_their_recordings_and_then_train(open_collapse):
    page, stage, bar = open_collapse()
    item = lesson("collapse")
    ends = [run.recording.frames[-1].step for run in (item, item.beside(CURES[0].name))]
    until(lambda: stage.steps() == ends)
    assert [bool(stage.pixels(pane).std()) for pane in (0, 1)] == [True, True]
    no_trouble(page)
    bar.train()
    # the recordings are gone
    until(lambda: None not in (steps := stage.steps()) and all(now < end for now, end in zip(steps, ends, strict=True)))
    both_train(stage)
    bar.pause()
    no_trouble(page)


def test_a_scrub_takes_both_to_the_same_step(open_collapse):
    page, stage, _ = open_collapse()
    item = lesson("collapse")
    left, right = ([f.step for f in run.recording.frames] for run in (item, item.beside(CURES[0].name)))
    slider = page.locator(".run-bar .scrub input")
    for index in (len(left) // 2, len(left) // 4, 1):
        slider.evaluate("(input, index) => { input.value = index; input.dispatchEvent(new Event('input')); }", index)
        expected = [left[index], max(step for step in right if step <= left[index])]
        until(lambda expected=expected: stage.steps() == expected)


@pytest.mark.parametrize("chart", [0, 1])
def test_a_click_on_modes_over_time_takes_both_panes_there(open_collapse, chart):
    page, stage, _ = open_collapse("panel=Modes+over+time")
    charts = page.locator(".charts")
    until(lambda: charts.count() and len(probe_of(charts)) == 2)
    canvas = charts.locator("canvas").nth(chart)
    canvas.scroll_into_view_if_needed()
    end = max(stage.steps())
    until(lambda: probe_of(charts)[chart]["x"][1] == end)  # drawn with both runs
    plot = probe_of(charts)[chart]
    canvas.click(position={"x": (plot["left"] + plot["right"]) / 2, "y": (plot["top"] + plot["bottom"]) / 2})
    stage.root.scroll_into_view_if_needed()  # out of sight nothing is drawn
    middle = sum(plot["x"]) / 2
    until(lambda: stage.steps()[0] == pytest.approx(middle, abs=0.1 * end))
    left, right = stage.steps()
    assert 0 <= left - right <= 0.1 * end


def test_sixteen_copies_are_small_multiples(open_collapse):
    page, stage, bar = open_collapse(f"seeds=16&{LONG}")
    assert [pane["copies"] for pane in stage.probe("panes")] == [16, 16]
    bar.train()
    both_train(stage)
    no_trouble(page)


def test_another_cure_takes_the_right_pane(open_collapse):
    page, stage, bar = open_collapse(LONG)
    bar.train()
    both_train(stage)
    left = bar.step
    page.get_by_role("combobox", name=CURE).click()
    page.get_by_role("option", name=CURES[1].name, exact=True).click()
    expect(page.locator(".stage .title").nth(1)).to_contain_text(CURES[1].title)
    until(lambda: len(steps := stage.steps()) == 2 and None not in steps)
    both_train(stage)
    assert bar.step > left  # the left one went on
    no_trouble(page)


def test_reload_in_mid_run_finds_both_runs_again(open_collapse):
    page, stage, bar = open_collapse(LONG)
    bar.train()
    until(lambda: None not in (steps := stage.steps()) and min(steps) > 100)
    page.reload()
    again = Stage(page)
    until(lambda: len(steps := again.steps()) == 2 and None not in steps and min(steps) > 100)
    again_bar = RunBar(page)
    until(lambda: again_bar.state == "running")
    both_train(again)
    no_trouble(page)


def test_nothing_is_wider_than_a_phone(open_collapse):
    page, _, _ = open_collapse(width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
