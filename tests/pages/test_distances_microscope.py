"""The gradient microscope without a browser."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.settings.microscope import LOSSES
from core.ui.experiments import microscope
from core.ui.session import Session
from tests.pages.lesson import charts, messages, plain, run_until, session_of, texts, until_warm

PAGE = "gans/distances"


@pytest.fixture
def trained(visit):
    """The microscope's tab, after a short run."""
    tab = visit(PAGE, preset="microscope", steps="40", d_width="16")
    session_of(tab).play()
    run_until(tab, lambda session: session.status.state == "finished", "40 steps")
    return tab


def show(tab, panel):
    tab.segmented_control(key="microscope").set_value(panel).run()
    assert not tab.exception


def drawn(tab):
    """Which scalars the charts on the page draw."""
    header, _ = unpack(messages(tab)["charts"])
    return {line["scalar"] for chart in header["charts"] for line in chart["lines"]}


def test_the_stage_is_the_norm_of_five_gradients_on_a_log_scale(visit):
    tab = visit(PAGE, preset="microscope")
    until_warm(tab)
    header, _ = unpack(messages(tab)["charts"])
    (chart,) = header["charts"]
    assert chart["log"] is True
    assert [line["scalar"] for line in chart["lines"]] == [f"grad_{name}" for name in LOSSES]
    assert microscope.evidence() in texts(tab)


def test_what_ten_runs_showed_is_read_from_their_recording():
    words = microscope.evidence()
    assert "2,000 steps took 7.6 to 8.4 powers of ten" in words
    assert "mean slope of 1.08 to 1.14" in words


def test_the_networks_are_drawn_with_their_pulls(trained):
    show(trained, "Gradients")
    maps = charts(trained)
    assert set(maps) == {f"network of {name}" for name in LOSSES}
    for name in LOSSES:
        kinds = [trace.get("mode", trace["type"]) for trace in maps[f"network of {name}"]["data"]]
        assert kinds == ["heatmap", "markers", "markers", "lines"]
        norm = session_of(trained).latest.scalars[f"grad_{name}"]
        assert f"norm {norm:.2g}".replace("-", "−") in texts(trained)


@pytest.mark.parametrize(
    ("panel", "scalars"),
    [
        ("Direction", {"angle_minimax", "angle_wasserstein_gp", "grad_least_squares"}),
        ("D", {"accuracy_minimax", "slope_wasserstein_clip", "grad_w1", "critic_wasserstein_gp", "w1"}),
    ],
)
def test_panels_of_charts_draw_scalars_that_the_frames_have(trained, panel, scalars):
    show(trained, panel)
    assert scalars <= drawn(trained) <= set(session_of(trained).latest.scalars)


def test_the_exact_critic_stands_beside_the_learned_ones(trained):
    show(trained, "Critics")
    lines = charts(trained)["critics on a line"]["data"]
    assert [line["name"] for line in lines] == ["the exact one", "with gradient penalty", "clipped"]
    table = trained.dataframe[0].value
    assert float(table["mean slope"][0]) == pytest.approx(1)
    w1 = session_of(trained).latest.scalars["w1"]
    assert float(table["at slope 1"][0]) == pytest.approx(w1, abs=1e-3)
    assert f"Exact W₁ = {w1:.3f}" in texts(trained)


def test_two_bumps_are_covered_or_one_is_taken(trained):
    show(trained, "Reverse KL")
    table = trained.dataframe[0].value
    rows = dict(list(table.groupby("q minimises")))
    assert list(rows["KL(p ‖ q)"]["μ"]) == ["+0.00"]
    for way in ("KL(q ‖ p)", "KL(q ‖ p) − 2 JS"):
        assert {"−2.00", "+2.00"} <= set(rows[way]["μ"])
    trained.slider(key="separation").set_value(1.0).run()
    assert not trained.exception
    again = trained.dataframe[0].value
    assert list(again["μ"]) == ["+0.00"] * 3  # so near that every way covers both


def test_the_address_opens_a_panel_at_a_separation(visit):
    tab = visit(PAGE, preset="microscope", microscope="Reverse KL", separation="6.0")
    until_warm(tab)
    tab.run()
    widths = np.array(tab.dataframe[0].value["σ"], float)
    assert widths[0] == pytest.approx(np.hypot(3, 0.5), abs=0.01)
    assert not tab.warning


def test_what_is_not_there_yet_is_said(visit, monkeypatch):
    monkeypatch.setattr(Session, "take", lambda session, frames: None)  # no frame arrives
    tab = visit(PAGE, preset="microscope")
    until_warm(tab)
    assert "The networks are drawn as soon as there is a frame." in texts(tab)
    assert not charts(tab)
    assert not tab.error


def test_why_a_failed_run_draws_nothing_is_said(visit):
    tab = visit(PAGE, preset="microscope", microscope="D")
    until_warm(tab)
    session_of(tab).run.stop()
    session_of(tab)._static = None
    tab.run()
    assert not tab.exception
    assert [plain(error.value) for error in tab.error] == [session_of(tab).run.status().reason]


def test_the_pictures_have_their_boundary_in_the_middle_of_the_colours(trained):
    show(trained, "Gradients")
    maps = charts(trained)
    assert all((m["data"][0]["zmin"], m["data"][0]["zmax"]) == (-127, 127) for m in maps.values())
    assert maps["network of minimax"]["data"][0]["z"] == maps["network of non_saturating"]["data"][0]["z"]
    show(trained, "Critics")
    planes = [chart["data"][0] for name, chart in charts(trained).items() if name.startswith("critic ")]
    assert len(planes) == 3
    assert all(plane["zmax"] == -plane["zmin"] > 0 for plane in planes)


def test_what_is_said_of_the_bumps_follows_the_slider(trained):
    show(trained, "Reverse KL")
    assert "KL(q ‖ p) is least on either side at μ = ±2.00" in texts(trained)
    trained.slider(key="separation").set_value(2.5).run()
    assert "KL(q ‖ p) is least in the middle (σ = 1.20: 0.481 nats); next best is on either side" in texts(trained)
