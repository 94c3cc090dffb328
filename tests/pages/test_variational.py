"""The lesson as a learner uses it: panels, controls, presets, and what goes wrong."""

import os
import re
import signal

import numpy as np
import pytest

from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.vae import VARIATIONAL, VAESettings, VAEView
from core.ui.catalog import lesson
from tests.pages.lesson import (
    alts,
    another,
    charts,
    messages,
    pieces,
    run_until,
    session_of,
    show,
    texts,
    until_warm,
    warnings,
)

PAGE = "autoencoders/variational"
SPEC = trainer_spec("vae")
SETTINGS = controls_of(VAESettings)
PANELS = next(control.choices for control in controls_of(VAEView) if control.name == "panel")


# ---- opening --------------------------------------------------------------------------------------------------------


def test_it_opens_on_its_recording_with_the_trained_model(visit):
    tab = visit(PAGE)
    session, recording = session_of(tab), lesson("variational").recording
    assert session.recorded
    assert (session.status.state, session.status.step) == ("finished", recording.frames[-1].step)
    assert session.settings.model_dump() == recording.settings
    assert not tab.warning
    assert not tab.error


def test_the_idea_stands_at_the_top(visit):
    tab = visit(PAGE)
    assert lesson("variational").title in [*tab.header, *tab.title][0].value
    assert lesson("variational").idea in texts(tab)


# ---- panels ---------------------------------------------------------------------------------------------------------


def test_terms_asks_for_curves_of_what_the_frames_hold(visit):
    tab = visit(PAGE)
    show(tab, "Terms")
    frame = lesson("variational").recording.frames[-1]
    header, _ = unpack(messages(tab)["charts"])
    *curves, bars = header["charts"]
    named = {line[name] for chart in curves for line in chart["lines"] for name in ("scalar", "error") if line[name]}
    assert {"elbo", "test_elbo", "test_elbo_se", "test_reconstruction", "kl"} <= named <= set(frame.scalars)
    assert {bars["array"], bars["flags"]} <= set(frame.arrays)
    assert f"ELBO {frame.scalars['test_elbo']:.1f} ±" in texts(tab)


def test_terms_says_how_many_images_its_numbers_come_from(visit):
    """The digits hold out 297 images, fewer than the 300 that larger data sets measure on."""
    tab = visit(PAGE)
    show(tab, "Terms")
    held_out = len(session_of(tab).static[1]["labels"])
    assert f"{held_out} held-out" in texts(tab)


def test_exact_elbo_shows_the_evidence_the_bound_and_the_gap_between_them(visit):
    tab = visit(PAGE)
    show(tab, "Exact ELBO")
    values = {metric.label: float(metric.value) for metric in tab.metric}
    evidence, bound, gap = (next(v for k, v in values.items() if k.startswith(s)) for s in ("log p", "ELBO", "KL"))
    assert bound < evidence
    assert evidence - bound == pytest.approx(gap, abs=0.01)
    assert all("nats" in metric.label and metric.help for metric in tab.metric)
    assert set(charts(tab)) == {"posterior chart", "importance chart"}


def test_what_is_asked_says_which_model_answers(visit):
    tab = visit(PAGE, panel="Sampling")
    told = "Answered by the model of step 3,000, the newest, whatever step the stage shows."
    assert told in [caption.value for caption in tab.caption]
    show(tab, "Terms")  # asks nothing: its curves are of all steps
    assert told not in [caption.value for caption in tab.caption]


def test_exact_elbo_follows_the_chosen_digit(visit):
    tab = visit(PAGE)
    show(tab, "Exact ELBO")
    before = [metric.value for metric in tab.metric]
    tab.number_input(key="digit").set_value(9).run()
    assert [metric.value for metric in tab.metric] != before


def test_exact_elbo_says_that_it_needs_two_dimensions(visit):
    tab = visit(PAGE, latent_dim="3", panel="Exact ELBO")
    assert any("latent dimension of 2" in info.value for info in tab.info)
    assert not tab.metric


def test_sampling_shows_draws_holes_and_two_ways(visit):
    tab = visit(PAGE)
    show(tab, "Sampling")
    (_, draws), (_, ways) = pieces(tab, "pictures")
    assert draws["pixels"].shape == (64, 64)
    assert np.array_equal(ways["linear"][[0, -1]], ways["spherical"][[0, -1]])
    assert not np.array_equal(ways["linear"], ways["spherical"])
    assert set(charts(tab)) == {"aggregate chart"}


def test_reconstruction_shows_pictures_and_their_error(visit):
    tab = visit(PAGE)
    show(tab, "Reconstruction")
    ((header, shown),) = pieces(tab, "pictures")
    assert [row["title"] for row in header["rows"]] == ["Held-out digits", "What the code keeps of them"]
    assert np.array_equal(shown["pixels"], session_of(tab).ask("reconstruct", images=shown["images"])["pixels"])
    error = float(re.search(r"Mean squared error ([\d.]+)", texts(tab))[1])
    assert 0 < error < 0.1
    assert tab.get_by_key("sketch 8")


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_works_on_a_new_model_of_many_dimensions(visit, panel):
    tab = visit(PAGE, latent_dim="8", width="8", axis_x="7", panel=panel)
    until_warm(tab)
    assert tab.segmented_control(key="panel").value == panel
    assert not tab.warning
    assert not tab.error
    assert all(alts(tab))


@pytest.mark.parametrize("panel", PANELS)
def test_every_picture_has_alt_text_and_every_chart_a_key(visit, panel):
    tab = visit(PAGE)
    show(tab, panel)
    assert all(alts(tab))
    assert all(charts(tab))


def test_code_shows_the_source_that_runs_and_export_the_command(visit):
    tab = visit(PAGE, seed="5", width="16")
    tab.session_state["reading"] = ":material/code: Code"
    tab.run()
    assert any("def reparameterize" in code.value for code in tab.code)
    tab.session_state["reading"] = ":material/download: Export"
    tab.run()
    command = tab.code[0].value
    assert command.startswith("python -m core train vae ")
    words = dict(word.split("=") for word in command.split()[5:])
    assert SPEC.parse(words) == session_of(tab).settings
    assert [button.label for button in tab.download_button] == [
        "Recording",
        "Metrics",
        "Weights",
        "Animation",
        "Figure",
    ]
    assert not tab.exception


# ---- controls -------------------------------------------------------------------------------------------------------


def test_every_setting_has_a_control_with_label_and_help(visit):
    tab = visit(PAGE)
    idle = session_of(tab).settings.inapplicable()
    for control in SETTINGS:
        widget = tab.get_by_key(control.name)
        assert widget.label == control.label
        assert control.help in widget.help
        assert idle.get(control.name, "running model" if control.live else "new model") in widget.help


def test_every_view_control_has_label_and_help(visit):
    tab = visit(PAGE, latent_dim="3")
    for control in controls_of(VAEView):
        widget = tab.get_by_key(control.name)
        assert widget.label == control.label
        assert control.name == "panel" or control.help in widget.help


@pytest.mark.parametrize("control", SETTINGS, ids=lambda control: control.name)
def test_a_changed_setting_reaches_the_run_or_starts_a_new_one(visit, control):
    used = {"likelihood": "gaussian"} if control.name == "pixel_sigma" else {}  # where the field has a use
    tab = visit(PAGE, width="8", seed="3", **used)  # not the recording's settings: a run of its own
    until_warm(tab)
    before, value = session_of(tab).run.id, another(tab, control)
    tab.get_by_key(control.name).set_value(value).run()
    assert not tab.exception
    session = session_of(tab)
    assert getattr(session.settings, control.name) == value
    assert (session.run.id == before) == control.live
    until_warm(tab)
    assert session.status.state == "ready"
    assert session.status.settings[control.name] == value


def test_a_change_while_the_recording_plays_starts_a_model_of_its_own(visit):
    tab = visit(PAGE)
    tab.slider(key="beta").set_value(3.0).run()
    session = session_of(tab)
    assert not session.recorded
    until_warm(tab)
    assert (session.status.state, session.status.step) == ("ready", 0)


def test_a_view_control_changes_nothing_in_the_run(visit):
    tab = visit(PAGE)
    before = session_of(tab).run.id
    tab.number_input(key="digit").set_value(4).run()
    assert (session_of(tab).run.id, session_of(tab).recorded) == (before, True)


def test_the_last_test_digit_can_be_chosen_and_none_beyond_it(visit):
    tab = visit(PAGE, panel="Exact ELBO")
    last = len(session_of(tab).static[1]["labels"]) - 1
    assert tab.number_input(key="digit").max == last
    tab.number_input(key="digit").set_value(last).run()
    assert len(tab.metric) == 3
    assert not tab.info


def test_fewer_dimensions_take_the_axes_of_the_map_with_them(visit):
    tab = visit(PAGE, latent_dim="8", axis_x="7")
    assert tab.number_input(key="axis_x").value == 7
    tab.slider(key="latent_dim").set_value(4).run()
    assert not tab.exception
    assert tab.number_input(key="axis_x").value == 4


# ---- presets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", VARIATIONAL, ids=lambda preset: preset.name)
def test_a_preset_starts_a_run_that_trains(visit, preset):
    tab = visit(PAGE, seed="7")
    tab.button(key=f"preset {preset.name}").click().run()
    assert not tab.exception
    session = session_of(tab)
    assert session.settings == SPEC.parse({"preset": preset.name, "seed": 7})
    assert preset.watch in texts(tab)
    run_until(tab, lambda session: session.status.state == "running", "training")
    step = session.status.step
    run_until(tab, lambda session: session.status.step > step, "steps")
    assert session.shown.step > 0
    assert all(tab.get_by_key(name).value == value for name, value in preset.changes.items())


def test_a_preset_does_away_with_old_warnings(visit):
    tab = visit(PAGE, beta="abc")
    assert tab.warning
    tab.button(key="preset collapse").click().run()
    assert not tab.warning


# ---- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.fixture
def _nowhere(monkeypatch, tmp_path):
    """No data folder and an empty cache."""
    monkeypatch.delenv("EXPLORER_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.usefixtures("_nowhere")
def test_a_data_set_that_cannot_be_had_is_an_error_and_the_run_goes_on(visit):
    tab = visit(PAGE)
    before = session_of(tab).run.id
    tab.selectbox(key="dataset").set_value("fashion_mnist").run()
    (error,) = tab.error
    assert "Fashion-MNIST is not on this machine and could not be downloaded" in error.value
    assert "EXPLORER_DATA" in error.value
    assert session_of(tab).run.id == before
    tab.slider(key="beta").set_value(2.0).run()
    assert not tab.exception
    assert (session_of(tab).settings.dataset, session_of(tab).settings.beta) == ("digits", 2.0)
    tab.selectbox(key="dataset").set_value("digits").run()
    assert not tab.error


@pytest.mark.usefixtures("_nowhere")
def test_an_address_with_a_data_set_that_cannot_be_had_opens_with_the_lessons_own(visit):
    tab = visit(PAGE, dataset="fashion_mnist", beta="3")
    assert len(tab.error) == 1
    assert (session_of(tab).settings.dataset, session_of(tab).settings.beta) == ("digits", 3.0)
    tab.button(key="preset collapse").click().run()
    assert not tab.exception
    assert not tab.error
    run_until(tab, lambda session: session.status.state == "running", "training")


def test_a_diverged_run_says_which_loss_and_step_and_the_page_goes_on(visit):
    tab = visit(PAGE, learning_rate="10", width="8")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.state == "diverged", "divergence")
    assert re.search(r"(reconstruction|kl|weight|bias).* became (nan|-?inf) at step \d+", session_of(tab).status.reason)
    for panel in PANELS:
        show(tab, panel)
    tab.button(key="preset balance").click().run()
    run_until(tab, lambda session: session.status.step > 0, "training")
    assert session_of(tab).status.state == "running"


def test_a_setting_for_a_run_that_is_gone_is_a_warning_with_the_reason(visit):
    tab = visit(PAGE, width="8")
    until_warm(tab)
    session_of(tab).run.stop()
    tab.slider(key="beta").set_value(2.0).run()
    assert not tab.exception
    tab.run()
    assert warnings(tab) == [session_of(tab).status.reason]
    assert "not here any more" in warnings(tab)[0]


def test_the_page_says_that_its_worker_died_and_a_new_start_works(visit):
    tab = visit(PAGE, width="8")
    until_warm(tab)
    for stats in session_of(tab).run.engine.stats():
        os.kill(stats.pid, signal.SIGKILL)
    run_until(tab, lambda session: session.status.state == "failed", "the page to notice")
    assert "signal 9" in session_of(tab).status.reason
    for panel in PANELS:
        show(tab, panel)
    assert any("signal 9" in element.value for kind in (tab.error, tab.info, tab.warning) for element in kind)
    session_of(tab).command("reset")
    session_of(tab).command("play")
    run_until(tab, lambda session: session.status.state == "running" and session.status.step > 0, "a new run")
    assert not tab.error
    assert not tab.warning
