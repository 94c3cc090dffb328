"""The linear autoencoder beside PCA: what the page opens with, draws, and does when it is changed."""

import pytest

from core.runs.wire import unpack
from core.settings import trainer_spec
from core.settings.base import controls_of
from core.settings.linear_ae import LinearView
from core.ui.catalog import lesson
from tests.pages.lesson import (
    alts,
    charts,
    messages,
    run_until,
    session_of,
    show,
    texts,
    warnings,
)

PAGE = "autoencoders/linear"
SPEC = trainer_spec("linear_ae")
SETTINGS = controls_of(SPEC.settings)
PANELS = next(control.choices for control in controls_of(LinearView) if control.name == "panel")
DIGITS = {"dataset": "digits", "latent_dim": "8"}


def test_the_scene_is_given_the_cloud_and_pcas_plane(visit):
    header, arrays = unpack(messages(visit(PAGE))["space"])
    assert header["clock"] == "linear"
    assert arrays["points"].shape == (300, 3)
    assert arrays["plane"].shape == lesson("linear").recording.frames[0].arrays["surface"].shape == (13, 13, 3)
    assert header["reach"] > 1
    assert sum(x * x for x in header["aside"]) == pytest.approx(1)


def test_errors_and_the_angle_are_drawn_against_pcas(visit):
    tab = visit(PAGE)
    scalars = lesson("linear").recording.frames[-1].scalars
    header, _ = unpack(messages(tab)["charts"])
    drawn = {line["scalar"] for chart in header["charts"] for line in chart["lines"]}
    assert drawn == {"mse", "test_mse", "pca_mse", "pca_test_mse", "principal_angle"} <= scalars.keys()
    assert f"PSNR {scalars['test_psnr']:.2f} dB" in texts(tab)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("address", [{}, DIGITS, {"dataset": "digits", "latent_dim": "1"}, {"preset": "bowl"}], ids=str)
def test_every_panel_works_on_clouds_on_images_and_with_bends(visit, address, panel):
    tab = visit(PAGE, panel=panel, **address)
    run_until(tab, lambda session: session.latest is not None, "a frame")
    tab.run()
    assert not tab.exception
    assert not tab.error
    assert not tab.warning
    assert all(alts(tab))
    assert all(charts(tab))


def test_images_stand_beside_both_reconstructions_and_both_kinds_of_axes(visit):
    tab = visit(PAGE, **DIGITS)
    run_until(tab, lambda session: session.latest is not None, "a frame")
    tab.run()
    assert set(alts(tab)) == {"Test images, their reconstructions, and PCA's", "Learned axes", "PCA's axes"}
    assert "× PCA's" in texts(tab)


def test_the_curve_over_the_codes_size_has_the_present_run_on_it(visit):
    tab = visit(PAGE, panel="Size of the code")
    figure = charts(tab)["error over the size"]
    of_pca, ours = figure["data"][1], figure["data"][2]
    assert ours["x"] == [2]
    assert ours["y"][0] == pytest.approx(lesson("linear").recording.static_arrays["pca_curve"][2], rel=1e-3)
    assert len(of_pca["x"]) == 4  # codes of 0 to 3 numbers


def test_axes_of_a_bent_decoder_are_not_asked_for(visit):
    tab = visit(PAGE, preset="bowl", panel="Axes")
    assert any("no axes" in info.value for info in tab.info)
    show(tab, "Error")
    header, _ = unpack(messages(tab)["charts"])
    assert len(header["charts"]) == 1


def test_slow_motion_goes_to_the_running_run(visit):
    tab = visit(PAGE)
    generation = session_of(tab).generation
    tab.toggle(key="slow").set_value(True).run()
    assert session_of(tab).pace == 20
    assert session_of(tab).generation == generation
    tab.toggle(key="slow").set_value(False).run()
    assert session_of(tab).pace is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"dataset": "ring"}, "dataset=ring: allowed is one of plane, bowl"),
        ({"latent_dim": "8"}, "latent_dim=8: only with images"),
        ({"hidden": "-1"}, "hidden=-1: allowed is a whole number from 0 to 128"),
    ],
)
def test_an_address_that_cannot_be_taken_is_said(visit, address, said):
    tab = visit(PAGE, **address)
    assert any(said in warning for warning in warnings(tab))
    assert not tab.exception
