"""Pretraining in a real browser, against the real server: two phases on one clock, lit in turn."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, probe_of, until

QUICK = "seed=4&seeds=5&pretraining=300&steps=600&labels=20"


@pytest.fixture
def open_lesson(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/pretraining?{query}", **view)
        return opened, RunBar(opened)

    return make


class Stage:
    """Both charts and the rows of pictures."""

    def __init__(self, page):
        self.charts, self.rows = page.locator(".charts").first, page.locator(".rows").first
        until(lambda: self.charts.count() and self.charts.locator("figure.lit, figure.dim").count() == 2)

    @property
    def lit(self):
        """Titles of what trains at the frame that is shown."""
        return [title.split(":")[0] for title in self.charts.locator("figure.lit figcaption").all_inner_texts()]

    def words(self, chart):
        return probe_of(self.charts)[chart]["words"]

    def picture(self):
        """The row of reconstructions as a data address."""
        return self.rows.locator("canvas").nth(1).evaluate("canvas => canvas.toDataURL()")


def test_the_recording_goes_through_both_phases(open_lesson):
    page, bar = open_lesson()
    stage, last = Stage(page), lesson("pretraining").recording.frames[-1]
    assert bar.state == "recording"
    expect(page.get_by_text(f"From scratch {100 * last.scalars['accuracy_scratch']:.1f} %")).to_be_visible()
    bar.press("live")
    until(lambda: stage.lit == ["2 Classifiers"])
    assert f"fine-tuned {last.scalars['accuracy_finetuned']:.3f}" in stage.words(1)
    after = stage.picture()
    canvas = stage.charts.locator("canvas").first
    canvas.click(position={"x": canvas.bounding_box()["width"] * 0.3, "y": 60})
    until(lambda: stage.lit == ["1 Pretraining"])
    until(lambda: stage.picture() != after)  # what the autoencoder made of the images then
    expect(page.get_by_text("8 autoencoders learn from 1,500 images without labels")).to_be_visible()
    no_trouble(page)


def test_a_live_run_lights_one_phase_after_the_other_and_shows_who_is_right(open_lesson):
    page, bar = open_lesson(f"{QUICK}&panel=Images")
    stage = Stage(page)
    first = stage.picture()
    expect(page.get_by_text("All that has a label, sorted by it: 20 images")).to_be_visible()
    bar.train()
    # on a busy machine the first phase may be over before the page looks
    until(lambda: stage.lit in (["1 Pretraining"], ["2 Classifiers"]) and stage.picture() != first)
    until(lambda: stage.lit == ["2 Classifiers"])
    until(lambda: bar.state == "finished")
    expect(page.get_by_text("Gain of fine-tuning")).to_be_visible()
    title = page.get_by_text("Wrong from scratch, right when fine-tuned")
    captions = page.locator(".rows").nth(1).locator("section").nth(1).locator(".numbers span")
    # Out of sight nothing is drawn, and a page that is drawn anew may push it there again.
    words = until(lambda: (title.evaluate("title => title.scrollIntoView()"), captions.all_inner_texts())[1])
    assert all(len(word) == 5 and word[1:4] == " → " and word[0] != word[4] for word in words)
    no_trouble(page)


def test_on_a_phone_nothing_sticks_out(open_lesson):
    page, _ = open_lesson(width=390, height=844)
    Stage(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
