"""The lesson on denoising in a real browser, against the real server: pictures beside, any amount, the field."""

import pytest
from playwright.sync_api import expect

from core.ui.catalog import ROOT, lesson
from tests.browser.lesson import RunBar, no_trouble, probe_of, settled, until
from tests.browser.test_sketch import SEVEN, draw


@pytest.fixture
def open_denoising(page, serve):
    """Opens the lesson at an address; returns (page, run bar)."""
    url = serve(ROOT / "explorer.py")

    def make(query="", **view):
        opened = page(f"{url}/denoising?{query}", **view)
        return opened, RunBar(opened)

    return make


def rows(page, index=0):
    """What a piece with rows of pictures says of itself, once it has drawn them."""
    root = page.locator(".rows").nth(index)
    root.wait_for()
    return until(lambda: (seen := probe_of(root))["drawn"] > 0 and seen)


def field(page):
    return probe_of(page.locator(".field"))


def test_four_rows_of_two_runs_follow_one_clock(open_denoising):
    page, bar = open_denoising()
    assert bar.state == "recording"
    bar.press("live")
    last = lesson("denoising").recording.frames[-1]
    until(lambda: rows(page)["step"] == last.step)
    until(lambda: [row["count"] for row in rows(page)["rows"]] == [10] * 4)
    numbers = [line.split() for line in page.locator(".rows").first.locator(".numbers").all_inner_texts()]
    ours, plain = (
        lesson("denoising").recording.frames[-1].arrays["psnr_each"],
        lesson("denoising").beside("plain").recording.frames[-1].arrays["psnr_each"],
    )
    for shown, expected in zip(numbers[2:], (ours, plain), strict=True):
        assert [float(text) for text in shown] == pytest.approx(expected, abs=0.06)
    no_trouble(page)


def test_training_moves_both_and_the_amount_at_test_time_trains_nothing(open_denoising):
    page, bar = open_denoising("seed=4&panel=Noise&layers=32")
    bar.train()
    until(lambda: rows(page)["step"] > 100)
    bar.pause()
    until(lambda: rows(page)["step"] == bar.step)
    corrupted = page.locator(".rows").nth(1).locator("h4").nth(1)
    expect(corrupted).to_contain_text("Corrupted: 6")
    step = bar.step
    slider = page.get_by_role("slider", name="Amount at test time")
    for _ in range(2):
        slider.press("ArrowLeft")
    expect(corrupted).to_contain_text("Corrupted: 8")  # σ = 0.4: 20 log₁₀(1/0.4) = 8.0 dB
    assert bar.step == step
    assert "test_amount=0.4" in page.evaluate("location.search")
    no_trouble(page)


def test_the_field_is_learned_live_and_noisy_points_are_denoised_again(open_denoising):
    page, bar = open_denoising("dataset=circle&amount=0.3&layers=32&activation=tanh&learning_rate=0.005")
    panes = until(lambda: None not in [pane["scalars"] for pane in field(page)["panes"]] and field(page)["panes"])
    begun = panes[0]["scalars"]["field_error"]
    bar.train()
    until(lambda: field(page)["panes"][0]["scalars"]["field_error"] < min(0.5, begun))
    bar.pause()
    ours, plain = field(page)["panes"]
    assert plain["scalars"]["field_error"] > ours["scalars"]["field_error"]
    expect(page.locator(".field figcaption").first).to_contain_text("off the best ones")
    canvas = page.locator(".field canvas").first
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    slider = page.locator(".field input")
    for _ in range(3):
        slider.press("ArrowRight")
    assert field(page)["times"] == 4
    expect(page.locator(".field output")).to_have_text("4 times")
    moved = canvas.evaluate("canvas => canvas.toDataURL()")
    assert moved != before
    page.get_by_role("button", name="noisy points").click()
    assert not field(page)["shown"]["flow"]
    assert canvas.evaluate("canvas => canvas.toDataURL()") != moved
    no_trouble(page)


def test_a_drawing_is_answered_by_both_networks(open_denoising):
    page, _ = open_denoising("panel=Draw")
    page.locator(".sketch .board").scroll_into_view_if_needed()
    settled(page.locator(".sketch .board"))
    draw(page, SEVEN)
    until(lambda: page.locator(".rows").count() == 2)
    assert [row["count"] for row in rows(page, 1)["rows"]] == [1, 1, 1]
    no_trouble(page)


@pytest.mark.parametrize(("dark", "query"), [(False, "panel=Filters"), (True, "dataset=moons&amount=0.3&layers=16")])
def test_it_fits_a_phone(open_denoising, dark, query):
    page, _ = open_denoising(query, width=390, height=844, dark=dark)
    page.locator(".rows, .field").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
