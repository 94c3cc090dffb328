"""The lesson on denoising: what stands beside what, any amount of noise, the field, a drawing."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.ui.catalog import lesson
from tests.pages.lesson import beside_of, charts, messages, run_until, session_of, show, texts

PAGE = "autoencoders/denoising"
POINTS = {"dataset": "circle", "amount": "0.3", "layers": "16"}


def rows_of(tab):
    header, arrays = unpack(messages(tab)["pictures"])
    return header["rows"], arrays


def test_a_plain_one_with_the_same_settings_stands_beside_on_the_same_clock(visit):
    tab = visit(PAGE, amount="0.3")
    ours, other = session_of(tab), beside_of(tab)
    assert ours.settings.denoise
    assert not other.settings.denoise
    assert other.settings.model_copy(update={"denoise": True}) == ours.settings
    rows, _ = rows_of(tab)
    assert [row["clock"] for row in rows] == ["", "", "denoising", "denoising-plain"]


def test_beside_a_plain_one_stands_a_denoising_one(visit):
    tab = visit(PAGE, denoise="False", panel="Noise")
    assert not session_of(tab).settings.denoise
    assert beside_of(tab).settings.denoise
    assert not tab.error
    assert len(charts(tab)["PSNR out over in"]["data"]) == 5


def test_both_open_on_recordings_that_say_what_the_pages_sentence_says(visit):
    tab = visit(PAGE)
    assert session_of(tab).recorded
    assert beside_of(tab).recorded
    ours, plain = (lesson("denoising").recording.frames[-1].scalars,
                   lesson("denoising").beside("plain").recording.frames[-1].scalars)  # fmt: skip
    assert ours["psnr_in"] == plain["psnr_in"]
    assert ours["psnr_out"] > ours["psnr_in"] + 8
    assert ours["psnr_out"] > plain["psnr_out"] + 3
    assert plain["test_clean_mse"] < ours["test_clean_mse"] / 3


@pytest.mark.parametrize("amount", [0.1, 0.9])
def test_any_amount_at_test_time_is_asked_of_both_and_nothing_is_trained(visit, amount):
    tab = visit(PAGE, panel="Noise")
    run = session_of(tab).run.id
    tab.slider(key="test_amount").set_value(amount).run()
    assert not tab.exception
    assert session_of(tab).run.id == run
    figure = charts(tab)["PSNR out over in"]
    _, ours, here, plain, there = figure["data"]
    x, y = np.array(ours["x"]), np.array(ours["y"])
    assert (np.diff(x) < 0).all()  # from little noise to much
    assert here["x"] == there["x"]
    assert (here["x"][0], here["y"][0]) == pytest.approx((x[round(10 * amount) - 1], y[round(10 * amount) - 1]))
    assert y[4] > plain["y"][4]  # better where it was trained,
    assert y[0] < plain["y"][0]  # and worse where there is little to remove


def test_points_are_shown_as_two_fields_and_other_panels_say_that_they_need_images(visit):
    tab = visit(PAGE, **POINTS)
    run_until(tab, lambda session: session.latest is not None, "a frame")
    tab.run()
    header, arrays = unpack(messages(tab)["field"])
    assert [pane["clock"] for pane in header["panes"]] == ["denoising", "denoising-plain"]
    assert arrays["exact"].shape == arrays["grid"].shape
    assert header["times"] == 10
    for panel in ("Noise", "Draw", "Filters", "Latent map"):
        show(tab, panel)
        assert any("Only with images" in info.value for info in tab.info), panel
    show(tab, "Errors")
    drawn, _ = unpack(messages(tab)["charts"])
    assert {line["scalar"] for chart in drawn["charts"] for line in chart["lines"]} == {
        "mse", "test_mse", "best_mse", "field_error",
    }  # fmt: skip
    assert "times that of the exact formula" in texts(tab)


def test_layer_by_layer_says_when_which_stage_trains(visit):
    tab = visit(PAGE, layers="32-16", training="greedy", stage_steps="200")
    assert "stage 1 to step 200, stage 2 to step 400, then the whole stack" in texts(tab)


def test_a_drawing_goes_in_as_it_is(visit, monkeypatch):
    drawn = np.zeros(64, np.uint8)
    drawn[18:46:8] = 255
    monkeypatch.setattr("core.ui.sketch.sketch", lambda side, hint: drawn if side == 8 else None)
    tab = visit(PAGE, panel="Draw")
    header, arrays = unpack(messages(tab)["pictures"])
    assert np.array_equal(arrays["drawing"][0], drawn)
    assert header["rows"][0]["title"] == "Your drawing"
    answer = session_of(tab).run.call("reconstruct", images=drawn[None], amount=0.0)
    assert np.array_equal(arrays["answer 0"], answer["pixels"])
    assert not np.array_equal(arrays["answer 0"], arrays["answer 1"])
