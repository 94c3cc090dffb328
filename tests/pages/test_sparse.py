"""The sparse autoencoder's page: what its pieces are given, choosing, a second run beside, edges."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.ui.catalog import lesson
from core.ui.penalties import measured
from tests.pages.lesson import beside_of, charts, messages, run_until, session_of, show, texts

PAGE = "autoencoders/sparse"
PATCHES = {"preset": "edges", "units": "16", "steps": "20", "batch_size": "32"}


def test_the_activations_are_given_what_they_need(visit):
    header, arrays = unpack(messages(visit(PAGE, unit="7"))["activations"])
    assert (header["clock"], header["leader"], header["rho"], header["selected"]) == ("sparse", "sparse", 0.05, 7)
    assert arrays["labels"].shape == arrays["columns"].shape == (200,)
    assert lesson("sparse").recording.frames[0].arrays["units"].shape == (100, 200)


def test_the_chosen_unit_and_image_reach_the_panel(visit):
    tab = visit(PAGE, unit="7", image="5")
    header, arrays = unpack(messages(tab)["clamp"])
    assert (header["unit"], header["image"]) == (7, 5)
    assert np.array_equal(arrays["image"], session_of(tab).static[1]["images"][5])
    assert "**Unit 7**" in texts(tab)
    tab.number_input(key="unit").set_value(8).run()
    assert unpack(messages(tab)["clamp"])[0]["unit"] == 8


def test_a_second_run_stands_beside_on_the_same_clock(visit):
    tab = visit(PAGE, seed="3", beside="l1", panel="Compare")
    assert not tab.exception
    session, beside = session_of(tab), beside_of(tab)
    assert (beside.settings.penalty, beside.settings.weight) == ("l1", 1e-4)
    assert beside.settings.model_copy(update={"penalty": "kl", "weight": 1e-3}) == session.settings
    tab.selectbox(key="penalty").set_value("none").run()
    assert not tab.exception
    assert session_of(tab).settings.penalty == "none"
    assert beside_of(tab).settings.penalty == "l1"


def test_beside_a_recording_a_new_run_waits_to_be_trained_with_it(visit):
    tab = visit(PAGE, beside="none", panel="Compare")
    assert not tab.exception
    assert session_of(tab).recorded
    assert not beside_of(tab).recorded
    run_until(tab, lambda session: beside_of(tab).static is not None, "the second run")
    assert any("the one beside begins with it" in info.value for info in tab.info)


def test_the_measured_penalties_are_a_table(visit):
    tab = visit(PAGE, panel="Compare")
    table = tab.dataframe[0].value
    assert table["penalty"].tolist() == ["KL, weight 0.001", "L1, weight 0.0001", "none"]
    mean = np.mean([run["test_mse"] for run in measured() if "preset=kl" in run["command"]])
    assert table["test MSE a pixel"][0].startswith(f"{mean:.4f} ± ")
    assert measured()[0]["command"] in texts(tab)


def test_edges_are_looked_for_in_patches_only(visit):
    tab = visit(PAGE, panel="Edges")
    assert any("Edges come from photographs" in info.value for info in tab.info)


def test_on_patches_fits_stand_below_their_filters(visit):
    tab = visit(PAGE, panel="Edges", **PATCHES)
    run_until(tab, lambda session: session.status.state == "ready", "the worker")
    tab.run()
    assert "**0% of 16 filters are edges** at step 0" in texts(tab)
    assert sum(sum(bar["y"]) for bar in charts(tab)["orientations"]["data"]) == 16
    assert len(tab.dataframe[0].value) == 16
    for panel in ("Unit", "Filters", "Errors", "Latent map"):
        show(tab, panel)
        assert not tab.error


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"penalty": "l2"}, "penalty=l2: allowed is one of none, l1, kl"),
        ({"penalty": "l1", "rho": "0.1"}, "rho=0.1: only the KL penalty has a target"),
        ({"filter_length": "0.5"}, "filter_length=0.5: behind a unit there are hidden units"),
    ],
)
def test_an_address_that_cannot_be_taken_is_said(visit, address, said):
    tab = visit(PAGE, **address)
    assert any(said in warning.value.replace("\\", "") for warning in tab.warning)
