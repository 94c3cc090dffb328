"""The plain autoencoder beside the VAE: both run from one seed, and the shares of holes are those of the models."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.ui.catalog import lesson
from tests.pages.lesson import messages, pieces, run_until, session_of, show, texts

PAGE = "autoencoders/holes"


def beside(tab):
    return tab.session_state["beside holes"]


def test_the_runs_differ_by_noise_and_prior_alone(visit):
    tab = visit(PAGE)
    here, there = session_of(tab).settings.model_dump(), beside(tab).settings.model_dump()
    assert {name for name in here if here[name] != there[name]} == {"plain"}
    assert here["plain"]
    first = [run.recording.frames[0].scalars["test_mse"] for run in (lesson("holes"), lesson("holes").beside("filled"))]
    assert first[0] == first[1]  # before the first step they are the same network


def test_a_changed_setting_goes_to_both(visit):
    tab = visit(PAGE)
    tab.slider(key="latent_dim").set_value(4).run()
    assert session_of(tab).settings.latent_dim == beside(tab).settings.latent_dim == 4
    tab.button(key="preset plain2").click().run()
    assert session_of(tab).settings.latent_dim == beside(tab).settings.latent_dim == 2
    run_until(tab, lambda session: session.status.step > 0 and beside(tab).status.step > 0, "steps of both")


def test_the_plain_code_has_more_holes_than_the_vaes(visit):
    tab = visit(PAGE, panel="Holes")
    plain, vae = (run.ask("holes", n=1000, seed=0) for run in (session_of(tab), beside(tab)))
    assert plain["prior"] > 0.9
    assert vae["prior"] < 0.4
    assert plain["fitted"] > vae["fitted"] + 0.15
    shown = pieces(tab, "pictures")
    for answer in (plain, vae):
        for name in ("prior", "fitted"):
            assert f"{answer[name]:.0%} in a hole" in texts(tab)
            (_, arrays), *shown = shown
            assert all(
                np.array_equal(arrays[f"{name}_{kind}"], answer[f"{name}_{kind}"]) for kind in ("pixels", "nearest")
            )
    assert not shown


def test_the_pads_show_the_digit_chosen_and_what_the_runs_have(visit):
    tab = visit(PAGE, digit="5")
    pads = pieces(tab, "latent_pad")
    assert [(pad["plain"], pad["selected"], pad["compact"]) for pad, _ in pads] == [(True, 5, True), (False, 5, True)]


@pytest.mark.parametrize("panel", ["Ways", "Errors"])
def test_ways_and_errors_are_drawn_of_both(visit, panel):
    tab = visit(PAGE)
    show(tab, panel)
    if panel == "Ways":
        (_, plain), (_, vae) = pieces(tab, "pictures")
        assert plain["linear"].shape == vae["linear"].shape == (10, 64)
        assert not np.array_equal(plain["linear"], vae["linear"])
    else:
        header, _ = unpack(messages(tab)["charts"])
        assert [chart["of"] for chart in header["charts"]] == ["left: ", "right: ", "left: ", "right: "]


@pytest.mark.parametrize("panel", ["Terms", "Exact ELBO", "Sampling"])
def test_the_lesson_on_vaes_says_what_a_plain_autoencoder_has_not(visit, panel):
    tab = visit("autoencoders/variational", plain="true", panel=panel)
    run_until(tab, lambda session: session.latest is not None, "a frame")
    tab.run()
    assert not tab.exception
    assert any("plain autoencoder has no" in info.value for info in tab.info)
